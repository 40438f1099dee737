"""An export made after the coding beside what two people froze: who has the code, and who of them may.

Plain values go in and out. Whatever was imported since, who may have the code is what the frozen sets say, less what
has to come off or came off since; that a later list shows the code says nothing, for that is what is asked here. Who
had it before the campaign is no finding: the list at the launch says so, or the day beside the code. A patient is known
by their number as long as names and day of birth do not say that it is another person's, and under an earlier or later
number where a person found, or asks, that it is the same one.
"""

from collections import defaultdict
from collections.abc import Iterable, Iterator, Mapping, Sequence, Set
from dataclasses import dataclass
from datetime import date
from typing import NamedTuple

from notifier.patients.identity import Identity, is_other_person, naming_key
from notifier.patients.list_import.records import ListReport, Person, Refusal
from notifier.patients.patient_records import PatientRecord
from notifier.vocabulary import CodingTaskKind

_LINES_NAMED = 10


class CodedFinding(NamedTuple):
    """What one patient's entry in the export, or its absence, asks a person to do; `why` is a sentence."""

    kind: CodingTaskKind
    nhs_number: str  # empty for rows of which no number can be read
    patient_id: int | None  # None where nobody here has the number
    why: str


class PatientOnRecord(NamedTuple):
    """A patient as the newest list here has them, gone or not."""

    patient_id: int
    nhs_number: str
    identity: Identity
    is_gone: bool  # left or died, or the number is somebody else's by now
    has_number: bool  # it is theirs still


@dataclass(frozen=True)
class CodingOnRecord:
    """Who may have the code, as frozen and as learned since; patients by their ids."""

    may_have: Mapping[int, str]  # whom a frozen set lets be coded, and whose code nobody took off -> the reason
    take_off: Mapping[int, str]  # whose code has to come off since -> why
    taken_off: Mapping[int, str]  # whose code a person took off -> when and why
    frozen: Mapping[int, str]  # everybody in a frozen set -> what the newest says of them
    coded_at_launch: Set[int]  # who had the code on the list of that day
    same: Mapping[int, Set[int]]  # who is found to be one person with whom, the patient among them
    perhaps_same: Mapping[int, Set[int]]  # the same with those of whom it is still asked


@dataclass(frozen=True)
class ComparedExport:
    """What the export shows; `coded` and `coded_before` are NHS numbers with the code who are no finding."""

    findings: Sequence[CodedFinding]
    coded: Sequence[str]  # rightly
    coded_before: Sequence[str]  # before the campaign
    before_by_day: int  # of these, by the day beside the code alone: the list at the launch did not show it

    def of_kind(self, kind: CodingTaskKind) -> list[str]:
        """The NHS numbers of the findings of one kind, in the order of the export."""
        return [found.nhs_number for found in self.findings if found.kind is kind]


