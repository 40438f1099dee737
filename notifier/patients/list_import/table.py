"""A file to a table: what kind of file it is, where its headings are, and the rows below them."""

from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from itertools import dropwhile, islice
from pathlib import Path

from notifier.errors import ListFault
from notifier.patients.list_import.columns import REQUIRED, ColumnMap, map_columns
from notifier.patients.list_import.delimited import DELIMITERS, Row, records
from notifier.patients.list_import.list_file import ListFile, look_through
from notifier.patients.list_import.repeated_headings import FEWEST_HEADINGS, RowsBelow, is_header, known_fields
from notifier.patients.list_import.sheet_choice import choose_sheets
from notifier.patients.list_import.twin_columns import without_twins
from notifier.patients.list_import.workbook import Sheet, sheets

_PREAMBLE = 60  # rows in which the headings must come
_PREAMBLE_LINES = 1_000  # of a text, in which that many rows must be


@dataclass(frozen=True, slots=True)
class Table:
    """The rows of a list below its headings, and how it was read."""

    sha256: str
    form: str  # "csv" or "xlsx"
    encoding: str
    delimiter: str
    sheet: str  # or several, which are one list, with commas between
    header_line: int
    columns: ColumnMap
    rows: Iterable[Row]  # can be gone through as often as need be; each time they are read anew
    notes: tuple[str, ...] = ()  # on how it was read, in sentences
    sheets: tuple[tuple[int, str], ...] = ()  # (rows before it, title) of each sheet, where several are one list


def open_table(path: Path) -> Table:
    """Reads the file; raises `ListFault` where it is no list, saying what it is and what to do."""
    file = ListFile.of(path)
    return _from_workbook(file) if file.is_zip else _from_text(file)


class _TextRows:
    """The records of a text below its headings."""

    def __init__(self, file: ListFile, encoding: str, delimiter: str, header_line: int) -> None:
        self._file, self._encoding, self._delimiter = file, encoding, delimiter
        self._header_line = header_line

    def __iter__(self) -> Iterator[Row]:
        rows = records(self._file.lines(self._encoding), self._delimiter)
        return dropwhile(lambda row: row.line <= self._header_line, rows)


def _from_text(file: ListFile) -> Table:
    sha256, encoding = look_through(file)
    lines = list(islice(file.lines(encoding), _PREAMBLE_LINES))
    best: tuple[int, Row, str] | None = None
    for delimiter in DELIMITERS:
        found = _find_header(islice(records(lines, delimiter), _PREAMBLE))
        if found and (best is None or found[0] > best[0]):
            best = (*found, delimiter)
    if best is None:
        name = file.path.name
        raise _no_header(
            name, (row for delimiter in DELIMITERS for row in islice(records(lines, delimiter), _PREAMBLE))
        )
    _, header, delimiter = best
    rows = RowsBelow(_TextRows(file, encoding, delimiter, header.line), header)
    headings, notes = without_twins(header.cells, rows)
    columns = map_columns(headings)
    return Table(sha256, "csv", encoding, DELIMITERS[delimiter], "", header.line, columns, rows, notes)


def _from_workbook(file: ListFile) -> Table:
    lists: list[tuple[Sheet, Row]] = []
    seen: list[Row] = []
    others: list[str] = []
    for sheet in sheets(file):
        start = list(islice(sheet.rows, _PREAMBLE))
        if found := _find_header(start):
            lists.append((sheet, found[1]))
        else:
            others.append(sheet.title)
            seen.extend(start)
    if not lists:
        raise _no_header(file.path.name, seen)
    chosen = choose_sheets(lists, others)
    rows = RowsBelow(chosen, chosen.header)
    headings, notes = without_twins(chosen.header.cells, rows)
    columns, line = map_columns(headings), chosen.header.line
    return Table(
        file.sha256(), "xlsx", "", "", chosen.title, line, columns, rows, (*chosen.notes, *notes), chosen.starts
    )


def _find_header(rows: Iterator[Row] | list[Row]) -> tuple[int, Row] | None:
    """(how many columns are known, row) of the first row that has the NHS number and two more known headings."""
    return next(((len(known_fields(row)), row) for row in rows if is_header(row)), None)


def _no_header(name: str, rows: Iterator[Row] | list[Row]) -> ListFault:
    """Why no row will do as headings, by the row that comes nearest."""
    nearest = max(rows, key=lambda row: len(known_fields(row)), default=Row(0, []))
    if "nhs_number" in known_fields(nearest) or len(known_fields(nearest)) >= FEWEST_HEADINGS:
        try:
            map_columns(nearest.cells)
        except ListFault as fault:
            return fault
    return ListFault(
        f"{name} has no row of headings that a patient list has. It needs at least {', '.join(REQUIRED.values())}, "
        f"within the first {_PREAMBLE} rows. Export the list again with headings."
    )
