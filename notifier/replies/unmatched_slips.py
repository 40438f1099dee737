"""Answers of people whom the desk did not find on the list: kept as they are written, until a person finds out whose.

Each stops the freezing of outcomes, and holds whoever it may be of, see `loose_slips`. Whom it may be is asked of the
list as it is whenever somebody looks, so that a later list brings up who joined with it; a person decides.
"""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime

from sqlalchemy import Select, func, or_, select
from sqlalchemy.orm import Session

from notifier.campaigns import lifecycle
from notifier.campaigns.calendar import london_date
from notifier.errors import NotAllowed, NotFound, ValueRefused
from notifier.patients import access_codes
from notifier.patients.access_codes import Keys
from notifier.practice.accounts import StaffAccount
from notifier.replies import record, slip_photos
from notifier.replies.loose_slips import SlipSigns
from notifier.replies.record import NewReply, RecordedReply
from notifier.staff_notes import read_note
from notifier.store import audit
from notifier.store.audit_actions import AuditAction
from notifier.store.tables import Campaign, Link, Notice, Patient, Reply, Staff, UnmatchedSlip, WithdrawnLink
from notifier.vocabulary import Choice, Role, Source

LONGEST = {"name": 120, "born": 40, "nhs_number": 40, "code": 40, "contact": 200}  # characters of each field
LONGEST_SLIP_NOTE = 1_500  # with what else is written on the slip it becomes the note of a reply
_MOST_NAMED = 50  # patients of one name


@dataclass(frozen=True, slots=True)
class NewSlip:
    """What is written on a slip, or said by a caller, as it came: nothing of it need be readable."""

    choice: Choice
    source: Source
    received_at: datetime
    name: str = ""
    born: str = ""
    nhs_number: str = ""
    code: str = ""
    contact: str = ""
    note: str = ""

    @property
    def signs(self) -> dict[str, str]:
        """What tells whose it is, by field."""
        return {field: getattr(self, field).strip() for field in LONGEST}


@dataclass(frozen=True, slots=True)
class SlipView:
    """A slip of nobody as staff see it."""

    id: int
    campaign_id: int
    said: NewSlip
    recorded_at: datetime
    recorded_by: str
    coded_patient_id: int | None
    ended_at: datetime | None
    ended_by: str  # empty while it is open
    reply_reference: str  # of what it became; empty where it was closed, or is open
    ending_note: str

    @property
    def may_hold(self) -> bool:
        """Whether it holds whom it may be of."""
        return self.ended_at is None and self.said.choice is not Choice.AGREE


def keep_slip(
    session: Session, keys: Keys, campaign_id: int, new: NewSlip, staff: StaffAccount, now: datetime
) -> SlipView:
    """Keep a slip; from this transaction on it holds whoever it may be of.

    Raises NotAllowed without the role, NotFound for another practice's campaign, ValueRefused for one that says nothing
    of whose it is, for what is too long and for a day to come.
    """
    staff.must_be(Role.RECEPTION, Role.MANAGER)
    lifecycle.get_campaign(session, staff.practice_id, campaign_id)
    if new.source is Source.PAGE:
        raise ValueRefused("the page knows whose answers are: choose paper, phone, counter, email or sms")
    if new.received_at > now:
        raise ValueRefused("it cannot have been received in the future")
    signs = new.signs
    if not any(signs.values()) and not new.note.strip():
        raise ValueRefused("write down at least one thing that may tell whose it is")
    for field, most in LONGEST.items():
        if len(signs[field]) > most:
            raise ValueRefused(f"the {field.replace('_', ' ')} is longer than {most} characters")
    row = UnmatchedSlip(
        campaign_id=campaign_id,
        choice=new.choice,
        source=new.source,
        received_at=new.received_at,
        recorded_at=now,
        recorded_by=staff.id,
        note=read_note(new.note, LONGEST_SLIP_NOTE),
        coded_patient_id=_with_code(session, keys, staff.practice_id, signs["code"]),
        ending_note="",
        **signs,
    )
    session.add(row)
    session.flush()
    action, choice = AuditAction.SLIP_KEPT, new.choice.value
    audit.append(session, action, now, staff_id=staff.id, campaign_id=campaign_id, slip=row.id, choice=choice)
    return find_slip(session, staff.practice_id, row.id)


