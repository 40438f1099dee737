"""Pure: how long sending takes, by the limits per second and per day, the quiet hours and the first slice's wait."""

from bisect import bisect_right
from dataclasses import dataclass
from datetime import UTC, date, datetime, time, timedelta

from notifier.campaigns.calendar import LONDON, london_date
from notifier.delivery.limits import quiet_hours
from notifier.preview.rehearsal.figures import Span

SLICE_WAIT = timedelta(minutes=15)  # a guess: most networks confirm a text within a minute, some take a quarter hour


@dataclass(frozen=True)
class SendingLimits:
    """How one channel may be sent; `per_day` 0 is no limit, `first_slice` 0 no waiting."""

    per_second: float
    per_day: int
    quiet_hours: str
    first_slice: int


def sending_span(messages: int, limits: SendingLimits, start: datetime) -> Span:
    """When the first and the last of so many messages (at least one) would go, if all goes well."""
    first_at = moment = quiet_hours.opens_at(limits.quiet_hours, start)
    if 0 < limits.first_slice < messages:
        moment = quiet_hours.done_at(limits.quiet_hours, moment, SLICE_WAIT)
    if not limits.per_day:
        return Span(first_at, _done_at(messages, limits, moment))
    left = messages
    while True:
        moment = quiet_hours.opens_at(limits.quiet_hours, moment)
        midnight = _midnight_after(moment)
        most = min(left, limits.per_day)
        fits = bisect_right(range(1, most + 1), midnight, key=lambda n: _done_at(n, limits, moment))
        today = max(fits, 1)  # the slowest pace still sends one a day
        if today >= left:
            return Span(first_at, _done_at(left, limits, moment))
        left, moment = left - today, midnight


def sent_by_day(messages: int, limits: SendingLimits, start: datetime) -> dict[date, int]:
    """How many of so many messages (at least one) would go on which day in London, if all goes well."""
    moment = quiet_hours.opens_at(limits.quiet_hours, start)
    if 0 < limits.first_slice < messages:
        moment = quiet_hours.done_at(limits.quiet_hours, moment, SLICE_WAIT)
    days, left = dict[date, int](), messages
    while left:
        moment = quiet_hours.opens_at(limits.quiet_hours, moment)
        midnight = _midnight_after(moment)
        most = min(left, limits.per_day or left)
        fits = bisect_right(range(1, most + 1), midnight, key=lambda n: _done_at(n, limits, moment))
        days[london_date(moment)] = max(fits, 1)
        left, moment = left - max(fits, 1), midnight
    return days


def _done_at(messages: int, limits: SendingLimits, start: datetime) -> datetime:
    return quiet_hours.done_at(limits.quiet_hours, start, timedelta(seconds=messages / limits.per_second))


def _midnight_after(moment: datetime) -> datetime:
    tomorrow = london_date(moment) + timedelta(days=1)
    return datetime.combine(tomorrow, time.min, LONDON).astimezone(UTC)
