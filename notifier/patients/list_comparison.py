"""What a list would change about the patients on record: joiners, leavers, deaths, changes, and who is in doubt.

Reads the tables and writes nothing, so that `list check` says what `list import` would do. Of a hundred thousand
people it keeps the numbers of those who differ: their records are made, and read, some at a time where they are needed.
"""

from collections import Counter
from collections.abc import Collection, Iterable, Iterator, Mapping
from dataclasses import dataclass, field
from functools import cached_property, partial
from typing import Any, NamedTuple

from sqlalchemy import select
from sqlalchemy.orm import Session

from notifier.patients import identity
from notifier.patients.identity_doubts import pairs_of
from notifier.patients.list_import.records import ListReport, Person
from notifier.patients.other_numbers import OtherNumber, OtherNumbers, to_be_settled
from notifier.patients.patient_records import (
    COLUMNS,
    KnownPatient,
    PatientRecord,
    each_patient,
    each_replaced_patient,
    in_use,
    patient_ids,
)
from notifier.store.tables import IdentityDoubt, Patient
from notifier.vocabulary import ChangeKind

_NUMBERS_AT_ONCE = 10_000


class OpenDoubt(NamedTuple):
    """A doubt about a patient of whom the list before said that they are somebody else."""

    doubt_id: int
    claimed: dict[str, Any]  # as `PatientRecord.as_json` writes it


class NewDoubt(NamedTuple):
    """Somebody on the list whom nobody can be sure of.

    Without `other_patient_id`: who stands under this number is not whom we know by it. With it: who stands under this
    number seems to be that patient, whom we know by another one.
    """

    nhs_number: str
    other_patient_id: int | None
    claimed: PatientRecord


class ListedRecords(Mapping[str, PatientRecord]):
    """What a list says of its people, by their NHS numbers; each record is made when it is asked for."""

    def __init__(self, people: Mapping[str, Person], codes_read: Collection[str]) -> None:
        """Of the codes of these people only those of `codes_read` are in their records."""
        self._people = people
        self._codes_read = codes_read

    def __getitem__(self, number: str) -> PatientRecord:
        return PatientRecord.of(self._people[number], self._codes_read)

    def __contains__(self, number: object) -> bool:
        return number in self._people

    def __iter__(self) -> Iterator[str]:
        return iter(self._people)

    def __len__(self) -> int:
        return len(self._people)


@dataclass(frozen=True)
class ListComparison:
    """A list beside what is on record; a number is in at most one of `wanted`, `missing` and the numbers in doubt."""

    wanted: Mapping[str, PatientRecord]  # what the list says of the people who are taken from it
    on_record: int  # how many patients there are, those who left among them
    still_here: int  # how many of them were alive and registered by the list before
    joiners: Collection[str]
    missing: list[str]
    changes: list[tuple[str, ChangeKind]]  # each number that differs, with the one word that says it best
    born_anew: list[str]  # of the people who are taken, those whose day of birth is another one
    renamed: int  # how many of the people who are taken have another name or day of birth
    changed_details: dict[str, int]  # of how many the name or day of birth, address, mobile or email is another one
    doubts: list[NewDoubt]
    still_in_doubt: frozenset[str]  # the list says of them what the one before said, and nobody has settled it yet
    ended_doubts: list[int]  # ids of open doubts that this list puts an end to

    @property
    def is_first(self) -> bool:
        """Whether nobody is on record yet."""
        return not self.on_record

    @property
    def is_news(self) -> bool:
        """Whether the list says anything that is not on record yet."""
        return bool(self.changes or self.doubts or self.ended_doubts)

    @property
    def named_anew(self) -> int:
        """Of how many a name or the day of birth is another one, those in doubt among them."""
        return self.renamed + len(self.other_people)

    @cached_property
    def other_people(self) -> frozenset[str]:
        """The numbers under which the list has somebody else than whom we know by them."""
        return self.still_in_doubt | {one.nhs_number for one in self.doubts if one.other_patient_id is None}

    @cached_property
    def counts(self) -> dict[str, int]:
        """How many joined, left, died, changed, returned, are unchanged, or are in doubt in either way."""
        found = Counter({kind.value: 0 for kind in ChangeKind})
        found.update(kind.value for _, kind in self.changes)
        found["unchanged"] = len(self.wanted) - sum(1 for number, _ in self.changes if number in self.wanted)
        found["other_person"] = len(self.other_people)
        found["other_number"] = sum(one.other_patient_id is not None for one in self.doubts)
        return dict(found)


