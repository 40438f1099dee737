"""One way in for every reply, whatever road it came by, and the reviews that doubtful ones open.

`record` appends one row, and that holds the coding at once: outcomes are derived from the rows, and dispatch never
claims a notice that has one. `settle`, rung afterwards and swept for, does what follows from the row and may safely
come late.
"""

from collections.abc import Sequence
from contextlib import suppress
from dataclasses import asdict, dataclass
from datetime import date, datetime, timedelta

from sqlalchemy import bindparam, insert, or_, select, text, update
from sqlalchemy.orm import Session

from notifier import audit, campaigns, links, notices, suppressions
from notifier.contacts import Mobile
from notifier.errors import NotAllowed, NotFound, ValueRefused
from notifier.links import Keys
from notifier.staff import StaffAccount
from notifier.store.database import Database, insert_unless_there
from notifier.store.models import Campaign, Delivery, InboundText, Link, Notice, Reply, ReplyContact, Review
from notifier.vocabulary import (
    Answerer,
    CampaignStatus,
    Channel,
    Choice,
    DeliveryStatus,
    Doubt,
    Extent,
    Role,
    Source,
    TextMeaning,
    Wave,
)

LONGEST_NOTE = 2000
LONGEST_NAME = 120
SITTING = timedelta(hours=1)  # how long somebody may take over the page's form; then what they tried is all there is
_BATCH = 200


@dataclass(frozen=True)
class GivenContact:
    """What whoever answered said of themself."""

    name: str = ""  # of somebody who answered for the patient
    contact: str = ""  # how to reach whoever gave a date of birth that did not match
    date_of_birth: date | None = None  # that date


@dataclass(frozen=True)
class Given:
    """A reply as it came, before it is recorded.

    `reference` may be chosen beforehand: whatever is recorded a second time under the same one is the same reply.
    """

    choice: Choice
    source: Source
    received_at: datetime
    note: str = ""
    doubt: Doubt | None = None  # what whoever took it is not sure of
    answered_by: Answerer = Answerer.PATIENT
    extent: Extent | None = None
    contact: GivenContact = GivenContact()
    sitting: str | None = None  # on the page: what ties the tries of one filling in together
    reference: str = ""


@dataclass(frozen=True, slots=True)
class Recorded:
    """As much of a recorded reply as the public door may read again."""

    id: int
    reference: str
    choice: Choice
    source: Source
    doubt: Doubt | None
    answered_by: Answerer


def record(
    session: Session, notice_id: int, given: Given, now: datetime, *, recorded_by: int | None = None
) -> Recorded:
    """Append one reply; the only way that any reply enters. It holds the coding from this transaction on.

    Where whoever took it has no doubt of their own: what somebody answered for the patient carries the doubt ON_BEHALF;
    a reply that contradicts the standing one by another road or from another person CONFLICT, for two people may be
    answering; one that comes after the patient's last day and does not agree LATE.
    Raises ValueRefused for a note or a name that is too long or a reception date in the future.
    """
    if len(given.note) > LONGEST_NOTE:
        raise ValueRefused(f"the note is longer than {LONGEST_NOTE} characters")
    if len(given.contact.name) > LONGEST_NAME:
        raise ValueRefused(f"the name is longer than {LONGEST_NAME} characters")
    if given.received_at > now:
        raise ValueRefused("the reply cannot have been received in the future")
    take_turn(session, notice_id)
    earlier, is_taken = _known(session, notice_id, given.reference)
    if same := next((one for one in earlier if one.reference == given.reference), None):
        return same
    # Where another notice's reply has the reference that was chosen, this one gets a new one: it must not fail.
    reference = links.reference() if is_taken else given.reference or links.reference()
    doubt = given.doubt or _doubt(session, notice_id, given, earlier)
    row = {
        "reference": reference,
        "notice_id": notice_id,
        "choice": given.choice,
        "source": given.source,
        "received_at": given.received_at,
        "recorded_at": now,
        "doubt": doubt,
        "note": given.note,
        "answered_by": given.answered_by,
        "extent": given.extent if given.choice is Choice.KEEP else None,
        "sitting": given.sitting or None,  # an empty one would tie strangers together
    }
    if recorded_by is not None:  # a column that the page's own role may not write: nobody poses as staff there
        row["recorded_by"] = recorded_by
    made = session.connection().execute(_APPEND, row).inserted_primary_key
    assert made is not None
    if given.contact != GivenContact():
        session.execute(insert(ReplyContact), {"reply_id": made[0], **asdict(given.contact)})
    return Recorded(made[0], reference, given.choice, given.source, doubt, given.answered_by)


