"""Rows of what a desk is told beside answers, all of it over, so that nothing hinders a purge."""

from sqlalchemy.orm import Session

from notifier.patients import matters
from notifier.patients.matters import NewMatter
from notifier.replies import unmatched_slips
from notifier.replies.unmatched_slips import NewSlip
from notifier.store.tables import SlipPhoto
from notifier.vocabulary import Choice, MatterEnding, MatterKind, Role, Source
from tests.world import World


def add_desk_rows(session: Session, world: World, patient_id: int) -> None:
    """Add what was told of one patient, and a slip of nobody: both are settled."""
    staff, now = world.staff(Role.MANAGER), world.now
    slip = NewSlip(Choice.KEEP, Source.PAPER, now, name="Nobody Known")
    kept = unmatched_slips.keep_slip(session, world.keys, world.campaign_id, slip, staff, now)
    unmatched_slips.close_slip(session, kept.id, staff, "of another practice", now)
    for whose in ({"patient_id": patient_id}, {"slip_id": kept.id}):
        session.add(SlipPhoto(added_at=now, added_by=staff.id, sha256="", jpeg=b"JPEG", **whose))
    new = NewMatter(MatterKind.DIED, "his sister", now, "rang at nine")
    noted = matters.note_matter(session, patient_id, new, staff, now)
    matters.end_matter(session, noted.id, MatterEnding.TAKEN_BACK, staff, "he rang himself", now)
