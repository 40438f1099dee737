"""What no worker does is said: a launch whose time has come, a countdown that nobody would end, jobs of pages."""

from datetime import timedelta

import pytest

from notifier.campaigns.launches import COUNTDOWN, begin_due_launches
from notifier.delivery import leases
from notifier.practice.jobs import ask_job
from notifier.store.database import Database
from notifier.vocabulary import ConditionLevel, HealthStatus, JobKind, Role
from notifier.worker import health, idle_work
from notifier.worker.doctor import work_database
from notifier.worker.idle_work import JOB_LATE, LAUNCH_LATE
from tests.world import Begin, World

FAULT, WARNING = ConditionLevel.FAULT, ConditionLevel.WARNING


@pytest.fixture
def world(begin: Begin, database: Database) -> World:
    return begin(database, launching)


def launching(world: World) -> None:
    """A campaign whose countdown runs."""
    world.import_people(world.person())
    world.campaign()
    world.preview()
    world.approve()
    world.launch(wait=COUNTDOWN)


def said(world: World, level: ConditionLevel) -> str:
    """What the doctor says of the database as bad as that, with its advice."""
    chosen = world.settings.model_copy(
        update={"now": world.now, "database_url": world.database.engine.url.render_as_string(hide_password=False)}
    )
    return "; ".join(
        f"{one.what}: {one.advice}" for one in work_database.check_database(chosen, {}) if one.level is level
    )


def status(world: World) -> HealthStatus:
    return health.examine(world.database, world.settings, {}, world.now).status


def idle(world: World) -> bool:
    with world.database.reading() as session:
        return idle_work.is_nobody_at_work(session, world.settings, world.now)


def test_a_launch_that_no_worker_begins_is_said_with_what_to_do(world: World) -> None:
    on_this_computer_alone = world.database.is_sqlite
    assert "campaign 1 is to begin at" in said(world, WARNING)
    assert "notifier campaign pause 1" in said(world, WARNING)
    world.now += COUNTDOWN + LAUNCH_LATE
    assert (status(world), idle(world)) == (HealthStatus.OK, on_this_computer_alone)
    world.later(seconds=1)
    assert (status(world), idle(world)) == (HealthStatus.FAILING, True)
    assert "the launch of campaign 1 was due at" in said(world, FAULT)
    assert "run `notifier serve` or `notifier worker`" in said(world, FAULT)
    with leases.worker_lease(world.settings.instance):
        assert not idle(world)
    begin_due_launches(world.database, world.installed, world.now)
    assert (status(world), idle(world)) == (HealthStatus.OK, on_this_computer_alone)
    assert "the launch" not in said(world, FAULT)


def test_jobs_that_no_worker_begins_are_said(world: World) -> None:
    manager = world.staff(Role.MANAGER)
    with world.database.writing() as session:
        for kind in (JobKind.REHEARSE, JobKind.MAKE_PREVIEW):
            ask_job(session, manager, kind, {}, world.now, campaign_id=world.campaign_id)
    world.now += JOB_LATE
    assert "jobs" not in said(world, FAULT)
    world.now += timedelta(seconds=1)
    assert "2 jobs that pages asked for wait since" in said(world, FAULT)
    assert status(world) is HealthStatus.FAILING
