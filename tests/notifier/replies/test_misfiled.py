"""A slip that was logged for the wrong patient is taken back: as if it had not been said, and nothing is lost of it."""

from datetime import datetime, timedelta
from pathlib import Path

import pytest

from notifier.campaigns import lifecycle
from notifier.errors import NotAllowed, NotFound
from notifier.outcomes import facts, search
from notifier.patients.list_import.records import Person
from notifier.replies import misfiled, patient_page
from notifier.replies.history import ReplyView
from notifier.replies.record import RecordedReply
from notifier.store.database import Database
from notifier.store.tables import AuditEvent, Reply, Review
from notifier.vocabulary import (
    Answerer,
    Channel,
    Choice,
    DeliveryStatus,
    Doubt,
    HoldReason,
    OutcomeKind,
    Role,
    Source,
    Wave,
)
from tests.notifier.provider_stand_in import plan
from tests.notifier.reply_steps import by_staff, close, open_reviews, opened, over, reason, rows, sent, settle, two_more
from tests.world import World


@pytest.fixture
def world(told_world: World) -> World:
    """With somebody who was told."""
    return told_world


@pytest.fixture
def each_world(each_told_world: World) -> World:
    return each_told_world


def take_back(world: World, reply: RecordedReply, *, note: str = "it is her sister's slip") -> ReplyView:
    staff = world.staff(Role.RECEPTION)
    with world.database.writing() as session:
        return misfiled.take_back_reply(session, world.keys, reply.reference.lower(), staff, note, world.now)


def undo(world: World, reply: RecordedReply, role: Role = Role.RECEPTION) -> ReplyView:
    with world.database.writing() as session:
        return misfiled.undo_reply(session, world.keys, reply.reference, world.staff(role), world.now)


def reason_at(world: World, days_ago: int) -> HoldReason:
    """Why the only patient was held some days ago, by what was known then."""
    with world.database.reading() as session:
        campaign = lifecycle.get_campaign(session, world.practice_id, world.campaign_id)
        (concluded,) = facts.conclude(session, campaign, world.now - timedelta(days=days_ago))
    return concluded.outcome.reason


@pytest.mark.parametrize("choice", Choice)
@pytest.mark.parametrize("settled_first", [True, False])
def test_afterwards_everything_is_as_if_it_had_not_been_said(
    each_world: World, choice: Choice, settled_first: bool
) -> None:
    person = each_world.people[0]
    logged = by_staff(each_world, person, choice, Source.PAPER)
    if settled_first:
        settle(each_world)
    each_world.later(days=2)
    undone = take_back(each_world, logged)
    assert (undone.is_undone, undone.not_theirs, undone.settled_at) == (True, True, each_world.now)
    assert (undone.settled_by, undone.settling_note) == ("reception", "it is her sister's slip")
    settle(each_world)
    assert [row.choice for row in rows(each_world, Reply)] == [choice], "it stays as it was logged"
    assert [(one.doubt, one.closed_at is not None) for one in rows(each_world, Review)] == [(Doubt.MISFILED, True)]
    assert [event.action for event in rows(each_world, AuditEvent)].count("reply.undone") == 1
    assert over(each_world, person) is OutcomeKind.MAY_CODE_SILENT


@pytest.mark.parametrize("wave", [Wave.FIRST, Wave.CATCH_UP])
def test_what_was_called_off_goes_on_and_nobody_hears_that_an_answer_came(
    database: Database, tmp_path: Path, now: datetime, wave: Wave
) -> None:
    world = World(database, tmp_path, now)
    first, joiner = world.person(), world.person()
    world.import_people(first)
    world.launched(channels=(Channel.SMS,))
    plan(world)
    world.later(hours=1)
    world.import_people(first, joiner)
    plan(world)
    person = first if wave is Wave.FIRST else joiner
    slips = [by_staff(world, person, Choice.KEEP, Source.PAPER) for _ in range(2)]  # the same one, logged twice
    settle(world)
    world.later(hours=1)
    take_back(world, slips[0])
    assert called_off(world, person) == {wave: DeliveryStatus.CANCELLED, Wave.ACKNOWLEDGEMENT: DeliveryStatus.CANCELLED}
    take_back(world, slips[1])
    assert called_off(world, person) == {wave: DeliveryStatus.PLANNED, Wave.ACKNOWLEDGEMENT: DeliveryStatus.CANCELLED}
    world.until_idle()
    bodies = [message["body"] for message in world.outbox(Channel.SMS) if message["to"] == person.mobile]
    assert len(bodies) == 1
    assert "We have an answer" not in bodies[0]


