"""Every road of a reply, and what makes one doubtful."""

from dataclasses import replace
from datetime import date, datetime, timedelta
from pathlib import Path
from threading import Thread
from typing import Any

import pytest
from sqlalchemy import select, update

from notifier import inbound, progress, replies
from notifier.channels.base import IncomingText
from notifier.errors import NotAllowed, NotFound, ValueRefused
from notifier.intake import Person
from notifier.links import spaced
from notifier.replies import Given
from notifier.store.database import Database
from notifier.store.models import AuditEvent, Campaign, Delivery, InboundText, Notice, Reply, Review
from notifier.vocabulary import (
    CampaignStatus,
    Channel,
    Choice,
    DeliveryStatus,
    Doubt,
    Evidence,
    HoldReason,
    OutcomeKind,
    Role,
    Source,
    Wave,
)
from tests.notifier.answers import WRONG_DAY, by_staff, close, over, reason, rows, settle, told
from tests.notifier.stand_ins import plan
from tests.world import World


@pytest.fixture
def world(sqlite_database: Database, tmp_path: Path, now: datetime) -> World:
    return World(sqlite_database, tmp_path, now)


@pytest.fixture
def each_world(database: Database, tmp_path: Path, now: datetime) -> World:
    return World(database, tmp_path, now)


# --- the page ---


@pytest.mark.parametrize(
    ("choice", "held"),
    [(Choice.KEEP, HoldReason.OBJECTED), (Choice.UNSURE, HoldReason.UNDECIDED), (Choice.AGREE, HoldReason.NONE)],
)
def test_an_answer_on_the_page_with_the_right_date_of_birth_stands(
    each_world: World, choice: Choice, held: HoldReason
) -> None:
    person = told(each_world)
    view = each_world.answer(person, choice)
    assert (view.choice, view.source, view.doubt) == (choice, Source.PAGE, None)
    each_world.later(days=60)
    assert reason(each_world, person) is held


@pytest.mark.parametrize("choice", Choice)
def test_a_wrong_date_of_birth_loses_no_answer_and_holds_until_a_person_looks(world: World, choice: Choice) -> None:
    person = told(world)
    view = world.answer(person, choice, date_of_birth=WRONG_DAY)
    assert (view.choice, view.doubt) == (choice, Doubt.UNVERIFIED)
    world.later(days=60)
    assert reason(world, person) is HoldReason.UNDER_REVIEW
    settle(world)
    assert [review.doubt for review in rows(world, Review)] == [Doubt.UNVERIFIED]
    assert reason(world, person) is HoldReason.UNDER_REVIEW


def test_a_code_is_taken_as_it_was_typed(world: World) -> None:
    person = told(world)
    typed = f" {spaced(world.code_of(person.nhs_number)).lower()} "
    with world.database.writing() as session:
        view = replies.from_page(session, world.keys, typed, Choice.KEEP, person.date_of_birth, world.now)
    assert view.doubt is None


@pytest.mark.parametrize("typed", ["", "7K3M-92QX-4TDP", "nonsense", "7K3M92QX4TDQ"])
def test_a_code_that_nobody_has_opens_and_records_nothing(world: World, typed: str) -> None:
    told(world)
    with world.database.writing() as session:
        assert replies.open_link(session, world.keys, typed) is None
        with pytest.raises(NotFound):
            replies.from_page(session, world.keys, typed, Choice.KEEP, WRONG_DAY, world.now)
    assert rows(world, Reply) == []


def test_a_link_opens_words_and_a_date_and_says_whether_it_was_answered(world: World) -> None:
    person = told(world, given_name="Wilhelmina", family_name="Featherstonehaugh")
    code = world.code_of(person.nhs_number)
    with world.database.reading() as session:
        before = replies.open_link(session, world.keys, code)
    world.answer(person, Choice.KEEP)
    with world.database.reading() as session:
        after = replies.open_link(session, world.keys, code)
    assert before
    assert after == replace(before, answered=True)
    assert before.deadline_on == date(2026, 12, 21)
    shown = f"{before}"
    assert not [one for one in (person.given_name, person.family_name, person.nhs_number, "1980") if one in shown]


