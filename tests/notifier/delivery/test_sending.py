"""Claim, send, record: nobody is told twice, whatever breaks, and nobody who must not be told is."""

from collections import Counter
from collections.abc import Callable
from dataclasses import dataclass, field
from datetime import date, datetime, timedelta
from pathlib import Path
from threading import Barrier, Thread
from typing import Any

import pytest
from sqlalchemy import insert, select, update

from notifier.campaigns import lifecycle
from notifier.contacts import NhsNumber
from notifier.delivery import leases, sending
from notifier.delivery.claims import ClaimedDelivery
from notifier.delivery.sending import _Sending
from notifier.patients.list_import.records import Person
from notifier.providers.base import Accepted, Result
from notifier.providers.base import Audience as TakenFrom
from notifier.providers.message_types import FooterMessage, Message, SmsMessage
from notifier.replies import settling
from notifier.store.database import Database
from notifier.store.tables import CampaignText, Delivery, Link, Pace
from notifier.vocabulary import Channel, Choice, DeliveryStatus, FailReason, Role
from tests.notifier.provider_stand_in import (
    StandIn,
    change,
    delivery_sender,
    drain,
    plan,
    statuses,
    the_delivery,
    with_texts,
)
from tests.world import Begin, World

REAL_NUMBER = NhsNumber.parse("500 000 0005")  # no sample's; of a range that was never given out either


@pytest.fixture
def world(sqlite_database: Database, tmp_path: Path, now: datetime) -> World:
    return World(sqlite_database, tmp_path, now)


@pytest.fixture
def each_world(database: Database, tmp_path: Path, now: datetime) -> World:
    return World(database, tmp_path, now)


# --- the plain way ---


def test_it_sends_what_is_due_once_and_writes_down_the_answer(each_world: World) -> None:
    (person,) = with_texts(each_world)
    provider = StandIn()
    assert (drain(each_world, provider), drain(each_world, provider)) == (1, 0)
    (message,) = provider.sent
    sent = the_delivery(each_world, person)
    assert isinstance(message, SmsMessage)
    assert (message.to, message.reference) == (person.mobile, sent.reference)
    assert each_world.code_of(person.nhs_number) in message.body
    assert (sent.delivery_status, sent.accepted_at, sent.attempts) == (DeliveryStatus.ACCEPTED, each_world.now, 1)
    assert (sent.provider, sent.provider_id) == ("stand-in", f"id-{sent.reference}")


def test_the_intent_is_on_record_before_the_provider_hears_of_it(world: World) -> None:
    (person,) = with_texts(world, notice_days=30)
    seen: list[Delivery] = []

    def answer(message: Message) -> Result:
        seen.append(the_delivery(world, person))
        return Accepted("SM1")

    drain(world, StandIn(answer=answer))
    (intent,) = seen
    assert (intent.delivery_status, intent.provider, intent.sent_to) == (
        DeliveryStatus.SENDING,
        "stand-in",
        person.mobile,
    )
    assert intent.deadline_on == date(2026, 12, 23)
    assert intent.claimed_by
    with world.database.reading() as session:
        parts = session.execute(select(CampaignText.part).where(CampaignText.id.in_(intent.text_ids or []))).scalars()
        assert list(parts) == ["sms"]


def test_the_page_states_the_latest_date_that_was_sent(world: World) -> None:
    (person,) = with_texts(world, notice_days=30)
    world.later(days=4)
    drain(world, StandIn())
    with world.database.reading() as session:
        assert session.execute(select(Link.deadline_on)).scalar_one() == date(2026, 12, 27)
    assert the_delivery(world, person).deadline_on == date(2026, 12, 27)


def test_it_hands_over_no_more_at_once_than_the_provider_takes(each_world: World) -> None:
    with_texts(each_world, 7)
    claimed: list[int] = []

    def answer(message: Message) -> Result:
        claimed.append(statuses(each_world)[DeliveryStatus.SENDING])
        return Accepted("SM1")

    drain(each_world, StandIn(answer=answer, batch_size=3))
    assert claimed == [3, 3, 3, 3, 3, 3, 1]


def test_one_campaigns_letters_can_be_drained_alone(world: World) -> None:
    with_texts(world, 2)
    with delivery_sender(world, provider := StandIn()) as own:
        assert own.drain(Channel.SMS, lambda: world.now, campaign_id=world.campaign_id + 1) == 0
        assert own.drain(Channel.SMS, lambda: world.now, campaign_id=world.campaign_id) == 2
    assert len(provider.sent) == 2


# --- whom nothing is sent to ---


