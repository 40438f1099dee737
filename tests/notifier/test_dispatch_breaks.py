"""What breaks between the claim and the answer: nobody is told twice, nobody is forgotten, the provider is asked."""

from collections import Counter
from datetime import datetime
from pathlib import Path

import pytest
from sqlalchemy import select

from notifier import leases
from notifier.channels.base import Accepted, Message, NeverSent, Refused, Result, Unknown
from notifier.channels.outbox import Outbox
from notifier.dispatch import RECORD_EVERY, Dispatcher, Job
from notifier.store.database import Database
from notifier.store.models import Delivery
from notifier.vocabulary import Channel, DeliveryStatus, FailReason
from tests.notifier.stand_ins import (
    BrokenConnection,
    StandIn,
    breaking_at,
    change,
    dispatcher,
    drain,
    plan,
    statuses,
    the_delivery,
    with_texts,
)
from tests.world import World


@pytest.fixture
def world(sqlite_database: Database, tmp_path: Path, now: datetime) -> World:
    return World(sqlite_database, tmp_path, now)


@pytest.fixture
def each_world(database: Database, tmp_path: Path, now: datetime) -> World:
    return World(database, tmp_path, now)


def test_a_provider_that_breaks_off_leaves_the_rest_unknown_and_what_it_answered_answered(each_world: World) -> None:
    with_texts(each_world, 6)
    provider = StandIn(answer=breaking_at(4))
    with pytest.raises(BrokenConnection):
        drain(each_world, provider)
    assert statuses(each_world) == {DeliveryStatus.ACCEPTED: 3, DeliveryStatus.UNKNOWN: 3}


def test_a_text_that_breaks_the_program_stops_nobody_elses(world: World, monkeypatch: pytest.MonkeyPatch) -> None:
    with_texts(world, 3)
    render = Dispatcher._render

    def broken_for_one(self: Dispatcher, job: Job) -> Message:
        if job.delivery_id == 2:
            raise ZeroDivisionError
        return render(self, job)

    monkeypatch.setattr(Dispatcher, "_render", broken_for_one)
    drain(world, provider := StandIn())
    assert len(provider.sent) == 2
    assert statuses(world) == {DeliveryStatus.ACCEPTED: 2, DeliveryStatus.FAILED: 1}


def test_what_is_unknown_is_never_sent_blindly(world: World) -> None:
    with_texts(world, 3)
    with pytest.raises(BrokenConnection):
        drain(world, StandIn(answer=breaking_at(1)))
    with dispatcher(world, second := StandIn(findings={})) as own:
        own.sweep()
        assert own.reconcile(Channel.SMS, world.now) == 0  # the provider cannot say
        own.drain(Channel.SMS, world.now)
    plan(world)
    assert second.sent == []
    assert statuses(world) == {DeliveryStatus.UNKNOWN: 3}


def test_after_a_break_the_provider_is_asked_and_each_goes_out_exactly_once(each_world: World) -> None:
    with_texts(each_world, 6)
    provider = StandIn(answer=breaking_at(4))
    with dispatcher(each_world, provider) as own:
        with pytest.raises(BrokenConnection):
            own.drain(Channel.SMS, each_world.now)
        assert own.reconcile(Channel.SMS, each_world.now) == 3
        assert statuses(each_world) == {DeliveryStatus.ACCEPTED: 4, DeliveryStatus.PLANNED: 2}
        own.drain(Channel.SMS, each_world.now)
    assert statuses(each_world) == {DeliveryStatus.ACCEPTED: 6}
    assert set(Counter(provider.references).values()) == {1}


def test_only_the_provider_that_had_it_is_asked(world: World) -> None:
    with_texts(world)
    with pytest.raises(BrokenConnection):
        drain(world, StandIn(answer=breaking_at(1)))
    with dispatcher(world, StandIn(name="another")) as own:
        assert own.reconcile(Channel.SMS, world.now) == 0
    assert statuses(world) == {DeliveryStatus.UNKNOWN: 1}


def test_the_outbox_finds_what_was_written_and_what_was_not_is_sent_once(each_world: World) -> None:
    people = with_texts(each_world, 4)
    outbox = Outbox(each_world.settings.outbox)
    with dispatcher(each_world, outbox) as own:  # type: ignore[arg-type]
        jobs = own._claim(Channel.SMS, outbox, each_world.now, None)
        messages = [own._render(job) for job in jobs]
        list(outbox.send(messages[:2]))  # and here it is killed: two are out, and nothing is written down
    with dispatcher(each_world, outbox) as other:  # type: ignore[arg-type]
        assert other.sweep() == 4
        assert other.reconcile(Channel.SMS, each_world.now) == 4
        assert statuses(each_world) == {DeliveryStatus.ACCEPTED: 2, DeliveryStatus.PLANNED: 2}
        other.drain(Channel.SMS, each_world.now)
    assert Counter(message["to"] for message in each_world.outbox(Channel.SMS)) == {one.mobile: 1 for one in people}


