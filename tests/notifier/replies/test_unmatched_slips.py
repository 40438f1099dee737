"""A slip of somebody who is not on the list is kept, holds whom it may be of, and becomes a reply once it is known."""

from dataclasses import replace
from datetime import date, datetime, timedelta
from pathlib import Path

import pytest
from sqlalchemy import select

from notifier.errors import NotAllowed, NotFound, ValueRefused
from notifier.outcomes import closing_checks
from notifier.outcomes.closing_checks import CheckName
from notifier.replies import unmatched_slips
from notifier.replies.unmatched_slips import NewSlip, SlipView
from notifier.store.database import Database
from notifier.store.tables import Campaign, Reply
from notifier.vocabulary import Channel, Choice, DeliveryStatus, HoldReason, Role, Source
from tests.notifier.planning_steps import happens, launch
from tests.world import World


@pytest.fixture
def world(database: Database, tmp_path: Path, now: datetime) -> World:
    """Somebody who was told long ago and said nothing."""
    world = World(database, tmp_path, now)
    launch(world, world.person(given_name="Ada", family_name="Test"), channels=(Channel.SMS,))
    happens(world, world.people[0], Channel.SMS, DeliveryStatus.DELIVERED, delivered_at=world.now)
    world.later(days=40)
    return world


def keep(world: World, choice: Choice = Choice.KEEP, role: Role = Role.RECEPTION, **signs: str) -> SlipView:
    slip = NewSlip(choice, Source.PAPER, world.now - timedelta(days=20), **signs)
    with world.database.writing() as session:
        return unmatched_slips.keep_slip(session, world.keys, world.campaign_id, slip, world.staff(role), world.now)


def meant(world: World, slip: SlipView) -> list[int]:
    with world.database.reading() as session:
        return unmatched_slips.may_be_of(session, world.practice_id, slip)


def reason(world: World, at: int = 0) -> HoldReason:
    return world.outcome(world.people[at].nhs_number).reason


def open_checks(world: World) -> list[int]:
    with world.database.reading() as session:
        campaign = session.get_one(Campaign, world.campaign_id)
        found = closing_checks.closing_checks(session, campaign, world.now)
        return [one.count for one in found if one.name is CheckName.UNMATCHED_SLIPS and one.stops]


def test_a_slip_holds_whom_it_may_be_of_until_a_person_knows(world: World) -> None:
    assert reason(world) is HoldReason.NONE
    keep(world, Choice.AGREE, name="Ada Test")
    assert reason(world) is HoldReason.NONE  # that lets nobody be coded
    slip = keep(world, name="A. Test", born="31.03.1980")
    assert reason(world) is HoldReason.UNDER_REVIEW
    assert open_checks(world) == [2]
    before = world.now
    world.later(days=1)
    with world.database.writing() as session:
        patient_id = world.patient_id(world.people[0].nhs_number)
        unmatched_slips.match_slip(session, world.keys, slip.id, patient_id, world.staff(Role.MANAGER), world.now)
    assert reason(world) is HoldReason.OBJECTED
    with world.database.reading() as session:
        reply = session.execute(select(Reply)).scalar_one()
        assert (reply.received_at, reply.source) == (before - timedelta(days=20), Source.PAPER)
        assert reply.note == "Written on it: A. Test, born 31.03.1980."
        kept = unmatched_slips.find_slip(session, world.practice_id, slip.id)
        assert kept.reply_reference == reply.reference
    world.now = before
    assert reason(world) is HoldReason.UNDER_REVIEW  # as it was known then


def test_it_is_looked_for_in_each_list_and_offered_not_taken(world: World) -> None:
    slip = keep(world, name="Bea Later", born="1 May 1971")
    assert meant(world, slip) == []
    joiner = world.person(given_name="Bea", family_name="Later", date_of_birth=date(1971, 5, 1))
    world.import_people(world.people[0], joiner)
    assert meant(world, slip) == [world.patient_id(joiner.nhs_number)]
    assert reason(world, 1) is HoldReason.UNDER_REVIEW
    world.import_people(world.people[0], replace(joiner, date_of_birth=date(1971, 5, 2)))
    assert meant(world, slip) == []
    with world.database.reading() as session:
        assert session.execute(select(Reply.id)).all() == []


def test_the_code_on_a_slip_holds_whose_it_is(world: World) -> None:
    keep(world, name="Somebody Else", code=world.code_of(world.people[0].nhs_number).lower())
    assert reason(world) is HoldReason.UNDER_REVIEW


def test_a_slip_is_closed_with_a_reason_and_whoever_comes_second_is_told(world: World) -> None:
    slip = keep(world, Choice.UNSURE, name="Ada Test")
    desk = world.staff(Role.RECEPTION)
    with world.database.writing() as session:
        with pytest.raises(NotAllowed, match="say why"):
            unmatched_slips.close_slip(session, slip.id, desk, " ", world.now)
        unmatched_slips.close_slip(session, slip.id, desk, "is at Hill Surgery", world.now)
    assert reason(world) is HoldReason.NONE
    patient_id = world.patient_id(world.people[0].nhs_number)
    with world.database.writing() as session, pytest.raises(NotAllowed, match="has closed it already"):
        unmatched_slips.match_slip(session, world.keys, slip.id, patient_id, desk, world.now)


def test_what_says_nothing_of_whose_it_is_is_refused(world: World) -> None:
    with pytest.raises(ValueRefused, match="at least one thing"):
        keep(world, name=" ")
    with pytest.raises(ValueRefused, match="longer than 40"):
        keep(world, code="x" * 41)
    with pytest.raises(NotAllowed):
        keep(world, role=Role.APPROVER, name="Ada")
    other = World(world.database, world.settings.instance.parent, world.now, practice="Other Surgery")
    slip, desk = keep(world, note="only a note"), other.staff(Role.RECEPTION)
    with world.database.writing() as session, pytest.raises(NotFound):
        unmatched_slips.close_slip(session, slip.id, desk, "why", world.now)
