"""A date of birth typed any sensible way: in three boxes or in one, with numbers or names, in the order people use."""

import re
import unicodedata
from collections.abc import Mapping, Sequence
from contextlib import suppress
from dataclasses import dataclass
from datetime import date

_EARLIEST_YEAR = 1900
_CENTURIES = ("19", "20")
_TELLING = 3  # letters that tell a month from the others: "Sept", "marzec" for "marca"
_ENGLISH = (
    "january", "february", "march", "april", "may", "june",
    "july", "august", "september", "october", "november", "december",
)  # fmt: skip
_ROMAN = ("i", "ii", "iii", "iv", "v", "vi", "vii", "viii", "ix", "x", "xi", "xii")  # 31 III 1980, as Poles write it
_PARTS = ("day", "month", "year")


@dataclass(frozen=True)
class TypedDate:
    """What a typed date may mean, the likeliest first: its day and month may have changed places, and its century may
    have been left out. Without any, `fault` names the sentence that says why, and `parts` what is to blame.
    """

    dates: tuple[date, ...] = ()
    fault: str = ""
    parts: tuple[str, ...] = ()


def read_date(typed: Mapping[str, str], months: Sequence[str], today: date) -> TypedDate:
    """Read "day", "month" and "year", wherever in them it stands: a whole date in one will do, and words around it do
    no harm. `months`: their names beside the English.
    """
    given = [typed.get(part, "").strip() for part in _PARTS]
    if not any(given):
        return TypedDate(fault="missing", parts=_PARTS)
    pieces = _pieces(" ".join(given))
    telling = [piece for piece in pieces if _whole(piece) is not None or _named_month(piece, months)]
    if len(telling) == len(_PARTS):
        return _meaning(telling, months, today)
    empty = tuple(part for part, text in zip(_PARTS, given, strict=True) if not text)
    if empty and len(pieces) < len(_PARTS):
        return TypedDate(fault="needs", parts=empty)
    return TypedDate(fault="unreal", parts=_PARTS)


def _meaning(pieces: Sequence[str], months: Sequence[str], today: date) -> TypedDate:
    first, second, third = pieces
    if len(first) == 4 and first.isdecimal():  # 1980-03-31
        first, third = third, first
    found = [
        born
        for day, month in ((first, second), (second, first))
        for year in _years(third)
        if (born := _date(year, _named_month(month, months) or _whole(month), _whole(day)))
    ]
    possible = tuple(dict.fromkeys(born for born in found if born <= today and born.year >= _EARLIEST_YEAR))
    if possible:
        return TypedDate(possible)
    return TypedDate(fault="future" if any(born > today for born in found) else "unreal", parts=_PARTS)


def _pieces(text: str) -> list[str]:
    """The numbers and words of what was typed: 31/3/1980, March 31st, 1980, 31Mar80, 31031980, 19800331."""
    parted = "".join(letter if letter.isalnum() or _is_mark(letter) else " " for letter in _plain(text))
    pieces = re.findall(r"\d+|[^\d\s]+", parted)
    if len(pieces) > 1 or not parted.strip().isdecimal():
        return pieces
    number = pieces[0]
    if len(number) == 6 or (len(number) == 8 and number[4:6] in _CENTURIES):
        return [number[:2], number[2:4], number[4:]]
    return [number[:4], number[4:6], number[6:]] if len(number) == 8 else pieces


def _plain(text: str) -> str:
    """The text in small letters without their accents, and with our own digits instead of those of other scripts."""
    apart = unicodedata.normalize("NFKD", text.casefold())
    return "".join(str(unicodedata.decimal(letter, letter)) for letter in apart if not unicodedata.combining(letter))


def _is_mark(letter: str) -> bool:
    """Whether it is one of the vowel signs of Indian scripts, which belong to their words."""
    return unicodedata.category(letter).startswith("M")


def _years(text: str) -> list[int]:
    """The years that a number may stand for: without its century, both."""
    year = _whole(text)
    if year is None:
        return []
    return [2000 + year, 1900 + year] if len(text) == 2 else [year]


def _named_month(piece: str, months: Sequence[str]) -> int | None:
    """A month by its name, in full, by its first letters, or in another of its forms."""
    for names in ([_plain(month) for month in months], _ENGLISH, _ROMAN):
        alike = [
            [at for at, name in enumerate(names, 1) if name == piece],
            [at for at, name in enumerate(names, 1) if len(piece) >= _TELLING and name.startswith(piece)],
            [at for at, name in enumerate(names, 1) if len(piece) >= _TELLING and name[:_TELLING] == piece[:_TELLING]],
        ]
        if found := next((one for one in alike if len(one) == 1), None):
            return found[0]
    return None


def _whole(text: str) -> int | None:
    """A short whole number, else None."""
    return int(text) if text.isdecimal() and len(text) <= 4 else None


def _date(year: int, month: int | None, day: int | None) -> date | None:
    with suppress(ValueError):
        return date(year, month or 0, day or 0)
    return None
