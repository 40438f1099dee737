"""A campaign speaks the languages of its preset, and whoever approves it approves all of them."""

from datetime import datetime
from pathlib import Path

import pytest

from notifier.campaigns import editing, lifecycle
from notifier.errors import NotAllowed, RenderFault, ValueRefused
from notifier.store.database import Database
from notifier.vocabulary import Role
from tests.notifier.own_presets import own_preset
from tests.world import World


@pytest.fixture
def world(sqlite_database: Database, tmp_path: Path, now: datetime) -> World:
    """With a draft in English and Polish."""
    return drafted(sqlite_database, tmp_path, now)


def test_a_draft_has_the_texts_of_every_language_of_its_preset(
    database: Database, tmp_path: Path, now: datetime
) -> None:
    world = drafted(database, tmp_path, now)
    with world.database.reading() as session:
        assert lifecycle.campaign_languages(session, world.campaign_id) == ["en", "pl"]
        assert lifecycle.current_texts(session, world.campaign_id, "pl").keys() == {
            "letter",
            "letter_words",
            "reason",
            "translation",
        }
    edit(world, "<p>Inaczej</p>", "letter", language="pl")
    with world.database.reading() as session:
        texts = lifecycle.texts_by_language(session, world.campaign_id)
        assert (texts["pl"]["letter"].body, texts["pl"]["letter"].version) == ("<p>Inaczej</p>", 2)
        assert texts["en"]["letter"].version == 1


def test_a_changed_translation_needs_another_preview(world: World) -> None:
    world.preview()
    edit(world, "<p>Inaczej</p>", "letter", language="pl")
    with pytest.raises(NotAllowed, match="preview it again"):
        world.approve()


def test_a_language_without_texts_cannot_be_edited(world: World) -> None:
    with pytest.raises(ValueRefused, match="it has: en, pl"):
        edit(world, "words", "letter", language="ro")
    with pytest.raises(ValueRefused, match="no part 'translation'"):
        edit(world, "words", "translation")


@pytest.mark.parametrize(("part", "language"), [("letter_words", "en"), ("reason", "en"), ("translation", "pl")])
def test_a_table_that_cannot_be_read_is_refused_at_once(world: World, part: str, language: str) -> None:
    with pytest.raises(RenderFault):
        edit(world, "direction = 7", part, language=language)


def drafted(database: Database, folder: Path, now: datetime) -> World:
    world = World(database, folder, now)
    world.import_people(world.person())
    world.campaign(preset=own_preset(world.settings.presets, "pl"))
    return world


def edit(world: World, body: str, part: str, language: str = "en") -> None:
    with world.database.writing() as session:
        editing.edit_text(session, world.campaign_id, part, body, world.staff(Role.MANAGER), world.now, language)
