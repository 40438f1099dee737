"""Whoever comes, comes back or stays under another number is found, and an objection holds all their numbers."""

from dataclasses import replace
from datetime import date, datetime, timedelta
from pathlib import Path

import pytest

from notifier.contacts import Mobile, PostalAddress
from notifier.patients import identity_doubts
from notifier.patients.list_import.records import Person
from notifier.replies import misfiled, record, reviews
from notifier.replies.record import NewReply
from notifier.store.database import Database
from notifier.store.tables import PatientChange, Review
from notifier.vocabulary import Channel, Choice, HoldReason, OutcomeKind, Role, SkipReason, Source
from tests.notifier.doubt_steps import doubts, settle
from tests.world import World, rows_of, sample_number

NEW, NEWER = sample_number(777), sample_number(778)
ELSEWHERE = PostalAddress(("99 Other Road",), "GU46 7AB")


@pytest.fixture
def world(database: Database, tmp_path: Path, now: datetime) -> World:
    """A practice whose campaign has told Ann and Bea."""
    world = World(database, tmp_path, now)
    world.import_people(world.person(given_name="Ann", family_name="Tester"), world.person())
    world.launched(notice_days=28)
    world.until_idle()
    return world


# --- who is found ---


def test_of_two_old_records_of_one_person_that_are_merged_the_one_that_stays_is_held(world: World) -> None:
    ann, bea = world.people
    twice = replace(ann, nhs_number=NEW, address=ELSEWHERE, mobile=None, email=None)
    world.import_people(ann, bea, twice)
    assert not doubts(world), "as long as both are there, two people of one name"
    world.until_idle()
    world.later(days=7)
    log(world, ann, Choice.KEEP)
    assert world.import_people(bea, twice).counts["other_number"] == 1
    world.later(days=60)
    assert world.outcome(NEW).reason is HoldReason.UNDER_REVIEW
    settle(world, same=True)
    assert world.outcome(NEW).reason is HoldReason.OBJECTED


def test_who_left_and_comes_weeks_later_by_another_name_and_number_is_found(world: World) -> None:
    ann, bea = world.people
    log(world, ann, Choice.KEEP)
    world.import_people(bea)
    world.later(days=20)
    world.import_people(bea, replace(ann, nhs_number=NEW, family_name="Wed", address=ELSEWHERE, email=None))
    assert [one.is_other_number for one in doubts(world)] == [True]


def test_who_comes_back_is_looked_for_like_a_joiner(world: World) -> None:
    ann, bea = world.people
    twice = replace(ann, nhs_number=NEW, address=ELSEWHERE, mobile=None, email=None)
    world.import_people(ann, bea, twice)
    world.import_people(bea)
    assert not doubts(world), "both have gone"
    assert world.import_people(bea, twice).counts["other_number"] == 1


def test_two_records_that_take_each_others_first_name_are_asked_about(world: World) -> None:
    ann, bea = world.people
    amy = replace(ann, nhs_number=NEW, given_name="Amy")
    assert world.import_people(ann, bea, amy).counts["other_number"] == 0, "twins"
    log(world, ann, Choice.KEEP)
    world.import_people(replace(ann, given_name="Amy"), bea, replace(amy, given_name="Ann"))
    assert [one.is_other_number for one in doubts(world)] == [True, True]
    assert world.outcome(NEW).reason is HoldReason.UNDER_REVIEW
    settle(world, same=True)
    settle(world, same=True)
    assert world.outcome(NEW).reason is HoldReason.OBJECTED, "it is Ann's record now"


def test_one_record_that_takes_the_first_name_of_a_twin_is_asked_about(world: World) -> None:
    ann, bea = world.people
    amy = replace(ann, nhs_number=NEW, given_name="Amy")
    world.import_people(ann, bea, amy)
    world.import_people(replace(ann, given_name="Amy"), bea, amy)
    (found,) = doubts(world)
    assert (ann.nhs_number.spaced in found.listed, NEW.spaced in found.known) == (True, True)


