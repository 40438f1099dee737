"""What was known of patients at an earlier moment: the rows of today, with what lists changed since taken back."""

from collections import defaultdict
from collections.abc import Collection, Mapping
from datetime import datetime
from typing import Any, NamedTuple

from sqlalchemy import select
from sqlalchemy.orm import Session

from notifier.store.tables import Patient, PatientChange


class RecordedChange(NamedTuple):
    """What a list, or whoever settled a doubt, changed of a patient."""

    changed_at: datetime
    before: Mapping[str, Any]  # column of `patient` -> value until then, as JSON has it


class PatientHistory:
    """The changes of a practice's patients since a moment."""

    def __init__(self, changes: Mapping[int, list[RecordedChange]]) -> None:
        """`changes` by patient, the earliest first."""
        self._changes = changes

    @classmethod
    def since(
        cls, session: Session, practice_id: int, moment: datetime, patient_ids: Collection[int] | None = None
    ) -> "PatientHistory":
        """Read what changed after `moment`, of every patient or of some."""
        # Changes are appended as they become known: mostly the last one tells that there is nothing to read.
        last = select(PatientChange.changed_at).order_by(PatientChange.id.desc()).limit(1)
        latest = session.execute(last).scalar_one_or_none()
        if latest is None or latest <= moment:
            return cls({})
        query = (
            select(PatientChange.patient_id, PatientChange.changed_at, PatientChange.before)
            .join(Patient, Patient.id == PatientChange.patient_id)
            .where(Patient.practice_id == practice_id, PatientChange.changed_at > moment)
            .order_by(PatientChange.id)
        )
        if patient_ids is not None:
            query = query.where(PatientChange.patient_id.in_(patient_ids))
        found: defaultdict[int, list[RecordedChange]] = defaultdict(list)
        for patient_id, changed_at, before in session.execute(query):
            found[patient_id].append(RecordedChange(changed_at, before))
        return cls(found)

    def values_at(self, patient_id: int, moment: datetime) -> Mapping[str, Any]:
        """Of which columns the row has another value today than it had at a moment, and which they were."""
        values: dict[str, Any] = {}
        for one in self._changes.get(patient_id, ()):
            if one.changed_at > moment:
                values = {**one.before, **values}  # what the earliest change took away stood then
        return values
