"""One way in for every reply, whatever road it came by, and the reviews that doubtful ones open.

`record` appends one row, and that holds the coding at once: outcomes are derived from the rows, and dispatch never
claims a notice that has one. `settle`, rung afterwards and swept for, does what follows from the row and may safely
come late.
"""

from collections.abc import Mapping
from contextlib import suppress
from dataclasses import dataclass
from datetime import date, datetime
from typing import Any

from sqlalchemy import bindparam, exists, select, text, update
from sqlalchemy.orm import Session

from notifier import audit, campaigns, links, notices, suppressions
from notifier.contacts import Mobile
from notifier.errors import NotAllowed, NotFound, ValueRefused
from notifier.links import Keys
from notifier.staff import StaffAccount
from notifier.store.database import Database, insert_unless_there
from notifier.store.models import Campaign, Delivery, InboundText, Link, Notice, PublishedPage, Reply, Review
from notifier.vocabulary import (
    CampaignStatus,
    Channel,
    Choice,
    DeliveryStatus,
    Doubt,
    Role,
    Source,
    TextMeaning,
    Wave,
)

LONGEST_NOTE = 2000
_BATCH = 200


@dataclass(frozen=True)
class Given:
    """A reply as it came, before it is recorded."""

    choice: Choice
    source: Source
    received_at: datetime
    note: str = ""
    doubt: Doubt | None = None  # what whoever took it is not sure of


@dataclass(frozen=True)
class ReplyView:
    """A reply as it may be shown: to staff, or to whoever has just given it."""

    id: int
    reference: str
    notice_id: int
    choice: Choice
    source: Source
    received_at: datetime
    recorded_at: datetime
    doubt: Doubt | None
    note: str


@dataclass(frozen=True)
class OpenLink:
    """What the patient's page may know behind a link: words and a date, nobody's name."""

    notice_id: int
    campaign_id: int
    page_id: int
    deadline_on: date
    words: Mapping[str, Any]
    answered: bool


def open_link(session: Session, keys: Keys, typed: str) -> OpenLink | None:
    """What a code opens, or None for a code that nobody has, mistyped ones among them."""
    fingerprint = _fingerprint(keys, typed)
    if fingerprint is None:
        return None
    row = session.connection().execute(_OPENED, {"opened_by": fingerprint}).one_or_none()
    return OpenLink(*row) if row is not None else None


# One round to the database, for a statement that is built once and runs below the session: this is the page that a
# whole list may open in the same ten minutes.
_OPENED = (
    select(
        Link.notice_id,
        Link.campaign_id,
        PublishedPage.id,
        Link.deadline_on,
        PublishedPage.words,
        exists().where(Reply.notice_id == Link.notice_id),
    )
    .join(PublishedPage, PublishedPage.campaign_id == Link.campaign_id)
    .where(Link.fingerprint == bindparam("opened_by"))
    .order_by(PublishedPage.version.desc())
    .limit(1)
)


def from_page(
    session: Session, keys: Keys, typed: str, choice: Choice, date_of_birth: date, now: datetime
) -> ReplyView:
    """Record what somebody with the link answered. A wrong date of birth does not lose it: it becomes a doubt.

    Raises NotFound for a code that nobody has.
    """
    link = _link(session, keys, typed)
    if link is None:
        raise NotFound("no notice has this code")
    known = links.matches(link.check_value, links.normalise(typed), date_of_birth)
    given = Given(choice, Source.PAGE, now, doubt=None if known else Doubt.UNVERIFIED)
    return record(session, link.notice_id, given, now)


def record(
    session: Session, notice_id: int, given: Given, now: datetime, *, recorded_by: int | None = None
) -> ReplyView:
    """Append one reply; the only way that any reply enters. It holds the coding from this transaction on.

    A reply that contradicts one by another road carries the doubt CONFLICT: two people may be answering.
    Raises ValueRefused for a note that is too long or a reception date in the future.
    """
    if len(given.note) > LONGEST_NOTE:
        raise ValueRefused(f"the note is longer than {LONGEST_NOTE} characters")
    if given.received_at > now:
        raise ValueRefused("the reply cannot have been received in the future")
    _take_turn(session, notice_id)
    standing = standing_reply(session, notice_id)
    doubt = given.doubt
    if doubt is None and standing and standing.source != given.source and standing.choice != given.choice:
        doubt = Doubt.CONFLICT
    row = Reply(
        reference=links.reference(),
        notice_id=notice_id,
        choice=given.choice,
        source=given.source,
        received_at=given.received_at,
        recorded_at=now,
        recorded_by=recorded_by,
        doubt=doubt,
        note=given.note,
    )
    session.add(row)
    session.flush()
    return view(row)


def told(session: Session, keys: Keys, typed: str, reference: str) -> ReplyView | None:
    """The reply with this reference, if it came by the page behind this code."""
    link = _link(session, keys, typed)
    if link is None:
        return None
    query = select(Reply).where(
        Reply.notice_id == link.notice_id, Reply.reference == reference, Reply.source == Source.PAGE
    )
    row = session.execute(query).scalar_one_or_none()
    return view(row) if row is not None else None


