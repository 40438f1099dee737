"""What a patient typed into the form: read once, with every fault named in the patient's words."""

from collections.abc import Mapping
from dataclasses import dataclass, field, replace
from datetime import date
from typing import Any, TypeVar

from notifier.vocabulary import Answerer, Choice, Extent
from web.patient.birth_dates import read_date

_LONGEST = 60  # characters kept of a field; no name on a GP's list is longer than a label
_LONGEST_CONTACT = 100  # it travels in an address, which has to stay short
_PARTS = ("day", "month", "year")
Own = Mapping[str, Any]  # the page's own words in one language
Word = TypeVar("Word", Choice, Extent, Answerer)


@dataclass(frozen=True)
class Typed:
    """The fields as they came, to be shown again."""

    day: str = ""
    month: str = ""
    year: str = ""
    relation: str = ""
    name: str = ""
    extent: str = ""
    contact: str = ""
    sitting: str = ""


@dataclass(frozen=True)
class Form:
    """The form as read; there is at least one date, and whoever answers is named, exactly when `faults` is empty.

    `faults` has what is wrong by field: "dob", "relation", "name"; `parts` are the parts of the date to mark.
    """

    typed: Typed
    dates: tuple[date, ...] = ()
    answered_by: Answerer = Answerer.PATIENT
    extent: Extent | None = None
    faults: Mapping[str, str] = field(default_factory=dict)
    parts: tuple[str, ...] = ()


def choice_in(fields: Mapping[str, str]) -> Choice | None:
    """The choice, if it is one of ours; nothing else is taken for one."""
    return _word(Choice, fields.get("choice", ""))


def read_form(fields: Mapping[str, str], own: Own, today: date, *, for_guardian: bool) -> Form:
    """Read the form with the date of birth; `for_guardian` asks a child's parent to say who they are."""
    typed = Typed(
        day=_clean(fields.get("dob-day", "")),
        month=_clean(fields.get("dob-month", "")),
        year=_clean(fields.get("dob-year", "")),
        relation=_clean(fields.get("relation", "")),
        name=_clean(fields.get("name", "")),
        extent=_clean(fields.get("extent", "")),
        contact=_clean(fields.get("contact", ""), _LONGEST_CONTACT),
        sitting=_clean(fields.get("sitting", "")),
    )
    words = own["you"]
    born = read_date({part: getattr(typed, part) for part in _PARTS}, own["months"], today)
    faults: dict[str, str] = {}
    if born.fault:
        named = f" {words['and']} ".join(words[part].lower() for part in born.parts)
        faults["dob"] = words[born.fault].format(parts=named)
    answered_by = _word(Answerer, typed.relation)
    if answered_by is Answerer.PATIENT and not for_guardian:
        typed = replace(typed, name="")  # whoever thought first that they had to say who they are
    elif answered_by in (None, Answerer.PATIENT) and (typed.name or for_guardian):
        faults["relation"] = words["relation_missing"]
    if answered_by is not Answerer.PATIENT and (answered_by or for_guardian) and not typed.name:
        faults["name"] = words["name_missing"]
    answered_by = answered_by or Answerer.PATIENT
    return Form(typed, born.dates, answered_by, _word(Extent, typed.extent), faults, born.parts)


def _word(kind: type[Word], text: str) -> Word | None:
    return kind(text) if text in set(kind) else None


def _clean(text: str, longest: int = _LONGEST) -> str:
    """The text without the controls that keyboards and pasting leave, in one line."""
    return " ".join("".join(letter for letter in text if letter.isprintable() or letter.isspace()).split())[:longest]
