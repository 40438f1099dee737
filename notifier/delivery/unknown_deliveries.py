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
) -> None:
    """A person found out. What did not go is never sent again: planning offers the next channel.

    The note says how they know; it is kept beside the provider's reports, and goes when the patients go. Raises
    NotAllowed without the role or when it is known by now, NotFound, ValueRefused without a note and for
    one that is too long.
    """
    staff.must_be(Role.MANAGER, Role.RECEPTION)
    note = read_note(note)
    if not note:
        raise ValueRefused("say how you know, such as: called the patient, who has the text")
    delivery_id = session.execute(
        select(Delivery.id)
        .join(Campaign, Campaign.id == Delivery.campaign_id)
        .where(Campaign.practice_id == staff.practice_id, Campaign.id == campaign_id, Delivery.reference == reference)
    ).scalar_one_or_none()
    if delivery_id is None:
        raise NotFound("this campaign has no such message: `notifier campaign unknown` lists those to settle")
    if not receipts.settle_by_person(session, delivery_id, went, now):
        raise NotAllowed("what became of this message is known by now: there is nothing to settle")
    session.add(
        Receipt(
            delivery_id=delivery_id,
            provider=_PERSON,
            event_id=reference,
            kind=ReportKind.ACCEPTED if went else ReportKind.FAILED,
            raw={"note": note, "staff": staff.id},
            fail_reason=None if went else FailReason.LOST,
            happened_at=None,  # that is not what a person who found out knows
            received_at=now,
        )
    )
    audit.append(
        session,
        AuditAction.DELIVERY_SETTLED,
        now,
        staff_id=staff.id,
        campaign_id=campaign_id,
        delivery=delivery_id,
        went=went,
    )


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
        taken_over_by=instead,
    )
