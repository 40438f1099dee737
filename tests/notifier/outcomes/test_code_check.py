"""An export made after the coding, beside what was frozen: whatever was imported since, and again until it is clean."""

from collections import defaultdict
from dataclasses import replace
from datetime import date, timedelta

import pytest

from notifier.errors import NotAllowed
from notifier.outcomes import code_check, coding_tasks
from notifier.outcomes.code_check import CodeCheck
from notifier.patients import doubt_settling, identity_doubts
from notifier.patients.list_age import BY_FILE, BY_NAME, NO_AGE, ListAge
from notifier.patients.list_import.records import CodeEntry, Person, Refusal
from notifier.store import audit
from notifier.store.database import Database
from notifier.store.tables import CodeCheckRun
from notifier.vocabulary import ChangeKind, Choice, CodingTaskKind, Role
from tests.notifier.closing_steps import answered_three, finished, frozen
from tests.world import Begin, World, list_of, rows_of

WRONGLY, STILL = CodingTaskKind.WRONGLY_CODED, CodingTaskKind.STILL_TO_CODE
MISSING, UNKNOWN, UNREADABLE = CodingTaskKind.NOT_IN_EXPORT, CodingTaskKind.UNKNOWN_HERE, CodingTaskKind.UNREADABLE


def froze(world: World) -> None:
    """See `answered_three`: agreed, silent, objected, never reached; what follows was frozen."""
    answered_three(world)
    frozen(world)


@pytest.fixture
def world(begin: Begin, sqlite_database: Database) -> World:
    return begin(sqlite_database, froze)


@pytest.fixture
def each_world(begin: Begin, database: Database) -> World:
    """As `world`, on each make of database."""
    return begin(database, froze)


def test_it_tells_who_was_coded_rightly_wrongly_and_not_yet(each_world: World) -> None:
    world = each_world
    agreed, silent, objector, unreached = world.people
    done = check(world, coded(agreed), silent, coded(objector), coded(unreached))
    assert found(done) == {WRONGLY: numbers(objector, unreached), STILL: numbers(silent)}
    assert done.compared.coded == numbers(agreed)
    assert not done.is_clean
    assert found(check(world, coded(agreed))) == {MISSING: numbers(silent)}


def test_a_clean_one_is_evidence_in_the_chain(each_world: World) -> None:
    world = each_world
    done = check(world, *rightly_coded(world))
    assert (done.is_clean, done.tasks) == (True, ())
    with world.database.reading() as session:
        audit.verify_chains(session)
        event = audit.exported_events(list(audit.events(session))[-1])
        (run,) = code_check.kept_runs(session, world.campaign_id)
    assert (run["run"], run["is_clean"]) == (done.run, True)
    assert (event["action"], event["campaign_id"]) == ("codes.checked", world.campaign_id)
    details = event["details"]
    assert (details["run"], details["sha256"], details["verdict"]) == (done.run, run["sha256"], "clean")
    assert details["counts"]["coded"] == 2


def test_an_import_of_the_coded_list_does_not_blind_it(each_world: World) -> None:
    """After it everybody who has the code is "already coded" on today's list; who may not have it may not still."""
    world = each_world
    agreed, silent, objector, unreached = world.people
    coded_list = (coded(agreed), silent, coded(objector), coded(unreached))
    before = found(check(world, *coded_list))
    world.later(days=3)
    world.import_people(*coded_list)
    world.until_idle()
    done = check(world, *coded_list)
    assert found(done) == before == {WRONGLY: numbers(objector, unreached), STILL: numbers(silent)}
    assert done.compared.coded == numbers(agreed)


def test_it_is_not_blinded_by_a_second_set_either(world: World) -> None:
    agreed, silent, objector, unreached = world.people
    coded_list = (coded(agreed), coded(silent), coded(objector), unreached)
    world.import_people(*coded_list)
    world.later(days=1)
    frozen(world)
    done = check(world, *coded_list)
    assert (found(done), done.compared.coded) == ({WRONGLY: numbers(objector)}, numbers(agreed, silent))


