"""A world that a test makes with the settings that it needs."""

from datetime import datetime
from pathlib import Path
from typing import Any

import pytest

from notifier.store.database import Database
from tests.notifier.delivery.limits.breaker_moves import MakeWorld
from tests.world import World


@pytest.fixture
def make_world(database: Database, tmp_path: Path, now: datetime) -> MakeWorld:
    def make(**settings: Any) -> World:
        return World(database, tmp_path, now, **settings)

    return make
