"""The audit chain as people read it: a sentence for each event."""

from datetime import datetime
from typing import NamedTuple

from sqlalchemy import select
from sqlalchemy.orm import Session

from notifier.store.audit_actions import AuditAction, in_a_sentence
from notifier.store.tables import AuditEvent, Staff

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
    sentence: str


def latest_events(session: Session, most: int, campaign_id: int | None = None) -> list[ToldEvent]:
    """The latest events, at most so many, oldest first; on request of one campaign alone."""
    query = select(AuditEvent, Staff.name, Staff.email).outerjoin(Staff, Staff.id == AuditEvent.staff_id)
    if campaign_id is not None:
        query = query.where(AuditEvent.campaign_id == campaign_id)
    rows = session.execute(query.order_by(AuditEvent.id.desc()).limit(most)).all()
    return [
        ToldEvent(event.id, event.at, event.campaign_id, _sentence(event, name or email)) for event, name, email in rows
    ][::-1]


def _sentence(event: AuditEvent, staff: str | None) -> str:
    return in_a_sentence(event.action, staff or _nobody_named(event.action), event.details)


def _nobody_named(action: str) -> str:
    if action == AuditAction.REPLY_SETTLED:
        return _PATIENT
    return _INSTALLER if action in _SETTING_UP else _PROGRAM
