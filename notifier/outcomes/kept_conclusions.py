"""What was concluded of each patient for the pages: made anew for whom something changed, and written where it differs.

A page may be a moment late by it. Whatever decides about a code concludes by itself, see `facts.conclude`.
"""

from collections import Counter
from collections.abc import Collection, Mapping, Sequence
from datetime import date, datetime
from typing import NamedTuple, cast

from sqlalchemy import BindParameter, Table, bindparam, delete, insert, select, true, update
from sqlalchemy.orm import Session

from notifier.campaigns.calendar import london_date
from notifier.delivery.places_in_doubt import places_in_doubt
from notifier.outcomes import rule
from notifier.outcomes.differences import Comparison
from notifier.outcomes.progress import Conclusion
from notifier.store.tables import Campaign, KeptConclusion, Patient
from notifier.vocabulary import Channel, Choice, CodingTaskKind, Evidence, HoldReason, OutcomeKind

_TOGETHER = 500  # rows in one statement
_TABLE = cast(Table, KeptConclusion.__table__)  # itself and not its class: many rows are written in one statement


class ConclusionRow(NamedTuple):
    """What is kept of one patient; see `KeptConclusion`."""

    patient_id: int
    is_listed: bool
    outcome: OutcomeKind
    reason: HoldReason
    evidence: Evidence
    choice: Choice | None
    told_by: Channel | None
    told_on: date | None
    deadline_on: date | None
    places_in_doubt: int
    task_kind: CodingTaskKind | None
    task_why: str
    task_set_id: int | None


def conclude_rows(
    session: Session, campaign: Campaign, at: datetime, patient_ids: Sequence[int] | None = None
) -> dict[int, ConclusionRow]:
    """What follows at a moment, by patient: of everybody, or of those of some who are still known."""
    comparison = Comparison(session, campaign, at, patient_ids)
    places = places_in_doubt(session, campaign, at, patient_ids)
    replaced = _replaced(session, campaign, at, patient_ids)
    found = {}
    for one in comparison.concluded(session, campaign, patient_ids, places):
        is_listed = one.patient_id not in replaced
        if not is_listed and one.patient_id not in comparison.replaced:
            continue
        outcome, task = one.outcome, comparison.wanted(one)
        told, first = rule.strongest_telling(one.facts), rule.first_told(one.facts, one.terms)
        answer = rule.standing_answer(one.facts.answers) if one.facts.answers else None
        found[one.patient_id] = ConclusionRow(
            one.patient_id,
            is_listed,
            outcome.kind,
            outcome.reason,
            outcome.evidence,
            answer.choice if answer else None,
            told.channel if told else None,
            london_date(first[0]) if first else None,
            outcome.deadline_on,
            places.by_patient.get(one.patient_id, 0),
            *((task.kind, task.why, task.frozen_set_id) if task else (None, "", None)),
        )
    return found


def read_rows(session: Session, campaign_id: int, patient_ids: Sequence[int] | None = None) -> dict[int, ConclusionRow]:
    """What is kept, by patient: of everybody, or of some."""
    columns = [getattr(KeptConclusion, name) for name in ConclusionRow._fields]
    query = select(*columns).where(KeptConclusion.campaign_id == campaign_id)
    if patient_ids is not None:
        query = query.where(KeptConclusion.patient_id.in_(patient_ids))
    return {row[0]: ConclusionRow._make(row) for row in session.execute(query)}


def count_rows(rows: Collection[ConclusionRow]) -> Counter[Conclusion]:
    """How many of these have which outcome."""
    return Counter(Conclusion(one.outcome, one.reason, one.evidence) for one in rows if one.is_listed)


def write_rows(
    session: Session, campaign_id: int, before: Mapping[int, ConclusionRow], after: Mapping[int, ConclusionRow]
) -> None:
    """Keep `after` in the place of `before`, which is what was kept of the same patients. Writes only what differs."""
    columns = _TABLE.c
    gone = sorted(before.keys() - after.keys())
    for start in range(0, len(gone), _TOGETHER):
        some = columns.patient_id.in_(gone[start : start + _TOGETHER])
        session.execute(delete(_TABLE).where(columns.campaign_id == campaign_id, some))
    new = [row for patient_id, row in after.items() if patient_id not in before]
    if new:
        session.execute(insert(_TABLE), [{"campaign_id": campaign_id, **row._asdict()} for row in new])
    changed = [row for patient_id, row in after.items() if before.get(patient_id, row) != row]
    if changed:
        own = columns.campaign_id == campaign_id, columns.patient_id == bindparam("of_patient")
        named = [f"new_{name}" for name in ConclusionRow._fields[1:]]
        values: dict[str, BindParameter[object]] = {name.removeprefix("new_"): bindparam(name) for name in named}
        session.connection().execute(
            update(_TABLE).where(*own).values(values),
            [{"of_patient": row.patient_id, **dict(zip(named, row[1:], strict=True))} for row in changed],
        )


def _replaced(session: Session, campaign: Campaign, at: datetime, patient_ids: Sequence[int] | None) -> frozenset[int]:
    """Whose NHS number was somebody else's by a moment."""
    some = true() if patient_ids is None else Patient.id.in_(patient_ids)
    query = select(Patient.id).where(Patient.practice_id == campaign.practice_id, Patient.replaced_at <= at, some)
    return frozenset(session.execute(query).scalars())
