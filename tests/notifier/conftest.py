"""Where the tests of the stages begin."""

from datetime import datetime
from pathlib import Path
from typing import Any

import pytest

from notifier.store.database import Database
from tests.notifier.reply_steps import told
from tests.snapshots import Snapshots
from tests.world import Begin, Steps, World, begun


@pytest.fixture
def begin(snapshots: Snapshots, tmp_path: Path, now: datetime) -> Begin:
    """`begin(database, steps)` gives a world in which `steps` were taken: see `begun`."""

    def begin_with(database: Database, steps: Steps, **settings: Any) -> World:
        return begun(snapshots, database, tmp_path, now, steps, **settings)

    return begin_with


@pytest.fixture
def told_world(begin: Begin, sqlite_database: Database) -> World:
    """A world in which `people[0]` was told by a text an instant ago."""
    return begin(sqlite_database, told)


@pytest.fixture
def each_told_world(begin: Begin, database: Database) -> World:
    """As `told_world`, on each make of database."""
    return begin(database, told)
