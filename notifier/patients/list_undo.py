"""Taking the last import back, as long as nothing was sent because of it.

The import stays on record, with what it changed; taking it back is a further version of the list, in which everybody
is again as the list before had them. Whoever only that list brought is forgotten: of another practice's patients
nothing may stay here, and they were told nothing. So what was to be concluded of them at an earlier moment cannot be
told any more; of everybody else it can, for what the list raised, ended and changed is kept, and when it was undone.
"""

from collections import Counter
from collections.abc import Iterable, Mapping
from datetime import datetime
from typing import NamedTuple

from sqlalchemy import ColumnElement, Select, and_, delete, func, insert, or_, select, update
from sqlalchemy.orm import Session

from notifier.campaigns.calendar import LONDON
from notifier.contacts import NhsNumber
from notifier.errors import NotAllowed
from notifier.patients.access_codes import Keys
from notifier.patients.import_guards import standing_lists
from notifier.patients.list_comparison import change_between
from notifier.patients.patient_records import KnownPatient, PatientRecord, each_patient
from notifier.patients.register import renew_check_values, store_people, take_turns
from notifier.practice.accounts import StaffAccount
from notifier.store import audit
from notifier.store.audit_actions import AuditAction
from notifier.store.tables import (
    Campaign,
    CodingTask,
    ConfirmedTelling,
    Delivery,
    FrozenOutcome,
    FrozenSet,
    IdentityDoubt,
    LetterCopy,
    LetterTrouble,
    Link,
    Matter,
    Notice,
    Patient,
    PatientChange,
    PatientList,
    Reply,
    SlipPhoto,
    UnmatchedSlip,
    WithdrawnLink,
)
from notifier.vocabulary import ChangeKind, Channel, DeliveryStatus, Role


class ImportEffect(NamedTuple):
    """Something that an import led to and nobody can take back."""

    nhs_number: str
    name: str
    channel: Channel | None  # None: the patient answered, or somebody told us something of them
    delivery_status: DeliveryStatus | None
    at: datetime

    @property
    def sentence(self) -> str:
        """Who was sent what, and when."""
        who = f"{self.name}, {NhsNumber(self.nhs_number).spaced}"
        at = f"{self.at.astimezone(LONDON):%d %b %Y %H:%M}"
        if self.channel is None:
            return f"{who}: answered, {at}"
        return f"{who}: {self.channel} {self.delivery_status}, {at}"


class Undone(NamedTuple):
    """What taking a list back did."""

    list_id: int  # the version of the list that stands now
    undone_id: int
    filename: str
    imported_at: datetime
    joiners: int  # forgotten
    restored: int  # as they were before


class UndoOutlook(NamedTuple):
    """What taking the last import back would do."""

    list_id: int
    filename: str
    imported_at: datetime
    joiners: int  # who would be forgotten
    changed: int  # who would be as they were before
    effects: Counter[Channel | None]  # messages that went because of it by channel, and replies: with any it cannot be
    frozen: str  # why else it cannot be, empty where nothing else is in the way

    @property
    def is_possible(self) -> bool:
        """Whether nothing is in the way as things stand now."""
        return not self.effects and not self.frozen


def undo_outlook(session: Session, practice_id: int) -> UndoOutlook | None:
    """What taking the last import back would do; None where no import stands."""
    if not standing_lists(session, practice_id):
        return None
    last, _ = _last_two(session, practice_id)
    joined = select(func.count()).select_from(Patient).where(Patient.first_list_id == last.id)
    changed = select(func.count(PatientChange.patient_id.distinct())).where(PatientChange.list_id == last.id)
    try:
        _refuse_frozen(session, last)
        frozen = ""
    except NotAllowed as refusal:
        frozen = str(refusal)
    return UndoOutlook(
        last.id,
        last.filename,
        last.imported_at,
        session.execute(joined).scalar_one(),
        session.execute(changed).scalar_one(),
        _count_effects(session, last),
        frozen,
    )


