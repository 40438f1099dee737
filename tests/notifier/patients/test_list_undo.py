"""The last import is taken back as long as nothing was sent because of it; what it did stays on record."""

from dataclasses import replace
from datetime import date, datetime, timedelta
from pathlib import Path

import pytest
from sqlalchemy import func, select

from notifier.contacts import Mobile, PostalAddress
from notifier.delivery import planning
from notifier.errors import NotAllowed
from notifier.patients import identity_doubts, list_undo
from notifier.patients.list_undo import Undone
from notifier.store import audit
from notifier.store.database import Database
from notifier.store.tables import IdentityDoubt, Link, Notice, Patient, PatientChange, PatientList
from notifier.vocabulary import ChangeKind, Channel, Choice, DeliveryStatus, HoldReason, Role
from tests.notifier.doubt_steps import settle
from tests.world import World, rows_of, sample_number

NEW_HOME = PostalAddress(("9 New Road",), "GU17 9XX")


@pytest.fixture
def world(database: Database, tmp_path: Path, now: datetime) -> World:
    """A practice with three patients, whose campaign has told them all."""
    world = World(database, tmp_path, now)
    world.import_people(*(world.person() for _ in range(3)))
    world.launched(notice_days=28)
    world.until_idle()
    world.later(days=1)
    return world


def test_everybody_is_as_they_were_and_whoever_joined_is_forgotten(world: World) -> None:
    ada, bob, cyd = world.people
    before = patients(world)
    moved = replace(
        ada, mobile=None, date_of_birth=date(1980, 3, 13), address=PostalAddress(("9 New Road",), "GU17 9XX")
    )
    world.import_people(moved, replace(bob, deceased=True), world.person(), joiners_now=False)
    undone = undo(world)
    assert (undone.joiners, undone.restored) == (1, 3)
    assert patients(world) == before
    assert world.answer(ada, Choice.AGREE).doubt is None, "the page opens by the date of birth of before"
    world.later(days=30)
    assert all(world.outcome(one.nhs_number).may_be_coded for one in (bob, cyd))
    with world.database.reading() as session:
        audit.verify_chains(session)


def test_what_was_imported_and_taken_back_stays_on_record(world: World) -> None:
    ada, *_ = world.people
    imported = world.import_people(ada)
    undone = undo(world)
    with world.database.reading() as session:
        lists = rows_of(session, PatientList)
        assert [(row.id, row.undoes_id) for row in lists[1:]] == [
            (imported.list_id, None),
            (undone.list_id, imported.list_id),
        ]
        kinds = [(row.list_id, row.kind) for row in rows_of(session, PatientChange)]
    assert kinds == [(imported.list_id, ChangeKind.LEFT)] * 2 + [(undone.list_id, ChangeKind.RETURNED)] * 2


def test_joiners_for_whom_something_was_only_planned_leave_nothing_behind(
    database: Database, tmp_path: Path, now: datetime
) -> None:
    world = World(database, tmp_path, now)
    world.import_people(world.person())
    world.launched()
    world.import_people(*world.people, world.person())
    plan(world)
    assert count(world, Notice) == 2
    assert undo(world).joiners == 1
    assert [count(world, table) for table in (Notice, Link, Patient)] == [1, 1, 1]
    world.until_idle()
    assert len(world.outbox(Channel.SMS)) == 1


def test_what_was_sent_to_joiners_is_listed_and_refused(world: World) -> None:
    world.import_people(*world.people, joiner := world.person())
    world.until_idle()
    with pytest.raises(NotAllowed, match="1 messages went to people whom it brought"):
        undo(world)
    with world.database.reading() as session:
        (effect,) = list_undo.effects_of_last(session, world.practice_id)
    assert (effect.nhs_number, effect.channel, effect.delivery_status) == (
        joiner.nhs_number,
        Channel.SMS,
        DeliveryStatus.DELIVERED,
    )
    assert effect.sentence.startswith("Given4 Family4, ")


def test_what_went_to_a_new_number_since_is_listed_and_what_went_before_is_not(
    database: Database, tmp_path: Path, now: datetime
) -> None:
    world = World(database, tmp_path, now)
    ada, bob = world.person(), world.person(email=None, mobile=None)
    world.import_people(ada, bob)
    world.launched(notice_days=28)
    world.until_idle()
    world.later(days=1)
    world.import_people(replace(ada, language="Polish"), bob)
    undo(world)
    world.import_people(ada, replace(bob, mobile=Mobile.parse("07700 900555")))
    world.until_idle()
    with pytest.raises(NotAllowed):
        undo(world)
    with world.database.reading() as session:
        assert {one.nhs_number for one in list_undo.effects_of_last(session, world.practice_id)} == {bob.nhs_number}


def test_an_answer_of_a_joiner_is_never_forgotten(world: World) -> None:
    world.import_people(*world.people, joiner := world.person())
    plan(world)
    world.answer(joiner, Choice.KEEP)
    with pytest.raises(NotAllowed):
        undo(world)
    with world.database.reading() as session:
        (effect,) = list_undo.effects_of_last(session, world.practice_id)
    assert ": answered, " in effect.sentence


