"""The words of the patient's page are complete, and are published as versions with no patient in them."""

from datetime import datetime
from pathlib import Path

import pytest

from notifier import campaigns, pages, presets
from notifier.errors import RenderFault
from notifier.pages import PageWords
from notifier.store.database import Database
from notifier.store.models import PublishedPage
from tests.world import World, rows_of


@pytest.fixture
def source() -> str:
    """A page's text as it is shipped."""
    return presets.texts("scr", Path("/nowhere"), "en")["page"]


def test_the_words_are_read_from_the_text(source: str) -> None:
    words = pages.words(source)
    assert words.keep_label != words.agree_label
    assert all(words.model_dump().values())


@pytest.mark.parametrize("name", PageWords.model_fields)
def test_a_missing_word_is_named(source: str, name: str) -> None:
    with pytest.raises(RenderFault, match=name):
        pages.words(source.replace(f"{name} =", f"{name}_misspelt ="))


@pytest.mark.parametrize("broken", ['title = "', 'title = ""', "title = 7"])
def test_words_that_cannot_be_shown_are_refused(broken: str) -> None:
    with pytest.raises(RenderFault):
        pages.words(broken)


def test_the_launch_publishes_the_words_and_who_to_call(database: Database, tmp_path: Path, now: datetime) -> None:
    world = World(database, tmp_path, now)
    person = world.person()
    world.import_people(person)
    world.launched()
    with database.reading() as session:
        (page,) = rows_of(session, PublishedPage)
        assert (page.campaign_id, page.language, page.version) == (world.campaign_id, "en", 1)
        assert page.words["practice_name"] == "Riverside Surgery"
        assert page.words["practice_phone"] == "01632 960123"
        assert page.words["keep_label"] == pages.words(_text(world)).keep_label
        assert person.family_name not in str(page.words)


def test_publishing_again_is_a_new_version(sqlite_database: Database, tmp_path: Path, now: datetime) -> None:
    world = World(sqlite_database, tmp_path, now)
    world.import_people(world.person())
    world.launched()
    with sqlite_database.writing() as session:
        campaign = campaigns.get(session, world.practice_id, world.campaign_id)
        pages.publish(session, campaign, _text(world), "en", now)
        pages.publish(session, campaign, _text(world), "cy", now)
        published = [(page.language, page.version) for page in rows_of(session, PublishedPage)]
    assert published == [("en", 1), ("en", 2), ("cy", 1)]


def _text(world: World) -> str:
    with world.database.reading() as session:
        return campaigns.current_texts(session, world.campaign_id)["page"].body
