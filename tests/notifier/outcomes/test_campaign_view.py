"""Staff see each campaign of their practice as it stands, and whether what was approved is still what would go out."""

from datetime import datetime, timedelta
from pathlib import Path

import pytest
from sqlalchemy import update

from notifier.campaigns import lifecycle
from notifier.delivery.limits import circuit_breaker
from notifier.errors import NotFound
from notifier.outcomes import campaign_view
from notifier.outcomes.campaign_view import CampaignView, SliceView
from notifier.store.database import Database
from notifier.store.tables import Delivery, Slice
from notifier.vocabulary import CampaignStatus, Channel, DeliveryStatus, FailReason, Role
from tests.notifier.provider_stand_in import StandIn, drain, with_texts
from tests.world import World


def test_a_draft_shows_its_terms_and_that_nothing_was_seen_yet(
    sqlite_database: Database, tmp_path: Path, now: datetime
) -> None:
    world = World(sqlite_database, tmp_path, now)
    world.campaign(name="Online access", notice_days=30)
    view = view_of(world)
    assert (view.name, view.notice_days, view.created_by) == ("Online access", 30, "manager")
    assert view.channels == (Channel.SMS, Channel.EMAIL)
    assert view.campaign_status is CampaignStatus.DRAFT
    assert view.warning
    assert view.sign_off_asks
    assert (view.preview, view.approval, view.launched_at, view.deadline_on) == (None, None, None, None)


def test_a_launched_campaign_shows_who_approved_and_until_when(
    database: Database, tmp_path: Path, now: datetime
) -> None:
    world = World(database, tmp_path, now)
    world.import_people(world.person())
    world.launched(notice_days=28)
    view = view_of(world)
    assert view.preview
    assert view.preview.current
    assert view.preview.counts["patients"] == 1
    assert view.approval
    assert view.approval.current
    assert (view.approval.approved_by, view.approval.sign_off) == ("approver", "minute 7")
    assert view.launched_at == now
    assert view.deadline_on == (now + timedelta(days=28)).date()


def test_after_a_new_list_neither_preview_nor_approval_is_current(
    sqlite_database: Database, tmp_path: Path, now: datetime
) -> None:
    world = World(sqlite_database, tmp_path, now)
    world.import_people(world.person())
    world.campaign()
    world.preview()
    world.approve()
    world.import_people(world.person())
    view = view_of(world)
    assert view.preview
    assert not view.preview.current
    assert view.approval
    assert not view.approval.current


def test_campaigns_are_listed_newest_first_and_only_the_practices_own(
    sqlite_database: Database, tmp_path: Path, now: datetime
) -> None:
    world, other = World(sqlite_database, tmp_path, now), World(sqlite_database, tmp_path, now, practice="Hillside")
    made = [world.campaign(), world.campaign()]
    other.campaign()
    with sqlite_database.reading() as session:
        views = campaign_view.view_campaigns(session, world.practice_id, world.settings.reply_channels)
        assert [view.id for view in views] == made[::-1]
        with pytest.raises(NotFound):
            campaign_view.view_campaign(session, world.practice_id, other.campaign_id, world.settings.reply_channels)


def test_a_first_slice_is_counted_while_more_is_held_back(database: Database, tmp_path: Path, now: datetime) -> None:
    world = World(database, tmp_path, now, first_slice=3)
    people = with_texts(world, 5)
    drain(world, StandIn())
    with database.writing() as session:
        arrived, failed = (world.deliveries(person.nhs_number)[0].id for person in people[:2])
        change = update(Delivery).where(Delivery.id == arrived)
        session.execute(change.values(delivery_status=DeliveryStatus.DELIVERED, delivered_at=now))
        change = update(Delivery).where(Delivery.id == failed)
        session.execute(change.values(delivery_status=DeliveryStatus.FAILED, fail_reason=FailReason.BAD_ADDRESS))
    with database.reading() as session:
        assert campaign_view.first_slices(session, world.campaign_id) == [
            SliceView(Channel.SMS, 3, 1, 1, 1, held_back=2)
        ]
    with database.writing() as session:
        session.execute(update(Slice).values(opened_at=now))
    with database.reading() as session:
        assert campaign_view.first_slices(session, world.campaign_id) == []


def test_a_slice_that_holds_nobody_back_is_not_spoken_of(
    sqlite_database: Database, tmp_path: Path, now: datetime
) -> None:
    world = World(sqlite_database, tmp_path, now, first_slice=3)
    with_texts(world, 2)
    drain(world, StandIn())
    with sqlite_database.reading() as session:
        assert campaign_view.first_slices(session, world.campaign_id) == []


def test_why_a_brake_paused_it_is_shown_until_somebody_resumes(
    sqlite_database: Database, tmp_path: Path, now: datetime
) -> None:
    world = World(sqlite_database, tmp_path, now)
    world.import_people(world.person())
    world.launched()
    with sqlite_database.writing() as session:
        circuit_breaker.trip(session, world.campaign_id, "the networks take our texts for spam", now)
    assert view_of(world).paused_because == "the networks take our texts for spam"
    with sqlite_database.writing() as session:
        lifecycle.resume_campaign(session, world.campaign_id, world.staff(Role.MANAGER), now)
    assert view_of(world).paused_because == ""


def view_of(world: World) -> CampaignView:
    with world.database.reading() as session:
        return campaign_view.view_campaign(session, world.practice_id, world.campaign_id, world.settings.reply_channels)
