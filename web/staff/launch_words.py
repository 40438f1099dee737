"""How staff read when a launch would begin, in sentences."""

from collections.abc import Iterator

from notifier.preview.launch_times import LaunchTimes
from notifier.providers.channels import traits_of
from notifier.vocabulary import Channel
from web.templating import clock_time, day, weekday


def time_words(times: LaunchTimes, quiet_hours: str) -> tuple[str, ...]:
    """When the first messages go, and until when patients can answer; at night it says why some wait."""
    return tuple(_words(times, quiet_hours))


def _words(times: LaunchTimes, quiet_hours: str) -> Iterator[str]:
    if times.later:
        begin, _, end = quiet_hours.partition("-")
        yield (
            f"The first {_nouns(times.later)} go at {clock_time(times.later_at)} on {weekday(times.later_at)}: none "
            f"goes at night or on a day off, only on working days from {end} to {begin}."
        )
    if times.at_once:
        when = f"{clock_time(times.begins_at)} on {weekday(times.begins_at)}"
        yield f"The first {_nouns(times.at_once)} are made at {when}."
    if times.deadline_on == times.last_deadline_on:
        yield f"The last day to answer would be {weekday(times.deadline_on)}. It moves with each day of waiting."
    else:
        yield (
            f"The last day to answer would be {day(times.deadline_on)}, and {day(times.last_deadline_on)} for whoever "
            "is told by the first of those that wait. It moves with each day of waiting."
        )


def _nouns(channels: tuple[Channel, ...]) -> str:
    nouns = [f"{traits_of(channel).noun}s" for channel in channels]
    return " and ".join(filter(None, (", ".join(nouns[:-1]), nouns[-1])))