def test_nobody_is_asked_about_twice(world: World) -> None:
    ann, bea = world.people
    twice = replace(ann, nhs_number=NEW)
    world.import_people(ann, bea, twice)
    settle(world, same=False)
    world.import_people(bea, twice)
    world.import_people(ann, bea)
    assert not doubts(world), "somebody said that they are two people"
    third = replace(ann, nhs_number=NEWER)
    assert world.import_people(bea, third).counts["other_number"] == 2, "either of them, perhaps"


# --- what is carried over ---


def test_back_at_the_old_number_an_objection_under_the_new_one_holds(world: World) -> None:
    ann, bea = world.people
    again = replace(ann, nhs_number=NEW)
    world.import_people(bea, again)
    log(world, again, Choice.KEEP)
    world.import_people(ann, bea)
    world.later(days=60)
    assert world.outcome(ann.nhs_number).reason is HoldReason.OBJECTED, "before anybody settled it"
    settle(world, same=True)
    assert world.outcome(ann.nhs_number).reason is HoldReason.OBJECTED


def test_two_people_after_all_do_not_hold_each_other(world: World) -> None:
    ann, bea = world.people
    other = replace(ann, nhs_number=NEW, mobile=Mobile.parse("07700 900999"), email=None)
    world.import_people(ann, bea, other)
    log(world, other, Choice.KEEP)
    world.later(days=60)
    assert world.outcome(ann.nhs_number).reason is HoldReason.OBJECTED
    settle(world, same=False)
    assert world.outcome(ann.nhs_number).may_be_coded


@pytest.mark.parametrize("same", [None, True])
def test_an_agreement_by_the_old_link_is_the_basis_under_the_new_number_and_shortens_nothing(
    world: World, same: bool | None
) -> None:
    ann, bea = world.people
    world.import_people(bea, replace(ann, nhs_number=NEW))
    world.answer(ann, Choice.AGREE)
    if same is not None:
        settle(world, same=same)
    world.later(days=20)
    world.until_idle()
    world.later(days=20)
    held = HoldReason.NOTICE_RUNNING if same else HoldReason.UNDER_REVIEW
    assert world.outcome(NEW).reason is held
    world.later(days=20)
    assert world.outcome(NEW).kind is (OutcomeKind.MAY_CODE_ASKED if same else OutcomeKind.HOLD)


def test_an_answer_in_doubt_by_the_old_link_holds_the_new_number(world: World) -> None:
    ann, bea = world.people
    world.import_people(bea, replace(ann, nhs_number=NEW))
    settle(world, same=True)
    world.until_idle()
    world.answer(ann, Choice.AGREE, date_of_birth=date(1999, 9, 9))
    world.later(days=60)
    assert world.outcome(NEW).reason is HoldReason.UNDER_REVIEW


def test_undecided_under_the_old_number_holds_the_new_one_and_nobody_asks_again(world: World) -> None:
    ann, bea = world.people
    log(world, ann, Choice.UNSURE)
    world.import_people(bea, replace(ann, nhs_number=NEW))
    settle(world, same=True)
    world.until_idle()
    world.later(days=60)
    assert world.outcome(NEW).reason is HoldReason.UNDECIDED
    assert not world.deliveries(NEW)


def test_nobody_is_told_again_however_often_the_number_changed(world: World) -> None:
    ann, bea = world.people
    log(world, ann, Choice.KEEP)
    world.import_people(bea, second := replace(ann, nhs_number=NEW))
    settle(world, same=True)
    world.import_people(bea, replace(second, nhs_number=NEWER))
    settle(world, same=True)
    world.until_idle()
    assert not world.deliveries(NEWER)
    assert world.outcome(NEWER).reason is HoldReason.OBJECTED


def test_who_never_answered_is_told_again_although_a_stranger_did_by_the_old_link(world: World) -> None:
    ann, bea = world.people
    world.answer(ann, Choice.KEEP, date_of_birth=date(1999, 9, 9))
    world.until_idle()
    reception = world.staff(Role.RECEPTION)
    with world.database.writing() as session:
        (review,) = rows_of(session, Review)
        reviews.close_review(session, review.id, reception, None, "a neighbour did", world.now)
    world.import_people(bea, replace(ann, nhs_number=NEW))
    settle(world, same=True)
    world.until_idle()
    assert world.outcome(NEW).reason is HoldReason.NOTICE_RUNNING


