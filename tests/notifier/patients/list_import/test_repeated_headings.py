"""Headings that come again below those of the list."""

from pathlib import Path

import pytest

from notifier.errors import ListFault
from tests.notifier.list_files import ONE, TWO, csv_text, read_bytes, read_text
from tests.notifier.workbook_files import workbook

FIRST = ("NHS Number", "Surname", "DOB", "Mobile", "Email")
JO = (ONE, "Smith", "18-Feb-1965", "07700 900100", "jo@example.com")


def test_the_same_headings_again_are_nobody(tmp_path: Path) -> None:
    again = ("NHS NUMBER ", "surname", "D.O.B.", "Mobile", "E-mail", "")
    ann = (TWO, "Jones", "23-May-1993", "", "")
    assert len(read_text(tmp_path, csv_text([FIRST, JO, again, ann])).people) == 2


def test_a_second_list_with_its_columns_in_another_order_is_refused(tmp_path: Path) -> None:
    second = ("NHS Number", "Surname", "DOB", "Email", "Mobile")
    ann = (TWO, "Jones", "23-May-1993", "ann@example.com", "07700 900101")
    with pytest.raises(ListFault, match="Row 3 has other headings than row 1"):
        read_text(tmp_path, csv_text([FIRST, JO, second, ann]))
    with pytest.raises(ListFault, match="Row 3 has other headings than row 1"):
        read_bytes(tmp_path, workbook([FIRST, JO, second, ann]), "list.xlsx")


def test_a_note_that_names_the_number_is_no_row_of_headings(tmp_path: Path) -> None:
    text = csv_text([FIRST, JO, ["NHS numbers are confidential"], ["Total: 1"]])
    assert len(read_text(tmp_path, text).people) == 1
