"""A list becomes the practice's patients; what it changed is told and kept, and a doubt holds the patient out."""

from concurrent.futures import ThreadPoolExecutor
from dataclasses import replace
from datetime import date, datetime, timedelta
from pathlib import Path
from typing import Any

import pytest

from notifier.campaigns import presets
from notifier.errors import NotAllowed
from notifier.patients.list_import.records import CodeEntry, Person
from notifier.patients.list_import.report import read_list
from notifier.patients.register import Delta, register
from notifier.store import audit
from notifier.store.database import Database
from notifier.store.tables import AuditEvent, Patient, PatientChange, PatientList
from notifier.vocabulary import ChangeKind, Choice, Doubt, HoldReason, Role
from tests.notifier.list_files import ONE, THREE, TWO, csv_text
from tests.world import World, list_of, rows_of


@pytest.fixture
def world(sqlite_database: Database, tmp_path: Path, now: datetime) -> World:
    """A practice without patients."""
    return World(sqlite_database, tmp_path, now)


def test_everybody_on_the_first_list_joins_with_all_that_it_says(
    database: Database, tmp_path: Path, now: datetime
) -> None:
    world = World(database, tmp_path, now)
    codes = CodeEntry("9Ndo", date(2020, 1, 2)), CodeEntry("9Ndn", None)
    ada = world.person(sms_declined=True, language="Polish", codes=codes)
    assert changes(world.import_people(ada, world.person())) == {"joined": 2}
    row = row_of(world, ada)
    assert (row.nhs_number, row.given_name, row.date_of_birth) == (ada.nhs_number, ada.given_name, ada.date_of_birth)
    assert (row.mobile, row.email, row.mailable) == (ada.mobile, ada.email, True)
    assert (row.address_lines, row.postcode) == (["1 Station Road", "Blackwater"], "GU17 9XX")
    assert (row.sms_declined, row.language) == (True, "Polish")
    assert row.codes == [["9Ndn", None], ["9Ndo", "2020-01-02"]], "a consent without a date holds them out as well"


def test_what_nobody_could_read_of_a_person_is_kept_as_far_as_the_table_holds_it(world: World) -> None:
    ada = world.person(doubts=("code mangled by a spreadsheet: 5.1E+14", "a term about consent " + "x" * 400))
    world.import_people(ada)
    assert row_of(world, ada).doubt.startswith("code mangled by a spreadsheet: 5.1E+14; a term about consent xxx")
    assert len(row_of(world, ada).doubt) == 300


def test_importing_it_again_changes_nothing(database: Database, tmp_path: Path, now: datetime) -> None:
    world = World(database, tmp_path, now)
    ada = world.person(codes=(CodeEntry("9Ndo", None), CodeEntry("9Ndn", date(2020, 1, 2))))
    bob = world.person()
    world.import_people(ada, bob)
    delta = world.import_people(bob, ada)
    assert delta.list_id is None
    assert changes(delta) == {"unchanged": 2}
    with database.reading() as session:
        assert len(rows_of(session, PatientList)) == 1
        assert not rows_of(session, PatientChange)
        imports = [event for event in rows_of(session, AuditEvent) if event.action == "list.imported"]
        assert len(imports) == 2, "that it was looked at stands in the chain all the same"


def test_what_changed_is_kept_with_what_was_there_before(database: Database, tmp_path: Path, now: datetime) -> None:
    world = World(database, tmp_path, now)
    ada = world.person(email=None)
    world.import_people(ada)
    moved = again(ada, email="new@example.com", date_of_birth=date(1980, 3, 13))
    delta = world.import_people(moved)
    assert changes(delta) == {"changed": 1}
    assert row_of(world, ada).email == "new@example.com"
    with database.reading() as session:
        (change,) = rows_of(session, PatientChange)
        assert (change.kind, change.list_id) == (ChangeKind.CHANGED, delta.list_id)
        assert change.before == {"email": None, "date_of_birth": "1980-03-31"}


def test_leaving_and_coming_back_are_told_apart_from_a_change(world: World) -> None:
    ada, bob = world.person(), world.person()
    world.import_people(ada, bob)
    assert changes(world.import_people(bob)) == {"left": 1, "unchanged": 1}
    assert row_of(world, ada).left
    assert changes(world.import_people(bob)) == {"unchanged": 1}, "who is gone does not leave again"
    assert changes(world.import_people(ada, bob)) == {"returned": 1, "unchanged": 1}
    assert not row_of(world, ada).left
    assert changes(world.import_people(again(ada, left=True), bob)) == {"left": 1, "unchanged": 1}


