"""The words of the patient's page are complete, and are published as versions with no patient in them."""

import re
import shutil
from datetime import datetime
from pathlib import Path
from typing import Any

import pytest

from notifier.campaigns import editing, lifecycle, presets, published_pages
from notifier.campaigns.published_pages import PageSource, PageWords
from notifier.campaigns.reasons import parse_reason
from notifier.errors import RenderFault
from notifier.patients.list_import.records import Person
from notifier.store.database import Database
from notifier.store.tables import Practice, PublishedPage
from notifier.vocabulary import Role
from tests.notifier.own_presets import own_preset, record
from tests.world import World, rows_of

ISSUED = "4000000004"  # a number that the NHS could have issued makes a practice a real one
VIEWS = ("guardian", "other")
NEEDED = [name for name, word in PageWords.model_fields.items() if word.is_required()]


@pytest.fixture
def source() -> str:
    """A page's text as it is shipped."""
    return presets.preset_texts("scr", Path("/nowhere"), "en")["page"]


# --- the words ---


def test_the_words_are_read_from_the_text(source: str) -> None:
    words = published_pages.parse_page_words(source)
    assert words.keep_label != words.agree_label
    assert [name for name, word in words.model_dump().items() if not word] == ["why"], "which only the practice knows"


def test_the_practices_reason_stands_on_the_page_also_for_parents(source: str) -> None:
    own = parse_reason('reason = "It is our reason."\nsigned_by = "Dr Robin Test"\nsigned_role = "GP partner"\n')
    words = published_pages.parse_page_words(source, own)
    assert (words.why, words.guardian["why"]) == ("It is our reason.", "It is our reason.")
    for_parents = published_pages.parse_page_words(source, parse_reason(f'{own.source()}reason_guardian = "For them."'))
    assert (for_parents.why, for_parents.guardian["why"]) == ("It is our reason.", "For them.")
    assert for_parents.guardian["title"] == words.guardian["title"]


@pytest.mark.parametrize("name", NEEDED)
def test_a_missing_word_is_named(source: str, name: str) -> None:
    with pytest.raises(RenderFault, match=name):
        published_pages.parse_page_words(re.sub(rf"(?m)^{name} =", f"{name}_misspelt =", source, count=1))


@pytest.mark.parametrize("name", ["unsure_hint =", "[extent]", "[guardian]", "[other]"])
def test_what_may_be_left_out_may_not_be_misspelt(source: str, name: str) -> None:
    misspelt = source.replace(name, name.replace(" =", "y =").replace("]", "s]"), 1)
    assert misspelt != source
    with pytest.raises(RenderFault, match=r"unsure_hint|extent|guardian|other"):
        published_pages.parse_page_words(misspelt)


@pytest.mark.parametrize("broken", ['title = "', 'title = ""', "title = 7"])
def test_words_that_cannot_be_shown_are_refused(broken: str) -> None:
    with pytest.raises(RenderFault):
        published_pages.parse_page_words(broken)


@pytest.mark.parametrize("view", VIEWS)
@pytest.mark.parametrize(
    "replacing", ['titel = "x"', 'title = ["x"]', 'meaning = "x"', 'guardian = "x"', 'extent = "x"', "title = 7"]
)
def test_what_replaces_nothing_is_refused(source: str, view: str, replacing: str) -> None:
    own = source.partition("[extent]")[0]
    with pytest.raises(RenderFault, match=view):
        published_pages.parse_page_words(f"{own}[{view}]\n{replacing}\n")
    assert published_pages.parse_page_words(f'{own}[{view}]\ntitle = "x"\nmeaning = ["x"]\n').title != "x"


@pytest.mark.parametrize("view", VIEWS)
def test_nothing_is_replaced_by_nothing(source: str, view: str) -> None:
    with pytest.raises(RenderFault):
        published_pages.parse_page_words(source.partition("[extent]")[0] + f'[{view}]\ntitle = ""\n')


# --- what is published ---


def test_the_launch_publishes_the_words_and_how_to_reach_the_practice(
    database: Database, tmp_path: Path, now: datetime
) -> None:
    world = World(database, tmp_path, now)
    with database.writing() as session:
        practice = session.get_one(Practice, world.practice_id)
        practice.address, practice.hours = ["1 High Street", "Blackwater"], "8 to 6"
        practice.email, practice.privacy_url = "hello@example.com", "https://example.com/privacy"
    person = world.person()
    world.import_people(person)
    world.launched()
    words = published(world)["en"]
    assert {name: words[name] for name in words if name.startswith(("practice", "privacy", "campaign", "text_"))} == {
        "practice_name": "Riverside Surgery",
        "practice_phone": "01632 960123",
        "practice_address": "1 High Street, Blackwater",
        "practice_hours": "8 to 6",
        "practice_email": "hello@example.com",
        "privacy_url": "https://example.com/privacy",
        "text_number": "",
        "campaign_status": "running",
    }
    assert words["keep_label"] == published_pages.parse_page_words(_text(world)).keep_label
    assert (words["asks_extent"], words["direction"], words["language"]) == (False, "ltr", "en")
    assert person.family_name not in str(words)


