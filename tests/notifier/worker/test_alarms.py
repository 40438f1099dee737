"""Staff are told once that something stands still, and once that it is over; by a way that works, and of nobody."""

import logging
from collections.abc import Callable
from datetime import datetime
from pathlib import Path
from typing import Any

import pytest

from notifier.campaigns import lifecycle
from notifier.delivery.limits import circuit_breaker
from notifier.errors import SettingsFault
from notifier.providers.base import Accepted, Refused, Result, Unknown
from notifier.providers.message_types import EmailMessage, Message, SmsMessage
from notifier.store import audit
from notifier.store.database import Database
from notifier.store.tables import Alarm, AuditEvent
from notifier.vocabulary import Channel, DeliveryStatus, FailReason, Role
from notifier.worker import alarms
from tests.changed_settings import changed_settings
from tests.notifier.provider_stand_in import StandIn, drain, with_texts
from tests.world import World, rows_of

MOBILE, MAILBOX = "07700 900999", "manager@practice.example.com"
UNAVAILABLE = Refused(FailReason.UNAVAILABLE, permanent=False)
MakeWorld = Callable[..., World]


@pytest.fixture
def make_world(database: Database, tmp_path: Path, now: datetime) -> MakeWorld:
    def make(**settings: Any) -> World:
        return World(database, tmp_path, now, **{"alarms_to": f"{MOBILE}, {MAILBOX}", **settings})

    return make


def kept(world: World) -> list[tuple[Channel, bool, DeliveryStatus]]:
    with world.database.reading() as session:
        return [(row.channel, row.is_over, row.alarm_status) for row in rows_of(session, Alarm)]


def alarm(world: World, provider: StandIn, free: int = 10**12) -> list[str]:
    """What is sent by one look at everything."""
    before = len(provider.sent)
    alarms.raise_alarms(world.database, world.settings, world.now, free)
    alarms.send_alarms(world.database, dict.fromkeys(Channel, provider), world.now)
    return [f"{message.to}: {words(message)}" for message in provider.sent[before:]]


def words(message: Message) -> str:
    assert isinstance(message, SmsMessage | EmailMessage)
    return message.body if isinstance(message, SmsMessage) else message.text.strip()


def pause(world: World) -> None:
    with world.database.writing() as session:
        circuit_breaker.trip(session, world.campaign_id, "6 of 20 by sms failed for good", world.now)


def test_a_campaign_that_pauses_by_itself_is_told_once_and_so_is_its_end(make_world: MakeWorld) -> None:
    world = make_world()
    (person,) = with_texts(world)
    provider = StandIn()
    assert alarm(world, provider) == []
    pause(world)
    said = alarm(world, provider)
    assert [one.partition(":")[0] for one in said] == ["+447700900999", MAILBOX]
    assert "Campaign 1 paused by itself because 6 of 20 by sms failed for good." in said[0]
    assert not [one for one in said if person.family_name in one or person.nhs_number in one]
    assert alarm(world, provider) == []
    with world.database.writing() as session:
        lifecycle.resume_campaign(session, world.campaign_id, world.staff(Role.MANAGER), world.now)
    said = alarm(world, provider)
    assert len(said) == 2
    assert "this is over since 10:00 on 23 November. It was: Campaign 1 paused" in said[1]
    assert alarm(world, provider) == []
    pause(world)
    assert len(alarm(world, provider)) == 2, "another pause is another event"
    with world.database.reading() as session:
        actions = [event.action for event in rows_of(session, AuditEvent) if event.action.startswith("alarm.")]
        assert audit.verify_chains(session).events > 0
    assert actions == ["alarm.raised", "alarm.over", "alarm.raised"]


def test_an_outage_is_told_by_the_channel_that_works_and_by_the_broken_one_afterwards(make_world: MakeWorld) -> None:
    world = make_world()
    with_texts(world, 9)
    since = world.now
    drain(world, StandIn(batch_size=1, answer=lambda message: UNAVAILABLE))
    provider = StandIn()
    world.later(seconds=119)
    assert alarm(world, provider) == [], "most are over by then"
    world.later(seconds=1)
    (said,) = alarm(world, provider)
    assert said.startswith(f"{MAILBOX}: Fair Notice: No text has gone out since {since:%H:%M}")
    world.later(minutes=10)
    assert alarm(world, provider) == []
    drain(world, StandIn())
    said_after = alarm(world, provider)
    assert [one.partition(":")[0] for one in said_after] == ["+447700900999", MAILBOX]
    assert all("this is over since 10:12" in one and "No text has gone out since" in one for one in said_after)
    assert kept(world) == [
        (Channel.SMS, False, DeliveryStatus.CANCELLED),
        (Channel.EMAIL, False, DeliveryStatus.ACCEPTED),
        (Channel.SMS, True, DeliveryStatus.ACCEPTED),
        (Channel.EMAIL, True, DeliveryStatus.ACCEPTED),
    ]


