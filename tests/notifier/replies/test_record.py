"""Every way of a reply, and what makes one doubtful."""

from concurrent.futures import ThreadPoolExecutor
from datetime import UTC, date, datetime, timedelta
from pathlib import Path
from threading import Thread
from typing import Any

import pytest
from sqlalchemy import select

from notifier.errors import NotAllowed, ValueRefused
from notifier.replies import record, settling
from notifier.replies.record import NewReply
from notifier.staff_notes import LONGEST_NOTE
from notifier.store.database import Database
from notifier.store.tables import AuditEvent, Notice, Reply, Review
from notifier.vocabulary import (
    Answerer,
    Channel,
    Choice,
    DeliveryStatus,
    Doubt,
    Extent,
    HoldReason,
    OutcomeKind,
    Role,
    Source,
    Wave,
)
from tests.notifier.provider_stand_in import plan
from tests.notifier.reply_steps import WRONG_DAY, by_staff, close, open_reviews, over, reason, rows, sent, settle
from tests.world import World


@pytest.fixture
def world(told_world: World) -> World:
    """With somebody who was told."""
    return told_world


@pytest.fixture
def each_world(each_told_world: World) -> World:
    return each_told_world


# --- the page ---


@pytest.mark.parametrize(
    ("choice", "held"),
    [(Choice.KEEP, HoldReason.OBJECTED), (Choice.UNSURE, HoldReason.UNDECIDED), (Choice.AGREE, HoldReason.NONE)],
)
def test_an_answer_on_the_page_with_the_right_date_of_birth_stands(
    each_world: World, choice: Choice, held: HoldReason
) -> None:
    person = each_world.people[0]
    view = each_world.answer(person, choice)
    assert (view.choice, view.source, view.doubt) == (choice, Source.PAGE, None)
    settle(each_world)
    each_world.later(days=60)
    assert reason(each_world, person) is held


@pytest.mark.parametrize("choice", Choice)
def test_a_wrong_date_of_birth_loses_no_answer_and_holds_until_a_person_looks(world: World, choice: Choice) -> None:
    person = world.people[0]
    view = world.answer(person, choice, date_of_birth=WRONG_DAY)
    assert (view.choice, view.doubt) == (choice, Doubt.UNVERIFIED)
    world.later(days=60)
    assert reason(world, person) is HoldReason.UNDER_REVIEW
    settle(world)
    assert [review.doubt for review in rows(world, Review)] == [Doubt.UNVERIFIED]
    assert reason(world, person) is HoldReason.UNDER_REVIEW


# --- an objection holds at once ---


def test_an_objection_holds_in_the_same_transaction_and_before_anything_settles_it(each_world: World) -> None:
    person = each_world.people[0]
    each_world.later(days=60)
    assert each_world.outcome(person.nhs_number).kind is OutcomeKind.MAY_CODE_SILENT
    each_world.answer(person, Choice.KEEP)
    assert [row.settled_at for row in rows(each_world, Reply)] == [None]
    assert reason(each_world, person) is HoldReason.UNDER_REVIEW, "it is late besides"


# --- what comes late ---


@pytest.mark.parametrize(
    ("received_at", "late"),
    [
        ("2026-12-21T23:59:59+00:00", False),
        ("2026-12-22T00:00:00+00:00", True),
        ("2026-12-22T01:30:00+02:00", False),
        ("2027-06-30T22:59:59+00:00", False),  # one minute to midnight by the practice's clock, which is on summer time
        ("2027-06-30T23:01:00+00:00", True),
    ],
)
def test_the_last_day_ends_at_midnight_where_the_practice_is(received_at: str, late: bool) -> None:
    last_day = date(2027, 6, 30) if "2027" in received_at else date(2026, 12, 21)
    assert record.is_late(datetime.fromisoformat(received_at), last_day) is late


def test_what_comes_after_the_last_day_holds_and_tells_the_practice_to_take_the_code_off(each_world: World) -> None:
    person = each_world.people[0]
    last_minute = datetime(2026, 12, 21, 23, 59, tzinfo=UTC)
    each_world.now = last_minute
    assert each_world.answer(person, Choice.UNSURE).doubt is None
    each_world.now += timedelta(minutes=2)
    assert each_world.answer(person, Choice.KEEP).doubt is Doubt.LATE
    settle(each_world)
    assert (open_reviews(each_world), reason(each_world, person)) == ([Doubt.LATE], HoldReason.UNDER_REVIEW)
    close(each_world, Choice.KEEP)
    assert reason(each_world, person) is HoldReason.OBJECTED


