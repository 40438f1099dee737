"""Reviews: what a person at the practice concludes of a reply that is in doubt."""

from datetime import datetime

from sqlalchemy import select
from sqlalchemy.orm import Session

from notifier.delivery import called_off
from notifier.errors import NotAllowed, NotFound
from notifier.practice.accounts import StaffAccount
from notifier.replies import history, reception_order, record
from notifier.replies.history import ReplyView
from notifier.staff_notes import read_note
from notifier.store import audit
from notifier.store.audit_actions import AuditAction
from notifier.store.tables import Campaign, Notice, Reply, Review
from notifier.vocabulary import Choice, Doubt, Role


def close_review(
    session: Session, review_id: int, staff: StaffAccount, choice: Choice | None, note: str, now: datetime
) -> None:
    """Settle a review: `choice` is what the patient wants, or None when the doubtful reply was not theirs at all, or,
    for a stop word, when it meant the texts and nothing else.

    The conclusion is a reply of its own, and stands for all that was recorded before it. Without one, what else the
    patient told us stands; where that is nothing, and it was no stranger with their link, the telling goes on. While
    another review of the patient is open, they are held whatever this one ends with. Raises NotFound; ValueRefused for
    a note that is too long; and NotAllowed without the role, without a note, when somebody closed it before, or for an
    agreement when the patient said otherwise after it: that is known by when it came, or by when it was recorded.
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
    if choice is Choice.AGREE and (otherwise := _said_otherwise_since(session, review)) is not None:
        raise NotAllowed(
            f"the patient has told us something else since, by the answer {otherwise.reference}: keep to the last; if "
            "they agree after all, log that as a new answer, and settle that one"
        )
    review.closed_at, review.closed_by, review.note = now, staff.id, read_note(note)
    doubtful = session.get_one(Reply, review.reply_id)
    if choice is None:
        if doubtful.recorded_by is not None or review.doubt is Doubt.UNCLEAR:
            called_off.go_on_without(session, review.notice_id, review.reply_id, now)
    else:
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


def _said_otherwise_since(session: Session, review: Review) -> ReplyView | None:
    """Another clear reply that does not agree, came or was recorded after the one in doubt, and nobody has looked at.

    What is in doubt itself has a review of its own, which holds the patient until it is settled too.
    """
    said = history.replies_of_notices(session, Notice.id == review.notice_id)[review.notice_id]
    doubtful = next(one for one in said if one.id == review.reply_id)
    clear = [one for one in said if not (one.in_doubt or one.set_aside)]
    looked_at = max((one.id for one in clear if one.is_conclusion), default=0)
    for one in clear:
        is_since = one.id > doubtful.id or reception_order.is_said_before(doubtful, one)
        if one.choice is not Choice.AGREE and one.id >= looked_at and is_since:
            return one
    return None
