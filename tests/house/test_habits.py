"""One way for each thing: what has a place of its own is not written out somewhere else."""

import ast
import re
from collections.abc import Iterator
from enum import StrEnum
from pathlib import Path

import pytest
from hypothesis import settings

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
VOCABULARY = ROOT / "notifier" / "vocabulary" / "telling.py"
CALENDAR = ROOT / "notifier" / "campaigns" / "calendar.py"


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


def test_only_the_calendar_says_which_day_it_is_in_london() -> None:
    """A date in another zone than the patients' is a deadline that ends an hour early or late.

    A step of the migration knows nothing of the program, which goes on after it.
    """
    others = (path for path in modules(*PRODUCT) if path != CALENDAR and path.parent.name != "versions")
    elsewhere = [place(path, node) for path in others for node in dates_of_moments(tree(path))]
    assert not elsewhere
    assert list(dates_of_moments(tree(CALENDAR)))


@pytest.mark.parametrize(
    "written",
    ["now.astimezone(LONDON).date()", "at.received_at.astimezone(zone).date()", 'ZoneInfo("Europe/London")'],
)
def test_a_date_that_is_made_elsewhere_is_noticed(written: str) -> None:
    assert len(list(dates_of_moments(ast.parse(written)))) == 1


def dates_of_moments(module: ast.Module) -> Iterator[ast.Call]:
    """Each call that takes the date of a moment in some zone, or makes a zone to do so."""
    for node in ast.walk(module):
        match node:
            case ast.Call(func=ast.Attribute(attr="date", value=ast.Call(func=ast.Attribute(attr="astimezone")))):
                yield node
            case ast.Call(func=ast.Name(id="ZoneInfo")):
                yield node


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


def test_no_property_fails_because_the_machine_is_slow() -> None:
    """Hypothesis gives each example 200 ms unless told otherwise; what is tested has no clock."""
    assert settings().deadline is None
    own = re.compile(r"@settings\([^)]*deadline=(?!None)")
    assert not [place(path) for path in modules("tests") if own.search(path.read_text(encoding="utf-8"))]