def test_only_who_answered_behind_a_code_is_shown_the_answer_again(world: World) -> None:
    person, other = world.person(), world.person()
    world.import_people(person, other)
    world.launched()
    plan(world)
    own, foreign = (world.code_of(one.nhs_number) for one in (person, other))
    view = world.answer(person, Choice.KEEP)
    phoned = by_staff(world, person, Choice.KEEP, Source.PHONE, note="in confidence")
    with world.database.reading() as session:
        assert replies.told(session, world.keys, own, view.reference) == view
        assert replies.told(session, world.keys, foreign, view.reference) is None
        assert replies.told(session, world.keys, own, phoned.reference) is None
        assert replies.told(session, world.keys, "nonsense", view.reference) is None


# --- an objection holds at once ---


def test_an_objection_holds_in_the_same_transaction_and_before_anything_settles_it(each_world: World) -> None:
    person = told(each_world)
    each_world.later(days=60)
    assert each_world.outcome(person.nhs_number).kind is OutcomeKind.MAY_CODE_SILENT
    each_world.answer(person, Choice.KEEP)
    assert [row.settled_at for row in rows(each_world, Reply)] == [None]
    assert reason(each_world, person) is HoldReason.OBJECTED


def test_an_objection_after_the_deadline_holds_like_any(world: World) -> None:
    person = told(world)
    world.later(days=400)
    world.answer(person, Choice.KEEP)
    assert reason(world, person) is HoldReason.OBJECTED


# --- settling ---


def test_settling_cancels_what_is_planned_and_is_done_once(each_world: World) -> None:
    person = each_world.person()
    each_world.import_people(person)
    each_world.launched()
    plan(each_world)
    each_world.answer(person, Choice.AGREE, date_of_birth=WRONG_DAY)
    assert [settle(each_world) for _ in range(3)] == [1, 0, 0]
    (delivery,) = each_world.deliveries(person.nhs_number)
    assert (delivery.delivery_status, delivery.ended_at) == (DeliveryStatus.CANCELLED, each_world.now)
    assert len(rows(each_world, Review)) == 1
    assert [event.action for event in rows(each_world, AuditEvent)].count("reply.settled") == 1
    assert [row.settled_at for row in rows(each_world, Reply)] == [each_world.now]


def test_settling_leaves_what_was_sent_as_it_is(world: World) -> None:
    person = told(world)
    world.answer(person, Choice.KEEP)
    settle(world)
    assert [row.delivery_status for row in world.deliveries(person.nhs_number)] == [DeliveryStatus.DELIVERED]


