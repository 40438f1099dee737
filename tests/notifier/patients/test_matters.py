"""A death, a move or a complaint that somebody told the practice of holds at once, and until it is over."""

from dataclasses import replace
from datetime import datetime, timedelta
from pathlib import Path

import pytest

from notifier.contacts import PostalAddress
from notifier.delivery import planning
from notifier.errors import NotAllowed, NotFound, ValueRefused
from notifier.outcomes import closing_checks
from notifier.outcomes.closing_checks import CheckName
from notifier.patients import list_undo, matters
from notifier.patients.list_import.records import Person
from notifier.patients.matters import MatterView, NewMatter
from notifier.store.database import Database
from notifier.store.tables import AuditEvent, Campaign, Matter
from notifier.vocabulary import (
    Channel,
    Choice,
    DeliveryStatus,
    HoldReason,
    MatterEnding,
    MatterKind,
    Role,
    SkipReason,
    Wave,
)
from tests.notifier.planning_steps import happens, launch, plan, planned, skipped, told
from tests.notifier.provider_stand_in import StandIn, drain, with_texts
from tests.world import World, rows_of

ELSEWHERE = PostalAddress(("7 New Street", "Blackwater"), "GU17 9YY")


@pytest.fixture
def world(database: Database, tmp_path: Path, now: datetime) -> World:
    """One person to whom a letter was posted, a month ago."""
    world = World(database, tmp_path, now)
    launch(world, world.person(mobile=None, email=None), channels=(Channel.LETTER,))
    happens(world, patient(world), Channel.LETTER, DeliveryStatus.ACCEPTED, posted_at=world.now)
    world.later(days=40)
    return world


def patient(world: World) -> Person:
    return world.people[0]


def note(world: World, kind: MatterKind, role: Role = Role.RECEPTION, told_by: str = "her daughter") -> MatterView:
    with world.database.writing() as session:
        patient_id = world.patient_id(patient(world).nhs_number)
        new = NewMatter(kind, told_by, world.now - timedelta(days=1), "by phone")
        return matters.note_matter(session, patient_id, new, world.staff(role), world.now)


def end(world: World, one: MatterView, ending: MatterEnding, role: Role = Role.MANAGER, why: str = "asked") -> None:
    with world.database.writing() as session:
        matters.end_matter(session, one.id, ending, world.staff(role), why, world.now)


def listed(world: World, *people: Person) -> None:
    world.later(hours=1)
    world.import_people(*people)
    follow(world)


def follow(world: World) -> None:
    with world.database.writing() as session:
        planning.recheck_after_import(session, world.practice_id, world.now)


def standing(world: World) -> list[MatterKind]:
    with world.database.reading() as session:
        return [one.kind for one in matters.open_matters(session, world.practice_id)]


def test_whoever_is_said_to_have_died_is_held_at_once_and_told_nothing_more(world: World) -> None:
    before = world.now
    assert world.outcome(patient(world).nhs_number).may_be_coded
    world.later(hours=1)
    one = note(world, MatterKind.DIED)
    assert world.outcome(patient(world).nhs_number).reason is HoldReason.DECEASED
    assert note(world, MatterKind.DIED).id == one.id  # told twice
    world.later(days=1)
    end(world, one, MatterEnding.TAKEN_BACK, Role.RECEPTION)
    assert world.outcome(patient(world).nhs_number).may_be_coded
    # What was concluded in between stays as it was concluded.
    world.now = before + timedelta(hours=2)
    assert world.outcome(patient(world).nhs_number).reason is HoldReason.DECEASED


def test_what_was_planned_for_whoever_died_is_skipped_also_at_a_number_of_the_family(
    database: Database, tmp_path: Path, now: datetime
) -> None:
    world = World(database, tmp_path, now)
    parent = world.person(email=None)
    child = world.person(email=None, mobile=parent.mobile, address=parent.address, date_of_birth=now.date())
    launch(world, parent, child, channels=(Channel.SMS,))
    assert told(world, parent) == told(world, child) == [planned(Channel.SMS)]
    note(world, MatterKind.DIED)
    plan(world)
    assert told(world, parent) == [skipped(Channel.SMS, SkipReason.DECEASED)]
    assert told(world, child) == [skipped(Channel.SMS, SkipReason.SHARED_MOBILE)]


def test_what_is_due_is_not_claimed_from_the_moment_it_is_written_down(
    sqlite_database: Database, tmp_path: Path, now: datetime
) -> None:
    world = World(sqlite_database, tmp_path, now)
    with_texts(world)
    note(world, MatterKind.DIED)
    assert drain(world, StandIn()) == 0


