"""Text exports: lines to records that know the line they began on.

Python's csv module alone is not enough: a quotation mark that is never closed makes it swallow the patients that follow
without a word. Here such a record is given back as broken, and reading goes on with the next line.
"""

import csv
from collections import deque
from collections.abc import Iterable, Iterator
from contextlib import suppress
from itertools import islice
from typing import NamedTuple

DELIMITERS = {",": "comma", ";": "semicolon", "\t": "tab", "|": "bar", "~": "tilde"}
_MOST_LINES = 12  # that one record may span; an address with line breaks has seven
_LONGEST_CELL = 1 << 20
_CLOSING = '"\n'
_ESCAPED = '\\"'


class Row(NamedTuple):
    """One record of a list."""

    line: int  # on which it begins, from 1
    cells: list[str]
    is_broken: bool = False  # a quotation mark in it is opened and never closed


def records(lines: Iterable[str], delimiter: str) -> Iterator[Row]:
    """The records in lines that have their endings; blank lines are passed over."""
    csv.field_size_limit(_LONGEST_CELL)
    source = iter(lines)
    ahead: deque[str] = deque()  # lines that were looked at for the end of a record, and are not part of it
    number = 0
    while line := ahead.popleft() if ahead else next(source, ""):
        number += 1
        if '"' not in line:
            if line.strip():
                yield Row(number, line.rstrip("\r\n").split(delimiter))
            continue
        cells = _closed(line, delimiter)
        if cells is not None:
            yield Row(number, cells)
            continue
        ahead.extend(islice(source, _MOST_LINES - 1 - len(ahead)))
        row, spans = _quoted(number, [line, *ahead], delimiter)
        yield row
        for _ in range(spans - 1):
            ahead.popleft()
        number += spans - 1


def _closed(line: str, delimiter: str) -> list[str] | None:
    """The cells of one line whose quotation marks are all closed, and doubled as they should be; else None.

    Some programs, of the clinical systems Medicus, put a backslash before a mark inside a cell instead.
    """
    # The added line closes whatever is still open, so that reaching it tells that nothing else did.
    readers = [csv.reader((line, _CLOSING), delimiter=delimiter, strict=True)]
    if _ESCAPED in line:
        readers.append(
            csv.reader((line, _CLOSING), delimiter=delimiter, strict=True, escapechar="\\", doublequote=False)
        )
    for reader in readers:
        with suppress(csv.Error):
            cells = next(reader)
            if reader.line_num == 1:
                return cells
    return None


def _quoted(number: int, lines: list[str], delimiter: str) -> tuple[Row, int]:
    """The record that begins with the first of these lines, and how many of them it spans."""
    reader = csv.reader([*lines, _CLOSING], delimiter=delimiter, strict=True)
    try:
        cells = next(reader)
        if reader.line_num <= len(lines):
            return Row(number, cells), reader.line_num
    except csv.Error:
        pass  # marks that are not doubled inside a cell, as in "The "Old" House"
    reader = csv.reader([lines[0], _CLOSING], delimiter=delimiter)
    cells = next(reader)
    return Row(number, cells, is_broken=reader.line_num > 1), 1