def record_by_staff(
    session: Session, keys: Keys, campaign_id: int, patient_id: int, given: Given, staff: StaffAccount, now: datetime
) -> ReplyView:
    """Record what reception was told, also from a patient who was not told anything yet.

    Raises NotAllowed without the role, NotFound for another practice's campaign or patient, ValueRefused as `record`.
    """
    staff.must_be(Role.RECEPTION, Role.MANAGER)
    if given.source is Source.PAGE:
        raise ValueRefused("the page records its own replies: choose paper, phone, counter, email or sms")
    campaign = campaigns.get(session, staff.practice_id, campaign_id)
    notice_id = notices.ensure_notice(session, campaign, patient_id, keys, now)
    return record(session, notice_id, given, now, recorded_by=staff.id)


def settle_waiting(database: Database, now: datetime) -> int:
    """Settle every reply that was not settled yet; returns how many. Safe to repeat and to interrupt."""
    settled = 0
    while True:
        with database.writing() as session:
            query = select(Reply).where(Reply.settled_at.is_(None)).order_by(Reply.id).limit(_BATCH)
            rows = list(session.execute(query.with_for_update(skip_locked=True)).scalars())
            for row in rows:
                settle(session, row, now)
        if not rows:
            return settled
        settled += len(rows)


def settle(session: Session, row: Reply, now: datetime) -> None:
    """Do what follows from one reply.

    The telling ends, a doubt opens a review, a clear text is acknowledged, and the audit chain learns of it.
    """
    query = select(Campaign).join(Notice, Notice.campaign_id == Campaign.id).where(Notice.id == row.notice_id)
    campaign = session.execute(query).scalar_one()
    _end_telling(session, row, now)
    if row.doubt is not None:
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
        "reply.settled",
        now,
        staff_id=row.recorded_by,
        campaign_id=campaign.id,
        reply=row.id,
        choice=row.choice.value,
        source=row.source.value,
        doubt=row.doubt.value if row.doubt else None,
    )


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
    if sender is None or suppressions.stands(session, Channel.SMS, sender):
        return
    planned = insert_unless_there(session, Delivery).values(
        campaign_id=campaign_id,
        notice_id=row.notice_id,
        channel=Channel.SMS,
        wave=Wave.ACKNOWLEDGEMENT,
        reference=links.reference(),
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
    if choice is Choice.AGREE and _said_otherwise_since(session, review):
        raise NotAllowed("the patient has told us something else since: look at their answers, and keep to the last")
    review.closed_at, review.closed_by, review.note = now, staff.id, note.strip()[:LONGEST_NOTE]
    if choice is not None:
        doubtful = session.get_one(Reply, review.reply_id)
        concluded = Reply(
            reference=links.reference(),
            notice_id=review.notice_id,
            choice=choice,
            source=doubtful.source,
            received_at=doubtful.received_at,
            recorded_at=now,
            recorded_by=staff.id,
            note=note.strip()[:LONGEST_NOTE],
        )
        session.add(concluded)
        session.flush()
        review.closing_reply_id = concluded.id
    audit.append(
        session,
        "review.closed",
        now,
        staff_id=staff.id,
        campaign_id=review.campaign_id,
        review=review.id,
        choice=choice.value if choice else None,
    )


def _said_otherwise_since(session: Session, review: Review) -> bool:
    standing = standing_reply(session, review.notice_id)
    return standing is not None and standing.id > review.reply_id and standing.choice is not Choice.AGREE


def standing_reply(session: Session, notice_id: int) -> Reply | None:
    """The latest reply that nobody doubts: what the patient wants as far as we know."""
    query = select(Reply).where(Reply.notice_id == notice_id, Reply.doubt.is_(None)).order_by(Reply.id.desc()).limit(1)
    return session.execute(query).scalar_one_or_none()


def view(row: Reply) -> ReplyView:
    """A row as a plain value."""
    return ReplyView(
        row.id,
        row.reference,
        row.notice_id,
        row.choice,
        row.source,
        row.received_at,
        row.recorded_at,
        row.doubt,
        row.note,
    )


def _link(session: Session, keys: Keys, typed: str) -> Link | None:
    fingerprint = _fingerprint(keys, typed)
    return session.execute(select(Link).where(Link.fingerprint == fingerprint)).scalar_one_or_none()


def _fingerprint(keys: Keys, typed: str) -> bytes | None:
    """What the tables would hold of this code, or None for one that cannot have been given out."""
    try:
        return links.fingerprint(keys, links.normalise(typed))
    except ValueRefused:
        return None


def _take_turn(session: Session, notice_id: int) -> None:
    """Let two replies to one notice see each other.

    SQLite's writers take turns anyway; on PostgreSQL an advisory lock needs no right to lock rows, which the patient
    door's role may lack.
    """
    if session.get_bind().dialect.name != "sqlite":
        session.execute(text("SELECT pg_advisory_xact_lock(:notice)"), {"notice": notice_id})
