"""One patient's everything in this installation, for whoever asks for it by right (a subject access request).

UK GDPR, article 15, and the Information Commissioner's guide to the right of access: a copy of all that is held about
the person, explained, and without what would give another person away. What is left out is named with the reason.
"""

import hashlib
import json
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from datetime import date, datetime
from enum import Enum
from typing import NamedTuple

from sqlalchemy import select
from sqlalchemy.orm import Session

from notifier.evidence.audit_sentences import ToldEvent, told_events
from notifier.evidence.disclosed_tables import DISCLOSED, NOT_DISCLOSED, DisclosedTable, PatientScope
from notifier.evidence.patient_scope import scope_of
from notifier.outcomes.search import known_patient
from notifier.practice.accounts import StaffAccount
from notifier.store.audit_actions import AuditAction
from notifier.store.tables import (
    AuditEvent,
    Base,
    Campaign,
    IdentityDoubt,
    LetterCopy,
    Patient,
    PatientPreviewPicture,
    Practice,
    Reply,
    ReplyContact,
    SlipPhoto,
    Staff,
    UnmatchedSlip,
)
from notifier.vocabulary import Answerer, Role

FORMAT = 1
HELD_BACK = "left out: it is, or may be, about another person"
_SLIP_WORDS = ("name", "born", "nhs_number", "contact", "note", "ending_note")
# The name of a detail of an event, and of which part of the scope or table it has an id.
_DETAILS = {
    "patient": "patient",
    "notice": "notice",
    "delivery": "delivery",
    "reply": "reply",
    "slip": "unmatched_slip",
}
_DETAILS |= {"review": "review", "matter": "matter", "doubt": "identity_doubt", "photo": "slip_photo"}
_DETAILS |= {"task": "coding_task", "text": "inbound_text"}


class DisclosedSection(NamedTuple):
    """The rows of a table as they are shown: column -> value, ids of people and campaigns as names."""

    kind: DisclosedTable
    rows: Sequence[Mapping[str, object]]


@dataclass(frozen=True)
class Disclosure:
    """All that is held about one patient, as of a moment."""

    patient_id: int
    practice_id: int
    made_at: datetime
    practice: str
    full_name: str
    date_of_birth: date
    nhs_numbers: Sequence[str]
    sections: Sequence[DisclosedSection]
    events: Sequence[ToldEvent]  # what was done about them, the earliest first
    files: Mapping[str, bytes]  # pictures and letters, by name

    @property
    def row_count(self) -> int:
        """How many rows of tables it has."""
        return sum(len(section.rows) for section in self.sections)

    def as_json(self) -> bytes:
        """The whole as JSON, times in UTC, with the sum of each file beside it."""
        content = {
            "format": FORMAT,
            "made_at": self.made_at,
            "practice": self.practice,
            "nhs_numbers": self.nhs_numbers,
            "sections": [_section_json(section) for section in self.sections],
            "events": [{"at": event.at, "what": event.sentence} for event in self.events],
            "not_included": dict(NOT_DISCLOSED),
            "files": {name: hashlib.sha256(content).hexdigest() for name, content in self.files.items()},
        }
        return json.dumps(content, indent=1, ensure_ascii=False, default=_plain).encode("utf-8")


def disclose_patient(session: Session, nhs_number: str, staff: StaffAccount, now: datetime) -> Disclosure:
    """Gather all that is held about whoever has an NHS number now, and put nothing on record yet.

    Raises NotAllowed to all but managers, NotFound for a number that nobody on the list has, and ValueRefused for what
    is no NHS number.
    """
    staff.must_be(Role.MANAGER)
    patient_id = known_patient(session, staff.practice_id, nhs_number)
    scope = scope_of(session, staff.practice_id, patient_id)
    patient = session.get_one(Patient, patient_id)
    reader = _RowReader(session, scope)
    sections = [DisclosedSection(kind, list(reader.rows(kind))) for kind in DISCLOSED]
    ids = {one.kind.table.__tablename__: {row["id"] for row in one.rows if "id" in row} for one in sections}
    return Disclosure(
        patient_id=patient_id,
        practice_id=staff.practice_id,
        made_at=now,
        practice=session.get_one(Practice, staff.practice_id).name,
        full_name=patient.full_name,
        date_of_birth=patient.date_of_birth,
        nhs_numbers=sorted(scope.numbers),
        sections=sections,
        events=list(_events(session, staff.practice_id, ids)),
        files=dict(_files(session, scope)),
    )


