"""Dates of a workbook that a spreadsheet set to month first has turned round.

It opens "03/04/1950" as the fourth of March and stores that as a date, and leaves "25/04/1950" as the text it is, for
there is no such month. What is stored as a date then has a day of at most 12 in every row, and what is left as text
one above 12: in a list of births, that comes about in no other way.
"""

import re

from notifier.errors import ListFault

_STORED = re.compile(r"\d{4}-\d{2}-(\d{2})")
_LEFT_AS_TEXT = re.compile(r"(\d{1,2})[/.-]\d{1,2}[/.-]\d{4}")
_MOST_OF_A_MONTH = 12
# By chance the days of ten births are all up to twelve in one list of ten thousand, and only then does the other count.
_ENOUGH_STORED = 10
_ENOUGH_TEXTS = 3


class DateForms:
    """Counts how the dates of a workbook's column are stored."""

    def __init__(self) -> None:
        self._stored = [0, 0]  # with a day of at most 12, and above
        self._texts = [0, 0]
        self._first_line = 0  # of a date that was stored

    def note(self, line: int, cell: str) -> None:
        """Count one cell; `line` is its row in the sheet."""
        if stored := _STORED.fullmatch(cell):
            self._stored[int(stored[1]) > _MOST_OF_A_MONTH] += 1
            self._first_line = self._first_line or line
        elif text := _LEFT_AS_TEXT.fullmatch(cell):
            self._texts[int(text[1]) > _MOST_OF_A_MONTH] += 1

    def refuse_turned(self, heading: str) -> None:
        """Raises `ListFault` where the dates were turned round."""
        low_stored, high_stored = self._stored
        low_texts, high_texts = self._texts
        if low_stored >= _ENOUGH_STORED and high_texts >= _ENOUGH_TEXTS and not (high_stored or low_texts):
            raise ListFault(
                f"A spreadsheet has turned dates round in “{heading}”: {low_stored} are stored as dates, with a day of "
                f"at most 12 in every one (the first in line {self._first_line}), and {high_texts} were left as texts, "
                "with a day above 12 in every one. Day and month of the first are the wrong way round. Export the list "
                "again and import it without opening it in a spreadsheet."
            )
