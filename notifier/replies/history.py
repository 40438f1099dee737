"""What patients told us, as staff may see it, with what an answerer said of themself, and whether it is settled."""

from collections import defaultdict
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, replace
from datetime import date, datetime, timedelta

from sqlalchemy import ColumnElement, exists, select
from sqlalchemy.orm import Session, aliased

from notifier.campaigns import calendar
from notifier.delivery import notices
from notifier.replies import reception_order
from notifier.replies.record import RECORDED_COLUMNS, RecordedReply, is_late
from notifier.store.tables import Link, Notice, Reply, ReplyContact, Review, Staff
from notifier.vocabulary import Choice, Doubt, IdentityCheck

UNDO_FOR = timedelta(minutes=1)  # in which whoever logged a reply may undo it and need say no more


@dataclass(frozen=True, slots=True)
class ReplyView(RecordedReply):
    """A recorded reply with what staff alone may read: the note, who answered, what became of it and who settled it.

    Placed among the others as a `reception_order.PlacedReply`.
    """

    recorded_at: datetime
    recorded_by_staff: bool
    logged_by_id: int | None  # the staff account that took it, if one did
    logged_by: str  # who that is: their name, or their address where they have none; empty for nobody
    identity_check: IdentityCheck | None  # how they knew who it was
    is_conclusion: bool  # it is what a person concluded of another one
    note: str
    name: str  # of whoever answered for the patient; empty where nobody said
    contact: str  # how to reach whoever gave a date of birth that did not match; empty where nobody said
    date_of_birth: date | None  # as it was given, where it did not match
    last_day: date  # that the patient was given
    is_replaced: bool  # a try on the page, after which the same person went on
    open_review: int | None  # that a person has yet to settle
    settled_at: datetime | None  # when a person settled the doubt, or took it back
    settled_by_id: int | None
    settled_by: str  # who did: their name, or their address where they have none; empty where nobody did
    settling_note: str  # how they know
    not_theirs: bool  # what they found: the patient did not say this
    conclusion: int | None  # the reply that is what they concluded

    @property
    def in_doubt(self) -> bool:
        """Whether a person has yet to look at it."""
        return self.doubt is not None and self.settled_at is None and not self.is_replaced

    @property
    def set_aside(self) -> bool:
        """Whether a person has looked at it, so that their conclusion counts, or whoever made a try went on."""
        return self.settled_at is not None or self.is_replaced

    @property
    def is_undone(self) -> bool:
        """Whether it was logged for the wrong patient and taken back, by itself or as what was concluded of one."""
        return self.doubt is Doubt.MISFILED

    @property
    def is_undone_at_once(self) -> bool:
        """Whether whoever had logged it undid it within a minute: a slip of the hand, and nothing about a patient."""
        if not self.is_undone or self.settled_at is None or self.logged_by_id is None:
            return False
        return self.settled_by_id == self.logged_by_id and self.settled_at - self.recorded_at <= UNDO_FOR

    @property
    def may_be_taken_back(self) -> bool:
        """Whether it is staff's own record of what somebody said, and still counts: see `replies.misfiled`."""
        return self.recorded_by_staff and not (self.is_conclusion or self.not_theirs)

    @property
    def is_dated_by_day(self) -> bool:
        """Whether no more than the day is known on which it was said."""
        return reception_order.is_dated_by_day(self)

    @property
    def is_logged_later(self) -> bool:
        """Whether it was written down on a later day than it came."""
        return calendar.london_date(self.recorded_at) > calendar.london_date(self.received_at)

    @property
    def is_late(self) -> bool:
        """Whether it came after the patient's last day."""
        return is_late(self.received_at, self.last_day)

    @property
    def may_have_to_come_off(self) -> bool:
        """Whether the code, if it was added by then, has to come off the record."""
        return self.is_late and self.choice is not Choice.AGREE


_CLOSING, _LOGGER = aliased(Review), aliased(Staff)
_QUERY = (
    select(
        Reply.notice_id,
        *RECORDED_COLUMNS,
        *(Reply.recorded_at, Reply.recorded_by.is_not(None).label("by_staff"), Reply.note),
        *(Reply.recorded_by, Reply.identity_check),
        *(_LOGGER.name.label("logger_name"), _LOGGER.email.label("logger_email"), Review.closed_by),
        *(ReplyContact.name, ReplyContact.contact, ReplyContact.date_of_birth),
        *(Link.deadline_on, notices.followed().label("is_replaced")),
        *(Review.id.label("review_id"), Review.doubt.label("review_doubt"), Review.closed_at, Review.closing_reply_id),
        *(Review.note.label("settling_note"), Staff.name.label("staff_name"), Staff.email.label("staff_email")),
        exists(_CLOSING.id)
        .where(_CLOSING.notice_id == Reply.notice_id, _CLOSING.closing_reply_id == Reply.id)
        .label("is_conclusion"),
    )
    .join(Notice, Notice.id == Reply.notice_id)
    .join(Link, Link.notice_id == Reply.notice_id)
    .outerjoin(ReplyContact, ReplyContact.reply_id == Reply.id)
    .outerjoin(Review, Review.reply_id == Reply.id)
    .outerjoin(Staff, Staff.id == Review.closed_by)
    .outerjoin(_LOGGER, _LOGGER.id == Reply.recorded_by)
    .order_by(Reply.id)
)


def replies_of_notices(session: Session, condition: ColumnElement[bool]) -> dict[int, list[ReplyView]]:
    """The replies to the notices that fulfil a condition on `Notice`: notice id -> replies by reception.

    What a person concluded of a reply came when they did.
    """
    found: dict[int, list[ReplyView]] = defaultdict(list)
    for row in session.execute(_QUERY.where(condition)):
        view = ReplyView(
            id=row.id,
            reference=row.reference,
            choice=row.choice,
            source=row.source,
            received_at=row.received_at,
            doubt=row.review_doubt or row.doubt,
            answered_by=row.answered_by,
            extent=row.extent,
            recorded_at=row.recorded_at,
            recorded_by_staff=row.by_staff,
            logged_by_id=row.recorded_by,
            logged_by=row.logger_name or row.logger_email or "",
            identity_check=row.identity_check,
            is_conclusion=row.is_conclusion,
            note=row.note,
            name=row.name or "",
            contact=row.contact or "",
            date_of_birth=row.date_of_birth,
            last_day=row.deadline_on,
            is_replaced=row.is_replaced,
            open_review=row.review_id if row.closed_at is None else None,
            settled_at=row.closed_at,
            settled_by_id=row.closed_by,
            settled_by=row.staff_name or row.staff_email or "",
            settling_note=row.settling_note or "",
            not_theirs=row.review_doubt is Doubt.MISFILED
            or (row.closed_at is not None and row.closing_reply_id is None),
            conclusion=row.closing_reply_id,
        )
        found[row.notice_id].append(view)
    return {notice_id: reception_order.by_reception(_undone_with(said)) for notice_id, said in found.items()}


def _undone_with(said: Sequence[ReplyView]) -> Iterator[ReplyView]:
    """The replies, with who took back what a person had concluded of one, and why, at that one too."""
    by_id = {one.id: one for one in said}
    for one in said:
        if one.is_undone and one.conclusion is not None:
            undone = by_id[one.conclusion]
            yield replace(
                one,
                settled_at=undone.settled_at,
                settled_by_id=undone.settled_by_id,
                settled_by=undone.settled_by,
                settling_note=undone.settling_note,
            )
        else:
            yield one
