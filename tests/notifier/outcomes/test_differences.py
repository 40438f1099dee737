"""What is learned after outcomes were frozen is a difference, and each difference a task."""

from collections.abc import Iterator
from dataclasses import replace
from datetime import date, datetime
from typing import Any

import pytest
from sqlalchemy.orm import Session

from notifier.campaigns import lifecycle
from notifier.contacts import Mobile, PostalAddress
from notifier.outcomes import coding_tasks, differences, facts
from notifier.outcomes.coding_tasks import CodingTaskView
from notifier.outcomes.differences import NO_DIFFERENCES, Comparison, Differences, DifferenceSweep
from notifier.patients.list_import.records import CodeEntry, Person
from notifier.replies import record
from notifier.replies.record import NewReply
from notifier.store import audit
from notifier.store.audit_actions import AuditAction
from notifier.store.database import Database
from notifier.store.tables import Campaign
from notifier.vocabulary import Choice, CodingTaskKind, Role, Source
from tests.notifier.closing_steps import answered_three, compared, finished, frozen, open_kinds
from tests.notifier.doubt_steps import STRANGER, settle
from tests.notifier.reply_steps import close
from tests.world import Begin, World, sample_number

TAKE_OFF, MAY_CODE, OTHER_BASIS = CodingTaskKind.TAKE_OFF, CodingTaskKind.MAY_CODE, CodingTaskKind.OTHER_BASIS
CODED = (CodeEntry("9Ndo", date(2026, 12, 23)),)


@pytest.fixture
def world(begin: Begin, sqlite_database: Database) -> World:
    """See `answered_three`; what follows was frozen."""
    return begin(sqlite_database, froze)


@pytest.fixture
def each_world(begin: Begin, database: Database) -> World:
    """As `world`, on each make of database."""
    return begin(database, froze)


def test_nothing_differs_right_after_the_freezing(each_world: World) -> None:
    assert compared(each_world) == NO_DIFFERENCES


def test_nothing_is_compared_before_anything_was_frozen(begin: Begin, sqlite_database: Database) -> None:
    world = begin(sqlite_database, answered_three)
    world.answer(world.people[1], Choice.KEEP)
    assert compared(world) == NO_DIFFERENCES
    assert world.until_idle()[0].differing == 0


def test_who_objects_the_next_minute_has_a_code_to_be_taken_off(each_world: World) -> None:
    world, silent = each_world, each_world.people[1]
    world.later(minutes=1)
    world.answer(silent, Choice.KEEP)
    assert compared(world) == Differences(1, 0)
    (task,) = tasks(world)
    assert (task.kind, task.nhs_number, task.full_name) == (TAKE_OFF, silent.nhs_number, "Given2 Family2")
    assert (task.found_at, task.frozen_set_number, task.is_urgent) == (world.now, 1, True)
    assert task.mobile == silent.mobile
    assert compared(world) == NO_DIFFERENCES, "it is known by now"


def test_a_worker_finds_it_without_being_told(each_world: World) -> None:
    world = each_world
    world.answer(world.people[0], Choice.KEEP)
    world.until_idle()
    assert open_kinds(world) == {world.people[0].nhs_number: TAKE_OFF}


def test_after_an_answer_its_patient_alone_is_looked_at(each_world: World, monkeypatch: pytest.MonkeyPatch) -> None:
    world, looked_at = each_world, list[Any]()
    world.answer(world.people[0], Choice.KEEP)
    whose, conclude = world.patient_id(world.people[0].nhs_number), facts.conclude

    def noted(session: Session, campaign: Campaign, at: datetime, *some: Any) -> Iterator[facts.Concluded]:
        looked_at.append(some[0])
        return conclude(session, campaign, at, *some)

    monkeypatch.setattr(facts, "conclude", noted)
    assert differences.find_of_patient(world.database, world.now, whose) == 1
    assert looked_at == [[whose]]
    assert open_kinds(world) == {world.people[0].nhs_number: TAKE_OFF}


def test_a_difference_that_vanishes_ends_and_is_another_one_when_it_returns(world: World) -> None:
    restricted(world, is_sensitive=True)
    restricted(world, is_sensitive=False)
    assert compared(world) == Differences(0, 1)
    assert not tasks(world)
    (past,) = past_tasks(world)
    assert (past.ended_at, past.done_at) == (world.now, None)
    assert past.ended_because.startswith("now: ")
    restricted(world, is_sensitive=True)
    assert tasks(world)[0].id != past.id


def test_who_agrees_after_all_that_was_said_has_another_task(world: World) -> None:
    silent = world.people[1]
    world.answer(silent, Choice.KEEP)
    world.until_idle()
    assert open_kinds(world) == {silent.nhs_number: TAKE_OFF}
    close(world, Choice.AGREE, note="called: a slip of the finger")
    assert compared(world) == Differences(1, 1)
    assert open_kinds(world) == {silent.nhs_number: OTHER_BASIS}


