"""Two columns for a thing that can be but one: where every row says the same in both, one of them is left out.

A report that joins two tables prints the NHS number of each. Where they differ in any row, nobody can tell which is the
patient's: then `columns` refuses the list.
"""

from collections.abc import Iterable, Sequence

from notifier.patients.list_import.columns import ONE_ONLY
from notifier.patients.list_import.delimited import Row
from notifier.patients.list_import.headings import heading_meaning, plain_heading

_MOST_CELLS_OF_A_NOTE = 2


def without_twins(headings: Sequence[str], rows: Iterable[Row]) -> tuple[list[str], tuple[str, ...]]:
    """(the headings, blank for a column that repeats another in all of these rows; what there is to say of it)."""
    kept, notes = list(headings), []
    meanings = [heading_meaning(heading).field for heading in headings]
    for field in ONE_ONLY:
        first, *others = [column for column, meaning in enumerate(meanings) if meaning == field] or [0]
        for column in others:
            if all(_is_same(row, headings, first, column) for row in rows):
                kept[column] = ""
                twins = f"“{headings[first].strip()}” and “{headings[column].strip()}”"
                where = f"columns {first + 1} and {column + 1}"
                notes.append(f"{twins} ({where}) say the same in every row: the first is read.")
    return kept, tuple(notes)


def _is_same(row: Row, headings: Sequence[str], first: int, second: int) -> bool:
    one, other = _cell(row, first), _cell(row, second)
    if one == other or plain_heading(one) == plain_heading(headings[first]):
        return True
    is_note = len(row.cells) - row.cells.count("") <= _MOST_CELLS_OF_A_NOTE  # a total, a footer
    return is_note and not (one and other)


def _cell(row: Row, column: int) -> str:
    """A cell without case, spaces and dashes, as "943 476 5919" and "9434765919" are the same number."""
    text = row.cells[column] if column < len(row.cells) else ""
    return "".join(text.casefold().split()).replace("-", "")
