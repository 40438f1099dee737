"""Puts the people of a list into the store, and says what changed since the list before: joined, left, died, changed.

The current facts of a patient are one row; what they were before is appended to `patient_change`. A list that changes
nothing leaves nothing behind but its line in the audit chain.
"""

from collections import Counter
from collections.abc import Collection, Iterable, Iterator, Mapping
from dataclasses import dataclass
from datetime import date, datetime
from typing import Any

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

_COLUMNS = (
    "title",
    "given_name",
    "family_name",
    "name_key",
    "date_of_birth",
    "mobile",
    "email",
    "address_lines",
    "postcode",
    "mailable",
    "deceased",
    "left",
    "sensitive",
    "sms_declined",
    "email_declined",
    "language",
    "accessible_format",
    "on_repeats",
    "codes",
)
# What a column can hold: PostgreSQL refuses a whole import for one longer title or note.
_LONGEST = {
    column.name: column.type.length
    for column in Base.metadata.tables[Patient.__tablename__].columns
    if isinstance(column.type, String)
}


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
    wanted = {str(person.nhs_number): _row(person, codes_read) for person in report.people}
    known = _known(session, staff.practice_id)
    as_they_were = {refusal.nhs_number for refusal in report.refused if not refusal.in_doubt}
    accounted = wanted.keys() | as_they_were
    missing = [number for number, row in known.items() if number not in accounted and not row["left"]]
    still_here = sum(not row["left"] for row in known.values())
    if missing and not allow_many_leavers and len(missing) > max(_FEW, MOST_LEAVERS * still_here):
        raise NotAllowed(
            f"{len(missing)} of {still_here} patients are missing from this list. If it is the whole list of the "
            "practice and they have really left, import it again and say so (--many-left)"
        )
    changes = list(_changes(wanted, known, missing))
    counts = Counter({kind.value: 0 for kind in ChangeKind})
    counts.update(kind.value for _, kind in changes)
    counts["unchanged"] = len(wanted) - sum(1 for number, _ in changes if number in wanted)
    list_id = None
    if changes or _reads_more(session, staff.practice_id, codes_read):
        list_id = _store_list(session, report, staff, counts, codes_read, now)
        _store_people(session, staff.practice_id, list_id, wanted, known, changes)
        _renew_check_values(session, keys, wanted, known, changes)
    said: dict[str, Any] = {"list": list_id, "sha256": report.sha256, "counts": dict(counts)}
    audit.append(session, AuditAction.LIST_IMPORTED, now, staff_id=staff.id, **said)
    return Delta(list_id, dict(counts))


def _row(person: Person, codes_read: Collection[str]) -> dict[str, Any]:
    kept = {(code.code, code.recorded_on.isoformat() if code.recorded_on else None) for code in person.codes}
    row = {
        "title": person.title,
        "given_name": person.given_name,
        "family_name": person.family_name,
        "name_key": name_key(person.given_name, person.family_name),
        "date_of_birth": person.date_of_birth,
        "mobile": str(person.mobile) if person.mobile else None,
        "email": person.email,
        "address_lines": list(person.address.lines),
        "postcode": person.address.postcode,
        "mailable": person.address.is_mailable,
        "deceased": person.deceased,
        "left": person.left,
        "sensitive": person.sensitive,
        "sms_declined": person.sms_declined,
        "email_declined": person.email_declined,
        "language": person.language,
        "accessible_format": person.accessible_format,
        "on_repeats": person.on_repeats,
        "codes": sorted(
            ([code, on] for code, on in kept if code in codes_read), key=lambda one: (one[0], one[1] or "")
        ),
    }
    return {name: value[: _LONGEST[name]] if isinstance(value, str) else value for name, value in row.items()}


def _known(session: Session, practice_id: int) -> dict[str, dict[str, Any]]:
    columns = [getattr(Patient, name) for name in ("id", "nhs_number", *_COLUMNS)]
    rows = session.execute(select(*columns).where(Patient.practice_id == practice_id))
    return {row["nhs_number"]: dict(row) for row in rows.mappings()}


def _changes(
    wanted: Mapping[str, dict[str, Any]], known: Mapping[str, dict[str, Any]], missing: Iterable[str]
) -> Iterator[tuple[str, ChangeKind]]:
    """Each NHS number that differs, with the one word that says it best."""
    for number, row in wanted.items():
        before = known.get(number)
        if before is None:
            yield number, ChangeKind.JOINED
        elif any(before[name] != row[name] for name in _COLUMNS):
            if row["deceased"] and not before["deceased"]:
                yield number, ChangeKind.DIED
            elif row["left"] != before["left"]:
                yield number, ChangeKind.LEFT if row["left"] else ChangeKind.RETURNED
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
    wanted: Mapping[str, dict[str, Any]],
    known: Mapping[str, dict[str, Any]],
    changes: Iterable[tuple[str, ChangeKind]],
) -> None:
    joined, changed, history = [], [], []
    for number, kind in changes:
        if kind is ChangeKind.JOINED:
            joined.append(
                {"practice_id": practice_id, "first_list_id": list_id, "nhs_number": number, **wanted[number]}
            )
            continue
        before = known[number]
        row = wanted.get(number, {**{name: before[name] for name in _COLUMNS}, "left": True})
        changed.append({"row_id": before["id"], **row})
        history.append(
            {
                "list_id": list_id,
                "patient_id": before["id"],
                "kind": kind,
                "before": {name: _plain(before[name]) for name in _COLUMNS if before[name] != row[name]},
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
    wanted: Mapping[str, dict[str, Any]],
    known: Mapping[str, dict[str, Any]],
    changes: Iterable[tuple[str, ChangeKind]],
) -> None:
    """A corrected date of birth must open the patient's page, so every link of theirs gets a new check value."""
    for number, _kind in changes:
        before, row = known.get(number), wanted.get(number)
        if before is None or row is None or before["date_of_birth"] == row["date_of_birth"]:
            continue
        query = select(Notice.id, Notice.campaign_id, Notice.link_serial).where(Notice.patient_id == before["id"])
        for notice_id, campaign_id, serial in session.execute(query).all():
            code = access_codes.make_code(keys, campaign_id, before["id"], serial)
            value = access_codes.check_value(code, row["date_of_birth"])
            session.execute(update(Link).where(Link.notice_id == notice_id).values(check_value=value))


def _plain(value: Any) -> Any:
    return value.isoformat() if isinstance(value, date) else value
