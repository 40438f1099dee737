"""A claimed letter is for the patient as the record has them, and names the very texts that it is made from."""

from datetime import date, datetime
from pathlib import Path

import pytest
from sqlalchemy import select

from notifier.campaigns import lifecycle
from notifier.delivery import planning
from notifier.messages.addressee import Addressee
from notifier.patients.list_import.records import Person
from notifier.store.database import Database
from notifier.store.tables import CampaignText, Link
from notifier.vocabulary import CampaignStatus, Channel, DeliveryStatus, FailReason, Wave, WrittenFormat
from tests.notifier.own_presets import own_preset
from tests.notifier.planning_steps import NOTICE_DAYS, happens, launch
from tests.notifier.provider_stand_in import StandIn, claim, delivery_sender, plan
from tests.world import World

PROMISED = date(2026, 12, 21)  # to whom was told on 23 November


@pytest.fixture
def world(sqlite_database: Database, tmp_path: Path, now: datetime) -> World:
    return World(sqlite_database, tmp_path, now)


def test_each_letter_is_made_from_the_texts_of_its_own_language_and_format(
    sqlite_database: Database, tmp_path: Path, now: datetime
) -> None:
    world = World(sqlite_database, tmp_path, now)
    verbally = "Requires information verbally"
    polish, listener = world.person(language="Polish"), world.person(language="Urdu", accessible_format=verbally)
    easy = world.person(accessible_format="Requires information in Easy read")
    world.import_people(polish, listener, easy)
    world.campaign(preset=own_preset(world.settings.presets, "pl"), channels=(Channel.LETTER,))
    with world.database.writing() as session:  # without a preview, for it would lay out every letter
        campaign = lifecycle.get_campaign(session, world.practice_id, world.campaign_id)
        campaign.campaign_status, campaign.launched_at = CampaignStatus.RUNNING, now
    plan(world)
    with delivery_sender(world, StandIn()) as own:
        to = {job.addressee.family_name: job.addressee for job in claim(world, own, Channel.LETTER) if job.addressee}
    assert (to[polish.family_name].language, to[polish.family_name].written_format) == ("pl", WrittenFormat.STANDARD)
    content = to[listener.family_name]
    assert (content.language, content.written_format, content.format_recorded) == ("ur", WrittenFormat.AUDIO, verbally)
    assert content.is_sample
    assert not content.by_hand
    assert {person.family_name: texts_of(world, person.nhs_number) for person in (polish, listener, easy)} == {
        polish.family_name: {("pl", "letter"), ("pl", "letter_words"), ("pl", "reason")},
        listener.family_name: {("en", "letter"), ("en", "letter_words"), ("en", "reason")},
        easy.family_name: {("en", "letter_easy"), ("en", "letter_words"), ("en", "reason")},
    }


@pytest.mark.parametrize("became", [DeliveryStatus.ACCEPTED, DeliveryStatus.UNKNOWN, DeliveryStatus.FAILED])
def test_a_reminder_of_a_text_that_never_surely_arrived_grants_the_whole_period(
    world: World, became: DeliveryStatus
) -> None:
    """A text may be the first that the patient reads: half of the period would be gone by then."""
    person = world.person()
    launch(world, person, channels=(Channel.SMS,))
    reason = FailReason.UNREACHABLE if became is DeliveryStatus.FAILED else None
    happens(world, person, Channel.SMS, became, deadline_on=PROMISED, fail_reason=reason)
    assert reminder(world, person, Channel.SMS).deadline_on == date(2027, 1, 4)
    assert (world.deliveries(person.nhs_number)[-1].deadline_on, on_the_page(world)) == (date(2027, 1, 4),) * 2


def test_a_reminder_of_a_letter_that_was_posted_repeats_its_date(world: World) -> None:
    person = world.person(mobile=None, email=None)
    launch(world, person, channels=(Channel.LETTER,))
    happens(world, person, Channel.LETTER, DeliveryStatus.ACCEPTED, deadline_on=PROMISED, posted_at=world.now)
    assert reminder(world, person, Channel.LETTER).deadline_on == PROMISED
    assert (world.deliveries(person.nhs_number)[-1].deadline_on, on_the_page(world)) == (PROMISED, PROMISED)


def test_a_reminder_of_a_letter_that_was_printed_and_not_posted_grants_the_whole_period(world: World) -> None:
    person = world.person(mobile=None, email=None)
    launch(world, person, channels=(Channel.LETTER,))
    happens(world, person, Channel.LETTER, DeliveryStatus.ACCEPTED, deadline_on=PROMISED)
    assert reminder(world, person, Channel.LETTER).deadline_on == date(2027, 1, 4)


def reminder(world: World, person: Person, channel: Channel) -> Addressee:
    """Half way to the deadline, what the reminder says to a patient."""
    world.later(days=NOTICE_DAYS // 2)
    assert planning.advance(world.database, world.campaign_id, world.keys, world.now).reminders == 1
    with delivery_sender(world, StandIn()) as own:
        (job,) = claim(world, own, channel)
    assert job.wave is Wave.REMINDER
    assert job.addressee is not None
    assert job.addressee.reminder
    return job.addressee


def on_the_page(world: World) -> date:
    """The last day that the patient's page states."""
    with world.database.reading() as session:
        return session.execute(select(Link.deadline_on)).scalar_one()


def texts_of(world: World, nhs_number: str) -> set[tuple[str, str]]:
    """The language and part of every text that a patient's one delivery is on record as made from."""
    (row,) = world.deliveries(nhs_number)
    query = select(CampaignText.language, CampaignText.part).where(CampaignText.id.in_(row.text_ids or []))
    with world.database.reading() as session:
        return {(language, part) for language, part in session.execute(query)}
