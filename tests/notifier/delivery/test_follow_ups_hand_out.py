"""Letters for the desk: planned where no channel is left because of the address, and in nobody's way."""

from dataclasses import replace
from datetime import date, datetime
from pathlib import Path
from typing import Any

import pytest

from notifier.contacts import PostalAddress
from notifier.patients.list_import.records import CodeEntry
from notifier.store.database import Database
from notifier.vocabulary import ChangeKind, Channel, Choice, DeliveryStatus, FailReason, SkipReason, Wave
from tests.notifier.planning_steps import NOTICE_DAYS, NOWHERE, happens, launch, plan, planned, skipped, stops, told
from tests.notifier.provider_stand_in import StandIn, drain
from tests.world import World

UNREACHABLE: dict[str, Any] = {"mobile": None, "email": None, "address": NOWHERE}
SOMEWHERE = PostalAddress(("2 New Road", "Blackwater"), "GU17 9XX")
WAITS = [planned(Channel.LETTER)]


@pytest.fixture
def world(sqlite_database: Database, tmp_path: Path, now: datetime) -> World:
    return World(sqlite_database, tmp_path, now)


@pytest.fixture
def each_world(database: Database, tmp_path: Path, now: datetime) -> World:
    return World(database, tmp_path, now)


def at_the_desk(world: World, number: int = -1) -> list[Any]:
    return told(world, world.people[number], Wave.HAND_OUT)


def test_a_letter_waits_at_the_desk_for_whom_no_channel_reaches(each_world: World) -> None:
    launch(each_world, each_world.person(), each_world.person(**UNREACHABLE))
    assert at_the_desk(each_world) == WAITS
    assert at_the_desk(each_world, 0) == []
    assert plan(each_world).total == 0
    assert told(each_world, each_world.people[-1], Wave.FIRST)[-1] == skipped(Channel.LETTER, SkipReason.UNMAILABLE)


def test_it_waits_for_whose_letter_came_back(world: World) -> None:
    launch(world, world.person(mobile=None, email=None))
    happens(world, world.people[0], Channel.LETTER, DeliveryStatus.FAILED, fail_reason=FailReason.RETURNED)
    assert plan(world).hand_outs == 1
    assert at_the_desk(world) == WAITS


@pytest.mark.parametrize(
    "changes",
    [
        {"mobile": "+447700909999"},
        {"deceased": True},
        {"left": True},
        {"sensitive": True},
        {"doubts": ("code mangled by a spreadsheet",)},
        {"codes": (CodeEntry("9Ndo", date(2026, 11, 20)),)},
    ],
)
def test_none_waits_for_whom_a_channel_reaches_or_who_is_not_told(world: World, changes: dict[str, Any]) -> None:
    launch(world, world.person(**UNREACHABLE | changes))
    assert at_the_desk(world) == []


def test_none_waits_where_the_campaign_has_no_letters(world: World) -> None:
    launch(world, world.person(**UNREACHABLE), channels=(Channel.SMS, Channel.EMAIL))
    assert at_the_desk(world) == []


def test_none_waits_for_who_answered_or_while_a_text_may_tell_them(world: World) -> None:
    answered, texted = world.person(address=NOWHERE), world.person(email=None, address=NOWHERE)
    launch(world, answered, texted)
    for person in (answered, texted):
        happens(world, person, Channel.SMS, DeliveryStatus.ACCEPTED)
    world.answer(answered, Choice.UNSURE)
    world.import_people(replace(answered, mobile=None, email=None), replace(texted, sms_declined=True))
    assert plan(world).hand_outs == 0
    world.later(hours=72)
    assert plan(world).hand_outs == 1
    assert (at_the_desk(world, 0), at_the_desk(world, 1)) == ([], WAITS)


def test_who_stopped_the_texts_and_has_no_address_has_a_letter_at_the_desk(world: World) -> None:
    person = world.person(email=None, address=NOWHERE)
    launch(world, person)
    happens(world, person, Channel.SMS, DeliveryStatus.ACCEPTED)
    stops(world, person)
    plan(world)
    assert at_the_desk(world) == WAITS


@pytest.mark.parametrize(
    ("changes", "reason"),
    [({"deceased": True}, SkipReason.DECEASED), ({"left": True}, SkipReason.LEFT)],
)
def test_it_is_taken_back_for_who_is_not_told_any_more(
    world: World, changes: dict[str, Any], reason: SkipReason
) -> None:
    person = world.person(**UNREACHABLE)
    launch(world, person)
    world.import_people(replace(person, **changes), expected=(ChangeKind.LEFT,))
    plan(world)
    assert at_the_desk(world) == [skipped(Channel.LETTER, reason)]


@pytest.mark.parametrize("status", [DeliveryStatus.PLANNED, DeliveryStatus.ACCEPTED])
def test_a_letter_that_nobody_collected_keeps_no_other_from_being_sent(world: World, status: DeliveryStatus) -> None:
    person = world.person(**UNREACHABLE)
    launch(world, person)
    happens(world, person, Channel.LETTER, status)
    world.later(days=NOTICE_DAYS // 2)
    assert plan(world).total == 0, "nobody is reminded of it"
    world.import_people(replace(person, address=SOMEWHERE))
    assert plan(world).next_channels == 1
    assert told(world, person, Wave.CATCH_UP)[-1] == planned(Channel.LETTER)
    happens(world, person, Channel.LETTER, DeliveryStatus.FAILED, fail_reason=FailReason.RETURNED)
    assert plan(world).total == 0


def test_one_that_was_handed_over_ends_the_telling(world: World) -> None:
    person = world.person(**UNREACHABLE)
    launch(world, person)
    happens(world, person, Channel.LETTER, DeliveryStatus.DELIVERED, delivered_at=world.now)
    world.import_people(replace(person, email="new@example.com", address=SOMEWHERE))
    world.later(days=NOTICE_DAYS // 2)
    assert plan(world).total == 0


def test_it_is_made_only_while_nothing_newer_may_tell_the_patient(world: World) -> None:
    person = world.person(**UNREACHABLE)
    launch(world, person)
    world.import_people(replace(person, email="new@example.com"))
    plan(world)
    assert drain(world, StandIn(), Channel.LETTER) == 0
    happens(world, person, Channel.EMAIL, DeliveryStatus.FAILED)
    plan(world)
    assert drain(world, StandIn(), Channel.LETTER) == 1
    assert at_the_desk(world) == [(Channel.LETTER, DeliveryStatus.ACCEPTED, None)]