def test_a_joiner_with_the_code_is_a_finding_known_here_or_not(each_world: World) -> None:
    world = each_world
    world.later(days=1)
    joined, stranger = world.person(), world.person()
    world.import_people(*world.people[:4], joined)
    done = check(world, *rightly_coded(world), coded(joined), coded(stranger))
    assert found(done) == {UNKNOWN: numbers(joined, stranger)}
    of_joined, of_stranger = (task for task in done.tasks if task.kind is UNKNOWN)
    assert (of_joined.full_name, of_stranger.full_name) == (f"{joined.given_name} {joined.family_name}", "")
    assert "in no frozen set" in of_joined.why


def test_who_brought_the_code_along_is_no_finding(world: World) -> None:
    joined, dated = world.person(), CodeEntry("9Ndo", date(2019, 5, 1))
    world.import_people(*world.people)
    done = check(world, *rightly_coded(world), replace(joined, codes=(dated,)))
    assert (done.is_clean, done.compared.coded_before) == (True, numbers(joined))
    assert done.compared.before_by_day == 1


def test_who_was_coded_before_the_campaign_is_no_finding_and_who_was_since_is(
    begin: Begin, sqlite_database: Database
) -> None:
    """By the list of the launch, never by today's: one had the code on it, and one got it while patients were told."""

    def with_codes(world: World) -> None:
        undated = (CodeEntry("9Ndo", None),)
        before, since = world.person(codes=undated), world.person()
        world.import_people(before, since)
        world.launched()
        world.until_idle()
        world.later(days=7)
        world.import_people(replace(before, codes=()), replace(since, codes=undated))
        world.later(days=60)
        frozen(world)

    world = begin(sqlite_database, with_codes)
    before, since = (replace(one, codes=(CodeEntry("9Ndo", None),)) for one in world.people)
    done = check(world, before, since)
    assert (found(done), done.compared.coded_before) == ({WRONGLY: numbers(since)}, numbers(before))
    assert done.compared.before_by_day == 0


def test_who_objects_after_the_freezing_and_was_coded_is_wrongly_coded_until_it_is_off(each_world: World) -> None:
    world = each_world
    agreed, silent, *_ = world.people
    everybody = rightly_coded(world)
    assert check(world, *everybody).is_clean
    world.later(minutes=1)
    world.answer(silent, Choice.KEEP)
    done = check(world, *everybody)
    assert found(done) == {WRONGLY: numbers(silent)}
    assert [task.kind for task in done.tasks] == [CodingTaskKind.TAKE_OFF, WRONGLY]
    assert {task.mobile for task in done.tasks} == {str(silent.mobile)}
    for task in done.tasks:
        finished(world, task.id)
    again = check(world, *everybody)
    assert found(again) == {WRONGLY: numbers(silent)}, "somebody says that it is off, and it is there"
    assert "there all the same" in again.tasks[0].why
    mended = check(world, coded(agreed), *world.people[1:])
    assert (mended.is_clean, mended.compared.coded) == (True, numbers(agreed))


def test_what_has_to_come_off_keeps_it_open_although_the_export_does_not_show_it(world: World) -> None:
    agreed, silent, *others = world.people
    world.answer(silent, Choice.KEEP)
    done = check(world, coded(agreed), silent, *others)
    assert (found(done), done.is_clean) == ({}, False)
    (task,) = done.tasks
    assert task.kind is CodingTaskKind.TAKE_OFF
    finished(world, task.id, "was not coded yet: taken off the list")
    assert check(world, coded(agreed), silent, *others).is_clean


