"""The lists that a practice imported, and how many people the last one left on record."""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date, datetime

from sqlalchemy import func, select
from sqlalchemy.orm import Session

from notifier.patients.patient_records import in_use
from notifier.store.tables import Patient, PatientList, Staff


@dataclass(frozen=True)
class ImportedList:
    """One import, or the taking back of one: then `undoes_id` is the import that it took back."""

    id: int
    filename: str
    imported_by: str  # name of the person
    imported_at: datetime
    made_on: date | None  # when the export was made, as far as anything told
    counts: Mapping[str, int]  # people, refused, joined, left, died, changed, returned; of a taking back others
    undoes_id: int | None
    is_undone: bool


def imported_lists(session: Session, practice_id: int) -> list[ImportedList]:
    """Every version of a practice's list, the latest first."""
    query = (
        select(PatientList, Staff.name)
        .join(Staff, Staff.id == PatientList.imported_by)
        .where(PatientList.practice_id == practice_id)
        .order_by(PatientList.id.desc())
    )
    found = [(row, name) for row, name in session.execute(query)]
    undone = {row.undoes_id for row, _ in found}
    return [
        ImportedList(
            row.id, row.filename, name, row.imported_at, row.made_on, row.counts, row.undoes_id, row.id in undone
        )
        for row, name in found
    ]


def people_on_record(session: Session, practice_id: int) -> int:
    """How many people are registered and alive by the last list."""
    here = (Patient.practice_id == practice_id, in_use(), Patient.left.is_(False), Patient.deceased.is_(False))
    return session.execute(select(func.count()).select_from(Patient).where(*here)).scalar_one()
