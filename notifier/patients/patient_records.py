"""A patient as the lists left them: the columns of `patient` that a list says, and how they are read from the table."""

from collections.abc import Collection, Iterable, Iterator, Mapping
from datetime import date
from itertools import islice
from typing import Any, NamedTuple, Self

from sqlalchemy import ColumnElement, String, and_, select, true
from sqlalchemy.orm import Session

from notifier.patients.identity import Identity
from notifier.patients.list_import.names import name_key
from notifier.patients.list_import.records import Person
from notifier.store.tables import Base, Patient

_NUMBERS_AT_ONCE = 5_000  # that one statement asks for
_AT_ONCE = 500  # rows that are held in memory of a table with a hundred thousand


class PatientRecord(NamedTuple):
    """What a list says of a patient, each by the name of its column of `patient`."""

    title: str
    given_name: str
    family_name: str
    name_key: str
    date_of_birth: date
    mobile: str | None
    email: str | None
    address_lines: list[str]
    postcode: str
    mailable: bool
    deceased: bool
    left: bool
    sensitive: bool
    sms_declined: bool
    email_declined: bool
    language: str
    accessible_format: str
    on_repeats: bool
    codes: list[list[str | None]]  # [[code, ISO date or null], ...]
    doubt: str

    @classmethod
    def of(cls, person: Person, codes_read: Collection[str]) -> Self:
        """What is kept of a person of a list: of the codes, only those that some preset reads."""
        kept = {(code.code, code.recorded_on.isoformat() if code.recorded_on else None) for code in person.codes}
        record = cls(
            title=person.title,
            given_name=person.given_name,
            family_name=person.family_name,
            name_key=name_key(person.given_name, person.family_name),
            date_of_birth=person.date_of_birth,
            mobile=str(person.mobile) if person.mobile else None,
            email=person.email,
            address_lines=list(person.address.lines),
            postcode=person.address.postcode,
            mailable=person.is_mailable,
            deceased=person.deceased,
            left=person.left,
            sensitive=person.sensitive,
            sms_declined=person.sms_declined,
            email_declined=person.email_declined,
            language=person.language,
            accessible_format=person.accessible_format,
            on_repeats=person.on_repeats,
            codes=[
                [code, on] for code, on in sorted(kept, key=lambda one: (one[0], one[1] or "")) if code in codes_read
            ],
            doubt=person.doubt,
        )
        # PostgreSQL refuses a whole import for one longer title or note.
        cut = {name: text[:most] for name, most in _LONGEST if (text := getattr(record, name)) and len(text) > most}
        return record._replace(**cut) if cut else record

    @classmethod
    def from_json(cls, kept: Mapping[str, Any]) -> Self:
        """The record that `as_json` wrote."""
        return cls(**{**kept, "date_of_birth": date.fromisoformat(kept["date_of_birth"])})

    def as_json(self) -> dict[str, Any]:
        """Every column by its name, as a JSON column takes it."""
        return self._asdict() | {"date_of_birth": self.date_of_birth.isoformat()}

    def differing(self, other: Self) -> dict[str, object]:
        """The columns that `other` has not as here, with what they are here, as JSON takes it."""
        here = self.as_json()
        return {name: here[name] for name, was, becomes in zip(COLUMNS, self, other, strict=True) if was != becomes}

    @property
    def identity(self) -> Identity:
        """What tells the person from others."""
        return Identity(
            self.given_name,
            self.family_name,
            self.date_of_birth,
            self.address_lines,
            self.postcode,
            self.mobile,
            self.email,
        )

    @property
    def is_here(self) -> bool:
        """Whether the person is alive and registered."""
        return not (self.left or self.deceased)


COLUMNS = PatientRecord._fields
_LONGEST = [
    (column.name, column.type.length)
    for column in Base.metadata.tables[Patient.__tablename__].columns
    if isinstance(column.type, String) and column.type.length and column.name in COLUMNS
]


class KnownPatient(NamedTuple):
    """A patient of the practice as the lists before left them."""

    patient_id: int
    record: PatientRecord


def in_use() -> ColumnElement[bool]:
    """Whether a patient's NHS number is still theirs: of two who had it, one has it at a time."""
    return Patient.replaced_at.is_(None)


def each_patient(
    session: Session, practice_id: int, numbers: Collection[str] | None = None
) -> Iterator[tuple[str, KnownPatient]]:
    """The practice's patients by the NHS numbers that they have, all or some; some at a time in memory."""
    some = true() if numbers is None else Patient.nhs_number.in_(numbers)
    return _known(session, practice_id, and_(in_use(), some))


def each_replaced_patient(session: Session, practice_id: int) -> Iterator[tuple[str, KnownPatient]]:
    """The practice's patients whose NHS number was given to somebody else, by that number."""
    return _known(session, practice_id, ~in_use())


def patient_ids(session: Session, practice_id: int, numbers: Iterable[str]) -> dict[str, int]:
    """The patients who have these NHS numbers now; whoever has none of them is left out."""
    found: dict[str, int] = {}
    waiting = iter(numbers)
    while some := list(islice(waiting, _NUMBERS_AT_ONCE)):
        query = select(Patient.nhs_number, Patient.id).where(Patient.practice_id == practice_id, in_use())
        found |= {row.nhs_number: row.id for row in session.execute(query.where(Patient.nhs_number.in_(some)))}
    return found


def _known(session: Session, practice_id: int, which: ColumnElement[bool]) -> Iterator[tuple[str, KnownPatient]]:
    columns = (getattr(Patient, name) for name in COLUMNS)
    query = select(Patient.nhs_number, Patient.id, *columns).where(Patient.practice_id == practice_id, which)
    query = query.order_by(Patient.nhs_number)  # so that what is found in doubt has one order, whichever index serves
    for number, patient_id, *rest in session.execute(query.execution_options(yield_per=_AT_ONCE)):
        yield number, KnownPatient(patient_id, PatientRecord._make(rest))