def test_more_replies_than_one_transaction_takes_are_all_settled(world: World, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(replies, "_BATCH", 2)
    person = told(world)
    for _ in range(5):
        world.answer(person, Choice.KEEP)
    assert settle(world) == 5


def test_what_is_written_of_a_reply_in_the_chain_names_nobody(world: World) -> None:
    person = told(world)
    by_staff(world, person, Choice.KEEP, Source.PHONE, note="Mrs Featherstonehaugh rang")
    settle(world)
    event = rows(world, AuditEvent)[-1]
    assert event.details == {"reply": 1, "choice": "keep", "source": "phone", "doubt": None}


# --- changes of mind and conflicts ---


def test_a_change_of_mind_by_the_same_road_is_another_row_and_the_last_one_stands(world: World) -> None:
    person = told(world)
    for choice in (Choice.KEEP, Choice.UNSURE, Choice.AGREE):
        assert world.answer(person, choice).doubt is None
    assert [row.choice for row in rows(world, Reply)] == [Choice.KEEP, Choice.UNSURE, Choice.AGREE]
    assert over(world, person) is OutcomeKind.MAY_CODE_ASKED


@pytest.mark.parametrize(("first", "second"), [(Choice.KEEP, Choice.AGREE), (Choice.AGREE, Choice.KEEP)])
def test_contradictions_across_roads_hold_whichever_came_first(world: World, first: Choice, second: Choice) -> None:
    person = told(world)
    world.answer(person, first)
    assert by_staff(world, person, second, Source.PAPER).doubt is Doubt.CONFLICT
    world.later(days=60)
    assert reason(world, person) is HoldReason.UNDER_REVIEW


def test_the_same_answer_by_two_roads_is_no_conflict(world: World) -> None:
    person = told(world)
    world.answer(person, Choice.KEEP)
    assert by_staff(world, person, Choice.KEEP, Source.PAPER).doubt is None


def test_a_contradiction_is_seen_against_the_last_answer_that_nobody_doubts(world: World) -> None:
    person = told(world)
    world.answer(person, Choice.KEEP)
    world.answer(person, Choice.AGREE, date_of_birth=WRONG_DAY)
    assert by_staff(world, person, Choice.AGREE, Source.PHONE).doubt is Doubt.CONFLICT


def test_two_contradicting_answers_at_the_same_moment_see_each_other(each_world: World) -> None:
    person = told(each_world)
    with each_world.database.reading() as session:
        notice_id = session.execute(select(Notice.id)).scalar_one()
    on_the_page = Thread(target=each_world.answer, args=(person, Choice.AGREE))
    with each_world.database.writing() as session:
        replies.record(session, notice_id, Given(Choice.KEEP, Source.COUNTER, each_world.now), each_world.now)
        on_the_page.start()
        on_the_page.join(timeout=0.5)
        assert on_the_page.is_alive(), "it did not wait for the other to be written down"
    on_the_page.join()
    assert [row.doubt for row in rows(each_world, Reply)] == [None, Doubt.CONFLICT]


# --- the desk ---


def test_reception_records_what_it_was_told_with_the_day_it_came(world: World) -> None:
    person = told(world)
    world.later(days=4)
    view = by_staff(world, person, Choice.KEEP, Source.PAPER, received_at=world.now - timedelta(days=3), note="a slip")
    (row,) = rows(world, Reply)
    assert (view.received_at, view.recorded_at, view.note) == (world.now - timedelta(days=3), world.now, "a slip")
    assert row.recorded_by == world.staff(Role.RECEPTION).id


def test_an_answer_given_on_behalf_holds_until_a_person_looks(world: World) -> None:
    person = told(world)
    by_staff(world, person, Choice.AGREE, Source.PHONE, doubt=Doubt.ON_BEHALF)
    settle(world)
    world.later(days=60)
    assert reason(world, person) is HoldReason.UNDER_REVIEW


def test_who_answers_before_the_launch_is_held_and_never_written_to(each_world: World) -> None:
    person, other = each_world.person(), each_world.person()
    each_world.import_people(person, other)
    each_world.campaign(channels=(Channel.SMS,))
    by_staff(each_world, person, Choice.KEEP, Source.COUNTER)
    each_world.preview()
    each_world.approve()
    each_world.launch()
    each_world.until_idle()
    assert [message["to"] for message in each_world.outbox(Channel.SMS)] == [other.mobile]
    assert reason(each_world, person) is HoldReason.OBJECTED


@pytest.mark.parametrize("role", [Role.APPROVER, Role.AUDITOR])
def test_only_reception_and_managers_record_and_settle(world: World, role: Role) -> None:
    person = told(world)
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
        {"note": "x" * (replies.LONGEST_NOTE + 1)},
        {"source": Source.PAGE},
    ],
)
def test_what_cannot_be_so_is_refused(world: World, given: dict[str, Any]) -> None:
    person = told(world)
    with pytest.raises(ValueRefused):
        by_staff(world, person, Choice.KEEP, **{"source": Source.PHONE, **given})
    assert rows(world, Reply) == []


# --- the one acknowledgement of a clear text ---

ELSEWHERE = "+447700955555"  # a phone that is not on the list


def texted(world: World, body: str, sender: str | None) -> None:
    text = IncomingText(f"SM{len(rows(world, InboundText))}", sender or "", body, False, {})
    with world.database.writing() as session:
        inbound.receive(session, world.keys, "twilio", text, world.now)


def planned_for(world: World, **options: Any) -> Person:
    person = world.person()
    world.import_people(person)
    world.launched(**{"channels": (Channel.SMS,), **options})
    plan(world)
    return person


