"""Replies that are logged late, out of order, or for a day that cannot be right."""

from collections.abc import Sequence
from datetime import timedelta
from itertools import permutations

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st
from sqlalchemy import select

from notifier.campaigns import lifecycle
from notifier.outcomes import facts
from notifier.replies import history, record
from notifier.replies.record import NewReply
from notifier.store.tables import Notice
from notifier.vocabulary import Choice, Doubt, HoldReason, OutcomeKind, Role, Source
from tests.notifier.reply_steps import by_staff, close, open_reviews, over, reason, sent, settle
from tests.world import World

LOGGED_BY_DESK = [one for one in Source if one is not Source.PAGE]


@pytest.fixture
def each_world(each_told_world: World) -> World:
    return each_told_world


@pytest.fixture
def world(told_world: World) -> World:
    """With somebody who was told."""
    return told_world


@pytest.mark.parametrize("later_road", [Source.PAPER, Source.PHONE])
def test_keep_that_came_later_stands_though_it_was_logged_first(each_world: World, later_road: Source) -> None:
    person = each_world.people[0]
    each_world.later(days=9)
    kept = by_staff(each_world, person, Choice.KEEP, Source.PAPER, received_at=each_world.now - timedelta(days=3))
    agreed = by_staff(each_world, person, Choice.AGREE, later_road, received_at=each_world.now - timedelta(days=6))
    settle(each_world)
    assert (kept.doubt, agreed.doubt, open_reviews(each_world)) == (None, None, [])
    with each_world.database.reading() as session:
        (said,) = history.replies_of_notices(session, Notice.id.is_not(None)).values()
    assert [one.choice for one in said] == [Choice.AGREE, Choice.KEEP]
    assert reason(each_world, person) is HoldReason.OBJECTED
    assert over(each_world, person) is OutcomeKind.HOLD


def test_an_older_wish_to_keep_that_turns_up_late_holds_until_a_person_concludes(each_world: World) -> None:
    person = each_world.people[0]
    each_world.later(days=9)
    by_staff(each_world, person, Choice.AGREE, Source.PAPER, received_at=each_world.now - timedelta(days=3))
    kept = by_staff(each_world, person, Choice.KEEP, Source.PAPER, received_at=each_world.now - timedelta(days=6))
    assert kept.doubt is Doubt.CONFLICT
    assert over(each_world, person) is OutcomeKind.HOLD
    assert reason(each_world, person) is HoldReason.UNDER_REVIEW
    close(each_world, Choice.AGREE)
    assert over(each_world, person) is OutcomeKind.MAY_CODE_ASKED


@pytest.mark.parametrize("one", LOGGED_BY_DESK)
@pytest.mark.parametrize("other", Source)
def test_two_unlike_answers_of_one_day_are_asked_about_by_any_pair_of_roads(
    world: World, one: Source, other: Source
) -> None:
    person = world.people[0]
    by_staff(world, person, Choice.AGREE, one)
    world.later(hours=2)
    if other is Source.PAGE:
        assert sent(world, person, Choice.UNSURE).doubt is Doubt.CONFLICT
    else:
        assert by_staff(world, person, Choice.UNSURE, other).doubt is Doubt.CONFLICT
    assert over(world, person) is OutcomeKind.HOLD


@pytest.mark.parametrize("choice", Choice)
def test_a_day_before_the_campaign_began_is_kept_and_asked_about(each_world: World, choice: Choice) -> None:
    person = each_world.people[0]
    each_world.later(days=2)
    launch_day = each_world.now - timedelta(days=2)
    assert by_staff(each_world, person, choice, Source.PAPER, received_at=launch_day).doubt is None
    day_before = launch_day - timedelta(days=1)
    assert by_staff(each_world, person, choice, Source.PAPER, received_at=day_before).doubt is Doubt.EARLY
    settle(each_world)
    assert open_reviews(each_world) == [Doubt.EARLY]
    each_world.later(days=60)
    assert reason(each_world, person) is HoldReason.UNDER_REVIEW


def test_nobody_has_agreed_before_the_launch(world: World) -> None:
    person = world.people[0]
    world.campaign(name="Another one")
    assert by_staff(world, person, Choice.KEEP, Source.COUNTER).doubt is None
    assert by_staff(world, person, Choice.AGREE, Source.COUNTER).doubt is Doubt.CONFLICT
    world.people.append(world.person())
    world.import_people(*world.people[:1], world.people[-1])
    assert by_staff(world, world.people[-1], Choice.AGREE, Source.COUNTER).doubt is Doubt.EARLY


def test_the_same_slip_twice_is_no_conflict(world: World) -> None:
    person = world.people[0]
    assert [by_staff(world, person, Choice.AGREE, Source.PAPER).doubt for _ in range(2)] == [None, None]
    settle(world)
    assert over(world, person) is OutcomeKind.MAY_CODE_ASKED


# Two of the ways that staff log, and texts that a provider reports, which have a moment.
_ROADS = [(Source.PAPER, True), (Source.PHONE, True), (Source.SMS, False)]
_SAID = st.lists(st.tuples(st.sampled_from(Choice), st.sampled_from(_ROADS), st.integers(0, 3)), min_size=1, max_size=4)


@given(said=_SAID)
@settings(max_examples=25, suppress_health_check=[HealthCheck.function_scoped_fixture])
def test_in_whatever_order_answers_are_logged_they_free_or_hold_alike(
    world: World, said: list[tuple[Choice, tuple[Source, bool], int]]
) -> None:
    moments = [world.now + timedelta(days=day, minutes=at) for at, (_, _, day) in enumerate(said)]
    staff_id = world.staff(Role.RECEPTION).id
    replies = [
        (NewReply(choice, source, at), staff_id if is_logged else None)
        for (choice, (source, is_logged), _), at in zip(said, moments, strict=True)
    ]
    found = {concluded(world, order) for order in permutations(replies)}
    assert len(found) == 1
    if any(choice is Choice.KEEP for choice, _, _ in said):
        assert found == {OutcomeKind.HOLD}
    if all(choice is Choice.AGREE for choice, _, _ in said):
        assert found == {OutcomeKind.MAY_CODE_ASKED}


def concluded(world: World, replies: Sequence[tuple[NewReply, int | None]]) -> OutcomeKind:
    """What follows, long after the notice, from replies that were recorded in this order; they are forgotten again."""
    with world.database.writing() as session:
        notice_id = session.execute(select(Notice.id)).scalar_one()
        for reply, recorded_by in replies:
            record.record_reply(session, notice_id, reply, world.now + timedelta(days=9), recorded_by=recorded_by)
        campaign = lifecycle.get_campaign(session, world.practice_id, world.campaign_id)
        (found,) = facts.conclude(session, campaign, world.now + timedelta(days=60))
        session.rollback()
    return found.outcome.kind
