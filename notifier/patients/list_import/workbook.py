"""XLSX workbooks: cells to the texts that a text export would have had."""

import io
import zipfile
from collections.abc import Iterator
from datetime import date, datetime, time
from typing import Any

import openpyxl

from notifier.errors import ListFault
from notifier.patients.list_import.delimited import Row

# A workbook is a zip: a small file can unpack to fill the memory. A list of 100,000 patients unpacks to about 120 MiB.
_MOST_UNPACKED = 600 << 20
_MOST_SHARED_TEXT = 150 << 20  # openpyxl holds this part in memory as a whole
_MOST_PARTS = 2_000
_MOST_COLUMNS = 256


def sheets(data: bytes) -> Iterator[tuple[str, Iterator[Row]]]:
    """(name, rows) of each worksheet, read as a stream; the rows of one must be read before asking for the next."""
    _refuse_bomb(data)
    try:
        book = openpyxl.load_workbook(io.BytesIO(data), read_only=True, data_only=True, keep_links=False)
    except Exception as fault:  # openpyxl lets anything through that the parts of a damaged file provoke
        raise ListFault(_damaged(fault)) from fault
    # Not closed here: the rows are read after this generator is done with, and there is no file behind the bytes.
    for sheet in book.worksheets:
        sheet.reset_dimensions()  # some programs write a size that is not the sheet's
        yield sheet.title, _rows(sheet)


def _rows(sheet: Any) -> Iterator[Row]:
    try:
        for line, values in enumerate(sheet.iter_rows(values_only=True), 1):
            cells = [_as_text(value) for value in values[:_MOST_COLUMNS]]
            if any(cells):
                yield Row(line, cells)
    except Exception as fault:  # as above, only now, as the sheet is read as a stream
        raise ListFault(_damaged(fault)) from fault


def _as_text(value: object) -> str:
    if value is None:
        return ""
    if isinstance(value, str):
        return value
    if isinstance(value, bool):
        return "Yes" if value else "No"
    if isinstance(value, float):
        return str(int(value)) if value.is_integer() else repr(value)
    if isinstance(value, datetime):
        return value.date().isoformat()
    return value.isoformat() if isinstance(value, (date, time)) else str(value)


def _refuse_bomb(data: bytes) -> None:
    try:
        parts = zipfile.ZipFile(io.BytesIO(data)).infolist()
    except zipfile.BadZipFile as fault:
        raise ListFault(_damaged(fault)) from fault
    unpacked = sum(part.file_size for part in parts)
    shared = sum(part.file_size for part in parts if part.filename.endswith("sharedStrings.xml"))
    if unpacked > _MOST_UNPACKED or shared > _MOST_SHARED_TEXT or len(parts) > _MOST_PARTS:
        raise ListFault(
            "The workbook unpacks to far more than a patient list needs. "
            "Save the sheet with the patients alone as “CSV UTF-8” and use that file."
        )


def _damaged(fault: Exception) -> str:
    return (
        f"The workbook cannot be read ({type(fault).__name__}): it is damaged, or protected by a password. "
        "Open it in the spreadsheet program, save it without a password as “CSV UTF-8”, and use that file."
    )
