"""The practice that an export's rows name."""

from pathlib import Path

import pytest

from notifier.patients.list_import.organisations import organisations
from tests.notifier.list_files import HEADINGS, ONE, THREE, TWO, csv_text

PERSON = ("Jo", "Smith", "18-Feb-1965")


@pytest.mark.parametrize("heading", ["Organisation Code", "ODS Code", "practice code"])
def test_the_codes_of_practices_are_counted(tmp_path: Path, heading: str) -> None:
    rows = [(ONE, *PERSON, "A12345"), (TWO, *PERSON, " a12345 "), (THREE, *PERSON, "B23456"), (THREE, *PERSON, "10364")]
    assert organisations(written(tmp_path, (*HEADINGS, heading), *rows)) == {"A12345": 2, "B23456": 1}


def test_a_list_without_such_a_column_says_nothing(tmp_path: Path) -> None:
    assert organisations(written(tmp_path, HEADINGS, (ONE, *PERSON))) == {}


def written(folder: Path, *rows: tuple[str, ...]) -> Path:
    path = folder / "list.csv"
    path.write_text(csv_text(rows), encoding="utf-8")
    return path