def acknowledgements(world: World) -> list[Delivery]:
    return [row for row in rows(world, Delivery) if row.wave is Wave.ACKNOWLEDGEMENT]


def test_a_clear_text_is_acknowledged_once_to_the_number_that_it_came_from(each_world: World) -> None:
    person = planned_for(each_world)
    texted(each_world, f"KEEP {each_world.code_of(person.nhs_number)}", ELSEWHERE)
    assert settle(each_world) == 1
    for sender in (ELSEWHERE, person.mobile):
        texted(each_world, f"KEEP {each_world.code_of(person.nhs_number)}", sender)
    assert settle(each_world) == 2
    (row,) = acknowledgements(each_world)
    assert (row.channel, row.delivery_status, row.sent_to) == (Channel.SMS, DeliveryStatus.PLANNED, ELSEWHERE)
    assert (row.campaign_id, row.planned_at, row.due_at) == (each_world.campaign_id, each_world.now, each_world.now)
    telling = [one.delivery_status for one in rows(each_world, Delivery) if one.wave is Wave.FIRST]
    assert telling == [DeliveryStatus.CANCELLED]


@pytest.mark.parametrize("sender", ["+441632960123", "+353871234567", "60777", "SURGERY"])
def test_only_a_mobile_is_texted_back(world: World, sender: str) -> None:
    person = planned_for(world)
    texted(world, f"KEEP {world.code_of(person.nhs_number)}", sender)
    settle(world)
    assert reason(world, person) is HoldReason.OBJECTED
    assert acknowledgements(world) == []


def test_nobody_is_texted_back_who_wanted_no_texts(world: World) -> None:
    person = planned_for(world)
    texted(world, "STOP", ELSEWHERE)
    texted(world, f"KEEP {world.code_of(person.nhs_number)}", ELSEWHERE)
    settle(world)
    assert acknowledgements(world) == []


@pytest.mark.parametrize("status", [CampaignStatus.PAUSED, CampaignStatus.CLOSED, CampaignStatus.CANCELLED])
def test_nothing_is_acknowledged_unless_the_campaign_runs(world: World, status: CampaignStatus) -> None:
    person = planned_for(world)
    texted(world, "KEEP", person.mobile)
    with world.database.writing() as session:
        session.execute(update(Campaign).values(campaign_status=status))
    assert settle(world) == 1
    assert acknowledgements(world) == []


def test_only_a_clear_text_of_the_patients_own_is_acknowledged(world: World) -> None:
    person = planned_for(world)
    texted(world, "keep it please", person.mobile)
    settle(world)
    close(world, Choice.KEEP)
    world.answer(person, Choice.KEEP)
    by_staff(world, person, Choice.KEEP, Source.SMS)
    settle(world)
    assert acknowledgements(world) == []


@pytest.mark.parametrize(
    ("further", "status"), [(Choice.AGREE, DeliveryStatus.CANCELLED), (Choice.UNSURE, DeliveryStatus.PLANNED)]
)
def test_only_who_agrees_since_is_not_told_that_they_keep(
    world: World, further: Choice, status: DeliveryStatus
) -> None:
    person = planned_for(world)
    texted(world, "KEEP", person.mobile)
    world.answer(person, further)
    settle(world)
    assert [row.delivery_status for row in acknowledgements(world)] == [status]


def test_an_acknowledgement_tells_nobody_of_the_proposal(world: World) -> None:
    person = planned_for(world, notice_days=28)
    texted(world, "KEEP", person.mobile)
    settle(world)
    with world.database.writing() as session:
        arrived = {"delivery_status": DeliveryStatus.DELIVERED, "accepted_at": world.now, "delivered_at": world.now}
        session.execute(update(Delivery).where(Delivery.wave == Wave.ACKNOWLEDGEMENT).values(**arrived))
        session.execute(update(Reply).values(doubt=Doubt.STOPPED))
        counted = progress.counts(session, world.campaign_id, world.now)
    assert world.outcome(person.nhs_number).evidence is Evidence.NONE
    assert counted.deliveries == {Channel.SMS: {DeliveryStatus.CANCELLED: 1}}
    assert counted.replies == dict.fromkeys(Choice, 0)  # a stop word is no answer
