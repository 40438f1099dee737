"""A provider or a network objects: to what all texts say, to the account, or to one number."""

from datetime import timedelta

import pytest

from notifier.delivery import receipts
from notifier.delivery.limits import circuit_breaker
from notifier.providers.base import Accepted, Refused, Report
from notifier.vocabulary import CampaignStatus, Channel, DeliveryStatus, FailReason, ReportKind
from tests.notifier.delivery.limits.breaker_moves import MakeWorld, arrive, fail, resume, review, standing
from tests.notifier.provider_stand_in import StandIn, drain, plan, statuses, with_texts


@pytest.mark.parametrize("reason", circuit_breaker.AT_ONCE)
def test_the_first_that_the_provider_objects_to_pauses_it_at_once(make_world: MakeWorld, reason: FailReason) -> None:
    world = make_world()
    with_texts(world, 9)
    provider = StandIn(batch_size=3, answer=lambda message: Refused(reason, permanent=True))
    drain(world, provider)
    assert len(provider.sent) <= 3
    found = standing(world)
    assert (found.campaign_status, found.paused_because) == (CampaignStatus.PAUSED, circuit_breaker.AT_ONCE[reason])


def test_a_report_that_texts_are_filtered_pauses_it_at_once(make_world: MakeWorld) -> None:
    world = make_world()
    with_texts(world, 3)
    provider = StandIn()
    drain(world, provider)
    fail(world, provider.references[:1], FailReason.FILTERED)
    assert standing(world).campaign_status is CampaignStatus.PAUSED


@pytest.mark.parametrize("reason", [FailReason.ACCOUNT, FailReason.NOT_ALLOWED])
def test_one_report_that_may_be_the_accounts_fault_is_its_messages_alone(
    make_world: MakeWorld, reason: FailReason
) -> None:
    world = make_world()
    people = with_texts(world, 9, channels=(Channel.SMS, Channel.EMAIL))
    provider = StandIn()
    drain(world, provider)
    for at in (0, 3, 6):
        fail(world, provider.references[at : at + 2], reason)
        world.later(minutes=1)
        arrive(world, [provider.references[at + 2]])
        world.later(minutes=1)
    assert standing(world).campaign_status is CampaignStatus.RUNNING
    assert plan(world).next_channels == 6
    assert {one.channel for one in world.deliveries(people[0].nhs_number)} == {Channel.SMS, Channel.EMAIL}


@pytest.mark.parametrize("reason", [FailReason.ACCOUNT, FailReason.NOT_ALLOWED])
def test_several_such_reports_in_a_row_pause_it_and_those_who_did_not_go_on_wait(
    make_world: MakeWorld, reason: FailReason
) -> None:
    world = make_world()
    with_texts(world, 30, channels=(Channel.SMS, Channel.EMAIL))
    provider = StandIn()
    drain(world, provider)
    arrive(world, provider.references[:1])
    world.later(minutes=1)
    fail(world, provider.references[1:3], reason)
    assert standing(world).campaign_status is CampaignStatus.RUNNING
    assert plan(world).next_channels == 2
    fail(world, provider.references[3:9], reason)
    found = standing(world)
    assert (found.campaign_status, found.paused_cause) == (CampaignStatus.PAUSED, reason)
    assert plan(world).next_channels == 0
    world.later(minutes=5)
    resume(world)
    fail(world, provider.references[9:14], reason)
    assert review(world) == 0, "a person decided: from now on a share of twenty does"
    assert plan(world).next_channels == 6 + 5
    fail(world, provider.references[14:15], reason)
    assert review(world) == 1


def test_numbers_that_were_refused_each_for_itself_are_no_reports_in_a_row(make_world: MakeWorld) -> None:
    world = make_world()
    people = with_texts(world, 30)
    own = {people[place].mobile for place in (3, 11, 19)}
    refused = Refused(FailReason.NOT_ALLOWED, permanent=True)
    provider = StandIn(answer=lambda message: refused if message.to in own else Accepted(f"id-{message.reference}"))
    drain(world, provider)
    (reference,) = [one.reference for one in provider.sent if one.to == people[0].mobile]
    fail(world, [reference], FailReason.NOT_ALLOWED)
    assert standing(world).campaign_status is CampaignStatus.RUNNING


@pytest.mark.parametrize(("minutes", "pauses"), [(1, True), (None, True), (-1, False)])
def test_what_befalls_the_account_pauses_what_nobody_has_looked_at_since(
    make_world: MakeWorld, minutes: int | None, pauses: bool
) -> None:
    world = make_world()
    with_texts(world, 3)
    drain(world, StandIn())
    happened_at = None if minutes is None else world.now + timedelta(minutes=minutes)
    suspended = Report("", "", "E1", ReportKind.NOTED, happened_at, FailReason.ACCOUNT, {})
    world.later(hours=1)
    for provider in ("another", "stand-in", "stand-in"):
        assert standing(world).campaign_status is CampaignStatus.RUNNING
        with world.database.writing() as session:
            is_new = receipts.record_report(session, provider, suspended, world.now)
        if is_new and provider == "stand-in":
            assert (standing(world).campaign_status is CampaignStatus.PAUSED) is pauses
            if pauses:
                resume(world)


def test_an_account_that_is_refused_costs_nobody_their_message(make_world: MakeWorld) -> None:
    world = make_world()
    with_texts(world, 5)
    refuses = StandIn(batch_size=2, answer=lambda message: Refused(FailReason.ACCOUNT, permanent=False))
    drain(world, refuses)
    assert statuses(world) == {DeliveryStatus.PLANNED: 5}
    assert standing(world).campaign_status is CampaignStatus.PAUSED
    resume(world)
    assert drain(world, StandIn()) == 5
