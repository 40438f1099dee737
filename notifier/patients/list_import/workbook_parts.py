"""What a workbook's parts tell before it is read into memory: whether it is a bomb, and what reading it would lose.

A workbook is a zip of XML. The reader holds a sheet in memory as a rectangle, gives a cell with an error (`#N/A`) as a
blank one, and so one with a formula whose result was never stored; and it does not say which rows are hidden. Looking
through the XML in pieces, as it is unpacked, finds all of these at the speed of unpacking it.
"""

import re
import zipfile
from collections.abc import Iterator
from html import unescape
from typing import BinaryIO, NamedTuple

from notifier.errors import ListFault
from notifier.patients.list_import.list_file import AS_CSV

_MOST_UNPACKED = 600 << 20  # bytes; a list of 100,000 patients unpacks to about 120 MiB
_MOST_SHARED_TEXT = 150 << 20  # bytes; held in memory as a whole
_MOST_PARTS = 2_000
_MOST_CELLS = 48 << 20  # of the rectangle: a million patients with forty columns
_ANY_CELLS = 4 << 20  # of a rectangle that may be as empty as it likes
_FEWEST_FILLED = 1 / 16  # of a larger one

_PIECE = 1 << 20
_LONGEST_ROW = 16 << 20
_ATTRIBUTE = re.compile(rb"""([\w:]+)\s*=\s*(?:"([^"]*)"|'([^']*)')""")
_ROOT = re.compile(rb"<(\w+:)?worksheet\b")
_SHEET = re.compile(rb"<(?:\w+:)?sheet\s([^>]*)>")
_RELATION = re.compile(rb"<(?:\w+:)?Relationship\s([^>]*)>")
_ERROR_CELL = re.compile(rb"""<(?:\w+:)?c\s([^>]*\bt=["']e["'][^>]*)>(.*?)</(?:\w+:)?c>""", re.S)
_VALUE = re.compile(rb"<(?:\w+:)?v>([^<]*)<")
_NO_RESULT = re.compile(
    rb"<(?:\w+:)?c\s([^>]*[^/>])>\s*<(?:\w+:)?f\b(?:[^>]*/>|[^>]*>[^<]*</(?:\w+:)?f>)\s*"
    rb"(?:<(?:\w+:)?v\s*/>|<(?:\w+:)?v>\s*</(?:\w+:)?v>)?\s*</(?:\w+:)?c>"
)
_HIDDEN_ROW = re.compile(rb"""<(?:\w+:)?row\s[^>]*\bhidden=["'](?:1|true)["']""")
_ROW_NUMBER = re.compile(rb"""<(?:\w+:)?row\s[^>]*?\br=["'](\d+)""")
_WIDE_COLUMN = re.compile(rb'r="([A-Z]{2,3})[0-9]')  # nothing in front of the r: so it is found ten times quicker
_REFERENCE = re.compile(rb"""\br=["']([A-Z]+)(\d+)""")

NO_RESULT = "#FORMULA WITHOUT RESULT"


class SheetPart(NamedTuple):
    """What the XML of one sheet tells."""

    title: str
    odd_cells: dict[tuple[int, int], str]  # what stands in (row, column), from 1: an error, or `NO_RESULT`
    hidden_rows: int


def look_through_workbook(file: BinaryIO, name: str) -> tuple[SheetPart | None, ...]:
    """What the parts tell of each sheet, in the order of the workbook; None for one that is no worksheet but a chart.

    Raises `ListFault` for a zip that is no workbook, is damaged, or takes far more memory than a list.
    """
    try:
        with zipfile.ZipFile(file) as parts:
            names = set(parts.namelist())
            if not any(part.startswith("xl/") for part in names):
                raise ListFault(f"{name} is a zip or a document, not a list. Unpack it first, or: {AS_CSV}")
            if "xl/workbook.bin" in names:
                raise ListFault(f"{name} is a binary workbook (.xlsb). {AS_CSV}")
            _refuse_bomb(parts)
            for part in names:
                if part.endswith("sharedStrings.xml"):
                    _unpack(parts, part)  # whether its size is the one that it says
            return tuple(_sheet_part(parts, part, title) if part else None for title, part in _sheet_parts(parts))
    except (zipfile.BadZipFile, KeyError, EOFError, ValueError, RuntimeError, OSError, zipfile.LargeZipFile) as fault:
        raise damaged(fault) from fault


def damaged(fault: Exception) -> ListFault:
    """What to say of a workbook that cannot be read."""
    return ListFault(
        f"The workbook, or other zip, cannot be read ({type(fault).__name__}): it is damaged, or protected by "
        "a password. Open it in the spreadsheet program, save it without a password as “CSV UTF-8”, and use that file."
    )


