"""A channel that a distribution brings has the limits, the silence and the stops that its row says, and no others."""

from collections.abc import Callable, Iterator
from datetime import UTC, datetime
from pathlib import Path
from typing import Any

import pytest
from sqlalchemy import select

from notifier.delivery import receipts
from notifier.delivery.limits import circuit_breaker
from notifier.providers.base import Report
from notifier.providers.message_types import PlainMessage
from notifier.store.database import Database
from notifier.store.tables import Suppression
from notifier.vocabulary import Channel, DeliveryStatus, Evidence, FailReason, ReportKind, SkipReason
from tests.notifier.own_presets import own_preset
from tests.notifier.provider_stand_in import StandIn, drain, plan
from tests.outsiders import OUTSIDER, installed, laid_out
from tests.world import World

NIGHT = datetime(2026, 11, 23, 23, 0, tzinfo=UTC)
MakeWorld = Callable[..., World]


@pytest.fixture
def pager(tmp_path: Path) -> Iterator[Channel]:
    with installed(laid_out(OUTSIDER, tmp_path / "site")):
        yield Channel("pager")


@pytest.fixture
def make_world(sqlite_database: Database, tmp_path: Path, now: datetime, pager: Channel) -> MakeWorld:
    """`make_world(3, **settings)`: three people who are to be told by pager, and by letter where it fails."""

    def made(people: int = 1, **settings: Any) -> World:
        world = World(sqlite_database, tmp_path, now, **settings)
        own_preset(world.settings.presets)
        words = "Read {{ link }} by {{ deadline }}."
        (world.settings.presets / "local/en/pager.txt").write_text(words, encoding="utf-8")
        world.import_people(*(world.person() for _ in range(people)))
        world.launched(preset="local", channels=(pager, Channel.LETTER))
        plan(world)
        return world

    return made


def reported(world: World, provider: StandIn, kind: ReportKind, why: FailReason | None = None) -> None:
    """The provider reports this of everything that it was handed."""
    with world.database.writing() as session:
        for message in provider.sent:
            event = f"{message.reference}:{kind}"
            report = Report(message.reference, f"id-{message.reference}", event, kind, world.now, why, {})
            receipts.record_report(session, provider.name, report, world.now)


def channels_of(world: World) -> list[tuple[Channel, DeliveryStatus, SkipReason | None]]:
    rows = world.deliveries(world.people[0].nhs_number)
    return [(row.channel, row.delivery_status, row.skip_reason) for row in rows]


def test_it_goes_to_the_place_that_its_row_names(make_world: MakeWorld, pager: Channel) -> None:
    world, provider = make_world(), StandIn()
    assert drain(world, provider, pager) == 1
    (message,) = provider.sent
    assert isinstance(message, PlainMessage)
    assert (message.to, message.channel) == (str(world.people[0].mobile), pager)
    assert message.body.startswith("Read https://surgery.example.com/r/")
    assert world.outcome(world.people[0].nhs_number).evidence is Evidence.SENT


def test_it_keeps_quiet_hours(make_world: MakeWorld, pager: Channel) -> None:
    world, provider = make_world(quiet_hours="18:00-08:00"), StandIn()
    world.now = NIGHT
    assert drain(world, provider, pager) == 0
    world.later(hours=10)
    assert drain(world, provider, pager) == 1


def test_a_day_has_as_many_as_the_settings_say(make_world: MakeWorld, pager: Channel) -> None:
    world, provider = make_world(3, pager_per_day=2), StandIn()
    assert drain(world, provider, pager) == 2
    world.later(days=1)
    assert drain(world, provider, pager) == 1


def test_the_first_slice_has_to_come_back_well(make_world: MakeWorld, pager: Channel) -> None:
    world, provider = make_world(5, first_slice=2), StandIn()
    assert drain(world, provider, pager) == 2
    assert drain(world, provider, pager) == 0
    reported(world, provider, ReportKind.DELIVERED)
    circuit_breaker.check_breakers(world.database, world.settings, world.now)
    assert drain(world, provider, pager) == 3


def test_who_is_not_surely_reached_in_three_days_is_told_by_the_next_channel(
    make_world: MakeWorld, pager: Channel
) -> None:
    world = make_world()
    drain(world, StandIn(), pager)
    world.later(hours=71)
    assert plan(world).next_channels == 0
    world.later(hours=2)
    assert plan(world).next_channels == 1
    assert [channel for channel, _, _ in channels_of(world)] == [pager, Channel.LETTER]


def test_a_stop_ends_this_channel_at_this_number_and_no_other(make_world: MakeWorld, pager: Channel) -> None:
    world, provider = make_world(), StandIn()
    drain(world, provider, pager)
    reported(world, provider, ReportKind.FAILED, FailReason.STOPPED)
    with world.database.reading() as session:
        stopped = session.execute(select(Suppression.channel, Suppression.address)).all()
    assert [tuple(row) for row in stopped] == [(pager, str(world.people[0].mobile))]
    plan(world)
    assert [channel for channel, _, _ in channels_of(world)] == [pager, Channel.LETTER]


def test_whoever_stopped_it_is_told_by_the_next_channel_and_the_reason_is_kept(
    make_world: MakeWorld, pager: Channel
) -> None:
    world, provider = make_world(), StandIn()
    drain(world, provider, pager)
    reported(world, provider, ReportKind.FAILED, FailReason.STOPPED)
    world.launched(preset="local", channels=(pager, Channel.LETTER))
    plan(world)
    assert channels_of(world) == [
        (pager, DeliveryStatus.SKIPPED, SkipReason.STOPPED),
        (Channel.LETTER, DeliveryStatus.PLANNED, None),
    ]
