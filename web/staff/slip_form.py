"""The form by which an answer of somebody is kept whom nobody found on the list."""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime

from notifier.campaigns.calendar import london_date
from notifier.contacts import NhsNumber
from notifier.errors import ValueRefused
from notifier.patients.list_import.dates import parse_date
from notifier.patients.scans import is_scan
from notifier.replies.unmatched_slips import LONGEST, LONGEST_SLIP_NOTE, NewSlip
from notifier.staff_notes import note_fault
from notifier.vocabulary import Choice, Source
from web.staff.log_form import SOURCES, read_arrival

_FIELDS = ("choice", "source", "received", *LONGEST, "note")
_CALLED = {"nhs_number": "NHS number", "contact": "way to reach them", "born": "date of birth"}


@dataclass(frozen=True)
class SlipForm:
    """The form as read: `slip` is there exactly when nothing is wrong; `faults` is by field."""

    typed: Mapping[str, str]
    faults: Mapping[str, str]
    slip: NewSlip | None

    @classmethod
    def fresh(cls, now: datetime, source: str, looked_for: str) -> "SlipForm":
        """A form with today's day, the way that is known, and what was looked for and not found."""
        typed = {"received": london_date(now).isoformat(), **_places_of(looked_for)}
        return cls(typed | ({"source": source} if source in SOURCES else {}), {}, None)

    @classmethod
    def read(cls, fields: Mapping[str, str], now: datetime) -> "SlipForm":
        """A submitted form. Only the answer, how and when it came, and one sign of whose it is are asked for."""
        typed = {name: fields.get(name, "").strip() for name in _FIELDS}
        faults: dict[str, str] = {}
        if typed["choice"] not in set(Choice):
            faults["choice"] = "Select what they want"
        received_at = read_arrival(typed, now, faults)
        for field, most in LONGEST.items():
            if len(typed[field]) > most:
                faults[field] = f"Shorten the {_CALLED.get(field, field)} to {most} characters"
        if not any(typed[field] for field in (*LONGEST, "note")):
            faults["name"] = "Enter at least one thing that may tell whose it is: a name, a date, a number or a note"
        if fault := note_fault(typed["note"], "", LONGEST_SLIP_NOTE):
            faults["note"] = fault
        if faults or received_at is None:
            return cls(typed, faults, None)
        signs = {field: typed[field] for field in LONGEST}
        slip = NewSlip(Choice(typed["choice"]), Source(typed["source"]), received_at, note=typed["note"], **signs)
        return cls(typed, {}, slip)


def _places_of(looked_for: str) -> dict[str, str]:
    """What was looked for, each in its field: numbers and days where they can be read, the rest as the name."""
    if not looked_for:
        return {}
    if is_scan(looked_for):
        return {"code": looked_for.rstrip("/").rpartition("/")[2][: LONGEST["code"]]}
    for field, read in (("nhs_number", NhsNumber.parse), ("born", parse_date)):
        try:
            read(looked_for)
        except ValueRefused:
            continue
        return {field: looked_for}
    words = looked_for.split()
    names = [word for word in words if not any(sign.isdigit() for sign in word)]
    rest = " ".join(word for word in words if word not in names)
    return {"name": " ".join(names)[: LONGEST["name"]], "born": rest[: LONGEST["born"]]}
