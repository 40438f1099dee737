"""Puts the people of a list into the store, and says what changed since the list before: joined, left, died, changed.

The current facts of a patient are one row; what they were before is appended to `patient_change`. A list that changes
nothing leaves nothing behind but its line in the audit chain.
"""

from collections.abc import Collection, Iterable, Mapping
from dataclasses import dataclass
from datetime import datetime, timedelta
from itertools import islice
from typing import NamedTuple

from sqlalchemy import bindparam, func, insert, select, update
from sqlalchemy.orm import Session

from notifier.errors import NotAllowed
from notifier.patients import access_codes, import_guards
from notifier.patients.access_codes import Keys
from notifier.patients.import_guards import AGE_TOLD_BY, AS_IT_COMES, NOTHING_KNOWN, ImportChoices, ListSource
from notifier.patients.list_comparison import ListComparison, compare_list
from notifier.patients.list_import.records import ListReport
from notifier.patients.patient_records import COLUMNS, PatientRecord, each_patient, in_use, patient_ids
from notifier.practice.accounts import StaffAccount
from notifier.store import audit
from notifier.store.audit_actions import AuditAction
from notifier.store.tables import (
    Base,
    Campaign,
    IdentityDoubt,
    Link,
    Notice,
    Patient,
    PatientChange,
    PatientList,
    Practice,
)
from notifier.vocabulary import CampaignStatus, ChangeKind, Role

_AT_ONCE = 2_000  # patients written by one statement
JOINERS_WAIT = timedelta(days=1)  # in which a person sees whether the list was the right one


@dataclass(frozen=True)
class Delta:
    """What an import changed; `list_id` is None when it changed nothing and so stored nothing."""

    list_id: int | None
    counts: Mapping[str, int]  # joined, returned, changed, left, died, unchanged, other_person, other_number
    joiners_wait_until: datetime | None = None  # where a campaign runs that would tell them


def register(
    session: Session,
    report: ListReport,
    staff: StaffAccount,
    keys: Keys,
    codes_read: Collection[str],
    now: datetime,
    choices: ImportChoices = AS_IT_COMES,
    source: ListSource = NOTHING_KNOWN,
) -> Delta:
    """Store a list that was read. Only codes that some preset reads are kept.

    See `list_comparison.compare_list` for who counts as left and who is in doubt. Raises NotAllowed for anybody but a
    manager, and for whatever `import_guards.stops` finds.
    """
    staff.must_be(Role.MANAGER)
    take_turns(session, staff.practice_id)
    comparison = compare_list(session, staff.practice_id, report, codes_read)
    import_guards.refuse_moved_on(comparison, choices)
    stops = import_guards.stops(session, staff.practice_id, report, comparison, choices, source)
    import_guards.refuse_stopped(stops)
    stored = None
    if comparison.is_news or _reads_more(session, staff.practice_id, codes_read):
        stored = PatientList(
            practice_id=staff.practice_id,
            filename=report.filename[:255],
            sha256=report.sha256,
            codes_read=sorted(codes_read),
            counts={**comparison.counts, "people": len(report.people), "refused": len(report.refused)},
            imported_by=staff.id,
            imported_at=now,
            made_on=source.age.made_on,
            joiners_from=_joiners_from(session, staff.practice_id, comparison, choices, now),
            reading={**source.reading, **({AGE_TOLD_BY: source.age.told_by} if source.age.made_on else {})},
        )
        _store(session, staff.practice_id, keys, stored, comparison)
    wait = stored.joiners_from if stored is not None else None
    delta = Delta(stored.id if stored is not None else None, comparison.counts, wait)
    audit.append(
        session,
        AuditAction.LIST_IMPORTED,
        now,
        staff_id=staff.id,
        list=delta.list_id,
        sha256=report.sha256,
        counts=delta.counts,
        made_on=source.age.made_on.isoformat() if source.age.made_on else None,
        expected=sorted(choices.expected),
    )
    return delta


def _store(session: Session, practice_id: int, keys: Keys, stored: PatientList, comparison: ListComparison) -> None:
    session.add(stored)
    session.flush()
    store_people(session, practice_id, stored.id, comparison.wanted, comparison.changes, stored.imported_at)
    renew_check_values(session, keys, practice_id, comparison.born_anew)
    _store_doubts(session, practice_id, stored.id, comparison, stored.imported_at)


def take_turns(session: Session, practice_id: int) -> None:
    """Let two imports at once wait for each other, or the second would not see what the first stored."""
    session.execute(select(Practice.id).where(Practice.id == practice_id).with_for_update(key_share=True))


def release_joiners(session: Session, staff: StaffAccount, now: datetime) -> int:
    """Have whoever joined with the last lists told by the campaigns that run, and not only tomorrow; returns how many.

    Raises NotAllowed for anybody but a manager, and where nobody waits.
    """
    staff.must_be(Role.MANAGER)
    take_turns(session, staff.practice_id)
    waiting = select(PatientList).where(PatientList.practice_id == staff.practice_id, PatientList.joiners_from > now)
    released = 0
    for row in session.execute(waiting).scalars().all():
        row.joiners_from = now
        released += row.counts.get(ChangeKind.JOINED.value, 0)
        audit.append(session, AuditAction.JOINERS_RELEASED, now, staff_id=staff.id, list=row.id)
    if not released:
        raise NotAllowed("nobody who joined waits for anything")
    return released


