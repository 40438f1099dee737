"""A product and the stand-in, between which calls are lost: what is asked for, what is believed, and what is not.

What was sent is counted at the stand-in, never by the product.
"""

from collections.abc import Iterator, Mapping
from datetime import UTC, datetime, timedelta
from pathlib import Path
from typing import Any

import pytest
from sqlalchemy import update

from notifier import settings
from notifier.delivery import polling
from notifier.patients.list_import.records import Person
from notifier.providers.registry import providers
from notifier.replies import inbound_sms, inbound_sweep
from notifier.store.database import Database
from notifier.store.tables import Delivery, InboundText, Reply, Suppression
from notifier.vocabulary import Channel, Choice, DeliveryStatus, Doubt, FailReason, PollSubject
from tests.notifier.planning_steps import plan, told
from tests.notifier.provider_stand_in import statuses, with_texts
from tests.waiting import eventually
from tests.web.stand_in import ALL_REACHED, NEVER, PUBLIC_URL, Provided, provided
from tests.world import World, rows_of
from web.sandbox.account import TEXTS_FROM
from web.sandbox.scenario import Scenario

LOST: Mapping[str, Any] = {"lost": 1, "lost_inbound": 1, "first_after": 0, "last_after": 0}
S = DeliveryStatus


@pytest.fixture
def stand_in(tmp_path: Path) -> Iterator[Provided]:
    """One that reaches everybody and whose calls are all lost."""
    with provided(tmp_path / "provider", Scenario().changed({**ALL_REACHED, "callbacks": LOST})) as running:
        yield running


@pytest.fixture
def world(database: Database, tmp_path: Path, stand_in: Provided) -> World:
    """A practice that texts and emails through the stand-in, in the stand-in's own time."""
    world = World(database, tmp_path, datetime.now(UTC))
    account = stand_in.stand_in.account.settings(stand_in.url)
    chosen = settings.load_settings({"NOTIFIER_INSTANCE": str(tmp_path), "NOTIFIER_PUBLIC_URL": PUBLIC_URL, **account})
    by_channel = providers(chosen)
    world.providers = {**world.providers, **{channel: by_channel[channel] for channel in (Channel.SMS, Channel.EMAIL)}}
    return world


def send(world: World, channel: Channel = Channel.SMS) -> None:
    with world.task_runner() as runner:
        runner.send(channel, lambda: world.now)


def ended(stand_in: Provided, number: int) -> bool:
    """Whether so many texts have met their fate at the stand-in."""
    texts = stand_in.stand_in.ledger.texts("", "")
    return sum(text.text_status in ("delivered", "undelivered") for text in texts) == number


def look_up(world: World) -> None:
    with world.task_runner() as runner:
        runner.look_up(world.now)


def polled(world: World, channel: Channel = Channel.SMS, *, at_start: bool = True) -> int:
    return polling.poll_reports(world.database, world.providers[channel], world.now, at_start=at_start)


def swept(world: World, *, at_start: bool = True) -> int:
    provider = world.providers[Channel.SMS]
    return inbound_sweep.sweep_texts(world.database, world.keys, provider, world.now, at_start=at_start)


def faults(world: World) -> list[tuple[str, PollSubject, str]]:
    with world.database.reading() as session:
        return polling.failed_polls(session)


def replies(world: World) -> list[tuple[Choice, Doubt | None, bool]]:
    """What was said, with what doubt, and whether it counts from before it was heard of."""
    with world.database.reading() as session:
        return [(row.choice, row.doubt, row.received_at < row.recorded_at) for row in rows_of(session, Reply)]


# --- reports ---


def test_every_report_that_was_lost_is_asked_for_in_one_request(world: World, stand_in: Provided) -> None:
    stand_in.change(sms={"hard": 0.5})
    with_texts(world, 40)
    send(world)
    assert eventually(lambda: ended(stand_in, 40))
    before = stand_in.counts()["sms"]["requests"]
    assert polled(world) == 40
    assert stand_in.counts()["sms"]["requests"] == before + 1
    known = {text.sid: text.text_status for text in stand_in.stand_in.ledger.texts("", "")}
    assert statuses(world) == {
        S.DELIVERED: sum(status == "delivered" for status in known.values()),
        S.FAILED: sum(status == "undelivered" for status in known.values()),
    }
    assert len(statuses(world)) == 2


