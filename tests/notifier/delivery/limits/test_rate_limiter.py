"""How fast a channel may send, over several workers: never more in a second or a day than is allowed."""

from datetime import UTC, date, datetime, timedelta
from threading import Barrier, Thread

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from notifier.delivery.limits.rate_limiter import HORIZON, RateLimiter
from notifier.providers.channels import RateLimit
from notifier.store.database import Database
from notifier.vocabulary import Channel

NOON = datetime(2026, 11, 23, 12, tzinfo=UTC)
TODAY = date(2026, 11, 23)


def reserve(
    database: Database,
    wanted: int,
    limit: RateLimit,
    wall: datetime = NOON,
    day: date = TODAY,
    channel: Channel = Channel.SMS,
) -> list[datetime]:
    with database.writing() as session:
        gate = RateLimiter(session, channel, limit, wall, day)
        return gate.reserve(gate.free(wanted))


def test_messages_are_spread_over_the_second(sqlite_database: Database) -> None:
    moments = reserve(sqlite_database, 4, RateLimit(4, 0))
    assert [moment - NOON for moment in moments] == [timedelta(seconds=at / 4) for at in range(4)]


def test_the_next_worker_goes_on_where_the_last_one_ended(database: Database) -> None:
    assert len(reserve(database, 3, RateLimit(10, 0))) == 3
    (moment, *_rest) = reserve(database, 3, RateLimit(10, 0))
    assert moment == NOON + timedelta(seconds=0.3)


def test_no_more_than_a_second_is_reserved_ahead(sqlite_database: Database) -> None:
    assert len(reserve(sqlite_database, 100, RateLimit(10, 0))) == 10
    assert reserve(sqlite_database, 100, RateLimit(10, 0)) == []
    with sqlite_database.writing() as session:
        gate = RateLimiter(session, Channel.SMS, RateLimit(10, 0), NOON, TODAY)
        assert (gate.free(1), gate.starts_at, gate.is_full_for_today()) == (0, NOON + HORIZON, False)
    assert len(reserve(sqlite_database, 100, RateLimit(10, 0), wall=NOON + HORIZON)) == 10


def test_one_every_few_seconds_is_a_limit_too(sqlite_database: Database) -> None:
    assert reserve(sqlite_database, 5, RateLimit(0.2, 0)) == [NOON]
    assert reserve(sqlite_database, 5, RateLimit(0.2, 0), wall=NOON + timedelta(seconds=3)) == []
    assert reserve(sqlite_database, 5, RateLimit(0.2, 0), wall=NOON + timedelta(seconds=5)) == [
        NOON + timedelta(seconds=5)
    ]


@pytest.mark.parametrize("set_back", [timedelta(minutes=1), timedelta(hours=1), timedelta(days=400)])
def test_a_moment_that_nobody_can_have_reserved_is_given_up_and_said(
    database: Database, set_back: timedelta, caplog: pytest.LogCaptureFixture
) -> None:
    limit = RateLimit(10, 0)
    assert len(reserve(database, 10, limit)) == 10
    now = NOON - set_back
    assert reserve(database, 3, limit, wall=now)[0] == now
    assert "a clock that was set" in caplog.text
    assert len(reserve(database, 100, limit, wall=now)) == 7, "what was reserved since stands"


@pytest.mark.parametrize("per_second", [0.2, 1, 10, 1000])
def test_what_was_really_reserved_stands(
    database: Database, per_second: float, caplog: pytest.LogCaptureFixture
) -> None:
    limit = RateLimit(per_second, 0)
    while reserve(database, 1000, limit):
        pass
    slower = NOON - timedelta(seconds=2)  # by the clock of another machine
    assert reserve(database, 1, limit, wall=slower) == []
    assert caplog.text == ""


def test_what_nobody_used_is_not_saved_up(sqlite_database: Database) -> None:
    reserve(sqlite_database, 1, RateLimit(2, 0))
    later = NOON + timedelta(hours=1)
    assert reserve(sqlite_database, 9, RateLimit(2, 0), wall=later) == [later, later + timedelta(seconds=0.5)]


def test_a_day_has_its_limit_and_the_next_one_its_own(database: Database) -> None:
    limit = RateLimit(1000, 5)
    assert len(reserve(database, 3, limit)) == 3
    assert len(reserve(database, 3, limit)) == 2
    with database.writing() as session:
        assert RateLimiter(session, Channel.SMS, limit, NOON, TODAY).is_full_for_today()
    assert reserve(database, 3, limit, wall=NOON + timedelta(hours=2)) == []
    tomorrow = NOON + timedelta(days=1)
    assert len(reserve(database, 3, limit, wall=tomorrow, day=tomorrow.date())) == 3


def test_channels_have_nothing_to_do_with_each_other(sqlite_database: Database) -> None:
    reserve(sqlite_database, 10, RateLimit(10, 10))
    assert len(reserve(sqlite_database, 10, RateLimit(10, 10), channel=Channel.EMAIL)) == 10


@settings(max_examples=25, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(
    per_second=st.integers(1, 50),
    steps=st.lists(st.tuples(st.integers(1, 40), st.floats(0, 1.5)), min_size=1, max_size=12),
    day=st.dates(date(2000, 1, 1), date(2020, 1, 1)),
)
def test_no_second_ever_has_more_than_its_share(
    sqlite_database: Database, per_second: int, steps: list[tuple[int, float]], day: date
) -> None:
    """Whatever workers ask for, and whenever: in every second that begins with a message there are so many at most."""
    wall = datetime(day.year, day.month, day.day, tzinfo=UTC) + timedelta(days=20_000 * per_second)
    moments: list[datetime] = []
    for wanted, pause in steps:
        moments += reserve(sqlite_database, wanted, RateLimit(per_second, 0), wall=wall, day=wall.date())
        wall += timedelta(seconds=pause)
    assert moments == sorted(moments)
    nearly_a_second = timedelta(seconds=1) - timedelta(milliseconds=1)  # times have microseconds, thirds have not
    for first in moments:
        assert sum(first <= one < first + nearly_a_second for one in moments) <= per_second


def test_workers_side_by_side_reserve_each_moment_once(database: Database) -> None:
    together = Barrier(4)
    found: list[datetime] = []

    def work() -> None:
        together.wait(timeout=30)
        for _ in range(5):
            found.extend(reserve(database, 3, RateLimit(1000, 50)))

    threads = [Thread(target=work) for _ in range(4)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    assert len(found) == len(set(found)) == 50
