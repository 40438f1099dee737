"""Calls as files: whole or not there, nobody else's to read, bounded, and each in the database once."""

import os
import time
from pathlib import Path

import pytest
from sqlalchemy.exc import OperationalError

from notifier.store.database import Database
from notifier.webhook_calls import call_spool as spools
from notifier.webhook_calls.call_spool import CallSpool, SpoolFull
from notifier.webhook_calls.heard_calls import waiting_calls
from tests.notifier.webhook_calls.calls import report_call, text_call


def number(database: Database) -> int:
    with database.reading() as session:
        return waiting_calls(session).number


def test_what_is_put_there_is_brought_into_the_database_once(database: Database, tmp_path: Path) -> None:
    spool = CallSpool(tmp_path / "calls")
    for _ in range(2):
        spool.put(text_call("KEEP"))
        spool.put(report_call("1"))
    assert spool.count().number == 2
    assert [spool.drain(database), spool.drain(database), number(database)] == [2, 0, 2]
    assert list((tmp_path / "calls").iterdir()) == []


def test_two_processes_may_drain_one_folder(database: Database, tmp_path: Path) -> None:
    spools_of_two = CallSpool(tmp_path), CallSpool(tmp_path)
    spools_of_two[0].put(text_call("KEEP"))
    kept = next(tmp_path.iterdir())
    copy = kept.read_bytes()
    assert spools_of_two[0].drain(database) == 1
    kept.write_bytes(copy)  # as the other has seen it just before
    spools_of_two[1].drain(database)
    assert number(database) == 1


def test_files_are_for_nobody_else(tmp_path: Path) -> None:
    CallSpool(tmp_path / "calls").put(text_call("KEEP"))
    (file,) = (tmp_path / "calls").iterdir()
    assert (file.stat().st_mode & 0o777, file.parent.stat().st_mode & 0o777) == (0o600, 0o700)


def test_a_file_that_is_no_call_is_set_aside_and_counted(sqlite_database: Database, tmp_path: Path) -> None:
    spool = CallSpool(tmp_path)
    (tmp_path / "20261123-x.call").write_bytes(b"half of it")
    spool.put(text_call("KEEP"))
    assert spool.drain(sqlite_database) == 1
    assert (spool.count().number, spool.count().unreadable) == (0, 1)
    assert (tmp_path / "20261123-x.unreadable").read_bytes() == b"half of it"


def test_a_draft_is_no_call_and_goes_when_its_writer_is_long_gone(sqlite_database: Database, tmp_path: Path) -> None:
    folder = tmp_path / "calls"
    folder.mkdir()
    for name, age in (("new", 0), ("old", 2 * 3600)):
        draft = folder / f"{name}.draft"
        draft.write_bytes(b"half")
        os.utime(draft, (time.time() - age,) * 2)
    assert CallSpool(folder).drain(sqlite_database) == 0
    assert [path.name for path in folder.iterdir()] == ["new.draft"]


@pytest.mark.parametrize(("name", "most"), [("MOST_CALLS", 2), ("MOST_BYTES", 600)])
def test_a_spool_that_is_full_takes_no_more(
    sqlite_database: Database, tmp_path: Path, monkeypatch: pytest.MonkeyPatch, name: str, most: int
) -> None:
    monkeypatch.setattr(spools, name, most)
    spool = CallSpool(tmp_path)
    for serial in range(2):
        spool.put(text_call("KEEP", f"SM{serial}"))
    with pytest.raises(SpoolFull, match="2 calls of"):
        spool.put(text_call("KEEP", "SM2"))
    spool.drain(sqlite_database)
    assert spool.count().number == 0
    spool.put(text_call("KEEP", "SM2"))


def test_a_database_that_is_away_leaves_the_files_where_they_are(tmp_path: Path, missing_database: Database) -> None:
    spool = CallSpool(tmp_path / "calls")
    spool.put(text_call("KEEP"))
    with pytest.raises(OperationalError, match="unable to open"):
        spool.drain(missing_database)
    assert spool.count().number == 1


@pytest.mark.parametrize("after", ["open", "fsync", "rename"])
def test_a_call_that_could_not_be_written_leaves_nothing(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, after: str
) -> None:
    def full(*_: object) -> None:
        raise OSError(28, "No space left on device")

    if after == "rename":
        monkeypatch.setattr(Path, "rename", full)
    else:
        monkeypatch.setattr(os, after, full)
    with pytest.raises(OSError, match="No space"):
        CallSpool(tmp_path).put(text_call("KEEP"))
    assert list(tmp_path.iterdir()) == []