def test_whoever_was_taken_for_gone_is_told_after_all(database: Database, tmp_path: Path, now: datetime) -> None:
    world = World(database, tmp_path, now)
    ada, bob = world.person(), world.person()
    world.import_people(ada, bob)
    world.launched()
    plan(world)
    world.import_people(bob)
    recheck(world)
    undo(world)
    world.until_idle()
    for one in (ada, bob):
        assert DeliveryStatus.DELIVERED in {row.delivery_status for row in world.deliveries(one.nhs_number)}


def test_doubts_that_it_raised_end_and_those_that_it_ended_are_open_again(world: World) -> None:
    ada, bob, cyd = world.people
    bad = replace(ada, given_name="X", family_name="Y", date_of_birth=date(1955, 9, 9))
    world.import_people(bad, bob, cyd)
    undo(world)
    assert world.outcome(ada.nhs_number).reason is HoldReason.NOTICE_RUNNING
    world.import_people(bad, bob, cyd)
    world.import_people(ada, bob, cyd)
    undo(world)
    assert world.outcome(ada.nhs_number).reason is HoldReason.UNDER_REVIEW
    world.import_people(ada, cyd, replace(bob, nhs_number=sample_number(777)))
    undo(world)
    with world.database.reading() as session:
        assert {row.patient_id for row in rows_of(session, IdentityDoubt)} == {world.patient_id(ada.nhs_number)}


def test_what_was_known_of_a_doubt_before_it_was_opened_again_is_kept(world: World) -> None:
    ada, bob, cyd = world.people
    bad = replace(ada, given_name="X", family_name="Y", date_of_birth=date(1955, 9, 9))
    world.import_people(bad, bob, cyd)
    world.later(days=1)
    world.import_people(ada, bob, cyd)
    ended = world.now
    world.later(days=1)
    undo(world)
    ada_id = world.patient_id(ada.nhs_number)
    with world.database.reading() as session:
        first, second = rows_of(session, IdentityDoubt)
        open_at = [
            identity_doubts.standing_doubts(session, world.practice_id, at).open[ada_id]
            for at in (ended - timedelta(hours=1), ended, world.now)
        ]
        assert (first.closed_at, first.ended_by_id is None) == (ended, False)
        assert (second.opened_at, second.claimed, second.list_id) == (world.now, first.claimed, first.list_id)
    assert open_at == [1, 0, 1]


def test_a_number_that_was_found_to_be_somebody_elses_is_given_back(world: World) -> None:
    ada, bob, cyd = world.people
    before = patients(world)
    bad = replace(ada, given_name="X", family_name="Y", date_of_birth=date(1955, 9, 9))
    world.import_people(bad, bob, cyd)
    settle(world, same=False)
    plan(world)
    undone = undo(world)
    assert (undone.joiners, undone.restored) == (1, 1)
    assert patients(world) == before
    world.later(days=30)
    assert world.outcome(ada.nhs_number).may_be_coded, "she was told, and the number is hers"


def test_imports_are_taken_back_one_after_the_other_and_then_there_is_none(
    database: Database, tmp_path: Path, now: datetime
) -> None:
    world = World(database, tmp_path, now)
    ada = world.person()
    world.import_people(ada)
    first = patients(world)
    world.import_people(replace(ada, email=None))
    undo(world)
    assert patients(world) == first
    undo(world)
    assert not patients(world)
    with pytest.raises(NotAllowed, match="no import"):
        undo(world)
    assert world.import_people(ada).counts["joined"] == 1


def test_only_a_manager_takes_it_back(world: World) -> None:
    for role in (Role.APPROVER, Role.RECEPTION, Role.AUDITOR):
        with pytest.raises(NotAllowed, match="manager"):
            undo(world, role)


def undo(world: World, role: Role = Role.MANAGER) -> Undone:
    staff = world.staff(role)
    with world.database.writing() as session:
        done = list_undo.undo_last(session, world.keys, staff, world.now)
        planning.recheck_after_import(session, world.practice_id, world.now)
    return done


def plan(world: World) -> None:
    """Plan without sending."""
    planning.advance(world.database, world.campaign_id, world.keys, world.now)


def recheck(world: World) -> None:
    with world.database.writing() as session:
        planning.recheck_after_import(session, world.practice_id, world.now)


def patients(world: World) -> dict[str, dict[str, object]]:
    """Every column of every patient."""
    with world.database.reading() as session:
        rows = rows_of(session, Patient)
        return {
            row.nhs_number: {name.key: getattr(row, name.key) for name in Patient.__table__.columns} for row in rows
        }


def count(world: World, table: type[Notice] | type[Link] | type[Patient]) -> int:
    with world.database.reading() as session:
        return session.execute(select(func.count()).select_from(table)).scalar_one()
