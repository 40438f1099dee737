"""The doctor says what is due to be forgotten, and what was forgotten and is still in the database's files."""

from datetime import datetime, timedelta
from pathlib import Path

from notifier.evidence import retention
from notifier.store.database import Database
from notifier.worker.doctor.condition import Condition
from notifier.worker.doctor.retained_rows import check_retention
from tests.notifier.evidence.purge_steps import KEPT_FOR
from tests.world import World


def test_what_is_due_is_said_with_what_to_do(sqlite_database: Database, tmp_path: Path, now: datetime) -> None:
    world = World(sqlite_database, tmp_path, now)
    world.import_people(world.person())
    assert conditions(world, KEPT_FOR - timedelta(days=1)) == []
    (due,) = conditions(world, KEPT_FOR)
    assert "due to be forgotten" in due.what
    assert "PURGE_AUTOMATICALLY" in due.advice
    world.settings = world.settings.model_copy(update={"purge_automatically": True})
    (due,) = conditions(world, KEPT_FOR)
    assert "run `notifier worker`" in due.advice


def test_what_is_not_erased_yet_is_said(sqlite_database: Database, tmp_path: Path, now: datetime) -> None:
    world = World(sqlite_database, tmp_path, now)
    world.import_people(world.person())
    retention.purge_every_practice(sqlite_database, world.keys, world.settings, now + KEPT_FOR)
    (left,) = conditions(world, KEPT_FOR)
    assert "may still be in the files" in left.what
    retention.erase(sqlite_database, now + KEPT_FOR)
    assert conditions(world, KEPT_FOR) == []


def conditions(world: World, later: timedelta) -> list[Condition]:
    settings = world.settings.model_copy(update={"now": world.now + later})
    with world.database.reading() as session:
        return list(check_retention(session, settings))
