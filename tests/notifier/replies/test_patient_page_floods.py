"""However much comes by one link: nobody is refused, nobody believed without end, and the tables stay small."""

from datetime import date

import pytest

from notifier.patients import access_codes
from notifier.replies.patient_page import MOST_A_DAY, MOST_WAITING, TRIES
from notifier.replies.settling import SITTING as HOUR
from notifier.store.tables import Reply
from notifier.vocabulary import Choice, Doubt, HoldReason
from tests.notifier.reply_steps import close, open_reviews, reason, rows, sent, settle, tried
from tests.world import World

RIGHT_DAY = date(1980, 3, 31)  # everybody's in this world


@pytest.fixture
def world(told_world: World) -> World:
    """With somebody who was told."""
    return told_world


@pytest.fixture
def each_world(each_told_world: World) -> World:
    return each_told_world


def test_a_flood_is_one_review_for_each_choice_and_refuses_nobody(each_world: World) -> None:
    person = each_world.people[0]
    for at in range(3 * MOST_A_DAY):
        tried(each_world, person, choice=list(Choice)[at % 3], sitting=access_codes.new_reference())
        sent(each_world, person, list(Choice)[at % 3], doubt=Doubt.UNVERIFIED, sitting=access_codes.new_reference())
    assert len(rows(each_world, Reply)) <= MOST_WAITING + TRIES + 2 * len(Choice)
    before = rows(each_world, Reply)
    right = sent(each_world, person, Choice.KEEP, sitting="PATIENTS")
    assert (right.doubt, len(rows(each_world, Reply))) == (None, len(before) + 1)
    each_world.now += HOUR
    settle(each_world)
    assert len(open_reviews(each_world)) <= MOST_WAITING + TRIES + 2 * len(Choice)
    assert reason(each_world, person) is HoldReason.UNDER_REVIEW


def test_no_flood_hides_how_many_dates_were_wrong(world: World) -> None:
    person = world.people[0]
    for _ in range(3 * MOST_WAITING):
        tried(world, person, RIGHT_DAY, sitting=access_codes.new_reference())
    assert len(rows(world, Reply)) == MOST_WAITING
    assert [tried(world, person).tries_left for _ in range(TRIES)] == [4, 3, 2, 1, 0]
    assert not tried(world, person, RIGHT_DAY).is_compared


def test_right_answers_without_end_are_taken_without_belief_and_one_for_each_choice(each_world: World) -> None:
    person = each_world.people[0]
    for _ in range(2 * MOST_A_DAY):
        for choice in (Choice.KEEP, Choice.UNSURE):
            sent(each_world, person, choice)
    found = rows(each_world, Reply)
    assert len(found) == MOST_A_DAY + 2
    assert [row.doubt for row in found[-2:]] == [Doubt.UNVERIFIED] * 2
    settle(each_world)
    assert reason(each_world, person) is HoldReason.UNDER_REVIEW
    each_world.later(days=1, seconds=1)
    assert sent(each_world, person, Choice.KEEP).doubt is None


def test_what_a_person_has_settled_takes_in_nothing_that_comes_later(each_world: World) -> None:
    person = each_world.people[0]
    for _ in range(MOST_A_DAY):
        sent(each_world, person, Choice.KEEP)
    first = sent(each_world, person, Choice.KEEP)
    assert sent(each_world, person, Choice.KEEP) == first
    settle(each_world)
    assert sent(each_world, person, Choice.KEEP) == first, "a person has yet to look at it"
    close(each_world, Choice.AGREE)
    assert sent(each_world, person, Choice.KEEP).id > first.id
    assert reason(each_world, person) is HoldReason.UNDER_REVIEW