@pytest.mark.parametrize(
    "record", [{"deceased": True}, {"left": True}, {"sensitive": True}, {"doubt": "code mangled by a spreadsheet"}]
)
def test_nothing_goes_to_who_died_left_has_a_restricted_record_or_is_in_doubt(
    world: World, record: dict[str, Any]
) -> None:
    (person, other) = with_texts(world, 2)
    change(world, person, **record)
    drain(world, provider := StandIn())
    assert provider.references == [the_delivery(world, other).reference]


@pytest.mark.parametrize("choice", Choice)
def test_nothing_more_goes_to_who_answered(world: World, choice: Choice) -> None:
    (person,) = with_texts(world)
    world.answer(person, choice)
    assert drain(world, provider := StandIn()) == 0
    assert provider.sent == []


def test_nothing_more_goes_to_whom_a_doubtful_answer_is_about(world: World) -> None:
    (person,) = with_texts(world)
    world.answer(person, Choice.AGREE, date_of_birth=date(1999, 1, 1))
    assert drain(world, StandIn()) == 0


@pytest.mark.parametrize("verb", [lifecycle.pause_campaign, lifecycle.close_campaign, lifecycle.cancel_campaign])
def test_nothing_goes_out_of_a_campaign_that_does_not_run(world: World, verb: Callable[..., None]) -> None:
    with_texts(world)
    with world.database.writing() as session:
        verb(session, world.campaign_id, world.staff(Role.MANAGER), world.now)
    assert drain(world, StandIn()) == 0
    assert statuses(world) == {DeliveryStatus.PLANNED: 1}


def test_a_resumed_campaign_goes_on(world: World) -> None:
    with_texts(world)
    for verb in (lifecycle.pause_campaign, lifecycle.resume_campaign):
        with world.database.writing() as session:
            verb(session, world.campaign_id, world.staff(Role.MANAGER), world.now)
    assert drain(world, StandIn()) == 1


def test_nothing_goes_before_it_is_due(world: World) -> None:
    with_texts(world)
    with world.database.writing() as session:
        session.execute(update(Delivery).values(due_at=world.now + timedelta(minutes=1)))
    assert drain(world, StandIn()) == 0
    world.later(minutes=1)
    assert drain(world, StandIn()) == 1


# --- samples and real people ---


def with_one_real_patient(world: World) -> tuple[Person, Person]:
    """A sample and somebody whose number the NHS could have given out."""
    sample, real = world.person(), world.person(nhs_number=REAL_NUMBER)
    world.import_people(sample, real)
    world.launched(notice_days=42, channels=(Channel.SMS, Channel.FOOTER))
    plan(world)
    return sample, real


@pytest.mark.parametrize(
    ("audience", "expected"),
    [
        (TakenFrom.SAMPLES, {"sample"}),
        (TakenFrom.REAL_PEOPLE, {"real"}),
        (TakenFrom.EVERYBODY, {"sample", "real"}),
    ],
)
def test_samples_and_real_people_go_to_their_own_providers_and_wait_for_them(
    each_world: World, audience: TakenFrom, expected: set[str]
) -> None:
    sample, real = with_one_real_patient(each_world)
    drain(each_world, provider := StandIn(audience=audience))
    by_name = {"sample": sample, "real": real}
    assert set(provider.references) == {the_delivery(each_world, by_name[name]).reference for name in expected}
    for name in {"sample", "real"} - expected:
        assert the_delivery(each_world, by_name[name]).delivery_status is DeliveryStatus.PLANNED


def test_the_outbox_is_never_handed_a_real_patient(world: World) -> None:
    with_one_real_patient(world)
    assert world.providers[Channel.SMS].audience is TakenFrom.SAMPLES
    world.until_idle()
    assert [message["to"] for message in world.outbox(Channel.SMS)] == ["+447700900001"]
    assert world.outbox(Channel.FOOTER) == []
    assert statuses(world, Channel.FOOTER) == {DeliveryStatus.PLANNED: 1}  # it waits for whoever may carry it


def test_who_becomes_real_between_claim_and_hand_over_is_refused(world: World) -> None:
    """The claim asks for the right world; what is claimed is looked at once more before the provider hears of it."""
    (person,) = with_texts(world)
    provider = StandIn()
    with delivery_sender(world, provider) as own:
        sending = _Sending(own, Channel.SMS, lambda: world.now, None)
        claim_next = sending._next

        def becomes_real() -> tuple[list[ClaimedDelivery], list[datetime]]:
            found = claim_next()
            provider.audience = TakenFrom.REAL_PEOPLE
            return found

        sending._next = becomes_real  # type: ignore[method-assign]  # what happens between the two
        sending.run()
    assert provider.sent == []
    assert the_delivery(world, person).fail_reason is FailReason.WRONG_WORLD


