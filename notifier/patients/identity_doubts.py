"""Patients of whom nobody can be sure who they are: held, told nothing, and settled by a person or by a better list.

Of two kinds, see `IdentityDoubt`. Where a list has somebody else under a number, whom we know by it keeps the record,
and their notice and its evidence never count for whoever came. Where somebody seems to be a patient whom we know by
another number, what was objected to under either holds both, unless a person finds that they are two people; nothing
else that was said or told under one number counts for the other. `doubt_settling` writes down what a person found.
"""

from collections import Counter, defaultdict
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from datetime import date, datetime
from functools import cache
from typing import NamedTuple

from sqlalchemy import ColumnElement, and_, exists, or_, select
from sqlalchemy.orm import InstrumentedAttribute, Session, aliased

from notifier.contacts import NhsNumber
from notifier.contacts.full_names import join_names
from notifier.errors import NotFound
from notifier.patients.patient_records import PatientRecord
from notifier.store.tables import Campaign, IdentityDoubt, Notice, Patient, PatientList, Reply, Review
from notifier.vocabulary import Choice, Doubt


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


@cache
def in_doubt(patient_id: InstrumentedAttribute[int]) -> ColumnElement[bool]:
    """Whether a doubt about the patient is open."""
    return exists().where(IdentityDoubt.patient_id == patient_id, IdentityDoubt.closed_at.is_(None))


class OpenClaim(NamedTuple):
    """Somebody whom a list has under the number of a patient whom we know otherwise; it is being asked who they are."""

    patient_id: int  # whose number it is on our record
    record: PatientRecord  # what the list says of whom it has
    mobile: str | None  # what is on our record, today
    email: str | None


def open_claims(session: Session, practice_id: int, at: datetime | None = None) -> list[OpenClaim]:
    """Who stood on a practice's list under somebody else's number at a moment, as nobody had found out who they are.

    No row of `patient` is theirs until then, and yet their number and their mailbox are.
    """
    query = (
        select(IdentityDoubt.patient_id, IdentityDoubt.claimed, Patient.mobile, Patient.email)
        .join(Patient, Patient.id == IdentityDoubt.patient_id)
        .where(Patient.practice_id == practice_id, IdentityDoubt.other_patient_id.is_(None))
        .order_by(IdentityDoubt.id)
    )
    if at is None:
        query = query.where(IdentityDoubt.closed_at.is_(None))
    else:
        was_open = or_(IdentityDoubt.closed_at.is_(None), IdentityDoubt.closed_at > at)
        query = query.where(IdentityDoubt.opened_at <= at, was_open)
    return [
        OpenClaim(row.patient_id, PatientRecord.from_json(row.claimed), row.mobile, row.email)
        for row in session.execute(query)
    ]


# Made once: SQLAlchemy derives each of its columns anew for each new alias.
_NEWER, _OTHER, _LATER, _CLOSING = aliased(Patient), aliased(Patient), aliased(Reply), aliased(Review)


@dataclass(frozen=True)
class StandingDoubts:
    """The doubts of a practice that count at a moment: those that are open, and those that made two numbers one."""

    open: Counter[int]  # by patient
    others: Mapping[int, frozenset[int]]  # by patient: whom they are or may be, in either direction
    linked_at: Mapping[int, datetime]  # by patient: when the last of these came to be known

    @property
    def patient_ids(self) -> frozenset[int]:
        """Every patient of whom a doubt says something."""
        return frozenset(self.open.keys() | self.others.keys())

    def other_selves(self, patient_id: int) -> set[int]:
        """The patients whom one is, or may be, under other numbers, earlier or later, however often it changed."""
        return _reached(self.others, patient_id) - {patient_id}

    def met_at(self, patient_id: int) -> datetime:
        """When what was said under all numbers of a patient, who has several, came together: see `Pairs.met_at`."""
        return _met_at(self.linked_at, _reached(self.others, patient_id))


