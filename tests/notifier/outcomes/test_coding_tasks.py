"""Tasks with codes are opened once, finished by a person, and never deleted."""

import pytest

from notifier.errors import NotAllowed, NotFound, ValueRefused
from notifier.outcomes import coding_tasks
from notifier.outcomes.coding_tasks import CodingTaskView, FoundTask
from notifier.store import audit
from notifier.store.audit_actions import AuditAction
from notifier.store.database import Database
from notifier.vocabulary import CodingTaskKind, Role
from tests.notifier.closing_steps import finished
from tests.world import Begin, World

TAKE_OFF, STRAY = CodingTaskKind.TAKE_OFF, "9990001111"


@pytest.fixture
def world(begin: Begin, sqlite_database: Database) -> World:
    """A practice with a patient and a draft."""
    return begin(sqlite_database, drafted)


@pytest.fixture
def each_world(begin: Begin, database: Database) -> World:
    """As `world`, on each make of database."""
    return begin(database, drafted)


def test_what_is_found_twice_is_one_task(each_world: World) -> None:
    world = each_world
    assert added(world, found(world)) == 1
    assert added(world, found(world), found(world)) == 0
    assert len(tasks(world)) == 1


def test_a_task_of_another_kind_or_patient_is_another_one(world: World) -> None:
    stranger = FoundTask(CodingTaskKind.UNKNOWN_HERE, STRAY, "The export has the code", None, code_check_run_id=3)
    assert added(world, stranger, found(world, CodingTaskKind.WRONGLY_CODED), found(world)) == 3
    shown = tasks(world)
    assert [task.kind for task in shown] == [TAKE_OFF, CodingTaskKind.WRONGLY_CODED, CodingTaskKind.UNKNOWN_HERE]
    assert [task.is_urgent for task in shown] == [True, True, False]
    assert (shown[2].full_name, shown[2].date_of_birth, shown[2].code_check_run_id) == ("", None, 3)


def test_what_is_found_again_after_it_was_finished_is_another_task(each_world: World) -> None:
    world = each_world
    added(world, found(world))
    (task,) = tasks(world)
    finished(world, task.id)
    assert not tasks(world)
    assert added(world, found(world)) == 1
    assert tasks(world)[0].id != task.id


def test_a_finished_task_says_who_did_what_and_when(world: World) -> None:
    added(world, found(world))
    world.later(hours=2)
    finished(world, tasks(world)[0].id, "  code removed  ")
    with world.database.reading() as session:
        (past,) = coding_tasks.past_tasks(session, world.campaign_id, 10)
        last = audit.as_dict(list(audit.events(session))[-1])
    assert (past.done_at, past.done_by, past.note) == (world.now, "reception", "code removed")
    assert last["action"] == AuditAction.CODING_TASK_DONE
    assert last["details"] == {"task": past.id, "kind": "take_off"}
    assert last["staff_id"] == world.staff(Role.RECEPTION).id


def test_a_task_that_ended_by_itself_cannot_be_finished_and_says_why(world: World) -> None:
    added(world, found(world))
    (task,) = tasks(world)
    with world.database.writing() as session:
        coding_tasks.end_tasks(session, [task.id], "now: may be coded", world.now)
    with pytest.raises(NotAllowed, match="ended by itself: now: may be coded"):
        finished(world, task.id)


def test_a_finished_task_does_not_end_afterwards(world: World) -> None:
    added(world, found(world))
    (task,) = tasks(world)
    finished(world, task.id)
    with world.database.writing() as session:
        coding_tasks.end_tasks(session, [task.id], "gone", world.now)
        (past,) = coding_tasks.past_tasks(session, world.campaign_id, 10)
    assert past.ended_at is None
    with pytest.raises(NotAllowed, match="finished task 1 already"):
        finished(world, task.id)


def test_a_task_is_not_finished_without_saying_what_was_done(world: World) -> None:
    added(world, found(world))
    with pytest.raises(ValueRefused, match="say in the note what you did"):
        finished(world, tasks(world)[0].id, "  ")
    assert tasks(world)


@pytest.mark.parametrize("role", [Role.APPROVER, Role.AUDITOR])
def test_only_who_works_with_records_finishes_a_task(world: World, role: Role) -> None:
    added(world, found(world))
    with pytest.raises(NotAllowed), world.database.writing() as session:
        coding_tasks.finish_task(session, tasks(world)[0].id, world.staff(role), "done", world.now)


def test_a_task_of_another_practice_is_not_there(begin: Begin, sqlite_database: Database) -> None:
    world = begin(sqlite_database, drafted)
    added(world, found(world))
    other = World(sqlite_database, world.settings.instance.parent, world.now, practice="Hillside Surgery")
    with pytest.raises(NotFound, match="there is no task 1"):
        finished(other, tasks(world)[0].id)


def test_what_is_urgent_is_counted_for_each_campaign(world: World) -> None:
    added(world, found(world), found(world, CodingTaskKind.MAY_CODE))
    with world.database.reading() as session:
        assert coding_tasks.urgent_tasks(session) == {world.campaign_id: 1}


@pytest.mark.parametrize("kind", CodingTaskKind)
def test_each_kind_says_what_to_do(world: World, kind: CodingTaskKind) -> None:
    added(world, found(world, kind))
    assert len(tasks(world)[0].to_do.split()) > 4


def drafted(world: World) -> None:
    world.import_people(world.person())
    world.campaign()


def found(world: World, kind: CodingTaskKind = TAKE_OFF) -> FoundTask:
    number = world.people[0].nhs_number
    return FoundTask(kind, number, "The patient objected", world.patient_id(number))


def added(world: World, *some: FoundTask) -> int:
    with world.database.writing() as session:
        return coding_tasks.add_tasks(session, world.campaign_id, some, world.now)


def tasks(world: World) -> list[CodingTaskView]:
    with world.database.reading() as session:
        return coding_tasks.open_tasks(session, world.campaign_id)
