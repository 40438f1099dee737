"""Providers are asked what became of messages: in time, not too often, and it is remembered until when, and why not."""

from collections.abc import Callable
from datetime import datetime, timedelta
from typing import Any

import pytest
from sqlalchemy import select, update

from notifier.delivery import polling
from notifier.providers.base import CannotAsk, Report
from notifier.store.database import Database
from notifier.store.tables import Delivery, Poll
from notifier.vocabulary import Channel, DeliveryStatus, PollSubject, ReportKind
from tests.notifier.provider_stand_in import StandIn, plan
from tests.world import Begin, World

NOTHING = timedelta(0)
MINUTE, QUARTER, HOUR, DAY = (timedelta(minutes=minutes) for minutes in (1, 15, 60, 24 * 60))


@pytest.fixture
def world(begin: Begin, sqlite_database: Database) -> World:
    """One patient with a text that a provider took."""
    return begin(sqlite_database, with_a_text_that_was_taken)


@pytest.fixture
def each_world(begin: Begin, database: Database) -> World:
    """One patient with a text that a provider took, on each make of database."""
    return begin(database, with_a_text_that_was_taken)


def with_a_text_that_was_taken(world: World) -> None:
    world.import_people(world.person())
    world.launched()
    plan(world)
    given = {"provider": "stand-in", "provider_id": "SM1", "accepted_at": world.now, "sent_to": "+447700900001"}
    put(world, delivery_status=DeliveryStatus.ACCEPTED, attempts=1, **given)


def put(world: World, **values: Any) -> None:
    with world.database.writing() as session:
        session.execute(update(Delivery).where(Delivery.channel == Channel.SMS).values(**values))


def the_text(world: World) -> Delivery:
    with world.database.reading() as session:
        row = session.execute(select(Delivery).where(Delivery.channel == Channel.SMS)).scalar_one()
        session.expunge(row)
        return row


def polled(world: World, provider: StandIn, after: timedelta = NOTHING, *, at_start: bool = False) -> int:
    return polling.poll_reports(world.database, provider, world.now + after, at_start=at_start)


def the_poll(world: World) -> tuple[timedelta, timedelta | None, int, str]:
    """How long after the text it was tried and answered, how often it failed since, and why."""
    with world.database.reading() as session:
        poll = session.get_one(Poll, ("stand-in", PollSubject.REPORTS))
        asked_after = None if poll.asked_at is None else poll.asked_at - world.now
        return poll.tried_at - world.now, asked_after, poll.failures, poll.fault


def says(kind: ReportKind) -> Callable[[Any, datetime], list[Report]]:
    """A provider that says this of whatever it is asked about."""
    return lambda waiting, now: [
        Report(reference, str(sid), f"{sid}:{kind}", kind, now, None, {}) for reference, sid in waiting.items()
    ]


class Caller(StandIn):
    """A provider that calls us, and is asked when nothing came of it; `asked_at` is when."""

    def __init__(self, **options: Any) -> None:
        self.moments: list[datetime] = []

        def silent(_waiting: Any, now: datetime) -> tuple[()]:
            self.moments.append(now)
            return ()

        super().__init__(**{"makes": silent, "asked_after": QUARTER, **options})


# --- what is asked about ---


def test_what_was_accepted_is_asked_about_and_what_is_new_is_counted(each_world: World) -> None:
    asked: list[dict[str, str]] = []

    def same_again(waiting: Any, now: datetime) -> list[Report]:
        asked.append(dict(waiting))
        return says(ReportKind.ACCEPTED)(waiting, each_world.now)

    provider = StandIn(makes=same_again)
    # What a provider repeats is no news: else a worker that waits for silence would never stop.
    assert [polled(each_world, provider) for _ in range(3)] == [1, 0, 0]
    assert asked == [{the_text(each_world).reference: "SM1"}] * 3


@pytest.mark.parametrize(
    "values", [{"provider": "another"}, {"posted_at": "now"}, {"provider_id": None}], ids=lambda one: str(*one)
)
def test_what_is_anothers_or_known_is_not_asked_about(world: World, values: dict[str, Any]) -> None:
    put(world, **{name: world.now if value == "now" else value for name, value in values.items()})
    provider = StandIn(makes=lambda waiting, now: pytest.fail("was asked") if waiting else ())
    assert polled(world, provider) == polled(world, provider, at_start=True) == 0


def test_a_provider_that_cannot_be_asked_is_not_and_leaves_no_trace(world: World) -> None:
    provider = StandIn(asked_after=None, makes=lambda waiting, now: pytest.fail("was asked"))
    assert polled(world, provider, DAY, at_start=True) == 0
    with world.database.reading() as session:
        assert session.execute(select(Poll.provider)).all() == []


# --- when ---