def match_slip(
    session: Session, keys: Keys, slip_id: int, patient_id: int, staff: StaffAccount, now: datetime
) -> RecordedReply:
    """A person found whose a slip is: what it says becomes a reply of that patient, received on the slip's own day.

    Raises NotFound, NotAllowed without the role and where somebody settled it before, ValueRefused as `record_reply`.
    """
    staff.must_be(Role.RECEPTION, Role.MANAGER)
    row = _open_slip(session, slip_id, staff)
    reply = NewReply(row.choice, row.source, row.received_at, note=_as_written(row))
    recorded = record.record_staff_reply(session, keys, row.campaign_id, patient_id, reply, staff, now)
    row.ended_at, row.ended_by, row.reply_id = now, staff.id, recorded.id
    session.flush()
    slip_photos.give_to_patient(session, row.id, patient_id)
    done = AuditAction.SLIP_MATCHED
    audit.append(session, done, now, staff_id=staff.id, campaign_id=row.campaign_id, slip=row.id, reply=recorded.id)
    return recorded


def close_slip(session: Session, slip_id: int, staff: StaffAccount, note: str, now: datetime) -> None:
    """Close a slip that is nobody's on the list, such as another practice's; it holds nobody from then on.

    Raises NotFound; NotAllowed without the role or a reason, and where somebody settled it before; ValueRefused for a
    reason that is too long.
    """
    staff.must_be(Role.RECEPTION, Role.MANAGER)
    row = _open_slip(session, slip_id, staff)
    if not note.strip():
        raise NotAllowed("say why it is nobody's, or what you did to find out")
    row.ended_at, row.ended_by, row.ending_note = now, staff.id, read_note(note)
    audit.append(session, AuditAction.SLIP_CLOSED, now, staff_id=staff.id, campaign_id=row.campaign_id, slip=row.id)


def open_slips(session: Session, practice_id: int, campaign_id: int) -> list[SlipView]:
    """The slips of a campaign whose patient nobody has found, the first that came first."""
    query = _query(practice_id).where(UnmatchedSlip.campaign_id == campaign_id, UnmatchedSlip.ended_at.is_(None))
    rows = session.execute(query.order_by(UnmatchedSlip.received_at, UnmatchedSlip.id))
    return [_view(session, *row) for row in rows]


def count_open(session: Session, practice_id: int, campaign_id: int | None = None) -> int:
    """How many slips of a practice, or of one of its campaigns, nobody has settled."""
    query = (
        select(func.count())
        .select_from(UnmatchedSlip)
        .join(Campaign, Campaign.id == UnmatchedSlip.campaign_id)
        .where(Campaign.practice_id == practice_id, UnmatchedSlip.ended_at.is_(None))
    )
    if campaign_id is not None:
        query = query.where(UnmatchedSlip.campaign_id == campaign_id)
    return session.execute(query).scalar_one()


def find_slip(session: Session, practice_id: int, slip_id: int) -> SlipView:
    """One slip of a practice, open or settled. Raises NotFound."""
    row = session.execute(_query(practice_id).where(UnmatchedSlip.id == slip_id)).one_or_none()
    if row is None:
        raise NotFound("there is no such slip")
    return _view(session, *row)


def slip_of_campaign(session: Session, practice_id: int, campaign_id: int, slip_id: int) -> SlipView:
    """One slip that was kept for this campaign. Raises NotFound."""
    slip = find_slip(session, practice_id, slip_id)
    if slip.campaign_id != campaign_id:
        raise NotFound("there is no such slip in this campaign")
    return slip


