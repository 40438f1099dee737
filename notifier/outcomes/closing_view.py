"""How the closing of a campaign stands, for its front page: what was frozen, and what is no longer as it was then."""

from collections import Counter
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime

from sqlalchemy import ColumnElement, exists, select
from sqlalchemy.orm import Session

from notifier.outcomes import coding_tasks, freezing
from notifier.outcomes.coding_tasks import CodingTaskView, FoundTask
from notifier.outcomes.differences import OF_DIFFERENCES
from notifier.outcomes.freezing import FrozenSetView
from notifier.outcomes.progress import Progress
from notifier.store.tables import CodingTask, KeptConclusion, Patient
from notifier.vocabulary import CodingTaskKind


@dataclass(frozen=True)
class ClosingView:
    """The sets of one campaign and its tasks, also those that were found this instant and are not on record yet."""

    sets: Sequence[FrozenSetView]
    proposal: FrozenSetView | None  # that waits for a second person
    proposal_until: datetime | None  # after when it is too old to be closed
    tasks: Sequence[CodingTaskView]  # what is urgent first

    @property
    def urgent(self) -> Sequence[CodingTaskView]:
        """Whose code has to come off."""
        return [task for task in self.tasks if task.is_urgent]

    @property
    def others(self) -> Mapping[CodingTaskKind, int]:
        """How many tasks there are of each kind that is not urgent."""
        found = Counter(task.kind for task in self.tasks if not task.is_urgent)
        return {kind: found[kind] for kind in CodingTaskKind if found[kind]}


def follows_now(counted: Progress) -> dict[str, int]:
    """How many patients have which outcome and are held for which reason, as a set that is frozen now would say."""
    kinds = {kind.value: number for kind, number in counted.outcomes.items()}
    return kinds | {reason.value: number for reason, number in counted.holds.items()}


def view_closing(session: Session, campaign_id: int, now: datetime) -> ClosingView:
    """As it stands now, by what is kept of each patient: bring that up to date first, see `current_figures`."""
    open_tasks = coding_tasks.open_tasks(session, campaign_id)
    new: Sequence[CodingTaskView] = ()
    if frozen := freezing.frozen_sets(session, campaign_id):
        wanted = _wanted(session, campaign_id)
        gone = {
            task.id
            for task in open_tasks
            if task.kind in OF_DIFFERENCES and task.patient_id in wanted and wanted[task.patient_id] != task.kind
        }
        open_tasks = [task for task in open_tasks if task.id not in gone]
        new = coding_tasks.found_tasks(session, _found(session, campaign_id), now)
    proposal = freezing.open_proposal(session, campaign_id)
    return ClosingView(
        frozen,
        proposal,
        proposal.proposed_at + freezing.PROPOSAL_STANDS if proposal else None,
        coding_tasks.in_order([*open_tasks, *new]),
    )


def _wanted(session: Session, campaign_id: int) -> dict[int, CodingTaskKind | None]:
    """By patient with an open task, what has to be done of the differences by what is kept."""
    query = (
        select(KeptConclusion.patient_id, KeptConclusion.task_kind)
        .join(CodingTask, CodingTask.patient_id == KeptConclusion.patient_id)
        .where(KeptConclusion.campaign_id == campaign_id, *_is_open(campaign_id))
    )
    return {row.patient_id: row.task_kind for row in session.execute(query)}


def _found(session: Session, campaign_id: int) -> list[FoundTask]:
    """The differences about which no task is on record yet."""
    same = CodingTask.patient_id == KeptConclusion.patient_id, CodingTask.kind == KeptConclusion.task_kind
    task = KeptConclusion.task_kind, Patient.nhs_number, KeptConclusion.task_why, Patient.id, KeptConclusion.task_set_id
    query = (
        select(*task)
        .join(Patient, Patient.id == KeptConclusion.patient_id)
        .where(KeptConclusion.campaign_id == campaign_id, KeptConclusion.task_kind.is_not(None))
        .where(~exists().where(*same, *_is_open(campaign_id)))
        .order_by(Patient.nhs_number, Patient.id)
    )
    return [FoundTask(row[0], *row[1:]) for row in session.execute(query) if row[0] is not None]


def _is_open(campaign_id: int) -> tuple[ColumnElement[bool], ...]:
    return CodingTask.campaign_id == campaign_id, CodingTask.ended_at.is_(None), CodingTask.done_at.is_(None)
