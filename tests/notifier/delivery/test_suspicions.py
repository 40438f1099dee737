"""A refusal that may be one number's or the whole account's: what the others get tells, and a person decides once."""

from collections.abc import Callable, Collection
from datetime import datetime
from pathlib import Path
from typing import Any

import pytest
from sqlalchemy import select

from notifier.campaigns import lifecycle
from notifier.delivery.limits import circuit_breaker
from notifier.providers.base import Accepted, Refused, Result
from notifier.providers.message_types import Message
from notifier.store.database import Database
from notifier.store.tables import Campaign, Delivery, Receipt
from notifier.vocabulary import CampaignStatus, Channel, DeliveryStatus, FailReason, ReportKind, Role
from tests.notifier.provider_stand_in import StandIn, drain, plan, statuses, with_texts
from tests.world import World, rows_of

NOT_ALLOWED = Refused(FailReason.NOT_ALLOWED, permanent=True)
MakeWorld = Callable[..., World]


@pytest.fixture
def make_world(database: Database, tmp_path: Path, now: datetime) -> MakeWorld:
    def make(**settings: Any) -> World:
        return World(database, tmp_path, now, **settings)

    return make


def refusing(numbers: Collection[object], batch_size: int = 5) -> StandIn:
    def answer(message: Message) -> Result:
        return NOT_ALLOWED if message.to in numbers else Accepted(f"id-{message.reference}")

    return StandIn(batch_size=batch_size, answer=answer)


def standing(world: World) -> Campaign:
    with world.database.reading() as session:
        found = session.get_one(Campaign, world.campaign_id)
        session.expunge(found)
        return found


def judge(world: World) -> int:
    with world.task_runner() as own:
        return own.judge(world.now)


def resume(world: World) -> None:
    with world.database.writing() as session:
        lifecycle.resume_campaign(session, world.campaign_id, world.staff(Role.MANAGER), world.now)


@pytest.mark.parametrize("place", [0, 30, 58])
def test_one_number_of_sixty_goes_on_by_the_next_channel_and_pauses_nothing(make_world: MakeWorld, place: int) -> None:
    world = make_world()
    people = [world.person() for _ in range(60)]
    world.import_people(*people)
    world.launched()
    plan(world)
    drain(world, refusing({people[place].mobile}))
    assert standing(world).campaign_status is CampaignStatus.RUNNING
    assert statuses(world) == {DeliveryStatus.ACCEPTED: 59, DeliveryStatus.FAILED: 1}
    assert plan(world).next_channels == 1
    text, email = world.deliveries(people[place].nhs_number)
    assert (text.fail_reason, email.channel) == (FailReason.NOT_ALLOWED, Channel.EMAIL)
    with world.database.reading() as session:
        attempt, kept = rows_of(session, Receipt)
        assert attempt.kind is ReportKind.NOTED, "that it was put aside once"
        assert (kept.kind, kept.fail_reason) == (ReportKind.FAILED, FailReason.NOT_ALLOWED)


def test_the_last_number_of_all_is_told_by_those_before_it_after_an_hour(make_world: MakeWorld) -> None:
    world = make_world()
    people = with_texts(world, 10, channels=(Channel.SMS, Channel.EMAIL))
    provider = refusing({people[-1].mobile})
    drain(world, provider)
    assert statuses(world)[DeliveryStatus.PLANNED] == 1
    world.later(minutes=59)
    assert (judge(world), plan(world).next_channels, drain(world, provider)) == (0, 0, 0), "nobody is to tell yet"
    world.later(minutes=1)
    assert (judge(world), plan(world).next_channels) == (1, 1)
    assert standing(world).campaign_status is CampaignStatus.RUNNING


def test_where_every_number_is_refused_it_is_the_account_and_nobody_loses_their_text(make_world: MakeWorld) -> None:
    world = make_world()
    people = with_texts(world, 60, channels=(Channel.SMS, Channel.EMAIL))
    refuses = refusing({person.mobile for person in people}, batch_size=1)
    drain(world, refuses)
    assert len(refuses.sent) == 3
    found = standing(world)
    assert (found.campaign_status, found.paused_cause) == (CampaignStatus.PAUSED, FailReason.NOT_ALLOWED)
    assert found.paused_because == circuit_breaker.NOT_ALLOWED
    assert statuses(world) == {DeliveryStatus.PLANNED: 60}
    resume(world)
    drain(world, refuses)  # nothing was put right: it pauses again, later, and still nobody goes to the next channel
    assert standing(world).campaign_status is CampaignStatus.PAUSED
    assert len(refuses.sent) == 3 + 6
    assert statuses(world) == {DeliveryStatus.PLANNED: 60}
    resume(world)
    assert drain(world, StandIn()) == 60
    assert plan(world).next_channels == 0