def test_a_finding_ends_when_a_later_export_no_longer_shows_it_and_returns_as_another(each_world: World) -> None:
    world = each_world
    agreed, silent, objector, unreached = world.people
    first = check(world, coded(agreed), coded(silent), coded(objector), unreached)
    world.later(days=1)
    second = check(world, *rightly_coded(world))
    assert second.is_clean
    with world.database.reading() as session:
        (past,) = coding_tasks.past_tasks(session, world.campaign_id, 10)
    assert (past.id, past.ended_at) == (first.tasks[0].id, world.now)
    assert past.ended_because == f"code check {second.run} no longer shows it"
    third = check(world, coded(agreed), coded(silent), coded(objector), unreached)
    assert (third.tasks[0].kind, third.tasks[0].code_check_run_id) == (WRONGLY, third.run)
    assert third.tasks[0].id != first.tasks[0].id
    fourth = check(world, coded(agreed), coded(silent), coded(objector), unreached)
    assert [task.id for task in fourth.tasks] == [third.tasks[0].id], "found again, it is the same task"
    with world.database.reading() as session:
        assert [run.is_clean for run in rows_of(session, CodeCheckRun)] == [False, True, False, False]


def test_a_finding_that_somebody_finished_and_that_is_still_there_is_found_again(world: World) -> None:
    agreed, silent, objector, unreached = world.people
    everybody = coded(agreed), coded(silent), coded(objector), unreached
    (task,) = check(world, *everybody).tasks
    finished(world, task.id)
    (again,) = check(world, *everybody).tasks
    assert (again.kind, again.nhs_number, again.why) == (WRONGLY, objector.nhs_number, task.why)
    assert again.id != task.id


def test_an_objection_holds_under_a_new_number_and_who_may_is_coded_there_rightly(each_world: World) -> None:
    """Records were merged after the freezing: the objector and the silent patient have other numbers now."""
    world = each_world
    agreed, silent, objector, unreached = world.people
    spare = [world.person() for _ in range(2)]
    silent_now, objector_now = (
        replace(one, nhs_number=new.nhs_number) for one, new in zip((silent, objector), spare, strict=True)
    )
    world.later(days=1)
    world.import_people(agreed, unreached, silent_now, objector_now, expected=list(ChangeKind))
    asked = check(world, coded(agreed), coded(silent_now), coded(objector_now), unreached)
    assert objector_now.nhs_number in found(asked)[WRONGLY]
    with world.database.writing() as session:
        manager = world.staff(Role.MANAGER)
        for doubt in identity_doubts.open_doubts(session, world.practice_id):
            doubt_settling.settle_doubt(session, world.keys, doubt.id, manager, True, "merged", world.now)
    settled = check(world, coded(agreed), coded(silent_now), coded(objector_now), unreached)
    assert found(settled) == {WRONGLY: numbers(objector_now)}
    assert settled.compared.coded == numbers(agreed, silent_now)
    waiting = check(world, coded(agreed), silent_now, objector_now, unreached)
    assert found(waiting) == {STILL: numbers(silent_now)}


def test_a_number_that_is_another_persons_by_now_proves_nothing_for_whoever_had_it(world: World) -> None:
    agreed, silent, objector, unreached = world.people
    other = world.person(
        nhs_number=silent.nhs_number, given_name="Zofia", family_name="Other", date_of_birth=date(1931, 1, 2)
    )
    done = check(world, coded(agreed), coded(other), objector, unreached)
    assert found(done) == {UNKNOWN: numbers(silent), MISSING: numbers(silent)}
    assert done.compared.coded == numbers(agreed)
    stranger = next(task for task in done.tasks if task.kind is UNKNOWN)
    assert "another person under this number" in stranger.why


def test_of_whose_code_cannot_be_read_nobody_says_that_they_have_none(world: World) -> None:
    agreed, silent, objector, unreached = world.people
    mangled = ("code mangled by a spreadsheet: 4.16308E+08",)
    done = check(
        world,
        replace(silent, doubts=mangled),
        replace(objector, doubts=mangled),
        unreached,
        refused=(refusal(agreed.nhs_number),),
    )
    assert found(done) == {UNREADABLE: numbers(silent, objector, agreed)}


