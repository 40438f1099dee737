"""Patients of whom nobody can be sure who they are: held, told nothing, and settled by a person or by a better list.

Of two kinds, see `IdentityDoubt`. Where a list has somebody else under a number, whom we know by it keeps the record,
and their notice and its evidence never count for whoever came. Where a joiner seems to be somebody whom we know by
another number, what that patient objected to holds the joiner too, unless a person finds that they are two people.
"""

from collections import Counter, defaultdict
from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime
from typing import NamedTuple

from sqlalchemy import ColumnElement, exists, or_, select
from sqlalchemy.orm import InstrumentedAttribute, Session, aliased

from notifier.contacts import NhsNumber
from notifier.contacts.full_names import join_names
from notifier.errors import NotAllowed, NotFound
from notifier.patients.access_codes import Keys
from notifier.patients.list_comparison import change_between
from notifier.patients.patient_records import PatientRecord, each_patient
from notifier.patients.register import renew_check_values, store_people
from notifier.practice.accounts import StaffAccount
from notifier.store import audit
from notifier.store.audit_actions import AuditAction
from notifier.store.tables import IdentityDoubt, Notice, Patient, PatientList, Reply
from notifier.vocabulary import Choice, Role

LONGEST_NOTE = 1000


class DoubtView(NamedTuple):
    """An open doubt as staff see it: whom we know, and who stands on the list of `imported_at`."""

    id: int
    known: str  # name, day of birth and number of the patient on record
    listed: str  # the same of whoever the list has
    is_other_number: bool  # the joiner seems to be the patient on record; else both have one number
    imported_at: datetime

    @property
    def question(self) -> str:
        """What a person has to find out."""
        if self.is_other_number:
            return "the same person under another number?"
        return "one NHS number, two different people?"


def in_doubt(patient_id: InstrumentedAttribute[int]) -> ColumnElement[bool]:
    """Whether a doubt about the patient is open."""
    return exists().where(IdentityDoubt.patient_id == patient_id, IdentityDoubt.closed_at.is_(None))


@dataclass(frozen=True)
class StandingDoubts:
    """The doubts of a practice that count today: those that are open, and those that made two numbers one."""

    open: Counter[int]  # by patient
    others: Mapping[int, frozenset[int]]  # by patient: whom they are or may be

    @property
    def patient_ids(self) -> frozenset[int]:
        """Every patient of whom a doubt says something."""
        return frozenset(self.open.keys() | self.others.keys())

    def earlier_selves(self, patient_id: int) -> set[int]:
        """The patients whom one is, or may be, under earlier numbers, however often it changed."""
        found: set[int] = set()
        waiting = [patient_id]
        while waiting:
            more = self.others.get(waiting.pop(), frozenset()) - found - {patient_id}
            found |= more
            waiting += more
        return found


def standing_doubts(session: Session, practice_id: int) -> StandingDoubts:
    """What the doubts of a practice say of its patients now."""
    query = (
        select(IdentityDoubt.patient_id, IdentityDoubt.other_patient_id, IdentityDoubt.closed_at)
        .join(Patient, Patient.id == IdentityDoubt.patient_id)
        .where(Patient.practice_id == practice_id)
        .where(or_(IdentityDoubt.closed_at.is_(None), IdentityDoubt.is_same.is_(True)))
    )
    is_open: Counter[int] = Counter()
    others: defaultdict[int, set[int]] = defaultdict(set)
    for patient_id, other, closed_at in session.execute(query):
        is_open[patient_id] += closed_at is None
        if other is not None:
            others[patient_id].add(other)
    return StandingDoubts(is_open, {patient_id: frozenset(found) for patient_id, found in others.items()})


def kept_under_other_number(patient_id: InstrumentedAttribute[int], campaign_id: int) -> ColumnElement[bool]:
    """Whether a patient answered a campaign under the number they had before, so that nobody need tell them again."""
    return exists().where(
        IdentityDoubt.patient_id == patient_id,
        IdentityDoubt.is_same.is_(True),
        Notice.patient_id == IdentityDoubt.other_patient_id,
        Notice.campaign_id == campaign_id,
        Reply.notice_id == Notice.id,
        Reply.choice != Choice.AGREE,
    )


def has_newer_number(patient_id: InstrumentedAttribute[int]) -> ColumnElement[bool]:
    """Whether a person found a patient to be the same as another one, who has the number of today."""
    return exists().where(IdentityDoubt.other_patient_id == patient_id, IdentityDoubt.is_same.is_(True))


