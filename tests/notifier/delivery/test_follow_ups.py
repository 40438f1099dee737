"""How a round goes on: failures, silence, what nobody knows of, stops. What begins another: test_rounds_begun.py."""

from dataclasses import replace
from datetime import date, datetime, timedelta
from pathlib import Path

import pytest

from notifier.delivery import follow_ups
from notifier.patients.list_import.records import Person
from notifier.store.database import Database
from notifier.vocabulary import Channel, Choice, DeliveryStatus, SkipReason, Wave
from tests.notifier.planning_steps import happens, launch, plan, planned, skipped, stops, told
from tests.world import World


@pytest.fixture
def world(sqlite_database: Database, tmp_path: Path, now: datetime) -> World:
    return World(sqlite_database, tmp_path, now)


@pytest.fixture
def each_world(database: Database, tmp_path: Path, now: datetime) -> World:
    return World(database, tmp_path, now)


# --- the next channel ---


def test_a_failed_text_plans_an_email_and_a_failed_email_a_letter(each_world: World) -> None:
    person = each_world.person()
    launch(each_world, person)
    for channel, following in ((Channel.SMS, Channel.EMAIL), (Channel.EMAIL, Channel.LETTER)):
        happens(each_world, person, channel, DeliveryStatus.FAILED)
        assert plan(each_world).next_channels == 1
        assert told(each_world, person)[-1] == planned(following)
    happens(each_world, person, Channel.LETTER, DeliveryStatus.FAILED)
    assert plan(each_world).next_channels == 0
    assert told(each_world, person, Wave.FIRST)[2:] == [(Channel.LETTER, DeliveryStatus.FAILED, None)]


def test_the_next_channel_may_be_skipped_with_its_reason(world: World) -> None:
    person = world.person(email=None)
    launch(world, person)
    happens(world, person, Channel.SMS, DeliveryStatus.FAILED)
    plan(world)
    assert told(world, person)[1:] == [skipped(Channel.EMAIL, SkipReason.NO_EMAIL), planned(Channel.LETTER)]


@pytest.mark.parametrize("channel", [Channel.SMS, Channel.EMAIL])
def test_after_72_hours_of_silence_the_next_channel_is_planned(world: World, channel: Channel) -> None:
    person = world.person(**({} if channel is Channel.SMS else {"mobile": None}))
    launch(world, person)
    happens(world, person, channel, DeliveryStatus.ACCEPTED)
    world.later(hours=72, seconds=-1)
    assert plan(world).total == 0
    world.later(seconds=1)
    assert plan(world).next_channels == 1
    assert told(world, person)[-1] == planned(Channel.EMAIL if channel is Channel.SMS else Channel.LETTER)


def test_a_letter_may_be_silent(world: World) -> None:
    person = world.person(mobile=None)
    launch(world, person, channels=(Channel.SMS, Channel.LETTER, Channel.EMAIL))
    happens(world, person, Channel.LETTER, DeliveryStatus.ACCEPTED)
    world.later(days=10)
    assert plan(world).total == 0


@pytest.mark.parametrize("status", [DeliveryStatus.DELIVERED, DeliveryStatus.SENDING])
def test_nothing_follows_what_arrived_or_is_being_sent(world: World, status: DeliveryStatus) -> None:
    person = world.person()
    launch(world, person)
    happens(world, person, Channel.SMS, status)
    world.later(days=10)
    assert plan(world).total == 0


@pytest.mark.parametrize("born", [date(1980, 3, 31), date(1999, 1, 1)])
def test_nothing_follows_an_answer_doubtful_or_not(world: World, born: date) -> None:
    person = world.person()
    launch(world, person)
    happens(world, person, Channel.SMS, DeliveryStatus.FAILED)
    world.answer(person, Choice.UNSURE, date_of_birth=born)
    assert plan(world).total == 0


