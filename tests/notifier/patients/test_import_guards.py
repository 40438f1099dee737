"""An import that would move much at once, or go back to an older list, stops until a person says that it is right."""

from collections.abc import Mapping
from dataclasses import replace
from datetime import date, datetime
from pathlib import Path

import pytest

from notifier.campaigns import presets
from notifier.contacts import PostalAddress
from notifier.errors import NotAllowed
from notifier.patients.import_guards import ImportChoices, ListSource
from notifier.patients.list_age import BY_FILE, BY_NAME, NO_AGE, ListAge
from notifier.patients.list_import.records import Person
from notifier.patients.register import Delta, register
from notifier.practice import practices
from notifier.store.database import Database
from notifier.store.tables import PatientList
from notifier.vocabulary import ChangeKind, Role
from tests.world import World, list_of, rows_of

NEW_HOME = PostalAddress(("9 New Road",), "GU17 9XX")


@pytest.fixture
def world(sqlite_database: Database, tmp_path: Path, now: datetime) -> World:
    """A practice with a hundred and ten patients."""
    world = World(sqlite_database, tmp_path, now)
    world.import_people(*(world.person() for _ in range(110)))
    return world


def test_a_list_by_which_most_are_gone_or_dead_is_stopped(world: World) -> None:
    gone = [replace(one, left=True) for one in world.people]
    with pytest.raises(NotAllowed, match="0 of 110 patients are missing from this list and 110 more have left"):
        world.import_people(*gone)
    dead = [replace(one, deceased=True) for one in world.people]
    with pytest.raises(NotAllowed, match=r"110 of 110 patients have died .*--expect died"):
        world.import_people(*dead)
    half = [replace(one, deceased=index % 2 == 0, left=True) for index, one in enumerate(world.people[:30])]
    with pytest.raises(NotAllowed, match="--expect left --expect died"):
        world.import_people(*half, *world.people[30:])
    assert world.import_people(*dead, expected=(ChangeKind.DIED,)).counts["died"] == 110


def test_a_list_with_the_patients_of_another_practice_is_stopped(world: World) -> None:
    everybody = [*world.people, *(world.person() for _ in range(110))]
    with pytest.raises(NotAllowed, match=r"110 of 220 people are new: is this the right list\?.*--expect joined"):
        world.import_people(*everybody)
    assert world.import_people(*everybody, expected=(ChangeKind.JOINED,)).counts["joined"] == 110


def test_a_list_with_its_columns_mixed_up_is_stopped(world: World) -> None:
    mixed = [replace(one, given_name=one.family_name, family_name=one.given_name) for one in world.people]
    with pytest.raises(NotAllowed, match=r"110 of 110 patients have another name .*--expect changed"):
        world.import_people(*mixed)
    assert world.import_people(*mixed, expected=(ChangeKind.CHANGED,)).counts["changed"] == 110


def test_a_list_that_gives_every_number_to_somebody_else_is_stopped(world: World) -> None:
    others = [stranger(one) for one in world.people]
    with pytest.raises(NotAllowed, match="110 of 110 patients have another name"):
        world.import_people(*others)


def test_new_addresses_and_capitals_are_nothing_to_stop_for(world: World) -> None:
    moved = [
        replace(
            one, family_name=one.family_name.upper(), mobile=None, address=PostalAddress(("9 New Road",), "GU17 9XX")
        )
        for one in world.people
    ]
    assert world.import_people(*moved).counts["changed"] == 110


def test_several_reasons_are_said_at_once_and_only_what_was_said_is_let_through(world: World) -> None:
    other = [world.person() for _ in range(110)]
    with pytest.raises(NotAllowed, match=r"110 of 110 patients are missing.*110 of 110 people are new") as refused:
        world.import_people(*other)
    assert str(refused.value).endswith("import it with --expect left --expect joined")
    with pytest.raises(NotAllowed, match="import it with --expect joined"):
        world.import_people(*other, expected=(ChangeKind.LEFT,))
    assert world.import_people(*other, expected=(ChangeKind.LEFT, ChangeKind.JOINED)).counts["joined"] == 110


