"""The practice that the tests of the doors are about."""

from collections.abc import Callable, Iterator
from datetime import datetime
from pathlib import Path

import pytest

from notifier.pdf.stationery import Stationery
from notifier.settings import Settings
from notifier.store import page_role_grants
from notifier.store.database import Database
from notifier.store.instance_keys import make_instance
from notifier.vocabulary import Channel
from tests.browser import CheckedPage
from tests.fixtures import provide
from tests.opened_databases import opened
from tests.page_roles import WorldWithDoor, new_role, url_of
from tests.snapshots import Snapshots
from tests.web.patient_walk import Starts, Walk, full_world, served
from tests.web.world import CHANNELS, World, build, load_stationery

WITHOUT_LETTERS = (Channel.SMS, Channel.EMAIL)


def pytest_configure(config: pytest.Config) -> None:
    provide(config, "databases", "letters", "browsers")


@pytest.fixture(scope="session")
def stationery() -> Stationery:
    """What letters are printed with."""
    return load_stationery()


@pytest.fixture
def settings(tmp_path: Path, migrated_url: str) -> Settings:
    """The settings of an installation of its own."""
    return installation(tmp_path, migrated_url)


@pytest.fixture
def practice(snapshots: Snapshots, database: Database, settings: Settings, now: datetime) -> World:
    """A practice with staff and patients, and no campaign; on each make of database."""
    return begun(snapshots, database, settings, now)


@pytest.fixture
def drafted(
    snapshots: Snapshots, database: Database, settings: Settings, now: datetime, letters_laid_out_once: None
) -> World:
    """A campaign by text, email and letter that was previewed."""
    return begun(snapshots, database, settings, now, draft)


@pytest.fixture
def world(snapshots: Snapshots, database: Database, settings: Settings, now: datetime) -> World:
    """A running campaign by text and email; its notices are planned."""
    return begun(snapshots, database, settings, now, run)


@pytest.fixture
def light_settings(tmp_path: Path, sqlite_url: str) -> Settings:
    """As `settings`, where one make of database is enough."""
    return installation(tmp_path, sqlite_url)


@pytest.fixture
def light_practice(snapshots: Snapshots, sqlite_database: Database, light_settings: Settings, now: datetime) -> World:
    """A practice with its list, where one make of database is enough."""
    return begun(snapshots, sqlite_database, light_settings, now)


@pytest.fixture
def light_draft(
    snapshots: Snapshots,
    sqlite_database: Database,
    light_settings: Settings,
    now: datetime,
    letters_laid_out_once: None,
) -> World:
    """As `drafted`, where one make of database is enough."""
    return begun(snapshots, sqlite_database, light_settings, now, draft)


@pytest.fixture
def light_world(snapshots: Snapshots, sqlite_database: Database, light_settings: Settings, now: datetime) -> World:
    """As `world`, where one make of database is enough."""
    return begun(snapshots, sqlite_database, light_settings, now, run)


@pytest.fixture
def door_world(world: World, tmp_path: Path) -> Iterator[World]:
    """As `world`, where the patient's page alone is served: on PostgreSQL under its own role, and with its own keys."""
    url = world.settings.database_url
    if world.database.is_sqlite:
        yield WorldWithDoor.of(world, world.database, tmp_path / "door")
        return
    with new_role(url) as role:
        page_role_grants.grant_rights(world.database, role, "secret")
        for door_database in opened(url_of(url, role)):
            yield WorldWithDoor.of(world, door_database, tmp_path / "door")


def installation(folder: Path, url: str) -> Settings:
    make_instance(folder / "instance")
    return Settings(instance=folder / "instance", database_url=url, public_url="http://localhost")


def nothing_more(world: World) -> None:
    """A practice with its list is all there is."""


def draft(world: World) -> None:
    world.prepare(load_stationery(), CHANNELS)


def run(world: World) -> None:
    world.prepare(load_stationery(), WITHOUT_LETTERS)
    world.launch()


def begun(
    snapshots: Snapshots,
    database: Database,
    settings: Settings,
    now: datetime,
    further: Callable[[World], None] = nothing_more,
) -> World:
    """A practice with its list, and what comes further: built once, then copied."""

    def built() -> World:
        world = build(database, settings, now)
        further(world)
        return world

    def moved(world: World) -> World:
        return world.moved(database, settings)

    return snapshots.once(further, settings.database_url, settings.instance, built, moved)


@pytest.fixture
def starts(light_practice: World, stationery: Stationery, browser_page: Callable[..., CheckedPage]) -> Iterator[Starts]:
    """Begins a walk: `starts(360, 640, language="ur")`, with a window of its own in the one world."""
    world = full_world(light_practice, stationery)
    with served(world) as base:

        def start(*size: int, language: str = "en", scripts: bool = True) -> Walk:
            return Walk(browser_page(*size, scripts=scripts), world, base, language)

        yield start