def test_a_link_that_a_stranger_had_takes_the_code_off(world: World) -> None:
    """What had gone out by then told the stranger, and nobody knows whether the patient too."""
    silent = world.people[1]
    world.answer(silent, Choice.KEEP)
    world.until_idle()
    close(world, None, note="somebody else had the letter")
    assert compared(world) == NO_DIFFERENCES
    assert open_kinds(world) == {silent.nhs_number: TAKE_OFF}


def test_what_was_done_is_not_asked_for_again(world: World) -> None:
    silent = world.people[1]
    world.answer(silent, Choice.KEEP)
    compared(world)
    finished(world, tasks(world)[0].id)
    assert compared(world) == NO_DIFFERENCES
    assert not tasks(world)


def test_who_may_be_coded_again_after_the_code_came_off_comes_with_the_next_set(world: World) -> None:
    silent = world.people[1]
    restricted(world, is_sensitive=True)
    finished(world, tasks(world)[0].id)
    restricted(world, is_sensitive=False)
    compared(world)
    assert open_kinds(world) == {silent.nhs_number: MAY_CODE}
    world.answer(silent, Choice.KEEP)
    compared(world)
    assert not tasks(world), "the code is off and was not added again"


def test_a_set_that_has_them_anew_asks_for_taking_off_anew(world: World) -> None:
    silent = world.people[1]
    restricted(world, is_sensitive=True)
    finished(world, tasks(world)[0].id)
    restricted(world, is_sensitive=False)
    compared(world)
    world.later(minutes=1)
    assert frozen(world).number == 2
    compared(world)
    assert not tasks(world), "who may be coded is in the set now"
    world.answer(silent, Choice.KEEP)
    compared(world)
    assert open_kinds(world) == {silent.nhs_number: TAKE_OFF}


def test_a_later_set_does_not_forget_what_an_earlier_one_let_be_coded(world: World) -> None:
    silent = world.people[1]
    world.answer(silent, Choice.KEEP)
    compared(world)
    world.later(minutes=1)
    assert frozen(world).counts["may_code_silent"] == 0
    assert compared(world) == NO_DIFFERENCES
    assert open_kinds(world) == {silent.nhs_number: TAKE_OFF}, "nobody has said that the code is off"


def test_whose_notice_ran_out_meanwhile_may_be_coded_with_the_next_set(each_world: World) -> None:
    world = each_world
    joiner = world.person()
    world.import_people(*world.people)
    world.until_idle()
    assert not tasks(world)
    world.later(days=29)
    world.until_idle()
    assert open_kinds(world) == {joiner.nhs_number: MAY_CODE}
    frozen(world)
    compared(world)
    assert not tasks(world)


def test_who_agrees_after_all_has_another_free_text(world: World) -> None:
    silent = world.people[1]
    world.answer(silent, Choice.AGREE)
    world.until_idle()
    assert open_kinds(world) == {silent.nhs_number: OTHER_BASIS}
    finished(world, tasks(world)[0].id)
    compared(world)
    assert not tasks(world)


def test_patients_who_were_coded_are_no_difference_once_a_list_shows_it(each_world: World) -> None:
    """The week after the coding everybody has the code: before, the control against it was blind from then on."""
    world = each_world
    agreed, silent, objected, unreached = world.people
    imported(world, replace(agreed, codes=CODED), replace(silent, codes=CODED), objected, unreached)
    assert compared(world) == NO_DIFFERENCES
    world.answer(silent, Choice.KEEP)
    compared(world)
    assert open_kinds(world) == {silent.nhs_number: TAKE_OFF}


def test_who_moves_or_has_another_number_afterwards_stays_coded(each_world: World) -> None:
    world = each_world
    agreed, silent, objected, unreached = world.people
    moved = replace(
        silent,
        mobile=Mobile.parse("07700 900888"),
        email="new@example.com",
        address=PostalAddress(("1 New Road",), "GU17 9XX"),
    )
    imported(world, agreed, moved, objected, unreached)
    world.until_idle()
    assert not tasks(world)


@pytest.mark.parametrize("change", [{"deceased": True}, {"left": True}])
def test_who_died_or_left_afterwards_needs_no_taking_off(world: World, change: dict[str, Any]) -> None:
    agreed, silent, objected, unreached = world.people
    imported(world, agreed, replace(silent, **change), objected, unreached)
    assert compared(world) == NO_DIFFERENCES


def test_who_objected_and_then_left_is_not_forgotten(world: World) -> None:
    agreed, silent, objected, unreached = world.people
    world.answer(silent, Choice.KEEP)
    world.until_idle()
    imported(world, agreed, objected, unreached)
    world.until_idle()
    assert open_kinds(world) == {silent.nhs_number: TAKE_OFF}
    imported(world, agreed, replace(silent, deceased=True), objected, unreached)
    world.until_idle()
    assert not tasks(world)


def test_who_left_and_then_objects_has_a_code_at_another_practice(world: World) -> None:
    agreed, silent, objected, unreached = world.people
    imported(world, agreed, objected, unreached)
    world.answer(silent, Choice.KEEP)
    compared(world)
    assert "tell the practice that has the record now" in tasks(world)[0].why