def open_doubts(session: Session, practice_id: int, patient_id: int | None = None) -> list[DoubtView]:
    """Every open doubt of a practice, or those about one patient, the oldest first."""
    other = aliased(Patient)
    query = (
        select(IdentityDoubt, Patient, other, PatientList.imported_at)
        .join(Patient, Patient.id == IdentityDoubt.patient_id)
        .outerjoin(other, other.id == IdentityDoubt.other_patient_id)
        .join(PatientList, PatientList.id == IdentityDoubt.list_id)
        .where(Patient.practice_id == practice_id, IdentityDoubt.closed_at.is_(None))
        .order_by(IdentityDoubt.id)
    )
    if patient_id is not None:
        query = query.where(IdentityDoubt.patient_id == patient_id)
    return [
        DoubtView(doubt.id, *_who(doubt, patient, known), known is not None, imported_at)
        for doubt, patient, known, imported_at in session.execute(query)
    ]


def open_doubt(session: Session, practice_id: int, doubt_id: int) -> DoubtView:
    """An open doubt of a practice by its id. Raises NotFound, also when somebody has settled it."""
    found = next((one for one in open_doubts(session, practice_id) if one.id == doubt_id), None)
    if found is None:
        raise NotFound(f"there is no open doubt {doubt_id}; somebody, or a later list, may have settled it")
    return found


def _who(doubt: IdentityDoubt, patient: Patient, known: Patient | None) -> tuple[str, str]:
    """Whom we know, and who stands on the list: of the second kind, the joiner whose row we have."""
    if known is not None:
        return _written(known), _written(patient)
    claimed = PatientRecord.from_json(doubt.claimed)
    name = join_names(claimed.title, claimed.given_name, claimed.family_name)
    return _written(patient), f"{name}, born {claimed.date_of_birth:%d %b %Y}, {NhsNumber(patient.nhs_number).spaced}"


def _written(patient: Patient) -> str:
    return f"{patient.full_name}, born {patient.date_of_birth:%d %b %Y}, {NhsNumber(patient.nhs_number).spaced}"


def settle_doubt(
    session: Session, keys: Keys, doubt_id: int, staff: StaffAccount, is_same: bool, note: str, now: datetime
) -> None:
    """Write down what a person found out: that it is one person, or two.

    One person under one number: what the list says of them is taken over. One person under two numbers: the earlier
    one's objection goes on counting for both. Two people under two numbers: the joiner is told like any other. Two
    people under one number: nobody can be told apart by it, so that only a better list ends the doubt.

    Raises NotFound; NotAllowed without the role or a note, when it was settled before, and for two people under one
    number.
    """
    staff.must_be(Role.MANAGER)
    query = select(IdentityDoubt, Patient).join(Patient, Patient.id == IdentityDoubt.patient_id)
    query = query.where(IdentityDoubt.id == doubt_id, Patient.practice_id == staff.practice_id)
    row = session.execute(query.with_for_update(of=IdentityDoubt)).one_or_none()
    if row is None:
        raise NotFound(f"there is no doubt {doubt_id}: `notifier list doubts` names those that are open")
    doubt, patient = row
    if doubt.closed_at is not None:
        raise NotAllowed("this doubt has been settled already")
    if not note.strip():
        raise NotAllowed("say in the note how you found out who is meant")
    if not is_same and doubt.other_patient_id is None:
        raise NotAllowed(
            f"the list has another person under the NHS number of {patient.full_name}, so that neither can be told or "
            "coded by it: have the record put right in the clinical system and import the next list, which ends this"
        )
    if doubt.other_patient_id is None:
        _take_over(session, keys, staff.practice_id, doubt, patient.nhs_number, now)
    doubt.closed_at, doubt.closed_by, doubt.is_same, doubt.note = now, staff.id, is_same, note.strip()[:LONGEST_NOTE]
    found = "one person" if is_same else "two people"
    audit.append(session, AuditAction.IDENTITY_SETTLED, now, staff_id=staff.id, doubt=doubt.id, found=found)


def _take_over(
    session: Session, keys: Keys, practice_id: int, doubt: IdentityDoubt, nhs_number: str, now: datetime
) -> None:
    """Make what the list says the patient's record, with what was there before in the history of that list."""
    known = dict(each_patient(session, practice_id, [nhs_number]))[nhs_number].record
    claimed = PatientRecord.from_json(doubt.claimed)
    if kind := change_between(known, claimed):
        store_people(session, practice_id, doubt.list_id, {nhs_number: claimed}, [(nhs_number, kind)], now)
        renew_check_values(session, keys, practice_id, [nhs_number])
