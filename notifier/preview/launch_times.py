"""When the first messages of a launch would go and until when patients could answer, without counting anybody."""

from collections.abc import Collection
from dataclasses import dataclass
from datetime import date, datetime

from notifier.campaigns import calendar
from notifier.delivery.limits import quiet_hours
from notifier.providers.channels import traits_of
from notifier.settings import Settings
from notifier.vocabulary import Channel


@dataclass(frozen=True)
class LaunchTimes:
    """A launch that would begin at `begins_at`; it moves with every minute that an approval waits."""

    begins_at: datetime
    at_once: tuple[Channel, ...]  # whose first messages go then
    later: tuple[Channel, ...]  # whose first messages wait for an hour at which they may go
    later_at: datetime  # when these go; `begins_at` where none waits
    deadline_on: date  # the last day to answer of whoever is told first
    last_deadline_on: date  # and of whoever waits for such an hour


def launch_times(
    settings: Settings, channels: Collection[Channel], notice_days: int, begins_at: datetime
) -> LaunchTimes:
    """What follows from the clock, the quiet hours and the days off for the `channels` by which somebody is told."""
    opens_at = quiet_hours.opens_at(settings.quiet_hours, begins_at)
    own = [channel for channel in channels if traits_of(channel).tells_individually]
    later = tuple(channel for channel in own if traits_of(channel).keeps_quiet_hours and opens_at > begins_at)
    at_once = tuple(channel for channel in own if channel not in later)
    first_at = begins_at if at_once or not later else opens_at
    return LaunchTimes(
        begins_at=begins_at,
        at_once=at_once,
        later=later,
        later_at=opens_at if later else begins_at,
        deadline_on=calendar.deadline(first_at, notice_days),
        last_deadline_on=calendar.deadline(opens_at if later else first_at, notice_days),
    )
