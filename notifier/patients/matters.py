"""What somebody tells the practice of a patient that is no answer: a death, a move, a complaint, a request.

It holds from the moment it is written down. Nothing more is sent to a patient who is said to have died, nor to anybody
else by their number, and no letter goes to an address that is said to be wrong. Either stands until a list says so too
or a person takes it back. A complaint or a request has days by which it is to be acknowledged and answered, and keeps
the patient from being coded until somebody has answered it.
"""

from collections import Counter
from collections.abc import Mapping, Sequence
from datetime import date, datetime
from functools import cache
from typing import Any, NamedTuple

from sqlalchemy import ColumnElement, Select, and_, func, or_, select
from sqlalchemy.orm import Session

from notifier.campaigns.calendar import london_date
from notifier.campaigns.statutory_dates import due_days
from notifier.errors import NotAllowed, NotFound, ValueRefused
from notifier.patients.identity import is_one_home
from notifier.practice.accounts import StaffAccount
from notifier.staff_notes import read_note
from notifier.store import audit
from notifier.store.audit_actions import AuditAction
from notifier.store.tables import Matter, Patient, Staff
from notifier.vocabulary import MatterEnding, MatterKind, Role

LONGEST_TELLER = 120  # characters
_BY_A_LIST = (MatterKind.DIED, MatterKind.MOVED)


class NewMatter(NamedTuple):
    """What a form brings: `told_by` is who told us, and `note` what they said, both in the words of the desk."""

    kind: MatterKind
    told_by: str
    received_at: datetime
    note: str


class MatterView(NamedTuple):
    """One matter as staff see it, with its patient."""

    id: int
    patient_id: int
    full_name: str
    kind: MatterKind
    told_by: str
    note: str
    received_at: datetime
    recorded_at: datetime
    recorded_by: str
    acknowledge_by: date | None
    answer_by: date | None
    acknowledged_at: datetime | None
    ended_at: datetime | None
    ending: MatterEnding | None
    ending_note: str

    @property
    def next_due(self) -> date | None:
        """The next day by which something has to be done about it; None where no day is set."""
        if self.ended_at is not None:
            return None
        return self.answer_by if self.acknowledged_at or self.acknowledge_by is None else self.acknowledge_by

    @property
    def is_to_be_acknowledged(self) -> bool:
        """Whether somebody has yet to tell whoever brought it up that it came."""
        return self.ended_at is None and self.acknowledged_at is None and self.acknowledge_by is not None


class StandingMatters(NamedTuple):
    """What stood of a practice's patients at a moment."""

    died: frozenset[int]
    moved: Mapping[int, tuple[Sequence[str], str]]  # by patient: the lines and postcode that are said to be wrong
    unanswered: Counter[int]  # complaints and requests, by patient


@cache
def has_died() -> ColumnElement[bool]:
    """Whether a patient has died: a list says so, or somebody told the practice, and that stands."""
    return or_(Patient.deceased, Patient.id.in_(_standing(MatterKind.DIED)))


@cache
def is_said_to_have_moved() -> ColumnElement[bool]:
    """Whether somebody told the practice that a patient lives elsewhere, and that stands."""
    return Patient.id.in_(_standing(MatterKind.MOVED))


def _standing(kind: MatterKind) -> Select[int]:
    # Asked once for all patients: few have any.
    return select(Matter.patient_id).where(Matter.kind == kind, Matter.ended_at.is_(None))


def standing_matters(session: Session, practice_id: int, at: datetime) -> StandingMatters:
    """What stood of a practice's patients at a moment, by what was written down then."""
    was_open = or_(Matter.ended_at.is_(None), Matter.ended_at > at)
    query = (
        select(Matter.patient_id, Matter.kind, Matter.place)
        .join(Patient, Patient.id == Matter.patient_id)
        .where(Patient.practice_id == practice_id, Matter.recorded_at <= at, was_open)
        .order_by(Matter.id)
    )
    died: set[int] = set()
    moved: dict[int, tuple[Sequence[str], str]] = {}
    unanswered: Counter[int] = Counter()
    for patient_id, kind, place in session.execute(query):
        match kind:
            case MatterKind.DIED:
                died.add(patient_id)
            case MatterKind.MOVED:
                moved[patient_id] = _home_of(place)
            case _:
                unanswered[patient_id] += 1
    return StandingMatters(frozenset(died), moved, unanswered)


