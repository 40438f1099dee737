"""What a patient typed into the form: read once, with every fault named in the patient's words."""

from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import date
from typing import Any

from notifier.vocabulary import Choice

_LONGEST = 20  # characters kept of a field, to show it again
_MONTH_NAMES = (
    "january", "february", "march", "april", "may", "june",
    "july", "august", "september", "october", "november", "december",
)  # fmt: skip
_EARLIEST_YEAR = 1900
Own = Mapping[str, Any]  # the page's own words in one language


@dataclass(frozen=True)
class Typed:
    """The fields as they came, to be shown again: the choice only if it is one of ours."""

    choice: str
    day: str
    month: str
    year: str


@dataclass(frozen=True)
class Faults:
    """What is wrong with the form; an empty text means that the field is in order."""

    choice: str = ""
    dob: str = ""
    parts: frozenset[str] = field(default=frozenset({"day", "month", "year"}))  # the parts of the date to mark

    def __bool__(self) -> bool:
        return bool(self.choice or self.dob)

    def links(self) -> list[dict[str, str]]:
        """The error summary: each fault with the field that it leads to."""
        first = next((part for part in ("day", "month", "year") if part in self.parts), "day")
        named = ((self.choice, "#choice"), (self.dob, f"#dob-{first}"))
        return [{"text": text, "href": href} for text, href in named if text]


@dataclass(frozen=True)
class Form:
    """The form as read: `choice` and `date_of_birth` are both there exactly when `faults` is false."""

    typed: Typed
    faults: Faults
    choice: Choice | None
    date_of_birth: date | None


def read(fields: Mapping[str, str], own: Own, today: date) -> Form:
    """Read a submitted form. Nothing is guessed: not the order of day and month, not the century."""
    typed = Typed(*(_clean(fields.get(name, "")) for name in ("choice", "dob-day", "dob-month", "dob-year")))
    choice = Choice(typed.choice) if typed.choice in set(Choice) else None
    birth, fault, parts = _date_of_birth(typed, own, today)
    return Form(typed, Faults("" if choice else own["choose"], fault, parts), choice, birth)


def _date_of_birth(typed: Typed, own: Own, today: date) -> tuple[date | None, str, frozenset[str]]:
    """The date, or what is wrong with it and the parts that are to blame."""
    given = {"day": typed.day, "month": typed.month, "year": typed.year}
    everything = frozenset(given)
    if missing := [part for part, text in given.items() if not text]:
        return None, _missing(missing, own), frozenset(missing)
    day, month, year = _whole(typed.day), _month(typed.month), _whole(typed.year)
    if year is not None and len(typed.year) < 4:
        return None, own["dob_short_year"], frozenset({"year"})
    try:
        birth = date(year or 0, month or 0, day or 0)
    except ValueError:
        return None, own["dob_unreal"], everything
    if birth > today:
        return None, own["dob_future"], everything
    return (birth, "", frozenset()) if birth.year >= _EARLIEST_YEAR else (None, own["dob_unreal"], frozenset({"year"}))


def _missing(parts: list[str], own: Own) -> str:
    if len(parts) == 3:
        return str(own["dob_missing"])
    named = f" {own['dob_and']} ".join(own[part].lower() for part in parts)
    return f"{own['dob_needs']} {named}"


def _whole(text: str) -> int | None:
    """A short whole number in the digits of any script, else None."""
    return int(text) if text.isdecimal() and len(text) <= 4 else None


def _month(text: str) -> int | None:
    """A month by its number or its English name, in full or its first letters (at least three)."""
    name = text.lower().rstrip(".")
    if len(name) >= 3:
        return next((at for at, month in enumerate(_MONTH_NAMES, 1) if month.startswith(name)), None)
    return _whole(text)


def _clean(text: str) -> str:
    """The text without the spaces and controls that keyboards and pasting leave."""
    return "".join(letter for letter in text.strip() if letter.isprintable())[:_LONGEST]