class ExportComparison:
    """Goes through an export once. `launched_on` is a London date; `meant` are the codes that it is about."""

    def __init__(
        self, patients: Iterable[PatientOnRecord], coding: CodingOnRecord, meant: Set[str], launched_on: date
    ) -> None:
        self._coding, self._meant, self._launched_on = coding, meant, launched_on
        self._patients = {one.patient_id: one for one in patients}
        self._holders = {one.nhs_number: one for one in self._patients.values() if one.has_number}
        self._named: defaultdict[tuple[str, str, date], list[PatientOnRecord]] = defaultdict(list)
        for one in self._patients.values():
            self._named[naming_key(one.identity)].append(one)
        self._seen: set[int] = set()  # patients whom the export has
        self._coded: list[str] = []
        self._before: list[str] = []
        self._before_by_day = 0

    def compare(self, report: ListReport) -> ComparedExport:
        """What the export shows."""
        met = [(person, self._holder(person)) for person in report.people]
        self._seen = {known.patient_id for _, known in met if known is not None}
        findings = [found for person, known in met if (found := self._finding(person, known)) is not None]
        findings += self._refused(report)
        findings += self._missing()
        return ComparedExport(findings, self._coded, self._before, self._before_by_day)

    def _holder(self, person: Person) -> PatientOnRecord | None:
        """Whom we know by the number, unless the export has another person under it."""
        known = self._holders.get(str(person.nhs_number))
        if known is None or is_other_person(known.identity, PatientRecord.of(person, ()).identity):
            return None
        return known

    def _finding(self, person: Person, known: PatientOnRecord | None) -> CodedFinding | None:
        days = [entry.recorded_on for entry in person.codes if entry.code in self._meant]
        if days:
            return self._of_coded(person, known, days)
        if person.left or person.deceased:
            return None
        if known is None:
            return None  # nobody here was to code them
        if person.doubts:
            why = f"In the export something of this record cannot be read: {person.doubt}"
            return CodedFinding(CodingTaskKind.UNREADABLE, known.nhs_number, known.patient_id, why)
        basis = self._basis(known)
        if basis is None or self._to_take_off(known):
            return None
        if basis != known.patient_id and basis in self._seen:
            return None  # who stands there under the number that they were frozen with
        why = self._coding.may_have[basis]
        return CodedFinding(CodingTaskKind.STILL_TO_CODE, known.nhs_number, known.patient_id, why)

    def _of_coded(
        self, person: Person, known: PatientOnRecord | None, days: Sequence[date | None]
    ) -> CodedFinding | None:
        number, patient_id = str(person.nhs_number), known.patient_id if known else None
        if known is not None and (why := self._to_take_off(known)):
            return CodedFinding(CodingTaskKind.WRONGLY_CODED, number, patient_id, why)
        if known is not None and self._basis(known) is not None:
            self._coded.append(number)
            return None
        if known is not None and (why := self._first(self._coding.taken_off, known)):
            return CodedFinding(CodingTaskKind.WRONGLY_CODED, number, patient_id, why)
        was_on_list = known is not None and not self._coding.coded_at_launch.isdisjoint(self._selves(known))
        if was_on_list or any(day and day < self._launched_on for day in days):
            self._before.append(number)
            self._before_by_day += not was_on_list
            return None
        if known is None:
            return CodedFinding(CodingTaskKind.UNKNOWN_HERE, number, None, self._stranger(person))
        if why := self._first(self._coding.frozen, known):
            return CodedFinding(CodingTaskKind.WRONGLY_CODED, number, patient_id, why)
        why = "Is on the list and in no frozen set: nobody was to add the code yet"
        return CodedFinding(CodingTaskKind.UNKNOWN_HERE, number, patient_id, why)

    def _refused(self, report: ListReport) -> Iterator[CodedFinding]:
        """Rows that were not taken: of the patient whom they are about, nobody knows whether they have the code.

        A row without a number is one of a patient's only if somebody is missing who may not be coded.
        """
        taken = {str(person.nhs_number) for person in report.people}
        by_number: defaultdict[str, list[Refusal]] = defaultdict(list)
        for refusal in report.refused:
            by_number[refusal.nhs_number].append(refusal)
        numberless = by_number.pop("", [])
        for number, refusals in by_number.items():
            known = self._holders.get(number)
            if known is not None and number not in taken:
                self._seen.add(known.patient_id)
                yield CodedFinding(CodingTaskKind.UNREADABLE, number, known.patient_id, _unreadable(report, refusals))
        if numberless and (missing := self._held_and_missing()):
            why = f"{_unreadable(report, numberless)}. Not in the export and not to be coded: {missing} patients"
            yield CodedFinding(CodingTaskKind.UNREADABLE, "", None, why)

    def _held_and_missing(self) -> int:
        held = self._coding.frozen.keys() - self._coding.may_have.keys() | self._coding.take_off.keys()
        return sum(1 for one in held if self._is_missing(one))

    def _is_missing(self, patient_id: int) -> bool:
        """Whether a patient who is registered, as far as we know, is in the export under no number of theirs."""
        known = self._patients.get(patient_id)
        if known is None or known.is_gone:
            return False
        return self._seen.isdisjoint(self._coding.same.get(patient_id, {patient_id}))

    def _missing(self) -> Iterator[CodedFinding]:
        """Who may have the code, and is missing."""
        for patient_id, reason in self._coding.may_have.items():
            if patient_id not in self._coding.take_off and self._is_missing(patient_id):
                number = self._patients[patient_id].nhs_number
                yield CodedFinding(CodingTaskKind.NOT_IN_EXPORT, number, patient_id, reason)

    def _basis(self, known: PatientOnRecord) -> int | None:
        """Whom of this person, under whatever number, the frozen sets let be coded."""
        may_have = self._coding.may_have
        if known.patient_id in may_have:
            return known.patient_id
        same = self._coding.same.get(known.patient_id, ())
        return next((one for one in sorted(same) if one in may_have), None)

    def _to_take_off(self, known: PatientOnRecord) -> str | None:
        return self._first(self._coding.take_off, known)

    def _first(self, said: Mapping[int, str], known: PatientOnRecord) -> str | None:
        """What is said of the patient, or else of whoever they are or may be under another number."""
        order = (known.patient_id, *sorted(self._selves(known)))
        return next((said[one] for one in order if one in said), None)

    def _selves(self, known: PatientOnRecord) -> Set[int]:
        return {known.patient_id} | self._coding.perhaps_same.get(known.patient_id, set())

    def _stranger(self, person: Person) -> str:
        others = self._named[naming_key(PatientRecord.of(person, ()).identity)]
        if others:
            return f"Nobody here has this number; one of the same name and birthday is known by {others[0].nhs_number}"
        if str(person.nhs_number) in self._holders:
            return "The export has another person under this number than the newest list here"
        return "Nobody here has this number"


def _unreadable(report: ListReport, refusals: Sequence[Refusal]) -> str:
    places = list(dict.fromkeys(report.place(line) for refusal in refusals for line in refusal.lines))
    whats = "; ".join(dict.fromkeys(refusal.why for refusal in refusals))
    more = f" and {len(places) - _LINES_NAMED} more" if len(places) > _LINES_NAMED else ""
    return f"In the export line {', '.join(places[:_LINES_NAMED])}{more} cannot be read: {whats}"