class WaitingJoiners(NamedTuple):
    """How many joined a running campaign and are not told yet, and until when the last of them waits."""

    people: int
    until: datetime


def waiting_joiners(session: Session, practice_id: int, now: datetime) -> WaitingJoiners | None:
    """Who waits to be told since they joined; None where nobody does."""
    query = select(func.count(), func.max(PatientList.joiners_from)).select_from(Patient)
    query = query.join(PatientList, PatientList.id == Patient.first_list_id)
    people, until = session.execute(
        query.where(Patient.practice_id == practice_id, PatientList.joiners_from > now)
    ).one()
    return WaitingJoiners(people, until) if until is not None else None


def _joiners_from(
    session: Session, practice_id: int, comparison: ListComparison, choices: ImportChoices, now: datetime
) -> datetime | None:
    """From when on joiners may be told; None where nobody joined or no campaign is under way that would tell them."""
    if comparison.is_first or choices.joiners_now or not comparison.counts[ChangeKind.JOINED]:
        return None
    under_way = Campaign.campaign_status.in_(CampaignStatus.under_way())
    runs = select(Campaign.id).where(Campaign.practice_id == practice_id, under_way).limit(1)
    return now + JOINERS_WAIT if session.execute(runs).first() else None


def _reads_more(session: Session, practice_id: int, codes_read: Collection[str]) -> bool:
    """Whether a preset came since the list before, for whose codes this one is the first to be looked through."""
    query = select(PatientList.codes_read).where(PatientList.practice_id == practice_id)
    before = session.execute(query.order_by(PatientList.id.desc()).limit(1)).scalar_one_or_none()
    return before is None or not set(codes_read) <= set(before)


def store_people(
    session: Session,
    practice_id: int,
    list_id: int,
    wanted: Mapping[str, PatientRecord],
    changes: Iterable[tuple[str, ChangeKind]],
    now: datetime,
) -> None:
    """Write what changed, and append what was there before; known from `now` on. Who is not `wanted` left."""
    # Some at a time: as values to be bound, a hundred thousand patients take more room than the list itself.
    waiting = iter(changes)
    while some := list(islice(waiting, _AT_ONCE)):
        _store_some(session, practice_id, list_id, wanted, some, now)


def _store_some(
    session: Session,
    practice_id: int,
    list_id: int,
    wanted: Mapping[str, PatientRecord],
    changes: Iterable[tuple[str, ChangeKind]],
    now: datetime,
) -> None:
    joined, changed, history = [], [], []
    numbers = [number for number, kind in changes if kind is not ChangeKind.JOINED]
    known = dict(each_patient(session, practice_id, numbers)) if numbers else {}
    for number, kind in changes:
        if kind is ChangeKind.JOINED:
            place = {"practice_id": practice_id, "first_list_id": list_id, "known_since": now, "nhs_number": number}
            joined.append(place | wanted[number]._asdict())
            continue
        patient_id, before = known[number]
        record = wanted[number] if number in wanted else before._replace(left=True)
        changed.append({"row_id": patient_id, **record._asdict()})
        said = {"kind": kind, "before": before.differing(record)}
        history.append({"list_id": list_id, "patient_id": patient_id, "changed_at": now, **said})
    if joined:
        session.execute(insert(Patient), joined)
    if changed:
        # The table and not the class: one statement, run for each row.
        table = Base.metadata.tables[Patient.__tablename__]
        statement = update(table).where(table.c.id == bindparam("row_id"))
        session.connection().execute(statement.values({name: bindparam(name) for name in COLUMNS}), changed)
        session.execute(insert(PatientChange), history)


def renew_check_values(session: Session, keys: Keys, practice_id: int, numbers: Collection[str]) -> None:
    """A corrected date of birth must open the patient's page, so every link of theirs gets a new check value.

    To be called once the patients with these NHS numbers are stored.
    """
    waiting = iter(numbers)
    while some := list(islice(waiting, _AT_ONCE)):
        query = select(Notice.id, Notice.campaign_id, Notice.link_serial, Patient.id, Patient.date_of_birth)
        query = query.join(Patient, Patient.id == Notice.patient_id).where(Patient.practice_id == practice_id, in_use())
        for notice_id, campaign_id, serial, patient_id, born in session.execute(
            query.where(Patient.nhs_number.in_(some))
        ).all():
            code = access_codes.make_code(keys, campaign_id, patient_id, serial)
            value = access_codes.check_value(code, born)
            session.execute(update(Link).where(Link.notice_id == notice_id).values(check_value=value))


def _store_doubts(session: Session, practice_id: int, list_id: int, comparison: ListComparison, now: datetime) -> None:
    if comparison.ended_doubts:
        session.execute(
            update(IdentityDoubt)
            .where(IdentityDoubt.id.in_(comparison.ended_doubts))
            .values(closed_at=now, ended_by_id=list_id)
        )
    if not comparison.doubts:
        return
    ids = patient_ids(session, practice_id, {one.nhs_number for one in comparison.doubts})
    rows = [
        {
            "list_id": list_id,
            "patient_id": ids[one.nhs_number],
            "other_patient_id": one.other_patient_id,
            "claimed": one.claimed.as_json(),
            "opened_at": now,
            "note": "",
        }
        for one in comparison.doubts
    ]
    session.execute(insert(IdentityDoubt), rows)
