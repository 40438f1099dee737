"""Taking back a reply that staff logged by mistake: undone at once by who logged it, or said to be another patient's.

Nothing is removed: the reply stays as it was logged, with a review that says who took it back, when and why. From then
on everything is as if the patient had not said it, and the telling goes on; what was concluded before keeps it. One
thing does not come back by itself: where an agreement would count again that the reply had held, a person looks at it
first, however soon the reply was taken back (see `unasked.uncovered_agreement`).
"""

from datetime import datetime

from sqlalchemy import select
from sqlalchemy.orm import Session

from notifier.campaigns import calendar
from notifier.delivery import called_off
from notifier.errors import NotAllowed, NotFound
from notifier.patients.access_codes import Keys
from notifier.practice.accounts import StaffAccount
from notifier.replies import history, record, settling, unasked
from notifier.replies.history import ReplyView
from notifier.staff_notes import read_note
from notifier.store import audit
from notifier.store.audit_actions import AuditAction
from notifier.store.tables import Campaign, Notice, Reply, Review
from notifier.vocabulary import Doubt, Role, Source

_UNDONE = "Undone within a minute."


def take_back_reply(
    session: Session, keys: Keys, reference: str, staff: StaffAccount, note: str, now: datetime
) -> ReplyView:
    """Take back the reply with a reference; what somebody concluded of it is taken back with it. Returns it as it is.

    `note` says whose it was, or how that was found out. Raises NotFound for a reference that no reply of the practice
    has, NotAllowed without the role or a note, for what the patient sent and for what counts for nothing already, and
    ValueRefused for a note that is too long.
    """
    staff.must_be(Role.RECEPTION, Role.MANAGER)
    if not note.strip():
        raise NotAllowed("say in the note whose answer it was, or how you found out that it is not theirs")
    return _take_back(session, keys, _reply(session, reference, staff), staff, note, now)


def undo_reply(session: Session, keys: Keys, reference: str, staff: StaffAccount, now: datetime) -> ReplyView:
    """Undo what the same person logged within the last minute (`history.UNDO_FOR`). Returns it as it is.

    Raises NotFound for a reference that no reply of the practice has, and NotAllowed without the role, for what
    somebody else logged, when the minute is over, and as `take_back_reply`.
    """
    staff.must_be(Role.RECEPTION, Role.MANAGER)
    row = _reply(session, reference, staff)
    if row.recorded_by != staff.id:
        raise NotAllowed(
            "only whoever logged an answer can undo it; anybody here can say that it is the wrong patient’s"
        )
    if now - row.recorded_at > history.UNDO_FOR:
        raise NotAllowed("the minute in which this could be undone is over: say whose answer it was instead")
    return _take_back(session, keys, row, staff, _UNDONE, now)


def _take_back(session: Session, keys: Keys, row: Reply, staff: StaffAccount, note: str, now: datetime) -> ReplyView:
    if row.settled_at is None:
        settling.settle_reply(session, keys, row, now)
        session.flush()
    review = session.execute(select(Review).where(Review.reply_id == row.id).with_for_update()).scalar_one_or_none()
    record.lock_notice(session, row.notice_id)  # what is said in this very instant comes before or after
    _refuse(session, row, review)
    _set_aside(session, row, review, staff, read_note(note), now)
    called_off.go_on_without(session, row.notice_id, row.id, now)
    audit.append(
        session,
        AuditAction.REPLY_UNDONE,
        now,
        staff_id=staff.id,
        campaign_id=session.get_one(Notice, row.notice_id).campaign_id,
        reply=row.id,
    )
    said = _said(session, row.notice_id)
    # It counted by a conclusion that is gone now, or what was taken back had held it.
    if (agreed := unasked.unasked_agreement(said) or unasked.uncovered_agreement(said, row.id)) is not None:
        unasked.open_review(session, agreed.id, now)
    return next(one for one in said if one.id == row.id)


def _reply(session: Session, reference: str, staff: StaffAccount) -> Reply:
    query = (
        select(Reply)
        .join(Notice, Notice.id == Reply.notice_id)
        .join(Campaign, Campaign.id == Notice.campaign_id)
        .where(Reply.reference == reference.strip().upper(), Campaign.practice_id == staff.practice_id)
        .with_for_update(of=Reply)
    )
    row = session.execute(query).scalar_one_or_none()
    if row is None:
        raise NotFound(f"no answer has the reference {reference!r}: it stands beside the answer, on the patient's page")
    return row


def _refuse(session: Session, row: Reply, review: Review | None) -> None:
    """Raise NotAllowed for a reply that is not to be taken back, with what to do instead."""
    reviewed = session.execute(select(Review).where(Review.closing_reply_id == row.id)).scalar_one_or_none()
    if reviewed is not None:
        of = session.get_one(Reply, reviewed.reply_id)
        raise NotAllowed(
            f"this is what somebody concluded of the answer {of.reference}: take that one back, if it was logged for "
            "the wrong patient, or log what the patient says now"
        )
    if row.recorded_by is None:
        way = "on the page" if row.source is Source.PAGE else "by a text"
        raise NotAllowed(
            f"the patient gave this answer {way}, nobody here logged it: settle it under Things to settle, or "
            "log what the patient says now"
        )
    if review is not None and review.closed_at is not None:
        is_undone = review.doubt is Doubt.MISFILED
        if is_undone or review.closing_reply_id is None:
            on = calendar.london_date(review.closed_at)
            how = "taken back" if is_undone else "set aside as not the patient's"
            raise NotAllowed(f"this answer was {how} on {on:%d/%m/%Y} already, and counts for nothing")


def _set_aside(
    session: Session, row: Reply, review: Review | None, staff: StaffAccount, note: str, now: datetime
) -> None:
    """Say that the reply was misfiled, and so was what a person concluded of it; the reply keeps its own doubt."""
    settled = {"closed_at": now, "closed_by": staff.id, "note": note}
    notice = session.get_one(Notice, row.notice_id)
    opened = {"campaign_id": notice.campaign_id, "notice_id": notice.id, "doubt": Doubt.MISFILED, "opened_at": now}
    if review is None:
        session.add(Review(reply_id=row.id, **opened, **settled))
        return
    review.doubt = Doubt.MISFILED
    if review.closed_at is None:
        review.closed_at, review.closed_by, review.note = now, staff.id, note
    else:
        session.add(Review(reply_id=review.closing_reply_id, **opened, **settled))


def _said(session: Session, notice_id: int) -> list[ReplyView]:
    session.flush()
    return history.replies_of_notices(session, Notice.id == notice_id)[notice_id]
