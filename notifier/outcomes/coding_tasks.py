"""What a person has to do in the clinical system: found by a difference or a code check, finished by a person.

A task is never deleted. It is open until somebody finishes it, or until what was found vanishes by itself; found again
afterwards, it is another task.
"""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import date, datetime

from sqlalchemy import ColumnElement, Select, func, select, update
from sqlalchemy.orm import Session, aliased

from notifier.contacts import NhsNumber
from notifier.contacts.full_names import join_names
from notifier.errors import NotAllowed, NotFound, ValueRefused
from notifier.practice.accounts import StaffAccount
from notifier.staff_notes import read_note
from notifier.store import audit
from notifier.store.audit_actions import AuditAction
from notifier.store.database import insert_unless_there
from notifier.store.tables import Campaign, CodingTask, FrozenSet, Patient, Staff
from notifier.vocabulary import CodingTaskKind, Role

_IS_OPEN = (CodingTask.ended_at.is_(None), CodingTask.done_at.is_(None))
_TOGETHER = 500  # ids in one statement

_TO_DO = {
    CodingTaskKind.TAKE_OFF: (
        "Open the record in the clinical system. If it has the code, take it off and write why into the record; do not "
        "add it again. Then tell the patient that their wish stands"
    ),
    CodingTaskKind.MAY_CODE: "Nothing now: freeze again, and the patient is in the next set",
    CodingTaskKind.OTHER_BASIS: "Change the free text beside the code to that of today's outcome",
    CodingTaskKind.WRONGLY_CODED: (
        "Take the code off the record in the clinical system and write why. Tell the patient, and find out how it came "
        "to be there"
    ),
    CodingTaskKind.STILL_TO_CODE: "Add the code in the clinical system, unless something speaks against it",
    CodingTaskKind.NOT_IN_EXPORT: "Look for the record in the clinical system, and export again with everybody",
    CodingTaskKind.UNKNOWN_HERE: "Find out who it is, and import the list anew; nobody here was told under this number",
    CodingTaskKind.UNREADABLE: "Look at the record in the clinical system: what the export says of it cannot be read",
}


@dataclass(frozen=True, slots=True)
class FoundTask:
    """What was found of one patient; `why` is a sentence. `patient_id` is None where nobody here has the number."""

    kind: CodingTaskKind
    nhs_number: str
    why: str
    patient_id: int | None
    frozen_set_id: int | None = None
    code_check_run_id: int | None = None


@dataclass(frozen=True, slots=True)
class CodingTaskView:
    """A task as staff see it."""

    id: int  # 0 of one that was found this instant and is not on record yet
    kind: CodingTaskKind
    nhs_number: str
    patient_id: int | None
    full_name: str  # empty where nobody here has the number
    date_of_birth: date | None
    mobile: str  # to call the patient; empty where there is none
    why: str
    frozen_set_number: int | None  # that it is a difference to
    code_check_run_id: int | None
    found_at: datetime
    ended_at: datetime | None
    ended_because: str
    done_at: datetime | None
    done_by: str  # by name; empty while nobody finished it
    note: str

    @property
    def to_do(self) -> str:
        """What to do about it, without a full stop."""
        return _TO_DO[self.kind]

    @property
    def nhs_number_spaced(self) -> str:
        """As people read it; of rows of an export from which none can be read, that none can."""
        return NhsNumber(self.nhs_number).spaced if self.nhs_number else "not readable"

    @property
    def is_urgent(self) -> bool:
        """Whether a patient may have the code against their will, or another code than the truth."""
        return self.kind in URGENT


URGENT = (CodingTaskKind.TAKE_OFF, CodingTaskKind.WRONGLY_CODED)


def add_tasks(session: Session, campaign_id: int, found: Iterable[FoundTask], now: datetime) -> int:
    """Open a task for everything that was found and has no open one of its kind yet; returns how many are new."""
    is_open = select(CodingTask.nhs_number, CodingTask.kind).where(CodingTask.campaign_id == campaign_id, *_IS_OPEN)
    there = {(row.nhs_number, row.kind) for row in session.execute(is_open)}
    new = {(one.nhs_number, one.kind): one for one in found if (one.nhs_number, one.kind) not in there}
    rows = [
        {
            "campaign_id": campaign_id,
            "patient_id": one.patient_id,
            "nhs_number": one.nhs_number,
            "kind": one.kind,
            "why": one.why,
            "frozen_set_id": one.frozen_set_id,
            "code_check_run_id": one.code_check_run_id,
            "found_at": now,
            "ended_because": "",
            "note": "",
        }
        for one in new.values()
    ]
    if rows:
        session.execute(insert_unless_there(session, CodingTask), rows)
    return len(rows)


def end_tasks(session: Session, task_ids: Sequence[int], because: str, now: datetime) -> None:
    """End tasks whose reason vanished by itself; `because` is a sentence without a full stop. Finished ones stay so."""
    for start in range(0, len(task_ids), _TOGETHER):
        some = CodingTask.id.in_(task_ids[start : start + _TOGETHER])
        session.execute(update(CodingTask).where(some, *_IS_OPEN).values(ended_at=now, ended_because=because))