def test_who_looked_at_a_record_that_no_export_shows_need_not_look_again(world: World) -> None:
    agreed, silent, objector, unreached = world.people
    mangled = replace(objector, doubts=("code mangled by a spreadsheet: 4.16308E+08",))
    everybody = coded(agreed), coded(silent), mangled, unreached
    (task,) = check(world, *everybody).tasks
    finished(world, task.id, "looked at the record: it has no such code")
    assert check(world, *everybody).is_clean
    worse = replace(objector, doubts=("code term without a code: Express dissent",))
    assert found(check(world, coded(agreed), coded(silent), worse, unreached)) == {UNREADABLE: numbers(objector)}


def test_a_row_without_a_number_may_be_of_somebody_held_only_if_one_is_missing(world: World) -> None:
    rows = (refusal(""), refusal(""))
    assert check(world, *rightly_coded(world), refused=rows).is_clean
    done = check(world, *rightly_coded(world)[:3], refused=rows)
    assert found(done) == {UNREADABLE: [""]}
    (task,) = done.tasks
    assert "line 4 cannot be read: date of birth unreadable. Not in the export" in task.why
    assert task.nhs_number_spaced == "not readable"


def test_who_has_left_or_died_is_missed_nowhere(world: World) -> None:
    agreed, silent, objector, unreached = world.people
    world.later(days=1)
    world.import_people(replace(agreed, deceased=True), objector, unreached, expected=list(ChangeKind))
    assert check(world, objector, unreached).is_clean
    gone = check(world, replace(agreed, deceased=True), replace(silent, left=True), objector, unreached)
    assert gone.is_clean


def test_before_anything_is_frozen_it_says_what_to_do(begin: Begin, sqlite_database: Database) -> None:
    world = begin(sqlite_database, answered_three)
    with pytest.raises(NotAllowed, match=f"`notifier freeze {world.campaign_id}`"):
        check(world, *world.people)


def test_an_export_that_was_made_before_the_freezing_is_refused(world: World) -> None:
    frozen_on = world.now.date()
    too_old = ListAge(frozen_on - timedelta(days=1), BY_NAME)
    with pytest.raises(NotAllowed, match="export again from the clinical system"):
        check(world, *rightly_coded(world), age=too_old)
    for age in (ListAge(frozen_on, BY_NAME), too_old._replace(told_by=BY_FILE), NO_AGE):
        assert check(world, *rightly_coded(world), age=age).is_clean
    with world.database.reading() as session:
        assert [run.made_on for run in rows_of(session, CodeCheckRun)] == [frozen_on, too_old.made_on, None]


def test_only_a_manager_compares(world: World) -> None:
    with world.database.writing() as session, pytest.raises(NotAllowed, match="it needs the role manager"):
        code_check.check_codes(
            session, world.campaign_id, world.staff(Role.RECEPTION), list_of(*world.people), world.now
        )


def coded(person: Person) -> Person:
    """The same with the code, added after the freezing."""
    return replace(person, codes=(CodeEntry("9Ndo", date(2027, 6, 1)),))


def rightly_coded(world: World) -> tuple[Person, ...]:
    agreed, silent, objector, unreached = world.people[:4]
    return coded(agreed), coded(silent), objector, unreached


def refusal(nhs_number: str) -> Refusal:
    return Refusal((4,), "date of birth unreadable", "Date of Birth", "", "", nhs_number, in_doubt=False)


def check(world: World, *people: Person, refused: tuple[Refusal, ...] = (), age: ListAge = NO_AGE) -> CodeCheck:
    with world.database.writing() as session:
        report = list_of(*people, refused=refused)
        return code_check.check_codes(session, world.campaign_id, world.staff(Role.MANAGER), report, world.now, age)


def found(done: CodeCheck) -> dict[CodingTaskKind, list[str]]:
    """The NHS numbers of what was found, by its kind."""
    by_kind = defaultdict(list)
    for one in done.compared.findings:
        by_kind[one.kind].append(one.nhs_number)
    return dict(by_kind)


def numbers(*people: Person) -> list[str]:
    return [str(person.nhs_number) for person in people]
