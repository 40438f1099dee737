"""The one writer of replies: whatever a patient tells us, and whatever a person concludes of it, is appended here.

`record_reply` appends what came, by whatever way, and `record_conclusion` what a review found. One row holds the coding
at once: outcomes are derived from the rows, and the sender never claims a notice that has one. `settling` does what
follows from the row, and may safely come late. That nothing else inserts into these tables is tested
(tests/house/test_reply_writer.py).
"""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import date, datetime

from sqlalchemy import bindparam, func, insert, or_, select, text
from sqlalchemy.orm import Session

from notifier.campaigns import calendar, lifecycle
from notifier.delivery import notices
from notifier.errors import NotFound, ValueRefused
from notifier.patients import access_codes
from notifier.patients.access_codes import Keys
from notifier.practice.accounts import StaffAccount
from notifier.replies import behind_link, proofs, reception_order
from notifier.replies.behind_link import EarlierReply
from notifier.staff_notes import read_note
from notifier.store.tables import Campaign, Link, Reply, ReplyContact, Review
from notifier.vocabulary import (
    Answerer,
    Choice,
    Doubt,
    Extent,
    IdentityCheck,
    Role,
    Source,
)

LONGEST_NAME = 120
_WRONG_DATE = (Doubt.UNVERIFIED, Doubt.UNFINISHED)


@dataclass(frozen=True, slots=True)
class NewReply:
    """A reply on its way in: what every form, text and slip is turned into, and all that the writer takes.

    `reference` may be chosen beforehand: whatever is recorded a second time under the same one is the same reply.
    """

    choice: Choice
    source: Source
    received_at: datetime
    note: str = ""
    doubt: Doubt | None = None  # what whoever took it is not sure of
    answered_by: Answerer = Answerer.PATIENT
    identity_check: IdentityCheck | None = None  # how staff knew who gave it
    extent: Extent | None = None  # kept of those alone who keep what is proposed to end
    name: str = ""  # of whoever answered for the patient
    contact: str = ""  # how to reach whoever gave a date of birth that did not match
    date_of_birth: date | None = None  # as it was given; kept only where it did not match the record
    sitting: str = ""  # on the page: what ties the tries of one filling in together
    reference: str = ""


@dataclass(frozen=True, slots=True)
class UsedLink:
    """The link by which a reply came, as the page opened it: its code in its normal form is what proves the reply."""

    code: str
    fingerprint: bytes
    serial: int  # which of the patient's links it is
    last_day: date  # that the patient was given


@dataclass(frozen=True, slots=True)
class RecordedReply:
    """A reply as it stands in the table: as much of it as the patient's page may read again.

    What staff see besides is in `history.ReplyView`, and what an outcome is derived from in `outcomes.rule.ReplyFact`.
    """

    id: int
    reference: str
    choice: Choice
    source: Source
    received_at: datetime
    doubt: Doubt | None
    answered_by: Answerer
    extent: Extent | None


# The columns of a RecordedReply, in its order, for those who may read the table: the page's own role may not.
RECORDED_COLUMNS = (
    *(Reply.id, Reply.reference, Reply.choice, Reply.source),
    *(Reply.received_at, Reply.doubt, Reply.answered_by, Reply.extent),
)


