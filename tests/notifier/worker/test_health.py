"""What monitors are told: stuck only when something might have gone and nothing went."""

from collections.abc import Mapping
from datetime import UTC, datetime, timedelta
from functools import partial
from pathlib import Path
from typing import Any

import pytest
from sqlalchemy import update

from notifier.campaigns import lifecycle
from notifier.delivery import leases, polling
from notifier.delivery.limits import circuit_breaker
from notifier.providers.base import Audience as TakenFrom
from notifier.providers.base import CannotAsk, Refused, WebhookCall
from notifier.store.database import Database
from notifier.store.tables import Delivery, Pace, Slice
from notifier.vocabulary import Channel, Choice, DeliveryStatus, FailReason, HealthStatus, PollSubject, Role
from notifier.webhook_calls.heard_calls import HeardCall, store_calls
from notifier.worker import health
from notifier.worker.health import Health
from tests.notifier.provider_stand_in import StandIn, drain, plan, with_texts
from tests.notifier.reply_steps import tried
from tests.world import World

SAMPLES: Mapping[Channel, TakenFrom] = dict.fromkeys(Channel, TakenFrom.SAMPLES)


@pytest.fixture
def world(database: Database, tmp_path: Path, now: datetime) -> World:
    return World(database, tmp_path, now)


@pytest.fixture
def light_world(sqlite_database: Database, tmp_path: Path, now: datetime) -> World:
    return World(sqlite_database, tmp_path, now)


def examined(world: World, audience: Mapping[Channel, TakenFrom] = SAMPLES) -> Health:
    return health.examine(world.database, world.settings, audience, world.now)


def change(world: World, **values: Any) -> None:
    with world.database.writing() as session:
        session.execute(update(Delivery).values(**values))


def test_where_nothing_is_to_do_all_is_well(world: World) -> None:
    assert examined(world) == Health(is_reachable=True)
    assert examined(world).as_json() == {
        "status": "ok",
        "database": "reachable",
        "oldest_due_seconds": None,
        "unknown": 0,
        "oldest_unknown_seconds": None,
        "replies_waiting": 0,
        "calls_waiting": 0,
        "oldest_call_seconds": None,
        "stuck": False,
        "first_slices": 0,
        "late_slices": 0,
        "paused_by_breaker": 0,
        "held_by_budget": 0,
        "outages": 0,
        "oldest_outage_seconds": None,
        "late_work": 0,
        "unasked": 0,
    }


def test_what_a_provider_could_not_be_asked_is_a_warning_until_it_can(world: World) -> None:
    def refuse() -> None:
        raise CannotAsk("the key may not list texts")

    ask = partial(polling.ask, world.database, "twilio")
    ask(PollSubject.REPORTS, world.now, refuse)
    ask(PollSubject.TEXTS, world.now, refuse)
    found = examined(world)
    assert (found.status, found.unasked) == (HealthStatus.WARNING, 2)
    ask(PollSubject.REPORTS, world.now, lambda: None)
    ask(PollSubject.TEXTS, world.now, lambda: None)
    assert examined(world) == Health(is_reachable=True)


def test_a_database_that_is_away_is_failing(light_world: World, tmp_path: Path) -> None:
    light_world.database = Database.open(f"sqlite:///{tmp_path}/nothing/x.sqlite")
    found = examined(light_world)
    assert found.status is HealthStatus.FAILING
    assert found.as_json() == {"status": "failing", "database": "unreachable"}


def test_what_is_due_waits_a_while_and_then_the_sender_is_stuck(world: World) -> None:
    with_texts(world, 2)
    assert examined(world) == Health(is_reachable=True, oldest_due_seconds=0)
    world.later(minutes=14)
    assert examined(world) == Health(is_reachable=True, oldest_due_seconds=14 * 60)
    world.later(minutes=2)
    assert examined(world) == Health(is_reachable=True, oldest_due_seconds=16 * 60, is_stuck=True)
    assert examined(world).status is HealthStatus.FAILING


