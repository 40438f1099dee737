"""A letter as it was sent, to be opened on a screen: asked for by staff, made by a worker, forgotten after a day.

A copy is laid out anew, with tags for screen readers, and that takes longer than a request may: the page writes down
what is asked for and wakes the workers, and shows the copy once it is there.
"""

import logging
from collections.abc import Callable
from dataclasses import dataclass, replace
from datetime import date, datetime, timedelta
from typing import NamedTuple

from sqlalchemy import delete, exists, select, update
from sqlalchemy.orm import Session

from notifier.campaigns import lifecycle
from notifier.contacts.formats import written_format
from notifier.contacts.languages import language_code
from notifier.delivery import claims, notices
from notifier.delivery.routing import age
from notifier.errors import Fault, NotAllowed, NotFound, RenderFault
from notifier.messages.addressee import Addressee
from notifier.messages.rendering import templates_of
from notifier.patients.access_codes import Keys
from notifier.patients.patient_history import PatientHistory
from notifier.pdf.stationery import Stationery
from notifier.practice.accounts import StaffAccount
from notifier.settings import ReplyChannels
from notifier.store import audit
from notifier.store.audit_actions import AuditAction
from notifier.store.database import Database
from notifier.store.tables import Campaign, Delivery, LetterCopy, Notice, Patient
from notifier.vocabulary import Channel, Role

KEPT_FOR = timedelta(days=1)
_LONGEST_FAULT = 300
_OTHER_WORDS = "The letter was made from other words than are there now, so a copy would not read as it was sent."
_OTHER_LINK = "The link in this letter was replaced since, so a copy would not read as it was sent."
_DEFECT = "Something went wrong while it was laid out, and is in the log. Whoever looks after the program can say more."

_LOG = logging.getLogger(__name__)


@dataclass(frozen=True)
class CopyView:
    """A copy that somebody asked for; without a fault and not made yet, it waits."""

    id: int
    patient_id: int
    full_name: str
    is_made: bool
    fault: str


def ask_for_copy(session: Session, campaign_id: int, delivery_id: int, staff: StaffAccount, now: datetime) -> int:
    """Ask for a copy of one letter and return the copy's id; who looks at whose letter is written down.

    Raises NotAllowed without the role or when the letter was never made, NotFound.
    """
    staff.must_be(Role.MANAGER, Role.RECEPTION)
    lifecycle.get_campaign(session, staff.practice_id, campaign_id)
    query = select(Delivery.accepted_at).where(
        Delivery.id == delivery_id, Delivery.campaign_id == campaign_id, Delivery.channel == Channel.LETTER
    )
    letter = session.execute(query).one_or_none()
    if letter is None:
        raise NotFound("this campaign has no such letter")
    if letter.accepted_at is None:
        raise NotAllowed("this letter was not made yet, so there is nothing to look at")
    copy = LetterCopy(delivery_id=delivery_id, asked_by=staff.id, asked_at=now)
    session.add(copy)
    session.flush()
    audit.append(
        session, AuditAction.LETTER_COPIED, now, staff_id=staff.id, campaign_id=campaign_id, delivery=delivery_id
    )
    return copy.id


def view_copy(session: Session, campaign_id: int, copy_id: int, staff: StaffAccount) -> CopyView:
    """The copy, for whoever asked for it. Raises NotFound, also when it was forgotten or is somebody else's."""
    copy, patient = _asked_for(session, campaign_id, copy_id, staff)
    name = patient.full_name
    return CopyView(copy.id, patient.id, name, copy.pdf is not None, copy.fault or "")


def copy_pdf(session: Session, campaign_id: int, copy_id: int, staff: StaffAccount) -> bytes:
    """The copy as a tagged PDF. Raises NotFound as `view_copy` does, and while it is not made."""
    copy, _patient = _asked_for(session, campaign_id, copy_id, staff)
    if copy.pdf is None:
        raise NotFound("this copy is not made yet")
    return copy.pdf


def make_waiting(
    database: Database,
    keys: Keys,
    reply_channels: ReplyChannels,
    load_stationery: Callable[[], Stationery],
    now: datetime,
) -> int:
    """Make every copy that is waited for, and forget those that are older than a day; returns how many were made.

    Two workers may make the same one: the first is kept, and both are alike.
    """
    with database.reading() as session:
        is_old = LetterCopy.asked_at < now - KEPT_FOR
        has_old = session.execute(select(exists().where(is_old))).scalar_one()
        query = select(LetterCopy.id).where(_WAITS, ~is_old).order_by(LetterCopy.id)
        waiting = list(session.execute(query).scalars())
    if has_old:
        with database.writing() as session:
            session.execute(delete(LetterCopy).where(is_old))
    for copy_id in waiting:
        made = _make(database, copy_id, keys, reply_channels, load_stationery)
        with database.writing() as session:
            session.execute(
                update(LetterCopy).where(LetterCopy.id == copy_id, _WAITS).values(made_at=now, **made._asdict())
            )
    return len(waiting)