def test_what_was_called_off_goes_on_though_somebody_had_concluded(world: World) -> None:
    person, _ = two_more(world)
    logged = by_staff(world, person, Choice.KEEP, Source.PAPER, answered_by=Answerer.CARER)
    settle(world)
    close(world, Choice.KEEP)
    assert called_off(world, person)[Wave.FIRST] is DeliveryStatus.CANCELLED
    take_back(world, logged)
    assert called_off(world, person)[Wave.FIRST] is DeliveryStatus.PLANNED


def test_while_another_answer_counts_nothing_is_sent(world: World) -> None:
    person, _ = two_more(world)
    logged = by_staff(world, person, Choice.KEEP, Source.PAPER)
    sent(world, person, Choice.KEEP)
    settle(world)
    take_back(world, logged)
    assert called_off(world, person)[Wave.FIRST] is DeliveryStatus.CANCELLED
    assert reason(world, person) is HoldReason.OBJECTED


def test_what_somebody_concluded_of_it_is_taken_back_with_it(each_world: World) -> None:
    person = each_world.people[0]
    each_world.later(days=40)
    logged = by_staff(each_world, person, Choice.KEEP, Source.PAPER)
    settle(each_world)
    close(each_world, Choice.KEEP, note="called, she keeps it")
    assert reason(each_world, person) is HoldReason.OBJECTED
    each_world.later(days=1)
    take_back(each_world, logged)
    assert each_world.outcome(person.nhs_number).kind is OutcomeKind.MAY_CODE_SILENT
    with each_world.database.reading() as session:
        patient_id = each_world.patient_id(person.nhs_number)
        found = search.patient_match(
            session, each_world.practice_id, each_world.campaign_id, patient_id, each_world.now
        )
    assert [(one.is_undone, one.settling_note) for one in found.replies] == [(True, "it is her sister's slip")] * 2


def test_an_agreement_that_counted_by_a_conclusion_now_gone_is_asked_about_anew(world: World) -> None:
    person = world.people[0]
    sent(world, person, Choice.KEEP)
    world.later(days=1)
    logged = by_staff(world, person, Choice.AGREE, Source.PAPER)
    settle(world)
    world.later(days=1)
    close(world, Choice.AGREE)
    world.later(days=1)
    assert sent(world, person, Choice.AGREE).doubt is None
    settle(world)
    take_back(world, logged)
    assert open_reviews(world)[-1] is Doubt.CONFLICT
    assert over(world, person) is OutcomeKind.HOLD
    close(world, Choice.AGREE)
    assert over(world, person) is OutcomeKind.MAY_CODE_ASKED


@pytest.mark.parametrize(("held", "at_once"), [(Choice.KEEP, True), (Choice.KEEP, False), (Choice.UNSURE, True)])
def test_from_keep_towards_an_agreement_somebody_looks_first_however_soon(
    world: World, held: Choice, at_once: bool
) -> None:
    person = world.people[0]
    sent(world, person, Choice.AGREE)
    settle(world)
    world.later(days=1)
    logged = by_staff(world, person, held, Source.PHONE)
    settle(world)
    if still_open(world):
        close(world, held)
    assert world.outcome(person.nhs_number).kind is OutcomeKind.HOLD
    if at_once:
        undo(world, logged)
    else:
        world.later(days=1)
        take_back(world, logged)
    assert reason(world, person) is HoldReason.UNDER_REVIEW
    assert still_open(world) == [Doubt.CONFLICT]
    close(world, Choice.AGREE)
    assert over(world, person) is OutcomeKind.MAY_CODE_ASKED


def test_an_agreement_that_somebody_confirmed_after_the_mistake_stands(world: World) -> None:
    person = world.people[0]
    logged = by_staff(world, person, Choice.KEEP, Source.PAPER)
    world.later(days=1)
    sent(world, person, Choice.AGREE)
    settle(world)
    close(world, Choice.AGREE)
    world.later(days=1)
    take_back(world, logged)
    assert still_open(world) == []
    assert over(world, person) is OutcomeKind.MAY_CODE_ASKED


