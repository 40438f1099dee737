"""Forgets what has lost its reason: patients' rows some months after the last campaign ended, while the counts stay.

Numbers and addresses that asked for nothing more are kept, for that wish outlives a campaign. The audit chain, the
texts, the approvals and the imports' counts hold no patient and are kept (domain notes, 2.2 and 2.3: no line of the
Records Management Code fits, so the period is the practice's to set).
"""

from datetime import datetime, timedelta

from sqlalchemy import delete, select
from sqlalchemy.orm import Session

from notifier.errors import NotAllowed
from notifier.practice.accounts import StaffAccount
from notifier.store import audit
from notifier.store.audit_actions import AuditAction
from notifier.store.tables import (
    Campaign,
    Delivery,
    InboundText,
    LetterCopy,
    Link,
    Notice,
    Patient,
    PatientChange,
    PrintedLetter,
    Receipt,
    Reply,
    ReplyContact,
    Review,
    WithdrawnLink,
)
from notifier.vocabulary import CampaignStatus, Role

KEPT_FOR = timedelta(days=183)  # about six months after the end: late replies and the return of a wrong code take time


def purge(session: Session, staff: StaffAccount, now: datetime, kept_for: timedelta = KEPT_FOR) -> int:
    """Delete a practice's patients and all that hangs on them; returns how many patients were forgotten.

    Raises NotAllowed without the role, or while any campaign still runs or ended less than `kept_for` ago.
    """
    staff.must_be(Role.MANAGER)
    query = select(Campaign).where(Campaign.practice_id == staff.practice_id)
    for campaign in session.execute(query).scalars():
        if (
            campaign.campaign_status not in CampaignStatus.over()
            or campaign.closed_at is None
            or campaign.closed_at > now - kept_for
        ):
            raise NotAllowed(
                f"campaign {campaign.id} is {campaign.campaign_status}: patients are kept until {kept_for.days} days "
                "after every campaign has ended"
            )
    patients = select(Patient.id).where(Patient.practice_id == staff.practice_id)
    notices = select(Notice.id).where(Notice.patient_id.in_(patients))
    deliveries = select(Delivery.id).where(Delivery.notice_id.in_(notices))
    for statement in (
        delete(Receipt).where(Receipt.delivery_id.in_(deliveries)),
        # What fitted no delivery may hold a number or an address all the same.
        delete(Receipt).where(Receipt.delivery_id.is_(None), Receipt.received_at < now - kept_for),
        delete(InboundText).where(InboundText.received_at < now - kept_for),
        delete(InboundText).where(InboundText.sender.in_(select(Patient.mobile).where(Patient.id.in_(patients)))),
        delete(Review).where(Review.notice_id.in_(notices)),
        delete(ReplyContact).where(ReplyContact.reply_id.in_(select(Reply.id).where(Reply.notice_id.in_(notices)))),
        delete(Reply).where(Reply.notice_id.in_(notices)),
        delete(PrintedLetter).where(PrintedLetter.delivery_id.in_(deliveries)),
        delete(LetterCopy).where(LetterCopy.delivery_id.in_(deliveries)),
        delete(Delivery).where(Delivery.notice_id.in_(notices)),
        delete(Link).where(Link.notice_id.in_(notices)),
        delete(WithdrawnLink).where(WithdrawnLink.notice_id.in_(notices)),
        delete(Notice).where(Notice.patient_id.in_(patients)),
        delete(PatientChange).where(PatientChange.patient_id.in_(patients)),
    ):
        session.execute(statement.execution_options(synchronize_session=False))
    forgotten = len(
        session.execute(
            delete(Patient)
            .where(Patient.practice_id == staff.practice_id)
            .returning(Patient.id)
            .execution_options(synchronize_session=False)
        ).all()
    )
    audit.append(session, AuditAction.PURGED, now, staff_id=staff.id, patients=forgotten)
    return forgotten
