"""What follows for a whole list, some patients at a time, for whoever reads it by a program."""

from collections.abc import Sequence
from datetime import datetime

from sqlalchemy import or_, select
from sqlalchemy.orm import Session

from notifier.outcomes import facts
from notifier.outcomes.facts import Concluded
from notifier.practice.accounts import StaffAccount
from notifier.store import audit
from notifier.store.audit_actions import AuditAction
from notifier.store.tables import Campaign, Patient


def outcomes_after(session: Session, campaign: Campaign, at: datetime, after: int, most: int) -> Sequence[Concluded]:
    """The outcomes at a moment of the next patients by their ids, from the one after `after` on, at most so many.

    They are those that `facts.conclude` has of everybody.
    """
    is_theirs = or_(Patient.replaced_at.is_(None), Patient.replaced_at > at)  # the number is nobody else's by then
    those = Patient.practice_id == campaign.practice_id, Patient.known_since <= at, is_theirs, Patient.id > after
    ids = list(session.execute(select(Patient.id).where(*those).order_by(Patient.id).limit(most)).scalars())
    return sorted(facts.conclude(session, campaign, at, ids), key=lambda one: one.patient_id) if ids else []


def note_read(session: Session, staff: StaffAccount, campaign_id: int, at: datetime, now: datetime) -> None:
    """Write down that somebody read what follows for every patient, as of a moment."""
    read = AuditAction.OUTCOMES_READ
    audit.append(session, read, now, staff_id=staff.id, campaign_id=campaign_id, at=at.isoformat())
