"""The practice that the tests of the doors are about."""

from datetime import datetime
from pathlib import Path

import pytest

from notifier.press.stationery import Stationery
from notifier.settings import Settings, make_instance
from notifier.store.database import Database
from notifier.vocabulary import Channel
from tests.web.world import CHANNELS, World, build, load_stationery

WITHOUT_LETTERS = (Channel.SMS, Channel.EMAIL)


@pytest.fixture(scope="session")
def stationery() -> Stationery:
    """What letters are printed with."""
    return load_stationery()


@pytest.fixture
def settings(tmp_path: Path, migrated_url: str) -> Settings:
    """The settings of an installation of its own."""
    make_instance(tmp_path / "instance")
    return Settings(instance=tmp_path / "instance", database_url=migrated_url, public_url="http://localhost")


@pytest.fixture
def practice(database: Database, settings: Settings, now: datetime) -> World:
    """A practice with staff and patients, and no campaign; on each make of database."""
    return build(database, settings, now)


@pytest.fixture
def drafted(practice: World, stationery: Stationery) -> World:
    """A campaign by text, email and letter that was previewed."""
    practice.prepare(stationery, CHANNELS)
    return practice


@pytest.fixture
def world(practice: World, stationery: Stationery) -> World:
    """A running campaign by text and email; its notices are planned."""
    practice.prepare(stationery, WITHOUT_LETTERS)
    practice.launch()
    return practice


@pytest.fixture
def light_practice(sqlite_database: Database, sqlite_url: str, tmp_path: Path, now: datetime) -> World:
    """A practice with its list, where one make of database is enough."""
    make_instance(tmp_path / "instance")
    settings = Settings(instance=tmp_path / "instance", database_url=sqlite_url, public_url="http://localhost")
    return build(sqlite_database, settings, now)


@pytest.fixture
def light_draft(light_practice: World, stationery: Stationery) -> World:
    """As `drafted`, where one make of database is enough."""
    light_practice.prepare(stationery, CHANNELS)
    return light_practice


@pytest.fixture
def light_world(light_practice: World, stationery: Stationery) -> World:
    """As `world`, where one make of database is enough."""
    light_practice.prepare(stationery, WITHOUT_LETTERS)
    light_practice.launch()
    return light_practice
