"""Reviews: what a person at the practice concludes of a reply that is in doubt."""

from datetime import datetime

from sqlalchemy import select
from sqlalchemy.orm import Session

from notifier.errors import NotAllowed, NotFound
from notifier.practice.accounts import StaffAccount
from notifier.replies import record
from notifier.replies.record import LONGEST_NOTE
from notifier.store import audit
from notifier.store.audit_actions import AuditAction
from notifier.store.tables import Campaign, Reply, Review
from notifier.vocabulary import Choice, Role


def close_review(
    session: Session, review_id: int, staff: StaffAccount, choice: Choice | None, note: str, now: datetime
) -> None:
    """Settle a review: `choice` is what the patient wants, or None when the doubtful reply was not theirs at all, or,
    for a stop word, when it meant the texts and nothing else.

    The conclusion is a reply of its own; without one, what the patient told us before stands. Raises NotFound, and
    NotAllowed without the role, without a note, or when somebody closed it before.
    """
    staff.must_be(Role.RECEPTION, Role.MANAGER)
    query = select(Review).join(Campaign, Campaign.id == Review.campaign_id).where(Review.id == review_id)
    query = query.where(Campaign.practice_id == staff.practice_id).with_for_update(of=Review)
    review = session.execute(query).scalar_one_or_none()
    if review is None:
        raise NotFound("there is no such review")
    if review.closed_at is not None:
        raise NotAllowed("somebody has settled this review already")
    if not note.strip():
        raise NotAllowed("say in the note how you found out what the patient wants")
    record.lock_notice(session, review.notice_id)  # what they say in this very instant comes before or after
    if choice is Choice.AGREE and _said_otherwise_since(session, review):
        raise NotAllowed("the patient has told us something else since: look at their answers, and keep to the last")
    review.closed_at, review.closed_by, review.note = now, staff.id, note.strip()[:LONGEST_NOTE]
    if choice is not None:
        doubtful = session.get_one(Reply, review.reply_id)
        concluded = record.record_conclusion(session, doubtful, choice, review.note, staff.id, now)
        review.closing_reply_id = concluded.id
    audit.append(
        session,
        AuditAction.REVIEW_CLOSED,
        now,
        staff_id=staff.id,
        campaign_id=review.campaign_id,
        review=review.id,
        choice=choice.value if choice else None,
    )


def _said_otherwise_since(session: Session, review: Review) -> bool:
    standing = _standing_reply(session, review.notice_id)
    return standing is not None and standing.id > review.reply_id and standing.choice is not Choice.AGREE


def _standing_reply(session: Session, notice_id: int) -> Reply | None:
    """The latest reply that nobody doubts: what the patient wants as far as we know."""
    query = select(Reply).where(Reply.notice_id == notice_id, Reply.doubt.is_(None)).order_by(Reply.id.desc()).limit(1)
    return session.execute(query).scalar_one_or_none()
