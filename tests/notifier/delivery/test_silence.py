"""Silence counts only where the provider was asked after it and knew nothing better; until it can be, it waits."""

from datetime import datetime, timedelta
from pathlib import Path

import pytest

from notifier.delivery.silence import SILENCE
from notifier.patients.list_import.records import Person
from notifier.store.database import Database
from notifier.store.tables import Poll
from notifier.vocabulary import Channel, DeliveryStatus, PollSubject, Wave
from tests.notifier.planning_steps import becomes, happens, launch, plan, planned, told
from tests.world import World

TEXT = (Channel.SMS, DeliveryStatus.ACCEPTED, None)
HOUR, DAY = timedelta(hours=1), timedelta(days=1)


@pytest.fixture
def world(database: Database, tmp_path: Path, now: datetime) -> World:
    """Nobody yet, on each make of database."""
    return World(database, tmp_path, now)


def asked(world: World, at: timedelta | None, *, provider: str = "texts") -> None:
    """The provider was last asked successfully at this time before now; None: it could not be asked so far."""
    moment = None if at is None else world.now - at
    with world.database.writing() as session:
        session.merge(Poll(provider=provider, subject=PollSubject.REPORTS, tried_at=world.now, asked_at=moment))


def silent_text(world: World) -> Person:
    person = world.person()
    launch(world, person, channels=(Channel.SMS, Channel.LETTER))
    happens(world, person, Channel.SMS, DeliveryStatus.ACCEPTED, provider="texts", provider_id="SM1")
    return person


@pytest.mark.parametrize(
    ("asked_before", "counts"),
    [
        (timedelta(0), True),
        (HOUR, True),  # just at the end of the 72 hours
        (HOUR + timedelta(seconds=1), False),  # before their end: it may have come since
        (None, False),
    ],
)
def test_silence_counts_when_the_provider_was_asked_after_it(
    world: World, asked_before: timedelta | None, counts: bool
) -> None:
    person = silent_text(world)
    world.later(hours=73)
    asked(world, asked_before)
    plan(world)
    assert told(world, person) == ([TEXT, planned(Channel.LETTER)] if counts else [TEXT])


def test_of_a_provider_that_cannot_be_asked_silence_is_all_there_is(world: World) -> None:
    person = silent_text(world)
    asked(world, None, provider="another")
    world.later(hours=72)
    plan(world)
    assert told(world, person) == [TEXT, planned(Channel.LETTER)]


def test_a_clock_that_was_ahead_when_it_was_asked_makes_silence_no_longer(world: World) -> None:
    person = silent_text(world)
    world.later(hours=71)
    asked(world, -DAY)
    plan(world)
    assert told(world, person) == [TEXT]


def test_a_reminder_waits_until_the_provider_was_asked_anew(world: World) -> None:
    person = world.person()
    launch(world, person, channels=(Channel.SMS,))
    happens(world, person, Channel.SMS, DeliveryStatus.ACCEPTED, provider="texts", provider_id="SM1")
    world.later(days=15)
    asked(world, 10 * DAY)
    assert plan(world).reminders == 0
    asked(world, HOUR)
    assert plan(world).reminders == 1
    assert told(world, person, Wave.REMINDER) == [planned(Channel.SMS)]


def test_a_letter_needs_nobody_to_be_asked_before_a_reminder(world: World) -> None:
    person = world.person(mobile=None, email=None)
    launch(world, person, channels=(Channel.LETTER,))
    (letter,) = world.deliveries(person.nhs_number)
    becomes(world, person, letter, DeliveryStatus.ACCEPTED, provider="print", posted_at=world.now)
    world.later(days=15)
    asked(world, None, provider="print")
    assert plan(world).reminders == 1


def test_it_is_three_days() -> None:
    assert timedelta(days=3) == SILENCE