def test_after_a_person_resumed_the_one_bad_number_never_pauses_again(make_world: MakeWorld) -> None:
    world = make_world()
    people = with_texts(world, 30, channels=(Channel.SMS, Channel.EMAIL))
    bad = {person.mobile for person in people[:4]}
    drain(world, refusing(bad, batch_size=1))
    assert standing(world).campaign_status is CampaignStatus.PAUSED
    resume(world)
    drain(world, refusing(bad, batch_size=1))
    assert standing(world).campaign_status is CampaignStatus.RUNNING
    assert statuses(world) == {DeliveryStatus.ACCEPTED: 26, DeliveryStatus.FAILED: 4}


def test_alone_nobody_can_tell_so_a_person_is_asked_once(make_world: MakeWorld) -> None:
    world = make_world()
    (person,) = with_texts(world, 1, channels=(Channel.SMS, Channel.EMAIL))
    provider = refusing({person.mobile})
    drain(world, provider)
    world.later(hours=1)
    assert judge(world) == 1
    found = standing(world)
    assert found.campaign_status is CampaignStatus.PAUSED
    assert "no other to tell" in (found.paused_because or "")
    resume(world)
    drain(world, provider)
    world.later(hours=1)
    judge(world)
    assert standing(world).campaign_status is CampaignStatus.RUNNING
    assert plan(world).next_channels == 1


def test_what_is_put_aside_waits_and_no_next_channel_takes_over(make_world: MakeWorld) -> None:
    world = make_world()
    people = with_texts(world, 2, channels=(Channel.SMS, Channel.EMAIL))
    provider = refusing({person.mobile for person in people})
    drain(world, provider)
    assert (drain(world, provider), plan(world).next_channels, len(provider.sent)) == (0, 0, 2)
    with world.database.reading() as session:
        since = session.execute(select(Delivery.set_aside_at).where(Delivery.channel == Channel.SMS)).scalars().all()
    assert since == [world.now, world.now]


# --- a person decided ---


@pytest.mark.parametrize("cause", circuit_breaker.AT_ONCE)
def test_once_a_person_decided_a_share_of_a_cause_pauses_and_not_each(make_world: MakeWorld, cause: FailReason) -> None:
    world = make_world(pause_share=0.25)
    with_texts(world, 60, channels=(Channel.SMS, Channel.EMAIL))
    first = StandIn(batch_size=1, answer=lambda message: Refused(cause, permanent=True))
    drain(world, first)
    assert (len(first.sent), standing(world).paused_cause) == (1, cause)
    world.later(minutes=5)
    resume(world)
    found = standing(world)
    assert (found.decided, found.paused_cause, found.paused_because) == ([cause], None, None)
    left = [5, 1]

    def answer(message: Message) -> Result:
        left[0] -= 1
        return Refused(cause, permanent=True) if left[0] >= 0 else Accepted(f"id-{message.reference}")

    provider = StandIn(answer=answer)
    assert drain(world, provider) == 59
    assert (judge(world), standing(world).campaign_status) == (0, CampaignStatus.RUNNING)
    assert plan(world).next_channels == 6, "each of them goes on by the next channel"
    with world.database.writing() as session:
        row = session.execute(select(Delivery).where(Delivery.delivery_status == DeliveryStatus.ACCEPTED).limit(1))
        sixth = row.scalar_one()
        sixth.delivery_status, sixth.fail_reason, sixth.ended_at = DeliveryStatus.FAILED, cause, world.now
    assert judge(world) == 1
    found = standing(world)
    assert (found.campaign_status, found.paused_cause) == (CampaignStatus.PAUSED, cause)


def test_another_cause_than_the_one_decided_upon_pauses_at_once(make_world: MakeWorld) -> None:
    world = make_world()
    with_texts(world, 9)
    drain(world, StandIn(batch_size=1, answer=lambda message: Refused(FailReason.FILTERED, permanent=True)))
    resume(world)
    drain(world, StandIn(batch_size=1, answer=lambda message: Refused(FailReason.ACCOUNT, permanent=True)))
    assert standing(world).paused_cause is FailReason.ACCOUNT


def test_an_account_that_is_refused_pauses_again_at_once_whatever_was_decided(make_world: MakeWorld) -> None:
    world = make_world()
    with_texts(world, 9)
    refuses = StandIn(batch_size=1, answer=lambda message: Refused(FailReason.ACCOUNT, permanent=False))
    for sent in (1, 2):
        drain(world, refuses)
        assert (len(refuses.sent), standing(world).campaign_status) == (sent, CampaignStatus.PAUSED)
        resume(world)
    assert statuses(world) == {DeliveryStatus.PLANNED: 9}
