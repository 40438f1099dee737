"""Who is told how and when: first channels, the next after a failure or silence, newer lists, joiners."""

from collections.abc import Callable
from dataclasses import replace
from datetime import date, datetime
from pathlib import Path
from threading import Barrier, Thread
from typing import Any

import pytest
from sqlalchemy import func, select, update

from notifier import campaigns, links, notices, planning
from notifier.contacts import PostalAddress
from notifier.errors import NotFound
from notifier.intake import CodeEntry, Person
from notifier.store.database import Database
from notifier.store.models import Campaign, Delivery, Link, Notice
from notifier.vocabulary import CampaignStatus, Channel, Choice, DeliveryStatus, FailReason, Role, SkipReason, Wave
from tests.notifier.stand_ins import plan
from tests.world import World

EVERY = (Channel.SMS, Channel.EMAIL, Channel.LETTER)
NOWHERE = PostalAddress((), "")
Told = tuple[Channel, DeliveryStatus, SkipReason | None]


@pytest.fixture
def world(sqlite_database: Database, tmp_path: Path, now: datetime) -> World:
    return World(sqlite_database, tmp_path, now)


@pytest.fixture
def each_world(database: Database, tmp_path: Path, now: datetime) -> World:
    return World(database, tmp_path, now)


def launch(world: World, *people: Person, channels: tuple[Channel, ...] = EVERY, **options: Any) -> None:
    """Import, launch and plan."""
    world.import_people(*people)
    # The preview lays out letters, and nothing here reads one.
    world.campaign(channels=(Channel.SMS,), **options)
    with world.database.writing() as session:
        session.execute(update(Campaign).values(channels=[channel.value for channel in channels]))
        campaign = session.get_one(Campaign, world.campaign_id)
        campaign.campaign_status, campaign.launched_at = CampaignStatus.RUNNING, world.now
    plan(world)


def told(world: World, person: Person) -> list[Told]:
    return [(row.channel, row.delivery_status, row.skip_reason) for row in world.deliveries(person.nhs_number)]


def happens(world: World, person: Person, channel: Channel, status: DeliveryStatus, **values: Any) -> None:
    """Bring one delivery of a patient to a status, as dispatch and receipts would."""
    query = select(Notice.id).where(Notice.patient_id == world.patient_id(person.nhs_number))
    chosen = {"accepted_at": world.now, **values}
    if status is DeliveryStatus.FAILED:
        chosen["fail_reason"] = FailReason.BAD_ADDRESS
    with world.database.writing() as session:
        session.execute(
            update(Delivery)
            .where(Delivery.notice_id == session.execute(query).scalar_one(), Delivery.channel == channel)
            .values(delivery_status=status, **chosen)
        )


def planned(channel: Channel) -> Told:
    return channel, DeliveryStatus.PLANNED, None


def skipped(channel: Channel, reason: SkipReason) -> Told:
    return channel, DeliveryStatus.SKIPPED, reason


def count(world: World, table: type[Any]) -> int:
    with world.database.reading() as session:
        return session.execute(select(func.count()).select_from(table)).scalar_one()


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
    assert told(each_world, unreachable) == [
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
    monkeypatch.setattr(planning, "CHUNK", 4)
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


@pytest.mark.parametrize("verb", [campaigns.pause, campaigns.close, campaigns.cancel])
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
    make = links.make

    def make_twins(keys: Any, campaign_id: int, patient_id: int, serial: int) -> str:
        return make(keys, campaign_id, 0 if serial == 0 else patient_id, serial)

    monkeypatch.setattr(links, "make", make_twins)
    people = [world.person() for _ in range(3)]
    launch(world, *people)
    assert len({world.code_of(one.nhs_number) for one in people}) == 3
    with world.database.reading() as session:
        assert sorted(session.execute(select(Notice.link_serial)).scalars()) == [0, 1, 1]


# --- the next channel ---


def test_a_failed_text_plans_an_email_and_a_failed_email_a_letter(each_world: World) -> None:
    person = each_world.person()
    launch(each_world, person)
    for channel, following in ((Channel.SMS, Channel.EMAIL), (Channel.EMAIL, Channel.LETTER)):
        happens(each_world, person, channel, DeliveryStatus.FAILED)
        assert plan(each_world).next_channels == 1
        assert told(each_world, person)[-1] == planned(following)
    happens(each_world, person, Channel.LETTER, DeliveryStatus.FAILED)
    assert plan(each_world).total == 0
    assert len(told(each_world, person)) == 3


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
    world.later(days=30)
    assert plan(world).total == 0


@pytest.mark.parametrize("status", [DeliveryStatus.DELIVERED, DeliveryStatus.UNKNOWN, DeliveryStatus.SENDING])
def test_nothing_follows_what_arrived_or_may_have_been_sent(world: World, status: DeliveryStatus) -> None:
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
    monkeypatch.setattr(planning, "CHUNK", 2)
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


def test_an_address_that_comes_and_goes_is_caught_up_with_once(world: World) -> None:
    """There is one round of catching up, with each channel once: who misses it stays held as not informed."""
    person = world.person(mobile=None, email=None, address=NOWHERE)
    launch(world, person)
    for email in ("new@example.com", None, "newer@example.com"):
        world.later(days=1)
        world.import_people(replace(person, email=email))
        plan(world)
    assert [row.delivery_status for row in world.deliveries(person.nhs_number) if row.wave is Wave.CATCH_UP] == [
        DeliveryStatus.SKIPPED
    ] * 3


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
    assert links.normalise(world.code_of(person.nhs_number))


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