def test_silence_counts_for_nothing_until_twilio_was_asked(world: World, stand_in: Provided) -> None:
    (person,) = with_texts(world, channels=(Channel.SMS, Channel.LETTER))
    send(world)
    assert eventually(lambda: ended(stand_in, 1))
    stand_in.change(rights={"texts_listed": False})
    world.later(hours=80)
    assert polled(world) == 0
    plan(world)
    assert [row[0] for row in told(world, person)] == [Channel.SMS], "no letter for want of a right"
    ((_, _, fault),) = faults(world)
    assert "the right to read messages" in fault
    stand_in.change(rights={})
    world.later(hours=1)
    assert polled(world, at_start=False) == 1
    plan(world)
    assert told(world, person) == [(Channel.SMS, S.DELIVERED, None)]
    assert faults(world) == []


def test_texts_whose_numbers_are_redacted_are_asked_about_all_the_same(world: World, stand_in: Provided) -> None:
    stand_in.change(rights={"numbers_shown": False})
    with_texts(world, 3)
    send(world)
    assert eventually(lambda: ended(stand_in, 3))
    assert polled(world) == 3


def test_an_outage_of_hours_leaves_texts_waiting_and_ends(world: World, stand_in: Provided) -> None:
    (person,) = with_texts(world, channels=(Channel.SMS, Channel.LETTER))
    send(world)
    assert eventually(lambda: ended(stand_in, 1))
    stand_in.change(outage={"kind": "unavailable"})
    world.later(hours=75)
    for _ in range(4):
        polled(world, at_start=False)
        plan(world)
        world.later(hours=1)
    assert told(world, person) == [(Channel.SMS, S.ACCEPTED, None)]
    stand_in.change(outage={})
    world.later(hours=4)
    assert polled(world, at_start=False) == 1


def test_an_address_that_bounced_is_found_on_sendgrids_list(world: World, stand_in: Provided) -> None:
    stand_in.change(email={"bounce": 1})
    people = with_texts(world, 3, channels=(Channel.EMAIL,))
    send(world, Channel.EMAIL)
    ledger = stand_in.stand_in.ledger
    assert eventually(lambda: len(ledger.suppressed("bounces")) == 3)
    assert polled(world, Channel.EMAIL) == 3
    found = [row for person in people for row in world.deliveries(person.nhs_number)]
    assert {(row.delivery_status, row.fail_reason) for row in found} == {(S.FAILED, FailReason.BAD_ADDRESS)}


def test_that_an_email_arrived_says_the_activity_feed_where_it_may_be_read(world: World, stand_in: Provided) -> None:
    with_texts(world, 2, channels=(Channel.EMAIL,))
    send(world, Channel.EMAIL)
    assert eventually(lambda: len(stand_in.stand_in.ledger.activity()) == 2)
    assert polled(world, Channel.EMAIL) == 0
    stand_in.change(rights={"activity_listed": True})
    assert polled(world, Channel.EMAIL) == 2
    assert statuses(world, Channel.EMAIL) == {S.DELIVERED: 2}


def test_a_key_that_may_only_send_email_leaves_silence_to_count(world: World, stand_in: Provided) -> None:
    (person,) = with_texts(world, channels=(Channel.EMAIL, Channel.LETTER))
    send(world, Channel.EMAIL)
    stand_in.change(rights={"suppressions_listed": False})
    world.later(hours=73)
    assert polled(world, Channel.EMAIL) == 0
    ((_, _, fault),) = faults(world)
    assert "the right to read suppressions" in fault
    plan(world)
    assert [row[0] for row in told(world, person)] == [Channel.EMAIL, Channel.LETTER]


# --- texts to the practice ---


def text_in(stand_in: Provided, person: Person, body: str) -> None:
    wanted = {"from": person.mobile, "body": body}
    stand_in.stand_in.app.test_client().post("/sandbox-api/inbound", json=wanted)


@pytest.mark.parametrize("shown", [True, False], ids=["shown", "redacted"])
def test_a_text_that_came_while_the_server_was_down_is_an_answer(world: World, stand_in: Provided, shown: bool) -> None:
    first, _ = with_texts(world, 2)
    send(world)
    text_in(stand_in, first, "KEEP")
    stand_in.change(rights={"numbers_shown": shown})
    world.later(minutes=1)
    assert swept(world) == 1
    assert (swept(world), stand_in.product.calls) == (0, [])
    if shown:
        assert replies(world) == [(Choice.KEEP, None, True)]
    else:  # nobody can say whose it was: the desk has it
        with world.database.reading() as session:
            assert [text.body for text in inbound_sms.open_texts(session)] == ["REDACTED"]