def undo_last(
    session: Session, keys: Keys, staff: StaffAccount, now: datetime, *, expected: int | None = None
) -> Undone:
    """Have everybody as they were before the last import that stands; returns what that did.

    `expected` is the id of the import that whoever asks was shown, where they were shown one. Raises NotAllowed for
    anybody but a manager, where no import stands or another than that one, where `effects_of_last` finds anything, and
    where outcomes were frozen that have somebody whom only that list brought.
    """
    staff.must_be(Role.MANAGER)
    take_turns(session, staff.practice_id)
    last, before = _last_two(session, staff.practice_id)
    if expected not in (None, last.id):
        raise NotAllowed("another list was imported, or this one was taken back, since you were shown it: look again")
    if effects := effects_of_last(session, staff.practice_id):
        raise NotAllowed(
            f"the list {last.filename} cannot be taken back: because of it, or since, {len(effects)} messages went to "
            "people whom it brought or changed, or they answered. Import the right list: it says who has left"
        )
    _refuse_frozen(session, last)
    _withdraw_proposals(session, staff.practice_id, now)
    version = PatientList(
        practice_id=staff.practice_id,
        filename=before.filename if before else "",
        sha256=before.sha256 if before else "",
        codes_read=before.codes_read if before else [],
        counts={},
        imported_by=staff.id,
        imported_at=now,
        undoes_id=last.id,
        reading={},
    )
    session.add(version)
    session.flush()
    _free_doubts(session, last.id, staff, now)
    joiners = _forget_joiners(session, last.id)
    _give_numbers_back(session, last.id)
    restored = _restore(session, keys, staff.practice_id, last.id, version.id, now)
    version.counts = {"removed": joiners, "restored": restored}
    audit.append(
        session,
        AuditAction.LIST_UNDONE,
        now,
        staff_id=staff.id,
        list=version.id,
        undone=last.id,
        joiners=joiners,
        restored=restored,
    )
    return Undone(version.id, last.id, last.filename, last.imported_at, joiners, restored)


def effects_of_last(session: Session, practice_id: int) -> list[ImportEffect]:
    """What was sent to those whom the last import brought or changed, since it came, and who of the joiners answered.

    Raises NotAllowed where no import stands.
    """
    last, _ = _last_two(session, practice_id)
    joiners = _joiners(last)
    who = (Patient.nhs_number, Patient.given_name, Patient.family_name)
    heard_at = func.coalesce(Delivery.accepted_at, Delivery.unknown_at, Delivery.ended_at, Delivery.planned_at)
    sent = (
        select(*who, Delivery.channel, Delivery.delivery_status, heard_at)
        .join(Notice, Notice.patient_id == Patient.id)
        .join(Delivery, Delivery.notice_id == Notice.id)
        .where(_was_sent_by(last))
        .order_by(heard_at, Delivery.id)
    )
    answered = (
        select(*who, Reply.recorded_at)
        .join(Notice, Notice.patient_id == Patient.id)
        .join(Reply, Reply.notice_id == Notice.id)
        .where(Patient.id.in_(joiners))
        .order_by(Reply.id)
    )
    noted = (
        select(*who, Matter.recorded_at)
        .join(Patient, Patient.id == Matter.patient_id)
        .where(Patient.id.in_(joiners))
        .order_by(Matter.id)
    )
    return [
        ImportEffect(number, f"{given} {family}", channel, status, at)
        for number, given, family, channel, status, at in session.execute(sent)
    ] + [
        ImportEffect(number, f"{given} {family}", None, None, at)
        for number, given, family, at in [*session.execute(answered), *session.execute(noted)]
    ]


def _count_effects(session: Session, last: PatientList) -> Counter[Channel | None]:
    """How many effects an import had by each channel, and of what patients said under None."""
    joiners = _joiners(last)
    sent = (
        select(Delivery.channel, func.count())
        .join(Notice, Notice.id == Delivery.notice_id)
        .where(_was_sent_by(last))
        .group_by(Delivery.channel)
    )
    counts = Counter[Channel | None]()
    for channel, number in session.execute(sent):
        counts[channel] = number
    answered = (select(func.count()).select_from(Reply).join(Notice, Notice.id == Reply.notice_id)).where(
        Notice.patient_id.in_(joiners)
    )
    noted = select(func.count()).select_from(Matter).where(Matter.patient_id.in_(joiners))
    counts[None] = session.execute(answered).scalar_one() + session.execute(noted).scalar_one()
    return +counts


