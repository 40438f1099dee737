"""Whoever looks at a campaign sees which translations somebody vouches for, who and since when, and what is missing."""

import pytest

from notifier.campaigns import check_list, editing, lifecycle
from notifier.campaigns.launch_checks import LaunchCheck, LaunchCheckName
from notifier.campaigns.translation_reviews import TranslationReview, translation_reviews
from notifier.store.database import Database
from notifier.vocabulary import CheckState, Role
from tests.world import OWN_REASON, Begin, World

REVIEWED = 'language = "Polski"\nreviewed_by = "Ewa Nowak"\nreviewed_on = 2026-11-02\npseudo = false\n'


@pytest.fixture
def world(begin: Begin, sqlite_database: Database) -> World:
    return begin(sqlite_database, World.campaign)


def edit(world: World, source: str, part: str) -> None:
    with world.database.writing() as session:
        editing.edit_text(session, world.campaign_id, part, source, world.staff(Role.MANAGER), world.now, language="pl")


def polish(world: World) -> TranslationReview:
    with world.database.reading() as session:
        return next(one for one in translation_reviews(session, world.campaign_id) if one.language == "pl")


def checked(world: World) -> LaunchCheck:
    with world.database.reading() as session:
        campaign = lifecycle.get_campaign(session, world.practice_id, world.campaign_id)
        checks = check_list.check_campaign(session, campaign, world.installed, None).checks
    return next(one for one in checks if one.name is LaunchCheckName.TRANSLATIONS)


def test_a_translation_counts_from_its_review_until_a_text_is_changed(world: World) -> None:
    assert (polish(world).is_usable, polish(world).reviewed_by) == (False, "")
    assert "a draft that only tries the layout out" in polish(world).hindrance
    assert checked(world).state is CheckState.ADVICE
    assert "Polish" in checked(world).sentence
    edit(world, REVIEWED, "translation")
    assert "does not give the practice’s reason" in polish(world).hindrance
    edit(world, OWN_REASON, "reason")
    assert "was changed after the review" in polish(world).hindrance
    edit(world, REVIEWED.replace("11-02", "11-03"), "translation")
    found = polish(world)
    assert (found.is_usable, found.reviewed_by, str(found.reviewed_on)) == (True, "Ewa Nowak", "2026-11-03")
    assert "Polish" not in checked(world).sentence
    edit(world, REVIEWED.replace("Ewa Nowak", " "), "translation")
    assert "Nobody who is named" in polish(world).hindrance