def found_tasks(session: Session, found: Sequence[FoundTask], now: datetime) -> list[CodingTaskView]:
    """What a look found this instant, as staff see it before it is on record."""
    ids = [one.patient_id for one in found if one.patient_id is not None]
    patients = {row.id: row for row in session.execute(select(Patient).where(Patient.id.in_(ids))).scalars()}
    numbers: dict[int, int] = {row[0]: row[1] for row in session.execute(select(FrozenSet.id, FrozenSet.number))}
    return [
        _view(
            CodingTask(
                id=0,
                kind=one.kind,
                nhs_number=one.nhs_number,
                patient_id=one.patient_id,
                why=one.why,
                found_at=now,
                ended_because="",
                note="",
            ),
            patients.get(one.patient_id or 0),
            numbers.get(one.frozen_set_id or 0),
            None,
        )
        for one in found
    ]


def in_order(tasks: Iterable[CodingTaskView]) -> list[CodingTaskView]:
    """What is urgent first, then by kind, then the oldest."""
    kinds = list(CodingTaskKind)
    return sorted(tasks, key=lambda task: (not task.is_urgent, kinds.index(task.kind), task.found_at, task.id))


def open_tasks(session: Session, campaign_id: int) -> list[CodingTaskView]:
    """What is to be done for a campaign, see `in_order`."""
    return in_order(_views(session, CodingTask.campaign_id == campaign_id, *_IS_OPEN))


def past_tasks(session: Session, campaign_id: int, most: int) -> list[CodingTaskView]:
    """The tasks of a campaign that somebody finished or that ended by themselves, the newest first."""
    is_past = CodingTask.ended_at.is_not(None) | CodingTask.done_at.is_not(None)
    return _views(session, CodingTask.campaign_id == campaign_id, is_past, newest=most)


def finish_task(session: Session, task_id: int, staff: StaffAccount, note: str, now: datetime) -> int | None:
    """Write down that a person did what a task asks for; returns the id of its patient, None for one not on record.

    Raises NotFound, also for another practice's; ValueRefused without a note and for one that is too long; NotAllowed
    without the role, and for a task that is over.
    """
    staff.must_be(Role.MANAGER, Role.RECEPTION)
    query = (
        select(CodingTask)
        .join(Campaign, Campaign.id == CodingTask.campaign_id)
        .where(CodingTask.id == task_id, Campaign.practice_id == staff.practice_id)
        .with_for_update(of=CodingTask)
    )
    task = session.execute(query).scalar_one_or_none()
    if task is None:
        raise NotFound(f"there is no task {task_id}: `notifier tasks` lists those of a campaign")
    if not note.strip():
        raise ValueRefused("say in the note what you did, such as: code removed in the clinical system, patient called")
    if task.done_at is not None:
        raise NotAllowed(f"somebody has finished task {task_id} already")
    if task.ended_at is not None:
        raise NotAllowed(f"task {task_id} ended by itself: {task.ended_because}")
    task.done_at, task.done_by, task.note = now, staff.id, read_note(note)
    audit.append(
        session,
        AuditAction.CODING_TASK_DONE,
        now,
        staff_id=staff.id,
        campaign_id=task.campaign_id,
        task=task.id,
        kind=task.kind.value,
    )
    return task.patient_id


def urgent_tasks(session: Session) -> dict[int, int]:
    """How many open tasks are urgent, by campaign; none with none."""
    query = select(CodingTask.campaign_id, func.count()).where(CodingTask.kind.in_(URGENT), *_IS_OPEN)
    grouped = query.group_by(CodingTask.campaign_id).order_by(CodingTask.campaign_id)
    return {row[0]: row[1] for row in session.execute(grouped)}


def _views(session: Session, *conditions: ColumnElement[bool], newest: int | None = None) -> list[CodingTaskView]:
    doer = aliased(Staff)
    query: Select[CodingTask, Patient, int, str] = (
        select(CodingTask, Patient, FrozenSet.number, doer.name)
        .outerjoin(Patient, Patient.id == CodingTask.patient_id)
        .outerjoin(FrozenSet, FrozenSet.id == CodingTask.frozen_set_id)
        .outerjoin(doer, doer.id == CodingTask.done_by)
        .where(*conditions)
    )
    limited = query.order_by(CodingTask.id) if newest is None else query.order_by(CodingTask.id.desc()).limit(newest)
    return [_view(*row) for row in session.execute(limited)]


def _view(task: CodingTask, patient: Patient | None, set_number: int | None, done_by: str | None) -> CodingTaskView:
    return CodingTaskView(
        id=task.id,
        kind=task.kind,
        nhs_number=task.nhs_number,
        patient_id=task.patient_id,
        full_name=join_names(patient.given_name, patient.family_name) if patient else "",
        date_of_birth=patient.date_of_birth if patient else None,
        mobile=(patient.mobile or "") if patient else "",
        why=task.why,
        frozen_set_number=set_number,
        code_check_run_id=task.code_check_run_id,
        found_at=task.found_at,
        ended_at=task.ended_at,
        ended_because=task.ended_because,
        done_at=task.done_at,
        done_by=done_by or "",
        note=task.note,
    )
