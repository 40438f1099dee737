"""Text exports: bytes to text, text to records that know the line they began on.

Python's csv module alone is not enough: a quotation mark that is never closed makes it swallow the patients that follow
without a word. Here such a record is given back as broken, and reading goes on with the next line.
"""

import codecs
import csv
import io
from collections.abc import Iterator
from typing import NamedTuple

DELIMITERS = {",": "comma", ";": "semicolon", "\t": "tab", "|": "bar"}
_MOST_LINES = 12  # that one record may span; an address with line breaks has seven
_LONGEST_CELL = 1 << 20
_CLOSING = '"\n'

_MARKS = (
    (codecs.BOM_UTF8, "utf-8-sig"),
    (codecs.BOM_UTF16_LE, "utf-16"),
    (codecs.BOM_UTF16_BE, "utf-16"),
)


class Row(NamedTuple):
    """One record of a list."""

    line: int  # on which it begins, from 1
    cells: list[str]
    is_broken: bool = False  # a quotation mark in it is opened and never closed


def decode(data: bytes) -> tuple[str, str]:
    """(text, encoding): by the byte order mark, else UTF-16 by its zeros, else UTF-8 if it is that, else cp1252."""
    encoding = next((name for mark, name in _MARKS if data.startswith(mark)), "") or _utf16_without_mark(data[:4096])
    if encoding:
        return data.decode(encoding, errors="replace"), encoding
    try:
        return data.decode("utf-8"), "utf-8"
    except UnicodeDecodeError:
        return data.decode("cp1252", errors="replace"), "cp1252"


def physical_lines(text: str) -> list[str]:
    """Lines with their endings: CR, LF, CRLF, or all of them in one file. No other sign ends a line."""
    return list(io.StringIO(text, newline=""))


def records(lines: list[str], delimiter: str, first: int = 0) -> Iterator[Row]:
    """The records from line index `first` on; blank lines are passed over."""
    csv.field_size_limit(_LONGEST_CELL)
    at = first
    while at < len(lines):
        line = lines[at]
        if '"' not in line:
            if line.strip():
                yield Row(at + 1, line.rstrip("\r\n").split(delimiter))
            at += 1
            continue
        row, spans = _quoted(lines, at, delimiter)
        yield row
        at += spans


def _quoted(lines: list[str], at: int, delimiter: str) -> tuple[Row, int]:
    """The record that begins on a line with quotation marks, and how many lines it spans."""
    for most in (1, _MOST_LINES):
        # The added line closes whatever is still open, so that reaching it tells that nothing else did.
        chunk = [*lines[at : at + most], _CLOSING]
        try:
            reader = csv.reader(chunk, delimiter=delimiter, strict=True)
            cells = next(reader)
        except csv.Error:
            break  # marks that are not doubled inside a cell, as in "The "Old" House"
        if reader.line_num < len(chunk):
            return Row(at + 1, cells), reader.line_num
    reader = csv.reader([lines[at], _CLOSING], delimiter=delimiter)
    cells = next(reader)
    return Row(at + 1, cells, is_broken=reader.line_num > 1), 1


def _utf16_without_mark(sample: bytes) -> str:
    if len(sample) < 4 or sample.count(0) < len(sample) // 4:
        return ""
    return "utf-16-le" if sample[1::2].count(0) > sample[::2].count(0) else "utf-16-be"
