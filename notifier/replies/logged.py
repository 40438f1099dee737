"""What one person at the desk has logged, the last first; and whether a reply was logged already."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date, datetime

from sqlalchemy import ColumnElement, and_, exists, func, select
from sqlalchemy.orm import Session, aliased

from notifier.campaigns import lifecycle
from notifier.campaigns.calendar import london_date
from notifier.contacts.full_names import join_names
from notifier.delivery import notices
from notifier.errors import NotAllowed
from notifier.patients.access_codes import Keys
from notifier.practice.accounts import StaffAccount
from notifier.replies import history, record
from notifier.replies.history import UNDO_FOR, ReplyView
from notifier.replies.record import NewReply, RecordedReply
from notifier.store.tables import Notice, Patient, Reply, Review
from notifier.vocabulary import Choice, Doubt, Role, Source


@dataclass(frozen=True)
class LoggedReply:
    """A reply in the list of what somebody logged last."""

    reference: str
    choice: Choice
    source: Source
    received_at: datetime
    recorded_at: datetime
    doubt: Doubt | None
    is_taken_back: bool
    patient_id: int
    full_name: str
    date_of_birth: date
    is_deceased: bool
    has_left: bool

    def may_be_undone(self, now: datetime) -> bool:
        """Whether the minute in which whoever logged it may undo it is not over."""
        return not self.is_taken_back and now - self.recorded_at <= UNDO_FOR


class LoggedAlready(NotAllowed):
    """A reply seems to have been logged before, as `earlier`, which says by whom and when: ask before logging it."""

    def __init__(self, earlier: ReplyView) -> None:
        super().__init__(
            f"{earlier.logged_by} logged the same answer, {earlier.reference}, on "
            f"{london_date(earlier.recorded_at):%d/%m/%Y}: log it again only if it is another one"
        )
        self.earlier = earlier


_REVIEW, _CLOSING = aliased(Review), aliased(Review)


def log_once(
    session: Session, keys: Keys, campaign_id: int, patient_id: int, reply: NewReply, staff: StaffAccount, now: datetime
) -> RecordedReply:
    """Record what reception was told, as `record.record_staff_reply`, unless it seems to be logged already.

    Two people who log one slip in the same instant come one after the other. Raises LoggedAlready besides.
    """
    staff.must_be(Role.RECEPTION, Role.MANAGER)
    campaign = lifecycle.get_campaign(session, staff.practice_id, campaign_id)
    notice_id = notices.ensure_notice(session, campaign, patient_id, keys, now)
    session.flush()
    record.lock_notice(session, notice_id)
    said = history.replies_of_notices(session, Notice.id == notice_id).get(notice_id, [])
    if (earlier := logged_before(said, reply)) is not None:
        raise LoggedAlready(earlier)
    return record.record_staff_reply(session, keys, campaign_id, patient_id, reply, staff, now)


def last_logged(
    session: Session, staff: StaffAccount, campaign_id: int, since: datetime, most: int
) -> list[LoggedReply]:
    """What a person logged in a campaign since then, the last first; what they concluded in reviews is left out."""
    query = (
        select(Reply, Patient, _REVIEW.doubt.label("review_doubt"))
        .join(Notice, Notice.id == Reply.notice_id)
        .join(Patient, Patient.id == Notice.patient_id)
        .outerjoin(_REVIEW, _REVIEW.reply_id == Reply.id)
        .where(_is_logged(staff, campaign_id, since))
        .order_by(Reply.id.desc())
        .limit(most)
    )
    return [
        LoggedReply(
            reference=reply.reference,
            choice=reply.choice,
            source=reply.source,
            received_at=reply.received_at,
            recorded_at=reply.recorded_at,
            doubt=reply.doubt,
            is_taken_back=review_doubt is Doubt.MISFILED,
            patient_id=patient.id,
            full_name=join_names(patient.title, patient.given_name, patient.family_name),
            date_of_birth=patient.date_of_birth,
            is_deceased=patient.deceased,
            has_left=patient.left,
        )
        for reply, patient, review_doubt in session.execute(query).all()
    ]


def count_logged(session: Session, staff: StaffAccount, campaign_id: int, since: datetime) -> int:
    """How many replies a person logged in a campaign since then, without those that were taken back."""
    query = (
        select(func.count())
        .select_from(Reply)
        .join(Notice, Notice.id == Reply.notice_id)
        .outerjoin(_REVIEW, and_(_REVIEW.reply_id == Reply.id, _REVIEW.doubt == Doubt.MISFILED))
        .where(_is_logged(staff, campaign_id, since), _REVIEW.id.is_(None))
    )
    return session.execute(query).scalar_one()


def logged_before(said: Sequence[ReplyView], new: NewReply) -> ReplyView | None:
    """The reply that a new one seems to be once more: the same choice by the same way and person, on the same day.

    Of paper on any day, for one slip may lie on two piles. Only what staff logged and nobody took back.
    """
    for one in reversed(said):
        is_staffs = one.recorded_by_staff and not (one.is_conclusion or one.not_theirs)
        is_same = (one.choice, one.source, one.answered_by) == (new.choice, new.source, new.answered_by)
        of_the_day = london_date(one.received_at) == london_date(new.received_at)
        if is_staffs and is_same and (of_the_day or new.source is Source.PAPER):
            return one
    return None


def _is_logged(staff: StaffAccount, campaign_id: int, since: datetime) -> ColumnElement[bool]:
    is_conclusion = exists(_CLOSING.id).where(
        _CLOSING.notice_id == Reply.notice_id, _CLOSING.closing_reply_id == Reply.id
    )
    return and_(
        Reply.recorded_by == staff.id,
        Reply.recorded_at >= since,
        Notice.campaign_id == campaign_id,
        ~is_conclusion,
    )