def test_a_text_that_was_handed_on_is_none_that_is_new(world: World, stand_in: Provided) -> None:
    stand_in.change(callbacks={"lost": 1, "first_after": NEVER, "last_after": NEVER})
    (person,) = with_texts(world)
    send(world)
    text_in(stand_in, person, "KEEP")
    (call,) = stand_in.product.wait_for(1)
    with world.database.writing() as session:
        session.add(_as_handed_on(call.form, world.now))
    assert swept(world) == 0


def _as_handed_on(form: Mapping[str, str], now: datetime) -> InboundText:
    return InboundText(
        provider="twilio",
        event_id=form["MessageSid"],
        sender=form["From"],
        body=form["Body"],
        raw={},
        received_at=now,
        meaning="keep",
        reply_ids=[],
        note="",
    )


def test_texts_to_another_number_of_the_account_are_not_ours(world: World, stand_in: Provided) -> None:
    (person,) = with_texts(world)
    send(world)
    text_in(stand_in, person, "KEEP")
    for text in stand_in.stand_in.ledger.texts(TEXTS_FROM, ""):
        text.to = "+447700900555"
    assert swept(world) == 0


def test_a_stop_that_is_heard_of_late_does_not_undo_a_start_that_was_sent_after_it(
    world: World, stand_in: Provided
) -> None:
    (person,) = with_texts(world)
    send(world)
    text_in(stand_in, person, "STOP")
    late = stand_in.stand_in.ledger.texts(TEXTS_FROM, "")[0]
    late.sent_at = world.now - timedelta(minutes=30)
    text_in(stand_in, person, "START")
    world.later(minutes=1)
    assert swept(world) == 2
    with world.database.reading() as session:
        assert [row.lifted_at is not None for row in rows_of(session, Suppression)] == [True]


# --- absence ---


def never_left(world: World, stand_in: Provided, number: int) -> None:
    """Ten texts are taken, and the connection breaks before each of so many others is: that was two hours ago."""
    with_texts(world, 10 + number)
    with world.database.writing() as session:
        session.execute(update(Delivery).where(Delivery.id > 10).values(due_at=world.now + timedelta(minutes=1)))
    send(world)
    stand_in.change(faults={"cut": 1})
    world.later(minutes=1)
    send(world)
    stand_in.change(faults={})
    assert statuses(world) == {S.ACCEPTED: 10, S.UNKNOWN: number}
    long_ago(world)


def answers_lost(world: World, number: int) -> None:
    """Ten texts are taken, and so many others too, of which the answer was lost: that was two hours ago."""
    with_texts(world, 10 + number)
    send(world)
    lost = {"delivery_status": S.UNKNOWN, "provider_id": None, "accepted_at": None, "unknown_at": world.now}
    with world.database.writing() as session:
        session.execute(update(Delivery).where(Delivery.id > 10).values(lost))
    long_ago(world)


def long_ago(world: World) -> None:
    with world.database.writing() as session:
        session.execute(update(Delivery).where(Delivery.delivery_status == S.UNKNOWN).values(lease_until=None))
    world.later(hours=2)


@pytest.mark.parametrize(
    "rights",
    [{"numbers_shown": False}, {"texts_listed": False}, {"texts_listed_after": 86_400}],
    ids=["redacted", "not listed", "lagging"],
)
def test_59_people_whose_texts_cannot_be_found_are_texted_once(
    world: World, stand_in: Provided, rights: Mapping[str, Any]
) -> None:
    answers_lost(world, 59)
    stand_in.change(rights=rights)
    look_up(world)
    send(world)
    assert stand_in.counts()["sms"]["doubles"] == 0
    assert stand_in.counts()["sms"]["accepted"] == 69
    assert statuses(world)[S.UNKNOWN] == 59


def test_texts_whose_answers_were_lost_are_found_where_they_can_be_seen(world: World, stand_in: Provided) -> None:
    answers_lost(world, 59)
    look_up(world)
    assert statuses(world) == {S.ACCEPTED: 69}
    assert stand_in.counts()["sms"]["accepted"] == 69


def test_texts_that_never_left_are_sent_where_the_search_finds_what_is_there(world: World, stand_in: Provided) -> None:
    never_left(world, stand_in, 8)
    assert stand_in.counts()["sms"]["accepted"] == 10
    look_up(world)
    for _ in range(2):  # the breaker of the channel lets one go to see, and then all
        send(world)
    assert statuses(world) == {S.ACCEPTED: 18}
    assert (stand_in.counts()["sms"]["accepted"], stand_in.counts()["sms"]["doubles"]) == (18, 0)
