"""What patients told us, as staff may see it, with what an answerer said of themself, and whether it is settled."""

from collections import defaultdict
from dataclasses import dataclass
from datetime import date, datetime

from sqlalchemy import ColumnElement, select
from sqlalchemy.orm import Session

from notifier.delivery import notices
from notifier.replies.record import GivenContact, is_late
from notifier.store.tables import Link, Notice, Reply, ReplyContact, Review
from notifier.vocabulary import Answerer, Choice, Doubt, Extent, Source


@dataclass(frozen=True)
class ReplyView:
    """One reply."""

    id: int
    reference: str
    choice: Choice
    source: Source
    received_at: datetime
    doubt: Doubt | None
    note: str
    answered_by: Answerer
    extent: Extent | None
    given: GivenContact
    last_day: date  # that the patient was given
    is_replaced: bool  # a try with a wrong date of birth, after which the same person went on
    open_review: int | None  # that a person has yet to settle
    settled_at: datetime | None  # when a person settled the doubt
    not_theirs: bool  # what they found: the patient did not say this

    @property
    def is_late(self) -> bool:
        """Whether it came after the patient's last day."""
        return is_late(self.received_at, self.last_day)

    @property
    def may_have_to_come_off(self) -> bool:
        """Whether the code, if it was added by then, has to come off the record."""
        return self.is_late and self.choice is not Choice.AGREE


def replies_of_notices(session: Session, condition: ColumnElement[bool]) -> dict[int, list[ReplyView]]:
    """The answers to the notices that fulfil a condition on `Notice`: notice id -> answers in the order they came."""
    query = (
        select(Reply, ReplyContact, Review, Link.deadline_on, notices.followed().label("is_replaced"))
        .join(Notice, Notice.id == Reply.notice_id)
        .join(Link, Link.notice_id == Reply.notice_id)
        .outerjoin(ReplyContact, ReplyContact.reply_id == Reply.id)
        .outerjoin(Review, Review.reply_id == Reply.id)
        .where(condition)
        .order_by(Reply.id)
    )
    found: dict[int, list[ReplyView]] = defaultdict(list)
    for reply, contact, review, last_day, is_replaced in session.execute(query):
        found[reply.notice_id].append(_view(reply, contact, review, last_day, is_replaced=is_replaced))
    return found


def _view(
    reply: Reply, contact: ReplyContact | None, review: Review | None, last_day: date, *, is_replaced: bool
) -> ReplyView:
    is_closed = review is not None and review.closed_at is not None
    return ReplyView(
        id=reply.id,
        reference=reply.reference,
        choice=reply.choice,
        source=reply.source,
        received_at=reply.received_at,
        doubt=reply.doubt,
        note=reply.note,
        answered_by=reply.answered_by,
        extent=reply.extent,
        given=GivenContact(contact.name, contact.contact, contact.date_of_birth) if contact else GivenContact(),
        last_day=last_day,
        is_replaced=is_replaced,
        open_review=review.id if review and not is_closed else None,
        settled_at=review.closed_at if review else None,
        not_theirs=review is not None and is_closed and review.closing_reply_id is None,
    )