def test_those_who_have_no_channel_left_do_not_keep_others_waiting(
    world: World, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(follow_ups, "CHUNK", 2)
    *done, person = (world.person() for _ in range(4))
    launch(world, *done, person)
    for one in done:
        happens(world, one, Channel.SMS, DeliveryStatus.FAILED)
    plan(world)
    for one in done:
        happens(world, one, Channel.EMAIL, DeliveryStatus.FAILED)
    plan(world)
    for one in done:
        happens(world, one, Channel.LETTER, DeliveryStatus.FAILED)
    happens(world, person, Channel.SMS, DeliveryStatus.FAILED)
    assert plan(world).next_channels == 1
    assert told(world, person)[-1] == planned(Channel.EMAIL)


# --- what nobody knows of ---


def test_after_a_day_the_next_channel_takes_over_from_what_nobody_knows_of(each_world: World) -> None:
    person = each_world.person()
    launch(each_world, person)
    happens(each_world, person, Channel.SMS, DeliveryStatus.UNKNOWN)
    each_world.later(hours=24, seconds=-1)
    assert plan(each_world).total == 0
    each_world.later(seconds=1)
    assert plan(each_world).next_channels == 1
    assert told(each_world, person) == [(Channel.SMS, DeliveryStatus.UNKNOWN, None), planned(Channel.EMAIL)]
    assert plan(each_world).total == 0


def test_how_long_is_for_the_settings_to_say(world: World) -> None:
    person = world.person()
    launch(world, person)
    happens(world, person, Channel.SMS, DeliveryStatus.UNKNOWN)
    world.later(hours=2)
    assert plan(world, unknown_after=timedelta(hours=2, seconds=1)).total == 0
    assert plan(world, unknown_after=timedelta(hours=2)).next_channels == 1


def test_an_unknown_letter_stays_for_a_person(world: World) -> None:
    person = world.person(mobile=None, email=None)
    launch(world, person)
    happens(world, person, Channel.LETTER, DeliveryStatus.UNKNOWN)
    world.later(days=5)
    assert plan(world).total == 0


def test_what_was_never_sent_is_withdrawn_when_the_next_channel_has_taken_over(each_world: World) -> None:
    person = each_world.person()
    launch(each_world, person)
    happens(each_world, person, Channel.SMS, DeliveryStatus.UNKNOWN)
    each_world.later(hours=24)
    plan(each_world)
    happens(each_world, person, Channel.SMS, DeliveryStatus.PLANNED)  # the provider says at last that it had nothing
    assert plan(each_world).skipped == 1
    assert told(each_world, person) == [(Channel.SMS, DeliveryStatus.CANCELLED, None), planned(Channel.EMAIL)]
    happens(each_world, person, Channel.EMAIL, DeliveryStatus.FAILED)
    plan(each_world)
    assert told(each_world, person)[-1] == planned(Channel.LETTER)


def test_what_was_never_sent_goes_when_the_next_channel_failed(world: World) -> None:
    person = world.person()
    launch(world, person)
    happens(world, person, Channel.SMS, DeliveryStatus.UNKNOWN)
    world.later(hours=24)
    plan(world)
    happens(world, person, Channel.EMAIL, DeliveryStatus.FAILED)
    happens(world, person, Channel.SMS, DeliveryStatus.PLANNED)
    assert plan(world).total == 0
    assert told(world, person)[0] == planned(Channel.SMS)


# --- stops ---


@pytest.mark.parametrize(
    "status",
    [DeliveryStatus.ACCEPTED, DeliveryStatus.DELIVERED, DeliveryStatus.UNKNOWN, DeliveryStatus.CANCELLED],
)
def test_after_a_stop_the_next_channel_is_planned_once(each_world: World, status: DeliveryStatus) -> None:
    person = each_world.person()
    launch(each_world, person)
    happens(each_world, person, Channel.SMS, status)
    stops(each_world, person)
    assert plan(each_world).next_channels == 1
    assert told(each_world, person) == [(Channel.SMS, status, None), planned(Channel.EMAIL)]
    stops(each_world, person)
    assert plan(each_world).total == 0


def test_a_text_that_is_being_sent_is_waited_for(world: World) -> None:
    person = world.person()
    launch(world, person)
    happens(world, person, Channel.SMS, DeliveryStatus.SENDING)
    stops(world, person)
    assert plan(world).total == 0


def test_a_stop_says_nothing_of_the_email_that_followed(world: World) -> None:
    person = world.person()
    launch(world, person)
    happens(world, person, Channel.SMS, DeliveryStatus.FAILED)
    plan(world)
    happens(world, person, Channel.EMAIL, DeliveryStatus.DELIVERED)
    stops(world, person)
    assert plan(world).total == 0


def test_whoever_answers_after_a_stop_is_left_in_peace(world: World) -> None:
    person = world.person()
    launch(world, person)
    happens(world, person, Channel.SMS, DeliveryStatus.DELIVERED)
    stops(world, person)
    world.answer(person, Choice.KEEP)
    assert plan(world).total == 0


# --- a reminder by post, in time for the day that it names ---


def posted_before(world: World, *, days: int) -> Person:
    """Somebody to whom a letter was posted so many days ago, on the day of the launch."""
    person = world.person(mobile=None, email=None)
    launch(world, person)
    happens(world, person, Channel.LETTER, DeliveryStatus.ACCEPTED, posted_at=world.now)
    world.later(days=days)
    return person


@pytest.mark.parametrize(("days", "reminders"), [(14, 1), (16, 1), (17, 0), (27, 0)])
def test_a_reminder_is_posted_only_while_it_leaves_time_to_answer(world: World, days: int, reminders: int) -> None:
    posted_before(world, days=days)
    assert plan(world).reminders == reminders


def test_a_reminder_that_comes_too_late_by_post_goes_by_what_is_quicker(each_world: World) -> None:
    world = each_world
    person = replace(posted_before(world, days=18), email="new@example.com")
    world.import_people(person)
    assert plan(world).reminders == 1
    assert told(world, person, Wave.REMINDER)[-1] == planned(Channel.EMAIL)
    happens(world, person, Channel.EMAIL, DeliveryStatus.FAILED)
    assert plan(world).total == 0, "no letter follows it"
    assert plan(world).total == 0
