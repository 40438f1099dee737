"""The stages are run and nothing is kept: whatever is lost, the next pass finds it in the tables."""

from collections.abc import Mapping, Sequence
from dataclasses import fields, replace
from datetime import date, datetime
from pathlib import Path
from typing import Any

import pytest
from sqlalchemy import update

from notifier.campaigns import lifecycle
from notifier.delivery import leases
from notifier.providers.base import Accepted, Finding, LostMessage, NeverSent, Result, Unknown
from notifier.store.database import Database
from notifier.store.tables import Delivery, Review
from notifier.vocabulary import Channel, Choice, DeliveryStatus, Role
from notifier.worker import tasks
from notifier.worker.tasks import PassCounts, TaskRunner
from tests.notifier.provider_stand_in import (
    BrokenConnection,
    StandIn,
    breaking_at,
    claim,
    delivery_sender,
    plan,
    statuses,
    the_delivery,
    with_texts,
)
from tests.world import World, load_stationery, rows_of


@pytest.fixture
def world(sqlite_database: Database, tmp_path: Path, now: datetime) -> World:
    return World(sqlite_database, tmp_path, now)


def test_one_pass_goes_the_whole_way_and_the_next_finds_nothing(
    database: Database, tmp_path: Path, now: datetime
) -> None:
    world = World(database, tmp_path, now)
    world.import_people(*(world.person() for _ in range(3)))
    world.launched()
    assert world.run_pass() == PassCounts(planned=3, sent=3, reported=3)
    assert world.run_pass().idle
    assert len(world.outbox(Channel.SMS)) == 3


@pytest.mark.parametrize("did", [field.name for field in fields(PassCounts)])
def test_a_pass_that_did_anything_is_not_idle(did: str) -> None:
    assert PassCounts().idle
    assert not replace(PassCounts(), **{did: 1}).idle


def test_until_idle_goes_on_through_failures_to_the_last_channel(
    sqlite_database: Database, tmp_path: Path, now: datetime
) -> None:
    world = World(sqlite_database, tmp_path, now, outbox_unreachable=1.0)
    person = world.person()
    world.import_people(person)
    world.launched()
    passes = world.until_idle()
    assert [counts.sent for counts in passes] == [1, 1, 0]
    assert [row.channel for row in world.deliveries(person.nhs_number)] == [Channel.SMS, Channel.EMAIL]
    assert passes[-1].idle


def test_a_reply_is_settled_before_anything_is_sent(world: World) -> None:
    person = world.person()
    world.import_people(person)
    world.launched()
    plan(world)
    world.answer(person, Choice.KEEP)
    assert world.run_pass() == PassCounts(settled=1, sent=1, reported=1)
    (only,) = world.outbox(Channel.SMS)
    assert "We have an answer in your name" in only["body"], "that it came, and no word of the proposal"


def test_a_pass_picks_up_what_a_dead_worker_left(world: World) -> None:
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
    counts = world.run_pass()
    assert (counts.orphaned, counts.looked_up, counts.sent) == (2, 2, 2)
    assert len(world.outbox(Channel.SMS)) == 2


def test_two_practices_campaigns_are_both_served(world: World, tmp_path: Path, now: datetime) -> None:
    other = World(world.database, tmp_path, now, practice="Hillside Surgery")
    for one in (world, other):
        one.import_people(one.person())
        one.launched()
    assert world.run_pass().sent == 2


def test_a_paused_campaign_rests_and_its_replies_are_settled(world: World) -> None:
    person, other = world.person(), world.person()
    world.import_people(person, other)
    world.launched()
    plan(world)
    world.answer(person, Choice.AGREE, date_of_birth=date(1999, 1, 1))
    with world.database.writing() as session:
        lifecycle.pause_campaign(session, world.campaign_id, world.staff(Role.MANAGER), world.now)
    assert world.run_pass() == PassCounts(settled=1)
    with world.database.reading() as session:
        assert len(rows_of(session, Review)) == 1


def test_a_provider_of_several_channels_is_asked_for_reports_once(world: World) -> None:
    asked: list[datetime] = []

    def makes(waiting: Any, now: datetime) -> tuple[()]:
        asked.append(now)
        return ()

    world.providers = dict.fromkeys(Channel, StandIn(makes=makes))
    world.run_pass()
    assert asked == [world.now] * 2, "before planning, and after sending"


def test_what_is_due_is_known_by_its_channel(world: World) -> None:
    texted, written = world.person(), world.person(mobile=None)
    world.import_people(texted, written)
    world.launched()
    with world.task_runner() as own:
        assert own.due(world.now) == []
        own.plan(world.now)
        assert own.due(world.now) == [Channel.SMS, Channel.EMAIL]
        assert own.send(Channel.EMAIL, lambda: world.now) == 1
        assert own.due(world.now) == [Channel.SMS]
        world.answer(texted, Choice.KEEP)
        assert own.due(world.now) == []


