"""What breaks between the claim and the answer: nobody is told twice, nobody is forgotten, the provider is asked."""

from collections import Counter
from datetime import datetime, timedelta
from pathlib import Path

import pytest
from sqlalchemy import select, update

from notifier.delivery import leases, receipts
from notifier.delivery.claims import ClaimedDelivery
from notifier.delivery.sending import RECORD_EVERY, DeliverySender, wakes_in
from notifier.providers.base import Accepted, NeverSent, Refused, Result, Unknown
from notifier.providers.message_types import Message, SmsMessage
from notifier.providers.outbox import Outbox
from notifier.providers.twilio_sms.provider import TwilioSms
from notifier.store.database import Database
from notifier.store.tables import Delivery
from notifier.vocabulary import Channel, DeliveryStatus, FailReason
from tests.notifier.provider_stand_in import (
    BrokenConnection,
    StandIn,
    breaking_at,
    change,
    claim,
    delivery_sender,
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


def test_a_provider_that_breaks_off_leaves_unknown_only_what_it_was_handed(each_world: World) -> None:
    with_texts(each_world, 6)
    provider = StandIn(answer=breaking_at(4))
    with pytest.raises(BrokenConnection):
        drain(each_world, provider)
    planned, accepted, unknown = DeliveryStatus.PLANNED, DeliveryStatus.ACCEPTED, DeliveryStatus.UNKNOWN
    assert statuses(each_world) == {accepted: 3, unknown: 1, planned: 2}


def test_a_text_that_breaks_the_program_stops_nobody_elses(world: World, monkeypatch: pytest.MonkeyPatch) -> None:
    with_texts(world, 3)
    render = DeliverySender.render

    def broken_for_one(self: DeliverySender, job: ClaimedDelivery) -> Message:
        if job.delivery_id == 2:
            raise ZeroDivisionError
        return render(self, job)

    monkeypatch.setattr(DeliverySender, "render", broken_for_one)
    drain(world, provider := StandIn())
    assert len(provider.sent) == 2
    assert statuses(world) == {DeliveryStatus.ACCEPTED: 2, DeliveryStatus.FAILED: 1}


def test_what_is_unknown_is_never_sent_blindly(world: World) -> None:
    with_texts(world, 3)
    with pytest.raises(BrokenConnection):
        drain(world, first := StandIn(answer=breaking_at(1)))
    with delivery_sender(world, second := StandIn(findings={})) as own:
        own.sweep(world.now)
        assert own.look_up(Channel.SMS, world.now) == 0  # the provider cannot say
        own.drain(Channel.SMS, lambda: world.now)
    plan(world)
    assert len(second.sent) == 2
    assert not set(first.references) & set(second.references)
    assert statuses(world) == {DeliveryStatus.UNKNOWN: 1, DeliveryStatus.ACCEPTED: 2}


def test_after_a_break_the_provider_is_asked_and_each_goes_out_exactly_once(each_world: World) -> None:
    with_texts(each_world, 6)
    provider = StandIn(answer=breaking_at(4))
    with delivery_sender(each_world, provider) as own:
        with pytest.raises(BrokenConnection):
            own.drain(Channel.SMS, lambda: each_world.now)
        assert own.look_up(Channel.SMS, each_world.now) == 1
        assert statuses(each_world) == {DeliveryStatus.ACCEPTED: 4, DeliveryStatus.PLANNED: 2}
        own.drain(Channel.SMS, lambda: each_world.now)
    assert statuses(each_world) == {DeliveryStatus.ACCEPTED: 6}
    assert set(Counter(provider.references).values()) == {1}


def test_only_the_provider_that_had_it_is_asked(world: World) -> None:
    with_texts(world)
    with pytest.raises(BrokenConnection):
        drain(world, StandIn(answer=breaking_at(1)))
    with delivery_sender(world, StandIn(name="another")) as own:
        assert own.look_up(Channel.SMS, world.now) == 0
    assert statuses(world) == {DeliveryStatus.UNKNOWN: 1}


def test_the_outbox_finds_what_was_written_and_what_was_not_is_sent_once(each_world: World) -> None:
    people = with_texts(each_world, 4)
    outbox = Outbox(each_world.settings.outbox)
    with delivery_sender(each_world, outbox) as own:
        jobs = claim(each_world, own)
        messages = [own.render(job) for job in jobs]
        list(outbox.send(messages[:2]))  # and here it is killed: two are out, and nothing is written down
    with delivery_sender(each_world, outbox) as other:
        assert other.sweep(each_world.now) == 4
        assert other.look_up(Channel.SMS, each_world.now) == 4
        assert statuses(each_world) == {DeliveryStatus.ACCEPTED: 2, DeliveryStatus.PLANNED: 2}
        other.drain(Channel.SMS, lambda: each_world.now)
    assert Counter(message["to"] for message in each_world.outbox(Channel.SMS)) == {one.mobile: 1 for one in people}


def test_a_living_workers_claims_are_left_alone(each_world: World) -> None:
    with_texts(each_world)
    provider = StandIn()
    with delivery_sender(each_world, provider) as one:
        claim(each_world, one)
        with delivery_sender(each_world, StandIn()) as other:
            assert other.sweep(each_world.now) == 0
            assert other.drain(Channel.SMS, lambda: each_world.now) == 0
    with delivery_sender(each_world, StandIn()) as other:
        assert other.sweep(each_world.now) == 1
    assert statuses(each_world) == {DeliveryStatus.UNKNOWN: 1}


def test_a_worker_that_asked_too_slowly_does_not_send_what_another_is_sending(each_world: World) -> None:
    """Both find that the provider never had it; the quicker one is sending it when the slower one writes that down."""
    with_texts(each_world)
    with pytest.raises(BrokenConnection):
        drain(each_world, StandIn(answer=breaking_at(1)))
    quick, counts = StandIn(name="stand-in"), []

    def while_the_slow_one_asks() -> None:
        with delivery_sender(each_world, quick) as other:
            other.look_up(Channel.SMS, each_world.now)
            # The quick one has claimed it and not sent it yet when the slow one comes back.
            counts.append(len(claim(each_world, other)))

    slow = StandIn(before_look_up_ends=while_the_slow_one_asks)
    with leases.worker_lease(each_world.settings.instance), delivery_sender(each_world, slow) as own:
        own.look_up(Channel.SMS, each_world.now)
        assert own.drain(Channel.SMS, lambda: each_world.now) == 0
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
    with delivery_sender(world, provider) as own:
        own.look_up(Channel.SMS, world.now)
    assert the_delivery(world, person).delivery_status is DeliveryStatus.ACCEPTED


def test_an_answer_to_the_first_of_many_is_on_record_soon(world: World) -> None:
    with_texts(world, RECORD_EVERY + 1)
    accepted: list[int] = []

    def answer(message: Message) -> Result:
        accepted.append(statuses(world)[DeliveryStatus.ACCEPTED])
        return Accepted("SM1")

    drain(world, StandIn(answer=answer))
    assert (accepted[0], accepted[-1]) == (0, RECORD_EVERY)


def test_a_crash_in_the_middle_of_many_texts_leaves_at_most_fifty_in_doubt(world: World) -> None:
    with_texts(world, 120)
    in_doubt: list[int] = []

    class Counted(TwilioSms):
        def _attempt(self, message: SmsMessage) -> Result:
            in_doubt.append(statuses(world)[DeliveryStatus.SENDING])
            return Accepted(message.reference)

    drain(world, Counted("AC0", "token", "+447700900999", "", "http://127.0.0.1/hooks", "http://127.0.0.1:9"))
    assert statuses(world) == {DeliveryStatus.ACCEPTED: 120}
    assert 20 < max(in_doubt) <= 50


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
    with delivery_sender(world, provider) as own:
        assert [own.look_up(Channel.SMS, world.now), own.look_up(Channel.SMS, world.now)] == [1, 0]
        own.drain(Channel.SMS, lambda: world.now)
    assert provider.references == [reference]


# --- what the provider is asked about a message whose answer was lost ---


def test_it_is_asked_by_number_and_by_the_code_in_the_text_and_told_what_else_went_there(world: World) -> None:
    (person,) = with_texts(world)
    drain(world, provider := StandIn(answer=lambda message: Unknown(), findings={}))
    with world.database.writing() as session:
        session.execute(
            update(Delivery).where(Delivery.channel == Channel.SMS).values(provider_id="of-an-earlier-wave")
        )
    with delivery_sender(world, provider) as own:
        own.look_up(Channel.SMS, world.now)
    (lost,) = provider.asked
    assert (lost.reference, lost.to) == (the_delivery(world, person).reference, person.mobile)
    assert lost.mark == world.code_of(person.nhs_number)
    assert lost.known == {"of-an-earlier-wave"}


def test_not_finding_it_proves_nothing_until_the_provider_has_had_time(world: World) -> None:
    with_texts(world)
    drain(world, provider := StandIn(answer=lambda message: Unknown(), findings={}))
    with delivery_sender(world, provider) as own:
        own.look_up(Channel.SMS, world.now)
        with world.database.writing() as session:
            session.execute(update(Delivery).values(lease_until=leases.wall_clock()))
        own.look_up(Channel.SMS, world.now)
    assert [lost.settled for lost in provider.asked] == [False, True]


def test_a_message_that_never_gets_through_waits_longer_and_is_not_given_up(world: World) -> None:
    with_texts(world)
    provider = StandIn(answer=lambda message: Unknown())
    for tried in range(receipts.MANY_CLAIMS + 12):
        assert len(provider.sent) == tried
        drain(world, provider)
        provider.findings = {message.reference: NeverSent() for message in provider.sent}
        with delivery_sender(world, provider) as own:
            own.look_up(Channel.SMS, world.now)
        if tried == receipts.MANY_CLAIMS + 11:
            assert drain(world, StandIn()) == 0
        with world.database.writing() as session:
            session.execute(update(Delivery).values(lease_until=None))
        world.later(minutes=15)  # the channel's breaker has opened by then, too
    assert statuses(world) == {DeliveryStatus.PLANNED: 1}
    assert drain(world, StandIn()) == 1


# --- stopping, hours and pace ---


def test_a_worker_that_is_to_stop_hands_over_nothing_more_and_leaves_nothing_in_doubt(each_world: World) -> None:
    with_texts(each_world, 6)
    provider = StandIn(batch_size=4)
    with delivery_sender(each_world, provider) as own:
        own.stopping = lambda: len(provider.sent) >= 2
        own.drain(Channel.SMS, lambda: each_world.now)
    assert len(provider.sent) == 2
    assert statuses(each_world) == {DeliveryStatus.ACCEPTED: 2, DeliveryStatus.PLANNED: 4}


def test_no_text_goes_in_quiet_hours_and_emails_do(sqlite_database: Database, tmp_path: Path, now: datetime) -> None:
    world = World(sqlite_database, tmp_path, now.replace(hour=19), quiet_hours="18:00-08:00")
    world.import_people(world.person(), world.person(mobile=None))
    world.launched()
    plan(world)
    assert (drain(world, StandIn()), drain(world, StandIn(), Channel.EMAIL)) == (0, 1)
    world.later(hours=13, minutes=1)
    assert drain(world, StandIn()) == 1


def test_a_slow_pace_is_waited_for(world: World) -> None:
    with_texts(world, 3)
    provider = StandIn()
    waited: list[float] = []
    with delivery_sender(world, provider) as own:
        own.settings = own.settings.model_copy(update={"sms_per_second": 0.001})  # one every thousand seconds
        own.sleep = waited.append
        own.stopping = lambda: len(waited) > 0
        own.drain(Channel.SMS, lambda: world.now)
    assert len(provider.sent) == 1
    (seconds,) = waited
    assert 0 < seconds <= 1000


def test_a_full_day_is_not_waited_for(world: World) -> None:
    with_texts(world, 5)
    provider = StandIn()
    with delivery_sender(world, provider) as own:
        own.settings = own.settings.model_copy(update={"sms_per_day": 3})
        assert (own.drain(Channel.SMS, lambda: world.now), own.drain(Channel.SMS, lambda: world.now)) == (3, 0)
        world.later(days=1)
        assert own.drain(Channel.SMS, lambda: world.now) == 2


def test_what_is_worth_waiting_for(world: World) -> None:
    assert wakes_in(world.database, world.now) is None
    with_texts(world, 2)
    drain(world, StandIn(answer=lambda message: Unknown()))
    wait = wakes_in(world.database, world.now)
    assert wait is not None
    assert 0 < wait <= leases.GRACE.total_seconds()
    with world.database.writing() as session:
        session.execute(update(Delivery).values(lease_until=leases.wall_clock()))
    assert wakes_in(world.database, world.now) is None  # the provider has been asked, and only a report can tell
    busy = Refused(FailReason.BUSY, permanent=False, retry_after=timedelta(seconds=20))
    world.launched(channels=(Channel.SMS,), preset="records-access", name="Online access 2026")
    plan(world)
    drain(world, StandIn(answer=lambda message: busy))
    wait = wakes_in(world.database, world.now)
    assert wait is not None
    assert 0 < wait <= 20


def test_a_busy_provider_is_left_alone_for_as_long_as_it_asks(world: World) -> None:
    with_texts(world)
    busy = Refused(FailReason.BUSY, permanent=False, retry_after=timedelta(hours=1))
    drain(world, StandIn(answer=lambda message: busy))
    assert statuses(world) == {DeliveryStatus.PLANNED: 1}
    world.later(hours=2)  # of the campaign's time: the provider's own has not gone by
    assert drain(world, StandIn()) == 0
    with world.database.writing() as session:
        session.execute(update(Delivery).values(lease_until=leases.wall_clock()))
    assert drain(world, StandIn()) == 1
