"""Whoever was told at a place that is no longer theirs is told anew, by the first way, with a whole notice period."""

from collections.abc import Iterable
from dataclasses import replace
from datetime import date, datetime, timedelta
from pathlib import Path
from typing import Any

import pytest
from sqlalchemy import select

from notifier.contacts import Mobile, PostalAddress
from notifier.delivery import outlook
from notifier.delivery.places_in_doubt import PlacesInDoubt, places_in_doubt
from notifier.delivery.routing import Contact, Sharing
from notifier.patients.list_import.records import CodeEntry, Person
from notifier.store.database import Database
from notifier.store.tables import Campaign, Patient
from notifier.vocabulary import ChangeKind, Channel, Choice, DeliveryStatus, PlaceDoubt, SkipReason, Wave
from tests.notifier.closing_steps import frozen
from tests.notifier.doubt_steps import STRANGER, settle
from tests.notifier.planning_steps import NOWHERE, happens, launch, plan, planned, skipped, told
from tests.world import World

ELSEWHERE = PostalAddress(("7 Mill Lane", "Yateley"), "GU46 7XX")
OTHER_NUMBER = Mobile.parse("07700 900999")
THIRD_NUMBER = Mobile.parse("07700 900998")


@pytest.fixture
def world(sqlite_database: Database, tmp_path: Path, now: datetime) -> World:
    return World(sqlite_database, tmp_path, now)


@pytest.fixture
def each_world(database: Database, tmp_path: Path, now: datetime) -> World:
    return World(database, tmp_path, now)


def texted(world: World, **changes: Any) -> Person:
    """Somebody whom a text reached, a few days ago."""
    person = world.person(**changes)
    launch(world, person)
    happens(world, person, Channel.SMS, DeliveryStatus.DELIVERED, delivered_at=world.now)
    world.later(days=3)
    return person


def posted(world: World) -> Person:
    """Somebody to whom a letter was posted, a few days ago."""
    person = world.person(mobile=None, email=None)
    launch(world, person)
    happens(world, person, Channel.LETTER, DeliveryStatus.ACCEPTED, posted_at=world.now)
    world.later(days=3)
    return person


def in_doubt(world: World, at: datetime | None = None) -> list[PlaceDoubt]:
    """Why places of the latest campaign are in doubt, in their deliveries' order; for each patient alone the same."""
    with world.database.reading() as session:
        campaign, when = session.get_one(Campaign, world.campaign_id), at or world.now
        found = places_in_doubt(session, campaign, when).reasons
        everybody = session.execute(select(Patient.id)).scalars()
        alone = [places_in_doubt(session, campaign, when, [one]).reasons for one in everybody]
        assert {which: reason for one in alone for which, reason in one.items()} == found
        return [found[delivery_id] for delivery_id in sorted(found)]


def test_a_corrected_number_is_texted_anew(each_world: World) -> None:
    world = each_world
    person = texted(world)
    assert plan(world).total == 0
    world.import_people(replace(person, mobile=OTHER_NUMBER))
    assert in_doubt(world) == [PlaceDoubt.CHANGED]
    assert plan(world).next_channels == 1
    assert told(world, person, Wave.CATCH_UP) == [planned(Channel.SMS)]
    assert plan(world).total == 0


def test_a_second_correction_is_texted_anew_again(each_world: World) -> None:
    world = each_world
    person = texted(world)
    for number in (OTHER_NUMBER, THIRD_NUMBER):
        person = replace(person, mobile=number)
        world.import_people(person)
        assert plan(world).next_channels == 1
        happens(world, person, Channel.SMS, DeliveryStatus.DELIVERED, delivered_at=world.now)
        world.later(days=2)
    rounds = [(row.wave, row.anew, row.sent_to) for row in world.deliveries(person.nhs_number)]
    assert rounds[1:] == [(Wave.CATCH_UP, 0, OTHER_NUMBER), (Wave.CATCH_UP, 1, THIRD_NUMBER)]
    assert plan(world).total == 0


def test_a_number_that_was_right_before_the_correction_is_right_once_it_is_back(world: World) -> None:
    person = texted(world)
    world.import_people(replace(person, mobile=OTHER_NUMBER))
    world.later(days=1)
    world.import_people(person)
    assert in_doubt(world) == []
    assert plan(world).total == 0


def test_whose_number_is_removed_is_told_anew_by_letter(each_world: World) -> None:
    world = each_world
    person = texted(world, email=None)
    world.import_people(replace(person, mobile=None))
    assert in_doubt(world) == [PlaceDoubt.REMOVED]
    plan(world)
    assert told(world, person, Wave.CATCH_UP) == [
        skipped(Channel.SMS, SkipReason.NO_MOBILE),
        skipped(Channel.EMAIL, SkipReason.NO_EMAIL),
        planned(Channel.LETTER),
    ]


def test_whose_letter_went_to_a_former_home_gets_one_at_the_new(each_world: World) -> None:
    world = each_world
    person = posted(world)
    world.import_people(replace(person, address=ELSEWHERE))
    assert in_doubt(world) == [PlaceDoubt.CHANGED]
    plan(world)
    assert told(world, person, Wave.CATCH_UP)[-1] == planned(Channel.LETTER)


