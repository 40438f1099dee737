"""Whose letter cannot be made is known before a launch, with the character and the way on."""

from datetime import datetime
from functools import partial
from pathlib import Path

import pytest

from notifier.contacts import PostalAddress
from notifier.preview.letter_troubles import TroubledLetter, troubles_of_last_preview
from notifier.preview.rehearsal import Rehearsal, rehearse_launch
from notifier.providers.base import CarriedChannels
from notifier.store.database import Database
from notifier.vocabulary import Channel, SkipReason
from tests.world import World, load_stationery

pytestmark = pytest.mark.usefixtures("letters_laid_out_once")

NO_FONT_HAS = "\U00030001"
ENDLESS = PostalAddress((f"{'W' * 80} House", "BLACKWATER"), "GU17 9XX")


def with_troubles(world: World) -> None:
    """Four whom a letter may tell and whose letter cannot be made, among others."""
    by_post = partial(world.person, mobile=None, email=None, given_name="Ada")
    world.import_people(
        by_post(),
        by_post(family_name=NO_FONT_HAS),
        by_post(given_name="小明", family_name="王"),
        by_post(family_name="Test", address=ENDLESS),
        by_post(family_name="Test", address=PostalAddress((f"1 {NO_FONT_HAS} Road",), "GU17 9XX")),
        by_post(address=PostalAddress((), "")),
        by_post(family_name=NO_FONT_HAS, accessible_format="Braille"),
        world.person(given_name="Ada", family_name=f"{NO_FONT_HAS}-Later"),
        world.person(family_name=NO_FONT_HAS, deceased=True),
    )
    world.campaign(channels=(Channel.SMS, Channel.EMAIL, Channel.LETTER))


def rehearsed(world: World, *, with_letters: bool) -> Rehearsal:
    everywhere = CarriedChannels(frozenset(Channel), frozenset(Channel))
    load = load_stationery if with_letters else None
    with world.database.reading() as session:
        return rehearse_launch(
            session, world.settings, world.practice_id, world.campaign_id, everywhere, load, world.now
        )


def why(found: TroubledLetter) -> str:
    return found.why.partition(",")[0].partition(".")[0]


def test_a_preview_names_every_letter_that_cannot_be_made_and_keeps_them(
    database: Database, tmp_path: Path, now: datetime
) -> None:
    world = World(database, tmp_path, now)
    with_troubles(world)
    seen = world.preview()
    assert [(one.full_name, why(one)) for one in seen.troubled] == [
        (f"Mx Ada {NO_FONT_HAS}", "There is no shape for U+30001 CJK UNIFIED IDEOGRAPH-30001"),
        ("Mx Ada Test", "A word of the address is too long for the window: hand the letter out at the desk"),
        ("Mx Ada Test", "The address has U+30001 CJK UNIFIED IDEOGRAPH-30001"),
        (f"Mx Ada {NO_FONT_HAS}-Later", "There is no shape for U+30001 CJK UNIFIED IDEOGRAPH-30001"),
    ]
    assert seen.counts["letters_not_made"] == 4
    with database.reading() as session:
        assert troubles_of_last_preview(session, world.campaign_id) == list(seen.troubled)


def test_a_rehearsal_finds_them_anew_or_says_what_the_preview_found(
    sqlite_database: Database, tmp_path: Path, now: datetime
) -> None:
    world = World(sqlite_database, tmp_path, now)
    with_troubles(world)
    assert rehearsed(world, with_letters=False).troubled == []
    fresh = rehearsed(world, with_letters=True)
    assert len(fresh.troubled) == 4
    assert any("4 letters" in warning for warning in fresh.warnings)
    world.preview()
    assert rehearsed(world, with_letters=False).troubled == fresh.troubled


def test_what_is_foretold_is_what_the_run_then_cannot_make(
    sqlite_database: Database, tmp_path: Path, now: datetime
) -> None:
    world = World(sqlite_database, tmp_path, now)
    people = [
        world.person(mobile=None, email=None, family_name=NO_FONT_HAS),
        world.person(mobile=None, email=None, given_name="អ៊ុក", family_name="Ậ̀ Stacḳ̂"),
        world.person(mobile=None, email=None),
    ]
    world.import_people(*people)
    world.campaign(channels=(Channel.LETTER,))
    (foretold,) = world.preview().troubled
    assert foretold.patient_id == world.patient_id(people[0].nhs_number)
    assert SkipReason.UNMAILABLE not in rehearsed(world, with_letters=True).census.not_told
