"""What may have gone out between a backup and its restore, so that nobody is told again.

The machine that was lost went on after the backup, for how long nobody knows. Whatever it may have sent since is
`unknown` here, as after a crash: its provider is asked, its reports are heard, or a person says. `hold_back` does that
for what was planned or being sent at the backup; `hold_repeats` for what planning makes afterwards and may have made
there as well, for the same reasons: the next channel, a reminder, the notice of somebody who had none. A reason that
came up only after the restore is this machine's alone.
"""

from collections.abc import Callable, Sequence
from datetime import date, datetime, timedelta
from typing import NamedTuple

from sqlalchemy import ColumnElement, Select, and_, case, exists, or_, select, update
from sqlalchemy.orm import Session, aliased

from notifier.campaigns import calendar
from notifier.campaigns.calendar import london_date
from notifier.delivery import claims, leases
from notifier.delivery.claims import ClaimedDelivery
from notifier.delivery.restorations import UnseenPeriod, latest_restoration
from notifier.delivery.silence import SILENCE
from notifier.patients.access_codes import Keys
from notifier.store.tables import (
    Campaign,
    Delivery,
    Link,
    Notice,
    Patient,
    PatientChange,
    Receipt,
    Restoration,
    SenderMachine,
    Spending,
)
from notifier.vocabulary import DeliveryStatus, ReportKind, Wave

_AT_ONCE = 500
_EARLIER = aliased(Delivery)  # another one of the same notice
_BY_PERSON = "person"  # as `unknown_deliveries` names who reported it
# The ids of the texts that a delivery is made from; none where that cannot be said.
TextIdsOf = Callable[[Session, ClaimedDelivery], list[int] | None]


def hold_back(
    session: Session, keys: Keys, text_ids_of: TextIdsOf | None, backed_up_at: datetime, now: datetime
) -> int:
    """Note the restore, let no machine send until a person says so, and call unknown what may have gone out by now.

    Returns how many deliveries are unknown. `text_ids_of` says which texts a message was made from; without it that is
    not on record.
    """
    session.add(Restoration(backed_up_at=backed_up_at, restored_at=now))
    session.execute(update(SenderMachine).where(SenderMachine.retired_at.is_(None)).values(retired_at=now))
    session.execute(update(Spending).values(spent=None))  # counted anew, with what may have gone
    query = select(Delivery.id).where(Delivery.delivery_status == DeliveryStatus.PLANNED, Delivery.due_at <= now)
    planned = list(session.execute(query).scalars())
    _hold(session, keys, text_ids_of, planned, now)
    under_way = (DeliveryStatus.SENDING, DeliveryStatus.UNKNOWN)
    others = (
        update(Delivery)
        .where(Delivery.delivery_status.in_(under_way), Delivery.restored_at.is_(None))
        .values(_UNKNOWN | {"unknown_at": now, "restored_at": now, "lease_until": leases.grace_until()})
        .returning(Delivery.id)
        .execution_options(synchronize_session=False)
    )
    return len(planned) + len(session.execute(others).all())


def hold_repeats(session: Session, campaign: Campaign, keys: Keys, now: datetime) -> int:
    """Of what a campaign's planning wrote `now`, call unknown what the lost machine may have planned and sent as well.

    To be called in the transaction that wrote it. Returns how many.
    """
    period = latest_restoration(session)
    if period is None or campaign.launched_at is None or campaign.launched_at > period.restored_at:
        return 0
    new = list(map(_New._make, session.execute(_new_ones(campaign, period, now))))
    repeats = [one.delivery_id for one in new if _may_be_repeat(one, campaign, period)]
    _hold(session, keys, None, repeats, now)
    return len(repeats)


_UNKNOWN = {"delivery_status": DeliveryStatus.UNKNOWN, "claimed_by": None}