def test_it_is_asked_a_while_after_it_took_a_message_and_then_with_growing_pauses(world: World) -> None:
    provider = Caller()
    for minutes in range(0, 5 * 24 * 60, 5):
        polled(world, provider, minutes * MINUTE)
    hours = [(moment - world.now) / HOUR for moment in provider.moments]
    assert hours == [0.25, 1, 4, 12, 24, 48, 72, 96]


def test_a_worker_that_starts_asks_at_once(world: World) -> None:
    provider = Caller()
    polled(world, provider, MINUTE, at_start=True)
    polled(world, provider, 2 * MINUTE)
    assert provider.moments == [world.now + MINUTE]


def test_a_worker_that_starts_within_a_minute_of_another_asks_once_the_minute_is_over(each_world: World) -> None:
    provider = Caller()
    each_world.providers = {Channel.SMS: provider}
    # Three that die at once, and one that goes on: by the seconds at which each looks for work.
    for looks in ((0,), (20,), (40,), (50, 59, 61, 100, 130)):
        with each_world.task_runner() as runner:
            for seconds in looks:
                runner.collect(each_world.now + timedelta(seconds=seconds))
                runner.collect_texts(each_world.now + timedelta(seconds=seconds))
    assert [(moment - each_world.now).total_seconds() for moment in provider.moments] == [0, 61]
    assert len(provider.swept) == 2


def test_a_launch_that_goes_on_for_hours_is_not_asked_about_each_minute(world: World) -> None:
    provider = Caller()
    for minutes in range(180):
        put(world, accepted_at=world.now + (minutes - 15) * MINUTE)  # there is always one that is old enough by now
        polled(world, provider, minutes * MINUTE)
    assert 10 <= len(provider.moments) <= 12


def test_one_that_is_set_back_by_an_hour_keeps_nobody_from_asking(world: World) -> None:
    provider = Caller()
    polled(world, provider, HOUR)
    put(world, accepted_at=world.now - DAY)
    polled(world, provider, MINUTE)
    assert len(provider.moments) == 2


# --- and what came of it ---


@pytest.mark.parametrize(
    ("kind", "status"),
    [(ReportKind.DELIVERED, DeliveryStatus.DELIVERED), (ReportKind.FAILED, DeliveryStatus.FAILED)],
)
def test_what_it_knows_settles_the_message(each_world: World, kind: ReportKind, status: DeliveryStatus) -> None:
    assert polled(each_world, Caller(makes=says(kind)), QUARTER) == 1
    assert the_text(each_world).delivery_status is status
    assert the_poll(each_world) == (QUARTER, QUARTER, 0, "")


def test_a_failure_is_remembered_with_its_reason_and_asked_again_later_and_later(world: World) -> None:
    provider = Caller(cannot_say="give the key the right to read")
    for minutes in range(0, 24 * 60, 5):
        polled(world, provider, minutes * MINUTE)
    pauses = [(later - earlier) / HOUR for earlier, later in zip(provider.moments, provider.moments[1:], strict=False)]
    assert pauses == [0.5, 1, 2, 4, 4, 4, 4, 4]
    tried, asked, failures, fault = the_poll(world)
    assert (asked, failures, fault) == (None, 9, "give the key the right to read")
    with world.database.reading() as session:
        assert polling.failed_polls(session) == [("stand-in", PollSubject.REPORTS, fault)]
    polled(world, Caller(), tried + 4 * HOUR)
    assert the_poll(world)[1:] == (tried + 4 * HOUR, 0, "")


def test_what_it_said_before_it_failed_counts(each_world: World) -> None:
    provider = Caller(makes=says(ReportKind.DELIVERED), cannot_say="too much to read at a time")
    assert polled(each_world, provider, QUARTER) == 1
    assert the_text(each_world).delivery_status is DeliveryStatus.DELIVERED
    assert the_poll(each_world)[1] is None


def test_what_it_will_never_say_is_remembered_and_waited_for_no_longer(world: World) -> None:
    def refuses(_waiting: Any, _now: datetime) -> list[Report]:
        raise CannotAsk("one list is closed to us", for_good=True)

    polled(world, Caller(makes=refuses), QUARTER)
    assert the_poll(world) == (QUARTER, QUARTER, 0, "one list is closed to us")


def test_what_its_library_raises_is_remembered_and_raised(world: World) -> None:
    def breaks(_waiting: Any, _now: datetime) -> list[Report]:
        raise KeyError("+447700900001")

    with pytest.raises(KeyError):
        polled(world, Caller(makes=breaks), QUARTER)
    assert the_poll(world) == (QUARTER, None, 1, "stand-in could not be asked (KeyError): see the log")


def test_what_was_asked_of_a_provider_that_is_gone_is_forgotten(world: World) -> None:
    polled(world, Caller(), QUARTER)
    polling.forget_polls(world.database, ["stand-in", "another"])
    assert the_poll(world)[1] == QUARTER
    polling.forget_polls(world.database, ["another"])
    with world.database.reading() as session:
        assert session.execute(select(Poll.provider)).all() == []