def record_reply(
    session: Session,
    notice_id: int,
    reply: NewReply,
    now: datetime,
    *,
    recorded_by: int | None = None,
    used: UsedLink | None = None,
) -> RecordedReply:
    """Append what came. It holds the coding from this transaction on.

    Where whoever took it has no doubt of their own: what somebody answered for the patient carries the doubt ON_BEHALF.
    CONFLICT goes to one with which the replies hold until a person concludes (see `reception_order.needs_person`), and
    to one that contradicts what stands by another way or from another person, for two people may be answering. EARLY
    is what came before the campaign began; LATE what came after the patient's last day and does not agree. All of that
    goes by when a reply was received: one from before what stands, which changes nothing, is history and no doubt.
    `recorded_by` is the id of the staff account that took it, if one did, and `used` the link by which the page did;
    a reply by the page without one proves nothing, so that a person has to look at it. Raises ValueRefused for a note
    or a name that is too long or a reception date in the future, NotFound where the link was replaced meanwhile.
    """
    read_note(reply.note)
    if len(reply.name) > LONGEST_NAME:
        raise ValueRefused(f"the name is longer than {LONGEST_NAME} characters")
    if reply.received_at > now:
        raise ValueRefused("the reply cannot have been received in the future")
    lock_notice(session, notice_id)
    earlier, is_taken = _known(session, notice_id, reply.reference, used)
    if same := next((one for one in earlier if one.reference == reply.reference), None):
        return recorded_before(same)
    # Where another notice's reply has the reference that was chosen, this one gets a new one: it must not fail.
    reference = "" if is_taken else reply.reference
    new = _placed(reply, recorded_by, now)
    doubt = reply.doubt or _doubt_of(new, earlier) or _doubt_of_day(session, notice_id, reply, used)
    return _append(session, notice_id, replace(reply, reference=reference, doubt=doubt), now, recorded_by, used)


def record_conclusion(
    session: Session, doubtful: Reply, choice: Choice, note: str, recorded_by: int, now: datetime
) -> RecordedReply:
    """Append what a person concluded that the patient wants who gave a reply in doubt, which stays as it came.

    It stands for that reply from now on, with its time and its way, and nothing is doubted again: the person has looked
    at all there is. `note` is one that `read_note` takes and says how they know; `recorded_by` is the id of their
    staff account.
    """
    conclusion = NewReply(
        choice,
        doubtful.source,
        doubtful.received_at,
        note,
        answered_by=doubtful.answered_by,
        identity_check=doubtful.identity_check,
        extent=doubtful.extent,
    )
    return _append(session, doubtful.notice_id, conclusion, now, recorded_by)


def _append(
    session: Session,
    notice_id: int,
    reply: NewReply,
    now: datetime,
    recorded_by: int | None,
    used: UsedLink | None = None,
) -> RecordedReply:
    """Write the rows of a reply whose doubt is decided."""
    reference = reply.reference or access_codes.new_reference()
    extent = reply.extent if reply.choice is Choice.KEEP else None
    row: dict[str, object] = {
        "reference": reference,
        "notice_id": notice_id,
        "choice": reply.choice,
        "source": reply.source,
        "received_at": reply.received_at,
        "recorded_at": now,
        "recorded_by": recorded_by,
        "doubt": reply.doubt,
        "note": reply.note,
        "answered_by": reply.answered_by,
        "extent": extent,
        "identity_check": reply.identity_check,
        "sitting": reply.sitting or None,  # an empty one would tie strangers together
    }
    born = reply.date_of_birth if reply.doubt in _WRONG_DATE else None  # a right one is on the record
    contact: dict[str, object] = {"name": reply.name, "contact": reply.contact, "date_of_birth": born}
    if used is None:
        reply_id = _insert(session, row, contact)
    else:
        row |= {"link_serial": used.serial}
        row |= {"proof": proofs.reply_proof(used.code, row, contact)}
        reply_id = _append_by_link(session, row, contact, used)
    said = reply.choice, reply.source, reply.received_at, reply.doubt, reply.answered_by
    return RecordedReply(reply_id, reference, *said, extent)


def _insert(session: Session, row: Mapping[str, object], contact: Mapping[str, object]) -> int:
    made = session.connection().execute(_APPEND, row).inserted_primary_key
    assert made is not None
    if any(contact.values()):
        session.connection().execute(_APPEND_CONTACT, {"reply_id": made[0], **contact})
    reply_id: int = made[0]
    return reply_id


