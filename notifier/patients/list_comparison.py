"""What a list would change about the patients on record: joiners, leavers, deaths, changes, and who is in doubt.

Reads the tables and writes nothing, so that `list check` says what `list import` would do.
"""

from collections import Counter, defaultdict
from collections.abc import Collection, Iterable, Iterator, Mapping
from dataclasses import dataclass
from datetime import date
from functools import cached_property
from typing import Any, NamedTuple, Self

from sqlalchemy import String, select
from sqlalchemy.orm import Session

from notifier.patients import identity
from notifier.patients.identity import Identity
from notifier.patients.list_import.names import name_key
from notifier.patients.list_import.records import ListReport, Person
from notifier.store.tables import Base, IdentityDoubt, Patient
from notifier.vocabulary import ChangeKind


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
        return record._replace(**{name: value[:most] for name, most in _LONGEST if (value := getattr(record, name))})

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
    if isinstance(column.type, String) and column.name in COLUMNS
]


class KnownPatient(NamedTuple):
    """A patient of the practice as the lists before left them."""

    patient_id: int
    record: PatientRecord


class OpenDoubt(NamedTuple):
    """A doubt about a patient of whom the list before said that they are somebody else."""

    doubt_id: int
    claimed: dict[str, Any]  # as `PatientRecord.as_json` writes it


class NewDoubt(NamedTuple):
    """Somebody on the list whom nobody can be sure of.

    Without `other_number`: who stands under this number is not whom we know by it. With it: the joiner under this
    number seems to be the patient with the other one.
    """

    nhs_number: str
    other_number: str | None
    claimed: PatientRecord


@dataclass(frozen=True)
class ListComparison:
    """A list beside what is on record; a number is in at most one of `wanted`, `missing` and the numbers in doubt."""

    wanted: Mapping[str, PatientRecord]  # what the list says of the people who are taken from it
    known: Mapping[str, KnownPatient]
    missing: list[str]
    changes: list[tuple[str, ChangeKind]]  # each number that differs, with the one word that says it best
    doubts: list[NewDoubt]
    still_in_doubt: frozenset[str]  # the list says of them what the one before said, and nobody has settled it yet
    ended_doubts: list[int]  # ids of open doubts that this list puts an end to

    @property
    def is_first(self) -> bool:
        """Whether nobody is on record yet."""
        return not self.known

    @property
    def is_news(self) -> bool:
        """Whether the list says anything that is not on record yet."""
        return bool(self.changes or self.doubts or self.ended_doubts)

    @cached_property
    def still_here(self) -> int:
        """How many were alive and registered by the list before."""
        return sum(before.record.is_here for before in self.known.values())

    @cached_property
    def named_anew(self) -> int:
        """Of how many a name or the day of birth is another one, those in doubt among them."""
        kept = (number for number, kind in self.changes if kind is ChangeKind.CHANGED)
        changed = sum(
            identity.is_named_anew(self.known[number].record.identity, self.wanted[number].identity) for number in kept
        )
        return changed + len(self.other_people)

    @cached_property
    def other_people(self) -> frozenset[str]:
        """The numbers under which the list has somebody else than whom we know by them."""
        return self.still_in_doubt | {one.nhs_number for one in self.doubts if one.other_number is None}

    @cached_property
    def counts(self) -> dict[str, int]:
        """How many joined, left, died, changed, returned, are unchanged, or are in doubt in either way."""
        found = Counter({kind.value: 0 for kind in ChangeKind})
        found.update(kind.value for _, kind in self.changes)
        found["unchanged"] = len(self.wanted) - sum(1 for number, _ in self.changes if number in self.wanted)
        found["other_person"] = len(self.other_people)
        found["other_number"] = sum(one.other_number is not None for one in self.doubts)
        return dict(found)

    @cached_property
    def changed_details(self) -> dict[str, int]:
        """Of how many who changed something the name or day of birth, address, mobile or email is another one."""
        found = Counter(dict.fromkeys(_DETAILS, 0))
        for number, _ in self.changes:
            if number in self.known and number in self.wanted:
                differing = self.known[number].record.differing(self.wanted[number])
                found.update(name for name, columns in _DETAILS.items() if columns & differing.keys())
        return dict(found)


_DETAILS: Mapping[str, frozenset[str]] = {
    "identity": frozenset(("given_name", "family_name", "date_of_birth")),
    "address": frozenset(("address_lines", "postcode")),
    "mobile": frozenset(("mobile",)),
    "email": frozenset(("email",)),
}