def test_a_death_is_told_as_one_whatever_else_changed(world: World) -> None:
    ada = world.person()
    world.import_people(ada)
    assert changes(world.import_people(again(ada, deceased=True, left=True, email=None))) == {"died": 1}
    assert row_of(world, ada).deceased


def test_who_left_is_held_at_once_and_free_again_on_return(world: World) -> None:
    ada, bob = world.person(), world.person()
    world.import_people(ada, bob)
    world.launched(notice_days=28)
    world.until_idle()
    world.later(days=29)
    assert world.outcome(ada.nhs_number).may_be_coded
    world.import_people(bob)
    assert world.outcome(ada.nhs_number).reason is HoldReason.LEFT
    world.import_people(ada, bob)
    assert world.outcome(ada.nhs_number).may_be_coded


def test_a_list_that_loses_more_than_a_fifth_is_refused_unless_it_is_said(world: World) -> None:
    everybody = [world.person() for _ in range(110)]
    world.import_people(*everybody)
    with pytest.raises(NotAllowed, match="23 of 110 patients are missing"):
        world.import_people(*everybody[23:])
    assert not row_of(world, everybody[0]).left
    assert world.import_people(*everybody[22:]).counts["left"] == 22
    assert world.import_people(*everybody[60:], expected=(ChangeKind.LEFT,)).counts["left"] == 38


def test_a_small_practice_may_lose_a_few(world: World) -> None:
    everybody = [world.person() for _ in range(22)]
    world.import_people(*everybody)
    assert world.import_people(*everybody[20:]).counts["left"] == 20


def test_only_a_manager_imports(world: World, tmp_path: Path) -> None:
    for role in (Role.APPROVER, Role.RECEPTION, Role.AUDITOR):
        with pytest.raises(NotAllowed, match="manager"):
            imported(world, tmp_path, row(ONE), role=role)


def test_a_code_that_no_preset_reads_is_not_stored(world: World) -> None:
    diabetes, express = CodeEntry("C10F", date(2019, 5, 6)), CodeEntry("9Ndn", date(2020, 1, 2))
    ada = world.person(codes=(diabetes, express, express))
    world.import_people(ada)
    assert row_of(world, ada).codes == [["9Ndn", "2020-01-02"]]
    assert changes(world.import_people(again(ada, codes=(express,)))) == {"unchanged": 1}


def test_what_a_column_cannot_hold_is_cut_and_not_the_end_of_the_import(
    database: Database, tmp_path: Path, now: datetime
) -> None:
    world = World(database, tmp_path, now)
    ada = world.person(title="T" * 300, given_name="G" * 300, family_name="F" * 300, accessible_format="A" * 300)
    world.import_people(ada)
    assert (row_of(world, ada).title, row_of(world, ada).accessible_format) == ("T" * 40, "A" * 200)
    assert changes(world.import_people(ada)) == {"unchanged": 1}


def test_a_corrected_date_of_birth_opens_the_page_and_the_old_one_no_longer(
    database: Database, tmp_path: Path, now: datetime
) -> None:
    world = World(database, tmp_path, now)
    ada, bob = world.person(), world.person()
    world.import_people(ada, bob)
    world.launched()
    world.launched(name="Another")
    world.until_idle()
    corrected = again(ada, date_of_birth=date(1980, 3, 13))
    world.import_people(corrected, bob)
    assert world.answer(corrected, Choice.KEEP).doubt is None
    assert world.answer(ada, Choice.KEEP).doubt is Doubt.UNVERIFIED
    assert world.answer(bob, Choice.KEEP).doubt is None
    world.campaign_id -= 1
    assert world.answer(corrected, Choice.KEEP).doubt is None


def test_two_imports_at_once_take_turns(database: Database, tmp_path: Path, now: datetime) -> None:
    world = World(database, tmp_path, now)
    ada, manager = world.person(), world.staff(Role.MANAGER)
    with ThreadPoolExecutor(1) as pool:
        with database.writing() as session:
            register(session, list_of(ada), manager, world.keys, frozenset(), now)
            second = pool.submit(world.import_people, ada)
            with pytest.raises(TimeoutError):
                second.result(timeout=0.5)
        assert changes(second.result(timeout=30)) == {"unchanged": 1}
    with database.reading() as session:
        audit.verify_chains(session)


def test_another_practice_has_its_own_patients_under_the_same_numbers(
    database: Database, tmp_path: Path, now: datetime
) -> None:
    world, other = World(database, tmp_path, now), World(database, tmp_path, now, practice="Hillside Surgery")
    ada = world.person()
    world.import_people(ada)
    other.import_people(other.person(nhs_number=ada.nhs_number, email=None))
    other.import_people(other.person())
    assert (row_of(world, ada).email, row_of(world, ada).left) == (ada.email, False)


