"""Rows of what a desk is told beside answers, all of it over, so that nothing hinders a purge."""

from datetime import datetime

from sqlalchemy.orm import Session

from notifier.patients import matters
from notifier.patients.matters import NewMatter
from notifier.practice.accounts import StaffAccount
from notifier.vocabulary import MatterEnding, MatterKind


def add_desk_rows(session: Session, patient_id: int, staff: StaffAccount, now: datetime) -> None:
    """Add what was told of one patient, and is settled."""
    new = NewMatter(MatterKind.DIED, "his sister", now, "rang at nine")
    noted = matters.note_matter(session, patient_id, new, staff, now)
    matters.end_matter(session, noted.id, MatterEnding.TAKEN_BACK, staff, "he rang himself", now)
