"""The audit chain as people read it: a sentence for each event."""

from datetime import datetime
from typing import NamedTuple

from sqlalchemy import or_, select
from sqlalchemy.orm import Session

from notifier.store.audit_actions import AuditAction, in_a_sentence
from notifier.store.tables import AuditEvent, Campaign, Staff

_PROGRAM = "The program"
_PATIENT = "A patient"
_INSTALLER = "Whoever set the installation up"  # until there are real patients, nobody need be named for it
_SETTING_UP = frozenset(
    {
        *(AuditAction.PRACTICE_SET, AuditAction.PRACTICE_REMOVED, AuditAction.MACHINE_SENDS),
        *(AuditAction.FIRST_RUN_USED, AuditAction.SETTINGS_SET),
        *(AuditAction.STAFF_ADDED, AuditAction.STAFF_CLOSED, AuditAction.STAFF_OPENED, AuditAction.ROLE_TAKEN),
    }
)


class EventFilter(NamedTuple):
    """Which events somebody wants to see: every one, but where a field says otherwise. All that is said holds."""

    campaign_id: int | None = None
    action: str = ""  # the word of one, see `AuditAction`
    since: datetime | None = None


class ToldEvent(NamedTuple):
    """One event: its number in the chain, when it was, of which campaign if of one, and what was done by whom."""

    id: int
    at: datetime
    campaign_id: int | None
    action: str
    sentence: str


def latest_events(session: Session, most: int, campaign_id: int | None = None) -> list[ToldEvent]:
    """The latest events, at most so many, oldest first; on request of one campaign alone."""
    return find_events(session, EventFilter(campaign_id), None, most)[::-1]


def find_events(
    session: Session, wanted: EventFilter, before: int | None, most: int, *, practice_id: int | None = None
) -> list[ToldEvent]:
    """The latest of the events that are wanted, the latest first, at most so many; those before a number, if given.

    With `practice_id` nothing that another practice's people did, or that is about their campaigns: what nobody of any
    practice did is everybody's.
    """
    query = select(AuditEvent, Staff.name, Staff.email).outerjoin(Staff, Staff.id == AuditEvent.staff_id)
    if practice_id is not None:
        campaigns = select(Campaign.id).where(Campaign.practice_id == practice_id)
        query = query.where(or_(AuditEvent.staff_id.is_(None), Staff.practice_id == practice_id))
        query = query.where(or_(AuditEvent.campaign_id.is_(None), AuditEvent.campaign_id.in_(campaigns)))
    if wanted.campaign_id is not None:
        query = query.where(AuditEvent.campaign_id == wanted.campaign_id)
    if wanted.action:
        query = query.where(AuditEvent.action == wanted.action)
    if wanted.since is not None:
        query = query.where(AuditEvent.at >= wanted.since)
    if before is not None:
        query = query.where(AuditEvent.id < before)
    rows = session.execute(query.order_by(AuditEvent.id.desc()).limit(most)).all()
    return [
        ToldEvent(event.id, event.at, event.campaign_id, event.action, _sentence(event, name or email))
        for event, name, email in rows
    ]


def _sentence(event: AuditEvent, staff: str | None) -> str:
    return in_a_sentence(event.action, staff or _nobody_named(event.action), event.details)


def _nobody_named(action: str) -> str:
    if action == AuditAction.REPLY_SETTLED:
        return _PATIENT
    return _INSTALLER if action in _SETTING_UP else _PROGRAM
