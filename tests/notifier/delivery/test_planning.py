"""Who is told how: notices and first channels, what a newer list or a stop word takes back. Rounds: test_rounds.py."""

from collections.abc import Callable
from dataclasses import replace
from datetime import date, datetime
from pathlib import Path
from threading import Barrier, Thread
from typing import Any

import pytest
from sqlalchemy import select

from notifier.campaigns import lifecycle
from notifier.delivery import follow_ups, notices, planning
from notifier.delivery.limits import suppressions
from notifier.delivery.routing import Sharing
from notifier.errors import NotAllowed, NotFound
from notifier.patients import access_codes, register
from notifier.patients.list_import.records import CodeEntry
from notifier.store.database import Database
from notifier.store.tables import Campaign, Delivery, Link, Notice
from notifier.vocabulary import Channel, DeliveryStatus, Role, SkipReason, Wave
from tests.notifier.planning_steps import EVERY, NOWHERE, count, happens, launch, plan, planned, skipped, stops, told
from tests.world import World


@pytest.fixture
def world(sqlite_database: Database, tmp_path: Path, now: datetime) -> World:
    return World(sqlite_database, tmp_path, now)


@pytest.fixture
def each_world(database: Database, tmp_path: Path, now: datetime) -> World:
    return World(database, tmp_path, now)


# --- who joined in the last import ---


def test_whoever_joins_a_running_campaign_waits_a_day_or_a_persons_word(each_world: World) -> None:
    ada = each_world.person()
    launch(each_world, ada)
    plan(each_world)
    delta = each_world.import_people(ada, joiner := each_world.person(), joiners_now=False)
    assert delta.joiners_wait_until == each_world.now + register.JOINERS_WAIT
    each_world.later(hours=23)
    plan(each_world)
    assert not told(each_world, joiner)
    each_world.later(hours=1)
    plan(each_world)
    assert told(each_world, joiner) == [planned(Channel.SMS)]
    each_world.import_people(ada, joiner, second := each_world.person(), joiners_now=False)
    manager = each_world.staff(Role.MANAGER)
    with each_world.database.writing() as session:
        assert register.release_joiners(session, manager, each_world.now) == 1
    plan(each_world)
    assert told(each_world, second) == [planned(Channel.SMS)]


def test_whoever_joined_before_a_launch_does_not_wait(world: World) -> None:
    ada = world.person()
    world.import_people(ada)
    assert world.import_people(ada, bob := world.person(), joiners_now=False).joiners_wait_until is None
    world.launched()
    plan(world)
    assert told(world, bob) == [planned(Channel.SMS)]


def test_only_a_manager_lets_joiners_go_and_only_where_some_wait(world: World) -> None:
    launch(world, world.person())
    manager, reception = world.staff(Role.MANAGER), world.staff(Role.RECEPTION)
    with world.database.writing() as session:
        with pytest.raises(NotAllowed, match="manager"):
            register.release_joiners(session, reception, world.now)
        with pytest.raises(NotAllowed, match="nobody who joined waits"):
            register.release_joiners(session, manager, world.now)


# --- the first round ---


def test_everybody_gets_a_notice_a_link_and_the_first_channel_that_reaches_them(each_world: World) -> None:
    textable = each_world.person()
    mailed = each_world.person(mobile=None)
    posted = each_world.person(mobile=None, email_declined=True)
    unreachable = each_world.person(mobile=None, email=None, address=NOWHERE)
    dead = each_world.person(deceased=True)
    launch(each_world, textable, mailed, posted, unreachable, dead)
    no_mobile = skipped(Channel.SMS, SkipReason.NO_MOBILE)
    assert told(each_world, textable) == [planned(Channel.SMS)]
    assert told(each_world, mailed) == [no_mobile, planned(Channel.EMAIL)]
    assert told(each_world, posted) == [
        no_mobile,
        skipped(Channel.EMAIL, SkipReason.EMAIL_DECLINED),
        planned(Channel.LETTER),
    ]
    assert told(each_world, unreachable, Wave.FIRST) == [
        no_mobile,
        skipped(Channel.EMAIL, SkipReason.NO_EMAIL),
        skipped(Channel.LETTER, SkipReason.UNMAILABLE),
    ]
    assert told(each_world, dead) == [skipped(channel, SkipReason.DECEASED) for channel in EVERY]
    assert (count(each_world, Notice), count(each_world, Link)) == (5, 5)


def test_planning_twice_plans_once(each_world: World) -> None:
    launch(each_world, *(each_world.person() for _ in range(3)))
    assert plan(each_world).total == 0
    assert count(each_world, Delivery) == 3