def _joiners(last: PatientList) -> Select[int]:
    """The ids of those whom an import brought."""
    return select(Patient.id).where(Patient.first_list_id == last.id)


def _was_sent_by(last: PatientList) -> ColumnElement[bool]:
    """Whether a delivery went to somebody whom an import brought, or since it came to somebody whom it changed."""
    told = (ChangeKind.CHANGED, ChangeKind.RETURNED)  # of those who left or died, the import only held messages back
    changed = select(PatientChange.patient_id).where(PatientChange.list_id == last.id, PatientChange.kind.in_(told))
    is_changed = and_(Notice.patient_id.in_(changed), _since(last.imported_at))
    return and_(or_(Notice.patient_id.in_(_joiners(last)), is_changed), _has_gone())


def _last_two(session: Session, practice_id: int) -> tuple[PatientList, PatientList | None]:
    """The import that stands, and the one before it."""
    standing = standing_lists(session, practice_id)
    if not standing:
        raise NotAllowed("there is no import to take back")
    return standing[0], standing[1] if len(standing) > 1 else None


def _refuse_frozen(session: Session, last: PatientList) -> None:
    """Raises NotAllowed where a closed set, which is never changed, has somebody whom only the last list brought."""
    query = (
        select(FrozenSet.number, FrozenSet.campaign_id)
        .join(FrozenOutcome, FrozenOutcome.frozen_set_id == FrozenSet.id)
        .join(Patient, Patient.id == FrozenOutcome.patient_id)
        .where(Patient.first_list_id == last.id, FrozenSet.closed_at.is_not(None))
        .limit(1)
    )
    if (found := session.execute(query).one_or_none()) is not None:
        raise NotAllowed(
            f"the list {last.filename} cannot be taken back: set {found.number} of campaign {found.campaign_id} was "
            "frozen with people whom it brought. Import the right list: it says who has left"
        )


def _withdraw_proposals(session: Session, practice_id: int, now: datetime) -> None:
    """Give up what is proposed to be frozen: it was concluded from the list that is taken back."""
    campaigns = select(Campaign.id).where(Campaign.practice_id == practice_id)
    proposed = (FrozenSet.closed_at.is_(None), FrozenSet.withdrawn_at.is_(None), FrozenSet.campaign_id.in_(campaigns))
    ids = list(session.execute(select(FrozenSet.id).where(*proposed)).scalars())
    session.execute(delete(FrozenOutcome).where(FrozenOutcome.frozen_set_id.in_(ids)))
    session.execute(update(FrozenSet).where(FrozenSet.id.in_(ids)).values(withdrawn_at=now))


def _has_gone() -> ColumnElement[bool]:
    """Whether anybody but us may have heard of a delivery."""
    unsent = (DeliveryStatus.PLANNED, *DeliveryStatus.never_sent())
    return or_(Delivery.delivery_status.not_in(unsent), Delivery.attempts > 0)


def _since(imported_at: datetime) -> ColumnElement[bool]:
    """Whether a delivery left after a moment, or may have: of one that is under way nobody knows better."""
    moments = (Delivery.accepted_at, Delivery.unknown_at, Delivery.ended_at)
    return or_(Delivery.delivery_status == DeliveryStatus.SENDING, *(moment >= imported_at for moment in moments))


def _free_doubts(session: Session, list_id: int, staff: StaffAccount, now: datetime) -> None:
    """End the doubts that the list raised, and ask again what those were about that it ended."""
    raised = update(IdentityDoubt).where(IdentityDoubt.list_id == list_id, IdentityDoubt.closed_at.is_(None))
    session.execute(raised.values(closed_at=now, closed_by=staff.id, note="the list was taken back"))
    ended = select(IdentityDoubt).where(IdentityDoubt.ended_by_id == list_id).order_by(IdentityDoubt.id)
    again = [
        {
            "list_id": one.list_id,
            "patient_id": one.patient_id,
            "other_patient_id": one.other_patient_id,
            "claimed": one.claimed,
            "opened_at": now,  # in between nobody doubted
            "note": "",
        }
        for one in session.execute(ended).scalars()
    ]
    if again:
        session.execute(insert(IdentityDoubt), again)


