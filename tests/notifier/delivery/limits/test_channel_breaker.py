"""A provider that cannot be had for minutes or hours: its messages wait, one is tried now and then, nobody is lost."""

from collections import Counter
from collections.abc import Callable
from datetime import datetime, timedelta
from pathlib import Path
from typing import Any

import pytest
from sqlalchemy import select, update

from notifier.delivery import leases
from notifier.delivery.limits import channel_breaker
from notifier.delivery.limits.channel_breaker import FAILURES, ChannelOutage
from notifier.providers.base import Accepted, Finding, NeverSent, Refused, Result, Unknown
from notifier.providers.message_types import Message
from notifier.store import audit
from notifier.store.database import Database
from notifier.store.tables import AuditEvent, Campaign, ChannelBreaker, Delivery
from notifier.vocabulary import CampaignStatus, Channel, DeliveryStatus, FailReason, Wave
from tests.notifier.delivery.limits.breaker_moves import MakeWorld
from tests.notifier.provider_stand_in import StandIn, claim, delivery_sender, drain, plan, statuses, with_texts
from tests.world import World, rows_of

UNAVAILABLE = Refused(FailReason.UNAVAILABLE, permanent=False)
MINUTE = timedelta(minutes=1)


def outages(world: World) -> list[ChannelOutage]:
    with world.database.reading() as session:
        return channel_breaker.outages(session)


def actions(world: World) -> list[str]:
    with world.database.reading() as session:
        return [event.action for event in rows_of(session, AuditEvent) if event.action.startswith("channel.")]


def answering(*results: Result) -> Callable[[Message], Result]:
    """Each of these in turn, and then the last again and again."""
    left = list(results)
    return lambda message: left.pop(0) if len(left) > 1 else left[0]


# --- opening, trying, closing ---


@pytest.mark.parametrize(("result", "why"), [(UNAVAILABLE, FailReason.UNAVAILABLE), (Unknown(), FailReason.LOST)])
def test_a_run_of_results_that_say_nothing_opens_it(make_world: MakeWorld, result: Result, why: FailReason) -> None:
    world = make_world()
    with_texts(world, 20)
    provider = StandIn(batch_size=1, answer=lambda message: result)
    drain(world, provider)
    assert len(provider.sent) == FAILURES
    (outage,) = outages(world)
    assert (outage.channel, outage.provider, outage.why, outage.since) == (Channel.SMS, "stand-in", why, world.now)
    assert outage.next_try_at == world.now + MINUTE
    assert not outage.is_long(world.now + timedelta(hours=23))
    assert outage.is_long(world.now + timedelta(hours=24))


def test_an_answer_between_them_begins_the_count_anew(make_world: MakeWorld) -> None:
    world = make_world()
    with_texts(world, 12)
    few: list[Result] = [Unknown()] * (FAILURES - 1)
    provider = StandIn(batch_size=3, answer=answering(*few, Accepted("id"), *few, Refused(FailReason.BLOCKED, True)))
    drain(world, provider)
    assert outages(world) == []
    assert len(provider.sent) == 12


def test_one_message_is_tried_after_longer_and_longer_waits(make_world: MakeWorld) -> None:
    world = make_world()
    with_texts(world, 20)
    provider = StandIn(batch_size=1, answer=lambda message: UNAVAILABLE)
    drain(world, provider)
    tried, began = [], world.now
    for _ in range(50):
        world.later(minutes=1)
        before = len(provider.sent)
        drain(world, provider)
        if len(provider.sent) > before:
            assert len(provider.sent) == before + 1
            tried.append(int((world.now - began) / MINUTE))
    assert tried == [1, 3, 8, 18, 33, 48]
    assert statuses(world) == {DeliveryStatus.PLANNED: 20}


@pytest.mark.parametrize("proof", [Accepted("id"), Refused(FailReason.BAD_ADDRESS, permanent=True)])
def test_the_first_answer_closes_it_and_all_goes_again(make_world: MakeWorld, proof: Result) -> None:
    world = make_world()
    with_texts(world, 20)
    drain(world, StandIn(batch_size=1, answer=lambda message: UNAVAILABLE))
    world.later(minutes=1)
    back = StandIn(batch_size=1, answer=answering(proof, Accepted("id")))
    assert drain(world, back) == 20
    assert outages(world) == []
    assert actions(world) == ["channel.stopped", "channel.goes_on"]
    with world.database.reading() as session:
        assert audit.verify_chains(session).events > 0