def test_a_sender_that_is_at_work_is_not_stuck_however_much_there_is_to_do(world: World) -> None:
    people = with_texts(world, 2)
    world.later(hours=1)
    with world.database.writing() as session:
        one = update(Delivery).where(Delivery.id == world.deliveries(people[0].nhs_number)[0].id)
        claimed = {"claimed_by": "elsewhere:1", "lease_until": leases.wall_clock() + timedelta(minutes=5)}
        session.execute(one.values(delivery_status=DeliveryStatus.SENDING, **claimed))
    assert not examined(world).is_stuck
    with world.database.writing() as session:
        session.execute(one.values(delivery_status=DeliveryStatus.ACCEPTED, accepted_at=world.now, claimed_by=None))
    world.later(minutes=14)
    assert not examined(world).is_stuck
    world.later(minutes=2)
    assert examined(world).is_stuck


def test_one_channel_at_work_does_not_hide_that_another_is_stuck(light_world: World) -> None:
    texted, written = light_world.person(), light_world.person(mobile=None)
    light_world.import_people(texted, written)
    light_world.launched()
    plan(light_world)
    light_world.later(hours=1)
    drain(light_world, StandIn(), Channel.SMS)
    assert examined(light_world).is_stuck


def test_a_claim_that_ran_out_and_that_nobody_took_note_of_means_that_nobody_is_at_work(light_world: World) -> None:
    with_texts(light_world)
    lease_until = leases.wall_clock() - timedelta(minutes=14)
    change(light_world, delivery_status=DeliveryStatus.SENDING, claimed_by="dead:1", lease_until=lease_until)
    assert not examined(light_world).is_stuck
    change(light_world, lease_until=lease_until - timedelta(minutes=2))
    assert examined(light_world).is_stuck


def test_a_reply_that_nobody_settles_means_that_nobody_is_at_work(light_world: World) -> None:
    person = with_texts(light_world)[0]
    light_world.answer(person, Choice.KEEP)
    assert examined(light_world) == Health(is_reachable=True, replies_waiting=1)
    light_world.later(minutes=16)
    assert examined(light_world).is_stuck


def test_calls_that_nobody_reads_are_a_warning_after_an_hour(light_world: World) -> None:
    call = HeardCall(
        "stand-in", "calls", WebhookCall("https://example.com", {}, b"KEEP"), light_world.now, light_world.now
    )
    with light_world.database.writing() as session:
        store_calls(session, [call])
    assert examined(light_world) == Health(is_reachable=True, calls_waiting=1, oldest_call_seconds=0)
    light_world.later(minutes=61)
    assert examined(light_world).status is HealthStatus.WARNING


def test_somebody_who_is_still_trying_their_date_of_birth_is_not_waited_for(light_world: World) -> None:
    tried(light_world, with_texts(light_world)[0])
    light_world.later(minutes=59)
    assert examined(light_world) == Health(is_reachable=True)
    light_world.answer(light_world.people[0], Choice.KEEP)
    assert examined(light_world) == Health(is_reachable=True, replies_waiting=1)


@pytest.mark.parametrize(
    ("hour", "minute", "is_due", "is_stuck"),
    [(7, 59, False, False), (8, 5, True, False), (8, 16, True, True), (18, 1, False, False)],
)
def test_at_night_no_text_is_waited_for_nor_at_once_in_the_morning(
    sqlite_database: Database, tmp_path: Path, now: datetime, hour: int, minute: int, is_due: bool, is_stuck: bool
) -> None:
    world = World(sqlite_database, tmp_path, now, quiet_hours="18:00-08:00")
    with_texts(world)
    world.now = datetime(2026, 11, 24, hour, minute, tzinfo=UTC)
    found = examined(world)
    assert (found.oldest_due_seconds is not None, found.is_stuck) == (is_due, is_stuck)