_DETAILS: Mapping[str, Collection[int]] = {  # places in the record
    name: [COLUMNS.index(column) for column in columns]
    for name, columns in {
        "identity": ("given_name", "family_name", "date_of_birth"),
        "address": ("address_lines", "postcode"),
        "mobile": ("mobile",),
        "email": ("email",),
    }.items()
}


def compare_list(session: Session, practice_id: int, report: ListReport, codes_read: Collection[str]) -> ListComparison:
    """Lay a list beside the practice's patients.

    Whoever is missing from it counts as left. A patient whose row was refused stays as they were, for a bad row says
    nothing new of a person; but with two people under one number, or a row that says they died or left, they are in
    doubt and count as left as well. So does everybody whose number cannot be read in their refused row: nothing tells
    them from those who left.
    """
    people: dict[str, Person] = {person.nhs_number: person for person in report.people}
    wanted = ListedRecords(people, codes_read)
    as_they_were = {refusal.nhs_number for refusal in report.refused if not refusal.in_doubt}
    joiners, returning, is_anybody_known = _arrivals(session, practice_id, people)
    # Of the first list nobody is known by another number.
    other_numbers = OtherNumbers(people, [*joiners, *returning] if is_anybody_known else ())
    found = _Differences(wanted, as_they_were, joiners, other_numbers)
    for number, known in each_patient(session, practice_id):
        found.take(number, known)
    known_by_others = _under_other_numbers(session, practice_id, other_numbers, found.others.keys())
    for number in found.others:
        del people[number]
    open_doubts = _open_doubts(session, practice_id)
    as_before = frozenset(
        number
        for number, claimed in found.others.items()
        if number in open_doubts and open_doubts[number].claimed == claimed.as_json()
    )
    doubts = [NewDoubt(number, None, claimed) for number, claimed in found.others.items() if number not in as_before]
    return ListComparison(
        wanted=wanted,
        on_record=found.on_record,
        still_here=found.still_here,
        joiners=found.joiners,
        missing=found.missing,
        changes=list(found.changes()),
        born_anew=found.born_anew,
        renamed=found.renamed,
        changed_details=dict(found.details),
        doubts=[
            *doubts,
            *(NewDoubt(one.nhs_number, one.patient_id, wanted[one.nhs_number]) for one in known_by_others),
        ],
        still_in_doubt=as_before,
        # A number that the list has no longer is nobody's for now. Of a refused row nobody can say whose it is.
        ended_doubts=[
            doubt.doubt_id
            for number, doubt in open_doubts.items()
            if number not in as_before and (number in wanted or number in found.others or number not in as_they_were)
        ],
    )


def _under_other_numbers(
    session: Session, practice_id: int, other_numbers: OtherNumbers, in_doubt: Collection[str]
) -> list[OtherNumber]:
    """Whom the list seems to have under another number, but for those who are in doubt already under theirs."""
    for number, known in each_replaced_patient(session, practice_id):
        other_numbers.look(number, known, is_gone=True)
    ids_of = partial(patient_ids, session, practice_id)
    found = [one for one in other_numbers.found(ids_of) if one.nhs_number not in in_doubt]
    if not found:
        return []
    ids = ids_of({one.nhs_number for one in found})
    return list(to_be_settled(found, ids, pairs_of(session, practice_id)))


def change_between(before: PatientRecord, now: PatientRecord) -> ChangeKind | None:
    """The one word that says best how two records of a patient differ; None where they do not."""
    if before == now:
        return None
    if now.deceased and not before.deceased:
        return ChangeKind.DIED
    if now.left != before.left:
        return ChangeKind.LEFT if now.left else ChangeKind.RETURNED
    return ChangeKind.CHANGED


