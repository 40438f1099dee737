"""Whom a page is about that has no patient in its address, but something of theirs: so that who looked is on record.

Each takes the id of what stands in the address and returns the ids of the patients; of what is not there, none.
"""

from sqlalchemy import Select, select
from sqlalchemy.orm import Session

from notifier.store.tables import Delivery, IdentityDoubt, LetterCopy, Notice, PatientPreview, Review


def patients_of_doubt(session: Session, doubt_id: int) -> set[int]:
    """Whom we know, and whom they may be under another number, where that is a patient."""
    query = select(IdentityDoubt.patient_id, IdentityDoubt.other_patient_id).where(IdentityDoubt.id == doubt_id)
    return {patient_id for row in session.execute(query) for patient_id in row if patient_id is not None}


def patients_of_copy(session: Session, copy_id: int) -> set[int]:
    """Whom the letter is to of which this is a copy."""
    query = select(Notice.patient_id).join(Delivery, Delivery.notice_id == Notice.id)
    return _found(
        session, query.join(LetterCopy, LetterCopy.delivery_id == Delivery.id).where(LetterCopy.id == copy_id)
    )


def patients_of_review(session: Session, review_id: int) -> set[int]:
    """Whose answer is in doubt."""
    query = select(Notice.patient_id).join(Review, Review.notice_id == Notice.id)
    return _found(session, query.where(Review.id == review_id))


def patients_of_preview(session: Session, preview_id: int) -> set[int]:
    """Whose messages are shown."""
    return _found(session, select(PatientPreview.patient_id).where(PatientPreview.id == preview_id))


def _found(session: Session, query: Select[int]) -> set[int]:
    return set(session.execute(query).scalars())