def compare_list(session: Session, practice_id: int, report: ListReport, codes_read: Collection[str]) -> ListComparison:
    """Lay a list beside the practice's patients.

    Whoever is missing from it counts as left. A patient whose row was refused stays as they were, for a bad row says
    nothing new of a person; but with two people under one number, or a row that says they died or left, they are in
    doubt and count as left as well. So does everybody whose number cannot be read in their refused row: nothing tells
    them from those who left.
    """
    wanted = {str(person.nhs_number): PatientRecord.of(person, codes_read) for person in report.people}
    known, open_doubts = known_patients(session, practice_id), _open_doubts(session, practice_id)
    others = {
        number: wanted.pop(number)
        for number, before in known.items()
        if number in wanted and identity.is_other_person(before.record.identity, wanted[number].identity)
    }
    as_they_were = {refusal.nhs_number for refusal in report.refused if not refusal.in_doubt}
    accounted = wanted.keys() | others.keys() | as_they_were
    missing = [number for number, before in known.items() if number not in accounted and not before.record.left]
    as_before = frozenset(
        number
        for number, claimed in others.items()
        if number in open_doubts and open_doubts[number].claimed == claimed.as_json()
    )
    doubts = [NewDoubt(number, None, claimed) for number, claimed in others.items() if number not in as_before]
    return ListComparison(
        wanted=wanted,
        known=known,
        missing=missing,
        changes=list(changes_between(wanted, known, missing)),
        doubts=[*doubts, *_under_other_numbers(wanted, known)],
        still_in_doubt=as_before,
        ended_doubts=[
            doubt.doubt_id
            for number, doubt in open_doubts.items()
            if number in wanted or (number in others and number not in as_before)
        ],
    )


def known_patients(session: Session, practice_id: int) -> dict[str, KnownPatient]:
    """The practice's patients by their NHS numbers."""
    columns = (getattr(Patient, name) for name in COLUMNS)
    query = select(Patient.nhs_number, Patient.id, *columns).where(Patient.practice_id == practice_id)
    return {
        number: KnownPatient(patient_id, PatientRecord._make(rest))
        for number, patient_id, *rest in session.execute(query)
    }


def changes_between(
    wanted: Mapping[str, PatientRecord], known: Mapping[str, KnownPatient], missing: Iterable[str]
) -> Iterator[tuple[str, ChangeKind]]:
    """Each NHS number that differs, with the one word that says it best; who is `missing` left."""
    for number, record in wanted.items():
        before = known[number].record if number in known else None
        if before is None:
            yield number, ChangeKind.JOINED
        elif before != record:
            if record.deceased and not before.deceased:
                yield number, ChangeKind.DIED
            elif record.left != before.left:
                yield number, ChangeKind.LEFT if record.left else ChangeKind.RETURNED
            else:
                yield number, ChangeKind.CHANGED
    for number in missing:
        yield number, ChangeKind.LEFT


def _open_doubts(session: Session, practice_id: int) -> dict[str, OpenDoubt]:
    """The open doubts of the first kind, by the number of the patient."""
    query = (
        select(Patient.nhs_number, IdentityDoubt.id, IdentityDoubt.claimed)
        .join(Patient, Patient.id == IdentityDoubt.patient_id)
        .where(Patient.practice_id == practice_id)
        .where(IdentityDoubt.closed_at.is_(None), IdentityDoubt.other_patient_id.is_(None))
    )
    return {number: OpenDoubt(doubt_id, claimed) for number, doubt_id, claimed in session.execute(query)}


def _under_other_numbers(wanted: Mapping[str, PatientRecord], known: Mapping[str, KnownPatient]) -> Iterator[NewDoubt]:
    """Joiners who seem to be somebody whom we know by another number, whether or not that one is still on the list.

    A list that leaves a number out for a week, or has both for a while, says it in two imports.
    """
    joiners = {number: record for number, record in wanted.items() if number not in known}
    if not joiners or not known:
        return
    by_name: defaultdict[tuple[str, str, date], list[str]] = defaultdict(list)
    for number, before in known.items():
        by_name[identity.naming_key(before.record.identity)].append(number)
    for number, record in joiners.items():
        for other in by_name.get(identity.naming_key(record.identity), ()):
            if identity.is_same_person(record.identity, known[other].record.identity):
                yield NewDoubt(number, other, record)
                break