def may_be_of(session: Session, practice_id: int, slip: SlipView) -> list[int]:
    """The patients of today's list of whom a slip may well be; these it holds. In the order of their names."""
    said = slip.said
    signs = SlipSigns.read(said.name, said.born, said.nhs_number, slip.coded_patient_id)
    ways = [Patient.id == signs.coded_patient_id, Patient.nhs_number == signs.nhs_number]
    if signs.born is not None:
        ways.append(Patient.date_of_birth == signs.born)
    elif signs.words:
        longest = max(signs.words, key=len)
        ways.append(Patient.name_key.contains(f" {longest}", autoescape=True))
    query = select(Patient.id, Patient.nhs_number, Patient.given_name, Patient.family_name, Patient.date_of_birth)
    query = query.where(Patient.practice_id == practice_id, or_(*ways))
    rows = session.execute(query.order_by(Patient.family_name, Patient.given_name, Patient.id))
    return [row.id for row in rows if signs.may_be(row)][:_MOST_NAMED]


def _query(practice_id: int) -> Select[UnmatchedSlip, Staff]:
    return (
        select(UnmatchedSlip, Staff)
        .join(Campaign, Campaign.id == UnmatchedSlip.campaign_id)
        .join(Staff, Staff.id == UnmatchedSlip.recorded_by)
        .where(Campaign.practice_id == practice_id)
    )


def _view(session: Session, row: UnmatchedSlip, staff: Staff) -> SlipView:
    ended_by = session.get(Staff, row.ended_by) if row.ended_by is not None else None
    reply = session.get(Reply, row.reply_id) if row.reply_id is not None else None
    said = NewSlip(
        row.choice,
        row.source,
        row.received_at,
        name=row.name,
        born=row.born,
        nhs_number=row.nhs_number,
        code=row.code,
        contact=row.contact,
        note=row.note,
    )
    return SlipView(
        id=row.id,
        campaign_id=row.campaign_id,
        said=said,
        recorded_at=row.recorded_at,
        recorded_by=staff.called,
        coded_patient_id=row.coded_patient_id,
        ended_at=row.ended_at,
        ended_by=ended_by.called if ended_by else "",
        reply_reference=reply.reference if reply else "",
        ending_note=row.ending_note,
    )


def _open_slip(session: Session, slip_id: int, staff: StaffAccount) -> UnmatchedSlip:
    query = select(UnmatchedSlip).join(Campaign, Campaign.id == UnmatchedSlip.campaign_id)
    query = query.where(UnmatchedSlip.id == slip_id, Campaign.practice_id == staff.practice_id)
    row = session.execute(query.with_for_update(of=UnmatchedSlip)).scalar_one_or_none()
    if row is None:
        raise NotFound("there is no such slip")
    if row.ended_at is not None:
        by = session.get_one(Staff, row.ended_by)
        what = "closed it" if row.reply_id is None else "found whose it is"
        raise NotAllowed(f"{by.called} has {what} already, on {london_date(row.ended_at):%d/%m/%Y}")
    return row


def _as_written(row: UnmatchedSlip) -> str:
    """The note of the reply that a slip becomes: what stood on it, so that anybody can see why it was this patient."""
    stood = [row.name, f"born {row.born}" if row.born else "", row.nhs_number, row.code, row.contact]
    written = ", ".join(filter(None, stood))
    said: Sequence[str] = (row.note, f"Written on it: {written}." if written else "")
    return "\n".join(filter(None, said))


def _with_code(session: Session, keys: Keys, practice_id: int, code: str) -> int | None:
    """The patient of the practice who has, or had, the code that stands on a slip."""
    try:
        fingerprint = access_codes.code_fingerprint(keys, access_codes.normalise_code(code))
    except ValueRefused:
        return None
    tables: tuple[type[Link] | type[WithdrawnLink], ...] = (Link, WithdrawnLink)
    for table in tables:
        query = (
            select(Notice.patient_id)
            .join(table, table.notice_id == Notice.id)
            .join(Campaign, Campaign.id == Notice.campaign_id)
            .where(table.fingerprint == fingerprint, Campaign.practice_id == practice_id)
        )
        if (patient_id := session.execute(query).scalars().first()) is not None:
            return patient_id
    return None
