"""Dates as British clinical systems print them: day first, or year first. Never month first, never two-digit years."""

import re
from datetime import date

from notifier.errors import ValueRefused

MONTH_FIRST = "with the month first"  # no other reading is possible, so the rest of the list cannot be trusted either
OLDEST = 120  # years; nobody verified in the United Kingdom has lived longer

_TIME = r"(?:[T ,]\s*\d{1,2}:\d{2}(?::\d{2}(?:\.\d+)?)?\s*(?:[ap]m)?\s*(?:Z|[+-]\d{2}:?\d{2})?)?"
_WEEKDAY = r"(?:(?:mon|tue|wed|thu|fri|sat|sun)[a-z]*[ ,]+)?"
_DAY_FIRST = re.compile(
    _WEEKDAY + r"(\d{1,2})(?:st|nd|rd|th)?\s*[-/. ,]\s*(\d{1,2}|[a-z]{3,9})\.?\s*[-/. ,]\s*(\d{4}|'?\d{2})" + _TIME,
    re.ASCII | re.IGNORECASE,
)
_YEAR_FIRST = re.compile(
    r"(\d{4})(?:([-/.])(\d{1,2})\2(\d{1,2})|(\d{2})(\d{2}))(?:\d{4}(?:\d{2})?)?" + _TIME, re.ASCII | re.IGNORECASE
)

_NAMES = "january february march april may june july august september october november december".split()
_MONTHS = {name[:length]: month for month, name in enumerate(_NAMES, 1) for length in range(3, len(name) + 1)}
_MONTHS |= {str(month): month for month in range(1, 13)} | {f"{month:02}": month for month in range(1, 13)}

_EDGES = " \t\r\n\u00a0\u200b\ufeff'\"="


def parse_date(text: str) -> date:
    """The date in `text`, with or without a time.

    Raises `ValueRefused` with the end of a sentence that begins with the name of the column: "unreadable",
    "with a two-digit year" or `MONTH_FIRST`.
    """
    text = text.strip(_EDGES)
    if match := _DAY_FIRST.fullmatch(text):
        day, month_name, year = match.groups()
        if len(year) != 4:
            raise ValueRefused("with a two-digit year")
        if month_name.isdigit() and 1 <= int(day) <= 12 < int(month_name) <= 31:
            raise ValueRefused(MONTH_FIRST)
        return _date(year, month_number(month_name), day)
    if match := _YEAR_FIRST.fullmatch(text):
        return _date(match[1], int(match[3] or match[5]), match[4] or match[6])
    raise ValueRefused("unreadable")


def month_number(month: str) -> int:
    """The month of a name, of its beginning or of a number as text; 0 for none."""
    return _MONTHS.get(month.lower(), 0)


def is_date(text: str) -> bool:
    """Whether the text can be read as a date."""
    try:
        parse_date(text)
    except ValueRefused:
        return False
    return True


def parse_birth_date(text: str, today: date) -> date:
    """A date of birth between 120 years ago and today; raises `ValueRefused` with the whole sentence."""
    if not text.strip(_EDGES + "-?/"):
        raise ValueRefused("date of birth missing")
    try:
        born = parse_date(text)
    except ValueRefused as fault:
        raise ValueRefused(f"date of birth {fault}") from None
    if born > today:
        raise ValueRefused("date of birth in the future")
    if (born.month, born.day) < (today.month, today.day) and today.year - born.year >= OLDEST:
        raise ValueRefused("date of birth over 120 years ago")
    if today.year - born.year > OLDEST:
        raise ValueRefused("date of birth over 120 years ago")
    return born


def _date(year: str, month: int, day: str) -> date:
    try:
        return date(int(year), month, int(day))
    except ValueError:
        raise ValueRefused("unreadable") from None