def test_a_small_practice_may_gain_a_few_and_a_first_list_may_be_long(
    sqlite_database: Database, tmp_path: Path, now: datetime
) -> None:
    world = World(sqlite_database, tmp_path, now, practice="Tiny Surgery")
    assert world.import_people(*(world.person() for _ in range(5))).counts["joined"] == 5
    assert world.import_people(*world.people, *(world.person() for _ in range(20))).counts["joined"] == 20


# --- older lists ---


def test_a_list_that_was_imported_before_the_last_one_is_refused(world: World) -> None:
    week1 = [*world.people]
    imported(world, *week1[1:])
    world.later(days=7)
    with pytest.raises(NotAllowed, match=r"this very list was imported on .* newer.*--expect older"):
        imported(world, *week1)
    assert imported(world, *week1, choices=ImportChoices(may_be_older=True)).counts["returned"] == 1


def test_the_last_list_again_is_no_older_one(world: World) -> None:
    assert imported(world, *world.people).counts["unchanged"] == 110


@pytest.mark.parametrize("told_by", [BY_NAME, BY_FILE])
def test_a_list_of_an_earlier_day_is_refused(world: World, told_by: str) -> None:
    imported(world, *world.people[1:], age=ListAge(date(2026, 11, 20), told_by))
    with pytest.raises(NotAllowed, match=f"by its {told_by} this list is of 13 November 2026, .* of 20 November 2026"):
        imported(world, *world.people[2:], age=ListAge(date(2026, 11, 13), told_by))
    assert imported(world, *world.people[2:], age=ListAge(date(2026, 11, 20), told_by)).counts["left"] == 1
    with world.database.reading() as session:
        assert [row.made_on for row in rows_of(session, PatientList)] == [None, *[date(2026, 11, 20)] * 2]


def test_a_name_is_not_compared_with_the_time_of_a_file(world: World) -> None:
    imported(world, *world.people[1:], age=ListAge(date(2026, 11, 20), BY_FILE))
    assert imported(world, *world.people[2:], age=ListAge(date(2026, 11, 13), BY_NAME)).counts["left"] == 1


# --- whose list ---


def test_a_list_of_another_practices_rows_is_refused_even_as_the_first(
    sqlite_database: Database, tmp_path: Path, now: datetime
) -> None:
    world = World(sqlite_database, tmp_path, now, practice="Tiny Surgery")
    ada = world.person()
    with world.database.reading() as session:
        (own,) = practices.ods_codes(session)
    with pytest.raises(
        NotAllowed, match=f"90 of 100 rows are of the practice B23456, .* that of {own}.*--expect other"
    ):
        imported(world, ada, organisations={own: 10, "B23456": 90})
    assert imported(world, ada, organisations={own: 60, "B23456": 40}).counts["joined"] == 1
    choices = ImportChoices(other_code=True)
    assert imported(world, ada, choices=choices, organisations={"B23456": 90}).counts["unchanged"] == 1


def imported(
    world: World,
    *people: Person,
    choices: ImportChoices | None = None,
    age: ListAge = NO_AGE,
    organisations: Mapping[str, int] | None = None,
) -> Delta:
    """Import a list as the command does, which asks how old it is."""
    codes = presets.codes_read(world.settings.presets)
    manager = world.staff(Role.MANAGER)
    with world.database.writing() as session:
        return register(
            session,
            list_of(*people),
            manager,
            world.keys,
            codes,
            world.now,
            choices or ImportChoices(),
            ListSource(age, organisations or {}),
        )


def stranger(person: Person) -> Person:
    """Somebody else under a person's number."""
    address = PostalAddress(("99 Other Road",), "GU46 7AB")
    return replace(
        person, given_name="Bob", family_name="Stranger", date_of_birth=date(1955, 9, 9), address=address, mobile=None
    )
