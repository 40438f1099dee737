"""What campaigns under way would do because of a list, counted before anything is stored."""

from dataclasses import replace
from datetime import date, datetime
from pathlib import Path

from notifier.campaigns import presets
from notifier.contacts import PostalAddress
from notifier.delivery.import_effects import ImportEffects, import_effects
from notifier.patients.list_comparison import ListComparison, compare_list
from notifier.patients.list_import.records import CodeEntry, Person
from notifier.store.database import Database
from notifier.store.tables import Patient, PatientList
from notifier.vocabulary import CampaignStatus
from tests.notifier.planning_steps import launch, plan
from tests.world import World, list_of, rows_of, sample_number


def test_it_says_who_would_be_told_what_withdrawn_and_who_held(
    database: Database, tmp_path: Path, now: datetime
) -> None:
    world = World(database, tmp_path, now)
    ada, bob, cyd, dan, eve, fay = (world.person() for _ in range(6))
    launch(world, ada, bob, cyd, dan, eve, fay)
    plan(world)
    stranger = replace(
        dan,
        given_name="X",
        family_name="Y",
        date_of_birth=date(1955, 9, 9),
        address=PostalAddress(("99 Other Road",), "GU46 7AB"),
    )
    joiners = (
        world.person(),
        world.person(codes=(CodeEntry("9Ndn", None),)),
        replace(fay, nhs_number=sample_number(777)),
    )
    comparison, (effects,) = beside(
        world, ada, replace(bob, deceased=True), replace(cyd, mobile=None), stranger, *joiners, replace(eve, email=None)
    )
    assert effects == ImportEffects(
        world.campaign_id,
        "Summary Care Record 2026",
        CampaignStatus.RUNNING,
        told_anew=1,  # neither who consented expressly nor who is perhaps known
        withdrawn=4,  # dead, without a mobile, in doubt, gone
        held=3,  # dead, in doubt, gone
    )
    assert comparison.changed_details == {"identity": 0, "address": 0, "mobile": 1, "email": 1}
    assert {kind: number for kind, number in comparison.counts.items() if number} == {
        "joined": 3,
        "left": 1,
        "died": 1,
        "changed": 2,
        "unchanged": 1,
        "other_person": 1,
        "other_number": 1,
    }


def test_it_stores_nothing_and_a_campaign_that_is_over_does_nothing(
    database: Database, tmp_path: Path, now: datetime
) -> None:
    world = World(database, tmp_path, now)
    ada = world.person()
    world.import_people(ada)
    world.campaign()
    assert beside(world, world.person())[1] == []
    with database.reading() as session:
        assert len(rows_of(session, PatientList)) == len(rows_of(session, Patient)) == 1


def beside(world: World, *people: Person) -> tuple[ListComparison, list[ImportEffects]]:
    """A list beside what is on record."""
    codes = presets.codes_read(world.settings.presets)
    with world.database.reading() as session:
        comparison = compare_list(session, world.practice_id, list_of(*people), codes)
        return comparison, import_effects(session, world.practice_id, comparison)
