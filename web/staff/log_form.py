"""The form by which a reply that came by phone, on paper or at the desk is logged."""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime

from notifier.campaigns.calendar import london_date
from notifier.replies import record
from notifier.replies.record import LONGEST_NAME, NewReply
from notifier.staff_notes import note_fault
from notifier.vocabulary import Answerer, Choice, IdentityCheck, Source
from web.staff.days import typed_moment

# The ways a reply comes to a desk by; a text only when its number did not say whose it was.
SOURCES = (Source.PHONE, Source.COUNTER, Source.PAPER, Source.EMAIL, Source.SMS)
_FIELDS = ("choice", "source", "answered_by", "identity_check", "name", "received", "note")


@dataclass(frozen=True)
class LogForm:
    """The form as read: `reply` is there exactly when nothing is wrong; `faults` is by field."""

    typed: Mapping[str, str]
    faults: Mapping[str, str]
    reply: NewReply | None

    @classmethod
    def fresh(cls, now: datetime, **known: str) -> "LogForm":
        """An empty form but for what is known: by default, that the reply came today, and not what the patient wants.

        A way by which no reply comes to a desk is left out.
        """
        typed = {"received": london_date(now).isoformat()} | {name: said for name, said in known.items() if said}
        if typed.get("source") not in SOURCES:
            typed.pop("source", None)
        return cls(typed, {}, None)

    @classmethod
    def read(cls, fields: Mapping[str, str], now: datetime) -> "LogForm":
        """A submitted form; the day is the practice's, and one in the future is refused."""
        typed = {name: fields.get(name, "").strip() for name in _FIELDS}
        faults: dict[str, str] = {}
        if typed["choice"] not in set(Choice):
            faults["choice"] = "Select what the patient wants"
        received_at = read_arrival(typed, now, faults)
        check = IdentityCheck(typed["identity_check"]) if typed["identity_check"] in set(IdentityCheck) else None
        if typed["choice"] in set(Choice) and record.is_unidentified(Choice(typed["choice"]), check):
            faults["identity_check"] = (
                "Select how you know who it is: an agreement counts only from somebody who was identified. "
                "If nobody was, log “Not sure”"
            )
        if fault := note_fault(typed["note"], ""):
            faults["note"] = fault
        answered_by = Answerer(typed["answered_by"]) if typed["answered_by"] in set(Answerer) else Answerer.PATIENT
        if len(typed["name"]) > LONGEST_NAME:
            faults["name"] = f"Shorten the name to {LONGEST_NAME} characters"
        elif typed["name"] and answered_by is Answerer.PATIENT:
            faults["answered_by"] = "Select who answered for the patient, or take the name out"
        if faults or received_at is None:
            return cls(typed, faults, None)
        reply = NewReply(
            Choice(typed["choice"]),
            Source(typed["source"]),
            received_at,
            typed["note"],
            answered_by=answered_by,
            identity_check=check,
            name=typed["name"],
        )
        return cls(typed, {}, reply)


def read_arrival(typed: Mapping[str, str], now: datetime, faults: dict[str, str]) -> datetime | None:
    """When an answer came to the desk, by the day that was typed; none where something is wrong with that day.

    What is wrong with its way and its day is added to `faults`, by field.
    """
    if typed["source"] not in SOURCES:
        faults["source"] = "Select how the answer came"
    received_at = typed_moment(typed["received"], now)
    if received_at is None:
        faults["received"] = "Enter the day on which the answer came: today or before"
    return received_at
