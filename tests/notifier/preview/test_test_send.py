"""A test send goes to its sender alone, is on record before it goes, and cannot be used to tell a list by hand."""

from datetime import datetime
from pathlib import Path
from typing import Any

import pytest

from notifier.campaigns import editing
from notifier.errors import NotAllowed, NotFound, ValueRefused
from notifier.messages import sample_messages
from notifier.preview import test_send
from notifier.providers.base import Accepted, Refused, Result, Unknown
from notifier.providers.base import Audience as TakenFrom
from notifier.providers.message_types import EmailMessage, Message, SmsMessage
from notifier.store.audit_actions import AuditAction
from notifier.store.database import Database
from notifier.store.tables import AuditEvent, Delivery, Notice
from notifier.vocabulary import Channel, FailReason, Role
from tests.notifier.provider_stand_in import StandIn, breaking_at
from tests.world import World, rows_of

pytestmark = pytest.mark.usefixtures("letters_laid_out_once")

OWN = "07700 900123"


@pytest.fixture
def world(database: Database, tmp_path: Path, now: datetime) -> World:
    made = World(database, tmp_path, now)
    made.import_people(made.person())
    made.campaign()
    return made


@pytest.fixture
def light_world(sqlite_database: Database, tmp_path: Path, now: datetime) -> World:
    made = World(sqlite_database, tmp_path, now)
    made.campaign()
    return made


def send(
    world: World, provider: StandIn, to: str = OWN, channel: Channel = Channel.SMS, by: Role = Role.MANAGER
) -> Result:
    reply_channels, staff = world.settings.reply_channels, world.staff(by)
    return test_send.send_test(
        world.database, provider, reply_channels, world.campaign_id, channel, to, staff, world.now
    )


def on_record(database: Database) -> list[dict[str, Any]]:
    with database.reading() as session:
        return [event.details for event in rows_of(session, AuditEvent) if event.action == AuditAction.TEST_SENT]


def test_the_invented_patients_text_goes_to_ones_own_phone(world: World) -> None:
    provider = StandIn()
    assert isinstance(send(world, provider), Accepted)
    (message,) = provider.sent
    assert isinstance(message, SmsMessage)
    assert message.to == "+447700900123"
    assert sample_messages.CODE in message.body
    assert on_record(world.database) == [{"channel": "sms"}]
    with world.database.reading() as session:
        assert not rows_of(session, Notice)
        assert not rows_of(session, Delivery)


def test_an_email_goes_to_ones_own_mailbox(light_world: World) -> None:
    provider = StandIn()
    send(light_world, provider, "Manager@Surgery.example.com", Channel.EMAIL)
    (message,) = provider.sent
    assert isinstance(message, EmailMessage)
    assert message.to == "manager@surgery.example.com"
    assert sample_messages.CODE in message.text


def test_it_is_on_record_before_the_provider_hears_of_it(world: World) -> None:
    seen: list[int] = []

    def answer(message: Message) -> Result:
        seen.append(len(on_record(world.database)))
        return Accepted("id")

    send(world, StandIn(answer=answer))
    assert seen == [1]


def test_a_refusal_is_handed_back_as_it_came(light_world: World) -> None:
    refused = Refused(FailReason.BAD_ADDRESS, permanent=True)
    assert send(light_world, StandIn(answer=lambda _message: refused)) == refused


def test_when_the_connection_breaks_it_may_have_gone(light_world: World) -> None:
    assert isinstance(send(light_world, StandIn(answer=breaking_at(1))), Unknown)
    assert len(on_record(light_world.database)) == 1


@pytest.mark.parametrize(
    ("audience", "to", "channel"),
    [
        (TakenFrom.REAL_PEOPLE, OWN, Channel.SMS),
        (TakenFrom.REAL_PEOPLE, "you@example.com", Channel.EMAIL),
        (TakenFrom.REAL_PEOPLE, "you@surgery.example.org", Channel.EMAIL),
        (TakenFrom.SAMPLES, "07400 123456", Channel.SMS),
        (TakenFrom.SAMPLES, "you@surgery.nhs.uk", Channel.EMAIL),
        (TakenFrom.SAMPLES, "you@notexample.com", Channel.EMAIL),
    ],
)
def test_samples_and_real_providers_never_meet(
    light_world: World, audience: TakenFrom, to: str, channel: Channel
) -> None:
    provider = StandIn(audience=audience)
    with pytest.raises(NotAllowed):
        send(light_world, provider, to, channel)
    assert provider.sent == []
    assert on_record(light_world.database) == []


@pytest.mark.parametrize(
    ("to", "channel"),
    [("01632 960123", Channel.SMS), ("me", Channel.SMS), ("me", Channel.EMAIL), (OWN, Channel.LETTER)],
)
def test_what_it_cannot_go_to_is_refused(light_world: World, to: str, channel: Channel) -> None:
    with pytest.raises(ValueRefused):
        send(light_world, StandIn(), to, channel)


@pytest.mark.parametrize("role", [Role.RECEPTION, Role.APPROVER, Role.AUDITOR])
def test_only_a_manager_may(light_world: World, role: Role) -> None:
    with pytest.raises(NotAllowed, match="manager"):
        send(light_world, StandIn(), by=role)


def test_a_few_an_hour_and_no_more(world: World) -> None:
    provider = StandIn()
    for _ in range(test_send.MOST_AN_HOUR):
        send(world, provider)
    world.campaign(name="Another of the same practice")
    with pytest.raises(NotAllowed, match="within the last hour"):
        send(world, provider)
    assert len(provider.sent) == len(on_record(world.database)) == test_send.MOST_AN_HOUR
    world.later(hours=1)
    send(world, provider)
    assert len(provider.sent) == test_send.MOST_AN_HOUR + 1


def test_another_practices_campaign_is_not_there(light_world: World, tmp_path: Path, now: datetime) -> None:
    other = World(light_world.database, tmp_path, now, practice="Hillside")
    other.campaign_id = light_world.campaign_id
    with pytest.raises(NotFound):
        send(other, StandIn())


def test_a_text_that_was_edited_is_sent_as_it_stands_now(light_world: World) -> None:
    manager, now = light_world.staff(Role.MANAGER), light_world.now
    with light_world.database.writing() as session:
        editing.edit_text(session, light_world.campaign_id, "sms", "Hello {{ link }}", manager, now)
    provider = StandIn()
    send(light_world, provider)
    (message,) = provider.sent
    assert isinstance(message, SmsMessage)
    assert message.body == f"Hello https://surgery.example.com/r/{sample_messages.CODE}"
