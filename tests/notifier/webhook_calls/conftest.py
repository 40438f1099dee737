"""The worlds in which calls are heard: somebody was told by a text, and may answer it."""

from collections.abc import Iterator

import pytest

from notifier.store.database import Database
from tests.fixtures import provide
from tests.notifier.reply_steps import told
from tests.opened_databases import opened
from tests.world import Begin, World


def pytest_configure(config: pytest.Config) -> None:
    provide(config, "databases", "worlds", "letters")


@pytest.fixture
def world(each_told_world: World) -> World:
    """On each make of database."""
    return each_told_world


@pytest.fixture
def light_world(told_world: World) -> World:
    """Where one make is enough."""
    return told_world


@pytest.fixture
def postgresql_world(begin: Begin, postgresql_url: str) -> Iterator[World]:
    """Where only PostgreSQL can do it."""
    for database in opened(postgresql_url):
        yield begin(database, told)


@pytest.fixture
def missing_database(tmp_path_factory: pytest.TempPathFactory) -> Database:
    """A file in a folder that is not there."""
    return Database.open(f"sqlite:///{tmp_path_factory.mktemp('x')}/no-such-folder/x.sqlite")