def _forget_joiners(session: Session, list_id: int) -> int:
    """Delete the patients whom only this list brought, with what was planned for them; returns how many they were."""
    joiners = select(Patient.id).where(Patient.first_list_id == list_id)
    notices = select(Notice.id).where(Notice.patient_id.in_(joiners))
    deliveries = select(Delivery.id).where(Delivery.notice_id.in_(notices))
    number = session.execute(select(func.count()).select_from(joiners.subquery())).scalar_one()
    doubts = or_(IdentityDoubt.patient_id.in_(joiners), IdentityDoubt.other_patient_id.in_(joiners))
    coded = update(UnmatchedSlip).where(UnmatchedSlip.coded_patient_id.in_(joiners))
    session.execute(coded.values(coded_patient_id=None).execution_options(synchronize_session=False))
    for table, rows in (
        (SlipPhoto, SlipPhoto.patient_id.in_(joiners)),
        (CodingTask, CodingTask.patient_id.in_(joiners)),
        (IdentityDoubt, doubts),
        (LetterCopy, LetterCopy.delivery_id.in_(deliveries)),
        (ConfirmedTelling, ConfirmedTelling.delivery_id.in_(deliveries)),
        (Delivery, Delivery.notice_id.in_(notices)),
        (Link, Link.notice_id.in_(notices)),
        (WithdrawnLink, WithdrawnLink.notice_id.in_(notices)),
        (Notice, Notice.patient_id.in_(joiners)),
        (LetterTrouble, LetterTrouble.patient_id.in_(joiners)),
        (PatientChange, PatientChange.patient_id.in_(joiners)),
        (Patient, Patient.first_list_id == list_id),
    ):
        session.execute(delete(table).where(rows).execution_options(synchronize_session=False))
    return number


def _give_numbers_back(session: Session, list_id: int) -> None:
    """Have a number be a patient's again of whom a person found, because of the list, that it is somebody else's."""
    of_two = select(IdentityDoubt.patient_id).where(
        IdentityDoubt.list_id == list_id, IdentityDoubt.is_same.is_(False), IdentityDoubt.other_patient_id.is_(None)
    )
    session.execute(update(Patient).where(Patient.id.in_(of_two)).values(replaced_at=None))


def _restore(session: Session, keys: Keys, practice_id: int, list_id: int, version_id: int, now: datetime) -> int:
    """Give everybody whom a list changed back what they had before it, as a change of the new version."""
    query = select(PatientChange.patient_id, PatientChange.before)
    query = query.where(PatientChange.list_id == list_id).order_by(PatientChange.id.desc())
    changed = [(row.patient_id, row.before) for row in session.execute(query)]
    ids = {patient_id for patient_id, _ in changed}
    known = {number: one for number, one in each_patient(session, practice_id) if one.patient_id in ids}
    wanted = _as_before(known, changed)
    changes = [
        (number, kind) for number, before in wanted.items() if (kind := change_between(known[number].record, before))
    ]
    store_people(session, practice_id, version_id, wanted, changes, now)
    born_anew = [number for number, kept in known.items() if kept.record.date_of_birth != wanted[number].date_of_birth]
    renew_check_values(session, keys, practice_id, born_anew)
    return len(changes)


def _as_before(
    known: Mapping[str, KnownPatient], changed: Iterable[tuple[int, dict[str, object]]]
) -> dict[str, PatientRecord]:
    """The records that the changes, the latest first, were made to."""
    numbers = {one.patient_id: number for number, one in known.items()}
    wanted = {number: one.record for number, one in known.items()}
    for patient_id, before in changed:
        number = numbers[patient_id]
        wanted[number] = PatientRecord.from_json(wanted[number].as_json() | before)
    return wanted
