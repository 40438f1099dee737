"""When texts may go: not in the quiet hours, and on days off not at all. Pure; it asks nobody for the bank holidays.

The default, working days from 08:00 to 18:00, is when NHS Notify sends texts. Quiet hours are written "18:00-08:00", by
the clock in London, the second time being the first at which texts may go again; "off" is for none, nor any day off.
"""

from collections.abc import Iterator
from datetime import UTC, date, datetime, time, timedelta

from notifier.campaigns.calendar import LONDON, london_date
from notifier.campaigns.working_days import bank_holidays, is_day_off

OFF = "off"
_DAY = timedelta(days=1)


def may_text(quiet_hours: str, now: datetime) -> bool:
    """Whether a text may go at this moment."""
    if quiet_hours == OFF:
        return True
    local = now.astimezone(LONDON)
    if is_day_off(london_date(now)):
        return False
    begin, end = _times(quiet_hours)
    if begin <= end:
        return not begin <= local.time() < end
    return end <= local.time() < begin


def opens_at(quiet_hours: str, now: datetime) -> datetime:
    """The next moment at which a text may go; `now` itself if it may."""
    if may_text(quiet_hours, now):
        return now
    _begin, end = _times(quiet_hours)
    openings = _moments(now, time.min, end)
    return next(moment for moment in openings if may_text(quiet_hours, moment))


def done_at(quiet_hours: str, now: datetime, work: timedelta) -> datetime:
    """When work that begins now and rests whenever no text may go will be done."""
    moment = opens_at(quiet_hours, now)
    if quiet_hours == OFF:
        return moment + work
    begin, _end = _times(quiet_hours)
    while moment + work > (rest := next(_moments(moment, time.min, begin))):
        work -= rest - moment
        moment = opens_at(quiet_hours, rest)
    return moment + work


def covered_until() -> date:
    """The last day whose bank holidays are known; after it only weekends are days off, until the package is updated."""
    return date(max(bank_holidays()).year, 12, 31)  # GOV.UK announces them by whole years


def _moments(now: datetime, *times: time) -> Iterator[datetime]:
    """The next moments with one of these times in London, in order, without end.

    The clocks change on Sundays, when no text goes: on any other day each time is there exactly once.
    """
    day = london_date(now)
    while True:
        for at in sorted(set(times)):
            moment = datetime.combine(day, at, LONDON).astimezone(UTC)
            if moment > now:
                yield moment
        day += _DAY


def _times(quiet_hours: str) -> tuple[time, time]:
    begin, _, end = quiet_hours.partition("-")
    return time.fromisoformat(begin), time.fromisoformat(end)