def test_two_workers_try_one_message_between_them(make_world: MakeWorld) -> None:
    world = make_world()
    with_texts(world, 9)
    provider = StandIn(batch_size=3, answer=lambda message: UNAVAILABLE)
    drain(world, provider)
    world.later(minutes=1)
    with delivery_sender(world, provider) as one, delivery_sender(world, provider) as other:
        assert (len(claim(world, one)), len(claim(world, other))) == (1, 0)


def test_a_trial_that_never_reaches_the_provider_proves_nothing(make_world: MakeWorld) -> None:
    world = make_world()
    with_texts(world, 9)
    drain(world, StandIn(batch_size=1, answer=lambda message: UNAVAILABLE))
    world.later(minutes=1)
    unasked = Refused(FailReason.BAD_ADDRESS, permanent=True, was_asked=False)
    provider = StandIn(answer=answering(unasked, UNAVAILABLE))
    assert drain(world, provider) == 2, "another is tried at once"
    assert [outage.next_try_at for outage in outages(world)] == [world.now + 5 * MINUTE]
    assert statuses(world) == {DeliveryStatus.FAILED: 1, DeliveryStatus.PLANNED: 8}


def test_another_channel_goes_on_meanwhile(make_world: MakeWorld) -> None:
    world = make_world()
    world.import_people(*(world.person() for _ in range(9)), *(world.person(mobile=None) for _ in range(9)))
    world.launched()
    plan(world)
    drain(world, StandIn(batch_size=1, answer=lambda message: UNAVAILABLE))
    assert drain(world, StandIn(), Channel.EMAIL) == 9
    assert [outage.channel for outage in outages(world)] == [Channel.SMS]


def test_a_provider_whose_library_breaks_off_again_and_again_opens_it(make_world: MakeWorld) -> None:
    world = make_world()
    with_texts(world, 20)

    def breaks(message: Message) -> Result:
        raise ConnectionError

    provider = StandIn(batch_size=1, answer=breaks)
    for _ in range(FAILURES):
        with pytest.raises(ConnectionError):
            drain(world, provider)
    drain(world, provider)
    assert len(provider.sent) == FAILURES
    assert [outage.why for outage in outages(world)] == [FailReason.LOST]


def test_the_next_trial_is_known_while_something_waits_for_it(make_world: MakeWorld) -> None:
    world = make_world()
    with_texts(world, 9)
    drain(world, StandIn(batch_size=1, answer=lambda message: UNAVAILABLE))
    with world.database.reading() as session:
        assert channel_breaker.next_trial(session, world.now) == world.now + MINUTE
        assert channel_breaker.next_trial(session, world.now + MINUTE) is None
    with world.database.writing() as session:
        session.execute(update(Campaign).values(campaign_status=CampaignStatus.CLOSED))
    with world.database.reading() as session:
        assert channel_breaker.next_trial(session, world.now) is None


def test_while_all_goes_well_there_is_no_row_to_write(make_world: MakeWorld) -> None:
    world = make_world()
    with_texts(world, 9)
    assert drain(world, StandIn(batch_size=2)) == 9
    with world.database.reading() as session:
        assert session.execute(select(ChannelBreaker.channel)).all() == []


# --- outages of hours ---


class DownFor(StandIn):
    """Answers as an outage does until it is over; what it is handed in an outage of lost answers never gets there."""

    def __init__(self, world: World, minutes: float, result: Result) -> None:
        super().__init__(batch_size=14)
        self.until, self.world, self.result = world.now + timedelta(minutes=minutes), world, result
        self.texted: Counter[str] = Counter()
        self.answer = self._answered

    def _answered(self, message: Message) -> Result:
        if self.world.now < self.until:
            return self.result
        self.texted[str(message.to)] += 1
        return Accepted(f"id-{message.reference}")

    def look_up(self, lost: Any) -> dict[str, Finding]:
        if self.world.now < self.until:
            return {}
        return {one.reference: NeverSent() for one in lost if one.settled}


