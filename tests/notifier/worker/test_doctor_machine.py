"""What the doctor says of the machine itself: the room on its disks, and calls that wait as files."""

import shutil
from datetime import datetime
from pathlib import Path

import pytest

from notifier.providers.base import WebhookCall
from notifier.store.database import Database
from notifier.vocabulary import ConditionLevel
from notifier.webhook_calls.call_spool import CallSpool
from notifier.webhook_calls.heard_calls import HeardCall
from tests.notifier.worker.test_doctor import FAULT, OK, WARNING, diagnosis, troubles
from tests.world import World


@pytest.fixture
def world(sqlite_database: Database, tmp_path: Path, now: datetime) -> World:
    return World(sqlite_database, tmp_path, now)


def test_calls_that_wait_as_files_are_said_and_so_are_those_that_are_none(world: World) -> None:
    assert not [one for one in diagnosis(world.settings) if "calls of providers" in one.what]
    call = HeardCall("stand-in", "calls", WebhookCall("https://example.com", {}, b"KEEP"), world.now, world.now)
    CallSpool.of(world.settings).put(call)
    (world.settings.instance / "webhook_calls/x.unreadable").touch()
    said = troubles(diagnosis(world.settings), WARNING)
    assert any("wait as files for the database: 1 (" in what for what in said)
    assert any("webhook_calls that are no whole calls: 1" in what for what in said)


@pytest.mark.parametrize(("mebibytes", "level"), [(100, FAULT), (1000, WARNING), (5000, OK)])
def test_a_disk_that_is_nearly_full_is_said(
    world: World, mebibytes: int, level: ConditionLevel, monkeypatch: pytest.MonkeyPatch
) -> None:
    free = shutil._ntuple_diskusage(10**13, 0, mebibytes * 1024 * 1024)
    monkeypatch.setattr(shutil, "disk_usage", lambda _folder: free)
    said = [one for one in diagnosis(world.settings) if f"{mebibytes:,} MiB are free on the disk of" in one.what]
    assert {one.level for one in said} == {level}
    assert len(said) == 2, "the instance folder, and the database's"
