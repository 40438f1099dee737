"""The lists of faults that tests find (tests/mutations): each still fits the program and names tests that are there."""

import ast
from collections import Counter
from pathlib import Path

import pytest

from tests.house.program import PRODUCT, ROOT, functions
from tests.mutations.listed import Mutation, read_mutations

MUTATIONS = list(read_mutations())
ONE = Mutation("a fault", "notifier/a.py", "max(", "min(", "none", ("tests/house/test_mutations.py::test_a",))


def misfits(mutation: Mutation, root: Path = ROOT) -> list[str]:
    """Why a fault could not be planted, or not be found."""
    path = root / mutation.file
    if not mutation.file.startswith(PRODUCT) or not path.is_file():
        return ["there is no such file of the product"]
    try:
        planted = mutation.applied(path.read_text(encoding="utf-8"))
        changed = ast.dump(ast.parse(planted)) != ast.dump(ast.parse(path.read_text(encoding="utf-8")))
    except (ValueError, SyntaxError) as error:
        return [str(error)]
    found = [] if changed else ["it changes nothing that the program does"]
    found += [] if mutation.caught_by else ["no test finds it"]
    return found + [f"there is no test {test}" for test in mutation.caught_by if not is_test(test)]


def is_test(name: str) -> bool:
    file, _, function = name.partition("::")
    path = ROOT / file
    return path.is_file() and function in {one.name for one in functions(path)}


@pytest.mark.parametrize("mutation", MUTATIONS, ids=[one.name for one in MUTATIONS])
def test_each_fault_fits_the_program_and_names_tests_that_are_there(mutation: Mutation) -> None:
    assert not misfits(mutation)
    assert mutation.harm


def test_each_fault_has_a_name_of_its_own() -> None:
    assert not [name for name, times in Counter(one.name for one in MUTATIONS).items() if times > 1]


@pytest.mark.parametrize(
    ("source", "why"),
    [
        ("min(1, 2)", "0 times"),
        ("max(max(1, 2), 3)", "2 times"),
        ("max(1, 2", "never closed"),
        ("# max(1, 2)", "changes nothing"),
        ("max(1, 2)", "there is no test"),
    ],
)
def test_a_fault_that_fits_no_longer_is_noticed(tmp_path: Path, source: str, why: str) -> None:
    (tmp_path / "notifier").mkdir()
    (tmp_path / ONE.file).write_text(source, encoding="utf-8")
    (said, *_) = misfits(ONE, tmp_path)
    assert why in said