def _hold(
    session: Session, keys: Keys, text_ids_of: TextIdsOf | None, delivery_ids: Sequence[int], now: datetime
) -> None:
    """As if they had been claimed now, and whoever claimed them was gone."""
    for start in range(0, len(delivery_ids), _AT_ONCE):
        some = delivery_ids[start : start + _AT_ONCE]
        session.execute(
            update(Delivery)
            .where(Delivery.id.in_(some), Delivery.delivery_status == DeliveryStatus.PLANNED)
            .values(
                _UNKNOWN
                | {"unknown_at": now, "restored_at": now, "lease_until": leases.grace_until()}
                | {"claimed_at": now, "set_aside_at": None, "attempts": Delivery.attempts + 1}
            )
            .execution_options(synchronize_session=False)
        )
        # The latest day that a message may state: nobody's notice period ends sooner than they were told.
        jobs = list(claims.claimed_jobs(session, some, keys, now))
        text_ids = {job.delivery_id: text_ids_of(session, job) if text_ids_of else None for job in jobs}
        claims.note_intent(session, jobs, text_ids, dict.fromkeys(text_ids, None))


class _New(NamedTuple):
    """A delivery that planning has just written, and what tells whether its reason is a new one."""

    delivery_id: int
    wave: Wave
    deadline_on: date | None  # on the link; none for what tells nobody in particular
    is_begun: bool  # whether its round has other deliveries
    was_held: bool  # whether an earlier delivery of the notice may have gone before the restore
    has_news: bool  # whether something came up after the restore that planning goes by


def _new_ones(
    campaign: Campaign, period: UnseenPeriod, now: datetime
) -> Select[int, Wave, date | None, bool, bool, bool]:
    """What was planned now and never claimed."""
    other = _EARLIER
    earlier = and_(other.notice_id == Delivery.notice_id, other.id != Delivery.id)
    same_round = and_(earlier, other.wave == Delivery.wave, other.anew == Delivery.anew)
    return (
        select(
            *(Delivery.id, Delivery.wave, Link.deadline_on, exists().where(same_round)),
            *(exists().where(earlier, other.restored_at.is_not(None)), _has_news(period)),
        )
        .outerjoin(Notice, Notice.id == Delivery.notice_id)
        .outerjoin(Patient, Patient.id == Notice.patient_id)
        .outerjoin(Link, Link.notice_id == Delivery.notice_id)
        .where(Delivery.campaign_id == campaign.id, Delivery.delivery_status == DeliveryStatus.PLANNED)
        .where(Delivery.attempts == 0, Delivery.planned_at == now, Delivery.restored_at.is_(None))
    )


def _has_news(period: UnseenPeriod) -> ColumnElement[bool]:
    """Whether the patient joined or was changed, a message was sent here, failed or was silent for long, after it."""
    other, then = _EARLIER, period.restored_at
    ours = other.notice_id == Delivery.notice_id
    failed_here = or_(Receipt.happened_at > then, and_(Receipt.provider == _BY_PERSON, Receipt.received_at > then))
    # Of what the lost machine sent, nobody knows when it went: at the earliest, right after the backup.
    silent_since = case((other.restored_at.is_(None), other.accepted_at), else_=period.backed_up_at)
    is_accepted = other.delivery_status == DeliveryStatus.ACCEPTED
    was_heard_of = silent_since > then - SILENCE
    return or_(
        Patient.known_since > then,
        exists().where(PatientChange.patient_id == Notice.patient_id, PatientChange.changed_at > then),
        exists().where(ours, other.claimed_at >= then, other.restored_at.is_(None)),
        exists().where(ours, Receipt.delivery_id == other.id, Receipt.kind == ReportKind.FAILED, failed_here),
        # Whatever was accepted and another channel follows on all the same, was silent for too long.
        exists().where(ours, other.wave == Delivery.wave, other.anew == Delivery.anew, is_accepted, was_heard_of),
    )


def _may_be_repeat(one: _New, campaign: Campaign, period: UnseenPeriod) -> bool:
    if one.wave is Wave.REMINDER and not one.is_begun and one.deadline_on is not None:
        # By the day on which it was due: half way to the deadline, by the earliest that the lost machine may have had.
        first = calendar.deadline(period.backed_up_at, campaign.notice_days)
        deadline_on = min(one.deadline_on, first) if one.was_held else one.deadline_on
        return deadline_on - timedelta(days=campaign.notice_days // 2) <= london_date(period.restored_at)
    return not one.has_news
