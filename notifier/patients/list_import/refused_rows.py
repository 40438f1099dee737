"""The refused rows of a list as a file to work from: each as it was, with why it was refused and what to do."""

import csv
from collections.abc import Iterator, Sequence
from pathlib import Path
from typing import TextIO

from notifier.errors import ListFault
from notifier.patients.list_import.records import ListReport, Refusal
from notifier.patients.list_import.table import open_table
from notifier.store.csv_cells import safe_cell

WHY_HEADING = "Fair Notice: what is wrong"
_ADDED = ("Fair Notice: row of the list", WHY_HEADING, "Fair Notice: what to do")


def refuse_own_file(name: str, headings: Sequence[str]) -> None:
    """Raises `ListFault` for the file that is written here: read as a list, it would say that everybody else left."""
    if WHY_HEADING in (heading.strip() for heading in headings):
        raise ListFault(
            f"{name} is the file of refused rows, and not the list. Correct these records in the clinical system, "
            "export the whole list again, and give that file: with these rows alone everybody else would have left."
        )


def write_refused_rows(path: Path, report: ListReport, out: TextIO) -> int:
    """Write the rows of `path` that `report` refused as CSV; returns how many rows were written.

    The three added columns come first, so that a row with cells too many keeps them apart. Raises `ListFault` where
    the file is no list any more.
    """
    table = open_table(path)
    refused = {line: refusal for refusal in report.refused for line in refusal.lines}
    writer = csv.writer(out)
    writer.writerow([*_ADDED, *map(safe_cell, table.columns.headings)])
    written = 0
    for row in table.rows:
        if (refusal := refused.get(row.line)) is not None:
            writer.writerow(map(safe_cell, _cells(report, row.line, refusal, row.cells)))
            written += 1
    return written


def _cells(report: ListReport, line: int, refusal: Refusal, cells: Sequence[str]) -> Iterator[str]:
    yield report.place(line)
    yield f"{refusal.why} (column {refusal.column})" if refusal.column else refusal.why
    yield refusal.remedy
    yield from cells