_WAITS = LetterCopy.made_at.is_(None)


def _asked_for(session: Session, campaign_id: int, copy_id: int, staff: StaffAccount) -> tuple[LetterCopy, Patient]:
    query = (
        select(LetterCopy, Patient)
        .join(Delivery, Delivery.id == LetterCopy.delivery_id)
        .join(Notice, Notice.id == Delivery.notice_id)
        .join(Patient, Patient.id == Notice.patient_id)
        .where(LetterCopy.id == copy_id, LetterCopy.asked_by == staff.id, Delivery.campaign_id == campaign_id)
        .where(Patient.practice_id == staff.practice_id)
    )
    row = session.execute(query).one_or_none()
    if row is None:
        raise NotFound("there is no such copy: copies are kept for a day, for whoever asked for them")
    return row[0], row[1]


class _Made(NamedTuple):
    """A copy, or why there is none, by the columns of `letter_copy`."""

    pdf: bytes | None = None
    fault: str | None = None


def _make(
    database: Database,
    copy_id: int,
    keys: Keys,
    reply_channels: ReplyChannels,
    load_stationery: Callable[[], Stationery],
) -> _Made:
    """The copy, or why there is none."""
    try:
        with database.reading() as session:
            delivery = session.execute(
                select(Delivery).join(LetterCopy, LetterCopy.delivery_id == Delivery.id).where(LetterCopy.id == copy_id)
            ).scalar_one()
            templates = templates_of(session, delivery.campaign_id, reply_channels, load_stationery)
            to = _addressee(session, delivery, keys)
            if templates.letters.text_ids(to) != delivery.text_ids:
                raise RenderFault(_OTHER_WORDS)
            replaced = select(notices.withdrawn_since(Delivery.accepted_at)).where(Delivery.id == delivery.id)
            if session.execute(replaced).scalar_one():
                raise RenderFault(_OTHER_LINK)
        return _Made(pdf=templates.letters.copy(to))
    except Fault as fault:
        return _Made(fault=str(fault)[:_LONGEST_FAULT])
    except Exception as error:  # one letter, whatever is wrong with it, must hold up no other and not be tried for ever
        _LOG.error("copy %d was not made: %s", copy_id, type(error).__name__)
        return _Made(fault=_DEFECT)


def _addressee(session: Session, delivery: Delivery, keys: Keys) -> Addressee:
    """The patient as the letter had them, whatever newer lists say: its address and dates, and the name of that day."""
    made_at = delivery.accepted_at
    assert made_at is not None
    (job,) = claims.claimed_before(session, [delivery.id], keys, made_at)
    assert job.addressee is not None
    then = _as_of(session, delivery, made_at)
    below = lifecycle.preset_of(session.get_one(Campaign, delivery.campaign_id)).guardian_below_age
    return replace(
        job.addressee,
        title=then.title,
        given_name=then.given_name,
        family_name=then.family_name,
        address_lines=tuple((delivery.sent_to or "").split("\n")[1:]),
        guardian=age(then.date_of_birth, job.addressee.written_on) < below,
        language=language_code(then.language),
        written_format=written_format(then.accessible_format),
    )


class _AsOf(NamedTuple):
    """What a letter needs of a patient's row, by its columns."""

    title: str
    given_name: str
    family_name: str
    date_of_birth: date
    language: str
    accessible_format: str


def _as_of(session: Session, delivery: Delivery, then: datetime) -> _AsOf:
    """What a letter needs of the patient's row as it was then: newer lists may have changed it."""
    patient_id = session.get_one(Notice, delivery.notice_id).patient_id
    row = session.get_one(Patient, patient_id)
    found = _AsOf(*(getattr(row, name) for name in _AsOf._fields))
    before = PatientHistory.since(session, row.practice_id, then, [patient_id]).values_at(patient_id, then)
    found = found._replace(**{name: value for name, value in before.items() if name in _AsOf._fields})
    if "date_of_birth" in before:  # as JSON holds it
        found = found._replace(date_of_birth=date.fromisoformat(before["date_of_birth"]))
    return found