class Pairs(NamedTuple):
    """The pairs of patients about whom somebody was asked whether they are one person."""

    asked: frozenset[frozenset[int]]  # also those that are still open
    same: Mapping[int, frozenset[int]]  # by patient: who is one person with them, in either direction
    linked_at: Mapping[int, datetime]  # by patient: when the last of these was found out

    def are_asked_about(self, one: int | None, other: int) -> bool:
        """Whether a doubt about these two is open, or was settled; of nobody on record none is."""
        return one is not None and frozenset((one, other)) in self.asked

    def known_selves(self, patient_id: int) -> set[int]:
        """Whom a person found to be one with a patient, and the patient."""
        return _reached(self.same, patient_id)

    def met_at(self, patient_id: int) -> datetime:
        """When what was said under all numbers of a patient, who has several, came together.

        Whoever concluded something of one number before then did not know what had been said under the others.
        """
        return _met_at(self.linked_at, self.known_selves(patient_id))


def standing_doubts(session: Session, practice_id: int, at: datetime | None = None) -> StandingDoubts:
    """What the doubts of a practice say of its patients now, or said `at` a moment by what was known then."""
    counts = or_(IdentityDoubt.closed_at.is_(None), IdentityDoubt.is_same.is_(True))
    is_open: Counter[int] = Counter()
    others: defaultdict[int, set[int]] = defaultdict(set)
    linked_at: dict[int, datetime] = {}
    for row in _asked(session, practice_id, counts if at is None else IdentityDoubt.opened_at <= at):
        was_open = row.closed_at is None or (at is not None and row.closed_at > at)
        is_open[row.patient_id] += was_open
        if row.other_patient_id is not None and (was_open or row.is_same):
            others[row.patient_id].add(row.other_patient_id)
            others[row.other_patient_id].add(row.patient_id)
            _link(linked_at, row, row.opened_at if was_open or row.closed_at is None else row.closed_at)
    return StandingDoubts(+is_open, _frozen(others), linked_at)


def pairs_of(session: Session, practice_id: int, at: datetime | None = None) -> Pairs:
    """Of whom in a practice it is asked, or was found out, whether they are one person under two numbers.

    Now, or `at` a moment by what was known then.
    """
    asked: set[frozenset[int]] = set()
    same: defaultdict[int, set[int]] = defaultdict(set)
    linked_at: dict[int, datetime] = {}
    counts = or_(IdentityDoubt.closed_at.is_(None), IdentityDoubt.is_same.is_not(None))
    for row in _asked(session, practice_id, counts):
        if row.other_patient_id is None or (at is not None and row.opened_at > at):
            continue
        asked.add(frozenset((row.patient_id, row.other_patient_id)))
        if row.is_same and (at is None or (row.closed_at is not None and row.closed_at <= at)):
            same[row.patient_id].add(row.other_patient_id)
            same[row.other_patient_id].add(row.patient_id)
            _link(linked_at, row, row.closed_at or row.opened_at)
    return Pairs(frozenset(asked), _frozen(same), linked_at)


class _Asked(NamedTuple):
    """The columns of a doubt that say about whom it is and what became of it."""

    patient_id: int
    other_patient_id: int | None
    opened_at: datetime
    closed_at: datetime | None
    is_same: bool | None


def _asked(session: Session, practice_id: int, counts: ColumnElement[bool]) -> Iterator[_Asked]:
    query = (
        select(*(getattr(IdentityDoubt, name) for name in _Asked._fields))
        .join(Patient, Patient.id == IdentityDoubt.patient_id)
        .where(Patient.practice_id == practice_id, counts)
        .order_by(IdentityDoubt.id)
    )
    return map(_Asked._make, session.execute(query))


def _reached(links: Mapping[int, frozenset[int]], start: int) -> set[int]:
    """Whoever is linked to a patient, or to whoever is, and so on; the patient among them."""
    found, waiting = {start}, [start]
    while waiting:
        more = links.get(waiting.pop(), frozenset()) - found
        found |= more
        waiting += more
    return found