def _refuse_bomb(parts: zipfile.ZipFile) -> None:
    listed = parts.infolist()
    unpacked = sum(part.file_size for part in listed)
    shared = sum(part.file_size for part in listed if part.filename.endswith("sharedStrings.xml"))
    if unpacked > _MOST_UNPACKED or shared > _MOST_SHARED_TEXT or len(listed) > _MOST_PARTS:
        raise ListFault(
            "The workbook unpacks to far more than a patient list needs. "
            "Save the sheet with the patients alone as “CSV UTF-8” and use that file."
        )


def _sheet_parts(parts: zipfile.ZipFile) -> Iterator[tuple[str, str]]:
    """(title, name of the part) of each sheet; the part of what is no worksheet is empty."""
    main = next(target for kind, _, target in _relations(parts, "") if kind.endswith("/officeDocument"))
    worksheets = {at: target for kind, at, target in _relations(parts, main) if kind.endswith("/worksheet")}
    for match in _SHEET.finditer(parts.read(main)):
        sheet = _attributes(match[1])
        at = next((value for key, value in sheet.items() if key.rpartition(":")[2] == "id"), "")
        yield sheet["name"], worksheets.get(at, "")


def _relations(parts: zipfile.ZipFile, part: str) -> Iterator[tuple[str, str, str]]:
    """(type, id, part) of what a part refers to."""
    folder, slash, name = part.rpartition("/")
    for match in _RELATION.finditer(parts.read(f"{folder}{slash}_rels/{name}.rels")):
        relation = _attributes(match[1])
        target = relation["Target"]
        yield relation["Type"], relation["Id"], target[1:] if target.startswith("/") else f"{folder}{slash}{target}"


def _attributes(text: bytes) -> dict[str, str]:
    return {key.decode(): unescape((one or other).decode()) for key, one, other in _ATTRIBUTE.findall(text)}


def _unpack(parts: zipfile.ZipFile, name: str) -> Iterator[bytes]:
    with parts.open(name) as part:
        while piece := part.read(_PIECE):
            yield piece


def _sheet_part(parts: zipfile.ZipFile, name: str, title: str) -> SheetPart:
    odd: dict[tuple[int, int], str] = {}
    hidden = last_row = filled = 0
    widest, tag = "Z", b""
    for piece in _whole_rows(_unpack(parts, name)):
        if not tag:
            root = _ROOT.search(piece)
            tag = b"<" + (root[1] or b"" if root else b"")  # some programs write <x:c> for <c>
        odd |= _odd_cells(piece, tag)
        hidden += len(_HIDDEN_ROW.findall(piece)) if b"hidden" in piece else 0
        filled += piece.count(tag + b"c ")
        last = _ROW_NUMBER.match(piece, max(piece.rfind(tag + b"row "), 0))
        last_row = int(last[1]) if last else last_row + piece.count(b"row>")
        columns = {column.decode() for column in set(_WIDE_COLUMN.findall(piece))}
        widest = max((widest, *columns), key=lambda column: (len(column), column))
    cells = last_row * _column_number(widest)
    if cells > _MOST_CELLS or (cells > _ANY_CELLS and filled < cells * _FEWEST_FILLED):
        raise ListFault(
            f"The sheet “{title}” reaches to row {last_row:,} and column {widest}, though only {filled:,} of its cells "
            "are filled: something stands far below or beside the list. Delete the empty rows and columns there, or "
            "save the sheet as “CSV UTF-8” and use that file."
        )
    return SheetPart(title, odd, hidden)


def _whole_rows(pieces: Iterator[bytes]) -> Iterator[bytes]:
    """The same bytes, cut behind the ends of rows."""
    rest = b""
    for piece in pieces:
        rest += piece
        end = rest.rfind(b"row>") + len(b"row>")
        if end > len(b"row>") or len(rest) > _LONGEST_ROW:
            yield rest[:end]
            rest = rest[end:]
    yield rest


def _odd_cells(piece: bytes, tag: bytes) -> dict[tuple[int, int], str]:
    found: dict[tuple[int, int], str] = {}
    if b't="e"' in piece or b"t='e'" in piece:
        for attributes, content in _ERROR_CELL.findall(piece):
            value = _VALUE.search(content)
            found |= _at(attributes, value[1].decode() if value else "#ERROR")
    if tag + b"f" in piece:
        for attributes in _NO_RESULT.findall(piece):
            if b't="str"' not in attributes:  # a formula may well give a blank text
                found |= _at(attributes, NO_RESULT)
    return found


def _at(attributes: bytes, shown: str) -> dict[tuple[int, int], str]:
    match = _REFERENCE.search(attributes)
    return {(int(match[2]), _column_number(match[1].decode())): shown} if match else {}


def _column_number(letters: str) -> int:
    number = 0
    for letter in letters:
        number = number * 26 + ord(letter) - 64
    return number
