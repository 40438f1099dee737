"""A workbook that a spreadsheet set to month first has saved again is refused, and no other is."""

from datetime import date
from pathlib import Path

import openpyxl
import pytest

from notifier.errors import ListFault
from notifier.patients.list_import.report import read_list
from notifier.patients.list_import.turned_dates import DateForms
from tests.notifier.list_files import TODAY
from tests.world import sample_number

BORN = [date(1940 + at, 1 + at % 12, 1 + at * 7 % 28) for at in range(60)]


def workbook(folder: Path, cells: list[object]) -> Path:
    """A list of as many patients as there are cells with dates of birth."""
    book = openpyxl.Workbook()
    sheet = book.worksheets[0]
    sheet.append(["NHS Number", "Surname", "Date of Birth"])
    for serial, cell in enumerate(cells, 1):
        sheet.append([str(sample_number(serial)), f"Smith{serial}", cell])
    book.save(folder / "list.xlsx")
    return folder / "list.xlsx"


def turned(day: date) -> object:
    """A British date as a spreadsheet set to month first keeps it."""
    return date(day.year, day.day, day.month) if day.day <= 12 else f"{day:%d/%m/%Y}"


def test_dates_that_a_spreadsheet_turned_round_refuse_the_list(tmp_path: Path) -> None:
    with pytest.raises(ListFault, match=r"turned dates round in “Date of Birth”: .* import it without"):
        read_list(workbook(tmp_path, [turned(day) for day in BORN]), TODAY)


@pytest.mark.parametrize(
    "cells",
    [
        list(BORN),
        [f"{day:%d/%m/%Y}" for day in BORN],
        [day if at % 2 else f"{day:%d/%m/%Y}" for at, day in enumerate(BORN)],
        [day.replace(day=1) for day in BORN],
    ],
    ids=["dates", "texts", "both", "all on the first"],
)
def test_others_are_read(tmp_path: Path, cells: list[object]) -> None:
    report = read_list(workbook(tmp_path, cells), TODAY)
    assert len(report.people) == len(cells)


def test_a_few_dates_prove_nothing() -> None:
    forms = DateForms()
    for line, cell in enumerate(["1950-03-04", "1951-05-02", "25/04/1950", "13/01/1960", "31/12/1970"], 2):
        forms.note(line, cell)
    forms.refuse_turned("Date of Birth")
    for line in range(7, 15):
        forms.note(line, "1950-03-04")
    with pytest.raises(ListFault, match=r"10 are stored .* \(the first in line 2\), and 3 were left as texts"):
        forms.refuse_turned("Date of Birth")
