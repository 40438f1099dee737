"""A claimed letter is for the patient as the record has them, and names the very texts that it is made from."""

from datetime import datetime
from pathlib import Path

from sqlalchemy import select

from notifier.campaigns import lifecycle
from notifier.store.database import Database
from notifier.store.tables import CampaignText
from notifier.vocabulary import CampaignStatus, Channel, WrittenFormat
from tests.notifier.own_presets import own_preset
from tests.notifier.provider_stand_in import StandIn, claim, delivery_sender, plan
from tests.world import World


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
        polish.family_name: {("pl", "letter"), ("pl", "letter_words")},
        listener.family_name: {("en", "letter"), ("en", "letter_words")},
        easy.family_name: {("en", "letter_easy"), ("en", "letter_words")},
    }


def texts_of(world: World, nhs_number: str) -> set[tuple[str, str]]:
    """The language and part of every text that a patient's one delivery is on record as made from."""
    (row,) = world.deliveries(nhs_number)
    query = select(CampaignText.language, CampaignText.part).where(CampaignText.id.in_(row.text_ids or []))
    with world.database.reading() as session:
        return {(language, part) for language, part in session.execute(query)}
