"""A list beside what is on record, of so many people that only those who differ may be kept in memory."""

import tracemalloc
from dataclasses import replace
from datetime import datetime, timedelta
from pathlib import Path

import pytest

from notifier.campaigns import presets
from notifier.patients.list_comparison import ListComparison, compare_list
from notifier.patients.list_import.records import ListReport
from notifier.patients.patient_records import PatientRecord
from notifier.store.database import Database
from notifier.store.tables import Patient, PatientChange
from notifier.vocabulary import ChangeKind
from tests.world import World, list_of, rows_of

PEOPLE = 2_500  # more than are read, or written, at once
MOST_BYTES = 600  # a patient: its number in a few tables, and no record
SOME_KEPT = 1_500_000  # bytes of those records that are in hand at a time


@pytest.fixture
def world(database: Database, tmp_path: Path, now: datetime) -> World:
    """A practice of 2,500 patients."""
    world = World(database, tmp_path, now)
    world.import_people(*(world.person(email=f"p{serial}@example.com") for serial in range(PEOPLE)))
    return world


@pytest.mark.parametrize("changes", [False, True], ids=["nobody changed", "everybody changed"])
def test_no_record_is_kept_of_a_list_beside_what_is_on_record(world: World, changes: bool) -> None:
    people = [replace(one, email=f"new.{one.email}") if changes else one for one in world.people]
    report = list_of(*people)
    compare(world, report)  # once, so that nothing is counted that is loaded or compiled once
    tracemalloc.start()
    try:
        comparison = compare(world, report)
        _, peak = tracemalloc.get_traced_memory()
    finally:
        tracemalloc.stop()
    assert comparison.counts["changed"] == (PEOPLE if changes else 0)
    assert peak < PEOPLE * MOST_BYTES + SOME_KEPT


def test_everybody_who_changed_is_written_with_what_was_there_before(world: World) -> None:
    before = {one.nhs_number: one for one in world.people}
    *people, ada, gone = (replace(one, email=f"new.{one.email}") for one in world.people)
    ada_before = before[ada.nhs_number]
    ada = replace(ada, email=ada_before.email, date_of_birth=ada.date_of_birth + timedelta(days=1))
    delta = world.import_people(*people, ada)
    assert (delta.counts["changed"], delta.counts["left"]) == (PEOPLE - 1, 1)
    with world.database.reading() as session:
        numbers = {row.id: row.nhs_number for row in rows_of(session, Patient)}
        history = {numbers[row.patient_id]: (row.kind, row.before) for row in rows_of(session, PatientChange)}
        emails = {row.nhs_number: row.email for row in rows_of(session, Patient)}
    assert history.keys() == before.keys()
    assert history[gone.nhs_number] == (ChangeKind.LEFT, {"left": False})
    assert history[ada.nhs_number] == (ChangeKind.CHANGED, {"date_of_birth": ada_before.date_of_birth.isoformat()})
    for one in people:
        assert history[one.nhs_number] == (ChangeKind.CHANGED, {"email": before[one.nhs_number].email})
        assert emails[one.nhs_number] == one.email


def test_what_the_list_says_is_there_by_number(world: World) -> None:
    ada = world.people[0]
    stranger = world.person()
    comparison = compare(world, list_of(*world.people, stranger))
    assert stranger.nhs_number in comparison.wanted
    assert comparison.wanted[ada.nhs_number] == PatientRecord.of(ada, ())
    assert "9990000000" not in comparison.wanted
    assert comparison.wanted.get("9990000000") is None
    assert [*comparison.joiners] == [stranger.nhs_number]
    assert (len(comparison.wanted), comparison.on_record, comparison.still_here) == (PEOPLE + 1, PEOPLE, PEOPLE)


def compare(world: World, report: ListReport) -> ListComparison:
    """The list beside what is on record."""
    codes = presets.codes_read(world.settings.presets)
    with world.database.reading() as session:
        return compare_list(session, world.practice_id, report, codes)
