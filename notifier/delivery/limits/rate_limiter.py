"""How fast a channel may send, over every worker: so many a second, so many a day.

A worker reserves moments before it sends. The row is locked until its transaction ends, so two workers never reserve
the same moment; those of a worker that is killed are lost, which errs on the slow side.

A moment is by the wall clock, and clocks are set: a next free moment further ahead than anybody can have reserved is of
a clock that was ahead then, and would keep the channel still for as long. It is given up, and the log says so.
"""

import logging
from datetime import date, datetime, timedelta

from sqlalchemy.orm import Session

from notifier.providers.channels import RateLimit, traits_of
from notifier.settings import Settings
from notifier.store.database import insert_unless_there
from notifier.store.tables import Pace
from notifier.vocabulary import Channel

_LOG = logging.getLogger(__name__)
_CLOCKS_DIFFER = timedelta(seconds=5)  # between the machines of workers that share a database
HORIZON = timedelta(seconds=1)  # moments further off are not reserved: whoever holds them could be killed meanwhile


class RateLimiter:
    """One channel's pace, locked for the transaction it was made in."""

    def __init__(self, session: Session, channel: Channel, limit: RateLimit, wall: datetime, day: date) -> None:
        row = session.get(Pace, channel, with_for_update=True)
        if row is None:
            first = {"channel": channel, "free_at": wall, "day": day, "sent": 0}
            session.execute(insert_unless_there(session, Pace), first)
            row = session.get_one(Pace, channel, with_for_update=True)
        self._row, self._limit, self._wall = row, limit, wall
        if self._row.day != day:
            self._row.day, self._row.sent = day, 0
        farthest = wall + HORIZON + timedelta(seconds=1 / limit.per_second) + _CLOCKS_DIFFER
        if row.free_at > farthest:
            _LOG.warning(
                "the next free moment of %s lay %d seconds ahead, of a clock that was set since: sending goes on now",
                *(channel, (row.free_at - wall).total_seconds()),
            )
            row.free_at = wall

    @property
    def starts_at(self) -> datetime:
        """The next free moment."""
        return max(self._row.free_at, self._wall)

    def free(self, wanted: int) -> int:
        """How many of so many may be reserved now."""
        ahead = self.starts_at - self._wall
        soon = 0 if ahead >= HORIZON else max(1, int((HORIZON - ahead).total_seconds() * self._limit.per_second))
        left = self._limit.per_day - self._row.sent if self._limit.per_day else wanted
        return max(0, min(wanted, soon, left))

    def is_full_for_today(self) -> bool:
        """Whether only another day helps."""
        return bool(self._limit.per_day) and self._row.sent >= self._limit.per_day

    def reserve(self, number: int) -> list[datetime]:
        """The moments, by the wall clock, at which so many may go."""
        start, step = self.starts_at, timedelta(seconds=1 / self._limit.per_second)
        self._row.free_at = start + number * step
        self._row.sent += number
        return [start + at * step for at in range(number)]


def rate_limit_of(settings: Settings, channel: Channel) -> RateLimit | None:
    """How fast a channel may send; None where nobody has to be spared."""
    usual = traits_of(channel).usual_rate
    if usual is None:
        return None
    own = settings.of_channel(channel)
    return RateLimit(own.get("per_second", usual.per_second), int(own.get("per_day", usual.per_day)))
