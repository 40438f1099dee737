"""Messages that went to a place in doubt: listed for a person, and confirmed by one who found that they arrived."""

from collections.abc import Sequence
from datetime import datetime
from typing import NamedTuple

from sqlalchemy import func, select, update
from sqlalchemy.orm import Session

from notifier.campaigns import lifecycle
from notifier.contacts.full_names import join_names
from notifier.delivery.places_in_doubt import places_in_doubt
from notifier.errors import NotAllowed, NotFound, ValueRefused
from notifier.patients.scans import reference_in
from notifier.practice.accounts import StaffAccount
from notifier.providers.channels import traits_of
from notifier.staff_notes import read_note
from notifier.store import audit
from notifier.store.audit_actions import AuditAction
from notifier.store.tables import Campaign, ConfirmedTelling, Delivery, Notice, Patient
from notifier.vocabulary import Channel, DeliveryStatus, PlaceDoubt, Role, Wave

_TOGETHER = 500


class DoubtfulTelling(NamedTuple):
    """One message, for staff."""

    delivery_id: int
    reference: str
    channel: Channel
    sent_to: str  # a number, a mailbox, or a name and address, one line each
    went_at: datetime
    doubt: PlaceDoubt
    patient_id: int
    full_name: str
    nhs_number: str

    @property
    def noun(self) -> str:
        """What it is, in a sentence."""
        return traits_of(self.channel).noun


def doubtful_tellings(
    session: Session, practice_id: int, campaign_id: int, now: datetime, patient_ids: Sequence[int] | None = None
) -> list[DoubtfulTelling]:
    """Everything of a campaign, or of some of its patients, whose place is in doubt now and that nobody confirmed.

    The oldest first. What failed is left out: it told nobody anyway. Raises NotFound, also for another practice's.
    """
    campaign = lifecycle.get_campaign(session, practice_id, campaign_id)
    reasons = places_in_doubt(session, campaign, now, patient_ids).reasons
    ids, found = sorted(reasons), list[DoubtfulTelling]()
    for start in range(0, len(ids), _TOGETHER):
        # Columns and no objects: there may be thousands, and they are only shown.
        query = (
            select(
                Delivery.id,
                Delivery.reference,
                Delivery.channel,
                func.coalesce(Delivery.sent_to, ""),
                func.coalesce(Delivery.posted_at, Delivery.accepted_at, Delivery.claimed_at, Delivery.planned_at),
                Patient.id,
                Patient.title,
                Patient.given_name,
                Patient.family_name,
                Patient.nhs_number,
            )
            .join(Notice, Notice.id == Delivery.notice_id)
            .join(Patient, Patient.id == Notice.patient_id)
            .where(Delivery.id.in_(ids[start : start + _TOGETHER]))
            .where(Delivery.delivery_status != DeliveryStatus.FAILED)
            .order_by(Delivery.id)
        )
        for row in session.execute(query):
            which, reference, channel, sent_to, went_at, patient_id, title, given, family, nhs_number = row
            whose = patient_id, join_names(title, given, family), nhs_number
            found.append(DoubtfulTelling(which, reference, channel, sent_to, went_at, reasons[which], *whose))
    return found


def confirm_telling(
    session: Session, reference_or_scan: str, staff: StaffAccount, note: str, now: datetime
) -> DoubtfulTelling:
    """Write down that a message reached its patient although its place is in doubt; it counts again from now on.

    What was planned to tell them anew and has not gone is called off where nothing else is wanting. Raises NotAllowed
    without the role, and for a message whose place is not in doubt or that was confirmed before; NotFound for an
    unknown reference or another practice's; ValueRefused without a note and for one that is too long.
    """
    staff.must_be(Role.MANAGER, Role.RECEPTION)
    if not note.strip():
        raise ValueRefused("say how you know, such as: the patient says that they have the letter")
    reference = reference_in(reference_or_scan) or reference_or_scan.strip()
    query = (
        select(Delivery.id, Delivery.campaign_id, Notice.patient_id)
        .join(Notice, Notice.id == Delivery.notice_id)
        .join(Campaign, Campaign.id == Delivery.campaign_id)
        .where(Delivery.reference == reference, Campaign.practice_id == staff.practice_id)
    )
    row = session.execute(query).one_or_none()
    if row is None:
        raise NotFound(f"there is no message {reference!r}: `notifier told doubts ID` names those in doubt")
    # Planning locks it too: what it plans anew is called off below, or not planned at all.
    lifecycle.get_campaign(session, staff.practice_id, row.campaign_id, lock=True)
    doubtful = doubtful_tellings(session, staff.practice_id, row.campaign_id, now, [row.patient_id])
    found = next((one for one in doubtful if one.delivery_id == row.id), None)
    if found is None:
        raise NotAllowed(f"the place of {reference} is not in doubt, or it was confirmed before: nothing to confirm")
    kept = {"confirmed_by": staff.id, "confirmed_at": now, "note": read_note(note)}
    session.add(ConfirmedTelling(delivery_id=found.delivery_id, **kept))
    session.flush()
    _call_off(session, found.delivery_id, now)
    audit.append(
        session,
        AuditAction.TELLING_CONFIRMED,
        now,
        staff_id=staff.id,
        campaign_id=row.campaign_id,
        delivery=found.delivery_id,
    )
    return found


def _call_off(session: Session, delivery_id: int, now: datetime) -> None:
    """Cancel what is planned to tell the patient anew, where the confirmed message is known to have arrived."""
    delivery = session.get_one(Delivery, delivery_id)
    is_silent = not traits_of(delivery.channel).reports_delivery
    if delivery.delivery_status is not DeliveryStatus.DELIVERED and not is_silent:
        return
    session.execute(
        update(Delivery)
        .where(Delivery.notice_id == delivery.notice_id, Delivery.wave == Wave.CATCH_UP, Delivery.id > delivery.id)
        .where(Delivery.delivery_status == DeliveryStatus.PLANNED, Delivery.attempts == 0)
        .values(delivery_status=DeliveryStatus.CANCELLED, ended_at=now)
        .execution_options(synchronize_session=False)
    )