def test_more_patients_than_one_transaction_takes_are_all_planned(
    world: World, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(follow_ups, "CHUNK", 4)
    people = [world.person() for _ in range(9)]
    launch(world, *people)
    for one in people:
        happens(world, one, Channel.SMS, DeliveryStatus.FAILED)
    assert plan(world).next_channels == 9
    assert count(world, Delivery) == 18


def test_two_planners_at_once_plan_everybody_once(each_world: World) -> None:
    each_world.import_people(*(each_world.person() for _ in range(30)))
    each_world.launched()
    together, totals = Barrier(2), []

    def work() -> None:
        together.wait(timeout=30)
        totals.append(plan(each_world).notices)

    threads = [Thread(target=work) for _ in range(2)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    assert sum(totals) == count(each_world, Notice) == count(each_world, Delivery) == 30


@pytest.mark.parametrize("verb", [lifecycle.pause_campaign, lifecycle.close_campaign, lifecycle.cancel_campaign])
def test_only_a_running_campaign_is_planned(world: World, verb: Callable[..., None]) -> None:
    world.import_people(world.person())
    world.launched()
    with world.database.writing() as session:
        verb(session, world.campaign_id, world.staff(Role.MANAGER), world.now)
    assert plan(world).total == 0
    assert count(world, Notice) == 0


def test_the_footer_is_one_delivery_of_the_whole_campaign(world: World) -> None:
    launch(world, world.person(), world.person(), channels=(Channel.SMS, Channel.FOOTER))
    plan(world)
    with world.database.reading() as session:
        footers = session.execute(select(Delivery.notice_id).where(Delivery.channel == Channel.FOOTER)).all()
    assert [tuple(row) for row in footers] == [(None,)]


def test_a_code_that_somebody_has_already_is_not_given_out_again(world: World, monkeypatch: pytest.MonkeyPatch) -> None:
    """Two codes of 55 bits are almost never the same; here the first two patients' are."""
    make = access_codes.make_code

    def make_twins(keys: Any, campaign_id: int, patient_id: int, serial: int) -> str:
        return make(keys, campaign_id, 0 if serial == 0 else patient_id, serial)

    monkeypatch.setattr(access_codes, "make_code", make_twins)
    people = [world.person() for _ in range(3)]
    launch(world, *people)
    assert len({world.code_of(one.nhs_number) for one in people}) == 3
    with world.database.reading() as session:
        assert sorted(session.execute(select(Notice.link_serial)).scalars()) == [0, 1, 1]


# --- newer lists ---


def test_a_newer_list_that_makes_a_number_shared_skips_the_text_and_offers_the_next_channel(each_world: World) -> None:
    person = each_world.person()
    launch(each_world, person)
    partner = each_world.person(mobile=person.mobile)
    each_world.later(hours=1)
    each_world.import_people(person, partner)
    assert plan(each_world).skipped == 1
    shared = skipped(Channel.SMS, SkipReason.SHARED_MOBILE)
    assert told(each_world, person) == [shared, planned(Channel.EMAIL)]
    assert told(each_world, partner) == [shared, planned(Channel.EMAIL)]


@pytest.mark.parametrize(
    ("changes", "reason"),
    [
        ({"deceased": True}, SkipReason.DECEASED),
        ({"left": True}, SkipReason.LEFT),
        ({"sensitive": True}, SkipReason.SENSITIVE),
        ({"doubts": ("code mangled by a spreadsheet",)}, SkipReason.IN_DOUBT),
        ({"codes": (CodeEntry("9Ndo", date(2026, 11, 20)),)}, SkipReason.ALREADY_CODED),
        ({"codes": (CodeEntry("9Ndn", date(2026, 11, 20)),)}, SkipReason.EXPRESS_CONSENT),
    ],
)
def test_who_is_excluded_by_a_newer_list_is_told_by_no_channel(
    world: World, changes: dict[str, Any], reason: SkipReason
) -> None:
    person = world.person()
    launch(world, person)
    world.later(hours=1)
    world.import_people(replace(person, **changes))
    plan(world)
    assert told(world, person) == [skipped(channel, reason) for channel in EVERY]
    assert plan(world).total == 0


# --- stops ---


def test_who_stopped_texts_before_is_told_by_the_next_channel(each_world: World) -> None:
    person, other = each_world.person(), each_world.person()
    with each_world.database.writing() as session:
        suppressions.suppress(session, Channel.SMS, str(person.mobile), "stop", each_world.now)
    launch(each_world, person, other)
    assert told(each_world, person) == [skipped(Channel.SMS, SkipReason.SMS_STOPPED), planned(Channel.EMAIL)]
    assert told(each_world, other) == [planned(Channel.SMS)]


def test_a_stop_that_comes_before_the_text_goes_takes_it_back(each_world: World) -> None:
    person = each_world.person()
    launch(each_world, person)
    stops(each_world, person)
    assert plan(each_world).skipped == 1
    assert told(each_world, person) == [skipped(Channel.SMS, SkipReason.SMS_STOPPED), planned(Channel.EMAIL)]


def test_an_address_that_unsubscribes_gets_no_email(world: World) -> None:
    person = world.person(mobile=None)
    launch(world, person)
    with world.database.writing() as session:
        suppressions.suppress(session, Channel.EMAIL, str(person.email), "unsubscribed", world.now)
    plan(world)
    assert told(world, person)[1:] == [skipped(Channel.EMAIL, SkipReason.EMAIL_STOPPED), planned(Channel.LETTER)]


def test_a_stop_that_was_taken_back_stands_in_nobodys_way(world: World) -> None:
    person = world.person()
    with world.database.writing() as session:
        suppressions.suppress(session, Channel.SMS, str(person.mobile), "stop", world.now)
        suppressions.lift_suppression(session, Channel.SMS, str(person.mobile), world.now)
    launch(world, person)
    assert told(world, person) == [planned(Channel.SMS)]


def test_a_stop_from_the_number_before_takes_back_the_text_to_the_new_one(world: World) -> None:
    person = world.person()
    launch(world, person)
    stops(world, person)
    world.import_people(replace(person, mobile=world.person().mobile))
    plan(world)
    assert told(world, person) == [skipped(Channel.SMS, SkipReason.SMS_STOPPED), planned(Channel.EMAIL)]


def test_nor_is_whoever_wants_no_more_texts_told_by_one_that_an_answer_came(world: World) -> None:
    person = world.person()
    launch(world, person)
    happens(world, person, Channel.SMS, DeliveryStatus.PLANNED, wave=Wave.ACKNOWLEDGEMENT)
    stops(world, person)
    plan(world)
    assert told(world, person, Wave.ACKNOWLEDGEMENT) == [skipped(Channel.SMS, SkipReason.SMS_STOPPED)]


# --- notices of those who answer first ---


def test_somebody_may_have_a_notice_before_anything_was_planned_and_keeps_it(world: World) -> None:
    person = world.person()
    world.import_people(person)
    world.campaign()
    patient_id = world.patient_id(person.nhs_number)
    with world.database.writing() as session:
        campaign = session.get_one(Campaign, world.campaign_id)
        made = [notices.ensure_notice(session, campaign, patient_id, world.keys, world.now) for _ in range(2)]
    assert made[0] == made[1]
    assert told(world, person) == []
    assert access_codes.normalise_code(world.code_of(person.nhs_number))


def test_nobody_of_another_practice_gets_a_notice(world: World, tmp_path: Path, now: datetime) -> None:
    other = World(world.database, tmp_path, now, practice="Hillside Surgery")
    stranger = other.person()
    other.import_people(stranger)
    world.campaign()
    patient_id = other.patient_id(stranger.nhs_number)
    with world.database.writing() as session:
        campaign = session.get_one(Campaign, world.campaign_id)
        with pytest.raises(NotFound):
            notices.ensure_notice(session, campaign, patient_id, world.keys, now)


def test_another_practices_patients_share_nothing_with_ours(world: World, tmp_path: Path, now: datetime) -> None:
    person = world.person()
    other = World(world.database, tmp_path, now, practice="Hillside Surgery")
    other.import_people(other.person(mobile=person.mobile, email=person.email))
    launch(world, person)
    assert told(world, person) == [planned(Channel.SMS)]
    assert count(world, Notice) == 1


def test_who_shares_a_number_is_found_without_reading_everybody(each_world: World) -> None:
    one, other = each_world.person(), each_world.person(email=None)
    partner, child = each_world.person(mobile=one.mobile), each_world.person(email=one.email, mobile=None)
    each_world.import_people(one, other, partner, child, each_world.person(mobile=None, email=None))
    each_world.campaign()
    with each_world.database.reading() as session:
        campaign = session.get_one(Campaign, each_world.campaign_id)
        found = notices.sharing(session, campaign)
        assert found == Sharing.among(notices.everybody(session, campaign))
    assert set(found.holders) == {str(one.mobile), str(one.email)}


def test_planning_that_is_under_way_ends_at_a_pause_and_at_a_newer_list(world: World) -> None:
    """Each piece of it looks again: whoever paused, and whatever list came meanwhile, counts from then on."""
    launch(world, world.person())

    def newest() -> int | None:
        with world.database.reading() as session:
            return planning._latest_list(session, session.get_one(Campaign, world.campaign_id))

    def pieces_done(seen: int | None) -> int:
        return planning._in_turn(world.database, world.campaign_id, seen, lambda _session, _campaign: 1)

    before = newest()
    assert pieces_done(before) == 1
    world.import_people(*world.people, world.person())
    assert pieces_done(before) == 0
    assert pieces_done(newest()) == 1
    with world.database.writing() as session:
        lifecycle.pause_campaign(session, world.campaign_id, world.staff(Role.MANAGER), world.now)
    assert pieces_done(newest()) == 0


def test_a_list_that_comes_while_a_campaign_is_paused_takes_back_what_it_forbids(world: World) -> None:
    person = world.person()
    launch(world, person, channels=(Channel.SMS,))
    with world.database.writing() as session:
        lifecycle.pause_campaign(session, world.campaign_id, world.staff(Role.MANAGER), world.now)
    world.import_people(replace(person, sms_declined=True))
    with world.database.writing() as session:
        planning.recheck_after_import(session, world.practice_id, world.now)
    assert told(world, person) == [skipped(Channel.SMS, SkipReason.SMS_DECLINED)]
