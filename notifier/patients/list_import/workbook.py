"""XLSX workbooks: cells to the texts that a text export would have had."""

import json
import zlib
from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from datetime import date, datetime, time
from itertools import islice

from python_calamine import CalamineError, CalamineSheet, CalamineWorkbook, SheetVisibleEnum

from notifier.patients.list_import.delimited import Row
from notifier.patients.list_import.list_file import ListFile
from notifier.patients.list_import.workbook_parts import SheetPart, damaged, look_through_workbook

_MOST_COLUMNS = 256
_ROWS_TOGETHER = 2_000
# A spreadsheet holds fifteen digits of a number; the last ones of a longer one are made up.
_FIRST_INEXACT = 10**15
_NO_DATE = "00/00/0000"  # what a nought is that is shown as a date


@dataclass(frozen=True, slots=True)
class Sheet:
    """One worksheet. Its rows can be gone through as often as need be."""

    title: str
    is_hidden: bool
    hidden_rows: int
    rows: Iterable[Row]


def sheets(file: ListFile) -> Iterator[Sheet]:
    """Each worksheet, in the order of the workbook; raises `ListFault` for one that is damaged or a bomb."""
    with file.open() as opened:
        parts = look_through_workbook(opened, file.path.name)
    try:
        with file.open() as opened, CalamineWorkbook.from_filelike(opened) as book:
            for at, (sheet, part) in enumerate(zip(book.sheets_metadata, parts, strict=True)):
                if part is not None:
                    rows = _StoredRows.of(_rows(book.get_sheet_by_index(at), part))
                    yield Sheet(sheet.name, sheet.visible is not SheetVisibleEnum.Visible, part.hidden_rows, rows)
    except (CalamineError, OSError, ValueError) as fault:
        raise damaged(fault) from fault


class _StoredRows:
    """Rows, packed: the reader's own form takes ten times the memory, and is given back before the next sheet."""

    def __init__(self, packed: list[bytes]) -> None:
        self._packed = packed

    @classmethod
    def of(cls, rows: Iterator[Row]) -> "_StoredRows":
        packed = []
        while some := [(row.line, row.cells) for row in islice(rows, _ROWS_TOGETHER)]:
            packed.append(zlib.compress(json.dumps(some).encode(), 1))
        return cls(packed)

    def __iter__(self) -> Iterator[Row]:
        for some in self._packed:
            yield from map(Row._make, ((*row, False) for row in json.loads(zlib.decompress(some))))


def _rows(sheet: CalamineSheet, part: SheetPart) -> Iterator[Row]:
    odd_by_line: dict[int, list[tuple[int, str]]] = {}
    for (line, column), shown in part.odd_cells.items():
        odd_by_line.setdefault(line, []).append((column, shown))
    left = sheet.start[1] if sheet.start else 0  # blank columns at the left, which the reader leaves out
    for line, values in enumerate(sheet.iter_rows(), 1):
        cells = list(map(_as_text, values[:_MOST_COLUMNS]))
        for column, shown in odd_by_line.get(line, ()):
            if 0 <= (at := column - 1 - left) < len(cells):
                cells[at] = shown
        if any(cells):
            yield Row(line, cells)


def _as_text(value: object) -> str:
    if isinstance(value, str):
        return value
    if isinstance(value, bool):
        return "Yes" if value else "No"
    if isinstance(value, float):
        if abs(value) >= _FIRST_INEXACT:
            return f"{value:.5E}"  # as the spreadsheet shows it: a doubt
        return str(int(value)) if value.is_integer() else repr(value)
    if isinstance(value, datetime):
        return value.date().isoformat()
    if isinstance(value, time):
        return _NO_DATE if value == time.min else value.isoformat()
    return value.isoformat() if isinstance(value, date) else str(value)