def test_a_home_that_is_only_written_in_another_way_is_the_same(world: World) -> None:
    person = posted(world)
    street, town = person.address.lines
    world.import_people(replace(person, address=PostalAddress((street.upper(), town, "Surrey"), "GU179XX")))
    assert in_doubt(world) == []
    assert plan(world).total == 0


def test_whose_number_is_removed_and_who_has_no_home_gets_a_letter_at_the_desk(world: World) -> None:
    person = texted(world, email=None, address=NOWHERE)
    world.import_people(replace(person, mobile=None))
    assert plan(world).hand_outs == 1


def test_whose_former_home_is_followed_by_none_gets_a_letter_at_the_desk(world: World) -> None:
    person = posted(world)
    world.import_people(replace(person, address=NOWHERE))
    assert plan(world).hand_outs == 1


def test_a_number_that_turns_out_to_be_others_too_is_followed_by_another_channel(each_world: World) -> None:
    world = each_world
    person, spouse = texted(world), world.person(date_of_birth=date(1982, 5, 1))
    world.import_people(person, replace(spouse, mobile=person.mobile, email=None))
    assert in_doubt(world) == [PlaceDoubt.SHARED]
    plan(world)
    assert told(world, person, Wave.CATCH_UP) == [
        skipped(Channel.SMS, SkipReason.SHARED_MOBILE),
        planned(Channel.EMAIL),
    ]


def test_whoever_stands_under_anothers_number_has_a_mobile_of_their_own_all_the_same(each_world: World) -> None:
    world = each_world
    person, gone = world.person(), world.person()
    launch(world, person, gone)
    happens(world, person, Channel.SMS, DeliveryStatus.DELIVERED, delivered_at=world.now)
    before = world.now
    world.later(days=1)
    world.import_people(person, replace(gone, **{**STRANGER, "mobile": person.mobile}))
    assert (in_doubt(world, before), in_doubt(world)) == ([], [PlaceDoubt.SHARED])
    plan(world)
    assert told(world, person, Wave.CATCH_UP)[0] == skipped(Channel.SMS, SkipReason.SHARED_MOBILE)
    world.later(days=1)
    settle(world, same=False)
    assert in_doubt(world) == [PlaceDoubt.SHARED], "now with a row of their own"
    assert in_doubt(world, before + timedelta(days=1)) == [PlaceDoubt.SHARED]


def test_a_doubt_about_one_patient_does_not_make_them_share_their_own_number(world: World) -> None:
    person = texted(world)
    world.import_people(replace(person, **{**STRANGER, "mobile": person.mobile}))
    assert in_doubt(world) == []


def test_a_young_child_with_the_number_of_a_parent_puts_nothing_in_doubt(world: World) -> None:
    parent = texted(world)
    child = replace(world.person(date_of_birth=date(2020, 5, 1)), mobile=parent.mobile, address=parent.address)
    world.import_people(parent, child)
    assert in_doubt(world) == []
    world.later(days=365 * 9)
    assert in_doubt(world) == [], "that the child grew up says nothing of who read it"


@pytest.mark.parametrize(
    "changes",
    [{"deceased": True}, {"left": True}, {"sensitive": True}, {"codes": (CodeEntry("9Ndo", date(2026, 11, 20)),)}],
)
def test_who_is_held_is_not_told_anew(world: World, changes: dict[str, Any]) -> None:
    person = texted(world)
    world.import_people(replace(person, mobile=OTHER_NUMBER, **changes), expected=tuple(ChangeKind))
    assert plan(world).next_channels == 0


def test_who_answered_is_not_told_anew(world: World) -> None:
    person = texted(world)
    world.answer(person, Choice.AGREE)
    world.import_people(replace(person, mobile=OTHER_NUMBER))
    assert in_doubt(world) == [PlaceDoubt.CHANGED]
    assert plan(world).total == 0


def test_whom_another_message_told_at_a_place_of_theirs_is_not_told_anew(world: World) -> None:
    person = texted(world)
    happens(world, person, Channel.SMS, DeliveryStatus.FAILED)
    plan(world)
    happens(world, person, Channel.EMAIL, DeliveryStatus.DELIVERED, delivered_at=world.now)
    happens(world, person, Channel.SMS, DeliveryStatus.DELIVERED, delivered_at=world.now, fail_reason=None)
    world.import_people(replace(person, mobile=OTHER_NUMBER))
    assert plan(world).total == 0


def test_what_was_known_before_the_message_was_claimed_puts_nothing_in_doubt(world: World) -> None:
    person = world.person()
    launch(world, person)
    world.later(days=1)
    person = replace(person, mobile=OTHER_NUMBER)
    world.import_people(person)
    world.later(days=1)
    happens(world, person, Channel.SMS, DeliveryStatus.DELIVERED, claimed_at=world.now, delivered_at=world.now)
    world.later(days=1)
    assert in_doubt(world) == []
    assert plan(world).total == 0