@dataclass
class _Differences:
    """What is found while the patients on record go by, one after the other."""

    wanted: ListedRecords
    as_they_were: Collection[str]  # numbers of refused rows that say nothing new
    joiners: Mapping[str, None]  # in the order of the list
    other_numbers: OtherNumbers
    on_record: int = 0
    still_here: int = 0
    missing: list[str] = field(default_factory=list)
    born_anew: list[str] = field(default_factory=list)
    renamed: int = 0
    details: Counter[str] = field(default_factory=lambda: Counter(dict.fromkeys(_DETAILS, 0)))
    others: dict[str, PatientRecord] = field(default_factory=dict)  # somebody else under a number that we know
    _kinds: dict[str, ChangeKind] = field(default_factory=dict)

    def take(self, number: str, known: KnownPatient) -> None:
        """Lay one patient on record beside the list."""
        before = known.record
        self.on_record += 1
        self.still_here += before.is_here
        if number not in self.wanted:
            is_missing = number not in self.as_they_were
            if is_missing and not before.left:
                self.missing.append(number)
            self._look_elsewhere(number, known, is_gone=is_missing or before.left)
            return
        record = self.wanted[number]
        kind = change_between(before, record)
        if kind is not None and identity.is_other_person(before.identity, record.identity):
            self.others[number] = record
            self._look_elsewhere(number, known, is_gone=True)
            return
        self._look_elsewhere(number, known, is_gone=record.left)
        if kind is not None:
            self._note(number, known, record, kind)

    def _look_elsewhere(self, number: str, known: KnownPatient, *, is_gone: bool) -> None:
        """Look for the patient under another number; the more so where the list has them no longer."""
        before = known.record
        alive = is_gone and not before.deceased
        self.other_numbers.look(number, known, is_gone=alive)
        if alive and not before.left:
            self.other_numbers.goes(number, known)

    def _note(self, number: str, known: KnownPatient, record: PatientRecord, kind: ChangeKind) -> None:
        before = known.record
        self._kinds[number] = kind
        if identity.is_named_anew(before.identity, record.identity):
            self.renamed += kind is ChangeKind.CHANGED
            self.other_numbers.is_named_anew(number, known)
        self.details.update(name for name, places in _DETAILS.items() if any(before[at] != record[at] for at in places))
        if before.date_of_birth != record.date_of_birth:
            self.born_anew.append(number)

    def changes(self) -> Iterator[tuple[str, ChangeKind]]:
        """Each number that differs, in the order of the list; who is missing from it left."""
        for number in self.wanted:
            if number in self.joiners:
                yield number, ChangeKind.JOINED
            elif number in self._kinds:
                yield number, self._kinds[number]
        for number in self.missing:
            yield number, ChangeKind.LEFT


def _arrivals(session: Session, practice_id: int, listed: Iterable[str]) -> tuple[dict[str, None], list[str], bool]:
    """The numbers of a list that nobody on record has, those of whoever had left, and whether anybody is on record."""
    joiners = dict.fromkeys(listed)
    returning = []
    is_anybody_known = False
    query = select(Patient.nhs_number, Patient.left).where(Patient.practice_id == practice_id, in_use())
    for number, left in session.execute(query.execution_options(yield_per=_NUMBERS_AT_ONCE)):
        is_anybody_known = True
        if number in joiners:
            del joiners[number]
            if left:
                returning.append(number)
    return joiners, returning, is_anybody_known


def _open_doubts(session: Session, practice_id: int) -> dict[str, OpenDoubt]:
    """The open doubts of the first kind, by the number of the patient."""
    query = (
        select(Patient.nhs_number, IdentityDoubt.id, IdentityDoubt.claimed)
        .join(Patient, Patient.id == IdentityDoubt.patient_id)
        .where(Patient.practice_id == practice_id, in_use())
        .where(IdentityDoubt.closed_at.is_(None), IdentityDoubt.other_patient_id.is_(None))
    )
    return {number: OpenDoubt(doubt_id, claimed) for number, doubt_id, claimed in session.execute(query)}