def test_a_death_is_confirmed_by_the_list_and_stands_again_when_that_is_taken_back(world: World) -> None:
    note(world, MatterKind.DIED)
    listed(world, patient(world))
    assert standing(world) == [MatterKind.DIED]  # this list does not know of it yet
    listed(world, replace(patient(world), deceased=True))
    assert standing(world) == []
    world.later(hours=1)
    with world.database.writing() as session:
        list_undo.undo_last(session, world.keys, world.staff(Role.MANAGER), world.now)
    follow(world)
    follow(world)
    assert standing(world) == [MatterKind.DIED]
    assert world.outcome(patient(world).nhs_number).reason is HoldReason.DECEASED
    with world.database.reading() as session:
        assert [one.ending for one in rows_of(session, Matter)] == [MatterEnding.LISTED, None]


def test_the_letters_to_a_wrong_address_told_nobody_and_the_next_goes_to_the_right_one(world: World) -> None:
    assert world.outcome(patient(world).nhs_number).may_be_coded
    note(world, MatterKind.MOVED)
    assert world.outcome(patient(world).nhs_number).reason is HoldReason.NOT_INFORMED
    plan(world)  # nothing by post, but for the desk
    assert told(world, patient(world), Wave.CATCH_UP) == []
    assert told(world, patient(world), Wave.HAND_OUT) == [planned(Channel.LETTER)]
    listed(world, replace(patient(world), on_repeats=True))
    assert standing(world) == [MatterKind.MOVED]  # the list still has the wrong address
    listed(world, replace(patient(world), address=ELSEWHERE))
    assert standing(world) == []
    plan(world)
    assert told(world, patient(world), Wave.CATCH_UP) == [planned(Channel.LETTER)]


def test_a_complaint_holds_until_a_manager_has_answered_it(world: World) -> None:
    one = note(world, MatterKind.COMPLAINT)
    outcome = world.outcome(patient(world).nhs_number)
    assert outcome.reason is HoldReason.UNDER_REVIEW
    with world.database.reading() as session:
        checks = closing_checks.closing_checks(session, session.get_one(Campaign, world.campaign_id), world.now)
        assert [check.count for check in checks if check.name is CheckName.COMPLAINTS] == [1]
    assert one.next_due == one.acknowledge_by
    with world.database.writing() as session:
        acknowledged = matters.acknowledge(session, one.id, world.staff(Role.RECEPTION), world.now)
    assert acknowledged.next_due == one.answer_by
    with pytest.raises(NotAllowed):
        end(world, one, MatterEnding.ANSWERED, Role.RECEPTION)
    end(world, one, MatterEnding.ANSWERED)
    assert world.outcome(patient(world).nhs_number).may_be_coded
    with pytest.raises(NotAllowed, match="has settled this already"):
        end(world, one, MatterEnding.TAKEN_BACK)
    with world.database.reading() as session:
        said = [event.action for event in rows_of(session, AuditEvent) if event.action.startswith("matter.")]
    assert said == ["matter.noted", "matter.acknowledged", "matter.ended"]


def test_what_the_patient_wants_is_named_before_their_complaint(world: World) -> None:
    world.later(days=-30)
    note(world, MatterKind.DATA_REQUEST)
    world.answer(patient(world), Choice.KEEP)
    assert world.outcome(patient(world).nhs_number).reason is HoldReason.OBJECTED


def test_what_cannot_be_written_down_is_refused(world: World) -> None:
    with pytest.raises(ValueRefused, match="who told us"):
        note(world, MatterKind.DIED, told_by="  ")
    with pytest.raises(ValueRefused, match="at most 120"):
        note(world, MatterKind.DIED, told_by="x" * 121)
    with pytest.raises(NotAllowed):
        note(world, MatterKind.DIED, Role.APPROVER)
    other = World(world.database, world.settings.instance.parent, world.now, practice="Other Surgery")
    new, patient_id = (
        NewMatter(MatterKind.DIED, "a neighbour", world.now, ""),
        world.patient_id(patient(world).nhs_number),
    )
    with world.database.writing() as session, pytest.raises(NotFound):
        matters.note_matter(session, patient_id, new, other.staff(Role.RECEPTION), world.now)
    one = note(world, MatterKind.DIED)
    for ending, why in ((MatterEnding.LISTED, "x"), (MatterEnding.ANSWERED, "x"), (MatterEnding.TAKEN_BACK, " ")):
        with pytest.raises(NotAllowed):
            end(world, one, ending, why=why)
