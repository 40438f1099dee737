"""The one text that says we heard: to whom it goes, when it does not, and that it tells nobody of the proposal."""

from typing import Any

import pytest
from sqlalchemy import update

from notifier.outcomes import progress
from notifier.patients.list_import.records import Person
from notifier.providers.base import IncomingText
from notifier.replies import inbound_sms
from notifier.store.tables import Campaign, Delivery, InboundText, Reply
from notifier.vocabulary import (
    CampaignStatus,
    Channel,
    Choice,
    DeliveryStatus,
    Doubt,
    Evidence,
    HoldReason,
    Source,
    Wave,
)
from tests.notifier.provider_stand_in import plan
from tests.notifier.reply_steps import by_staff, close, reason, rows, sent, settle, tried
from tests.world import World


@pytest.fixture
def world(told_world: World) -> World:
    """With somebody who was told."""
    return told_world


@pytest.fixture
def each_world(each_told_world: World) -> World:
    return each_told_world


ELSEWHERE = "+447700955555"  # a phone that is not on the list


def texted(world: World, body: str, sender: str | None) -> None:
    text = IncomingText(f"SM{len(rows(world, InboundText))}", sender or "", body, False, {})
    with world.database.writing() as session:
        inbound_sms.receive_text(session, world.keys, "twilio", text, world.now)


def planned_for(world: World, **options: Any) -> Person:
    person = world.person()
    world.import_people(person)
    world.launched(**{"channels": (Channel.SMS,), **options})
    plan(world)
    return person


def acknowledgements(world: World) -> list[Delivery]:
    return [row for row in rows(world, Delivery) if row.wave is Wave.ACKNOWLEDGEMENT]


def test_a_clear_text_is_acknowledged_once_to_the_number_that_it_came_from(each_world: World) -> None:
    person = planned_for(each_world)
    texted(each_world, f"KEEP {each_world.code_of(person.nhs_number)}", ELSEWHERE)
    assert settle(each_world) == 1
    for sender in (ELSEWHERE, person.mobile):
        texted(each_world, f"KEEP {each_world.code_of(person.nhs_number)}", sender)
    assert settle(each_world) == 2
    (row,) = acknowledgements(each_world)
    assert (row.channel, row.delivery_status, row.sent_to) == (Channel.SMS, DeliveryStatus.PLANNED, ELSEWHERE)
    assert (row.campaign_id, row.planned_at, row.due_at) == (each_world.campaign_id, each_world.now, each_world.now)
    telling = [one for one in each_world.deliveries(person.nhs_number) if one.wave is Wave.FIRST]
    assert [one.delivery_status for one in telling] == [DeliveryStatus.CANCELLED]


@pytest.mark.parametrize("sender", ["+441632960123", "+353871234567", "60777", "SURGERY"])
def test_only_a_mobile_is_texted_back(world: World, sender: str) -> None:
    person = world.people[0]
    texted(world, f"KEEP {world.code_of(person.nhs_number)}", sender)
    settle(world)
    assert reason(world, person) is HoldReason.OBJECTED
    assert acknowledgements(world) == []


def test_nobody_is_texted_back_who_wanted_no_texts(world: World) -> None:
    person = world.people[0]
    texted(world, "STOP", ELSEWHERE)
    texted(world, f"KEEP {world.code_of(person.nhs_number)}", ELSEWHERE)
    settle(world)
    assert acknowledgements(world) == []


@pytest.mark.parametrize("status", [CampaignStatus.PAUSED, CampaignStatus.CLOSED, CampaignStatus.CANCELLED])
def test_nothing_is_acknowledged_unless_the_campaign_runs(world: World, status: CampaignStatus) -> None:
    person = world.people[0]
    texted(world, "KEEP", person.mobile)
    with world.database.writing() as session:
        session.execute(update(Campaign).values(campaign_status=status))
    assert settle(world) == 1
    assert acknowledgements(world) == []


def test_only_a_clear_text_of_the_patients_own_is_acknowledged(world: World) -> None:
    person = world.people[0]
    texted(world, "keep it please", person.mobile)
    settle(world)
    close(world, Choice.KEEP)
    world.answer(person, Choice.KEEP)
    by_staff(world, person, Choice.KEEP, Source.SMS)
    settle(world)
    assert acknowledgements(world) == []


@pytest.mark.parametrize(
    ("further", "status"), [(Choice.AGREE, DeliveryStatus.CANCELLED), (Choice.UNSURE, DeliveryStatus.PLANNED)]
)
def test_only_who_agrees_since_is_not_told_that_they_keep(
    world: World, further: Choice, status: DeliveryStatus
) -> None:
    person = world.people[0]
    texted(world, "KEEP", person.mobile)
    world.answer(person, further)
    settle(world)
    assert [row.delivery_status for row in acknowledgements(world)] == [status]


def test_an_acknowledgement_tells_nobody_of_the_proposal(world: World) -> None:
    person = planned_for(world, notice_days=28)
    texted(world, "KEEP", person.mobile)
    settle(world)
    with world.database.writing() as session:
        arrived = {"delivery_status": DeliveryStatus.DELIVERED, "accepted_at": world.now, "delivered_at": world.now}
        session.execute(update(Delivery).where(Delivery.wave == Wave.ACKNOWLEDGEMENT).values(**arrived))
        session.execute(update(Reply).values(doubt=Doubt.STOPPED))
        counted = progress.campaign_counts(session, world.campaign_id, world.now)
    assert world.outcome(person.nhs_number).evidence is Evidence.NONE
    left = {DeliveryStatus.SKIPPED: 1}  # the one who is not on the new list
    assert counted.deliveries == {Channel.SMS: {DeliveryStatus.CANCELLED: 1, **left}}
    assert counted.replies == dict.fromkeys(Choice, 0)  # a stop word is no answer


def test_a_try_that_was_made_good_calls_off_nothing_an_hour_later(world: World) -> None:
    person = world.people[0]
    tried(world, person, choice=Choice.AGREE)
    sent(world, person, Choice.KEEP)
    settle(world)
    world.later(minutes=59)
    texted(world, "KEEP", person.mobile)
    settle(world)
    world.later(minutes=1)  # as at night, when the text waits for the morning
    assert settle(world) == 1
    assert [row.delivery_status for row in acknowledgements(world)] == [DeliveryStatus.PLANNED]
