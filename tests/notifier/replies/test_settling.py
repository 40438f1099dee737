"""The message that says an answer came: to whom it goes, when it does not, and that it tells nobody of the proposal."""

from datetime import date, datetime
from pathlib import Path
from typing import Any

import pytest
from sqlalchemy import delete, insert, update

from notifier.campaigns.text_parts import ANSWERED, KEPT_BY_TEXT
from notifier.delivery.acknowledgements import MOST_A_DAY
from notifier.outcomes import progress
from notifier.patients import access_codes
from notifier.patients.list_import.records import Person
from notifier.providers.base import IncomingText
from notifier.replies import inbound_sms, reviews
from notifier.store.database import Database
from notifier.store.tables import Campaign, CampaignText, Delivery, InboundText, Reply, Review
from notifier.vocabulary import (
    CampaignStatus,
    Channel,
    Choice,
    DeliveryStatus,
    Doubt,
    Evidence,
    FailReason,
    Role,
    Source,
    Wave,
)
from tests.notifier.provider_stand_in import plan
from tests.notifier.reply_steps import by_staff, rows, sent, settle, told, tried
from tests.world import World


@pytest.fixture
def world(told_world: World) -> World:
    """With somebody who was told."""
    return told_world


@pytest.fixture
def each_world(each_told_world: World) -> World:
    return each_told_world


RIGHT_DAY = date(1980, 3, 31)  # everybody's in this world
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


def acknowledgements(world: World, person: Person | None = None) -> list[Delivery]:
    """What says that an answer came, to one patient or to everybody."""
    found = rows(world, Delivery) if person is None else world.deliveries(person.nhs_number)
    return [row for row in found if row.wave is Wave.ACKNOWLEDGEMENT]


WAYS = [source for source in Source if source is not Source.PAGE]


@pytest.mark.parametrize("choice", list(Choice))
def test_an_answer_by_the_page_is_followed_by_a_message_to_the_number_on_the_record(
    each_world: World, choice: Choice
) -> None:
    person = each_world.people[0]
    sent(each_world, person, choice)
    settle(each_world)
    (row,) = acknowledgements(each_world)
    assert (row.channel, row.delivery_status) == (Channel.SMS, DeliveryStatus.PLANNED)
    assert (row.campaign_id, row.planned_at, row.due_at) == (each_world.campaign_id, each_world.now, each_world.now)
    each_world.until_idle()
    (row,) = acknowledgements(each_world)
    assert (row.sent_to, row.delivery_status) == (person.mobile, DeliveryStatus.DELIVERED)
    *_, message = each_world.outbox(Channel.SMS)
    assert message["to"] == person.mobile
    assert (
        "We have an answer in your name about your health record. If it was not you who sent it, please call"
        in message["body"]
    )
    others = ("keep", "note", "http", "Summary", person.family_name, each_world.code_of(person.nhs_number))
    assert not [word for word in others if word in message["body"]], "it says neither what nor who, and leads nowhere"


@pytest.mark.parametrize("source", WAYS)
def test_an_answer_that_staff_log_is_followed_by_one_too(world: World, source: Source) -> None:
    by_staff(world, world.people[0], Choice.AGREE, source)
    settle(world)
    assert len(acknowledgements(world)) == 1


@pytest.mark.parametrize("doubt", [Doubt.UNVERIFIED, Doubt.ON_BEHALF, Doubt.LATE, Doubt.CONFLICT])
def test_an_answer_in_doubt_is_followed_by_one_all_the_more(world: World, doubt: Doubt) -> None:
    sent(world, world.people[0], Choice.KEEP, doubt=doubt)
    settle(world)
    assert len(acknowledgements(world)) == 1


def test_what_came_by_a_strangers_phone_is_acknowledged_to_the_record_alone(each_world: World) -> None:
    person = planned_for(each_world)
    texted(each_world, f"KEEP {each_world.code_of(person.nhs_number)}", ELSEWHERE)
    assert settle(each_world) == 1
    each_world.until_idle()
    (row,) = acknowledgements(each_world)
    assert row.sent_to == person.mobile != ELSEWHERE
    telling = [one for one in each_world.deliveries(person.nhs_number) if one.wave is Wave.FIRST]
    assert [one.delivery_status for one in telling] == [DeliveryStatus.CANCELLED]


def test_without_a_number_of_ones_own_it_is_an_email_and_without_either_nothing(world: World) -> None:
    shared = world.person().mobile
    by_email, by_letter = world.person(mobile=None), world.person(mobile=None, email=None)
    couple = [world.person(mobile=shared, email=None), world.person(mobile=shared)]
    stopped, declined = world.person(email=None), world.person(sms_declined=True)
    world.import_people(by_email, by_letter, *couple, stopped, declined)
    world.launched()
    plan(world)
    texted(world, "STOP", stopped.mobile)
    told_by = {}
    for person in (by_email, by_letter, *couple, stopped, declined):
        sent(world, person, Choice.KEEP)
        settle(world)
        told_by[person.nhs_number] = [row.channel for row in acknowledgements(world, person)]
    assert list(told_by.values()) == [[Channel.EMAIL], [], [], [Channel.EMAIL], [], [Channel.EMAIL]]
    world.until_idle()
    messages = [one for one in world.outbox(Channel.EMAIL) if one["subject"] == "We have an answer from you"]
    assert sorted(one["to"] for one in messages) == sorted(str(one.email) for one in (by_email, couple[1], declined))
    assert all("please call" in one["text"] and 'lang="en"' in one["html"] for one in messages)


