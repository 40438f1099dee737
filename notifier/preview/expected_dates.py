"""The days that follow from the day of a launch: until when patients can answer, when letters come, who comes later."""

from collections.abc import Collection, Iterator
from dataclasses import dataclass
from datetime import date, datetime, timedelta
from typing import NamedTuple

from notifier.campaigns.calendar import LONDON
from notifier.campaigns.post_times import PostTimes
from notifier.campaigns.told_rules import ToldRules
from notifier.campaigns.working_days import is_day_off, working_days_after
from notifier.delivery.silence import SILENCE
from notifier.providers.channels import AddressKind, traits_of
from notifier.vocabulary import Channel


class ExpectedDate(NamedTuple):
    """A London day, and what happens on it."""

    day: date
    says: str


@dataclass(frozen=True)
class LaunchPlan:
    """What the days follow from."""

    launch_on: date
    channels: Collection[Channel]
    rules: ToldRules
    post_times: PostTimes  # the notice period among them
    reminder: bool  # whether the campaign reminds half way
    post_days: int  # how long after its posting a letter may still come back

    def dates(self) -> list[ExpectedDate]:
        """Each day with what happens on it, the earliest first."""
        return sorted(self._dates(), key=lambda one: one.day)

    def warnings(self) -> list[str]:
        """What is inconvenient about the day of the launch, or the last day to answer."""
        found = []
        if is_day_off(self.launch_on):
            found.append("The launch is on a weekend or a bank holiday, when nobody answers the phone.")
        if is_day_off(self._until(self.launch_on)):
            found.append("The last day to answer is on a weekend or a bank holiday, when nobody is at the desk.")
        return found

    def _until(self, told_on: date) -> date:
        return told_on + timedelta(days=self.post_times.notice_days)

    def _dates(self) -> Iterator[ExpectedDate]:
        electronic = [one for one in self._individual if traits_of(one).address is not AddressKind.POST]
        letters = [one for one in self._individual if traits_of(one).address is AddressKind.POST]
        until = self._until(self.launch_on)
        if electronic:
            yield ExpectedDate(self.launch_on, "The first texts and emails go, as soon as quiet hours are over.")
            later = self.launch_on + SILENCE
            if len(self._individual) > 1:
                said = "Whoever was not surely reached by then is told by the next channel."
                yield ExpectedDate(later, said)
        if letters:
            yield from self._letter_dates()
        if self.reminder:
            half_way = until - timedelta(days=self.post_times.notice_days // 2)
            yield ExpectedDate(half_way, "Half way: whoever neither answered nor was surely reached is told once more.")
        yield ExpectedDate(until, "The last day to answer for whoever is told on the day of the launch.")
        if len(self._individual) > 1 and electronic:
            said = "The last day to answer for whoever is told by the next channel after three days."
            yield ExpectedDate(self._until(self.launch_on + SILENCE), said)

    def _letter_dates(self) -> Iterator[ExpectedDate]:
        posted = working_days_after(self.launch_on, 1)
        yield ExpectedDate(posted, "Letters can be in the post, if they are printed on the day of the launch.")
        comes = working_days_after(posted, self.post_times.post_working_days)
        yield ExpectedDate(comes, f"The post has brought them: {self.post_times.post_working_days} working days.")
        if days := self.rules.letter_working_days:
            counts = self.rules.letter_counts_after(datetime.combine(posted, datetime.min.time(), LONDON))
            said = f"A letter that did not come back in {days} working days counts as told after this day."
            yield ExpectedDate(counts, said)
        back = posted + timedelta(days=self.post_days)
        yield ExpectedDate(back, f"Until then letters may come back: {self.post_days} days after their posting.")

    @property
    def _individual(self) -> list[Channel]:
        return [channel for channel in self.channels if traits_of(channel).tells_individually]


def next_working_day(after: date) -> date:
    """The first working day after one: what a launch is worked out for, while nobody has chosen its day."""
    return working_days_after(after, 1)