def test_a_campaign_that_was_just_resumed_is_given_time(light_world: World) -> None:
    with_texts(light_world)
    light_world.later(days=1)
    manager = light_world.staff(Role.MANAGER)
    with light_world.database.writing() as session:
        lifecycle.pause_campaign(session, light_world.campaign_id, manager, light_world.now)
    assert examined(light_world) == Health(is_reachable=True)
    with light_world.database.writing() as session:
        lifecycle.resume_campaign(session, light_world.campaign_id, manager, light_world.now)
    light_world.later(minutes=14)
    assert not examined(light_world).is_stuck
    light_world.later(minutes=2)
    assert examined(light_world).is_stuck


def test_what_waits_for_a_first_slice_is_not_stuck_but_in_time_somebody_should_look(
    sqlite_database: Database, tmp_path: Path, now: datetime
) -> None:
    world = World(sqlite_database, tmp_path, now, first_slice=1)
    with_texts(world, 3)
    assert drain(world, StandIn()) == 1
    world.later(minutes=59)
    assert examined(world) == Health(is_reachable=True, first_slices=1)
    world.later(minutes=2)
    found = examined(world)
    assert (found.late_slices, found.is_stuck, found.status) == (1, False, HealthStatus.WARNING)


def test_what_was_just_let_go_is_given_time(sqlite_database: Database, tmp_path: Path, now: datetime) -> None:
    world = World(sqlite_database, tmp_path, now, first_slice=1)
    with_texts(world, 3)
    drain(world, StandIn())
    world.later(hours=2)
    with world.database.writing() as session:
        session.execute(update(Slice).values(opened_at=world.now))
    world.later(minutes=14)
    assert not examined(world).is_stuck
    world.later(minutes=2)
    assert examined(world).is_stuck


def test_a_day_whose_number_is_full_is_not_stuck(sqlite_database: Database, tmp_path: Path, now: datetime) -> None:
    world = World(sqlite_database, tmp_path, now, sms_per_day=1)
    with_texts(world, 3)
    assert drain(world, StandIn()) == 1
    world.later(hours=2)
    assert examined(world) == Health(is_reachable=True)
    with world.database.writing() as session:
        session.execute(update(Pace).values(day=datetime(2026, 11, 22).date()))
    assert examined(world).is_stuck


def test_what_no_provider_here_may_carry_is_not_waited_for(light_world: World) -> None:
    with_texts(light_world)
    light_world.later(hours=1)
    assert examined(light_world, dict.fromkeys(Channel, TakenFrom.REAL_PEOPLE)) == Health(is_reachable=True)


def test_the_unknown_are_counted_and_in_time_somebody_should_look(light_world: World) -> None:
    with_texts(light_world, 2)
    change(light_world, delivery_status=DeliveryStatus.UNKNOWN, unknown_at=light_world.now)
    light_world.later(minutes=59)
    assert examined(light_world) == Health(is_reachable=True, unknown=2, oldest_unknown_seconds=59 * 60)
    light_world.later(minutes=2)
    assert examined(light_world).status is HealthStatus.WARNING


def test_a_campaign_that_a_brake_has_paused_is_for_somebody_to_look_at(light_world: World) -> None:
    with_texts(light_world)
    with light_world.database.writing() as session:
        assert circuit_breaker.trip(session, light_world.campaign_id, "too many failures", light_world.now)
    assert examined(light_world) == Health(is_reachable=True, paused_by_breaker=1)
    assert examined(light_world).status is HealthStatus.WARNING


def test_a_provider_that_cannot_be_had_is_said_and_wakes_nobody(light_world: World) -> None:
    with_texts(light_world, 9)
    since = light_world.now
    drain(light_world, StandIn(answer=lambda message: Refused(FailReason.UNAVAILABLE, permanent=False)))
    light_world.later(hours=3)
    found = examined(light_world)
    assert (found.outages, found.oldest_outage_seconds, found.is_stuck) == (1, 3 * 60 * 60, False)
    assert found.status is HealthStatus.WARNING
    drain(light_world, StandIn())
    assert (light_world.now > since, examined(light_world)) == (True, Health(is_reachable=True))


def test_nobodys_data_is_in_it(light_world: World) -> None:
    with_texts(light_world, 3)
    assert {type(value) for value in examined(light_world).as_json().values()} <= {str, int, bool, type(None)}