def test_a_living_workers_claims_are_left_alone(each_world: World) -> None:
    with_texts(each_world)
    provider = StandIn()
    with dispatcher(each_world, provider) as one:
        one._claim(Channel.SMS, provider, each_world.now, None)
        with dispatcher(each_world, StandIn()) as other:
            assert other.sweep() == 0
            assert other.drain(Channel.SMS, each_world.now) == 0
    with dispatcher(each_world, StandIn()) as other:
        assert other.sweep() == 1
    assert statuses(each_world) == {DeliveryStatus.UNKNOWN: 1}


def test_a_worker_that_asked_too_slowly_does_not_send_what_another_is_sending(each_world: World) -> None:
    """Both find that the provider never had it; the quicker one is sending it when the slower one writes that down."""
    with_texts(each_world)
    with pytest.raises(BrokenConnection):
        drain(each_world, StandIn(answer=breaking_at(1)))
    quick, counts = StandIn(name="stand-in"), []

    def while_the_slow_one_asks() -> None:
        with dispatcher(each_world, quick) as other:
            other.reconcile(Channel.SMS, each_world.now)
            # The quick one has claimed it and not sent it yet when the slow one comes back.
            counts.append(len(other._claim(Channel.SMS, quick, each_world.now, None)))

    slow = StandIn(before_look_up_ends=while_the_slow_one_asks)
    with leases.worker(each_world.settings.instance), dispatcher(each_world, slow) as own:
        own.reconcile(Channel.SMS, each_world.now)
        assert own.drain(Channel.SMS, each_world.now) == 0
    assert counts == [1]
    assert slow.sent == []
    assert statuses(each_world) == {DeliveryStatus.SENDING: 1}


def test_a_temporary_refusal_comes_again_when_it_is_due_and_ends(world: World) -> None:
    with_texts(world)
    provider = StandIn(answer=lambda message: Refused(FailReason.UNREACHABLE, permanent=False))
    handed = []
    for _ in range(7):
        drain(world, provider)
        handed.append(len(provider.sent))
        world.later(minutes=9)
        assert drain(world, provider) == 0
        world.later(hours=2)
    assert handed == [1, 2, 3, 4, 5, 5, 5]
    assert statuses(world) == {DeliveryStatus.FAILED: 1}


def test_a_lost_answer_is_unknown_until_the_provider_says(world: World) -> None:
    (person,) = with_texts(world)
    provider = StandIn(answer=lambda message: Unknown())
    drain(world, provider)
    assert statuses(world) == {DeliveryStatus.UNKNOWN: 1}
    with dispatcher(world, provider) as own:
        own.reconcile(Channel.SMS, world.now)
    assert the_delivery(world, person).delivery_status is DeliveryStatus.ACCEPTED


def test_an_answer_to_the_first_of_many_is_on_record_soon(world: World) -> None:
    with_texts(world, RECORD_EVERY + 1)
    accepted: list[int] = []

    def answer(message: Message) -> Result:
        accepted.append(statuses(world)[DeliveryStatus.ACCEPTED])
        return Accepted("SM1")

    drain(world, StandIn(answer=answer))
    assert (accepted[0], accepted[-1]) == (0, RECORD_EVERY)


def test_what_cannot_be_rendered_fails_and_the_others_go_out(world: World) -> None:
    people = with_texts(world, 3)
    change(world, people[1], mobile=None)  # by a list that is imported between planning and sending
    drain(world, provider := StandIn())
    failed = the_delivery(world, people[1])
    assert (failed.delivery_status, failed.fail_reason) == (DeliveryStatus.FAILED, FailReason.NOT_RENDERED)
    assert len(provider.sent) == 2


def test_what_cannot_be_rendered_goes_by_the_next_channel(world: World) -> None:
    (person,) = with_texts(world, channels=(Channel.SMS, Channel.EMAIL))
    change(world, person, mobile=None)
    drain(world, StandIn())
    plan(world)
    assert [row.channel for row in world.deliveries(person.nhs_number)] == [Channel.SMS, Channel.EMAIL]
    assert drain(world, provider := StandIn(), Channel.EMAIL) == 1
    assert provider.sent[0].to == person.email


def test_a_finding_that_it_was_never_sent_is_believed_once(world: World) -> None:
    with_texts(world)
    with pytest.raises(BrokenConnection):
        drain(world, StandIn(answer=breaking_at(1)))
    with world.database.reading() as session:
        reference = session.execute(select(Delivery.reference)).scalar_one()
    provider = StandIn(findings={reference: NeverSent()})
    with dispatcher(world, provider) as own:
        assert [own.reconcile(Channel.SMS, world.now), own.reconcile(Channel.SMS, world.now)] == [1, 0]
        own.drain(Channel.SMS, world.now)
    assert provider.references == [reference]