class _RowReader:
    """Reads rows as they are shown, with names in place of the ids of staff, campaigns and the patient."""

    def __init__(self, session: Session, scope: PatientScope) -> None:
        self._session, self._scope = session, scope
        people = session.execute(select(Staff.id, Staff.name, Staff.email))
        self._names: Mapping[str, Mapping[object, str]] = {  # of what a column may point at
            Staff.__tablename__: {staff_id: name or email for staff_id, name, email in people},
            Campaign.__tablename__: dict(session.execute(select(Campaign.id, Campaign.name)).all()),
            Practice.__tablename__: dict(session.execute(select(Practice.id, Practice.name)).all()),
        }
        by_others = select(Reply.id).where(Reply.id.in_(scope.replies), Reply.answered_by != Answerer.PATIENT)
        self._by_others = frozenset(session.execute(by_others).scalars())

    def rows(self, kind: DisclosedTable) -> Iterator[dict[str, object]]:
        """The patient's rows of a table, in their order."""
        table = kind.table.metadata.tables[kind.table.__tablename__]
        columns = [column for column in table.columns if column.name not in kind.left_out]
        query = select(*columns).where(kind.whose(self._scope)).order_by(*table.primary_key.columns)
        targets = {column.name: next((key.column.table.name for key in column.foreign_keys), "") for column in columns}
        for values in self._session.execute(query).all():
            yield self._held_back(kind.table, self._named(targets, values))

    def _named(self, targets: Mapping[str, str], values: Iterable[object]) -> dict[str, object]:
        """A row by its columns; `targets` are the tables that they point at, empty for none."""
        shown: dict[str, object] = {}
        for (name, target), value in zip(targets.items(), values, strict=True):
            if value is not None and target == Patient.__tablename__:
                shown[name] = "the patient" if value in self._scope.patients else "another person"
            elif value is not None and target in self._names:
                shown[name] = self._names[target].get(value, value)
            else:
                shown[name] = value
        return shown

    def _held_back(self, table: type[Base], row: dict[str, object]) -> dict[str, object]:
        """Without what would give another person away."""
        hidden: Sequence[str] = ()
        if table is IdentityDoubt and not row["is_same"]:
            hidden = ("claimed", "note")
        elif table is ReplyContact and row["reply_id"] in self._by_others:
            hidden = ("name", "contact")
        elif table is UnmatchedSlip and row["id"] not in self._scope.matched_slips:
            hidden = _SLIP_WORDS
        return row | {name: HELD_BACK for name in hidden if row[name]}


def _events(session: Session, practice_id: int, ids: Mapping[str, set[object]]) -> Iterator[ToldEvent]:
    """What the practice's record says was done about these rows, the earliest first."""
    telling = [action.value for action in AuditAction if _DETAILS.keys() & action.details]
    query = select(AuditEvent.id, AuditEvent.details).where(
        AuditEvent.chain == practice_id, AuditEvent.action.in_(telling)
    )
    about = [
        event_id
        for event_id, details in session.execute(query).yield_per(1000)
        if any(details.get(name) in ids[table] for name, table in _DETAILS.items() if name in details)
    ]
    yield from told_events(session, about)


def _files(session: Session, scope: PatientScope) -> Iterator[tuple[str, bytes]]:
    pictures = select(SlipPhoto.id, SlipPhoto.jpeg)
    for kind in DISCLOSED:
        if kind.table is SlipPhoto:
            pictures = pictures.where(kind.whose(scope))
    for photo_id, jpeg in session.execute(pictures.order_by(SlipPhoto.id)):
        yield f"slip-{photo_id}.jpg", jpeg
    letters = select(LetterCopy.id, LetterCopy.pdf).where(
        LetterCopy.delivery_id.in_(scope.deliveries), LetterCopy.pdf.is_not(None)
    )
    for copy_id, pdf in session.execute(letters.order_by(LetterCopy.id)):
        yield f"letter-{copy_id}.pdf", pdf or b""
    previews = select(PatientPreviewPicture).where(PatientPreviewPicture.patient_preview_id.in_(scope.previews))
    for picture in session.execute(previews).scalars():
        yield f"preview-{picture.patient_preview_id}-page-{picture.page}.png", picture.png


def _section_json(section: DisclosedSection) -> dict[str, object]:
    kind = section.kind
    return {
        "table": kind.table.__tablename__,
        "heading": kind.heading,
        "explained": kind.explained,
        "left_out": dict(kind.left_out),
        "rows": section.rows,
    }


def _plain(value: object) -> object:
    if isinstance(value, date | datetime):
        return value.isoformat()
    return value.value if isinstance(value, Enum) else str(value)