def _append_by_link(session: Session, row: Mapping[str, object], contact: Mapping[str, object], used: UsedLink) -> int:
    """Write by the link, which has to be in use still: on PostgreSQL the page's role may do it in no other way."""
    given = {"given": used.fingerprint, "notice": row["notice_id"]}
    if session.get_bind().dialect.name == "sqlite":
        is_there = session.connection().execute(_IN_USE, given).first() is not None
        reply_id = _insert(session, row, contact) if is_there else None
    else:
        values = {"name": contact["name"], "contact": contact["contact"], "born": contact["date_of_birth"]}
        reply_id = session.connection().execute(_APPEND_BY_FUNCTION, {**row, **values, **given}).scalar_one()
    if reply_id is None:
        raise NotFound("this link was replaced")
    return reply_id


# Statements of the page that a whole list may send in the same ten minutes: built once, and run below the session.
_APPEND = insert(Reply)
_LOCK = text("SELECT pg_advisory_xact_lock(:notice)")
_APPEND_CONTACT = insert(ReplyContact)
_KNOWN = (
    select(Reply.notice_id, *behind_link.EARLIER_COLUMNS)
    .outerjoin(Review, Review.reply_id == Reply.id)
    .where(or_(Reply.notice_id == bindparam("notice"), Reply.reference == bindparam("chosen")))
    .order_by(Reply.id)
)
_DAYS = (
    select(Link.deadline_on, Campaign.launched_at)
    .join(Campaign, Campaign.id == Link.campaign_id)
    .where(Link.notice_id == bindparam("notice"))
)
_IN_USE = select(Link.serial).where(Link.fingerprint == bindparam("given"), Link.notice_id == bindparam("notice"))
# In the order of the function's parameters; see the migration that makes it.
_APPENDED = (
    *(("reference", Reply.reference), ("choice", Reply.choice), ("received_at", Reply.received_at)),
    *(("recorded_at", Reply.recorded_at), ("doubt", Reply.doubt), ("answered_by", Reply.answered_by)),
    *(("extent", Reply.extent), ("sitting", Reply.sitting), ("proof", Reply.proof)),
    *(("name", ReplyContact.name), ("contact", ReplyContact.contact), ("born", ReplyContact.date_of_birth)),
)
_APPEND_BY_FUNCTION = select(
    func.page_append(
        bindparam("given", type_=Link.fingerprint.type),
        bindparam("notice"),
        *(bindparam(name, type_=column.type) for name, column in _APPENDED),
    )
)


def recorded_before(one: EarlierReply) -> RecordedReply:
    """An earlier reply as whoever recorded it got it."""
    said = one.id, one.reference, one.choice, one.source, one.received_at, one.doubt
    return RecordedReply(*said, one.answered_by, one.extent)


def _known(session: Session, notice_id: int, chosen: str, used: UsedLink | None) -> tuple[list[EarlierReply], bool]:
    """The replies recorded before this one, in that order, and whether another notice's has the reference chosen."""
    if used is not None:
        return behind_link.earlier_replies(session, used.fingerprint, notice_id, chosen)
    session.flush()
    rows = session.connection().execute(_KNOWN, {"notice": notice_id, "chosen": chosen}).all()
    own = [EarlierReply._make(row[1:]) for row in rows if row.notice_id == notice_id]
    return own, len(own) < len(rows)


def _placed(reply: NewReply, recorded_by: int | None, now: datetime) -> EarlierReply:
    """A reply that is about to be recorded, among those that were before."""
    return EarlierReply(
        id=0,
        reference=reply.reference,
        choice=reply.choice,
        source=reply.source,
        received_at=reply.received_at,
        doubt=None,
        answered_by=reply.answered_by,
        extent=reply.extent,
        recorded_at=now,
        link_serial=None,
        recorded_by_staff=recorded_by is not None,
        waits=False,
        is_concluded=False,
        is_conclusion=False,
    )


def _doubt_of(new: EarlierReply, earlier: Sequence[EarlierReply]) -> Doubt | None:
    """What is doubtful in who gave a reply, and beside what was said before, or since, and recorded earlier."""
    if new.answered_by is not Answerer.PATIENT:
        return Doubt.ON_BEHALF
    before = reception_order.standing(earlier)
    contradicts = before is not None and _contradicts(new, before)
    return Doubt.CONFLICT if contradicts or reception_order.needs_person([*earlier, new]) else None


