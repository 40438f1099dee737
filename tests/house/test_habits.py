"""One way for each thing: what has a place of its own is not written out somewhere else."""

import ast
from collections.abc import Iterator
from enum import StrEnum
from pathlib import Path

import pytest

from notifier.vocabulary import CampaignStatus, DeliveryStatus
from tests.house.program import PRODUCT, ROOT, modules, place, tree

# Every group that an enumeration names: asked for there, it means the same everywhere.
GROUPS: dict[type[StrEnum], set[frozenset[StrEnum]]] = {
    kind: {
        frozenset(kind(status) for status in getattr(kind, name)())
        for name, made in vars(kind).items()
        if isinstance(made, classmethod)
    }
    for kind in (CampaignStatus, DeliveryStatus)
}
VOCABULARY = ROOT / "notifier" / "vocabulary.py"


@pytest.mark.parametrize("kind", GROUPS, ids=lambda kind: kind.__name__)
def test_a_group_of_states_is_asked_of_its_enumeration(kind: type[StrEnum]) -> None:
    assert len(GROUPS[kind]) >= 2
    spelled_out = [
        place(path, node)
        for path in modules(*PRODUCT)
        if path != VOCABULARY
        for node, states in written_groups(path, kind)
        if states in GROUPS[kind]
    ]
    assert not spelled_out


def test_a_group_that_is_written_out_is_noticed(tmp_path: Path) -> None:
    path = tmp_path / "sample.py"
    path.write_text("OVER = (CampaignStatus.CANCELLED, CampaignStatus.CLOSED)\nBOTH = {CampaignStatus.DRAFT, other}\n")
    assert [states for _node, states in written_groups(path, CampaignStatus)] == [frozenset(CampaignStatus.over())]


def written_groups(path: Path, kind: type[StrEnum]) -> Iterator[tuple[ast.expr, frozenset[StrEnum]]]:
    """Each tuple, list or set of at least two members of `kind`, and of nothing else."""
    for node in ast.walk(tree(path)):
        if not isinstance(node, (ast.Tuple, ast.List, ast.Set)) or len(node.elts) < 2:
            continue
        names = [
            element.attr
            for element in node.elts
            if isinstance(element, ast.Attribute)
            and isinstance(element.value, ast.Name)
            and element.value.id == kind.__name__
        ]
        if len(names) == len(node.elts):
            yield node, frozenset(kind[name] for name in names)
