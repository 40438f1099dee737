"""Texts that come in: whose they may be, what they say, and a reply for everybody whom they may concern.

Only KEEP is ever clear: with the code of a launched campaign, or alone from a number that one patient has and nobody
else. Everything else holds everybody whom it may concern until a person has read it: a mistaken "keep" costs nothing.
"""

from collections.abc import Collection, Iterable
from dataclasses import dataclass
from datetime import datetime

from sqlalchemy import exists, or_, select
from sqlalchemy.orm import Session

from notifier.delivery import notices
from notifier.delivery.limits import suppressions
from notifier.errors import NotAllowed, NotFound
from notifier.patients import access_codes, identity_doubts
from notifier.patients.access_codes import Keys
from notifier.practice.accounts import StaffAccount
from notifier.providers.base import IncomingText
from notifier.replies import record
from notifier.replies.record import NewReply
from notifier.replies.sms_keywords import TextReading, read_text
from notifier.staff_notes import LONGEST_NOTE, read_note
from notifier.store import audit
from notifier.store.audit_actions import AuditAction
from notifier.store.database import insert_unless_there
from notifier.store.tables import Campaign, Delivery, InboundText, Link, Notice, Patient, Practice, WithdrawnLink
from notifier.vocabulary import CampaignStatus, Channel, Choice, Doubt, Role, Source, TextMeaning, Wave

_LONGEST_SENDER = 40


@dataclass(frozen=True)
class OpenText:
    """A text that fits nobody, so that it is no reply yet: staff find out whose it is, and log what it says."""

    id: int
    sender: str
    body: str
    received_at: datetime


def receive_text(session: Session, keys: Keys, provider: str, text: IncomingText, now: datetime) -> TextMeaning | None:
    """Keep a text and record a reply for every notice it may concern; None when this one was kept before.

    A stop word stops the texts to this number and is no objection by itself; a start word, or what the provider took
    for one, lets them go again, whoever stopped them. A text that concerns nobody we know of stays open until a person
    has settled it. One that was heard of late came when it was sent: what counts is what was said last, and whether it
    was in time.
    """
    came_at = now if text.sent_at is None else min(text.sent_at, now)
    row = _kept(session, provider, text, came_at)
    if row is None:
        return None
    reading = read_text(row.body)
    stops = reading.stops or text.told_to_stop
    starts = not stops and (text.told_to_start or (reading.may_start and _is_stopped(session, row.sender)))
    holders = _holders(session, row.sender)
    clear = _clear_notice(session, keys, reading, holders, row.sender, now)
    if clear is not None:
        row.meaning, concerned, doubt = TextMeaning.KEEP, {clear}, None
    else:
        row.meaning, doubt = _doubtful(reading, stops, starts)
        # Also whoever had a code that was taken back: somebody else may have sent it, so a person finds out.
        coded = (_with_codes(session, keys, reading.codes, table) for table in (Link, WithdrawnLink))
        concerned = _notices(session, keys, holders, row.sender, now).union(*coded)
    choice = Choice.KEEP if clear is not None or reading.mentions_keep else Choice.UNSURE
    reply = NewReply(choice, Source.SMS, came_at, note=row.body[:LONGEST_NOTE], doubt=doubt)
    # In order, so that two texts that concern the same people never wait for each other.
    row.reply_ids = [record.record_reply(session, notice_id, reply, now).id for notice_id in sorted(concerned)]
    row.settled_at = now if row.reply_ids else None
    if _said_more_since(session, row):
        pass  # whether texts may go there is what the later one said
    elif stops:
        suppressions.suppress(session, Channel.SMS, row.sender, "texted a stop word", now)
    elif starts:
        suppressions.lift_suppression(session, Channel.SMS, row.sender, now)
    session.flush()
    return row.meaning


def open_texts(session: Session) -> list[OpenText]:
    """The texts that fit nobody, oldest first.

    Nothing says which practice they were meant for, so the desks of all see them.
    """
    query = select(InboundText).where(InboundText.settled_at.is_(None)).order_by(InboundText.id)
    return [OpenText(row.id, row.sender, row.body, row.received_at) for row in session.execute(query).scalars()]


def settle_open_text(session: Session, text_id: int, staff: StaffAccount, note: str, now: datetime) -> None:
    """Close a text that fitted nobody; what it said is recorded at the desk, once the patient is found.

    Raises NotFound; ValueRefused for a note that is too long; NotAllowed without the role, without a note, or when it
    is settled already.
    """
    staff.must_be(Role.RECEPTION, Role.MANAGER)
    row = session.get(InboundText, text_id, with_for_update=True)
    if row is None:
        raise NotFound("there is no such text")
    if row.settled_at is not None:
        raise NotAllowed("somebody has settled this text already")
    if not note.strip():
        raise NotAllowed("say in the note whose text it was, or what you did to find out")
    row.settled_at, row.settled_by, row.note = now, staff.id, read_note(note)
    audit.append(session, AuditAction.INBOUND_SETTLED, now, staff_id=staff.id, text=row.id)


