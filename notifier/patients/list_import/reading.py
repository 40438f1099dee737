"""The rows of a list to entries, with what only the whole list can tell.

- Whether rows with a blank cell too many are the list's style, or have a cell that was split.
- Whether "Null" is somebody's name, or nothing.
- Whether the dates have the month first, or were turned round: then no date of it is believed.
- Whether a row without a patient goes on with the row above it.
"""

from collections import Counter
from dataclasses import dataclass
from datetime import date
from typing import NamedTuple

from notifier.errors import ListFault
from notifier.patients.list_import.code_dictionary import CodeDictionary
from notifier.patients.list_import.columns import ColumnMap
from notifier.patients.list_import.dates import MONTH_FIRST
from notifier.patients.list_import.delimited import Row
from notifier.patients.list_import.entries import Entry, RowFault
from notifier.patients.list_import.records import IgnoredLine, shown_safely
from notifier.patients.list_import.row_kinds import RowKind
from notifier.patients.list_import.row_progress import NOBODY_WAITS, RowProgress
from notifier.patients.list_import.rows import MORE_CELLS, RowReader
from notifier.patients.list_import.table import Table
from notifier.patients.list_import.turned_dates import DateForms

_SHOWN = 10  # lines that a fault of the whole list names
_NUMBER_FAULT = "NHS number"
_TELL_OF_PLACES = ("mobile", "email", "postcode")  # fields in which a value that slipped in from beside is seen


@dataclass(frozen=True, slots=True)
class Reading:
    """The entries of a list, and what was noticed on the way."""

    entries: list[Entry]
    ignored: list[IgnoredLine]
    continued: list[int]
    left_blank: list[tuple[str, str, int]]  # (heading, word for nothing, how often)
    unknown_codes: list[tuple[str, int]]
    nameless_columns: frozenset[int]  # that have no heading and say something, from 0


def read_entries(
    table: Table, dictionary: CodeDictionary, today: date, progress: RowProgress = NOBODY_WAITS
) -> Reading:
    """Reads every row; raises `ListFault` for a list whose dates have the month first, or were turned round."""
    work = _Work(table, RowReader(table.columns, dictionary, today))
    for row in progress.reading(table.rows):
        work.take(row)
    work.settle_names()
    work.settle_widths()
    _refuse_month_first(work.entries)
    work.births.refuse_turned(table.columns.heading("date_of_birth"))
    reader, headings = work.reader, table.columns.headings
    blank = [(headings[column], word, number) for (column, word), number in sorted(reader.left_blank.items())]
    unknown, nameless = reader.unknown_codes.most_common(), frozenset(work.nameless_filled)
    return Reading(work.entries, work.ignored, work.continued, blank, unknown, nameless)


class _Wide(NamedTuple):
    """A row with blank cells too many."""

    at: int  # of its entry among the entries
    cells: int
    last: int  # place of the last cell that is not blank, from 0


