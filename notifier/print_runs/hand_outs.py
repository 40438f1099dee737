"""Letters at the desk, for patients whom no post reaches: one counts from the moment at which it is handed over."""

from datetime import datetime

from sqlalchemy.orm import Session

from notifier.delivery import receipts
from notifier.errors import NotAllowed
from notifier.practice.accounts import StaffAccount
from notifier.print_runs.letter_in_hand import letter_of, refuse_moment
from notifier.print_runs.runs import NAME
from notifier.providers.base import Report
from notifier.store import audit
from notifier.store.audit_actions import AuditAction
from notifier.vocabulary import DeliveryStatus, ReportKind, Role, Wave

_PRINTED = (DeliveryStatus.ACCEPTED, DeliveryStatus.UNKNOWN)


def record_handed(
    session: Session, practice_id: int, reference_or_scan: str, staff: StaffAccount, handed_at: datetime, now: datetime
) -> str:
    """Record that a letter was handed to its patient; returns its reference.

    The notice period runs from when that is recorded. Raises NotFound for an unknown reference or another practice's;
    NotAllowed without the role, for what is not a printed letter for the desk or was handed over already, and for a
    day that cannot be.
    """
    staff.must_be(Role.MANAGER, Role.RECEPTION)
    delivery = letter_of(session, practice_id, reference_or_scan)
    reference = delivery.reference
    if delivery.wave is not Wave.HAND_OUT:
        raise NotAllowed(f"{reference} is a letter for the post, not one that waits at the desk")
    if delivery.delivery_status is DeliveryStatus.DELIVERED:
        raise NotAllowed(f"{reference} is recorded as handed over already")
    if delivery.delivery_status not in _PRINTED:
        raise NotAllowed(f"{reference} cannot have been handed over: it is {delivery.delivery_status}, and not printed")
    refuse_moment(delivery, handed_at, now, "been handed over")
    event_id, raw = f"{reference}:handed", {"recorded_by": staff.id}
    report = Report(reference, reference, event_id, ReportKind.DELIVERED, handed_at, None, raw)
    receipts.record_report(session, delivery.provider or NAME, report, now)
    audit.append(
        session,
        AuditAction.LETTER_HANDED_OUT,
        now,
        staff_id=staff.id,
        campaign_id=delivery.campaign_id,
        delivery=delivery.id,
    )
    return reference
