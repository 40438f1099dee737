"""Which sheets of a workbook are the list: what is hidden is left alone, and two sheets with patients are one list.

A sheet that was hidden is most often last month's. Two visible ones are most often the list in parts (A to K, L to Z):
they are read as one where their headings are the same, and otherwise refused, since whoever stands on the one that is
left out would count as having left.
"""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass

from notifier.errors import ListFault
from notifier.patients.list_import.delimited import Row
from notifier.patients.list_import.headings import plain_heading
from notifier.patients.list_import.workbook import Sheet


@dataclass(frozen=True, slots=True)
class SheetChoice:
    """The sheets that are read, as one, and what there is to say of the choice."""

    sheets: tuple[tuple[Sheet, Row], ...]  # each with the row of its headings
    notes: tuple[str, ...]
    starts: tuple[tuple[int, str], ...]  # (rows before it, title) of each sheet, where there are several

    @property
    def title(self) -> str:
        """The names of the sheets, in the order of reading."""
        return ", ".join(sheet.title for sheet, _ in self.sheets)

    @property
    def header(self) -> Row:
        """The headings, which all of them have."""
        return self.sheets[0][1]

    def __iter__(self) -> Iterator[Row]:
        """The rows below the headings, those of a second sheet counted on from the first."""
        starts = [before for before, _ in self.starts] or [0]
        for before, (sheet, header) in zip(starts, self.sheets, strict=True):
            for row in sheet.rows:
                if row.line > header.line:
                    yield row._replace(line=before + row.line) if before else row


def choose_sheets(lists: Sequence[tuple[Sheet, Row]], others: Sequence[str]) -> SheetChoice:
    """The choice among the sheets that have headings of patients; `others` are the titles of those that have none.

    Raises `ListFault` for two visible lists with different headings, naming both.
    """
    visible = [(sheet, header) for sheet, header in lists if not sheet.is_hidden]
    chosen = visible or list(lists)
    first, header = chosen[0]
    for sheet, other in chosen[1:]:
        if _headings(other) != _headings(header):
            raise ListFault(
                f"Two sheets have patients, under different headings: {_quoted(first)} and {_quoted(sheet)}. "
                "Whoever stands on the one that is not read would count as having left. "
                "Delete the sheet that is not meant, or put both lists on one sheet."
            )
    left_out = [sheet for sheet, _ in lists if all(sheet is not read for read, _ in chosen)]
    starts = tuple(_starts([sheet for sheet, _ in chosen])) if len(chosen) > 1 else ()
    return SheetChoice(tuple(chosen), tuple(_notes(chosen, starts, left_out, others)), starts)


def _starts(chosen: Sequence[Sheet]) -> Iterator[tuple[int, str]]:
    before = 0
    for sheet in chosen:
        yield before, sheet.title
        before += max((row.line for row in sheet.rows), default=0)


def _notes(
    chosen: Sequence[tuple[Sheet, Row]],
    starts: Sequence[tuple[int, str]],
    left_out: Sequence[Sheet],
    others: Sequence[str],
) -> Iterator[str]:
    if starts:
        titles = ", ".join(f"“{title}”" for _, title in starts)
        yield f"{len(starts)} sheets have patients and were read as one list: {titles}."
    for before, title in starts[1:]:
        yield f"The rows of “{title}” are counted on from {before}: its row 2 is called row {before + 2}."
    if chosen[0][0].is_hidden:
        titles = ", ".join(_quoted(sheet) for sheet, _ in chosen)
        yield f"Patients are on hidden sheets alone, which were read: {titles}."
    if left_out:
        yield f"Hidden sheets with patients, which were not read: {', '.join(map(_quoted, left_out))}."
    if others:
        yield f"Sheets without patients, which were not read: {', '.join(f'“{title}”' for title in others)}."
    for sheet, _ in chosen:
        if sheet.hidden_rows:
            yield (
                f"{sheet.hidden_rows} rows of the sheet {_quoted(sheet)} are hidden, as by a filter. "
                "They were read like the others: delete them if they are not meant."
            )


def _headings(row: Row) -> list[str]:
    plain = [plain_heading(cell) for cell in row.cells]
    while plain and not plain[-1]:
        plain.pop()
    return plain


def _quoted(sheet: Sheet) -> str:
    return f"“{sheet.title}”"
