"""How the closing of a campaign stands, for its front page: what was frozen, and what is no longer as it was then."""

from collections import Counter
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime

from sqlalchemy.orm import Session

from notifier.outcomes import coding_tasks, facts, freezing
from notifier.outcomes.coding_tasks import CodingTaskView
from notifier.outcomes.differences import Comparison
from notifier.outcomes.freezing import FrozenSetView
from notifier.outcomes.progress import Progress
from notifier.store.tables import Campaign
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


def comparison_of(session: Session, campaign_id: int, now: datetime) -> Comparison:
    """What compares each patient who is concluded with what was frozen; shown to `view_closing` afterwards."""
    return Comparison(session, session.get_one(Campaign, campaign_id), now)


def view_closing_alone(session: Session, campaign_id: int, now: datetime) -> ClosingView:
    """As `view_closing`, for whoever has nobody concluded yet."""
    comparison = comparison_of(session, campaign_id, now)
    if comparison.is_frozen:
        for one in facts.conclude(session, session.get_one(Campaign, campaign_id), now):
            comparison.see(one)
    return view_closing(session, campaign_id, comparison, now)


def view_closing(session: Session, campaign_id: int, comparison: Comparison, now: datetime) -> ClosingView:
    """As it stands now, once `comparison` was shown every patient of the campaign."""
    vanished = {task_id for ids in comparison.vanished.values() for task_id in ids}
    standing = [task for task in coding_tasks.open_tasks(session, campaign_id) if task.id not in vanished]
    new = coding_tasks.found_tasks(session, comparison.found, now)
    proposal = freezing.open_proposal(session, campaign_id)
    return ClosingView(
        freezing.frozen_sets(session, campaign_id),
        proposal,
        proposal.proposed_at + freezing.PROPOSAL_STANDS if proposal else None,
        coding_tasks.in_order([*standing, *new]),
    )
