"""What a patient typed into the form: read once, with every fault named in the patient's words."""

from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import date, datetime
from typing import Any, TypeVar

from notifier.patients import access_codes
from notifier.replies.record import NewReply
from notifier.vocabulary import Answerer, Choice, Doubt, Extent, Source
from web.patient.birth_dates import read_date

_LONGEST = 60  # characters kept of a field; no name on a GP's list is longer than a label
# The fields with how much is kept of each. What travels in an address has to stay short.
_LENGTHS = dict.fromkeys(("day", "month", "year", "relation", "name", "extent"), _LONGEST) | {
    "contact": 100,
    "sitting": 16,
}
_FIELDS = {part: f"dob-{part}" for part in ("day", "month", "year")}  # as the page calls them
Own = Mapping[str, Any]  # the page's own words in one language
Word = TypeVar("Word", Choice, Extent, Answerer)


@dataclass(frozen=True)
class ReplyForm:
    """The form as read; there is at least one date, and whoever answers is named, exactly when `faults` is empty.

    `typed` has the fields as they came, to be shown again: the parts of the date, "relation", "name", "extent",
    "contact" and "sitting". `faults` has what is wrong by field: "dob", "relation", "name"; `parts` are the parts of
    the date to mark.
    """

    typed: Mapping[str, str]
    dates: tuple[date, ...] = ()
    answered_by: Answerer = Answerer.PATIENT
    extent: Extent | None = None
    faults: Mapping[str, str] = field(default_factory=dict)
    parts: tuple[str, ...] = ()

    def reply(self, choice: Choice, matched: date | None, now: datetime) -> NewReply:
        """What the form says; `matched` is the one of its dates of birth that is on the record, if one is."""
        return NewReply(
            choice=choice,
            source=Source.PAGE,
            received_at=now,
            doubt=None if matched else Doubt.UNVERIFIED,
            answered_by=self.answered_by,
            extent=self.extent,
            name=self.typed["name"],
            contact="" if matched else self.typed["contact"],
            date_of_birth=matched or self.dates[0],
            sitting=self.typed["sitting"],
            reference=access_codes.new_reference(),
        )


def waited_form(fault: str) -> ReplyForm:
    """An empty form for whoever has to fill it in once more; `fault` says why."""
    return ReplyForm(dict.fromkeys(_LENGTHS, "") | {"sitting": access_codes.new_reference()}, faults={"dob": fault})


def choice_in(fields: Mapping[str, str]) -> Choice | None:
    """The choice, if it is one of ours; nothing else is taken for one."""
    return _word(Choice, fields.get("choice", ""))


def read_form(fields: Mapping[str, str], own: Own, today: date, *, for_guardian: bool) -> ReplyForm:
    """Read the form with the date of birth; `for_guardian` asks a child's parent to say who they are."""
    typed = {name: _clean(fields.get(_FIELDS.get(name, name), ""), longest) for name, longest in _LENGTHS.items()}
    words = own["you"]
    born = read_date(typed, own["months"], today)
    faults: dict[str, str] = {}
    if born.fault:
        named = f" {words['and']} ".join(words[part].lower() for part in born.parts)
        faults["dob"] = words[born.fault].format(parts=named)
    answered_by = _word(Answerer, typed["relation"])
    if answered_by is Answerer.PATIENT and not for_guardian:
        typed["name"] = ""  # whoever thought first that they had to say who they are
    elif answered_by in (None, Answerer.PATIENT) and (typed["name"] or for_guardian):
        faults["relation"] = words["relation_missing"]
    if answered_by is not Answerer.PATIENT and (answered_by or for_guardian) and not typed["name"]:
        faults["name"] = words["name_missing"]
    answered_by = answered_by or Answerer.PATIENT
    return ReplyForm(typed, born.dates, answered_by, _word(Extent, typed["extent"]), faults, born.parts)


def _word(kind: type[Word], text: str) -> Word | None:
    return kind(text) if text in set(kind) else None


def _clean(text: str, longest: int) -> str:
    """The text without the controls that keyboards and pasting leave, in one line."""
    return " ".join("".join(letter for letter in text if letter.isprintable() or letter.isspace()).split())[:longest]