def test_who_never_answered_is_told_again_although_an_answer_was_logged_for_them_by_mistake(world: World) -> None:
    ann, bea = world.people
    reference, reception = log(world, ann, Choice.KEEP), world.staff(Role.RECEPTION)
    world.until_idle()
    with world.database.writing() as session:
        misfiled.take_back_reply(session, world.keys, reference, reception, "it was Bea's", world.now)
    world.import_people(bea, replace(ann, nhs_number=NEW))
    settle(world, same=True)
    world.until_idle()
    assert world.outcome(NEW).reason is HoldReason.NOTICE_RUNNING


def test_a_number_of_before_hides_nobody_who_shares_a_phone_once_it_is_used_again(
    database: Database, tmp_path: Path, now: datetime
) -> None:
    world = World(database, tmp_path, now)
    ann, bea = world.person(given_name="Ann"), world.person()
    world.import_people(ann, bea)
    world.import_people(bea, replace(ann, nhs_number=NEW, mobile=Mobile.parse("07700 900999")))
    settle(world, same=True)
    world.import_people(ann, bea, replace(world.person(), mobile=ann.mobile, email=None))
    world.launched(channels=(Channel.SMS,))
    world.until_idle()
    (row,) = world.deliveries(world.people[-1].nhs_number)
    assert row.skip_reason is SkipReason.SHARED_MOBILE, "it is Ann's phone too"


# --- when it was known ---


def test_what_a_doubt_said_at_a_moment_can_be_told_afterwards(world: World) -> None:
    ann, bea = world.people
    before = world.now
    world.later(days=1)
    world.import_people(bea, replace(ann, nhs_number=NEW))
    opened = world.now
    world.later(days=1)
    settle(world, same=False)
    old, new = world.patient_id(ann.nhs_number), world.patient_id(NEW)
    with world.database.reading() as session:
        said = [
            identity_doubts.standing_doubts(session, world.practice_id, at)
            for at in (before, opened, world.now - timedelta(seconds=1), world.now)
        ]
        today = identity_doubts.standing_doubts(session, world.practice_id)
    assert [one.open[new] for one in said] == [0, 1, 1, 0]
    assert [one.other_selves(old) for one in said] == [set(), {new}, {new}, set()]
    assert today == said[-1]


def test_what_the_list_says_is_taken_over_when_a_person_settles_it_and_not_by_the_date_of_the_list(
    world: World,
) -> None:
    ann, bea = world.people
    world.import_people(replace(ann, given_name="Bob", date_of_birth=date(1955, 9, 9)), bea)
    world.later(days=9)
    settle(world, same=True)
    with world.database.reading() as session:
        (change,) = rows_of(session, PatientChange)
        assert (change.changed_at, change.before["given_name"]) == (world.now, "Ann")


def test_whose_number_is_another_persons_left_when_it_was_settled(world: World) -> None:
    ann, bea = world.people
    ann_id = world.patient_id(ann.nhs_number)
    world.import_people(replace(ann, given_name="Bob", family_name="Other", date_of_birth=date(1955, 9, 9)), bea)
    world.later(days=9)
    settle(world, same=False)
    with world.database.reading() as session:
        (change,) = rows_of(session, PatientChange)
        assert (change.patient_id, change.changed_at, change.before) == (ann_id, world.now, {"left": False})


def log(world: World, person: Person, choice: Choice) -> str:
    """What reception heard on the phone; returns the reply's reference."""
    patient_id, staff = world.patient_id(person.nhs_number), world.staff(Role.RECEPTION)
    with world.database.writing() as session:
        reply = NewReply(choice, Source.PHONE, world.now)
        place = (session, world.keys, world.campaign_id, patient_id)
        return record.record_staff_reply(*place, reply, staff, world.now).reference
