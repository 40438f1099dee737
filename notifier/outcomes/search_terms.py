"""What a person typed into the desk's search box, told apart: names, a title, days of birth, numbers, a postcode.

Pure. The order of the pieces does not matter, nor what stands between them. A piece with a digit in it that is nothing
of these is said and left out, so that the rest still finds somebody.
"""

import re
from collections.abc import Callable, Iterator, Sequence
from contextlib import suppress
from dataclasses import dataclass, field
from datetime import date

from notifier.contacts import Mobile, NhsNumber
from notifier.contacts.nhs_number import check_digit
from notifier.contacts.postcode import is_real_postcode, mended_postcode, normal_postcode
from notifier.errors import ValueRefused
from notifier.patients.list_import.dates import month_number, parse_date
from notifier.patients.list_import.names import folded, is_title

_MOST_PIECES = 5  # words that may make one thing: +44 7700 900 123, Monday 31st March 1980
_SEPARATED = re.compile(r"(\d{1,2})(?:st|nd|rd|th)?[-/. ](\d{1,2}|[a-z]{3,9})\.?[-/. ]'?(\d{2}|\d{4})", re.I | re.A)
_MONTH_FIRST = re.compile(r"([a-z]{3,9})\.?[ -](\d{1,2})(?:st|nd|rd|th)?[ -]'?(\d{2}|\d{4})", re.I | re.A)
_RUN = re.compile(r"(\d{2})(\d{2})(\d{2}|\d{4})", re.A)
_YEAR = re.compile(r"(?:19|20)\d{2}", re.A)
_OUTWARD = re.compile(r"([A-Z]{1,2}[0-9][A-Z0-9]?)(?: ([0-9]))?", re.I | re.A)
_NUMBER_LIKE = re.compile(r"[\d\s+()./-]+", re.A)
_BETWEEN = re.compile(r"[\s,;()]+")
_IN_NAMES = re.compile(r"[-\u2010-\u2015]+")


@dataclass(frozen=True, slots=True)
class SearchTerms:
    """What was typed. `faults` says, each in a sentence, what could not be read and what to check."""

    names: tuple[str, ...] = ()  # folded words, see list_import.names
    title: str = ""  # folded
    born: tuple[frozenset[date], ...] = ()  # each one day that was typed: two of them where its year had two digits
    born_in: tuple[int, ...] = ()  # years alone
    nhs_numbers: tuple[str, ...] = ()
    mistyped_numbers: tuple[str, ...] = ()  # ten digits whose last one does not fit
    mobiles: tuple[str, ...] = ()  # E.164
    postcodes: tuple[str, ...] = ()  # whole, or the beginning of one up to its space, or the digit behind it
    faults: tuple[str, ...] = ()

    @property
    def is_empty(self) -> bool:
        """Whether nothing is there to look for."""
        return not (self.names or self.title or self.criteria)

    @property
    def criteria(self) -> int:
        """How many things besides names and title were said."""
        numbers = len(self.nhs_numbers) + len(self.mistyped_numbers) + len(self.mobiles)
        return numbers + len(self.born) + len(self.born_in) + len(self.postcodes)


@dataclass(slots=True)
class _Reading:
    """The terms while they are read."""

    today: date
    names: list[str] = field(default_factory=list)
    title: str = ""
    born: list[frozenset[date]] = field(default_factory=list)
    born_in: list[int] = field(default_factory=list)
    nhs_numbers: list[str] = field(default_factory=list)
    mistyped_numbers: list[str] = field(default_factory=list)
    mobiles: list[str] = field(default_factory=list)
    postcodes: list[str] = field(default_factory=list)
    faults: list[str] = field(default_factory=list)


def read_terms(typed: str, today: date) -> SearchTerms:
    """Tell apart what was typed; `today` decides which century a year of two digits is of."""
    reading = _Reading(today)
    words = [word for word in _BETWEEN.split(typed) if word]
    at = 0
    while at < len(words):
        at += _take(reading, words, at)
    return SearchTerms(
        tuple(reading.names),
        reading.title,
        tuple(reading.born),
        tuple(reading.born_in),
        tuple(reading.nhs_numbers),
        tuple(reading.mistyped_numbers),
        tuple(reading.mobiles),
        tuple(reading.postcodes),
        tuple(reading.faults),
    )


def birth_dates(text: str, today: date) -> frozenset[date]:
    """The days that a text may mean as a date of birth, however it is written; empty where it is none.

    Day first, as people here say it, or the year; the month's name may come first. A year of two digits is the last one
    that is not to come and the one a century before.
    """
    with suppress(ValueRefused):
        return frozenset({parse_date(text)})
    if match := _SEPARATED.fullmatch(text) or _RUN.fullmatch(text):
        day, month, year = match.groups()
    elif match := _MONTH_FIRST.fullmatch(text):
        month, day, year = match.groups()
    else:
        return frozenset()
    years = [int(year)] if len(year) == 4 else [1900 + int(year), 2000 + int(year)]
    found = set()
    for one in years:
        with suppress(ValueError):
            found.add(date(one, month_number(month), int(day)))
    return frozenset(day for day in found if day <= today)


