"""Staff see each campaign of their practice as it stands, and whether what was approved is still what would go out."""

from datetime import datetime, timedelta
from pathlib import Path

import pytest

from notifier import overview
from notifier.errors import NotFound
from notifier.overview import CampaignView
from notifier.store.database import Database
from notifier.vocabulary import CampaignStatus, Channel
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
        views = overview.views(session, world.practice_id, world.settings.public_url)
        assert [view.id for view in views] == made[::-1]
        with pytest.raises(NotFound):
            overview.view(session, world.practice_id, other.campaign_id, world.settings.public_url)


def view_of(world: World) -> CampaignView:
    with world.database.reading() as session:
        return overview.view(session, world.practice_id, world.campaign_id, world.settings.public_url)