class _Work:
    """The reading of one list."""

    def __init__(self, table: Table, reader: RowReader) -> None:
        self.reader = reader
        self.entries: list[Entry] = []
        self.ignored: list[IgnoredLine] = []
        self.continued: list[int] = []
        self._columns = table.columns
        # In a workbook every cell has its place: one too many is a format painted too far, and none is cut off.
        self._is_text = table.form == "csv"
        self.births = DateForms()
        self._born_at = table.columns.at["date_of_birth"]
        self._above: Entry | None = None  # the patient of the row before this one
        self._short_above: tuple[Entry, int] | None = None  # where that row has too few cells: how many
        self._nameless = [column for column, heading in enumerate(table.columns.headings) if not heading]
        self.nameless_filled: set[int] = set()  # of those, the columns that say something
        self._undecided: list[tuple[int, Row]] = []  # (index of the entry, row) with a name that may be nothing
        self._widths: Counter[int] = Counter()
        self._too_wide: list[_Wide] = []

    def take(self, row: Row) -> None:
        self._look_at_nameless(row)
        kind = self.reader.kind(row)
        if kind.is_about_nobody:
            self._ignore(row, kind)
        elif kind is RowKind.CONTINUES:
            self._continue(row)
        else:
            self._read(row)

    def settle_names(self) -> None:
        """Read again what may be a name, if the list has the same word elsewhere for nothing."""
        words = frozenset(self.reader.words_for_nothing)
        for index, row in self._undecided if words else ():
            self.entries[index] = self.reader.read(row, also_nothing=words)

    def settle_widths(self) -> None:
        """Refuse the rows with a blank cell too many, unless it is the style of the list and nothing slipped."""
        rows = self._widths.total()
        for at, cells, last in self._too_wide:
            entry = self.entries[at]
            is_style = 2 * self._widths[cells] > rows and not _is_out_of_place(entry, self._columns)
            if not is_style and last > _last_proven(entry, self._columns):
                key = (str(entry.nhs_number), entry.family_name, str(entry.born))
                fault = RowFault(MORE_CELLS, "", f"{cells} cells under {len(self._columns.headings)} headings")
                self.entries[at] = Entry(entry.line, key, nhs_number=entry.nhs_number, fault=fault, is_unread=True)

    def _look_at_nameless(self, row: Row) -> None:
        """Note the columns without a heading that say what stands nowhere else in their row."""
        for column in self._nameless:
            text = row.cells[column].strip() if column < len(row.cells) else ""
            if text and sum(cell.strip() == text for cell in row.cells) == 1:
                self.nameless_filled.add(column)

    def _ignore(self, row: Row, kind: RowKind) -> None:
        said = " ".join(filter(None, map(str.strip, row.cells)))
        if said:
            if kind is RowKind.NOT_READ:
                self._doubt_above(row, len(row.cells))
            self._short_above = None
            self.ignored.append(IgnoredLine(row.line, kind.value, shown_safely(said)))
            self._above = None

    def _continue(self, row: Row) -> None:
        entry = self.reader.read_on(row, self._above)
        if self._above is not None:
            self.continued.append(row.line)
        elif self.entries:
            self.entries[-1].doubt("", f"line {row.line} has codes without a patient, perhaps theirs", "")
        self.entries.append(entry)

    def _read(self, row: Row) -> None:
        entry = self.reader.read(row)
        if self.reader.is_undecided:
            self._undecided.append((len(self.entries), row))
        if self._is_text:
            self._compare_width(row, entry)
        elif self._born_at < len(row.cells):
            self.births.note(row.line, row.cells[self._born_at].strip())
        self.entries.append(entry)
        self._above = entry

    def _compare_width(self, row: Row, entry: Entry) -> None:
        cells, headings = len(row.cells), len(self._columns.headings)
        self._widths[cells] += 1
        if cells > headings and not entry.is_unread:
            last = max(column for column, cell in enumerate(row.cells) if cell.strip())
            self._too_wide.append(_Wide(len(self.entries), cells, last))
        if entry.fault is not None and entry.fault.why.startswith(_NUMBER_FAULT):
            self._doubt_above(row, cells)
        self._short_above = (entry, cells) if cells < headings else None

    def _doubt_above(self, row: Row, cells: int) -> None:
        """A line break in a cell cuts a row in two, and what stood behind it is lost to the first half."""
        if self._is_text and self._short_above is not None:
            above, others = self._short_above
            if cells + others <= len(self._columns.headings) + 1:
                above.doubt("", f"the row may go on in line {row.line}, which is not read", "")


def _last_proven(entry: Entry, columns: ColumnMap) -> int:
    """The last place at which a value stands that fits its heading alone: up to there, nothing has slipped."""
    proven = {
        "nhs_number": entry.nhs_number,
        "date_of_birth": entry.born,
        "mobile": entry.mobile,
        "email": entry.email,
        "postcode": entry.address.postcode,
    }
    return max((columns.at[name] for name, value in proven.items() if value and name in columns.at), default=-1)


def _is_out_of_place(entry: Entry, columns: ColumnMap) -> bool:
    """Whether a value stands where none of its kind can."""
    headings = {columns.heading(name) for name in _TELL_OF_PLACES}
    return entry.fault is not None or any(remark.column in headings for remark in entry.remarks)


def _refuse_month_first(entries: list[Entry]) -> None:
    found = [
        (entry.line, said.column, said.shown)
        for entry in entries
        for said in (*((entry.fault,) if entry.fault else ()), *entry.remarks)
        if MONTH_FIRST in said.why
    ]
    if found:
        shown = "; ".join(f"line {line}: {shown} ({column})" for line, column, shown in found[:_SHOWN])
        more = f"; and {len(found) - _SHOWN} more" if len(found) > _SHOWN else ""
        raise ListFault(
            f"Dates in this list have the month before the day, so none of its dates can be believed: {shown}{more}. "
            "Export the list again with the day first or as 1950-03-25, without opening it in a spreadsheet. "
            "If only these dates are wrong, correct them in the clinical system."
        )
