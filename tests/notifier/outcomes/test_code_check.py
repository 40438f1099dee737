"""An export made after the coding shows who was coded by mistake, who still waits, and who cannot be told."""

from dataclasses import replace
from datetime import date, datetime
from pathlib import Path

import pytest

from notifier.campaigns import lifecycle
from notifier.outcomes import code_check
from notifier.outcomes.code_check import CodeCheck
from notifier.patients.list_import.records import CodeEntry, ListReport, Person, Refusal
from notifier.store.database import Database
from notifier.vocabulary import Choice
from tests.world import World, list_of

CODED = (CodeEntry("9Ndo", date(2027, 2, 1)),)


@pytest.fixture
def world(database: Database, tmp_path: Path, now: datetime) -> World:
    return World(database, tmp_path, now)


def test_it_tells_who_was_coded_rightly_wrongly_and_not_yet(world: World) -> None:
    silent, waiting, gone, objector, before = (world.person() for _ in range(5))
    before = replace(before, codes=CODED)
    world.import_people(silent, waiting, gone, objector, before)
    world.launched()
    world.until_idle()
    world.answer(objector, Choice.KEEP)
    world.later(days=60)
    found = reconciled(world, replace(silent, codes=CODED), waiting, replace(objector, codes=CODED), before)
    assert numbers(found) == {
        "wrongly_coded": [objector.nhs_number],
        "coded": [silent.nhs_number],
        "still_to_code": [waiting.nhs_number],
        "not_in_export": [gone.nhs_number],
        "not_readable": [],
    }


def test_of_whose_code_cannot_be_read_nobody_says_that_they_have_none(world: World) -> None:
    silent, objector, refused = (world.person() for _ in range(3))
    world.import_people(silent, objector, refused)
    world.launched()
    world.until_idle()
    world.answer(objector, Choice.KEEP)
    world.later(days=60)
    mangled = ("code mangled by a spreadsheet: 4.16308E+08",)
    report = list_of(replace(silent, doubts=mangled), replace(objector, doubts=mangled))
    bad_row = Refusal((4,), "date of birth unreadable", "Date of Birth", "", "", refused.nhs_number, in_doubt=False)
    found = numbers(checked(world, replace(report, refused=(bad_row,))))
    assert set(found["not_readable"]) == {silent.nhs_number, objector.nhs_number, refused.nhs_number}
    assert found["still_to_code"] == found["not_in_export"] == []


def test_a_code_before_the_period_has_run_is_a_mistake(world: World) -> None:
    person = world.person()
    world.import_people(person)
    world.launched()
    world.until_idle()
    assert numbers(reconciled(world, replace(person, codes=CODED)))["wrongly_coded"] == [person.nhs_number]


def reconciled(world: World, *people: Person) -> CodeCheck:
    return checked(world, list_of(*people))


def checked(world: World, report: ListReport) -> CodeCheck:
    with world.database.reading() as session:
        campaign = lifecycle.get_campaign(session, world.practice_id, world.campaign_id)
        return code_check.check_codes(session, campaign, report, world.now)


def numbers(found: CodeCheck) -> dict[str, list[str]]:
    return {name: [one.nhs_number for one in getattr(found, name)] for name in found.__dataclass_fields__}
