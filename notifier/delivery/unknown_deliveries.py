"""Messages of which nobody knows whether they went: listed for a person, and settled by one who found out."""

from dataclasses import dataclass
from datetime import date, datetime, timedelta

from sqlalchemy import func, select
from sqlalchemy.orm import Session, aliased

from notifier.campaigns import lifecycle
from notifier.delivery import receipts
from notifier.errors import NotAllowed, NotFound, ValueRefused
from notifier.practice.accounts import StaffAccount
from notifier.staff_notes import read_note
from notifier.store import audit
from notifier.store.audit_actions import AuditAction
from notifier.store.tables import Campaign, Delivery, Notice, Patient, Receipt
from notifier.vocabulary import Channel, DeliveryStatus, FailReason, ReportKind, Role, Wave

_PERSON = "person"  # who reported it, where a provider's name stands otherwise


@dataclass(frozen=True)
class UnknownView:
    """One message, for staff. The footer has no patient."""

    reference: str
    channel: Channel
    wave: Wave
    since: datetime
    waited: timedelta
    patient_id: int | None
    full_name: str
    date_of_birth: date | None
    is_restored: bool  # it may have gone between a backup and its restore; if it did not, it goes once somebody says so
    taken_over_by: Channel | None  # the channel that the patient is told by instead; then it is only for the record


def unknown_deliveries_of(session: Session, practice_id: int, campaign_id: int, now: datetime) -> list[UnknownView]:
    """Everything of one campaign that is unknown, the longest first. Raises NotFound, also for another practice's."""
    lifecycle.get_campaign(session, practice_id, campaign_id)
    other = aliased(Delivery)
    instead = (
        select(other.channel)
        .where(other.notice_id == Delivery.notice_id, other.wave == Delivery.wave, other.id > Delivery.id)
        .where(other.delivery_status.not_in(DeliveryStatus.never_sent()))
        .order_by(other.id.desc())
        .limit(1)
        .scalar_subquery()
    )
    query = (
        select(Delivery, Patient, instead)
        .outerjoin(Notice, Notice.id == Delivery.notice_id)
        .outerjoin(Patient, Patient.id == Notice.patient_id)
        .where(Delivery.campaign_id == campaign_id, Delivery.delivery_status == DeliveryStatus.UNKNOWN)
        .order_by(Delivery.unknown_at, Delivery.id)
    )
    return [_view(delivery, patient, channel, now) for delivery, patient, channel in session.execute(query)]


def count_unknown(session: Session, campaign_id: int) -> int:
    """How many of a campaign's messages are unknown."""
    query = select(func.count()).where(
        Delivery.campaign_id == campaign_id, Delivery.delivery_status == DeliveryStatus.UNKNOWN
    )
    return session.execute(query).scalar_one()


def settle_unknown_delivery(
    session: Session, campaign_id: int, reference: str, staff: StaffAccount, now: datetime, *, went: bool, note: str
) -> bool:
    """A person found out. What did not go is never sent again: planning offers the next channel.

    Of what may have gone before a restore alone it says that nobody tried yet: it goes now, and this returns True.
    The note says how they know; it is kept beside the provider's reports, and goes when the patients go. Raises
    NotAllowed without the role or when it is known by now, NotFound, ValueRefused without a note and for
    one that is too long.
    """
    staff.must_be(Role.MANAGER, Role.RECEPTION)
    note = _needed_note(note)
    delivery_id = session.execute(
        select(Delivery.id)
        .join(Campaign, Campaign.id == Delivery.campaign_id)
        .where(Campaign.practice_id == staff.practice_id, Campaign.id == campaign_id, Delivery.reference == reference)
    ).scalar_one_or_none()
    if delivery_id is None:
        raise NotFound("this campaign has no such message: `notifier campaign unknown` lists those to settle")
    sent_again = _settle(session, delivery_id, staff, now, went=went, note=note)
    audit.append(
        session,
        AuditAction.DELIVERY_SETTLED,
        now,
        staff_id=staff.id,
        campaign_id=campaign_id,
        delivery=delivery_id,
        went=went,
    )
    return sent_again


def settle_restored(
    session: Session, campaign_id: int, channel: Channel, staff: StaffAccount, now: datetime, *, went: bool, note: str
) -> int:
    """A person found out of all messages of one channel together that may have gone before a restore; returns how many.

    What did not go is sent now. Raises as `settle_unknown_delivery` does, and NotAllowed where there is none.
    """
    staff.must_be(Role.MANAGER, Role.RECEPTION)
    note = _needed_note(note)
    lifecycle.get_campaign(session, staff.practice_id, campaign_id)
    query = (
        select(Delivery.id)
        .where(Delivery.campaign_id == campaign_id, Delivery.channel == channel, Delivery.restored_at.is_not(None))
        .where(Delivery.delivery_status == DeliveryStatus.UNKNOWN)
        .order_by(Delivery.id)
    )
    delivery_ids = list(session.execute(query).scalars())
    if not delivery_ids:
        raise NotAllowed(f"no {channel} of this campaign may have gone before a restore: `notifier campaign unknown`")
    for delivery_id in delivery_ids:
        _settle(session, delivery_id, staff, now, went=went, note=note)
    audit.append(
        session,
        AuditAction.RESTORED_SETTLED,
        now,
        staff_id=staff.id,
        campaign_id=campaign_id,
        channel=channel.value,
        deliveries=len(delivery_ids),
        went=went,
    )
    return len(delivery_ids)


def _needed_note(note: str) -> str:
    read = read_note(note)
    if not read:
        raise ValueRefused("say how you know, such as: called the patient, who has the text")
    return read


def _settle(session: Session, delivery_id: int, staff: StaffAccount, now: datetime, *, went: bool, note: str) -> bool:
    """Settle one and keep beside the provider's reports who knew and how; whether it is sent again."""
    if not receipts.settle_by_person(session, delivery_id, went, now):
        raise NotAllowed("what became of this message is known by now: there is nothing to settle")
    delivery = session.get_one(Delivery, delivery_id)
    sent_again = delivery.delivery_status is DeliveryStatus.PLANNED
    kind = ReportKind.ACCEPTED if went else ReportKind.NOTED if sent_again else ReportKind.FAILED
    session.add(
        Receipt(
            delivery_id=delivery_id,
            provider=_PERSON,
            # Of what goes again, it may have to be said again.
            event_id=f"{delivery.reference}:{delivery.attempts}" if sent_again else delivery.reference,
            kind=kind,
            raw={"note": note, "staff": staff.id},
            fail_reason=FailReason.LOST if kind is ReportKind.FAILED else None,
            happened_at=None,  # that is not what a person who found out knows
            received_at=now,
        )
    )
    session.flush()
    return sent_again


def _view(delivery: Delivery, patient: Patient | None, instead: Channel | None, now: datetime) -> UnknownView:
    since = delivery.unknown_at or delivery.planned_at
    name = patient.full_name if patient else ""
    return UnknownView(
        reference=delivery.reference,
        channel=delivery.channel,
        wave=delivery.wave,
        since=since,
        waited=now - since,
        patient_id=patient.id if patient else None,
        full_name=name,
        date_of_birth=patient.date_of_birth if patient else None,
        is_restored=delivery.restored_at is not None,
        taken_over_by=instead,
    )