def test_a_number_that_does_not_exist_is_passed_over(world: World) -> None:
    person = world.people[0]
    failed = {"delivery_status": DeliveryStatus.FAILED, "fail_reason": FailReason.BAD_ADDRESS}
    with world.database.writing() as session:
        session.execute(update(Delivery).values(**failed))
    sent(world, person, Choice.KEEP)
    settle(world)
    assert acknowledgements(world) == [], "the campaign has no other channel"


@pytest.mark.parametrize("status", [CampaignStatus.CLOSED, CampaignStatus.CANCELLED])
def test_nothing_is_said_once_the_campaign_is_over(world: World, status: CampaignStatus) -> None:
    sent(world, world.people[0], Choice.KEEP)
    with world.database.writing() as session:
        session.execute(update(Campaign).values(campaign_status=status))
    assert settle(world) == 1
    assert acknowledgements(world) == []


def test_in_a_pause_it_waits(world: World) -> None:
    sent(world, world.people[0], Choice.KEEP)
    with world.database.writing() as session:
        session.execute(update(Campaign).values(campaign_status=CampaignStatus.PAUSED))
    settle(world)
    world.until_idle()
    assert [row.delivery_status for row in acknowledgements(world)] == [DeliveryStatus.PLANNED]


def test_what_is_no_answer_and_what_the_practice_concludes_are_followed_by_none(world: World) -> None:
    person = world.people[0]
    texted(world, "what is this", person.mobile)
    tried(world, person, choice=Choice.AGREE, sitting="ONE")
    tried(world, person, RIGHT_DAY, choice=Choice.AGREE, sitting="OTHER")
    world.later(hours=2)
    settle(world)
    for review in [one for one in rows(world, Review) if one.closed_at is None]:
        with world.database.writing() as session:
            reviews.close_review(session, review.id, world.staff(Role.RECEPTION), Choice.KEEP, "asked", world.now)
    settle(world)
    texted(world, "STOP", person.mobile)
    settle(world)
    assert acknowledgements(world) == []


def test_whoever_answers_a_hundred_times_floods_nobody(world: World) -> None:
    """Each is sent before the next answer comes, and there are only so many a day."""
    person = world.people[0]
    for _ in range(20):
        sent(world, person, Choice.KEEP, sitting=access_codes.new_reference())
        settle(world)
        settle(world)
        world.until_idle()
        world.later(minutes=10)
    assert len(acknowledgements(world)) == MOST_A_DAY
    world.later(days=1)
    sent(world, person, Choice.KEEP, sitting=access_codes.new_reference())
    settle(world)
    assert len(acknowledgements(world)) == MOST_A_DAY + 1


def test_one_that_waits_for_the_morning_says_it_for_all(world: World) -> None:
    for choice in (Choice.KEEP, Choice.UNSURE, Choice.KEEP):
        sent(world, world.people[0], choice)
        settle(world)
    assert [row.delivery_status for row in acknowledgements(world)] == [DeliveryStatus.PLANNED]


def test_no_text_says_it_at_night(sqlite_database: Database, tmp_path: Path, now: datetime) -> None:
    world = World(sqlite_database, tmp_path, now.replace(hour=12), quiet_hours="18:00-08:00")
    person = told(world)
    world.later(hours=10)
    sent(world, person, Choice.KEEP)
    settle(world)
    world.until_idle()
    assert [row.delivery_status for row in acknowledgements(world)] == [DeliveryStatus.PLANNED]
    world.later(hours=11)
    world.until_idle()
    assert [row.delivery_status for row in acknowledgements(world)] == [DeliveryStatus.DELIVERED]


def test_a_campaign_from_before_there_was_a_text_for_all_answers_keep_by_text_alone(world: World) -> None:
    """Only what was approved goes out."""
    person = world.people[0]
    with world.database.writing() as session:
        own = session.execute(
            delete(CampaignText).where(CampaignText.part == ANSWERED).returning(CampaignText)
        ).scalar_one()
        kept = {
            column.name: getattr(own, column.name) for column in CampaignText.__table__.columns if column.name != "id"
        }
        session.execute(
            insert(CampaignText), kept | {"part": KEPT_BY_TEXT, "body": "You asked us to keep it. {{ link }}"}
        )
    sent(world, person, Choice.UNSURE)
    by_staff(world, person, Choice.KEEP, Source.PHONE)
    settle(world)
    assert acknowledgements(world) == []
    texted(world, "KEEP", person.mobile)
    settle(world)
    world.until_idle()
    *_, message = world.outbox(Channel.SMS)
    assert message["body"].startswith("You asked us to keep it. ")


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
