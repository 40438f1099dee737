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
_LENGTHS = dict.fromkeys(("day", "month", "year", "name", "extent"), _LONGEST) | {
    "contact": 100,
    "sitting": 16,
}
_FIELDS = {part: f"dob-{part}" for part in ("day", "month", "year")}  # as the page calls them
_GROWN_UP = 18  # years
SOMEBODY_ELSE = "other"  # the third way on: what they are to the patient is asked on a page of its own
Own = Mapping[str, Any]  # the page's own words in one language
Word = TypeVar("Word", Choice, Extent, Answerer)


@dataclass(frozen=True)
class ReplyForm:
    """The form as read; there is at least one date, and whoever answers is named, exactly when `faults` is empty.

    `typed` has the fields as they came, to be shown again: the parts of the date, "name", "extent", "contact" and
    "sitting". `faults` has what is wrong by field: "dob", "name"; `parts` are the parts of the date to mark.
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


def waited_form(fault: str, answered_by: Answerer) -> ReplyForm:
    """An empty form for whoever has to fill it in once more; `fault` says why."""
    typed = dict.fromkeys(_LENGTHS, "") | {"sitting": access_codes.new_reference()}
    return ReplyForm(typed, answered_by=answered_by, faults={"dob": fault})


def kept_form(unsent: NewReply) -> ReplyForm:
    """The form of whoever goes back to change something: all but the date of birth is there as they left it."""
    kept = {"name": unsent.name, "extent": unsent.extent or "", "contact": unsent.contact, "sitting": unsent.sitting}
    return ReplyForm(dict.fromkeys(_LENGTHS, "") | kept, answered_by=unsent.answered_by, extent=unsent.extent)


def choice_in(fields: Mapping[str, str]) -> Choice | None:
    """The choice, if it is one of ours; nothing else is taken for one."""
    return _word(Choice, fields.get("choice", ""))


def answerer_in(fields: Mapping[str, str], *, for_guardian: bool) -> Answerer | None:
    """Who answers, if that was said; a young child does not answer a notice that was written to their parent."""
    found = _word(Answerer, fields.get("relation", ""))
    return None if for_guardian and found is Answerer.PATIENT else found


def answerer_told(fields: Mapping[str, str], *, for_guardian: bool) -> Answerer | None:
    """Who answers by a form that was sent. One that was opened before the page asked it first has no word of it, where
    nobody was named.
    """
    if "relation" in fields or fields.get("name") or for_guardian:
        return answerer_in(fields, for_guardian=for_guardian)
    return Answerer.PATIENT


def read_form(fields: Mapping[str, str], own: Own, today: date, answered_by: Answerer) -> ReplyForm:
    """Read the form with the date of birth; whoever answers for somebody else has to give their name."""
    typed = {name: _clean(fields.get(_FIELDS.get(name, name), ""), longest) for name, longest in _LENGTHS.items()}
    typed["sitting"] = typed["sitting"] or access_codes.new_reference()  # what ties the tries to what is sent
    words = own["you"]
    born = read_date(typed, own["months"], today)
    faults: dict[str, str] = {}
    if born.fault:
        named = f" {words['and']} ".join(words[part].lower() for part in born.parts)
        faults["dob"] = words[born.fault].format(parts=named)
    if answered_by is Answerer.PATIENT:
        typed["name"] = ""  # whoever thought first that they had to say who they are
    elif not typed["name"]:
        faults["name"] = words["name_missing"]
    return ReplyForm(typed, born.dates, answered_by, _word(Extent, typed["extent"]), faults, born.parts)


def likely_mistake(form: ReplyForm, today: date) -> str:
    """The commonest cause of a date of birth that does not match, as the key of the sentence that asks for it.

    It looks at what was typed alone, so that it tells a stranger nothing of the patient.
    """
    if form.answered_by is Answerer.PATIENT:
        return "wrong_patient"  # a letter to somebody else in the household
    if form.answered_by is Answerer.GUARDIAN:
        is_grown_up = all(today.year - born.year >= _GROWN_UP for born in form.dates)
        return "wrong_own" if is_grown_up else "wrong_child"  # their own date, or that of the child's brother or sister
    return "wrong_other"


def _word(kind: type[Word], text: str) -> Word | None:
    return kind(text) if text in set(kind) else None


def _clean(text: str, longest: int) -> str:
    """The text without the controls that keyboards and pasting leave, in one line."""
    return " ".join("".join(letter for letter in text if letter.isprintable() or letter.isspace()).split())[:longest]
