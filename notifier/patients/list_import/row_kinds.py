"""What kind of row it is: a patient's, one that goes on with the patient above, or one that is about nobody."""

import re
from collections.abc import Sequence
from enum import Enum

from notifier.patients.list_import.clinical_codes import has_code
from notifier.patients.list_import.columns import ColumnMap
from notifier.patients.list_import.dates import is_date
from notifier.patients.list_import.headings import plain_heading

_MOST_CELLS_OF_A_NOTE = 3
_NOTE = re.compile(
    r"\b(total|count|(number|no\.?) of|patients? (found|listed)|records?|rows|page \d|printed|produced|report|"
    r"run (date|on)|end of|confidential|generated)\b|^\W*\d+ patients?\b",
    re.I,
)
_IDENTITY = ("nhs_number", "date_of_birth", "family_name", "full_name", "given_name")
# What a report lists below each other for one patient: nothing here says where somebody can be reached.
_LISTED = ("on_repeats", "accessible_format", "language")


class RowKind(Enum):
    """The kinds of rows; the value of those about nobody says why they are ignored."""

    PATIENT = "a patient"
    CONTINUES = "goes on with the patient above"
    BLANK = "blank"
    HEADINGS = "the headings again"
    NOTE = "a total or a note"
    NOT_READ = "nothing in it that is read"

    @property
    def is_about_nobody(self) -> bool:
        """Whether nothing of the row is taken."""
        return self not in (RowKind.PATIENT, RowKind.CONTINUES)


class RowSorter:
    """Tells the kinds of the rows of one list."""

    def __init__(self, columns: ColumnMap) -> None:
        at = columns.at
        self._number, self._born, self._family, self._full, self._given = map(at.get, _IDENTITY)
        self._number_heading = plain_heading(columns.heading("nhs_number"))
        self._codes = {column for group in columns.codes for column in group.codes}
        self._dates = {group.date for group in columns.codes if group.date is not None}
        terms = {group.term for group in columns.codes if group.term is not None}
        self._listed = self._codes | self._dates | terms | {at[name] for name in _LISTED if name in at}
        self._read = columns.fields.keys() - self._listed

    def kind(self, cells: Sequence[str]) -> RowKind:
        """The kind of a row by its cells, without spaces around and without words for nothing."""
        number = self._cell(cells, self._number)
        count = len(cells) - cells.count("")
        if number and count > _MOST_CELLS_OF_A_NOTE:
            return RowKind.HEADINGS if self._is_heading(number) else RowKind.PATIENT
        if not count:
            return RowKind.BLANK
        if number and self._is_heading(number):
            return RowKind.HEADINGS
        filled = [column for column, cell in enumerate(cells) if cell]
        if not any(self._cell(cells, column) for column in (*self._named(), self._born, self._given)):
            return self._without_identity(cells, filled)
        if count > _MOST_CELLS_OF_A_NOTE or self._has_identity(cells):
            return RowKind.PATIENT
        is_note = _NOTE.search(" ".join(cells[column] for column in filled)) is not None
        return RowKind.NOTE if is_note else RowKind.PATIENT

    @staticmethod
    def _cell(cells: Sequence[str], column: int | None) -> str:
        return cells[column] if column is not None else ""

    def _named(self) -> tuple[int | None, ...]:
        return self._number, self._family, self._full

    def _is_heading(self, number: str) -> bool:
        return not number[0].isdigit() and plain_heading(number) == self._number_heading

    def _has_identity(self, cells: Sequence[str]) -> bool:
        born, number = self._cell(cells, self._born), self._cell(cells, self._number)
        return (any(map(str.isdigit, born)) and not _NOTE.search(born)) or sum(map(str.isdigit, number)) >= 9

    def _without_identity(self, cells: Sequence[str], filled: Sequence[int]) -> RowKind:
        """A row that names nobody: repeated cells that were left blank, a note, or a patient without a name."""
        note = _NOTE.search(" ".join(cells[column] for column in filled)) is not None
        if not self._read.isdisjoint(filled):
            return RowKind.NOTE if note and len(filled) <= _MOST_CELLS_OF_A_NOTE else RowKind.PATIENT
        if self._listed.isdisjoint(filled):
            return RowKind.NOTE if note else RowKind.NOT_READ
        return RowKind.NOTE if note and not self._has_event(cells) else RowKind.CONTINUES

    def _has_event(self, cells: Sequence[str]) -> bool:
        """Whether a code or a date is in it, which a total has not."""
        return any(has_code(cells[column]) for column in self._codes) or any(
            is_date(cells[column]) for column in self._dates if cells[column]
        )
