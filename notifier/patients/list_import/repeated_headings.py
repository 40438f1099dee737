"""Headings that come again below those of the list: of a page, or of another list that was joined on."""

from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass

from notifier.errors import ListFault
from notifier.patients.list_import.delimited import Row
from notifier.patients.list_import.headings import heading_meaning, plain_heading

FEWEST_HEADINGS = 3


@dataclass(frozen=True, slots=True)
class RowsBelow:
    """The rows below the headings of a list, to be gone through as often as need be."""

    rows: Iterable[Row]
    header: Row

    def __iter__(self) -> Iterator[Row]:
        """The rows; raises `ListFault` at headings that are others than the list's, for the cells below are others'."""
        headings = _plain(self.header.cells)
        for row in self.rows:
            if _may_be_headings(row) and is_header(row) and _plain(row.cells) != headings:
                raise ListFault(
                    f"Row {row.line} has other headings than row {self.header.line}: two lists stand in one file, and "
                    "the columns of the second would be taken for others. Import a list with one row of headings."
                )
            yield row


def is_header(row: Row) -> bool:
    """Whether a row has the headings of a patient list: that of the NHS number and two more that are known."""
    fields = known_fields(row)
    return "nhs_number" in fields and len(fields) >= FEWEST_HEADINGS


def known_fields(row: Row) -> set[str]:
    """What the cells of a row mean, taken as headings."""
    return {heading_meaning(cell).field for cell in row.cells} - {""}


def _may_be_headings(row: Row) -> bool:
    """Whether a row has the word that a heading of the NHS number has; quick, as it is asked of every row."""
    return "nhs" in "\n".join(row.cells).lower()


def _plain(cells: Sequence[str]) -> list[str]:
    plain = [plain_heading(cell) for cell in cells]
    while plain and not plain[-1]:
        plain.pop()
    return plain