def _contradicts(new: EarlierReply, standing: EarlierReply) -> bool:
    """Whether somebody else, or somebody by another way, says other than what stands, and one of both is to keep it.

    Whether the order is known of an agreement and anything else is asked apart from this, whoever gave them.
    """
    if new.choice is standing.choice or (new.source, new.answered_by) == (standing.source, standing.answered_by):
        return False
    if reception_order.is_said_before(new, standing):
        return False  # history: what stands was said after it
    # Whoever was not sure, and then told somebody to keep it, contradicts nobody.
    is_firmer = standing.choice is Choice.UNSURE and new.choice is Choice.KEEP
    return Choice.KEEP in (new.choice, standing.choice) and not is_firmer


def _doubt_of_day(session: Session, notice_id: int, reply: NewReply, used: UsedLink | None) -> Doubt | None:
    """What is doubtful in the day on which a reply came. By a link, none came before the campaign began."""
    if used is not None:
        return Doubt.LATE if reply.choice is not Choice.AGREE and is_late(reply.received_at, used.last_day) else None
    last_day, launched_at = session.connection().execute(_DAYS, {"notice": notice_id}).one()
    if _is_early(reply, launched_at):
        return Doubt.EARLY
    return Doubt.LATE if reply.choice is not Choice.AGREE and is_late(reply.received_at, last_day) else None


def _is_early(reply: NewReply, launched_at: datetime | None) -> bool:
    """Whether a reply came on a day before the campaign began, when nobody had been told.

    Of a campaign that has not begun, only an agreement: whoever heard of it and wants to keep theirs may say so.
    """
    if launched_at is None:
        return reply.choice is Choice.AGREE
    return calendar.london_date(reply.received_at) < calendar.london_date(launched_at)


def is_late(received_at: datetime, last_day: date) -> bool:
    """Whether a reply came after the last day that the patient was given; a London date."""
    return calendar.london_date(received_at) > last_day


def is_unidentified(choice: Choice, check: IdentityCheck | None) -> bool:
    """Whether an answer is an agreement of which whoever takes it does not say how they knew the patient.

    Forms and programs that ask for it refuse one. Of a reply that a script records nothing may be said: who ran it
    answers for that.
    """
    return choice is Choice.AGREE and check in (None, IdentityCheck.NOT_CHECKED)


def record_staff_reply(
    session: Session, keys: Keys, campaign_id: int, patient_id: int, reply: NewReply, staff: StaffAccount, now: datetime
) -> RecordedReply:
    """Record what reception was told, also from a patient who was not told anything yet.

    Raises NotAllowed without the role, NotFound for another practice's campaign or patient, ValueRefused as
    `record_reply`, and for an agreement of somebody whom nobody identified: whoever wants to keep it, or is not sure,
    is believed at once, for that holds the patient out.
    """
    staff.must_be(Role.RECEPTION, Role.MANAGER)
    if reply.source is Source.PAGE:
        raise ValueRefused("the page records its own replies: choose paper, phone, counter, email or sms")
    if reply.choice is Choice.AGREE and reply.identity_check is IdentityCheck.NOT_CHECKED:
        raise ValueRefused(
            "find out who it is before you log that they agree; if you cannot, log that they are not sure, so that "
            "somebody calls them"
        )
    campaign = lifecycle.get_campaign(session, staff.practice_id, campaign_id)
    notice_id = notices.ensure_notice(session, campaign, patient_id, keys, now)
    return record_reply(session, notice_id, reply, now, recorded_by=staff.id)


def lock_notice(session: Session, notice_id: int) -> None:
    """Let two replies to one notice see each other.

    SQLite's writers take turns anyway; on PostgreSQL an advisory lock needs no right to lock rows, which the patient
    door's role may lack.
    """
    if session.get_bind().dialect.name != "sqlite":
        session.connection().execute(_LOCK, {"notice": notice_id})
