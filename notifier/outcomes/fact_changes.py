"""Which facts of a campaign changed since its figures were last brought up to date, as the database noted it.

Each note is removed by whoever took it into account and by nobody else, so that none is lost which becomes visible
late: see the migration 0042 for who writes them.
"""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime

from sqlalchemy import ColumnElement, Select, delete, exists, or_, select, true
from sqlalchemy.orm import Session

from notifier.patients import identity_doubts
from notifier.store.tables import (
    Campaign,
    ConfirmedTelling,
    Delivery,
    Displayed,
    FactChange,
    FrozenSet,
    IdentityDoubt,
    Matter,
    Notice,
    Patient,
    PatientChange,
    Reply,
    Review,
    UnmatchedSlip,
    WithdrawnLink,
)

_TOGETHER = 500  # ids in one statement


@dataclass(frozen=True)
class FactChanges:
    """Notes of changes that nobody took into account yet."""

    ids: Sequence[int]
    patient_ids: frozenset[int] | None  # whom they are about; None: it may be everybody
    since: datetime | None  # when the first was made, by the database's wall clock; None without any


def read_changes(session: Session, campaign_id: int, most: int | None = None) -> FactChanges:
    """The notes about a campaign, the oldest first, all or the first of them."""
    query = select(FactChange.id, FactChange.patient_id, FactChange.noticed_at)
    rows = session.execute(query.where(FactChange.campaign_id == campaign_id).order_by(FactChange.id).limit(most)).all()
    some = {row.patient_id for row in rows}
    known = frozenset(one for one in some if one is not None)
    return FactChanges([row.id for row in rows], None if None in some else known, rows[0].noticed_at if rows else None)


def remove_changes(session: Session, changes: FactChanges) -> None:
    """They are taken into account."""
    for start in range(0, len(changes.ids), _TOGETHER):
        some = FactChange.id.in_(changes.ids[start : start + _TOGETHER])
        session.execute(delete(FactChange).where(some).execution_options(synchronize_session=False))


def concerned_patients(session: Session, campaign: Campaign, patient_ids: frozenset[int], at: datetime) -> list[int]:
    """Patients whose facts changed, with whomever they are or may be under other numbers: what is said counts there."""
    doubts = identity_doubts.standing_doubts(session, campaign.practice_id, at)
    return sorted(patient_ids.union(*(doubts.other_selves(one) for one in patient_ids)))


def has_later_facts(
    session: Session, campaign: Campaign, at: datetime, patient_ids: Sequence[int] | None = None
) -> bool:
    """Whether something is on record, of everybody or some, that is of a later moment: what is concluded lacks it.

    That is so where another computer's clock is ahead, or where it was written between looking at the clock and
    reading. Whoever finds it so has to look once more.
    """
    if patient_ids is not None and not patient_ids:
        return False
    return any(session.execute(query.limit(1)).first() for query in _later(campaign, at, patient_ids))


def _later(campaign: Campaign, at: datetime, patient_ids: Sequence[int] | None) -> Sequence[Select[int]]:
    own = true() if patient_ids is None else Notice.patient_id.in_(patient_ids)
    some: ColumnElement[bool] = true() if patient_ids is None else Patient.id.in_(patient_ids)
    sent = or_(Delivery.claimed_at > at, Delivery.accepted_at > at, Delivery.ended_at > at)
    reviewed = or_(Review.opened_at > at, Review.closed_at > at)
    doubted = or_(IdentityDoubt.opened_at > at, IdentityDoubt.closed_at > at)
    noted = or_(Matter.recorded_at > at, Matter.ended_at > at)
    ours = (Notice.campaign_id == campaign.id, own)
    listed = (Patient.practice_id == campaign.practice_id, some)
    return (
        select(Delivery.id).join(Notice, Notice.id == Delivery.notice_id).where(*ours, sent),
        select(Reply.id).join(Notice, Notice.id == Reply.notice_id).where(*ours, Reply.recorded_at > at),
        select(Reply.id).join(Notice, Notice.id == Reply.notice_id).where(*ours, Reply.settled_at > at),
        select(Review.id).join(Notice, Notice.id == Review.notice_id).where(*ours, reviewed),
        select(Notice.id).where(*ours, Notice.created_at > at),
        select(WithdrawnLink.notice_id)
        .join(Notice, Notice.id == WithdrawnLink.notice_id)
        .where(*ours, WithdrawnLink.withdrawn_at > at),
        select(ConfirmedTelling.id)
        .join(Delivery, Delivery.id == ConfirmedTelling.delivery_id)
        .join(Notice, Notice.id == Delivery.notice_id)
        .where(*ours, ConfirmedTelling.confirmed_at > at),
        select(UnmatchedSlip.id).where(
            UnmatchedSlip.campaign_id == campaign.id,
            or_(UnmatchedSlip.recorded_at > at, UnmatchedSlip.ended_at > at),
        ),
        select(Displayed.id).where(Displayed.campaign_id == campaign.id, Displayed.recorded_at > at),
        select(FrozenSet.id).where(FrozenSet.campaign_id == campaign.id, FrozenSet.closed_at > at),
        select(Campaign.id).where(Campaign.id == campaign.id, or_(Campaign.launched_at > at, Campaign.closed_at > at)),
        select(Patient.id).where(*listed, or_(Patient.known_since > at, Patient.replaced_at > at)),
        select(Patient.id).where(
            *listed, exists().where(PatientChange.patient_id == Patient.id, PatientChange.changed_at > at)
        ),
        select(Patient.id).where(*listed, exists().where(Matter.patient_id == Patient.id, noted)),
        select(Patient.id).where(*listed, exists().where(IdentityDoubt.patient_id == Patient.id, doubted)),
    )
