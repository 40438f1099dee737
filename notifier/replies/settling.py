"""What follows from a reply: the telling ends, a doubt opens a review, and the patient hears that an answer came."""

from datetime import datetime, timedelta

from sqlalchemy import exists, or_, select, update
from sqlalchemy.orm import Session

from notifier.campaigns.text_parts import ANSWERED
from notifier.delivery import acknowledgements, notices
from notifier.patients.access_codes import Keys
from notifier.replies import proofs, unasked
from notifier.store import audit
from notifier.store.audit_actions import AuditAction
from notifier.store.database import Database
from notifier.store.tables import Campaign, CampaignText, Delivery, Notice, Reply, ReplyContact, Review
from notifier.vocabulary import Channel, Choice, DeliveryStatus, Doubt, Source, Wave

SITTING = timedelta(hours=1)  # how long somebody may take over the page's form; then what they tried is all there is
_NO_ANSWERS = (*Doubt.tries(), Doubt.STOPPED, Doubt.UNCLEAR)
_BATCH = 200


def settle_waiting(database: Database, keys: Keys, now: datetime) -> int:
    """Settle every reply that was not settled yet; returns how many. Safe to repeat and to interrupt.

    Then what was said under two numbers of one patient is looked at together.
    """
    settled = 0
    while True:
        with database.writing() as session:
            is_no_try = or_(Reply.doubt.is_(None), Reply.doubt.not_in(Doubt.tries()))
            is_over = or_(is_no_try, Reply.recorded_at <= now - SITTING)
            query = select(Reply).where(Reply.settled_at.is_(None), is_over).order_by(Reply.id).limit(_BATCH)
            rows = list(session.execute(query.with_for_update(skip_locked=True)).scalars())
            for row in rows:
                settle_reply(session, keys, row, now)
        if not rows:
            unasked.ask_about_other_numbers(database, now)
            return settled
        settled += len(rows)


def settle_reply(session: Session, keys: Keys, row: Reply, now: datetime) -> None:
    """Do what follows from one reply, which was not settled yet.

    The telling ends, a doubt opens a review, the patient hears that it came, and the audit chain learns of it. A reply
    by the page that does not prove that whoever gave it had the link is in doubt for that.
    """
    query = select(Campaign, Notice).join(Notice, Notice.campaign_id == Campaign.id).where(Notice.id == row.notice_id)
    campaign, notice = session.execute(query).one()
    doubt = row.doubt if _is_proven(session, keys, row, notice) else Doubt.UNPROVEN
    is_followed = _is_followed(session, row)
    if not is_followed:
        _end_telling(session, row, now)
    if doubt is not None and not is_followed:
        session.add(
            Review(
                campaign_id=campaign.id,
                notice_id=row.notice_id,
                reply_id=row.id,
                doubt=doubt,
                opened_at=now,
                note="",
            )
        )
    if not is_followed:
        _acknowledge(session, campaign, row, now)
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
        doubt=doubt.value if doubt else None,
    )


def _is_proven(session: Session, keys: Keys, row: Reply, notice: Notice) -> bool:
    """Whether it came by the patient's link, if it says that it came by the page."""
    if row.source is not Source.PAGE or row.recorded_by is not None:
        return True
    return proofs.is_proven(keys, row, session.get(ReplyContact, row.id), notice)


def _is_followed(session: Session, row: Reply) -> bool:
    """Whether it is a try, and whoever made it went on: then what they said last is what counts."""
    if row.doubt not in Doubt.tries():
        return False
    return bool(session.execute(select(notices.followed()).where(Reply.id == row.id)).scalar_one())


def _end_telling(session: Session, row: Reply, now: datetime) -> None:
    """Call off what is planned; but a stop word is no answer to the proposal, and the telling goes on without texts."""
    if row.doubt is Doubt.STOPPED:
        return
    planned = update(Delivery).where(
        Delivery.notice_id == row.notice_id, Delivery.delivery_status == DeliveryStatus.PLANNED
    )
    if row.choice is not Choice.AGREE:
        # That an answer came stays true, whatever else comes; but the text of earlier campaigns says that it was KEEP.
        planned = planned.where(Delivery.wave != Wave.ACKNOWLEDGEMENT)
    session.execute(planned.values(delivery_status=DeliveryStatus.CANCELLED, ended_at=now))


def _acknowledge(session: Session, campaign: Campaign, row: Reply, now: datetime) -> None:
    """Tell the patient that an answer came, unless nobody answered: by a try, by a text that is none, by our review.

    A campaign that was launched before there was a text for it has one for who keeps it by text, and sends no other.
    """
    is_ours = exists().where(Review.closing_reply_id == row.id)
    if row.doubt in _NO_ANSWERS or session.execute(select(is_ours)).scalar_one():
        return
    only_by = None
    has_text = exists().where(CampaignText.campaign_id == campaign.id, CampaignText.part == ANSWERED)
    if not session.execute(select(has_text)).scalar_one():
        if row.choice is not Choice.KEEP or row.source is not Source.SMS or row.doubt is not None:
            return
        only_by = Channel.SMS
    acknowledgements.plan_acknowledgement(session, campaign, row.notice_id, row.id, now, only_by=only_by)
