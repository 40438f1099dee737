"""What a patient said under two NHS numbers is looked at together once somebody found out that they are one."""

from dataclasses import replace
from datetime import datetime, timedelta
from pathlib import Path

import pytest

from notifier.outcomes import search
from notifier.patients import doubt_settling, identity_doubts
from notifier.patients.list_import.records import Person
from notifier.store.database import Database
from notifier.vocabulary import Answerer, Choice, Doubt, HoldReason, OutcomeKind, Role, Source
from tests.notifier.reply_steps import by_staff, close, open_reviews, over, reason, settle
from tests.world import World, sample_number


@pytest.fixture
def world(database: Database, tmp_path: Path, now: datetime) -> World:
    """Ann objected under one number, and has another one on the list of the day after, which somebody found out."""
    world = World(database, tmp_path, now)
    ann, bea = world.person(given_name="Ann", family_name="Tester"), world.person()
    world.import_people(ann, bea)
    world.launched(notice_days=28)
    world.until_idle()
    by_staff(world, ann, Choice.KEEP, Source.PHONE)
    settle(world)
    world.later(days=1)
    world.people = [replace(ann, nhs_number=sample_number(777)), bea]
    world.import_people(*world.people)
    return world


def is_one_person(world: World) -> None:
    with world.database.writing() as session:
        (doubt,) = identity_doubts.open_doubts(session, world.practice_id)
        manager = world.staff(Role.MANAGER)
        doubt_settling.settle_doubt(session, world.keys, doubt.id, manager, True, "called her", world.now)


@pytest.mark.parametrize("agreed_first", [True, False])
def test_an_agreement_under_the_new_number_is_asked_about(world: World, agreed_first: bool) -> None:
    ann = world.people[0]
    if not agreed_first:
        is_one_person(world)
    world.later(days=1)
    assert by_staff(world, ann, Choice.AGREE, Source.PHONE).doubt is None
    if agreed_first:
        is_one_person(world)
    settle(world)
    settle(world)
    assert open_reviews(world) == [Doubt.CONFLICT], "and only once"
    assert reason(world, ann) is HoldReason.UNDER_REVIEW
    (shown,) = reviews(world)
    assert [(one.choice, one.source) for one in shown.patient.replies_elsewhere] == [(Choice.KEEP, Source.PHONE)]
    world.later(days=1)
    close(world, Choice.AGREE)
    settle(world)
    assert over(world, ann) is OutcomeKind.MAY_CODE_ASKED
    assert reviews(world) == []


def test_what_was_concluded_of_one_number_knew_nothing_of_the_other(world: World) -> None:
    """A person found that she agrees, and did not know that she had asked to keep it under her earlier number."""
    ann = world.people[0]
    world.later(days=1)
    by_staff(world, ann, Choice.AGREE, Source.PHONE, answered_by=Answerer.CARER)
    settle(world)
    close(world, Choice.AGREE)
    world.later(days=1)
    is_one_person(world)
    settle(world)
    assert reason(world, ann) is HoldReason.UNDER_REVIEW
    assert open_reviews(world) == [Doubt.ON_BEHALF, Doubt.CONFLICT], "a person has to look at both"
    world.later(days=1)
    close(world, Choice.AGREE, note="she was asked about both")
    assert over(world, ann) is OutcomeKind.MAY_CODE_ASKED


def test_a_wish_to_keep_under_either_number_needs_nobody(world: World) -> None:
    is_one_person(world)
    by_staff(world, world.people[0], Choice.KEEP, Source.PAPER)
    settle(world)
    assert open_reviews(world) == []
    assert over(world, world.people[0]) is OutcomeKind.HOLD


def test_whoever_is_somebody_else_is_not_asked_about(world: World) -> None:
    ann: Person = world.people[0]
    by_staff(world, ann, Choice.AGREE, Source.PHONE)
    settle(world)
    assert open_reviews(world) == [], "as long as nobody knows, the doubt about who they are holds them"


def test_an_older_slip_that_agrees_takes_no_objection_along(database: Database, tmp_path: Path, now: datetime) -> None:
    world = World(database, tmp_path, now)
    ann, bea = world.person(given_name="Ann", family_name="Tester"), world.person()
    world.import_people(ann, bea)
    world.launched(notice_days=28)
    world.until_idle()
    world.later(days=5)
    by_staff(world, ann, Choice.KEEP, Source.PAPER, received_at=world.now - timedelta(days=1))
    by_staff(world, ann, Choice.AGREE, Source.PAPER, received_at=world.now - timedelta(days=3))
    settle(world)
    world.import_people(bea, again := replace(ann, nhs_number=sample_number(777)))
    is_one_person(world)
    world.until_idle()
    assert not world.deliveries(again.nhs_number), "nobody asks them again"
    assert reason(world, again) is HoldReason.OBJECTED


def reviews(world: World) -> list[search.ReviewView]:
    with world.database.reading() as session:
        return search.review_views(session, world.practice_id, world.campaign_id, world.now)
