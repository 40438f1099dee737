"""What was up is recorded as evidence, and tells nobody individually however long it was up."""

from datetime import date, datetime, timedelta
from pathlib import Path
from typing import Any

import pytest
from sqlalchemy import select

from notifier.campaigns import lifecycle
from notifier.errors import NotAllowed, NotFound, ValueRefused
from notifier.preview import displays
from notifier.preview.displays import DisplayStanding
from notifier.store.database import Database
from notifier.store.tables import AuditEvent, Delivery
from notifier.vocabulary import CampaignStatus, Channel, DeliveryStatus, Display, Evidence, HoldReason, Role
from tests.notifier.provider_stand_in import plan
from tests.world import Begin, World

TODAY = date(2026, 11, 23)
FOOTER = "We plan to stop Summary Care Records.\nYou can keep yours. See\nsurgery.example.com/r or call\n01632 960123"


@pytest.fixture
def world(begin: Begin, sqlite_database: Database) -> World:
    """Somebody whom nothing individual reaches, in a campaign with a footer that was launched and planned."""
    return begin(sqlite_database, with_a_footer)


def with_a_footer(world: World) -> None:
    world.import_people(world.person(mobile=None, email=None))
    world.launched(channels=(Channel.SMS, Channel.FOOTER), notice_days=28)


def put_up(
    world: World, display: Display = Display.POSTER, day: date = TODAY, *, by: Role = Role.RECEPTION, where: str = ""
) -> None:
    staff, reply_channels = world.staff(by), world.settings.reply_channels
    with world.database.writing() as session:
        displays.put_up(
            session, world.campaign_id, display, day, staff, world.now, reply_channels=reply_channels, where=where
        )


def take_down(world: World, display: Display = Display.POSTER, day: date = TODAY, *, where: str = "") -> None:
    staff = world.staff(Role.MANAGER)
    with world.database.writing() as session:
        displays.take_down(session, world.campaign_id, display, day, staff, world.now, where=where)


def standing(world: World) -> list[DisplayStanding]:
    with world.database.reading() as session:
        return list(
            displays.displays_standing(session, lifecycle.get_campaign(session, world.practice_id, world.campaign_id))
        )


def footers(world: World) -> list[Any]:
    query = select(Delivery.delivery_status, Delivery.provider, Delivery.text_ids, Delivery.notice_id)
    with world.database.reading() as session:
        return list(session.execute(query.where(Delivery.channel == Channel.FOOTER)).all())


def test_it_is_known_what_is_up_since_when_and_what_came_down_when(world: World) -> None:
    world.later(days=10)
    put_up(world, where="waiting  room")
    put_up(world, day=TODAY + timedelta(1), where="corridor")
    take_down(world, day=TODAY + timedelta(5), where="waiting room")
    assert standing(world) == [
        DisplayStanding(Display.POSTER, "waiting room", TODAY, TODAY + timedelta(5)),
        DisplayStanding(Display.POSTER, "corridor", TODAY + timedelta(1), None),
    ]
    take_down(world, day=TODAY + timedelta(9))  # only one is left: which one need not be said
    put_up(world, day=TODAY + timedelta(9), where="corridor")
    assert [(one.up_on.day, one.down_on and one.down_on.day) for one in standing(world)] == [
        (23, 28),
        (24, 2),
        (2, None),
    ]
    with world.database.reading() as session:
        actions = session.execute(select(AuditEvent.action).where(AuditEvent.action.like("display.%"))).scalars()
        assert list(actions) == ["display.up", "display.up", "display.down", "display.down", "display.up"]


def test_the_footer_is_kept_exactly_as_it_prints_and_counts_as_handed_over(world: World) -> None:
    plan(world)
    assert [row.delivery_status for row in footers(world)] == [DeliveryStatus.PLANNED]
    put_up(world, Display.FOOTER, where="not asked for")
    assert [one.text for one in standing(world)] == [FOOTER]
    (row,) = footers(world)
    assert (row.delivery_status, row.provider) == (DeliveryStatus.ACCEPTED, displays.BY_HAND)
    assert len(row.text_ids) == 1
    world.until_idle()
    assert not world.outbox(Channel.FOOTER), "what the practice has put up goes out no second time"


def test_a_footer_that_was_up_before_anything_was_planned_is_not_planned(world: World) -> None:
    put_up(world, Display.FOOTER)
    plan(world)
    assert footers(world) == []


@pytest.mark.parametrize("display", [Display.FOOTER, Display.SCREEN])
def test_a_display_is_passive_evidence_and_never_informs_anybody(world: World, display: Display) -> None:
    (person,) = world.people
    assert world.outcome(person.nhs_number).evidence is Evidence.NONE
    world.later(days=1)
    put_up(world, display)
    world.later(days=60)
    found = world.outcome(person.nhs_number)
    assert (found.evidence, found.reason, found.deadline_on) == (Evidence.PASSIVE, HoldReason.NOT_INFORMED, None)
    world.later(days=-60.5)
    assert world.outcome(person.nhs_number).evidence is Evidence.NONE, "it was not up yet"


def test_what_was_approved_may_be_up_before_the_launch_and_a_draft_may_not(
    sqlite_database: Database, tmp_path: Path, now: datetime
) -> None:
    world = World(sqlite_database, tmp_path, now)
    world.import_people(world.person())
    world.campaign()
    with pytest.raises(NotAllowed, match="approved first"):
        put_up(world)
    world.preview()
    world.approve()
    put_up(world)
    with world.database.writing() as session:
        lifecycle.cancel_campaign(session, world.campaign_id, world.staff(Role.MANAGER), now)
    with pytest.raises(NotAllowed, match=CampaignStatus.CANCELLED):
        put_up(world, Display.SCREEN)
    take_down(world)  # what is up may always come down


def test_what_cannot_have_been_is_not_recorded(world: World) -> None:
    world.later(days=3)
    with pytest.raises(NotAllowed, match="future"):
        put_up(world, day=TODAY + timedelta(4))
    with pytest.raises(NotAllowed, match="approved on 2026-11-23"):
        put_up(world, day=TODAY - timedelta(1))
    with pytest.raises(NotAllowed, match="no poster is up"):
        take_down(world)
    put_up(world, day=TODAY + timedelta(1))
    with pytest.raises(NotAllowed, match="up since 2026-11-24"):
        put_up(world, day=TODAY + timedelta(2))
    with pytest.raises(NotAllowed, match="went up on 2026-11-24"):
        take_down(world)
    with pytest.raises(NotAllowed, match="future"):
        take_down(world, day=TODAY + timedelta(4))
    take_down(world, day=TODAY + timedelta(3))
    with pytest.raises(NotAllowed, match="until 2026-11-26"):
        put_up(world, day=TODAY + timedelta(2))


def test_of_several_it_has_to_be_said_which_came_down(world: World) -> None:
    put_up(world, where="waiting room")
    put_up(world, where="corridor")
    with pytest.raises(NotAllowed, match="waiting room; corridor"):
        take_down(world)
    with pytest.raises(NotAllowed, match="no poster is up there"):
        take_down(world, where="porch")


def test_only_who_may_and_of_the_same_practice_records_it(world: World, tmp_path: Path, now: datetime) -> None:
    for role in (Role.AUDITOR, Role.APPROVER):
        with pytest.raises(NotAllowed):
            put_up(world, by=role)
    stranger = World(world.database, tmp_path, now, practice="Hillside Surgery")
    stranger.campaign_id = world.campaign_id
    with pytest.raises(NotFound):
        put_up(stranger)
    with pytest.raises(ValueRefused, match="200"):
        put_up(world, where="x" * 201)