def _link(linked_at: dict[int, datetime], row: _Asked, moment: datetime) -> None:
    """Note that the two of a doubt were linked at a moment, and keep the last of each."""
    for one in (row.patient_id, row.other_patient_id):
        if one is not None:
            linked_at[one] = max(moment, linked_at.get(one, moment))


def _met_at(linked_at: Mapping[int, datetime], selves: set[int]) -> datetime:
    return max(linked_at[one] for one in selves)


def _frozen(links: Mapping[int, set[int]]) -> Mapping[int, frozenset[int]]:
    return {patient_id: frozenset(others) for patient_id, others in links.items()}


def kept_under_other_number(session: Session, campaign: Campaign) -> list[int]:
    """The patients who objected to a campaign under another number that is theirs: nobody need tell them again.

    What was in doubt and turned out not to be theirs, or gave way to an agreement that a person found, is no objection;
    nor is it one to be unsure, and then to agree.
    """
    pairs = pairs_of(session, campaign.practice_id)
    if not pairs.same:
        return []
    later, closing = _LATER, _CLOSING
    is_concluded = exists().where(closing.notice_id == later.notice_id, closing.closing_reply_id == later.id)
    gave_way = exists().where(
        later.notice_id == Reply.notice_id,
        later.id > Reply.id,
        later.choice == Choice.AGREE,
        later.doubt.is_(None),
        later.settled_at.is_not(None),
        # From keep to agree a person leads; an older slip that is logged later changes nothing.
        or_(is_concluded, and_(Reply.choice == Choice.UNSURE, later.received_at >= Reply.received_at)),
    )
    dismissed = exists().where(
        Review.reply_id == Reply.id,
        Review.closed_at.is_not(None),
        or_(Review.closing_reply_id.is_(None), Review.doubt == Doubt.MISFILED),
    )
    query = (
        select(Notice.patient_id)
        .join(Reply, Reply.notice_id == Notice.id)
        .where(Notice.campaign_id == campaign.id, Reply.choice != Choice.AGREE, ~gave_way, ~dismissed)
        .distinct()
    )
    objected = set(session.execute(query).scalars()) & pairs.same.keys()
    return sorted({other for one in objected for other in pairs.known_selves(one) - {one}})


@cache
def has_newer_number(patient_id: InstrumentedAttribute[int]) -> ColumnElement[bool]:
    """Whether a person found a patient who has gone to be the same as another one, who has the number of today."""
    return exists().where(
        IdentityDoubt.is_same.is_(True),
        or_(
            and_(IdentityDoubt.other_patient_id == patient_id, _NEWER.id == IdentityDoubt.patient_id),
            and_(IdentityDoubt.patient_id == patient_id, _NEWER.id == IdentityDoubt.other_patient_id),
        ),
        ~_NEWER.left,
        Patient.left,
    )


def open_doubts(session: Session, practice_id: int, patient_id: int | None = None) -> list[DoubtView]:
    """Every open doubt of a practice, or those about one patient, the oldest first."""
    query = (
        select(IdentityDoubt, Patient, _OTHER, PatientList.imported_at)
        .join(Patient, Patient.id == IdentityDoubt.patient_id)
        .outerjoin(_OTHER, _OTHER.id == IdentityDoubt.other_patient_id)
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
    return _written(patient), _person(name, claimed.date_of_birth, patient.nhs_number)


def _written(patient: Patient) -> str:
    return _person(patient.full_name, patient.date_of_birth, patient.nhs_number)


def _person(name: str, born: date, nhs_number: str) -> str:
    """A person as staff read them: Ada Test, born 31 March 1980, 999 000 0018."""
    return f"{name}, born {born.day} {born:%B %Y}, {NhsNumber(nhs_number).spaced}"