def mended_numbers(mistyped: str) -> frozenset[str]:
    """Every NHS number that differs from ten digits by one wrong digit, or by two neighbours that changed places."""
    swapped = {mistyped[:at] + mistyped[at + 1] + mistyped[at] + mistyped[at + 2 :] for at in range(9)}
    wrong = {f"{mistyped[:at]}{digit}{mistyped[at + 1 :]}" for at in range(10) for digit in "0123456789"}
    return frozenset(one for one in swapped | wrong if check_digit(one[:9]) == one[9])


def _take(reading: _Reading, words: Sequence[str], at: int) -> int:
    """Read what stands at a place, the longest thing first; returns of how many words it is."""
    for size in range(min(_MOST_PIECES, len(words) - at), 0, -1):
        piece = " ".join(words[at : at + size])
        if any(map(str.isdigit, piece)) and any(reads(reading, piece) for reads in _READERS):
            return size
    word = words[at]
    if any(map(str.isdigit, word)):
        return _take_unread(reading, words, at)
    if is_title(word) and not reading.title and len(words) > 1:
        reading.title = folded(word)
    else:
        reading.names += [name for name in map(folded, _IN_NAMES.split(word)) if name]
    return 1


def _nhs_number(reading: _Reading, piece: str) -> bool:
    if not _NUMBER_LIKE.fullmatch(piece):
        return False
    digits = re.sub(r"\D", "", piece)
    if len(digits) != 10 or digits.startswith("0") or "/" in piece:
        return False
    try:
        reading.nhs_numbers.append(str(NhsNumber.parse(digits)))
    except ValueRefused:
        reading.mistyped_numbers.append(digits)
        reading.faults.append(
            f"{NhsNumber(digits).spaced} is not an NHS number: its last digit does not fit the others. Ask for it "
            "again, digit by digit; often one is wrong, or two have changed places."
        )
    return True


def _mobile(reading: _Reading, piece: str) -> bool:
    digits = re.sub(r"\D", "", piece)
    if not _NUMBER_LIKE.fullmatch(piece) or len(digits) < 10 or "/" in piece:
        return False
    with suppress(ValueRefused):
        reading.mobiles.append(str(Mobile.parse(piece)))
        return True
    return False


def _birth_date(reading: _Reading, piece: str) -> bool:
    found = birth_dates(piece, reading.today)
    if found:
        reading.born.append(found)
    return bool(found)


def _birth_year(reading: _Reading, piece: str) -> bool:
    is_year = _YEAR.fullmatch(piece) is not None and int(piece) <= reading.today.year
    if is_year:
        reading.born_in.append(int(piece))
    return is_year


def _postcode(reading: _Reading, piece: str) -> bool:
    whole = normal_postcode(piece)
    if not is_real_postcode(whole):
        whole = mended_postcode(piece)
    if whole:
        reading.postcodes.append(whole)
        return True
    # A part of one only with its letters before it: "9" alone is none, and "B1" is.
    if (part := _OUTWARD.fullmatch(piece)) and is_real_postcode(f"{part[1].upper()} {part[2] or '9'}AA"):
        reading.postcodes.append(f"{part[1].upper()} {part[2] or ''}")
        return True
    return False


_READERS: tuple[Callable[[_Reading, str], bool], ...] = (_birth_date, _nhs_number, _mobile, _birth_year, _postcode)


def _take_unread(reading: _Reading, words: Sequence[str], at: int) -> int:
    """Say what cannot be read, with the digits behind it; returns of how many words it is."""
    size = 1
    if _NUMBER_LIKE.fullmatch(words[at]):
        size = sum(1 for _ in _while_number_like(words[at:]))
    piece = " ".join(words[at : at + size])
    reading.faults.append(f"“{piece}” was left out: {_what_it_may_be(re.sub(r'[^0-9]', '', piece))}")
    return size


def _while_number_like(words: Sequence[str]) -> Iterator[str]:
    for word in words:
        if not _NUMBER_LIKE.fullmatch(word):
            return
        yield word


def _what_it_may_be(digits: str) -> str:
    if digits.startswith(("07", "447")):
        return f"a mobile number has 11 digits, and this has {len(digits)}."
    if digits.startswith("0") and len(digits) in (10, 11):
        return "of phone numbers only mobiles stand on the list. Use the name or the date of birth."
    if len(digits) in (8, 9, 11):
        return f"an NHS number has 10 digits, and this has {len(digits)}. A date is written as 31/03/1980."
    return "it is no date such as 31/03/1980, no NHS number, no mobile number and no postcode."
