"""Two columns for a thing that can be but one."""

from pathlib import Path

import pytest

from notifier.errors import ListFault
from tests.notifier.list_files import ONE, TWO, csv_text, read_text

HEADINGS = ("NHS Number", "Surname", "DOB", "NHS No")


def rows(*numbers: str) -> str:
    people = [("Total: 2",), *zip((ONE, TWO), ("Smith", "Jones"), ("18-Feb-1965", "23-May-1993"), numbers, strict=True)]
    return csv_text([HEADINGS, *people, HEADINGS])


def test_a_column_that_repeats_another_in_every_row_is_left_out_and_it_is_said(tmp_path: Path) -> None:
    report = read_text(tmp_path, rows(f"{ONE[:3]} {ONE[3:6]} {ONE[6:]}", TWO))
    assert [person.nhs_number for person in report.people] == [ONE, TWO]
    assert report.notes[0].startswith("“NHS Number” and “NHS No” (columns 1 and 4) say the same in every row")
    assert [heading for _, heading in report.columns] == ["NHS Number", "Surname", "DOB"]


@pytest.mark.parametrize("second", [ONE, ""])
def test_where_they_differ_in_a_single_row_the_list_is_refused(tmp_path: Path, second: str) -> None:
    with pytest.raises(ListFault, match="“NHS Number” and “NHS No”"):
        read_text(tmp_path, rows(ONE, second))


def test_two_birth_dates_that_are_the_same_are_one(tmp_path: Path) -> None:
    text = csv_text([("NHS Number", "Surname", "DOB", "Date of Birth"), (ONE, "Smith", "18-Feb-1965", "18-feb-1965")])
    assert len(read_text(tmp_path, text).people) == 1