def note_matter(session: Session, patient_id: int, new: NewMatter, staff: StaffAccount, now: datetime) -> MatterView:
    """Write down what somebody told us of a patient; it holds from this transaction on.

    That a patient died or moved is written down once while it stands: a second time nothing is added, and what stands
    is returned. Raises NotAllowed without the role, NotFound for another practice's patient, ValueRefused without who
    told us, for a day to come and for a note or a name that is too long.
    """
    staff.must_be(Role.RECEPTION, Role.MANAGER)
    patient = _patient(session, patient_id, staff)
    teller = new.told_by.strip()
    if not teller:
        raise ValueRefused("say who told us")
    if len(teller) > LONGEST_TELLER:
        raise ValueRefused(f"say who told us in at most {LONGEST_TELLER} characters")
    if new.received_at > now:
        raise ValueRefused("that cannot have been heard in the future")
    note = read_note(new.note)
    if new.kind in _BY_A_LIST and (standing := _views(session, staff.practice_id, patient_id, new.kind)):
        return standing[0]
    days = due_days(new.kind, london_date(new.received_at))
    row = _row(patient, new.kind, now) | {
        "told_by": teller,
        "received_at": new.received_at,
        "recorded_by": staff.id,
        "note": note,
        "acknowledge_by": days.acknowledge_by,
        "answer_by": days.answer_by,
    }
    matter = Matter(**row)
    session.add(matter)
    session.flush()
    action, kind = AuditAction.MATTER_NOTED, new.kind.value
    audit.append(session, action, now, staff_id=staff.id, matter=matter.id, kind=kind)
    return find_matter(session, staff.practice_id, matter.id)


def acknowledge(session: Session, matter_id: int, staff: StaffAccount, now: datetime) -> MatterView:
    """Write down that whoever brought a matter up was told that it came.

    Raises NotFound; NotAllowed without the role, and where there is nothing to acknowledge any more.
    """
    staff.must_be(Role.RECEPTION, Role.MANAGER)
    matter = _open_matter(session, matter_id, staff)
    if matter.acknowledge_by is None or matter.acknowledged_at is not None:
        raise NotAllowed("this has been acknowledged already, or needs no acknowledgement")
    matter.acknowledged_at, matter.acknowledged_by = now, staff.id
    audit.append(session, AuditAction.MATTER_ACKNOWLEDGED, now, staff_id=staff.id, matter=matter.id)
    session.flush()
    return find_matter(session, staff.practice_id, matter_id)


def end_matter(
    session: Session, matter_id: int, ending: MatterEnding, staff: StaffAccount, note: str, now: datetime
) -> MatterView:
    """End a matter: a manager answered a complaint or request, or anybody at the desk takes back what was not so.

    Raises NotFound; NotAllowed without the role or a note, where somebody ended it before, and for an ending that does
    not fit; ValueRefused for a note that is too long.
    """
    staff.must_be(*((Role.MANAGER,) if ending is MatterEnding.ANSWERED else (Role.RECEPTION, Role.MANAGER)))
    matter = _open_matter(session, matter_id, staff)
    if ending is MatterEnding.LISTED or (
        ending is MatterEnding.ANSWERED and matter.kind not in MatterKind.to_be_answered()
    ):
        raise NotAllowed("this ends when a list says so too, or when it is taken back")
    if not note.strip():
        raise NotAllowed("say in the note what was answered, or how you found out that it is not so")
    matter.ended_at, matter.ended_by, matter.ending, matter.ending_note = now, staff.id, ending, read_note(note)
    _note_ending(session, matter, now, staff.id)
    session.flush()
    return find_matter(session, staff.practice_id, matter_id)


def follow_list(session: Session, practice_id: int, now: datetime) -> None:
    """After a list, or the taking back of one: end what it bears out, and let stand again what it no longer does."""
    latest = select(func.max(Matter.id)).where(Matter.kind.in_(_BY_A_LIST)).group_by(Matter.patient_id, Matter.kind)
    query = (
        select(Matter, Patient)
        .join(Patient, Patient.id == Matter.patient_id)
        .where(Patient.practice_id == practice_id, Matter.id.in_(latest))
        .where(or_(Matter.ending.is_(None), Matter.ending == MatterEnding.LISTED))
        .order_by(Matter.id)
    )
    for matter, patient in session.execute(query).all():
        is_borne_out = _is_borne_out(matter, patient)
        if is_borne_out and matter.ended_at is None:
            matter.ended_at, matter.ending = now, MatterEnding.LISTED
            _note_ending(session, matter, now)
        elif not is_borne_out and matter.ended_at is not None:
            again = _row(patient, matter.kind, now) | {
                "told_by": matter.told_by,
                "received_at": matter.received_at,
                "recorded_by": matter.recorded_by,
                "note": matter.note,
                "place": matter.place,
            }
            session.add(Matter(**again))
    session.flush()


def matters_of_patient(session: Session, practice_id: int, patient_id: int) -> list[MatterView]:
    """All that was told of a patient, the latest first, also what is over."""
    query = _query(practice_id).where(Matter.patient_id == patient_id).order_by(Matter.id.desc())
    return [_view(*row) for row in session.execute(query)]