# --- refused rows ---


def test_whose_row_was_refused_stays_as_they_were(database: Database, tmp_path: Path, now: datetime) -> None:
    world = World(database, tmp_path, now)
    imported(world, tmp_path, row(ONE), row(TWO), row(THREE))
    delta = imported(world, tmp_path, row(ONE, born="18-Feb-65"), row(TWO))
    assert changes(delta) == {"left": 1, "unchanged": 1}
    assert left(world) == {ONE: False, TWO: False, THREE: True}


def test_a_refused_row_does_not_cover_for_somebody_else(world: World, tmp_path: Path) -> None:
    imported(world, tmp_path, row(ONE), row(TWO))
    assert changes(imported(world, tmp_path, row(THREE, born="18-Feb-65"), row(TWO))) == {"left": 1, "unchanged": 1}
    assert left(world) == {ONE: True, TWO: False}


def test_a_refused_row_brings_nobody_back_and_nobody_in(world: World, tmp_path: Path) -> None:
    imported(world, tmp_path, row(ONE), row(TWO))
    imported(world, tmp_path, row(TWO))
    imported(world, tmp_path, row(ONE, born="18-Feb-65"), row(TWO), row(THREE, born="18-Feb-65"))
    assert left(world) == {ONE: True, TWO: False}


@pytest.mark.parametrize("born", ["18-Feb-1965", "18-Feb-65"])
def test_two_people_under_one_number_are_held(world: World, tmp_path: Path, born: str) -> None:
    imported(world, tmp_path, row(ONE), row(TWO))
    imported(world, tmp_path, row(ONE, born=born), row(ONE, family="Jones", born=born), row(TWO))
    assert left(world) == {ONE: True, TWO: False}


@pytest.mark.parametrize(
    "says",
    [{"Date of Death": "01-Jan-2026"}, {"Deducted Date": "01-Jan-2026"}, {"Sensitive Flag": "Y"}, {"Code": "9Ndn."}],
)
def test_a_refused_row_that_would_hold_the_patient_out_does(world: World, tmp_path: Path, says: dict[str, str]) -> None:
    imported(world, tmp_path, row(ONE), row(TWO))
    imported(world, tmp_path, row(ONE, born="18-Feb-65") | says, row(TWO))
    assert left(world) == {ONE: True, TWO: False}


@pytest.mark.parametrize("number", ["", "9994743547", "9.99E+09"])
def test_whose_number_cannot_be_read_counts_as_left(world: World, tmp_path: Path, number: str) -> None:
    imported(world, tmp_path, row(ONE), row(TWO))
    imported(world, tmp_path, row(number), row(TWO))
    assert left(world) == {ONE: True, TWO: False}


def test_whose_other_row_was_taken_is_on_the_list(world: World, tmp_path: Path) -> None:
    imported(world, tmp_path, row(ONE), row(TWO))
    assert changes(imported(world, tmp_path, row(ONE), row(ONE, born=""), row(TWO))) == {"unchanged": 2}


def row(number: str, *, family: str = "Smith", born: str = "18-Feb-1965") -> dict[str, str]:
    blanks = dict.fromkeys(("Date of Death", "Deducted Date", "Sensitive Flag", "Code"), "")
    return {
        "NHS Number": number,
        "Given Name": f"Jo{chr(96 + int(number[-2:] or 1) % 26)}",
        "Family Name": family,
        "Date of Birth": born,
    } | blanks


def imported(world: World, folder: Path, *rows: dict[str, str], role: Role = Role.MANAGER) -> Delta:
    """Import these rows from a file, as they would come."""
    path = folder / "list.csv"
    path.write_text(csv_text([rows[0].keys(), *(one.values() for one in rows)]), encoding="utf-8")
    report = read_list(path, world.now.date() - timedelta(days=1))
    codes, staff = presets.codes_read(world.settings.presets), world.staff(role)
    with world.database.writing() as session:
        return register(session, report, staff, world.keys, codes, world.now)


def again(person: Person, **changes: Any) -> Person:
    """The same person on the next list."""
    return replace(person, **changes)


def changes(delta: Delta) -> dict[str, int]:
    """The counts that are not zero."""
    return {kind: number for kind, number in delta.counts.items() if number}


def row_of(world: World, person: Person) -> Patient:
    with world.database.reading() as session:
        found = session.get_one(Patient, world.patient_id(person.nhs_number))
        session.expunge(found)
        return found


def left(world: World) -> dict[str, bool]:
    with world.database.reading() as session:
        return {row.nhs_number: row.left for row in rows_of(session, Patient)}
