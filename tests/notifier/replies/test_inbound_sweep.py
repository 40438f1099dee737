"""The texts that nobody handed on are asked for: at start and hourly, from before the last time, each of them once."""

from datetime import datetime, timedelta
from pathlib import Path

import pytest
from sqlalchemy import select, update

from notifier.delivery import polling
from notifier.providers.base import IncomingText
from notifier.replies import inbound_sweep
from notifier.store.database import Database
from notifier.store.tables import Delivery, InboundText
from notifier.vocabulary import Channel, DeliveryStatus, PollSubject, TextMeaning
from tests.notifier.provider_stand_in import StandIn, plan
from tests.world import World

HOUR, DAY = timedelta(hours=1), timedelta(days=1)


@pytest.fixture
def world(database: Database, tmp_path: Path, now: datetime) -> World:
    """One patient who was texted, on each make of database."""
    world = World(database, tmp_path, now)
    world.import_people(world.person())
    world.launched()
    plan(world)
    sent = {"delivery_status": DeliveryStatus.ACCEPTED, "provider": "stand-in", "accepted_at": now}
    with database.writing() as session:
        session.execute(update(Delivery).where(Delivery.channel == Channel.SMS).values(sent))
    return world


def text(world: World, event_id: str, body: str, before: timedelta = HOUR) -> IncomingText:
    return IncomingText(event_id, str(world.people[0].mobile), body, False, {}, world.now - before)


def swept(world: World, provider: StandIn, *, at_start: bool = False) -> int:
    return inbound_sweep.sweep_texts(world.database, world.keys, provider, world.now, at_start=at_start)


def kept(world: World) -> list[tuple[str, TextMeaning, timedelta]]:
    """The texts in the order in which they were read, with how long ago they came."""
    query = select(InboundText.event_id, InboundText.meaning, InboundText.received_at).order_by(InboundText.id)
    with world.database.reading() as session:
        return [(row.event_id, row.meaning, world.now - row.received_at) for row in session.execute(query)]


def test_what_came_is_read_in_the_order_in_which_it_was_sent_and_once(world: World) -> None:
    provider = StandIn(came=[text(world, "B", "KEEP"), text(world, "A", "hello", 2 * HOUR)])
    assert [swept(world, provider, at_start=True) for _ in range(2)] == [2, 0]
    assert kept(world) == [("A", TextMeaning.UNCLEAR, 2 * HOUR), ("B", TextMeaning.KEEP, HOUR)]


def test_it_is_asked_at_start_and_hourly_from_a_day_before_the_last_time(world: World) -> None:
    provider, begun = StandIn(), world.now
    swept(world, provider, at_start=True)
    for _ in range(13):
        world.later(minutes=10)
        swept(world, provider)
    swept(world, provider, at_start=True)
    since = [moment - begun for moment in provider.swept]
    assert since == [-DAY, -DAY, HOUR - DAY, 2 * HOUR - DAY]


def test_what_was_read_before_it_failed_is_kept_and_the_rest_is_asked_for_again(world: World) -> None:
    provider = StandIn(came=[text(world, "A", "KEEP")], cannot_say="give the key the right to read")
    assert swept(world, provider, at_start=True) == 1
    with world.database.reading() as session:
        assert polling.failed_polls(session) == [("stand-in", PollSubject.TEXTS, "give the key the right to read")]
    world.later(minutes=30)
    swept(world, provider)
    assert provider.swept[0] == provider.swept[1], "the mark stays where it was"
    assert len(kept(world)) == 1


def test_nobody_answers_a_provider_that_sent_nothing(world: World) -> None:
    provider = StandIn(name="another", came=[text(world, "A", "KEEP")])
    assert swept(world, provider, at_start=True) == 0
    assert provider.swept == []


def test_a_text_of_a_clock_that_is_ahead_came_now(world: World) -> None:
    assert swept(world, StandIn(came=[text(world, "A", "KEEP", -HOUR)]), at_start=True) == 1
    assert kept(world) == [("A", TextMeaning.KEEP, timedelta(0))]
