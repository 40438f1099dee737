"""Letters and the prescription's line for people to carry on: printed once, posted on a day that a person records."""

from datetime import datetime, timedelta

from sqlalchemy import select
from sqlalchemy.orm import Session

from notifier import audit, campaigns, planning, receipts
from notifier.campaigns import LONDON
from notifier.channels.base import Report
from notifier.channels.letter import NAME
from notifier.dispatch import Dispatcher, plates_of
from notifier.errors import NotAllowed
from notifier.rendering import without_letters
from notifier.staff import StaffAccount
from notifier.store.models import Delivery
from notifier.vocabulary import Channel, DeliveryStatus, ReportKind, Role


def print_letters(dispatcher: Dispatcher, campaign_id: int, staff: StaffAccount | None, now: datetime) -> int:
    """Print every letter of a running campaign that waits, each once, and return how many.

    A run that was killed is first looked into: what is in the folder is printed, the rest is never printed blindly
    again.
    """
    unknown_after = timedelta(hours=dispatcher.settings.unknown_hours)
    planning.advance(dispatcher.database, campaign_id, dispatcher.keys, now, unknown_after=unknown_after)
    dispatcher.sweep(now)
    dispatcher.reconcile(Channel.LETTER, now)
    printed = dispatcher.drain(Channel.LETTER, lambda: now, campaign_id)
    if printed:
        with dispatcher.database.writing() as session:
            staff_id = staff.id if staff else None
            audit.append(session, "letters.printed", now, staff_id=staff_id, campaign_id=campaign_id, letters=printed)
    return printed


def record_posting(session: Session, campaign_id: int, staff: StaffAccount, posted_at: datetime, now: datetime) -> int:
    """Record that every letter printed by that day and not yet posted was posted then; returns how many.

    Raises NotAllowed without the role, for a day in the future, or when no printed letter waits.
    """
    staff.must_be(Role.MANAGER, Role.RECEPTION)
    campaigns.get(session, staff.practice_id, campaign_id)
    if posted_at > now:
        raise NotAllowed("letters cannot have been posted in the future")
    query = select(Delivery.reference).where(
        Delivery.campaign_id == campaign_id,
        Delivery.provider == NAME,
        Delivery.delivery_status == DeliveryStatus.ACCEPTED,
        Delivery.posted_at.is_(None),
    )
    day = posted_at.astimezone(LONDON).date()
    rows = session.execute(query.add_columns(Delivery.accepted_at)).all()
    references = [row.reference for row in rows if row.accepted_at and row.accepted_at.astimezone(LONDON).date() <= day]
    if not references:
        raise NotAllowed("no letter that was printed by then waits to be posted")
    for reference in references:
        report = Report(
            reference, reference, f"{reference}:posted", ReportKind.POSTED, posted_at, None, {"recorded_by": staff.id}
        )
        receipts.record_report(session, NAME, report, now)
    audit.append(
        session,
        "letters.posted",
        now,
        staff_id=staff.id,
        campaign_id=campaign_id,
        letters=len(references),
        posted_at=posted_at.isoformat(),
    )
    return len(references)


def footer_text(session: Session, practice_id: int, campaign_id: int, public_url: str) -> str:
    """The prescription's lines as they will print. Raises NotAllowed when the campaign has no footer."""
    campaign = campaigns.get(session, practice_id, campaign_id)
    if Channel.FOOTER not in campaign.channels:
        raise NotAllowed("this campaign was created without a prescription footer")
    return plates_of(session, campaign.id, public_url, without_letters).footer("").body