def test_a_place_is_in_doubt_from_when_the_change_is_known(world: World) -> None:
    person = texted(world)
    before = world.now
    world.later(days=1)
    world.import_people(replace(person, mobile=OTHER_NUMBER))
    world.later(days=1)
    other = replace(world.person(), mobile=OTHER_NUMBER)
    world.import_people(replace(person, mobile=OTHER_NUMBER), other)
    assert in_doubt(world, before) == []
    assert in_doubt(world, before + timedelta(days=1)) == [PlaceDoubt.CHANGED]


def test_a_number_was_not_shared_before_that_was_known(world: World) -> None:
    person = texted(world)
    before = world.now
    world.later(days=1)
    world.import_people(person, replace(world.person(), mobile=person.mobile))
    assert (in_doubt(world, before), in_doubt(world)) == ([], [PlaceDoubt.SHARED])
    world.later(days=1)
    world.import_people(person, replace(world.people[-1], mobile=OTHER_NUMBER))
    assert in_doubt(world) == []
    assert in_doubt(world, before + timedelta(days=1)) == [PlaceDoubt.SHARED]


def test_a_text_at_a_place_in_doubt_is_no_reason_to_leave_out_the_reminder(world: World) -> None:
    person = texted(world)
    person = replace(person, mobile=OTHER_NUMBER)
    world.import_people(person)
    plan(world)
    happens(world, person, Channel.SMS, DeliveryStatus.FAILED)
    plan(world)
    happens(world, person, Channel.EMAIL, DeliveryStatus.FAILED)
    plan(world)
    happens(world, person, Channel.LETTER, DeliveryStatus.ACCEPTED, posted_at=world.now)
    world.later(days=11)
    assert plan(world).reminders == 1


def test_an_address_that_comes_and_goes_is_caught_up_with_each_time(world: World) -> None:
    person = world.person(mobile=None, email=None, address=NOWHERE)
    launch(world, person)
    for email in ("new@example.com", None, "newer@example.com"):
        world.later(days=1)
        world.import_people(replace(person, email=email))
        plan(world)
    rounds = [
        (row.anew, row.channel, row.delivery_status)
        for row in world.deliveries(person.nhs_number)
        if row.wave is Wave.CATCH_UP
    ]
    assert rounds == [
        (0, Channel.SMS, DeliveryStatus.SKIPPED),
        (0, Channel.EMAIL, DeliveryStatus.SKIPPED),
        (0, Channel.LETTER, DeliveryStatus.SKIPPED),
        (1, Channel.SMS, DeliveryStatus.SKIPPED),
        (1, Channel.EMAIL, DeliveryStatus.PLANNED),
    ]
    assert plan(world).total == 0, "nothing new, and the message is on its way"


def test_what_becomes_known_after_a_patient_was_frozen_to_be_coded_is_no_doubt(each_world: World) -> None:
    world = each_world
    person, other = texted(world), world.person()
    world.import_people(person, other)
    plan(world)
    happens(world, other, Channel.SMS, DeliveryStatus.DELIVERED, delivered_at=world.now)
    world.answer(person, Choice.AGREE)
    world.later(days=29 - 3)
    world.until_idle()
    frozen(world)
    world.later(days=1)
    world.import_people(replace(person, mobile=OTHER_NUMBER), replace(other, mobile=THIRD_NUMBER))
    assert in_doubt(world) == [PlaceDoubt.CHANGED], "of the one who was not on the set as to be coded"


def test_for_one_patient_only_those_who_share_with_them_are_looked_at(
    world: World, monkeypatch: pytest.MonkeyPatch
) -> None:
    person = texted(world)
    others = [replace(world.person(email=None), mobile=one) for one in (OTHER_NUMBER, THIRD_NUMBER) * 2]
    world.import_people(person, *others, replace(world.person(), mobile=person.mobile))
    seen: list[Contact] = []
    among = Sharing.among

    def noted(contacts: Iterable[Contact]) -> Sharing:
        seen.extend(found := list(contacts))
        return among(found)

    monkeypatch.setattr(Sharing, "among", noted)
    with world.database.reading() as session:
        campaign = session.get_one(Campaign, world.campaign_id)
        (whose,) = session.execute(select(Patient.id).where(Patient.nhs_number == person.nhs_number)).scalars()
        assert list(places_in_doubt(session, campaign, world.now, [whose]).reasons.values()) == [PlaceDoubt.SHARED]
    assert {one.mobile for one in seen} == {person.mobile}


def test_a_plan_with_nothing_to_do_looks_at_all_places_once(world: World, monkeypatch: pytest.MonkeyPatch) -> None:
    texted(world)
    looks: list[datetime] = []

    def noted(*given: Any, **named: Any) -> PlacesInDoubt:
        looks.append(world.now)
        return places_in_doubt(*given, **named)

    monkeypatch.setattr(outlook, "places_in_doubt", noted)
    assert plan(world).total == 0
    assert len(looks) == 1