def test_a_footer_goes_out_once_for_the_whole_practice(world: World) -> None:
    with_texts(world, 3, channels=(Channel.SMS, Channel.FOOTER))
    provider = StandIn()
    assert (drain(world, provider, Channel.FOOTER), drain(world, provider, Channel.FOOTER)) == (1, 0)
    (footer,) = provider.sent
    assert isinstance(footer, FooterMessage)
    assert footer.to == ""
    assert "surgery.example.com/r" in footer.body.replace("\n", "")


# --- several at once ---


def test_workers_side_by_side_send_each_delivery_once(each_world: World) -> None:
    with_texts(each_world, 40)
    providers = [StandIn(batch_size=3) for _ in range(4)]
    together = Barrier(len(providers))
    failures: list[BaseException] = []

    def work(provider: StandIn) -> None:
        try:
            with delivery_sender(each_world, provider) as own:
                together.wait(timeout=30)
                own.sweep(each_world.now)
                own.look_up(Channel.SMS, each_world.now)
                own.drain(Channel.SMS, lambda: each_world.now)
        except BaseException as error:
            failures.append(error)
            raise

    threads = [Thread(target=work, args=(provider,)) for provider in providers]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    handed = Counter(reference for provider in providers for reference in provider.references)
    assert not failures
    assert (len(handed), set(handed.values())) == (40, {1})
    assert statuses(each_world) == {DeliveryStatus.ACCEPTED: 40}


def test_a_reply_that_comes_while_others_are_sent_keeps_back_its_own(world: World) -> None:
    people = with_texts(world, 4)
    late = {row.reference: person for person in people for row in world.deliveries(person.nhs_number)}

    def answer(message: Message) -> Result:
        for reference, person in list(late.items()):
            if reference != message.reference:
                world.answer(person, Choice.KEEP)
        late.clear()
        return Accepted("SM1")

    drain(world, provider := StandIn(answer=answer, batch_size=1))
    assert len(provider.sent) == 1
    settling.settle_waiting(world.database, world.keys, world.now)
    told_that_it_came = {DeliveryStatus.PLANNED: 3}
    assert statuses(world) == {DeliveryStatus.ACCEPTED: 1, DeliveryStatus.CANCELLED: 3, **told_that_it_came}


@pytest.fixture
def one_a_second(begin: Begin, sqlite_database: Database) -> World:
    """Three people with a planned text each, where one text a second may go."""
    return begin(sqlite_database, with_three_texts, sms_per_second=1)


def with_three_texts(world: World) -> None:
    with_texts(world, 3)


@dataclass
class SettableClock:
    """A wall clock that a test sets; sleeping moves it, and `set_by` is what somebody sets it by in the first sleep."""

    wall: datetime
    set_by: timedelta = timedelta(0)
    slept: list[float] = field(default_factory=list)

    def sleep(self, seconds: float) -> None:
        self.slept.append(seconds)
        self.wall += timedelta(seconds=seconds) + self.set_by
        self.set_by = timedelta(0)


@pytest.mark.parametrize("set_by", [timedelta(0), timedelta(hours=-1), timedelta(days=1), timedelta(days=-400)])
def test_a_clock_that_is_set_makes_no_channel_sleep(
    one_a_second: World, monkeypatch: pytest.MonkeyPatch, set_by: timedelta
) -> None:
    clock = SettableClock(one_a_second.now, set_by)
    monkeypatch.setattr(leases, "wall_clock", lambda: clock.wall)
    with delivery_sender(one_a_second, StandIn()) as own:
        own.sleep = clock.sleep
        assert own.drain(Channel.SMS, lambda: one_a_second.now) == 3
    assert max(clock.slept) <= sending.LONGEST_SLEEP
    assert sum(clock.slept) <= 5


def test_who_is_to_stop_while_it_waits_stops_within_a_second(
    one_a_second: World, monkeypatch: pytest.MonkeyPatch
) -> None:
    clock = SettableClock(one_a_second.now)
    monkeypatch.setattr(leases, "wall_clock", lambda: clock.wall)
    with one_a_second.database.writing() as session:
        pace = {"channel": Channel.SMS, "free_at": clock.wall + timedelta(seconds=5), "sent": 0}
        session.execute(insert(Pace), pace | {"day": clock.wall.date()})
    provider = StandIn()
    with delivery_sender(one_a_second, provider) as own:
        own.sleep, own.stopping = clock.sleep, lambda: bool(clock.slept)
        own.drain(Channel.SMS, lambda: one_a_second.now)
    assert (provider.sent, sum(clock.slept)) == ([], sending.LONGEST_SLEEP)