def test_a_worker_knows_where_others_are_at_work(world: World) -> None:
    with_texts(world, 2)
    provider = StandIn()
    with delivery_sender(world, provider) as other, world.task_runner() as own:
        assert own.others_send() == []
        claim(world, other)
        assert own.others_send() == [Channel.SMS]
        with world.database.writing() as session:
            session.execute(update(Delivery).values(channel=Channel.stored("pager")))  # which is installed there alone
        assert own.others_send() == []


def test_an_advance_goes_as_far_as_it_gets_without_sending(world: World) -> None:
    world.import_people(world.person(), world.person())
    world.launched()
    with world.task_runner() as own:
        assert own.advance(world.now) == 2
        assert own.advance(world.now) == 0
    assert world.outbox(Channel.SMS) == []


def test_what_one_channel_raises_holds_up_no_other_and_is_not_kept_quiet(world: World) -> None:
    world.import_people(world.person(), world.person(mobile=None))
    world.launched()
    emails = StandIn(name="emails")
    world.providers = {**world.providers, Channel.SMS: StandIn(breaking_at(1), name="texts"), Channel.EMAIL: emails}
    with pytest.raises(BrokenConnection):
        world.run_pass()
    assert len(emails.sent) == 1
    assert statuses(world)[DeliveryStatus.UNKNOWN] == 1


def test_a_provider_that_cannot_be_asked_keeps_no_other_from_being_asked(world: World) -> None:
    asked: list[str] = []

    def silent(waiting: Any, now: datetime) -> tuple[()]:
        asked.append("texts")
        raise BrokenConnection

    def says(waiting: Any, now: datetime) -> tuple[()]:
        asked.append("emails")
        return ()

    texts, emails = StandIn(makes=silent, name="texts"), StandIn(makes=says, name="emails")
    world.providers = {Channel.SMS: texts, Channel.EMAIL: emails}
    with world.task_runner() as own, pytest.raises(BrokenConnection):
        own.collect(world.now)
    assert asked == ["texts", "emails"]


class Forgetful(StandIn):
    """Takes what it is sent, says nothing, and is certain later on that it never had it."""

    def look_up(self, lost: Sequence[LostMessage]) -> Mapping[str, Finding]:
        return {one.reference: NeverSent() for one in lost if one.settled}


def until_idle(world: World, provider: StandIn) -> float:
    """Make passes with a wall clock that takes no time; returns how many seconds it waited."""
    waited: list[float] = []

    def sleep(seconds: float) -> None:
        waited.append(seconds)
        if sum(waited) >= leases.GRACE.total_seconds() - 1:
            with world.database.writing() as session:
                session.execute(update(Delivery).values(lease_until=leases.wall_clock()))

    world.providers = dict.fromkeys(Channel, provider)
    with world.task_runner() as own:
        own.until_idle(lambda: world.now, lambda counts: None, sleep)
    return sum(waited)


def test_the_foreground_waits_until_a_provider_can_be_believed_about_a_lost_answer(world: World) -> None:
    (person,) = with_texts(world)
    answers: list[Result] = [Accepted("SM1"), Unknown()]
    waited = until_idle(world, Forgetful(lambda message: answers.pop()))
    assert leases.GRACE.total_seconds() - 1 <= waited < tasks.PATIENCE
    assert the_delivery(world, person).delivery_status is DeliveryStatus.ACCEPTED
    assert the_delivery(world, person).attempts == 2


def test_a_provider_that_never_has_what_it_is_sent_does_not_keep_the_foreground_for_ever(world: World) -> None:
    with_texts(world)
    assert until_idle(world, Forgetful(lambda message: Unknown())) <= tasks.PATIENCE + 1


def test_the_foreground_ends_when_it_is_asked_to(world: World) -> None:
    with_texts(world, 3)
    with leases.worker_lease(world.settings.instance) as worker:
        own = TaskRunner(
            *(world.database, world.settings, world.keys, world.providers, worker, load_stationery),
            stopping=lambda: True,
        )
        own.until_idle(lambda: world.now, lambda counts: None)
        assert own.run_pass(world.now).sent == 0
    assert world.outbox(Channel.SMS) == []


def test_nothing_is_held_between_passes(world: World) -> None:
    """What one worker began another goes on with, as after a restart."""
    person = world.person(email=None)
    world.import_people(person)
    world.launched()
    with world.task_runner() as first:
        assert isinstance(first, TaskRunner)
        assert first.plan(world.now) == 1
    assert world.run_pass() == PassCounts(sent=1, reported=1)


def test_what_is_due_to_be_signed_is_signed_once(world: World) -> None:
    with world.task_runner() as own:
        assert own.sign(world.now) == 1
        assert own.sign(world.now) == 0