def test_whose_number_is_another_persons_has_a_code_that_may_stand_on_that_record(each_world: World) -> None:
    world = each_world
    agreed, silent, objected, unreached = world.people
    imported(world, agreed, replace(silent, **STRANGER), objected, unreached)
    settle(world, same=False)
    assert compared(world) == Differences(1, 0)
    (task,) = tasks(world)
    assert (task.kind, task.full_name) == (TAKE_OFF, "Given2 Family2")
    assert "The NHS number is another person's now" in task.why
    world.until_idle()
    assert compared(world) == NO_DIFFERENCES, "it stands, although they are on no list"
    finished(world, task.id)
    assert compared(world) == NO_DIFFERENCES


def test_an_objection_under_a_new_number_takes_the_code_off_that_came_by_the_earlier_one(world: World) -> None:
    agreed, silent, objected, unreached = world.people
    imported(world, agreed, again := replace(silent, nhs_number=sample_number(777)), objected, unreached)
    world.until_idle()
    patient_id, reception = world.patient_id(again.nhs_number), world.staff(Role.RECEPTION)
    with world.database.writing() as session:
        keep = NewReply(Choice.KEEP, Source.PHONE, world.now)
        record.record_staff_reply(session, world.keys, world.campaign_id, patient_id, keep, reception, world.now)
    world.until_idle()
    assert open_kinds(world)[silent.nhs_number] is TAKE_OFF


def test_consent_on_a_newer_list_takes_the_code_off(world: World) -> None:
    agreed, silent, objected, unreached = world.people
    consents = replace(silent, codes=(CodeEntry("9Ndm", date(2026, 12, 23)),))
    imported(world, agreed, consents, objected, unreached)
    compared(world)
    assert open_kinds(world) == {silent.nhs_number: TAKE_OFF}


def test_some_can_be_looked_at_alone(world: World) -> None:
    agreed, silent, *_ = world.people
    world.answer(agreed, Choice.KEEP)
    world.answer(silent, Choice.KEEP)
    with world.database.writing() as session:
        campaign = lifecycle.get_campaign(session, world.practice_id, world.campaign_id)
        ids = [world.patient_id(agreed.nhs_number)]
        assert differences.find_differences(session, campaign, world.now, ids) == Differences(1, 0)
        assert differences.find_differences(session, campaign, world.now, []) == NO_DIFFERENCES
    assert open_kinds(world) == {agreed.nhs_number: TAKE_OFF}


def test_whoever_only_looks_is_told_and_writes_nothing(world: World) -> None:
    world.answer(world.people[1], Choice.KEEP)
    with world.database.reading() as session:
        campaign = lifecycle.get_campaign(session, world.practice_id, world.campaign_id)
        comparison = Comparison(session, campaign, world.now)
        for one in facts.conclude(session, campaign, world.now):
            comparison.see(one)
    assert [one.nhs_number for one in comparison.found] == [world.people[1].nhs_number]
    assert not tasks(world)


def test_a_sweep_looks_again_only_when_something_happened(world: World) -> None:
    instants = iter(range(0, 1_000_000, 1_000))
    sweep = DifferenceSweep(world.database, lambda: float(next(instants)))
    assert sweep.run(world.now) == 0
    world.answer(world.people[1], Choice.KEEP)
    assert [sweep.run(world.now) for _ in range(40)].count(1) == 1, "once, after a rest of twenty times the look"


def test_a_sweep_rests_for_twenty_times_as_long_as_it_took(world: World) -> None:
    instants = [0.0, 1.0]
    sweep = DifferenceSweep(world.database, lambda: instants.pop(0))
    sweep.run(world.now)
    world.answer(world.people[1], Choice.KEEP)
    instants[:] = [20.9]
    assert sweep.run(world.now) == 0
    instants[:] = [21.0, 21.5]
    assert sweep.run(world.now) == 1


def test_the_chain_says_that_something_differs_and_not_who(world: World) -> None:
    world.answer(world.people[1], Choice.KEEP)
    compared(world)
    with world.database.reading() as session:
        last = audit.as_dict(list(audit.events(session))[-1])
    assert last["action"] == AuditAction.OUTCOMES_DIFFER
    assert last["details"] == {"opened": 1, "ended": 0}


def froze(world: World) -> None:
    answered_three(world)
    frozen(world)


def imported(world: World, *people: Person) -> None:
    """A newer list of exactly these people."""
    world.later(hours=1)
    world.import_people(*people)


def restricted(world: World, *, is_sensitive: bool) -> None:
    """A newer list says of the silent patient that the record is restricted, or that it is not."""
    agreed, silent, objected, unreached = world.people
    imported(world, agreed, replace(silent, sensitive=is_sensitive), objected, unreached)
    if is_sensitive:
        compared(world)


def tasks(world: World) -> list[CodingTaskView]:
    with world.database.reading() as session:
        return coding_tasks.open_tasks(session, world.campaign_id)


def past_tasks(world: World) -> list[CodingTaskView]:
    with world.database.reading() as session:
        return coding_tasks.past_tasks(session, world.campaign_id, 10)
