"""The launch: it begins in its time, and of a stop, a pause, another launch and the start exactly one goes first."""

import threading
from collections.abc import Callable
from datetime import timedelta

import pytest

from notifier.campaigns import editing, launches, lifecycle
from notifier.campaigns.launches import COUNTDOWN, LaunchView
from notifier.delivery import planning
from notifier.errors import Fault, NotAllowed, ValueRefused
from notifier.store.database import Database
from notifier.store.tables import AuditEvent, LaunchRequest, Notice
from notifier.vocabulary import CampaignStatus, Role
from tests.world import Begin, World, rows_of


@pytest.fixture
def world(begin: Begin, database: Database) -> World:
    """An approved campaign, on each make of database."""
    return begin(database, approved)


def approved(world: World) -> None:
    world.import_people(world.person(), world.person())
    world.campaign()
    world.preview()
    world.approve()
    world.staff(Role.MANAGER)


def stop(world: World, by: Role = Role.MANAGER) -> CampaignStatus:
    with world.database.writing() as session:
        return launches.stop_sending(session, world.campaign_id, world.staff(by), world.now)


def begin_due(world: World) -> int:
    return launches.begin_due_launches(world.database, world.installed, world.now)


def standing(world: World) -> CampaignStatus:
    with world.database.reading() as session:
        return lifecycle.get_campaign(session, world.practice_id, world.campaign_id).campaign_status


def last(world: World) -> LaunchView:
    with world.database.reading() as session:
        found = launches.latest_launch(session, world.campaign_id)
    assert found is not None
    return found


def notices(world: World) -> int:
    planning.advance(world.database, world.campaign_id, world.keys, world.now)
    with world.database.reading() as session:
        return len(rows_of(session, Notice))


def test_nothing_is_planned_or_sent_before_its_time_by_whatever_worker(world: World) -> None:
    world.launch(wait=COUNTDOWN, people=2)
    world.later(seconds=119)
    assert notices(world) == 0
    world.until_idle()
    assert (standing(world), notices(world)) == (CampaignStatus.LAUNCHING, 0)
    world.later(seconds=1)
    world.until_idle()
    assert standing(world) is CampaignStatus.RUNNING
    assert last(world).started_at == world.now
    assert notices(world) == 2


def test_another_number_than_the_previews_is_refused(world: World) -> None:
    with pytest.raises(ValueRefused, match="type 2, which is how many"):
        world.launch(people=3)
    assert standing(world) is CampaignStatus.APPROVED
    with world.database.reading() as session:
        assert not rows_of(session, LaunchRequest)


def test_what_is_stopped_told_nobody_and_is_launched_again(world: World) -> None:
    world.launch(wait=COUNTDOWN)
    world.later(minutes=1)
    assert stop(world, Role.APPROVER) is CampaignStatus.APPROVED
    world.later(minutes=2)
    assert begin_due(world) == 0
    assert (last(world).stopped_by, last(world).started_at) == ("approver", None)
    world.launch()
    assert standing(world) is CampaignStatus.RUNNING
    with world.database.reading() as session:
        said = [event.action for event in rows_of(session, AuditEvent)]
    assert said[-3:] == ["campaign.launch_asked", "campaign.launch_stopped", "campaign.running"]


def test_what_is_about_to_start_is_neither_edited_nor_cancelled_nor_launched_twice(world: World) -> None:
    world.launch(wait=COUNTDOWN)
    with pytest.raises(NotAllowed, match="launched already"):
        world.launch()
    manager = world.staff(Role.MANAGER)
    with world.database.writing() as session, pytest.raises(NotAllowed, match="stop its launch first"):
        editing.edit_text(session, world.campaign_id, "sms", "{{ link }}", manager, world.now)
    with world.database.writing() as session, pytest.raises(NotAllowed, match="stop its launch first"):
        lifecycle.cancel_campaign(session, world.campaign_id, manager, world.now)


def test_a_list_that_came_meanwhile_stops_the_start_and_says_so(world: World) -> None:
    world.launch(wait=COUNTDOWN)
    world.import_people(world.person())
    world.later(minutes=2)
    assert begin_due(world) == 0
    assert standing(world) is CampaignStatus.APPROVED
    assert "changed since the approval" in last(world).stopped_because
    assert begin_due(world) == 0


# What two people, or a person and the worker, do at one moment, and every way in which it may end.
RACES: dict[str, tuple[Callable[[World], object], Callable[[World], object], set[CampaignStatus]]] = {
    "stop and start": (stop, begin_due, {CampaignStatus.APPROVED, CampaignStatus.PAUSED}),
    "two workers": (begin_due, begin_due, {CampaignStatus.RUNNING}),
    "two stops": (stop, stop, {CampaignStatus.APPROVED}),
}


@pytest.mark.parametrize("race", RACES)
def test_of_two_at_one_moment_exactly_one_goes_first(world: World, race: str) -> None:
    first, second, endings = RACES[race]
    world.launch(wait=COUNTDOWN)
    world.later(minutes=2)
    together(world, first, second)
    assert standing(world) in endings
    found = last(world)
    assert (found.started_at is None) != (found.stopped_at is None)
    assert (found.started_at is None) == (standing(world) is CampaignStatus.APPROVED)
    with world.database.reading() as session:
        said = [event.action for event in rows_of(session, AuditEvent)]
    assert said.count("campaign.running") + said.count("campaign.launch_stopped") == 1


def test_two_launches_at_one_moment_are_one_and_the_loser_is_told(world: World) -> None:
    told = together(world, lambda one: one.launch(wait=COUNTDOWN), lambda one: one.launch(wait=COUNTDOWN))
    assert [fault for fault in told if "launched already" in fault] == told
    assert len(told) == 1
    with world.database.reading() as session:
        assert len(rows_of(session, LaunchRequest)) == 1


def test_a_launch_that_races_an_edit_never_launches_the_edited(world: World) -> None:
    def edit(one: World) -> None:
        with one.database.writing() as session:
            editing.edit_text(session, one.campaign_id, "sms", "Words {{ link }}", one.staff(Role.MANAGER), one.now)

    told = together(world, lambda one: one.launch(wait=COUNTDOWN), edit)
    assert len(told) == 1
    with world.database.reading() as session:
        version = lifecycle.current_texts(session, world.campaign_id)["sms"].version
    assert (standing(world), version) in {(CampaignStatus.LAUNCHING, 1), (CampaignStatus.DRAFT, 2)}


def together(world: World, *deeds: Callable[[World], object]) -> list[str]:
    """Do all at once, each in a transaction of its own; returns what the losers were told."""
    start, told = threading.Barrier(len(deeds)), list[str]()

    def run(deed: Callable[[World], object]) -> None:
        start.wait(timeout=30)
        try:
            deed(world)
        except Fault as fault:
            told.append(str(fault))

    threads = [threading.Thread(target=run, args=(deed,)) for deed in deeds]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join(timeout=60)
        assert not thread.is_alive()
    return told


def test_the_seconds_that_are_left_never_go_below_none(world: World) -> None:
    world.launch(wait=COUNTDOWN)
    assert last(world).seconds_left(world.now + timedelta(seconds=30)) == 90
    assert last(world).seconds_left(world.now + timedelta(hours=1)) == 0