def open_matters(session: Session, practice_id: int) -> list[MatterView]:
    """All that stands of a practice's patients, the first that came first."""
    query = _query(practice_id).where(Matter.ended_at.is_(None)).order_by(Matter.received_at, Matter.id)
    return [_view(*row) for row in session.execute(query)]


def count_unanswered(session: Session, practice_id: int) -> int:
    """How many complaints and requests of a practice's patients nobody has answered."""
    query = (
        select(func.count())
        .select_from(Matter)
        .join(Patient, Patient.id == Matter.patient_id)
        .where(Patient.practice_id == practice_id, Matter.ended_at.is_(None))
        .where(Matter.kind.in_(MatterKind.to_be_answered()))
    )
    return session.execute(query).scalar_one()


def find_matter(session: Session, practice_id: int, matter_id: int) -> MatterView:
    """One matter of a practice's patients, open or over. Raises NotFound."""
    row = session.execute(_query(practice_id).where(Matter.id == matter_id)).one_or_none()
    if row is None:
        raise NotFound("there is no such note about a patient")
    return _view(*row)


def _views(session: Session, practice_id: int, patient_id: int, kind: MatterKind) -> list[MatterView]:
    theirs = and_(Matter.patient_id == patient_id, Matter.kind == kind, Matter.ended_at.is_(None))
    return [_view(*row) for row in session.execute(_query(practice_id).where(theirs))]


def _query(practice_id: int) -> Select[Matter, Patient, Staff]:
    return (
        select(Matter, Patient, Staff)
        .join(Patient, Patient.id == Matter.patient_id)
        .join(Staff, Staff.id == Matter.recorded_by)
        .where(Patient.practice_id == practice_id)
    )


def _view(matter: Matter, patient: Patient, staff: Staff) -> MatterView:
    return MatterView(
        id=matter.id,
        patient_id=patient.id,
        full_name=patient.full_name,
        kind=matter.kind,
        told_by=matter.told_by,
        note=matter.note,
        received_at=matter.received_at,
        recorded_at=matter.recorded_at,
        recorded_by=staff.called,
        acknowledge_by=matter.acknowledge_by,
        answer_by=matter.answer_by,
        acknowledged_at=matter.acknowledged_at,
        ended_at=matter.ended_at,
        ending=matter.ending,
        ending_note=matter.ending_note,
    )


def _note_ending(session: Session, matter: Matter, now: datetime, staff_id: int | None = None) -> None:
    assert matter.ending is not None
    ending = matter.ending.value
    audit.append(session, AuditAction.MATTER_ENDED, now, staff_id=staff_id, matter=matter.id, ending=ending)


def _row(patient: Patient, kind: MatterKind, now: datetime) -> dict[str, Any]:
    """The columns of a matter that begins now, before anything was done about it."""
    home = {"address_lines": patient.address_lines, "postcode": patient.postcode}
    place = home if kind is MatterKind.MOVED else {}
    return {"patient_id": patient.id, "kind": kind, "recorded_at": now, "place": place, "ending_note": ""}


def _is_borne_out(matter: Matter, patient: Patient) -> bool:
    if matter.kind is MatterKind.DIED:
        return patient.deceased
    was, becomes = _home_of(matter.place), (patient.address_lines, patient.postcode)
    return patient.deceased or patient.left or not (was == becomes or is_one_home(was, becomes))


def _home_of(place: Mapping[str, Any]) -> tuple[list[str], str]:
    return list(place["address_lines"]), str(place["postcode"])


def _patient(session: Session, patient_id: int, staff: StaffAccount) -> Patient:
    query = select(Patient).where(Patient.id == patient_id, Patient.practice_id == staff.practice_id)
    # Of two who write down the same, the second waits here and then finds what the first wrote.
    patient = session.execute(query.with_for_update()).scalar_one_or_none()
    if patient is None:
        raise NotFound("there is no such patient in this practice")
    return patient


def _open_matter(session: Session, matter_id: int, staff: StaffAccount) -> Matter:
    query = select(Matter).join(Patient, Patient.id == Matter.patient_id).where(Matter.id == matter_id)
    query = query.where(Patient.practice_id == staff.practice_id).with_for_update(of=Matter)
    matter = session.execute(query).scalar_one_or_none()
    if matter is None:
        raise NotFound("there is no such note about a patient")
    if matter.ended_at is not None:
        by = session.get(Staff, matter.ended_by) if matter.ended_by is not None else None
        who = by.called if by is not None else "a new list"
        raise NotAllowed(f"{who} has settled this already, on {london_date(matter.ended_at):%d/%m/%Y}")
    return matter
