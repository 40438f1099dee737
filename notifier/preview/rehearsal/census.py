"""Who would be told by which channel, and who not and why: counted over the whole list with the rules that plan."""

from collections import Counter
from collections.abc import Iterable, Mapping
from dataclasses import dataclass

from notifier.delivery.routing import Contact, Routing, Step
from notifier.vocabulary import Channel, SkipReason


@dataclass(frozen=True)
class Census:
    """Counts of patients. Everybody is in exactly one of `told_by`, `unreachable` and `excluded`."""

    told_by: Mapping[Channel, int]  # by the first channel that can be used
    usable: Mapping[Channel, int]  # for how many the channel could be used, first or later
    passed_over: Mapping[Channel, Mapping[SkipReason, int]]  # why a channel is not used before the one that is
    unreachable: Mapping[SkipReason, int]  # no channel can be used, by why not even the last
    excluded: Mapping[SkipReason, int]  # nothing is sent to them, whatever could reach them

    @property
    def told(self) -> int:
        """How many would be told."""
        return sum(self.told_by.values())

    @property
    def not_told(self) -> dict[SkipReason, int]:
        """Everybody else, by why."""
        return {**self.excluded, **self.unreachable}

    @property
    def patients(self) -> int:
        """How many are on the list."""
        return self.told + sum(self.not_told.values())


def take_census(routing: Routing, everybody: Iterable[Contact]) -> Census:
    """Count everybody as planning would plan for them now."""
    individual = routing.individual
    told_by, usable = Counter[Channel](), Counter[Channel]()
    passed_over = {channel: Counter[SkipReason]() for channel in individual}
    unreachable, excluded = Counter[SkipReason](), Counter[SkipReason]()
    for contact in everybody:
        if contact.exclusion is not None:
            excluded[contact.exclusion] += 1
            continue
        steps = routing.steps(contact)
        can_be_used = [step.channel for step in steps if step.skip is None]
        usable.update(can_be_used)
        before = _passed_over(steps)
        for channel, why in before.items():
            passed_over[channel][why] += 1
        if can_be_used:
            told_by[can_be_used[0]] += 1
        else:
            # Of several reasons the last channel's says why not even a letter can go.
            unreachable[list(before.values())[-1]] += 1
    return Census(
        told_by={channel: told_by[channel] for channel in individual},
        usable={channel: usable[channel] for channel in individual},
        passed_over={channel: _sorted(passed_over[channel]) for channel in individual},
        unreachable=_sorted(unreachable),
        excluded=_sorted(excluded),
    )


def _passed_over(steps: Iterable[Step]) -> dict[Channel, SkipReason]:
    """The channels before the first that can be used, and why they cannot."""
    skipped: dict[Channel, SkipReason] = {}
    for step in steps:
        if step.skip is None:
            break
        skipped[step.channel] = step.skip
    return skipped


def _sorted(counted: Counter[SkipReason]) -> dict[SkipReason, int]:
    return dict(sorted(counted.items()))
