"""When another round of telling begins: the reminder half way, and catching up with joiners and the unreachable."""

from dataclasses import replace
from datetime import date, datetime
from pathlib import Path
from typing import Any

import pytest
from sqlalchemy import update

from notifier.contacts import PostalAddress
from notifier.delivery import follow_ups
from notifier.delivery.limits import suppressions
from notifier.patients.list_import.records import CodeEntry, Person
from notifier.store.database import Database
from notifier.store.tables import AuditEvent, Campaign
from notifier.vocabulary import Channel, Choice, DeliveryStatus, FailReason, SkipReason, Wave
from tests.notifier.planning_steps import NOTICE_DAYS, NOWHERE, happens, launch, plan, planned, skipped, stops, told
from tests.world import World, rows_of


@pytest.fixture
def world(sqlite_database: Database, tmp_path: Path, now: datetime) -> World:
    return World(sqlite_database, tmp_path, now)


@pytest.fixture
def each_world(database: Database, tmp_path: Path, now: datetime) -> World:
    return World(database, tmp_path, now)


# --- the reminder ---


def half_way(world: World) -> None:
    world.later(days=NOTICE_DAYS // 2)


@pytest.mark.parametrize(
    ("status", "reason"),
    [
        (DeliveryStatus.ACCEPTED, None),
        (DeliveryStatus.UNKNOWN, None),
        (DeliveryStatus.FAILED, FailReason.UNREACHABLE),
    ],
)
def test_half_way_those_are_reminded_who_were_not_surely_reached(
    each_world: World, status: DeliveryStatus, reason: FailReason | None
) -> None:
    person = each_world.person()
    launch(each_world, person, channels=(Channel.SMS,))
    happens(each_world, person, Channel.SMS, status, fail_reason=reason)
    each_world.later(days=NOTICE_DAYS // 2 - 1)
    assert plan(each_world).total == 0
    each_world.later(days=1)
    assert plan(each_world).reminders == 1
    assert told(each_world, person, Wave.REMINDER) == [planned(Channel.SMS)]
    assert plan(each_world).total == 0
    with each_world.database.reading() as session:
        assert "planning.reminded" in {event.action for event in rows_of(session, AuditEvent)}


@pytest.mark.parametrize("days", [14, 27])
def test_one_reminder_comes_until_the_day_before_the_deadline(world: World, days: int) -> None:
    person = world.person(mobile=None, email=None)
    launch(world, person)
    happens(world, person, Channel.LETTER, DeliveryStatus.ACCEPTED)
    world.later(days=days)
    assert plan(world).reminders == 1
    happens(world, person, Channel.LETTER, DeliveryStatus.ACCEPTED)
    assert plan(world).total == 0, "nobody surely reads a letter, and nobody is written to again and again for it"


def test_on_the_last_day_a_reminder_would_come_too_late(world: World) -> None:
    person = world.person(mobile=None, email=None)
    launch(world, person)
    happens(world, person, Channel.LETTER, DeliveryStatus.ACCEPTED)
    world.later(days=NOTICE_DAYS)
    assert plan(world).total == 0


def test_who_was_surely_reached_is_not_reminded(world: World) -> None:
    person = world.person()
    launch(world, person)
    happens(world, person, Channel.SMS, DeliveryStatus.FAILED)
    plan(world)
    happens(world, person, Channel.EMAIL, DeliveryStatus.DELIVERED)
    half_way(world)
    assert plan(world).total == 0


@pytest.mark.parametrize("born", [date(1980, 3, 31), date(1999, 1, 1)])
def test_who_answered_doubtfully_or_not_is_not_reminded(world: World, born: date) -> None:
    person = world.person(mobile=None, email=None)
    launch(world, person)
    happens(world, person, Channel.LETTER, DeliveryStatus.ACCEPTED)
    world.answer(person, Choice.UNSURE, date_of_birth=born)
    half_way(world)
    assert plan(world).total == 0


@pytest.mark.parametrize(
    "changes",
    [
        {"deceased": True},
        {"left": True},
        {"sensitive": True},
        {"doubts": ("code mangled by a spreadsheet",)},
        {"codes": (CodeEntry("9Ndo", date(2026, 11, 20)),)},
    ],
)
def test_who_is_excluded_by_now_is_not_reminded(world: World, changes: dict[str, Any]) -> None:
    person = world.person(mobile=None, email=None)
    launch(world, person)
    happens(world, person, Channel.LETTER, DeliveryStatus.ACCEPTED)
    half_way(world)
    world.import_people(replace(person, **changes))
    assert plan(world).total == 0


def test_who_could_never_be_sent_anything_has_nothing_to_be_reminded_of(world: World) -> None:
    person = world.person(mobile=None, email=None, address=NOWHERE)
    launch(world, person)
    half_way(world)
    assert plan(world).total == 0


@pytest.mark.parametrize("status", [DeliveryStatus.PLANNED, DeliveryStatus.SENDING])
def test_the_first_round_may_end_first(world: World, status: DeliveryStatus) -> None:
    person = world.person()
    launch(world, person)
    happens(world, person, Channel.SMS, status)
    half_way(world)
    assert plan(world).total == 0


def test_a_text_of_yesterday_is_given_its_time_before_a_reminder(world: World) -> None:
    person = world.person()
    launch(world, person, channels=(Channel.SMS,))
    world.later(days=NOTICE_DAYS // 2 - 1)
    happens(world, person, Channel.SMS, DeliveryStatus.ACCEPTED)
    world.later(days=1)
    assert plan(world).total == 0
    world.later(days=2)
    assert plan(world).reminders == 1


def test_a_preset_may_do_without_reminders(world: World) -> None:
    person = world.person(mobile=None, email=None)
    launch(world, person)
    happens(world, person, Channel.LETTER, DeliveryStatus.ACCEPTED)
    with world.database.writing() as session:
        campaign = session.get_one(Campaign, world.campaign_id)
        changed = {**campaign.preset_data, "reminder": False}
        session.execute(update(Campaign).values(preset_data=changed))
    half_way(world)
    assert plan(world).total == 0


def all_fail(world: World, person: Person, **reasons: FailReason) -> None:
    """Let the first round fail on every channel, for a reason each."""
    launch(world, person)
    for channel in (Channel.SMS, Channel.EMAIL, Channel.LETTER):
        happens(world, person, channel, DeliveryStatus.FAILED, fail_reason=reasons[channel])
        plan(world)


def test_a_reminder_goes_by_none_of_the_channels_that_failed_for_good(each_world: World) -> None:
    person = each_world.person()
    all_fail(each_world, person, sms=FailReason.BAD_ADDRESS, email=FailReason.STOPPED, letter=FailReason.OTHER)
    half_way(each_world)
    assert plan(each_world).reminders == 1
    assert told(each_world, person, Wave.REMINDER) == [
        skipped(Channel.SMS, SkipReason.FAILED_BEFORE),
        skipped(Channel.EMAIL, SkipReason.FAILED_BEFORE),
        planned(Channel.LETTER),
    ]


def test_a_channel_that_failed_for_now_is_tried_again(world: World) -> None:
    person = world.person()
    all_fail(world, person, sms=FailReason.UNREACHABLE, email=FailReason.BAD_ADDRESS, letter=FailReason.RETURNED)
    half_way(world)
    plan(world)
    assert told(world, person, Wave.REMINDER) == [planned(Channel.SMS)]


@pytest.mark.parametrize(
    ("changes", "channel"),
    [
        ({"mobile": "+447700909999"}, Channel.SMS),
        ({"email": "new@example.com"}, Channel.EMAIL),
        ({"address": PostalAddress(("2 New Road", "Blackwater"), "GU17 9XX")}, Channel.LETTER),
    ],
)
def test_whom_nothing_reached_is_told_anew_by_a_new_number_or_address(
    world: World, changes: dict[str, Any], channel: Channel
) -> None:
    person = world.person()
    all_fail(world, person, sms=FailReason.BAD_ADDRESS, email=FailReason.BAD_ADDRESS, letter=FailReason.RETURNED)
    half_way(world)
    assert plan(world).total == 0, "there is no channel left"
    world.import_people(replace(person, **changes))
    assert plan(world).next_channels == 1
    assert told(world, person, Wave.CATCH_UP)[-1] == planned(channel)
    assert plan(world).total == 0


def test_whom_nothing_reached_is_not_told_anew_at_the_same_number(world: World) -> None:
    person = world.person()
    all_fail(world, person, sms=FailReason.UNREACHABLE, email=FailReason.OTHER, letter=FailReason.OTHER)
    world.import_people(replace(person, given_name="Another"))
    assert plan(world).total == 0


def test_a_letter_that_was_spoiled_is_made_anew_for_the_same_address_once(world: World) -> None:
    person = world.person(mobile=None, email=None)
    launch(world, person)
    happens(world, person, Channel.LETTER, DeliveryStatus.FAILED, fail_reason=FailReason.UNAVAILABLE)
    assert plan(world).next_channels == 1
    assert told(world, person, Wave.CATCH_UP)[-1] == planned(Channel.LETTER)
    happens(world, person, Channel.LETTER, DeliveryStatus.FAILED, fail_reason=FailReason.UNAVAILABLE)
    assert plan(world).total == 0


@pytest.mark.parametrize(("told_by", "anew"), [({}, 1), ({"sms": "sent"}, 0)])
def test_nobody_is_told_anew_who_answered_or_was_told(world: World, told_by: dict[str, str], anew: int) -> None:
    """A text of which nothing is heard tells where it counts as told, and else ends no telling."""
    answered, silent = world.person(), world.person()
    launch(world, answered, silent, channels=(Channel.SMS, Channel.EMAIL), told=told_by)
    happens(world, answered, Channel.SMS, DeliveryStatus.FAILED)
    happens(world, silent, Channel.SMS, DeliveryStatus.ACCEPTED)
    plan(world)
    happens(world, answered, Channel.EMAIL, DeliveryStatus.FAILED)
    world.answer(answered, Choice.UNSURE)
    world.later(hours=72)
    plan(world)
    happens(world, silent, Channel.EMAIL, DeliveryStatus.FAILED)
    world.import_people(*(replace(one, email=f"new{one.lines[0]}@example.com") for one in (answered, silent)))
    assert plan(world).next_channels == anew
    assert told(world, answered, Wave.CATCH_UP) == []


def test_within_the_reminder_the_next_channel_follows_and_skips_what_failed_for_good(world: World) -> None:
    person = world.person()
    all_fail(world, person, sms=FailReason.UNREACHABLE, email=FailReason.BAD_ADDRESS, letter=FailReason.OTHER)
    half_way(world)
    plan(world)
    happens(world, person, Channel.SMS, DeliveryStatus.FAILED, fail_reason=FailReason.UNREACHABLE)
    assert plan(world).next_channels == 1
    assert told(world, person, Wave.REMINDER)[1:] == [
        skipped(Channel.EMAIL, SkipReason.FAILED_BEFORE),
        planned(Channel.LETTER),
    ]


def test_who_stopped_texts_is_reminded_by_another_channel(world: World) -> None:
    person = world.person()
    launch(world, person, channels=(Channel.SMS, Channel.EMAIL))
    happens(world, person, Channel.SMS, DeliveryStatus.ACCEPTED)
    stops(world, person)
    plan(world)
    happens(world, person, Channel.EMAIL, DeliveryStatus.ACCEPTED)
    half_way(world)
    plan(world)
    assert told(world, person, Wave.REMINDER) == [
        skipped(Channel.SMS, SkipReason.SMS_STOPPED),
        planned(Channel.EMAIL),
    ]


def test_who_took_the_stop_back_is_reminded_by_a_text_and_by_nothing_else(world: World) -> None:
    person = world.person()
    launch(world, person, channels=(Channel.SMS, Channel.EMAIL))
    happens(world, person, Channel.SMS, DeliveryStatus.ACCEPTED)
    stops(world, person)
    plan(world)
    happens(world, person, Channel.EMAIL, DeliveryStatus.ACCEPTED)
    half_way(world)
    with world.database.writing() as session:
        suppressions.lift_suppression(session, Channel.SMS, str(person.mobile), world.now)
    plan(world)
    happens(world, person, Channel.SMS, DeliveryStatus.DELIVERED)
    assert plan(world).total == 0
    assert told(world, person, Wave.REMINDER) == [(Channel.SMS, DeliveryStatus.DELIVERED, None)]


def test_a_round_does_not_go_on_once_the_reminder_has_begun(world: World) -> None:
    person = world.person()
    launch(world, person, channels=(Channel.SMS,))
    happens(world, person, Channel.SMS, DeliveryStatus.ACCEPTED)
    half_way(world)
    plan(world)
    with world.database.writing() as session:  # as if an older program had launched it with fewer channels
        session.execute(update(Campaign).values(channels=["sms", "email", "letter"]))
    assert plan(world).total == 0


def test_more_reminders_than_one_transaction_takes_are_all_planned(
    world: World, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(follow_ups, "CHUNK", 2)
    unreachable, *people = (world.person(mobile=None, email=None) for _ in range(6))
    launch(world, unreachable, *people)
    happens(world, unreachable, Channel.LETTER, DeliveryStatus.FAILED, fail_reason=FailReason.RETURNED)
    for one in people:
        happens(world, one, Channel.LETTER, DeliveryStatus.ACCEPTED)
    half_way(world)
    assert plan(world).reminders == 5
    assert plan(world).total == 0


# --- catching up ---


def test_who_could_not_be_reached_is_caught_up_with_when_a_newer_list_has_an_address(each_world: World) -> None:
    person = each_world.person(mobile=None, email=None, address=NOWHERE)
    launch(each_world, person)
    each_world.later(days=3)
    each_world.import_people(replace(person, email="new@example.com"))
    assert plan(each_world).next_channels == 1
    caught_up = each_world.deliveries(person.nhs_number)[-1]
    assert (caught_up.channel, caught_up.wave, caught_up.due_at) == (Channel.EMAIL, Wave.CATCH_UP, each_world.now)
    assert plan(each_world).total == 0


def test_who_answered_is_not_caught_up_with(world: World) -> None:
    person = world.person(mobile=None, email=None, address=NOWHERE)
    launch(world, person)
    world.answer(person, Choice.UNSURE)
    world.import_people(replace(person, email="new@example.com"))
    assert plan(world).total == 0


def test_who_returns_to_the_list_is_caught_up_with(world: World) -> None:
    person, other = world.person(left=True), world.person()
    launch(world, person, other)
    world.later(days=3)
    world.import_people(replace(person, left=False), other)
    plan(world)
    assert told(world, person)[-1] == planned(Channel.SMS)
    assert world.deliveries(person.nhs_number)[-1].wave is Wave.CATCH_UP


def test_who_joins_after_the_launch_is_caught_up_with_and_has_the_whole_period(each_world: World) -> None:
    first = each_world.person()
    each_world.import_people(first)
    each_world.launched(notice_days=28)
    each_world.until_idle()
    each_world.later(days=20)
    joiner = each_world.person()
    each_world.import_people(first, joiner)
    each_world.until_idle()
    (delivery,) = each_world.deliveries(joiner.nhs_number)
    assert delivery.wave is Wave.CATCH_UP
    each_world.later(days=28)
    assert not each_world.outcome(joiner.nhs_number).may_be_coded
    assert each_world.outcome(first.nhs_number).may_be_coded
    each_world.later(days=1)
    assert each_world.outcome(joiner.nhs_number).may_be_coded


def test_a_joiner_is_reminded_half_way_of_their_own_period(each_world: World) -> None:
    first = each_world.person(mobile=None, email=None)
    launch(each_world, first)
    happens(each_world, first, Channel.LETTER, DeliveryStatus.ACCEPTED)
    each_world.later(days=10)
    joiner = each_world.person(mobile=None, email=None)
    each_world.import_people(first, joiner)
    plan(each_world)
    happens(each_world, joiner, Channel.LETTER, DeliveryStatus.ACCEPTED)
    each_world.later(days=4)
    assert plan(each_world).reminders == 1
    each_world.later(days=9)
    assert plan(each_world).total == 0
    assert told(each_world, joiner, Wave.REMINDER) == []
    each_world.later(days=1)
    assert plan(each_world).reminders == 1
    assert told(each_world, joiner) == [
        skipped(Channel.SMS, SkipReason.NO_MOBILE),
        skipped(Channel.EMAIL, SkipReason.NO_EMAIL),
        (Channel.LETTER, DeliveryStatus.ACCEPTED, None),
        skipped(Channel.SMS, SkipReason.NO_MOBILE),
        skipped(Channel.EMAIL, SkipReason.NO_EMAIL),
        planned(Channel.LETTER),
    ]