def test_publishing_again_is_a_new_version_with_what_is_so_now(each_told_world: World) -> None:
    with each_told_world.database.writing() as session:
        campaign = lifecycle.get_campaign(session, each_told_world.practice_id, each_told_world.campaign_id)
        campaign.preset_data = campaign.preset_data | {"asks_extent": True}
        session.get_one(Practice, each_told_world.practice_id).hours = "8 to 6"
        sources = {code: PageSource(_text(each_told_world), way, None) for code, way in (("en", "ltr"), ("ur", "rtl"))}
        published_pages.publish(session, campaign, sources, "07700 900111", each_told_world.now)
        rows = [(row.language, row.version) for row in rows_of(session, PublishedPage)]
    assert rows[-2:] == [("en", 2), ("ur", 2 if ("ur", 1) in rows else 1)]
    words = published(each_told_world)["en"]
    assert (words["text_number"], words["practice_hours"], words["asks_extent"]) == ("07700 900111", "8 to 6", True)
    assert published(each_told_world)["ur"]["direction"] == "rtl"


@pytest.mark.parametrize("end", [lifecycle.close_campaign, lifecycle.cancel_campaign])
def test_the_end_of_a_campaign_is_published_with_the_same_words(told_world: World, end: Any) -> None:
    before = published(told_world)
    with told_world.database.writing() as session:
        end(session, told_world.campaign_id, told_world.staff(Role.MANAGER), told_world.now)
        versions = [row.version for row in rows_of(session, PublishedPage) if row.language == "en"]
    after = published(told_world)
    status = {"campaign_status": "closed" if end is lifecycle.close_campaign else "cancelled"}
    assert after == {language: words | status for language, words in before.items()}
    assert versions == [1, 2]


def test_a_draft_that_is_given_up_publishes_nothing(sqlite_database: Database, tmp_path: Path, now: datetime) -> None:
    world = World(sqlite_database, tmp_path, now)
    world.campaign()
    with sqlite_database.writing() as session:
        lifecycle.cancel_campaign(session, world.campaign_id, world.staff(Role.MANAGER), now)
    assert published(world) == {}


@pytest.mark.parametrize(
    ("patient", "reviewed_by", "languages"),
    [
        ({}, "", {"en", "pl"}),  # a sample list is shown the drafts of translations
        ({"nhs_number": ISSUED}, "", {"en"}),
        ({"nhs_number": ISSUED}, "Ala Test, translator", {"en", "pl"}),
    ],
)
def test_real_patients_are_shown_reviewed_words_alone(
    sqlite_database: Database,
    tmp_path: Path,
    now: datetime,
    patient: dict[str, Any],
    reviewed_by: str,
    languages: set[str],
) -> None:
    world = World(sqlite_database, tmp_path, now)
    folder = translated(world, reviewed_by)
    (folder / "pl" / "letter.toml").write_text(
        (folder / "pl" / "letter.toml").read_text(encoding="utf-8").replace('"ltr"', '"rtl"'), encoding="utf-8"
    )
    launched_for(world, world.person(**patient))
    assert published(world).keys() == languages
    assert {words["direction"] for code, words in published(world).items() if code != "en"} <= {"rtl"}


def test_a_translation_that_was_changed_after_its_review_is_not_shown(
    sqlite_database: Database, tmp_path: Path, now: datetime
) -> None:
    world = World(sqlite_database, tmp_path, now)
    translated(world, "Ala Test, translator")
    launched_for(world, world.person(nhs_number=ISSUED), edited=("page", "pl"))
    assert published(world).keys() == {"en"}


def test_a_language_without_a_page_has_none(sqlite_database: Database, tmp_path: Path, now: datetime) -> None:
    world = World(sqlite_database, tmp_path, now)
    (translated(world, "") / "pl" / "page.toml").unlink()
    launched_for(world, world.person())
    assert published(world).keys() == {"en"}


def translated(world: World, reviewed_by: str) -> Path:
    """A preset in English and Polish, with a page in both."""
    folder = world.settings.presets / own_preset(world.settings.presets, "pl", reviewed_by=reviewed_by)
    shutil.copy(folder / "en" / "page.toml", folder / "pl")
    assert record(reviewed_by) == (folder / "pl" / "translation.toml").read_text(encoding="utf-8")
    return folder


def launched_for(world: World, person: Person, *, edited: tuple[str, str] | None = None) -> None:
    """Launch the preset's campaign, after a change of one part of the texts."""
    world.import_people(person)
    world.campaign(preset="local")
    if edited is not None:
        part, language = edited
        with world.database.writing() as session:
            body = lifecycle.current_texts(session, world.campaign_id, language)[part].body
            manager = world.staff(Role.MANAGER)
            editing.edit_text(session, world.campaign_id, part, f"{body}\n", manager, world.now, language)
    world.preview()
    world.sign()
    world.approve()
    world.launch()


def published(world: World) -> dict[str, dict[str, Any]]:
    with world.database.reading() as session:
        return published_pages.published(session, world.campaign_id)


def _text(world: World) -> str:
    with world.database.reading() as session:
        return lifecycle.current_texts(session, world.campaign_id)["page"].body
