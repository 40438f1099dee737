"""Reviews: what a person at the practice concludes of a reply that is in doubt."""

from datetime import datetime

from sqlalchemy import and_, exists, false, or_, select
from sqlalchemy.orm import Session, aliased

from notifier.campaigns.calendar import london_date
from notifier.delivery import called_off
from notifier.errors import NotAllowed, NotFound
from notifier.practice.accounts import StaffAccount
from notifier.replies import history, reception_order, record
from notifier.replies.history import ReplyView
from notifier.staff_notes import read_note
from notifier.store import audit
from notifier.store.audit_actions import AuditAction
from notifier.store.tables import Campaign, Notice, Reply, Review, Staff
from notifier.vocabulary import Choice, Doubt, Role

ANOTHER_PERSON = (
    "you logged this answer yourself: somebody else with the role reception or manager settles it. Until then the "
    "patient is held. That they want to keep it you may settle yourself"
)


def loggers(session: Session, review_id: int, choice: Choice | None) -> set[int]:
    """The ids of the staff accounts that logged the answer in doubt, or another answer of the patient that says what is
    to be concluded and was not taken back; none for what came by the page or a text. What a person concluded in a
    review was not logged by them: somebody else logged that, and they were the second person.
    """
    taken_back = exists().where(_BESIDE.reply_id == Reply.id, _BESIDE.doubt == Doubt.MISFILED)
    concluded = exists().where(_BESIDE.closing_reply_id == Reply.id)
    says_so = and_(Reply.choice == choice, ~taken_back) if choice is not None else false()
    query = (
        select(Reply.recorded_by)
        .join(Review, Review.notice_id == Reply.notice_id)
        .where(Review.id == review_id, Reply.recorded_by.is_not(None))
        .where(or_(Reply.id == Review.reply_id, says_so), ~concluded)
    )
    return {one for one in session.execute(query).scalars() if one is not None}


def settled_before(session: Session, review_id: int, staff: StaffAccount) -> str:
    """Who settled a review of the practice, when, and what they found; empty for one that is open or not there."""
    query = select(Review).join(Campaign, Campaign.id == Review.campaign_id).where(Review.id == review_id)
    query = query.where(Campaign.practice_id == staff.practice_id, Review.closed_at.is_not(None))
    review = session.execute(query).scalar_one_or_none()
    return _who_was_first(session, review) if review is not None else ""


def _who_was_first(session: Session, review: Review) -> str:
    by = session.get(Staff, review.closed_by) if review.closed_by is not None else None
    who = by.called if by is not None else "somebody"
    closing = session.get(Reply, review.closing_reply_id) if review.closing_reply_id is not None else None
    found = _FOUND[closing.choice] if closing is not None else "that it was not theirs, or meant something else"
    on = f" on {london_date(review.closed_at):%d/%m/%Y}" if review.closed_at is not None else ""
    return f"{who} has settled this review already{on}, and found {found}"


_FOUND = {
    Choice.KEEP: "that they want to keep it",
    Choice.AGREE: "that they agree",
    Choice.UNSURE: "that they are not sure",
}
_BESIDE = aliased(Review)


def close_review(
    session: Session, review_id: int, staff: StaffAccount, choice: Choice | None, note: str, now: datetime
) -> None:
    """Settle a review: `choice` is what the patient wants, or None when the doubtful reply was not theirs at all, or,
    for a stop word, when it meant the texts and nothing else.

    The conclusion is a reply of its own, and stands for all that was recorded before it. Without one, what else the
    patient told us stands; where that is nothing, and it was no stranger with their link, the telling goes on. While
    another review of the patient is open, they are held whatever this one ends with. Raises NotFound; ValueRefused for
    a note that is too long; and NotAllowed without the role, without a note, when somebody closed it before, or for an
    agreement when the patient said otherwise after it: that is known by when it came, or by when it was recorded. So it
    is for whoever logged the answer, see `loggers`: a second person settles it, unless it is to keep it.
    """
    staff.must_be(Role.RECEPTION, Role.MANAGER)
    query = select(Review).join(Campaign, Campaign.id == Review.campaign_id).where(Review.id == review_id)
    query = query.where(Campaign.practice_id == staff.practice_id).with_for_update(of=Review)
    review = session.execute(query).scalar_one_or_none()
    if review is None:
        raise NotFound("there is no such review")
    if review.closed_at is not None:
        raise NotAllowed(_who_was_first(session, review))
    if not note.strip():
        raise NotAllowed("say in the note how you found out what the patient wants")
    if choice is not Choice.KEEP and staff.id in loggers(session, review_id, choice):
        raise NotAllowed(ANOTHER_PERSON)
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
