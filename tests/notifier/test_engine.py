"""The engine rings the stages and keeps nothing: whatever is lost, the next turn finds it in the tables."""

from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import replace
from datetime import date, datetime
from pathlib import Path
from typing import Any

import pytest
from huey import MemoryHuey
from sqlalchemy import select, update

from notifier import campaigns, engine
from notifier.engine import Engine, Turn
from notifier.store.database import Database
from notifier.store.models import Delivery, Reply, Review
from notifier.vocabulary import Channel, Choice, DeliveryStatus, Role
from tests.notifier.stand_ins import StandIn, plan
from tests.world import World, rows_of


@pytest.fixture
def world(sqlite_database: Database, tmp_path: Path, now: datetime) -> World:
    return World(sqlite_database, tmp_path, now)


@contextmanager
def worker(world: World) -> Iterator[tuple[Any, Any]]:
    """What the web rings with, and a queue whose tasks the test runs."""
    queue = MemoryHuey(name="test")
    with world.engine() as own:
        ring = engine.tasks(queue, lambda: own, lambda: world.now)
        yield ring, queue


def work_off(queue: Any) -> int:
    """Run what was rung; returns how often."""
    done = 0
    while (task := queue.dequeue()) is not None:
        queue.execute(task)
        done += 1
    return done


def settled(world: World) -> list[bool]:
    with world.database.reading() as session:
        return [row.settled_at is not None for row in rows_of(session, Reply)]


def test_one_turn_goes_the_whole_way_and_the_next_finds_nothing(
    database: Database, tmp_path: Path, now: datetime
) -> None:
    world = World(database, tmp_path, now)
    world.import_people(*(world.person() for _ in range(3)))
    world.launched()
    assert world.turn() == Turn(planned=3, sent=3, reported=3)
    assert world.turn().idle
    assert len(world.outbox(Channel.SMS)) == 3


@pytest.mark.parametrize("did", ["settled", "orphaned", "reconciled", "planned", "sent", "reported"])
def test_a_turn_that_did_anything_is_not_idle(did: str) -> None:
    assert Turn().idle
    assert not replace(Turn(), **{did: 1}).idle


def test_until_idle_goes_on_through_failures_to_the_last_channel(
    sqlite_database: Database, tmp_path: Path, now: datetime
) -> None:
    world = World(sqlite_database, tmp_path, now, outbox_unreachable=1.0)
    person = world.person()
    world.import_people(person)
    world.launched()
    turns = world.until_idle()
    assert [turn.sent for turn in turns] == [1, 1, 0]
    assert [row.channel for row in world.deliveries(person.nhs_number)] == [Channel.SMS, Channel.EMAIL]
    assert turns[-1].idle


def test_a_reply_is_settled_before_anything_is_sent(world: World) -> None:
    person = world.person()
    world.import_people(person)
    world.launched()
    plan(world)
    world.answer(person, Choice.KEEP)
    assert world.turn() == Turn(settled=1)
    assert world.outbox(Channel.SMS) == []


def test_a_turn_picks_up_what_a_dead_worker_left(world: World) -> None:
    people = [world.person() for _ in range(2)]
    world.import_people(*people)
    world.launched()
    plan(world)
    with world.database.writing() as session:
        session.execute(
            update(Delivery).values(
                delivery_status=DeliveryStatus.SENDING,
                provider="outbox",
                attempts=1,
                claimed_by="elsewhere:dead",
                lease_until=datetime(2026, 1, 1).astimezone(),
            )
        )
    turn = world.turn()
    assert (turn.orphaned, turn.reconciled, turn.sent) == (2, 2, 2)
    assert len(world.outbox(Channel.SMS)) == 2


def test_two_practices_campaigns_are_both_served(world: World, tmp_path: Path, now: datetime) -> None:
    other = World(world.database, tmp_path, now, practice="Hillside Surgery")
    for one in (world, other):
        one.import_people(one.person())
        one.launched()
    assert world.turn().sent == 2


def test_a_paused_campaign_rests_and_its_replies_are_settled(world: World) -> None:
    person, other = world.person(), world.person()
    world.import_people(person, other)
    world.launched()
    plan(world)
    world.answer(person, Choice.AGREE, date_of_birth=date(1999, 1, 1))
    with world.database.writing() as session:
        campaigns.pause(session, world.campaign_id, world.staff(Role.MANAGER), world.now)
    assert world.turn() == Turn(settled=1)
    with world.database.reading() as session:
        assert len(rows_of(session, Review)) == 1


def test_a_provider_of_several_channels_is_asked_for_reports_once(world: World) -> None:
    asked: list[datetime] = []

    def makes(waiting: Any, now: datetime) -> tuple[()]:
        asked.append(now)
        return ()

    world.providers = dict.fromkeys(Channel, StandIn(makes=makes))
    world.turn()
    assert asked == [world.now]


def test_without_any_ring_the_timetable_alone_does_the_work(world: World) -> None:
    world.import_people(world.person())
    world.launched()
    with worker(world) as (_ring, queue):
        assert work_off(queue) == 0
        (sweep,) = queue.read_periodic(world.now)
        queue.enqueue(sweep)
        work_off(queue)
    assert len(world.outbox(Channel.SMS)) == 1


def test_ringing_for_a_reply_settles_it_and_sends_nothing(world: World) -> None:
    person, other = world.person(), world.person()
    world.import_people(person, other)
    world.launched()
    plan(world)
    world.answer(person, Choice.KEEP)
    with worker(world) as (ring, queue):
        ring("settle")
        assert settled(world) == [False]
        assert work_off(queue) == 1
    assert settled(world) == [True]
    assert world.outbox(Channel.SMS) == []


def test_any_other_ring_takes_a_whole_turn(world: World) -> None:
    world.import_people(world.person())
    world.launched()
    with worker(world) as (ring, queue):
        ring("drain sms")
        assert work_off(queue) == 1
    assert len(world.outbox(Channel.SMS)) == 1


def test_the_web_only_rings_and_the_worker_hears_it_through_the_file(world: World) -> None:
    world.import_people(world.person())
    world.launched()
    engine.tasks(engine.doorbell(world.settings), None, lambda: world.now)("turn")
    assert world.outbox(Channel.SMS) == []
    queue = engine.doorbell(world.settings)  # as the worker's process opens it
    assert (world.settings.instance / "queue.sqlite3").exists()
    with world.engine() as own:
        engine.tasks(queue, lambda: own, lambda: world.now)
        assert work_off(queue) == 1
    assert len(world.outbox(Channel.SMS)) == 1


def test_a_queue_that_is_lost_loses_nothing(world: World) -> None:
    person = world.person()
    world.import_people(person)
    world.launched()
    world.until_idle()
    world.answer(person, Choice.AGREE, date_of_birth=date(1999, 1, 1))
    with worker(world) as (ring, queue):
        ring("settle")
        queue.flush()
        assert work_off(queue) == 0
    assert world.turn().settled == 1
    with world.database.reading() as session:
        assert session.execute(select(Review.closed_at)).scalars().all() == [None]


def test_an_engine_holds_nothing_between_turns(world: World) -> None:
    """What one engine began another goes on with, as after a restart."""
    person = world.person(email=None)
    world.import_people(person)
    world.launched()
    with world.engine() as first:
        assert isinstance(first, Engine)
        assert first.plan(world.now) == 1
    assert world.turn() == Turn(sent=1, reported=1)
