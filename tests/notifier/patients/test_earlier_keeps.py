"""Whoever kept in a campaign that is forgotten is held in the next one until they tell the practice otherwise."""

from collections.abc import Iterator
from datetime import datetime
from pathlib import Path

import pytest

from notifier.campaigns import lifecycle
from notifier.outcomes import facts
from notifier.patients import earlier_keeps
from notifier.store.database import Database
from notifier.store.tables import Campaign, EarlierKeep
from notifier.vocabulary import Channel, Choice, HoldReason, OutcomeKind, Source
from tests.notifier.evidence.purge_steps import closed, purged
from tests.notifier.reply_steps import by_staff
from tests.world import World, rows_of

BY = (Channel.SMS, Channel.EMAIL)


@pytest.fixture
def world(database: Database, tmp_path: Path, now: datetime) -> World:
    """A practice that has forgotten its first campaign with all patients: of three, one kept and one agreed."""
    world = World(database, tmp_path, now)
    ada, bob, eve = world.person(), world.person(), world.person()
    world.import_people(ada, bob, eve)
    world.launched(channels=BY)
    world.until_idle()
    world.answer(ada, Choice.KEEP)
    world.answer(bob, Choice.AGREE)
    world.until_idle()
    closed(world)
    world.later(days=183)
    assert purged(world) == 3
    return world


def test_nothing_is_left_that_says_who_they_are(world: World) -> None:
    with world.database.reading() as session:
        (kept,) = rows_of(session, EarlierKeep)
        number = world.people[0].nhs_number
        assert kept.fingerprint == earlier_keeps.fingerprint(world.keys.keep, number)
        assert kept.fingerprint != earlier_keeps.fingerprint(b"another key".ljust(32), number)
        assert (kept.patient_id, kept.preset) == (None, "scr")


def test_the_next_campaign_does_not_meet_them_as_silent(world: World) -> None:
    again(world)
    outcomes = [world.outcome(person.nhs_number) for person in world.people]
    assert [one.kind for one in outcomes] == [OutcomeKind.HOLD, *[OutcomeKind.MAY_CODE_SILENT] * 2]
    assert outcomes[0].reason is HoldReason.UNDER_REVIEW
    assert "wished to keep their record in an earlier campaign, whose records are forgotten" in sentence(world)


def test_to_agree_on_the_page_is_not_enough(world: World) -> None:
    again(world, days=1)
    world.answer(world.people[0], Choice.AGREE)
    world.until_idle()
    world.later(days=40)
    assert world.outcome(world.people[0].nhs_number).reason is HoldReason.UNDER_REVIEW


def test_to_keep_again_is_an_objection(world: World) -> None:
    again(world, days=1)
    world.answer(world.people[0], Choice.KEEP)
    world.until_idle()
    assert world.outcome(world.people[0].nhs_number).reason is HoldReason.OBJECTED


def test_who_agrees_to_a_person_counts_as_asked_and_their_keep_is_dropped_with_that_campaign(world: World) -> None:
    again(world, days=1)
    by_staff(world, world.people[0], Choice.AGREE, Source.PHONE)
    world.until_idle()
    world.later(days=40)
    assert world.outcome(world.people[0].nhs_number).kind is OutcomeKind.MAY_CODE_ASKED
    closed(world)
    world.later(days=183)
    assert purged(world) == 3
    with world.database.reading() as session:
        assert rows_of(session, EarlierKeep) == []


def test_a_wish_is_kept_through_a_campaign_in_which_they_were_silent(world: World) -> None:
    again(world)
    closed(world)
    world.later(days=183)
    purged(world)
    again(world)
    assert world.outcome(world.people[0].nhs_number).reason is HoldReason.UNDER_REVIEW


def test_a_campaign_for_something_else_does_not_ask(world: World) -> None:
    again(world)
    with world.database.writing() as session:
        (kept,) = rows_of(session, EarlierKeep)
        kept.preset = "another"
    assert world.outcome(world.people[0].nhs_number).kind is OutcomeKind.MAY_CODE_SILENT


def test_it_counts_from_when_it_was_known(world: World) -> None:
    again(world)
    with world.database.reading() as session:
        campaign = session.get_one(Campaign, world.campaign_id)
        (kept,) = rows_of(session, EarlierKeep)
        assert earlier_keeps.kept_before(session, campaign, kept.met_at) == {kept.patient_id}
        assert earlier_keeps.kept_before(session, campaign, kept.noted_at) == frozenset()


def again(world: World, *, days: int = 40) -> None:
    """Import the same people, tell them in another campaign, and let some days go by."""
    world.import_people(*world.people)
    world.later(days=1)
    world.launched(channels=BY, notice_days=28)
    world.until_idle()
    world.later(days=days)


def sentence(world: World) -> str:
    return next(sentences(world))


def sentences(world: World) -> Iterator[str]:
    with world.database.reading() as session:
        campaign = lifecycle.get_campaign(session, world.practice_id, world.campaign_id)
        yield from [one.sentence for one in facts.conclude(session, campaign, world.now)]
