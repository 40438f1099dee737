"""Puts the people of a list into the store, and says what changed since the list before: joined, left, died, changed.

The current facts of a patient are one row; what they were before is appended to `patient_change`. A list that changes
nothing leaves nothing behind but its line in the audit chain.
"""

from collections import Counter
from collections.abc import Collection, Iterable, Iterator, Mapping
from dataclasses import dataclass
from datetime import date, datetime
from typing import NamedTuple, Self

from sqlalchemy import String, bindparam, insert, select, update
from sqlalchemy.orm import Session

from notifier.errors import NotAllowed
from notifier.patients import access_codes
from notifier.patients.access_codes import Keys
from notifier.patients.list_import.names import name_key
from notifier.patients.list_import.records import ListReport, Person
from notifier.practice.accounts import StaffAccount
from notifier.store import audit
from notifier.store.audit_actions import AuditAction
from notifier.store.tables import Base, Link, Notice, Patient, PatientChange, PatientList, Practice
from notifier.vocabulary import ChangeKind, Role

# A list that loses so large a share of the practice at once is rather the wrong file than so many people gone.
MOST_LEAVERS = 0.2
_FEW = 20


class _Record(NamedTuple):
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

    def kept(self) -> Self:
        """As the table can hold it: PostgreSQL refuses a whole import for one longer title or note."""
        return self._replace(**{name: value[:most] for name, most in _LONGEST if (value := getattr(self, name))})


class _Known(NamedTuple):
    """A patient of the practice as the lists before left them."""

    patient_id: int
    record: _Record


_COLUMNS = _Record._fields
_LONGEST = [
    (column.name, column.type.length)
    for column in Base.metadata.tables[Patient.__tablename__].columns
    if isinstance(column.type, String) and column.name in _COLUMNS
]


@dataclass(frozen=True)
class Delta:
    """What an import changed; `list_id` is None when it changed nothing and so stored nothing."""

    list_id: int | None
    counts: Mapping[str, int]  # joined, returned, changed, left, died, unchanged


def register(
    session: Session,
    report: ListReport,
    staff: StaffAccount,
    keys: Keys,
    codes_read: Collection[str],
    now: datetime,
    *,
    allow_many_leavers: bool = False,
) -> Delta:
    """Store a list that was read. Only codes that some preset reads are kept.

    Whoever is missing from it counts as left, which holds them out. A patient whose row was refused stays as they were,
    for a bad row says nothing new of a person; but with two people under one number, or a row that says they died or
    left, they are in doubt and held as well. So is everybody whose number cannot be read in their refused row: nothing
    tells them from those who left.

    Raises NotAllowed for anybody but a manager, and for a list in which more than a fifth of the practice is missing.
    """
    staff.must_be(Role.MANAGER)
    # Two imports at once take turns, or the second would not see what the first stored.
    session.execute(select(Practice.id).where(Practice.id == staff.practice_id).with_for_update(key_share=True))
    wanted = {str(person.nhs_number): _record(person, codes_read) for person in report.people}
    known = _known(session, staff.practice_id)
    as_they_were = {refusal.nhs_number for refusal in report.refused if not refusal.in_doubt}
    accounted = wanted.keys() | as_they_were
    missing = [number for number, before in known.items() if number not in accounted and not before.record.left]
    if not allow_many_leavers:
        _refuse_many_leavers(len(missing), sum(not before.record.left for before in known.values()))
    changes = list(_changes(wanted, known, missing))
    counts = Counter({kind.value: 0 for kind in ChangeKind})
    counts.update(kind.value for _, kind in changes)
    counts["unchanged"] = len(wanted) - sum(1 for number, _ in changes if number in wanted)
    list_id = None
    if changes or _reads_more(session, staff.practice_id, codes_read):
        list_id = _store_list(session, report, staff, counts, codes_read, now)
        _store_people(session, staff.practice_id, list_id, wanted, known, changes)
        _renew_check_values(session, keys, wanted, known, changes)
    delta = Delta(list_id, dict(counts))
    audit.append(
        session,
        AuditAction.LIST_IMPORTED,
        now,
        staff_id=staff.id,
        list=delta.list_id,
        sha256=report.sha256,
        counts=delta.counts,
    )
    return delta


def _refuse_many_leavers(missing: int, still_here: int) -> None:
    if missing > max(_FEW, MOST_LEAVERS * still_here):
        raise NotAllowed(
            f"{missing} of {still_here} patients are missing from this list. If it is the whole list of the "
            "practice and they have really left, import it again and say so (--many-left)"
        )


