"""Workbooks as files, for the tests of the list import: by openpyxl, and with their XML changed."""

import io
import zipfile
from collections.abc import Callable, Sequence

import openpyxl


def workbook(*sheets: Sequence[Sequence[object]], titles: Sequence[str] = (), hidden: Sequence[str] = ()) -> bytes:
    """A workbook of these rows, a sheet each; those named in `hidden` are."""
    book = openpyxl.Workbook()
    del book["Sheet"]
    for at, rows in enumerate(sheets):
        sheet = book.create_sheet(titles[at] if titles else None)
        if sheet.title in hidden:
            sheet.sheet_state = "veryHidden" if at else "hidden"
        for row in rows:
            sheet.append(list(row))
    if len(hidden) == len(sheets):
        book.create_sheet("Start")
    data = io.BytesIO()
    book.save(data)
    return data.getvalue()


def with_xml_changed(data: bytes, part: str, change: Callable[[str], str]) -> bytes:
    """The workbook with one of its parts changed."""
    changed = io.BytesIO()
    with zipfile.ZipFile(io.BytesIO(data)) as old, zipfile.ZipFile(changed, "w", zipfile.ZIP_DEFLATED) as new:
        for name in old.namelist():
            text = old.read(name)
            new.writestr(name, change(text.decode()).encode() if name == part else text)
    return changed.getvalue()