def test_whoever_agrees_late_needs_no_code_taken_off(world: World) -> None:
    person = world.people[0]
    world.later(days=400)
    assert world.answer(person, Choice.AGREE).doubt is None
    assert over(world, person) is OutcomeKind.MAY_CODE_ASKED


def test_a_slip_that_came_in_time_is_in_time_when_it_is_logged_later(world: World) -> None:
    person = world.people[0]
    world.later(days=60)
    assert by_staff(world, person, Choice.KEEP, Source.PAPER, received_at=world.now - timedelta(days=40)).doubt is None
    assert by_staff(world, person, Choice.UNSURE, Source.PAPER).doubt is Doubt.LATE


# --- settling ---


def test_settling_cancels_what_is_planned_and_is_done_once(each_world: World) -> None:
    person = each_world.person()
    each_world.import_people(person)
    each_world.launched()
    plan(each_world)
    each_world.answer(person, Choice.AGREE, date_of_birth=WRONG_DAY)
    assert [settle(each_world) for _ in range(3)] == [1, 0, 0]
    (delivery, acknowledgement) = each_world.deliveries(person.nhs_number)
    assert (delivery.delivery_status, delivery.ended_at) == (DeliveryStatus.CANCELLED, each_world.now)
    assert acknowledgement.wave is Wave.ACKNOWLEDGEMENT
    assert len(rows(each_world, Review)) == 1
    assert [event.action for event in rows(each_world, AuditEvent)].count("reply.settled") == 1
    assert [row.settled_at for row in rows(each_world, Reply)] == [each_world.now]


def test_settling_leaves_what_was_sent_as_it_is(world: World) -> None:
    person = world.people[0]
    world.answer(person, Choice.KEEP)
    settle(world)
    telling, _acknowledgement = world.deliveries(person.nhs_number)
    assert (telling.wave, telling.delivery_status) == (Wave.FIRST, DeliveryStatus.DELIVERED)


