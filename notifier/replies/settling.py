"""What follows from a reply: the telling ends, a doubt opens a review, a clear text is acknowledged."""

from contextlib import suppress
from datetime import datetime, timedelta

from sqlalchemy import or_, select, update
from sqlalchemy.orm import Session

from notifier.contacts import Mobile
from notifier.delivery import notices
from notifier.delivery.limits import suppressions
from notifier.errors import ValueRefused
from notifier.patients import access_codes
from notifier.store import audit
from notifier.store.audit_actions import AuditAction
from notifier.store.database import Database, insert_unless_there
from notifier.store.tables import Campaign, Delivery, InboundText, Notice, Reply, Review
from notifier.vocabulary import CampaignStatus, Channel, Choice, DeliveryStatus, Doubt, Source, TextMeaning, Wave

SITTING = timedelta(hours=1)  # how long somebody may take over the page's form; then what they tried is all there is


_BATCH = 200


def settle_waiting(database: Database, now: datetime) -> int:
    """Settle every reply that was not settled yet; returns how many. Safe to repeat and to interrupt."""
    settled = 0
    while True:
        with database.writing() as session:
            is_no_try = or_(Reply.doubt.is_(None), Reply.doubt.not_in(Doubt.tries()))
            is_over = or_(is_no_try, Reply.recorded_at <= now - SITTING)
            query = select(Reply).where(Reply.settled_at.is_(None), is_over).order_by(Reply.id).limit(_BATCH)
            rows = list(session.execute(query.with_for_update(skip_locked=True)).scalars())
            for row in rows:
                _settle_reply(session, row, now)
        if not rows:
            return settled
        settled += len(rows)


def _settle_reply(session: Session, row: Reply, now: datetime) -> None:
    """Do what follows from one reply.

    The telling ends, a doubt opens a review, a clear text is acknowledged, and the audit chain learns of it.
    """
    query = select(Campaign).join(Notice, Notice.campaign_id == Campaign.id).where(Notice.id == row.notice_id)
    campaign = session.execute(query).scalar_one()
    is_followed = _is_followed(session, row)
    if not is_followed:
        _end_telling(session, row, now)
    if row.doubt is not None and not is_followed:
        session.add(
            Review(
                campaign_id=campaign.id,
                notice_id=row.notice_id,
                reply_id=row.id,
                doubt=row.doubt,
                opened_at=now,
                note="",
            )
        )
    elif row.choice is Choice.KEEP and row.source is Source.SMS and campaign.campaign_status is CampaignStatus.RUNNING:
        _acknowledge(session, campaign.id, row, now)
    row.settled_at = now
    audit.append(
        session,
        AuditAction.REPLY_SETTLED,
        now,
        staff_id=row.recorded_by,
        campaign_id=campaign.id,
        reply=row.id,
        choice=row.choice.value,
        source=row.source.value,
        doubt=row.doubt.value if row.doubt else None,
    )


def _is_followed(session: Session, row: Reply) -> bool:
    """Whether it is a try, and whoever made it went on: then what they said last is what counts."""
    return bool(session.execute(select(notices.followed()).where(Reply.id == row.id)).scalar_one())


def _end_telling(session: Session, row: Reply, now: datetime) -> None:
    """Call off what is planned; but a stop word is no answer to the proposal, and the telling goes on without texts."""
    if row.doubt is Doubt.STOPPED:
        return
    planned = update(Delivery).where(
        Delivery.notice_id == row.notice_id, Delivery.delivery_status == DeliveryStatus.PLANNED
    )
    if row.choice is not Choice.AGREE:
        # That we heard KEEP stays true, whatever else comes; only to who agrees since it would be wrong.
        planned = planned.where(Delivery.wave != Wave.ACKNOWLEDGEMENT)
    session.execute(planned.values(delivery_status=DeliveryStatus.CANCELLED, ended_at=now))


def _acknowledge(session: Session, campaign_id: int, row: Reply, now: datetime) -> None:
    """Plan the one text that says we heard, to the mobile that the patient wrote from."""
    sender = _sender(session, row)
    if sender is None or suppressions.is_suppressed(session, Channel.SMS, sender):
        return
    planned = insert_unless_there(session, Delivery).values(
        campaign_id=campaign_id,
        notice_id=row.notice_id,
        channel=Channel.SMS,
        wave=Wave.ACKNOWLEDGEMENT,
        reference=access_codes.new_reference(),
        delivery_status=DeliveryStatus.PLANNED,
        planned_at=now,
        due_at=now,
        sent_to=sender,
    )
    session.execute(planned)


def _sender(session: Session, row: Reply) -> Mobile | None:
    """The mobile that this reply came from; None when staff recorded it, or when no text may go there."""
    query = select(InboundText.sender, InboundText.reply_ids).where(
        InboundText.received_at == row.recorded_at, InboundText.meaning == TextMeaning.KEEP
    )
    for sender, reply_ids in session.execute(query):
        if row.id in reply_ids:
            with suppress(ValueRefused):
                return Mobile.parse(sender)
    return None
