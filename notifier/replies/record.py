"""One way in for every reply, however it came.

`record_reply` appends one row, and that holds the coding at once: outcomes are derived from the rows, and the sender
never claims a notice that has one. `settling` does what follows from the row, and may safely come late.
"""

from collections.abc import Sequence
from dataclasses import asdict, dataclass
from datetime import date, datetime

from sqlalchemy import bindparam, insert, or_, select, text
from sqlalchemy.orm import Session

from notifier.campaigns import calendar, lifecycle
from notifier.delivery import notices
from notifier.errors import ValueRefused
from notifier.patients import access_codes
from notifier.patients.access_codes import Keys
from notifier.practice.accounts import StaffAccount
from notifier.store.tables import Link, Reply, ReplyContact
from notifier.vocabulary import (
    Answerer,
    Choice,
    Doubt,
    Extent,
    Role,
    Source,
)

LONGEST_NOTE = 2000
LONGEST_NAME = 120


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


def record_reply(
    session: Session, notice_id: int, given: Given, now: datetime, *, recorded_by: int | None = None
) -> Recorded:
    """Append one reply; the only way that any reply enters. It holds the coding from this transaction on.

    Where whoever took it has no doubt of their own: what somebody answered for the patient carries the doubt ON_BEHALF;
    a reply that contradicts the standing one by another way or from another person CONFLICT, for two people may be
    answering; one that comes after the patient's last day and does not agree LATE.
    Raises ValueRefused for a note or a name that is too long or a reception date in the future.
    """
    if len(given.note) > LONGEST_NOTE:
        raise ValueRefused(f"the note is longer than {LONGEST_NOTE} characters")
    if len(given.contact.name) > LONGEST_NAME:
        raise ValueRefused(f"the name is longer than {LONGEST_NAME} characters")
    if given.received_at > now:
        raise ValueRefused("the reply cannot have been received in the future")
    lock_notice(session, notice_id)
    earlier, is_taken = _known(session, notice_id, given.reference)
    if same := next((one for one in earlier if one.reference == given.reference), None):
        return same
    # Where another notice's reply has the reference that was chosen, this one gets a new one: it must not fail.
    reference = access_codes.new_reference() if is_taken else given.reference or access_codes.new_reference()
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
    return received_at.astimezone(calendar.LONDON).date() > last_day


def record_staff_reply(
    session: Session, keys: Keys, campaign_id: int, patient_id: int, given: Given, staff: StaffAccount, now: datetime
) -> Recorded:
    """Record what reception was told, also from a patient who was not told anything yet.

    Raises NotAllowed without the role, NotFound for another practice's campaign or patient, ValueRefused as
    `record_reply`.
    """
    staff.must_be(Role.RECEPTION, Role.MANAGER)
    if given.source is Source.PAGE:
        raise ValueRefused("the page records its own replies: choose paper, phone, counter, email or sms")
    campaign = lifecycle.get_campaign(session, staff.practice_id, campaign_id)
    notice_id = notices.ensure_notice(session, campaign, patient_id, keys, now)
    return record_reply(session, notice_id, given, now, recorded_by=staff.id)


def lock_notice(session: Session, notice_id: int) -> None:
    """Let two replies to one notice see each other.

    SQLite's writers take turns anyway; on PostgreSQL an advisory lock needs no right to lock rows, which the patient
    door's role may lack.
    """
    if session.get_bind().dialect.name != "sqlite":
        session.execute(text("SELECT pg_advisory_xact_lock(:notice)"), {"notice": notice_id})
