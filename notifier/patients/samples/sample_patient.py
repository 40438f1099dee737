"""One sample patient, and what a correct import concludes of a list of them."""

from collections import Counter
from dataclasses import dataclass, field
from datetime import date
from typing import Any

from notifier.patients.samples.frequencies import LABELS

Code = tuple[str, str, date]  # code, term, day of recording


@dataclass(slots=True, kw_only=True)
class SamplePatient:
    """One invented patient: the facts, and apart from them what the export prints where it prints something else."""

    index: int
    nhs_number: str
    sex: str
    title: str
    given_name: str
    family_name: str
    born: date
    house: str
    street: str
    locality: str
    town: str
    county: str
    postcode: str
    landline: str
    language: str
    accessible_format: str
    on_repeats: bool
    mobile: str = ""  # ten digits without the leading zero; empty for none or none that can be used
    email: str = ""
    died: date | None = None
    left: date | None = None
    sensitive: bool = False
    sms_declined: bool = False
    email_declined: bool = False
    codes: list[Code] = field(default_factory=list)
    nhs_number_printed: str = ""
    born_printed: str = ""  # where it is not the date of birth in the style of the list
    mobile_printed: str = ""
    email_printed: str = ""
    refused: str = ""  # why an import must refuse the patient
    is_twice: bool = False  # the same row stands in the list again, elsewhere

    @property
    def is_mailable(self) -> bool:
        """Whether a letter can reach the patient."""
        return bool(self.street and self.postcode)

    @property
    def exclude(self) -> str | None:
        """Why the patient is held out: the standing first, then the latest of the codes that count."""
        standing = (("deceased", self.died), ("left", self.left), ("sensitive", self.sensitive))
        latest = max((code for code in self.codes if code[0] in LABELS), key=lambda code: code[2], default=None)
        return next((label for label, is_so in standing if is_so), LABELS[latest[0]] if latest else None)


@dataclass(frozen=True, slots=True)
class Sample:
    """What was written, and what an import must conclude."""

    patients: tuple[SamplePatient, ...]
    lines: dict[int, tuple[int, ...]]  # by the index of the patient: the lines on which the list prints them

    def truth(self) -> dict[str, Any]:
        """In the form of `list check --json`, people and refusals by their first line."""
        taken = [patient for patient in self.patients if not patient.refused]
        sharing = Counter(patient.mobile for patient in taken)
        by_line = sorted(self.patients, key=lambda patient: self.lines[patient.index][0])
        refused = [{"lines": list(self.lines[p.index]), "why": p.refused} for p in by_line if p.refused]
        rows = sum(map(len, self.lines.values()))
        counts = {
            "people": len(taken),
            "refused_people": len(refused),
            "repeated_rows_to_merge": rows - len(self.patients),
        }
        people = [_truth_of(p, sharing[p.mobile] - 1) for p in by_line if not p.refused]
        return {"people": people, "refused": refused, "counts": counts}


def _truth_of(person: SamplePatient, sharing: int) -> dict[str, Any]:
    return {
        "nhs_number": person.nhs_number,
        "family_name": person.family_name,
        "date_of_birth": person.born.isoformat(),
        "mobile": f"+44{person.mobile}" if person.mobile else None,
        "email": person.email or None,
        "mailable": person.is_mailable,
        "exclude": person.exclude,
        "sms_declined": person.sms_declined,
        "email_declined": person.email_declined,
        "shares_mobile_with": sharing if person.mobile else 0,
        "language": person.language,
        "accessible_format": person.accessible_format,
        "on_repeats": person.on_repeats,
    }
