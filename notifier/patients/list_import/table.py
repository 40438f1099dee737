"""A file to a table: what kind of file it is, where its headings are, and the rows below them."""

import hashlib
from collections.abc import Iterator
from dataclasses import dataclass
from itertools import chain, islice
from pathlib import Path

from notifier.errors import ListFault
from notifier.patients.list_import.columns import REQUIRED, ColumnMap, map_columns
from notifier.patients.list_import.delimited import DELIMITERS, Row, decode, physical_lines, records
from notifier.patients.list_import.headings import heading_meaning
from notifier.patients.list_import.workbook import sheets

_LARGEST = 512 << 20  # bytes; a million patients make about 200 MiB
_PREAMBLE = 60  # rows in which the headings must come
_FEWEST_HEADINGS = 3

_AS_CSV = "Export the list again as CSV, or open it in a spreadsheet program and save it as “CSV UTF-8”."
# How the files begin that people send in place of a list. The first is not always wrong: a zip may be a workbook.
_ZIP = b"PK\x03\x04"
_NOT_A_LIST = (
    (b"%PDF", "a PDF document"),
    (b"\xd0\xcf\x11\xe0", "an old Excel file (.xls), or one protected by a password"),
    (b"{\\rtf", "a word processor document"),
    (b"\x89PNG", "a picture"),
    (b"\xff\xd8\xff", "a picture"),
    (b"\x1f\x8b", "a compressed file"),
    (b"7z\xbc\xaf", "a compressed file"),
    (b"SQLite format 3", "a database"),
)
_NOT_A_LIST_TEXT = (
    (("<!doctype html", "<html", "<table", "<head", "<body", "<meta"), "a web page"),
    (("<?xml", "<workbook"), "an XML file"),
)


@dataclass(frozen=True, slots=True)
class Table:
    """The rows of a list below its headings, and how it was read."""

    sha256: str
    form: str  # "csv" or "xlsx"
    encoding: str
    delimiter: str
    sheet: str
    header_line: int
    columns: ColumnMap
    rows: Iterator[Row]


def open_table(path: Path) -> Table:
    """Reads the file; raises `ListFault` where it is no list, saying what it is and what to do."""
    data = _read(path)
    sha256 = hashlib.sha256(data).hexdigest()
    if data.startswith(_ZIP):
        if b"xl/" not in data:
            raise ListFault(f"{path.name} is a zip or a document, not a list. Unpack it first, or: {_AS_CSV}")
        return _from_workbook(data, sha256, path.name)
    _refuse_other_kinds(data[:4096], path.name)
    text, encoding = decode(data)
    return _from_text(text, encoding, sha256, path.name)


def _read(path: Path) -> bytes:
    try:
        size = path.stat().st_size
        if size > _LARGEST:
            raise ListFault(f"{path.name} has {size >> 20} MiB, more than a patient list can have. {_AS_CSV}")
        data = path.read_bytes()
    except OSError as fault:
        raise ListFault(f"{path.name} cannot be opened: {fault.strerror}. Check the name and try again.") from fault
    if not data.strip():
        raise ListFault(f"{path.name} is empty. Export the list again and check that the report found patients.")
    return data


def _refuse_other_kinds(start: bytes, name: str) -> None:
    kind = next((kind for magic, kind in _NOT_A_LIST if start.startswith(magic)), "")
    if not kind:
        text = decode(start)[0].lstrip("\ufeff \t\r\n").lower()
        kind = next((kind for marks, kind in _NOT_A_LIST_TEXT if text.startswith(marks)), "")
        if not kind and sum(text.count(sign) for sign in map(chr, range(9))) > 0:
            kind = "no text file"
    if kind:
        raise ListFault(f"{name} is {kind}, whatever its name says, and no list that can be read. {_AS_CSV}")


def _from_text(text: str, encoding: str, sha256: str, name: str) -> Table:
    lines = physical_lines(text)
    best: tuple[int, Row, str] | None = None
    for delimiter in DELIMITERS:
        found = _find_header(islice(records(lines, delimiter), _PREAMBLE))
        if found and (best is None or found[0] > best[0]):
            best = (*found, delimiter)
    if best is None:
        raise _no_header(
            name, (row for delimiter in DELIMITERS for row in islice(records(lines, delimiter), _PREAMBLE))
        )
    _, header, delimiter = best
    rows = records(lines, delimiter, header.line - 1)
    next(rows)
    return Table(sha256, "csv", encoding, DELIMITERS[delimiter], "", header.line, map_columns(header.cells), rows)


def _from_workbook(data: bytes, sha256: str, name: str) -> Table:
    seen: list[Row] = []
    for title, rows in sheets(data):
        start = list(islice(rows, _PREAMBLE))
        if found := _find_header(start):
            header = found[1]
            below = chain((row for row in start if row.line > header.line), rows)
            return Table(sha256, "xlsx", "", "", title, header.line, map_columns(header.cells), below)
        seen.extend(start)
    raise _no_header(name, seen)


def _find_header(rows: Iterator[Row] | list[Row]) -> tuple[int, Row] | None:
    """(how many columns are known, row) of the first row that has the NHS number and two more known headings."""
    for row in rows:
        fields = _known(row)
        if "nhs_number" in fields and len(fields) >= _FEWEST_HEADINGS:
            return len(fields), row
    return None


def _known(row: Row) -> set[str]:
    return {heading_meaning(cell).field for cell in row.cells} - {""}


def _no_header(name: str, rows: Iterator[Row] | list[Row]) -> ListFault:
    """Why no row will do as headings, by the row that comes nearest."""
    nearest = max(rows, key=lambda row: len(_known(row)), default=Row(0, []))
    if "nhs_number" in _known(nearest) or len(_known(nearest)) >= _FEWEST_HEADINGS:
        try:
            map_columns(nearest.cells)
        except ListFault as fault:
            return fault
    return ListFault(
        f"{name} has no row of headings that a patient list has. It needs at least {', '.join(REQUIRED.values())}, "
        f"within the first {_PREAMBLE} rows. Export the list again with headings."
    )