def test_whoever_logged_it_undoes_it_within_a_minute_and_nobody_else(each_world: World) -> None:
    first, second = (by_staff(each_world, each_world.people[0], Choice.KEEP, Source.PHONE) for _ in range(2))
    with pytest.raises(NotAllowed, match="only whoever logged"):
        undo(each_world, first, Role.MANAGER)
    each_world.later(seconds=60)
    undone = undo(each_world, first)
    assert (undone.is_undone, undone.is_undone_at_once, undone.logged_by) == (True, True, "reception")
    with pytest.raises(NotAllowed, match="taken back on 23/11/2026 already"):
        undo(each_world, first)
    each_world.later(seconds=1)
    with pytest.raises(NotAllowed, match="the minute in which this could be undone is over"):
        undo(each_world, second)
    assert not take_back(each_world, second).is_undone_at_once


def test_the_patients_own_page_shows_nothing_of_it(each_world: World) -> None:
    person = each_world.people[0]
    logged = by_staff(each_world, person, Choice.KEEP, Source.PAPER)
    with opened(each_world, person) as (_, link, _):
        assert link.answered
    take_back(each_world, logged)
    with opened(each_world, person) as (session, link, _):
        assert not link.answered
    said = sent(each_world, person, Choice.AGREE)
    assert said.doubt is None
    with opened(each_world, person) as (session, link, _):
        assert not patient_page.replaced_earlier(session, link, said)


def test_what_was_known_before_keeps_it(each_world: World) -> None:
    person = each_world.people[0]
    logged = by_staff(each_world, person, Choice.KEEP, Source.PAPER)
    settle(each_world)
    each_world.later(days=5)
    take_back(each_world, logged)
    assert [reason_at(each_world, days_ago) for days_ago in (4, 0)] == [HoldReason.OBJECTED, HoldReason.NOTICE_RUNNING]


# --- what is not taken back ---


def test_what_the_patient_gave_is_not_taken_back(world: World) -> None:
    given = sent(world, world.people[0], Choice.KEEP)
    with pytest.raises(NotAllowed, match="the patient gave this answer on the page"):
        take_back(world, given)
    texted = sent(world, world.people[0], Choice.KEEP, source=Source.SMS)
    with pytest.raises(NotAllowed, match="by a text"):
        take_back(world, texted)
    assert rows(world, Review) == []


def test_what_counts_for_nothing_is_not_taken_back_again(world: World) -> None:
    person = world.people[0]
    logged = by_staff(world, person, Choice.KEEP, Source.PAPER)
    take_back(world, logged)
    with pytest.raises(NotAllowed, match="was taken back on 23/11/2026 already"):
        take_back(world, logged)
    other = by_staff(world, person, Choice.KEEP, Source.PAPER, doubt=Doubt.ON_BEHALF)
    settle(world)
    close(world, None)
    with pytest.raises(NotAllowed, match="set aside as not the patient's"):
        take_back(world, other)


def test_a_conclusion_is_taken_back_with_what_it_is_about(world: World) -> None:
    person = world.people[0]
    logged = by_staff(world, person, Choice.KEEP, Source.PAPER, doubt=Doubt.ON_BEHALF)
    settle(world)
    close(world, Choice.KEEP)
    _, conclusion = rows(world, Reply)
    with pytest.raises(NotAllowed, match=f"what somebody concluded of the answer {logged.reference}"):
        take_back(world, conclusion)


def test_only_the_practices_own_desk_takes_back_and_says_why(world: World, tmp_path: Path, now: datetime) -> None:
    logged = by_staff(world, world.people[0], Choice.KEEP, Source.PAPER)
    with pytest.raises(NotAllowed, match="say in the note"):
        take_back(world, logged, note=" ")
    stranger = World(world.database, tmp_path, now, practice="Hillside Surgery").staff(Role.RECEPTION)
    for staff, refusal in ((stranger, NotFound), (world.staff(Role.AUDITOR), NotAllowed)):
        with world.database.writing() as session, pytest.raises(refusal):
            misfiled.take_back_reply(session, world.keys, logged.reference, staff, "mine", now)
    assert rows(world, Review) == []


def still_open(world: World) -> list[Doubt]:
    return [one.doubt for one in rows(world, Review) if one.closed_at is None]


def called_off(world: World, person: Person) -> dict[Wave, DeliveryStatus]:
    """Where each of a patient's deliveries stands, by its wave."""
    return {row.wave: row.delivery_status for row in world.deliveries(person.nhs_number)}
