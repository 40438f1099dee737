"""How a person settles what is doubtful, and what follows from it."""

from concurrent.futures import ThreadPoolExecutor
from datetime import datetime, timedelta
from pathlib import Path
from threading import Barrier, Thread

import pytest
from sqlalchemy import select

from notifier.errors import NotAllowed, NotFound
from notifier.replies import history, record, reviews
from notifier.replies.record import NewReply
from notifier.store.tables import Notice, Reply, Review
from notifier.vocabulary import (
    Answerer,
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
from tests.notifier.reply_steps import WRONG_DAY, by_staff, close, over, reason, rows, sent, settle, two_more
from tests.world import World


@pytest.fixture
def world(told_world: World) -> World:
    """With somebody who was told."""
    return told_world


@pytest.fixture
def each_world(each_told_world: World) -> World:
    return each_told_world


@pytest.mark.parametrize(
    ("concluded", "outcome"),
    [
        (Choice.KEEP, OutcomeKind.HOLD),
        (Choice.UNSURE, OutcomeKind.HOLD),
        (Choice.AGREE, OutcomeKind.MAY_CODE_ASKED),
        (None, OutcomeKind.HOLD),  # what was sent reached a stranger: the patient counts as not told
    ],
)
def test_a_review_ends_with_what_the_patient_wants(
    each_world: World, concluded: Choice | None, outcome: OutcomeKind
) -> None:
    person = each_world.people[0]
    each_world.answer(person, Choice.KEEP, date_of_birth=WRONG_DAY)
    settle(each_world)
    each_world.later(days=1)
    close(each_world, concluded)
    doubtful, *conclusions = rows(each_world, Reply)
    assert (doubtful.choice, doubtful.doubt) == (Choice.KEEP, Doubt.UNVERIFIED)  # it stays as it came
    assert [(row.choice, row.doubt, row.source) for row in conclusions] == (
        [(concluded, None, Source.PAGE)] if concluded else []
    )
    (review,) = rows(each_world, Review)
    assert (review.closed_at, review.note) == (each_world.now, "called them back")
    assert review.closing_reply_id == (conclusions[0].id if conclusions else None)
    assert over(each_world, person) is outcome


@pytest.mark.parametrize(
    ("stood", "conflicting", "outcome"),
    [
        (Choice.KEEP, Choice.AGREE, OutcomeKind.HOLD),
        (Choice.AGREE, Choice.KEEP, OutcomeKind.MAY_CODE_ASKED),
    ],
)
def test_when_a_conflicting_reply_was_not_theirs_the_one_before_stands(
    world: World, stood: Choice, conflicting: Choice, outcome: OutcomeKind
) -> None:
    person = world.people[0]
    world.answer(person, stood)
    by_staff(world, person, conflicting, Source.PAPER)
    settle(world)
    close(world, None)
    assert over(world, person) is outcome


def test_what_went_out_before_a_stranger_answered_told_nobody(world: World) -> None:
    person = world.people[0]
    world.answer(person, Choice.AGREE, date_of_birth=WRONG_DAY)
    settle(world)
    close(world, None)
    assert over(world, person) is OutcomeKind.HOLD
    assert reason(world, person) is HoldReason.NOT_INFORMED


def test_an_old_doubt_does_not_undo_what_the_patient_said_since(world: World) -> None:
    person = world.people[0]
    world.answer(person, Choice.AGREE, date_of_birth=WRONG_DAY)
    settle(world)
    by_staff(world, person, Choice.KEEP, Source.PHONE)
    with pytest.raises(NotAllowed, match="something else since"):
        close(world, Choice.AGREE)
    close(world, Choice.KEEP)
    assert over(world, person) is OutcomeKind.HOLD


def test_what_the_patient_says_in_the_instant_of_a_conclusion_is_not_overruled_by_it(each_world: World) -> None:
    person = each_world.people[0]
    each_world.answer(person, Choice.AGREE, date_of_birth=WRONG_DAY)
    settle(each_world)
    each_world.staff(Role.RECEPTION)
    (review,) = rows(each_world, Review)
    refusals: list[NotAllowed] = []

    def conclude() -> None:
        try:
            close(each_world, Choice.AGREE)
        except NotAllowed as refusal:
            refusals.append(refusal)

    at_the_desk = Thread(target=conclude)
    with each_world.database.writing() as session:
        objection = NewReply(Choice.KEEP, Source.COUNTER, each_world.now)
        record.record_reply(session, review.notice_id, objection, each_world.now)
        at_the_desk.start()
        at_the_desk.join(timeout=0.5)
        assert at_the_desk.is_alive(), "it did not wait for the objection to be written down"
    at_the_desk.join()
    assert len(refusals) == 1
    assert [row.choice for row in rows(each_world, Reply)] == [Choice.AGREE, Choice.KEEP]
    assert over(each_world, person) is OutcomeKind.HOLD


@pytest.mark.parametrize("concluded", Choice)
def test_a_conclusion_is_a_reply_by_the_way_and_of_the_time_of_the_one_in_doubt(
    world: World, concluded: Choice
) -> None:
    person = world.people[0]
    carer = {"answered_by": Answerer.CARER, "name": "Sam Carer", "extent": Extent.CORE}
    sent(world, person, Choice.KEEP, **carer)
    came = world.now
    settle(world)
    world.later(days=40)  # long after the last day: a person has looked, so that it is not late anew
    close(world, concluded)
    _, conclusion = rows(world, Reply)
    assert (conclusion.source, conclusion.received_at, conclusion.answered_by) == (Source.PAGE, came, Answerer.CARER)
    assert (conclusion.choice, conclusion.doubt) == (concluded, None)
    assert conclusion.extent is (Extent.CORE if concluded is Choice.KEEP else None)
    assert (conclusion.recorded_at, conclusion.recorded_by) == (world.now, world.staff(Role.MANAGER).id)
    assert (conclusion.note, conclusion.sitting) == ("called them back", None)
    settle(world)
    assert [review.closed_at for review in rows(world, Review)] == [world.now]


def test_two_doubts_hold_until_both_are_settled(world: World) -> None:
    person = world.people[0]
    for _ in range(2):
        world.answer(person, Choice.AGREE, date_of_birth=WRONG_DAY)
    settle(world)
    waiting = rows(world, Review)
    world.later(days=60)
    kinds = []
    for review in waiting:
        with world.database.writing() as session:
            reviews.close_review(session, review.id, world.staff(Role.RECEPTION), Choice.AGREE, "asked", world.now)
        kinds.append(reason(world, person))
    assert kinds == [HoldReason.UNDER_REVIEW, HoldReason.NONE]


def test_a_review_is_settled_once_and_says_how(world: World) -> None:
    person = world.people[0]
    world.answer(person, Choice.KEEP, date_of_birth=WRONG_DAY)
    settle(world)
    (review,) = rows(world, Review)
    with pytest.raises(NotAllowed, match="note"):
        close(world, Choice.KEEP, note="  ")
    close(world, Choice.KEEP)
    with world.database.writing() as session, pytest.raises(NotAllowed, match="already"):
        reviews.close_review(session, review.id, world.staff(Role.MANAGER), Choice.AGREE, "again", world.now)
    assert [row.choice for row in rows(world, Reply)] == [Choice.KEEP, Choice.KEEP]


def test_when_a_slip_was_not_theirs_the_telling_goes_on(world: World) -> None:
    person, _ = two_more(world)
    by_staff(world, person, Choice.KEEP, Source.PAPER, answered_by=Answerer.CARER)
    settle(world)
    close(world, None)
    found = {row.wave: row.delivery_status for row in world.deliveries(person.nhs_number)}
    assert found == {Wave.FIRST: DeliveryStatus.PLANNED, Wave.ACKNOWLEDGEMENT: DeliveryStatus.CANCELLED}


@pytest.mark.parametrize("is_looked_at", [False, True])
def test_nobody_agrees_while_what_came_later_waits(world: World, is_looked_at: bool) -> None:
    """A carer's slip of 24 November is logged after the patient's own of the 26th."""
    person = world.people[0]
    world.later(days=5)
    kept = by_staff(world, person, Choice.KEEP, Source.PAPER, received_at=world.now - timedelta(days=2))
    came = world.now - timedelta(days=4)
    by_staff(world, person, Choice.AGREE, Source.PAPER, received_at=came, answered_by=Answerer.CARER)
    settle(world)
    if not is_looked_at:
        with pytest.raises(NotAllowed, match=f"by the answer {kept.reference}: keep to the last"):
            close(world, Choice.AGREE)
        return
    close(world, None)
    assert by_staff(world, person, Choice.AGREE, Source.PHONE).doubt is Doubt.CONFLICT
    settle(world)
    close(world, Choice.AGREE)
    assert over(world, person) is OutcomeKind.MAY_CODE_ASKED


def test_a_late_answer_stays_late_when_it_is_concluded(world: World) -> None:
    person = world.people[0]
    world.later(days=40)
    assert by_staff(world, person, Choice.KEEP, Source.PAPER).doubt is Doubt.LATE
    settle(world)
    world.later(days=10)
    close(world, Choice.KEEP)
    with world.database.reading() as session:
        (said,) = history.replies_of_notices(session, Notice.id.is_not(None)).values()
    assert [(one.is_late, one.may_have_to_come_off, one.is_conclusion) for one in said] == [
        (True, True, False),
        (True, True, True),
    ]


def test_another_practices_reviews_and_patients_are_not_there(world: World, tmp_path: Path, now: datetime) -> None:
    person = world.people[0]
    world.answer(person, Choice.KEEP, date_of_birth=WRONG_DAY)
    settle(world)
    (review,) = rows(world, Review)
    stranger = World(world.database, tmp_path, now, practice="Hillside Surgery").staff(Role.RECEPTION)
    patient_id = world.patient_id(person.nhs_number)
    reply = NewReply(Choice.AGREE, Source.PHONE, now)
    with world.database.writing() as session:
        with pytest.raises(NotFound):
            reviews.close_review(session, review.id, stranger, Choice.AGREE, "mine", now)
        with pytest.raises(NotFound):
            record.record_staff_reply(session, world.keys, world.campaign_id, patient_id, reply, stranger, now)
        assert session.execute(select(Review.closed_at)).scalar_one() is None
    assert len(rows(world, Reply)) == 1


def test_whoever_logged_an_answer_settles_it_alone_only_to_keep_it(world: World) -> None:
    person = world.people[0]
    world.answer(person, Choice.KEEP)
    by_staff(world, person, Choice.AGREE, Source.PAPER)  # by reception
    settle(world)
    for choice in (Choice.AGREE, Choice.UNSURE, None):
        with pytest.raises(NotAllowed, match="you logged this answer yourself"):
            close(world, choice, role=Role.RECEPTION)
    close(world, Choice.KEEP, role=Role.RECEPTION)
    assert reason(world, person) is HoldReason.OBJECTED


def test_nobody_finds_alone_that_what_they_logged_before_is_what_the_patient_wants(world: World) -> None:
    person = world.people[0]
    by_staff(world, person, Choice.AGREE, Source.PHONE)
    settle(world)
    world.answer(person, Choice.KEEP)  # on the page, the same day: in doubt beside what was logged
    settle(world)
    with pytest.raises(NotAllowed, match="you logged this answer yourself"):
        close(world, Choice.AGREE, role=Role.RECEPTION)
    close(world, Choice.AGREE)
    assert reason(world, person) is not HoldReason.UNDER_REVIEW


def test_who_settles_a_review_second_is_told_who_was_first_and_what_they_found(each_world: World) -> None:
    """Two at the desk at the same moment, each in a transaction of their own."""
    world = each_world
    person = world.people[0]
    world.answer(person, Choice.AGREE, date_of_birth=WRONG_DAY)
    settle(world)
    (review,) = rows(world, Review)
    both = Barrier(2)

    def settles(role: Role) -> str:
        both.wait()
        try:
            with world.database.writing() as session:
                reviews.close_review(session, review.id, people[role], Choice.KEEP, "rang", world.now)
        except NotAllowed as refusal:
            return str(refusal)
        return ""

    people = {role: world.staff(role) for role in (Role.RECEPTION, Role.MANAGER)}
    with ThreadPoolExecutor(2) as pool:
        said = sorted(pool.map(settles, people))
    assert said[0] == ""
    assert "has settled this review already on 23/11/2026, and found that they want to keep it" in said[1]
    assert len([one for one in rows(world, Reply) if one.choice is Choice.KEEP]) == 1
