"""The audit chain as people read it: a sentence for each event."""

from collections.abc import Sequence
from datetime import datetime
from typing import NamedTuple

from sqlalchemy import Select, func, select
from sqlalchemy.orm import Session

from notifier.evidence.audit_filters import EventFilter, events_of_practice, wanted_events
from notifier.store.audit_actions import AuditAction, in_a_sentence
from notifier.store.tables import AuditEvent, Staff

_AT_ONCE = 500  # events that are asked for by their ids
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


class ToldEvent(NamedTuple):
    """One event: its number in the chain, when it was, of which campaign if of one, and what was done by whom."""

    id: int
    at: datetime
    campaign_id: int | None
    action: str
    sentence: str


class EventPart(NamedTuple):
    """Some of the events that were wanted, the latest first, and how many there are in all."""

    total: int
    events: Sequence[ToldEvent]


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
    query = _events().where(*wanted_events(session, wanted))
    if practice_id is not None:
        query = query.where(events_of_practice(practice_id))
    if before is not None:
        query = query.where(AuditEvent.id < before)
    return _told(session, query.limit(most))


def events_in_parts(
    session: Session, wanted: EventFilter, practice_id: int, *, most: int | None, start: int = 0
) -> EventPart:
    """Of a practice's events that are wanted those after `start` later ones; without `most` all that are left."""
    conditions = (events_of_practice(practice_id), *wanted_events(session, wanted))
    total = session.execute(select(func.count()).select_from(AuditEvent).where(*conditions)).scalar_one()
    return EventPart(total, _told(session, _events().where(*conditions).offset(start).limit(most)))


def told_events(session: Session, event_ids: Sequence[int]) -> list[ToldEvent]:
    """These events, the earliest first."""
    parts = (event_ids[start : start + _AT_ONCE] for start in range(0, len(event_ids), _AT_ONCE))
    found = [event for part in parts for event in _told(session, _events().where(AuditEvent.id.in_(part)))]
    return sorted(found, key=lambda event: event.id)


def _events() -> Select[AuditEvent, str, str]:
    query = select(AuditEvent, Staff.name, Staff.email).outerjoin(Staff, Staff.id == AuditEvent.staff_id)
    return query.order_by(AuditEvent.id.desc())


def _told(session: Session, query: Select[AuditEvent, str, str]) -> list[ToldEvent]:
    return [
        ToldEvent(event.id, event.at, event.campaign_id, event.action, _sentence(event, name or email))
        for event, name, email in session.execute(query).all()
    ]


def _sentence(event: AuditEvent, staff: str | None) -> str:
    return in_a_sentence(event.action, staff or _nobody_named(event.action), event.details)


def _nobody_named(action: str) -> str:
    if action == AuditAction.REPLY_SETTLED:
        return _PATIENT
    return _INSTALLER if action in _SETTING_UP else _PROGRAM