def test_more_replies_than_one_transaction_takes_are_all_settled(world: World, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(settling, "_BATCH", 2)
    person = world.people[0]
    for _ in range(5):
        world.answer(person, Choice.KEEP)
    assert settle(world) == 5


def test_what_is_written_of_a_reply_in_the_chain_names_nobody(world: World) -> None:
    person = world.people[0]
    by_staff(world, person, Choice.KEEP, Source.PHONE, note="Mrs Featherstonehaugh rang")
    settle(world)
    event = rows(world, AuditEvent)[-1]
    assert event.details == {"reply": 1, "choice": "keep", "source": "phone", "doubt": None}


# --- changes of mind and conflicts ---


def test_a_change_of_mind_by_the_same_road_is_another_row_and_the_last_one_stands(world: World) -> None:
    person = world.people[0]
    for choice in (Choice.AGREE, Choice.UNSURE, Choice.AGREE, Choice.KEEP):
        assert world.answer(person, choice).doubt is None
    assert [row.choice for row in rows(world, Reply)] == [Choice.AGREE, Choice.UNSURE, Choice.AGREE, Choice.KEEP]
    assert over(world, person) is OutcomeKind.HOLD


@pytest.mark.parametrize("source", Source)
@pytest.mark.parametrize("between", [(), (Choice.UNSURE,), (Choice.KEEP, Choice.UNSURE)])
def test_from_keep_to_agree_a_person_leads_by_whatever_way_it_comes(
    world: World, source: Source, between: tuple[Choice, ...]
) -> None:
    person = world.people[0]
    for choice in (Choice.AGREE, Choice.KEEP, *between):
        world.answer(person, choice)
    if source is Source.PAGE:
        asked = sent(world, person, Choice.AGREE)
    else:
        asked = by_staff(world, person, Choice.AGREE, source)
    assert asked.doubt is Doubt.CONFLICT
    assert reason(world, person) is HoldReason.UNDER_REVIEW
    settle(world)
    assert over(world, person) is OutcomeKind.HOLD
    close(world, Choice.AGREE)
    assert over(world, person) is OutcomeKind.MAY_CODE_ASKED
    assert sent(world, person, Choice.AGREE).doubt is None, "a person has led there"


@pytest.mark.parametrize(("first", "second"), [(Choice.KEEP, Choice.AGREE), (Choice.AGREE, Choice.KEEP)])
def test_contradictions_across_roads_hold_whichever_came_first(world: World, first: Choice, second: Choice) -> None:
    person = world.people[0]
    world.answer(person, first)
    assert by_staff(world, person, second, Source.PAPER).doubt is Doubt.CONFLICT
    world.later(days=60)
    assert reason(world, person) is HoldReason.UNDER_REVIEW


def test_the_same_answer_by_two_roads_is_no_conflict(world: World) -> None:
    person = world.people[0]
    world.answer(person, Choice.KEEP)
    assert by_staff(world, person, Choice.KEEP, Source.PAPER).doubt is None


@pytest.mark.parametrize("second", Choice)
@pytest.mark.parametrize("first", Choice)
def test_another_word_by_another_way_is_a_conflict_unless_somebody_who_was_unsure_keeps_it(
    world: World, first: Choice, second: Choice
) -> None:
    person = world.people[0]
    world.answer(person, first)
    agrees = first is second or (first, second) == (Choice.UNSURE, Choice.KEEP)
    assert by_staff(world, person, second, Source.PHONE).doubt is (None if agrees else Doubt.CONFLICT)
    settle(world)
    assert open_reviews(world) == ([] if agrees else [Doubt.CONFLICT])


def test_a_contradiction_is_seen_against_the_last_answer_that_nobody_doubts(world: World) -> None:
    person = world.people[0]
    world.answer(person, Choice.KEEP)
    world.answer(person, Choice.AGREE, date_of_birth=WRONG_DAY)
    assert by_staff(world, person, Choice.AGREE, Source.PHONE).doubt is Doubt.CONFLICT


def test_what_another_person_says_by_the_same_road_contradicts_as_well(world: World) -> None:
    person = world.people[0]
    sent(world, person, Choice.KEEP, answered_by=Answerer.CARER)
    settle(world)
    close(world, Choice.KEEP)  # they may answer for the patient, so theirs stands
    assert sent(world, person, Choice.KEEP).doubt is None
    assert sent(world, person, Choice.AGREE).doubt is Doubt.CONFLICT, "even if it is the patient who changed their mind"
    assert sent(world, person, Choice.KEEP, answered_by=Answerer.CARER).doubt is Doubt.ON_BEHALF
    settle(world)
    assert open_reviews(world) == [Doubt.ON_BEHALF, Doubt.CONFLICT, Doubt.ON_BEHALF]


@pytest.mark.parametrize("choice", Choice)
@pytest.mark.parametrize("answered_by", [one for one in Answerer if one is not Answerer.PATIENT])
def test_whoever_answers_for_the_patient_is_always_looked_at(
    world: World, choice: Choice, answered_by: Answerer
) -> None:
    assert sent(world, world.people[0], choice, answered_by=answered_by).doubt is Doubt.ON_BEHALF


def test_what_whoever_took_it_doubts_comes_before_what_we_find(world: World) -> None:
    person = world.people[0]
    by_staff(world, person, Choice.AGREE, Source.PHONE)
    world.later(days=60)
    unverified = {"doubt": Doubt.UNVERIFIED, "answered_by": Answerer.GUARDIAN}
    assert sent(world, person, Choice.KEEP, **unverified).doubt is Doubt.UNVERIFIED
    assert sent(world, person, Choice.KEEP).doubt is Doubt.CONFLICT  # and not late, which it is as well


def test_how_much_may_be_seen_is_asked_of_those_alone_who_keep_it(world: World) -> None:
    person = world.people[0]
    for choice in Choice:
        sent(world, person, choice, extent=Extent.CORE)
    assert {row.choice: row.extent for row in rows(world, Reply)} == {**dict.fromkeys(Choice), Choice.KEEP: Extent.CORE}


# --- one reply, however often it is sent ---


def test_sent_twice_it_is_one_reply_as_it_was_first(each_world: World) -> None:
    person = each_world.people[0]
    first = sent(each_world, person, Choice.KEEP, reference="CHOSEN0001", name="Sam Carer")
    again = sent(each_world, person, Choice.AGREE, reference="CHOSEN0001", answered_by=Answerer.CARER)
    assert (again, first.reference) == (first, "CHOSEN0001")
    (row,) = rows(each_world, Reply)
    assert (row.choice, row.answered_by) == (Choice.KEEP, Answerer.PATIENT)


def test_sent_from_many_tabs_at_once_it_is_one_reply(each_world: World) -> None:
    person = each_world.people[0]
    with ThreadPoolExecutor(6) as tabs:
        made = list(tabs.map(lambda _: sent(each_world, person, Choice.KEEP, reference="CHOSEN0001"), range(6)))
    assert len(rows(each_world, Reply)) == 1
    assert len(set(made)) == 1


def test_a_reference_that_somebody_else_has_loses_no_answer_and_shows_none(each_world: World) -> None:
    person, other = each_world.person(), each_world.person()
    each_world.import_people(person, other)
    each_world.launched(channels=(Channel.SMS,))
    plan(each_world)
    theirs = sent(each_world, other, Choice.AGREE, reference="CHOSEN0001")
    own = sent(each_world, person, Choice.KEEP, reference="CHOSEN0001")
    assert own.reference != theirs.reference
    assert [row.choice for row in rows(each_world, Reply)] == [Choice.AGREE, Choice.KEEP]
    assert reason(each_world, person) is HoldReason.OBJECTED


def test_two_contradicting_answers_at_the_same_moment_see_each_other(each_world: World) -> None:
    person = each_world.people[0]
    with each_world.database.reading() as session:
        notice_id = session.execute(select(Notice.id)).scalar_one()
    on_the_page = Thread(target=each_world.answer, args=(person, Choice.AGREE))
    with each_world.database.writing() as session:
        record.record_reply(session, notice_id, NewReply(Choice.KEEP, Source.COUNTER, each_world.now), each_world.now)
        on_the_page.start()
        on_the_page.join(timeout=0.5)
        assert on_the_page.is_alive(), "it did not wait for the other to be written down"
    on_the_page.join()
    assert [row.doubt for row in rows(each_world, Reply)] == [None, Doubt.CONFLICT]


# --- the desk ---


def test_reception_records_what_it_was_told_with_the_day_it_came(world: World) -> None:
    person = world.people[0]
    world.later(days=4)
    by_staff(world, person, Choice.KEEP, Source.PAPER, received_at=world.now - timedelta(days=3), note="a slip")
    (row,) = rows(world, Reply)
    assert (row.received_at, row.recorded_at, row.note) == (world.now - timedelta(days=3), world.now, "a slip")
    assert row.recorded_by == world.staff(Role.RECEPTION).id


def test_an_answer_given_on_behalf_holds_until_a_person_looks(world: World) -> None:
    person = world.people[0]
    by_staff(world, person, Choice.AGREE, Source.PHONE, doubt=Doubt.ON_BEHALF)
    settle(world)
    world.later(days=60)
    assert reason(world, person) is HoldReason.UNDER_REVIEW


def test_who_answers_before_the_launch_is_held_and_told_no_more_than_that_the_answer_came(
    database: Database, tmp_path: Path, now: datetime
) -> None:
    world = World(database, tmp_path, now)
    person, other = world.person(), world.person()
    world.import_people(person, other)
    world.campaign(channels=(Channel.SMS,))
    by_staff(world, person, Choice.KEEP, Source.COUNTER)
    world.preview()
    world.approve()
    world.launch()
    world.until_idle()
    told_by_text = {message["to"]: message["body"] for message in world.outbox(Channel.SMS)}
    assert told_by_text.keys() == {other.mobile, person.mobile}
    assert "We have an answer in your name" in told_by_text[str(person.mobile)]
    assert reason(world, person) is HoldReason.OBJECTED


@pytest.mark.parametrize("role", [Role.APPROVER, Role.AUDITOR])
def test_only_reception_and_managers_record_and_settle(world: World, role: Role) -> None:
    person = world.people[0]
    with pytest.raises(NotAllowed):
        by_staff(world, person, Choice.KEEP, Source.PHONE, role=role)
    world.answer(person, Choice.KEEP, date_of_birth=WRONG_DAY)
    settle(world)
    with pytest.raises(NotAllowed):
        close(world, Choice.AGREE, role=role)
    assert [review.closed_at for review in rows(world, Review)] == [None]


@pytest.mark.parametrize(
    "given",
    [
        {"received_at": datetime.fromisoformat("2027-01-01T00:00:00Z")},
        {"note": "x" * (LONGEST_NOTE + 1)},
        {"source": Source.PAGE},
    ],
)
def test_what_cannot_be_so_is_refused(world: World, given: dict[str, Any]) -> None:
    person = world.people[0]
    with pytest.raises(ValueRefused):
        by_staff(world, person, Choice.KEEP, **{"source": Source.PHONE, **given})
    assert rows(world, Reply) == []