# Statements of the page that a whole list may send in the same ten minutes: built once, and run below the session.
_APPEND = insert(Reply)
_KNOWN = (
    select(Reply.notice_id, Reply.id, Reply.reference, Reply.choice, Reply.source, Reply.doubt, Reply.answered_by)
    .where(or_(Reply.notice_id == bindparam("notice"), Reply.reference == bindparam("chosen")))
    .order_by(Reply.id)
)
_LAST_DAY = select(Link.deadline_on).where(Link.notice_id == bindparam("notice"))


def earlier_replies(session: Session, notice_id: int) -> list[Recorded]:
    """What was told before, in its order."""
    return _known(session, notice_id, None)[0]


def _known(session: Session, notice_id: int, chosen: str | None) -> tuple[list[Recorded], bool]:
    """What was told before, and whether another notice's reply has the reference that was chosen."""
    session.flush()
    rows = session.connection().execute(_KNOWN, {"notice": notice_id, "chosen": chosen}).all()
    own = [Recorded(*row[1:]) for row in rows if row.notice_id == notice_id]
    return own, len(own) < len(rows)


def _doubt(session: Session, notice_id: int, given: Given, earlier: Sequence[Recorded]) -> Doubt | None:
    if given.answered_by is not Answerer.PATIENT:
        return Doubt.ON_BEHALF
    standing = next((one for one in reversed(earlier) if one.doubt is None), None)
    if standing is not None and _contradicts(given, standing):
        return Doubt.CONFLICT
    if given.choice is Choice.AGREE:
        return None
    last_day = session.connection().execute(_LAST_DAY, {"notice": notice_id}).scalar_one()
    return Doubt.LATE if is_late(given.received_at, last_day) else None


def _contradicts(given: Given, standing: Recorded) -> bool:
    if given.choice is standing.choice or (given.source, given.answered_by) == (standing.source, standing.answered_by):
        return False
    # Whoever was not sure, and then told somebody to keep it, contradicts nobody.
    return not (standing.choice is Choice.UNSURE and given.choice is Choice.KEEP)


def is_late(received_at: datetime, last_day: date) -> bool:
    """Whether a reply came after the last day that the patient was given; a London date."""
    return received_at.astimezone(campaigns.LONDON).date() > last_day


def record_by_staff(
    session: Session, keys: Keys, campaign_id: int, patient_id: int, given: Given, staff: StaffAccount, now: datetime
) -> Recorded:
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
            is_over = or_(Reply.doubt.is_distinct_from(Doubt.UNFINISHED), Reply.recorded_at <= now - SITTING)
            query = select(Reply).where(Reply.settled_at.is_(None), is_over).order_by(Reply.id).limit(_BATCH)
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
        "reply.settled",
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
            answered_by=doubtful.answered_by,
            extent=doubtful.extent if choice is Choice.KEEP else None,
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


def take_turn(session: Session, notice_id: int) -> None:
    """Let two replies to one notice see each other.

    SQLite's writers take turns anyway; on PostgreSQL an advisory lock needs no right to lock rows, which the patient
    door's role may lack.
    """
    if session.get_bind().dialect.name != "sqlite":
        session.execute(text("SELECT pg_advisory_xact_lock(:notice)"), {"notice": notice_id})
