"""Letters that came back: the patient is no longer told by them, and a newer address or channel reopens the notice."""

from dataclasses import dataclass
from datetime import datetime

from sqlalchemy import select
from sqlalchemy.orm import Session

from notifier.campaigns import lifecycle
from notifier.delivery import receipts
from notifier.errors import NotAllowed
from notifier.practice.accounts import StaffAccount
from notifier.print_runs.letter_in_hand import letter_of, refuse_moment
from notifier.print_runs.runs import NAME
from notifier.providers.base import Report
from notifier.store import audit
from notifier.store.audit_actions import AuditAction
from notifier.store.tables import Delivery, Notice, Patient, Receipt
from notifier.vocabulary import Channel, DeliveryStatus, FailReason, ReportKind, ReturnReason, Role, Wave

_NOT_OUT = {
    DeliveryStatus.PLANNED: "it was not printed yet",
    DeliveryStatus.SENDING: "it is being printed right now",
    DeliveryStatus.FAILED: "it is recorded as returned, or as never made, already",
    DeliveryStatus.DELIVERED: "it was handed over at the desk",
    DeliveryStatus.CANCELLED: "it was cancelled and never printed",
    DeliveryStatus.SKIPPED: "it was never printed",
}


@dataclass(frozen=True)
class ReturnedLetter:
    """One letter that came back. `was_posted`: its posting had been recorded."""

    reference: str
    patient_id: int
    full_name: str
    reason: ReturnReason
    returned_at: datetime
    was_posted: bool
    sent_to: str  # name and address, one line each


def record_return(
    session: Session,
    practice_id: int,
    reference_or_scan: str,
    reason: ReturnReason,
    staff: StaffAccount,
    returned_at: datetime,
    now: datetime,
) -> ReturnedLetter:
    """Record that a letter came back, or that it never left because it was spoiled.

    One that came back was posted, whether that was recorded or not: `was_posted` says if somebody forgot. Raises
    NotFound for an unknown reference or another practice's; NotAllowed without the role, for what is no letter, was
    never printed, waits at the desk or is recorded as returned already, and for a day that cannot be.
    """
    staff.must_be(Role.MANAGER, Role.RECEPTION)
    delivery = letter_of(session, practice_id, reference_or_scan)
    _refuse(delivery)
    refuse_moment(delivery, returned_at, now, "come back")
    # A spoiled letter says nothing of the address: it is told anew at the same one.
    why = FailReason.UNAVAILABLE if reason is ReturnReason.SPOILED else FailReason.RETURNED
    provider = delivery.provider or NAME
    raw = {"reason": reason.value, "recorded_by": staff.id}
    event_id = f"{delivery.reference}:returned"
    report = Report(delivery.reference, delivery.reference, event_id, ReportKind.FAILED, returned_at, why, raw)
    receipts.record_report(session, provider, report, now)
    audit.append(
        session,
        AuditAction.LETTER_RETURNED,
        now,
        staff_id=staff.id,
        campaign_id=delivery.campaign_id,
        delivery=delivery.id,
        reason=reason.value,
    )
    patient = session.execute(
        select(Patient).join(Notice, Notice.patient_id == Patient.id).where(Notice.id == delivery.notice_id)
    ).scalar_one()
    return _returned(delivery, patient, reason, returned_at)


def returned_letters(session: Session, practice_id: int, campaign_id: int) -> list[ReturnedLetter]:
    """Every letter of a campaign that came back, the newest first. Raises NotFound, also for another practice's."""
    lifecycle.get_campaign(session, practice_id, campaign_id)
    query = (
        select(Delivery, Patient, Receipt)
        .join(Receipt, Receipt.delivery_id == Delivery.id)
        .join(Notice, Notice.id == Delivery.notice_id)
        .join(Patient, Patient.id == Notice.patient_id)
        .where(
            Delivery.campaign_id == campaign_id,
            Delivery.channel == Channel.LETTER,
            Delivery.delivery_status == DeliveryStatus.FAILED,
            Receipt.kind == ReportKind.FAILED,
        )
        .order_by(Receipt.id.desc())
    )
    return [
        _returned(delivery, patient, ReturnReason(receipt.raw["reason"]), receipt.happened_at or receipt.received_at)
        for delivery, patient, receipt in session.execute(query)
        if "reason" in receipt.raw  # what a person settled as not gone has none
    ]


def _refuse(delivery: Delivery) -> None:
    reference = delivery.reference
    if delivery.delivery_status in _NOT_OUT:
        raise NotAllowed(f"{reference} cannot have come back: {_NOT_OUT[delivery.delivery_status]}")
    if delivery.wave is Wave.HAND_OUT:
        raise NotAllowed(f"{reference} waits at the desk and was never posted: if it is spoiled, reprint it")


def _returned(delivery: Delivery, patient: Patient, reason: ReturnReason, returned_at: datetime) -> ReturnedLetter:
    return ReturnedLetter(
        reference=delivery.reference,
        patient_id=patient.id,
        full_name=patient.full_name,
        reason=reason,
        returned_at=returned_at,
        was_posted=delivery.posted_at is not None,
        sent_to=delivery.sent_to or "",
    )