@pytest.mark.parametrize(
    ("minutes", "result"),
    [(150, Unknown()), (310, UNAVAILABLE), (3 * 24 * 60, Unknown())],
    ids=["lost-150", "refused-310", "lost-4320"],
)
def test_an_outage_of_hours_makes_nobody_a_letter_and_everybody_is_texted_once(
    sqlite_database: Database, tmp_path: Path, now: datetime, minutes: int, result: Result
) -> None:
    world = World(sqlite_database, tmp_path, now)
    world.import_people(*(world.person(email=None) for _ in range(63)))
    world.launched(channels=(Channel.SMS, Channel.LETTER))
    provider = DownFor(world, minutes, result)
    world.providers = {**world.providers, Channel.SMS: provider}
    began = world.now
    with world.task_runner() as own:
        while world.now < began + timedelta(minutes=1.5 * minutes):
            own.run_pass(world.now)
            no_longer_at_work(world)
            world.later(minutes=minutes / 15)
    assert set(provider.texted.values()) == {1}
    assert len(provider.texted) == 63
    with world.database.reading() as session:
        assert {(one.channel, one.wave) for one in rows_of(session, Delivery)} == {(Channel.SMS, Wave.FIRST)}
    assert statuses(world) == {DeliveryStatus.ACCEPTED: 63}
    assert outages(world) == []


def no_longer_at_work(world: World) -> None:
    """The provider has had its time for what is unknown, by the wall clock that a test does not wait for."""
    with world.database.writing() as session:
        session.execute(
            update(Delivery)
            .where(Delivery.delivery_status == DeliveryStatus.UNKNOWN)
            .values(lease_until=leases.wall_clock())
        )


def test_the_clock_of_what_is_unknown_begins_anew_after_an_outage(make_world: MakeWorld) -> None:
    world = make_world()
    world.import_people(*(world.person() for _ in range(FAILURES)))
    world.launched(channels=(Channel.SMS, Channel.EMAIL))
    plan(world)
    drain(world, StandIn(answer=lambda message: Unknown()))
    world.later(hours=30)
    assert plan(world).next_channels == 0
    world.import_people(*world.people, world.person())
    plan(world)
    drain(world, StandIn())
    assert outages(world) == []
    world.later(hours=23)
    assert plan(world).next_channels == 0
    world.later(hours=2)
    assert plan(world).next_channels == FAILURES


# --- a message that breaks the road each time ---


def test_one_message_that_breaks_the_road_keeps_nobody_waiting_and_fails_as_its_own(make_world: MakeWorld) -> None:
    """As an email whose content makes a server hang up; every 40 minutes another message comes to be sent."""
    world = make_world()
    breaks, *others = with_texts(world, 13, channels=(Channel.SMS, Channel.EMAIL))
    with world.database.writing() as session:
        ids = session.execute(select(Delivery.id).where(Delivery.channel == Channel.SMS).order_by(Delivery.id))
        for place, which in enumerate(ids.scalars().all()):
            due_at = world.now + 40 * place * MINUTE
            session.execute(update(Delivery).where(Delivery.id == which).values(due_at=due_at))

    def answer(message: Message) -> Result:
        return UNAVAILABLE if message.to == breaks.mobile else Accepted(f"id-{message.reference}")

    provider = StandIn(batch_size=1, answer=answer)
    drain(world, provider)
    assert len(outages(world)) == 1, "alone, nobody can tell whose fault it is"
    for _ in range(4 * len(others) + 3):
        world.later(minutes=10)
        drain(world, provider)
    assert statuses(world) == {DeliveryStatus.ACCEPTED: 12, DeliveryStatus.FAILED: 1}
    (text,) = world.deliveries(breaks.nhs_number)
    assert text.fail_reason is FailReason.UNAVAILABLE
    assert plan(world).next_channels == 1


def test_a_message_that_outlives_several_outages_fails_of_none(make_world: MakeWorld) -> None:
    world = make_world()
    with_texts(world, 30, channels=(Channel.SMS, Channel.EMAIL))
    for _ in range(8):
        drain(world, StandIn(batch_size=1, answer=lambda message: UNAVAILABLE))
        world.later(minutes=15)
        drain(world, StandIn(batch_size=1, answer=answering(Accepted("id-a"), UNAVAILABLE)))
        world.later(minutes=15)
    assert DeliveryStatus.FAILED not in statuses(world)