def _record(person: Person, codes_read: Collection[str]) -> _Record:
    kept = {(code.code, code.recorded_on.isoformat() if code.recorded_on else None) for code in person.codes}
    return _Record(
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
        codes=[[code, on] for code, on in sorted(kept, key=lambda one: (one[0], one[1] or "")) if code in codes_read],
        doubt=person.doubt,
    ).kept()


def _known(session: Session, practice_id: int) -> dict[str, _Known]:
    """The practice's patients by their NHS numbers."""
    columns = (getattr(Patient, name) for name in _COLUMNS)
    query = select(Patient.nhs_number, Patient.id, *columns).where(Patient.practice_id == practice_id)
    return {number: _Known(patient_id, _Record._make(rest)) for number, patient_id, *rest in session.execute(query)}


def _changes(
    wanted: Mapping[str, _Record], known: Mapping[str, _Known], missing: Iterable[str]
) -> Iterator[tuple[str, ChangeKind]]:
    """Each NHS number that differs, with the one word that says it best."""
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


def _reads_more(session: Session, practice_id: int, codes_read: Collection[str]) -> bool:
    """Whether a preset came since the list before, for whose codes this one is the first to be looked through."""
    query = select(PatientList.codes_read).where(PatientList.practice_id == practice_id)
    before = session.execute(query.order_by(PatientList.id.desc()).limit(1)).scalar_one_or_none()
    return before is None or not set(codes_read) <= set(before)


def _store_list(
    session: Session,
    report: ListReport,
    staff: StaffAccount,
    counts: Mapping[str, int],
    codes_read: Collection[str],
    now: datetime,
) -> int:
    stored = PatientList(
        practice_id=staff.practice_id,
        filename=report.filename[:255],
        sha256=report.sha256,
        codes_read=sorted(codes_read),
        counts={**counts, "people": len(report.people), "refused": len(report.refused)},
        imported_by=staff.id,
        imported_at=now,
    )
    session.add(stored)
    session.flush()
    return stored.id


def _store_people(
    session: Session,
    practice_id: int,
    list_id: int,
    wanted: Mapping[str, _Record],
    known: Mapping[str, _Known],
    changes: Iterable[tuple[str, ChangeKind]],
) -> None:
    joined, changed, history = [], [], []
    for number, kind in changes:
        if kind is ChangeKind.JOINED:
            joined.append(
                {"practice_id": practice_id, "first_list_id": list_id, "nhs_number": number, **wanted[number]._asdict()}
            )
            continue
        patient_id, before = known[number]
        record = wanted.get(number, before._replace(left=True))
        changed.append({"row_id": patient_id, **record._asdict()})
        history.append(
            {
                "list_id": list_id,
                "patient_id": patient_id,
                "kind": kind,
                "before": _differing(before, record),
            }
        )
    if joined:
        session.execute(insert(Patient), joined)
    if changed:
        # The table and not the class: one statement, run for each row.
        table = Base.metadata.tables[Patient.__tablename__]
        statement = update(table).where(table.c.id == bindparam("row_id"))
        session.connection().execute(statement.values({name: bindparam(name) for name in _COLUMNS}), changed)
        session.execute(insert(PatientChange), history)


def _renew_check_values(
    session: Session,
    keys: Keys,
    wanted: Mapping[str, _Record],
    known: Mapping[str, _Known],
    changes: Iterable[tuple[str, ChangeKind]],
) -> None:
    """A corrected date of birth must open the patient's page, so every link of theirs gets a new check value."""
    for number, _kind in changes:
        before, record = known.get(number), wanted.get(number)
        if before is None or record is None or before.record.date_of_birth == record.date_of_birth:
            continue
        query = select(Notice.id, Notice.campaign_id, Notice.link_serial).where(Notice.patient_id == before.patient_id)
        for notice_id, campaign_id, serial in session.execute(query).all():
            code = access_codes.make_code(keys, campaign_id, before.patient_id, serial)
            value = access_codes.check_value(code, record.date_of_birth)
            session.execute(update(Link).where(Link.notice_id == notice_id).values(check_value=value))


def _differing(before: _Record, record: _Record) -> dict[str, object]:
    """The columns that are not as before, with what they were, as JSON takes it."""
    pairs = zip(_COLUMNS, before, record, strict=True)
    return {name: was.isoformat() if isinstance(was, date) else was for name, was, becomes in pairs if was != becomes}