def _kept(session: Session, provider: str, text: IncomingText, now: datetime) -> InboundText | None:
    # On PostgreSQL a second delivery of the same webhook waits here until the first is through.
    insert = insert_unless_there(session, InboundText).values(
        provider=provider,
        event_id=text.event_id,
        sender=_storable(text.sender)[:_LONGEST_SENDER],
        body=_storable(text.body),
        raw=dict(text.raw),
        received_at=now,
        meaning=TextMeaning.UNCLEAR,
        reply_ids=[],
        note="",
    )
    text_id = session.execute(insert.returning(InboundText.id)).scalar_one_or_none()
    return session.get_one(InboundText, text_id) if text_id is not None else None


def _said_more_since(session: Session, row: InboundText) -> bool:
    """Whether whoever sent a text stopped or started the texts to their number later on, and was heard before."""
    about_texts = InboundText.meaning.in_((TextMeaning.STOP, TextMeaning.START))
    later = select(InboundText.id).where(
        InboundText.sender == row.sender, InboundText.received_at > row.received_at, about_texts
    )
    return session.execute(later.limit(1)).first() is not None


def _storable(text: str) -> str:
    """The text without what no database takes: NUL, and halves of a character."""
    return text.replace("\0", "\ufffd").encode("utf-8", "replace").decode("utf-8")


def _is_stopped(session: Session, sender: str) -> bool:
    return session.execute(select(suppressions.in_force(Channel.SMS, sender))).scalar_one()


def _doubtful(reading: TextReading, stops: bool, starts: bool) -> tuple[TextMeaning, Doubt]:
    if stops and not reading.mentions_keep:
        return TextMeaning.STOP, Doubt.STOPPED
    is_start = (starts or reading.starts) and not reading.mentions_keep
    return TextMeaning.START if is_start else TextMeaning.UNCLEAR, Doubt.UNCLEAR


def _clear_notice(
    session: Session, keys: Keys, reading: TextReading, holders: Collection[int], sender: str, now: datetime
) -> int | None:
    """The one notice that a text is about which says nothing but KEEP; None when that is not certain."""
    if reading.keep_code is not None:
        named = _with_codes(session, keys, {reading.keep_code}, Link, CampaignStatus.launched())
        return next(iter(named), None)
    if not reading.keep_alone or len(holders) != 1:
        return None
    concerned = _notices(session, keys, holders, sender, now)
    is_theirs = exists().where(Notice.id.in_(concerned), Notice.patient_id.in_(holders))
    if len(concerned) != 1 or not session.execute(select(is_theirs)).scalar_one():
        return None
    return next(iter(concerned))


def _holders(session: Session, sender: str) -> list[int]:
    """The patients who have this number, of every practice, gone or not: whoever else may hold the phone counts.

    So does whoever stands on a list under somebody else's NHS number, for whom the record of that number is named. A
    text of theirs alone stays in the queue of texts from nobody: it is not for us to say that it is that record's.
    """
    practices = list(session.execute(select(Practice.id)).scalars())  # the index on the numbers begins with it
    query = select(Patient.id).where(Patient.practice_id.in_(practices), Patient.mobile == sender)
    holders = list(session.execute(query).scalars())
    if not holders:
        return []
    claims = (claim for practice_id in practices for claim in identity_doubts.open_claims(session, practice_id))
    others = {claim.patient_id for claim in claims if claim.record.mobile == sender}
    return holders + sorted(others.difference(holders))


def _notices(session: Session, keys: Keys, holders: Collection[int], sender: str, now: datetime) -> set[int]:
    """Every notice of a launched campaign that a text from this number may be about.

    Those of whoever has the number, also of a joiner whom planning has not come to yet, and of whoever was texted there
    before a newer list had another number for them.
    """
    has_notice = exists().where(Notice.campaign_id == Campaign.id, Notice.patient_id == Patient.id)
    waiting = (
        select(Campaign, Patient.id)
        .join(Patient, Patient.practice_id == Campaign.practice_id)
        .where(Patient.id.in_(holders), Campaign.campaign_status.in_(CampaignStatus.under_way()), ~has_notice)
        .order_by(Campaign.id, Patient.id)
    )
    for campaign, patient_id in session.execute(waiting).all():
        notices.ensure_notice(session, campaign, patient_id, keys, now)
    texted = select(Delivery.notice_id).where(
        Delivery.sent_to == sender, Delivery.channel == Channel.SMS, Delivery.wave != Wave.ACKNOWLEDGEMENT
    )
    query = (
        select(Notice.id)
        .join(Campaign, Campaign.id == Notice.campaign_id)
        .where(
            Campaign.campaign_status.in_(CampaignStatus.launched()),
            or_(Notice.patient_id.in_(holders), Notice.id.in_(texted)),
        )
    )
    return set(session.execute(query).scalars())


def _with_codes(
    session: Session,
    keys: Keys,
    codes: Iterable[str],
    table: type[Link] | type[WithdrawnLink],
    standing: Collection[CampaignStatus] = tuple(CampaignStatus),
) -> set[int]:
    """The notices with these codes, of campaigns that stand so."""
    prints = [access_codes.code_fingerprint(keys, code) for code in codes]
    query = select(table.notice_id).join(Campaign, Campaign.id == table.campaign_id)
    query = query.where(table.fingerprint.in_(prints), Campaign.campaign_status.in_(standing))
    return set(session.execute(query).scalars())