def test_a_disk_that_is_nearly_full_is_one_event_for_as_long_as_it_lasts(make_world: MakeWorld) -> None:
    world = make_world(alarms_to=MOBILE)
    provider = StandIn()
    (said,) = alarm(world, provider, alarms.LEAST_FREE - 1)
    assert "The disk is nearly full: 499 MB are free." in said
    world.later(hours=1)
    assert alarm(world, provider, 1024) == []
    (said,) = alarm(world, provider, alarms.LEAST_FREE)
    assert "this is over" in said
    world.later(hours=1)
    assert len(alarm(world, provider, 0)) == 1


@pytest.mark.parametrize(
    ("result", "status"),
    [
        (Unknown(), DeliveryStatus.UNKNOWN),
        (Refused(FailReason.BAD_ADDRESS, permanent=True), DeliveryStatus.FAILED),
        (UNAVAILABLE, DeliveryStatus.PLANNED),
    ],
)
def test_what_may_have_gone_is_never_sent_again(make_world: MakeWorld, result: Result, status: DeliveryStatus) -> None:
    world = make_world(alarms_to=MOBILE)
    seen: list[list[tuple[Channel, bool, DeliveryStatus]]] = []

    def answer(message: Message) -> Result:
        seen.append(kept(world))  # the intent is on record before the provider hears of it
        return result

    provider = StandIn(answer=answer)
    assert len(alarm(world, provider, 0)) == 1
    assert seen == [[(Channel.SMS, False, DeliveryStatus.SENDING)]]
    assert kept(world) == [(Channel.SMS, False, status)]
    assert len(alarm(world, StandIn(answer=lambda message: Accepted("1")), 0)) == (status is DeliveryStatus.PLANNED)


def test_a_provider_whose_library_breaks_off_leaves_it_unknown(make_world: MakeWorld) -> None:
    world = make_world(alarms_to=MOBILE)

    def breaks(message: Message) -> Result:
        raise ConnectionError

    alarm(world, StandIn(answer=breaks), 0)
    assert kept(world) == [(Channel.SMS, False, DeliveryStatus.UNKNOWN)]


def test_staff_who_are_no_sample_are_not_told_by_a_stand_in(make_world: MakeWorld) -> None:
    world = make_world(alarms_to="manager@surgery.nhs.uk")
    provider = StandIn()
    assert alarm(world, provider, 0) == []
    assert kept(world) == [(Channel.EMAIL, False, DeliveryStatus.FAILED)]


def test_nobody_is_told_where_nobody_is_named(make_world: MakeWorld) -> None:
    world = make_world(alarms_to="")
    assert alarm(world, StandIn(), 0) == []
    assert kept(world) == []


def test_what_is_no_address_keeps_nobody_else_from_being_told(
    make_world: MakeWorld, caplog: pytest.LogCaptureFixture
) -> None:
    world = make_world(alarms_to=f"01632 960123, {MAILBOX}")
    with caplog.at_level(logging.ERROR):
        assert len(alarm(world, StandIn(), 0)) == 1
    assert "'01632 960123' is no mobile number or email address" in caplog.text


@pytest.mark.parametrize("wrong", ["manager", "a@b", "07700 900999 manager@example.com", "12345"])
def test_the_setting_takes_addresses_and_numbers_alone(make_world: MakeWorld, wrong: str) -> None:
    with pytest.raises(SettingsFault, match="with commas between them"):
        changed_settings(make_world().settings, alarms_to=wrong)


def test_a_pass_raises_and_sends_them(make_world: MakeWorld) -> None:
    world = make_world()
    with_texts(world)
    pause(world)
    assert world.run_pass().alarmed == 4  # two are written down, and two are sent
    assert len(world.outbox(Channel.SMS)) == len(world.outbox(Channel.EMAIL)) == 1
    assert world.run_pass().alarmed == 0
