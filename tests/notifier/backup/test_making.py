"""A backup is whole or not there, is read back before it counts, and nobody reads it without the key."""

from pathlib import Path
from typing import Any

import pytest

from notifier.backup import making
from notifier.errors import MachineFault, NotAllowed
from notifier.store.database import Database
from tests.notifier.backup.lost_machine import KEY, back_up
from tests.notifier.reply_steps import told
from tests.world import Begin, World


@pytest.fixture
def world(begin: Begin, database: Database) -> World:
    return begin(database, told)


def test_nothing_of_a_patient_is_in_it_and_it_is_for_its_account_alone(world: World, tmp_path: Path) -> None:
    made = back_up(world, tmp_path / "safe")
    content = made.path.read_bytes()
    assert made.size == len(content) > 1000
    assert world.people[0].family_name.encode() not in content
    assert (world.settings.instance / "master.key").read_bytes().strip() not in content
    assert made.path.stat().st_mode & 0o777 == 0o600
    assert sorted(one.name for one in (tmp_path / "safe").iterdir()) == sorted([KEY, made.path.name])


def test_it_is_noted_when_the_last_one_was_made(world: World, tmp_path: Path) -> None:
    with world.database.reading() as session:
        assert making.last_backup_at(session) is None
    back_up(world, tmp_path / "safe")
    first = world.now
    world.later(days=2)
    back_up(world, tmp_path / "safe")
    with world.database.reading() as session:
        assert making.last_backup_at(session) == world.now > first


def test_a_disk_that_keeps_something_else_is_noticed(
    world: World, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    check = making._check

    def check_damaged(draft: Path, *rest: Any) -> None:
        content = bytearray(draft.read_bytes())
        content[len(content) // 2] ^= 1
        draft.write_bytes(content)
        check(draft, *rest)

    monkeypatch.setattr(making, "_check", check_damaged)
    with pytest.raises(MachineFault, match="is not as it was written"):
        back_up(world, tmp_path / "safe")
    assert [one.name for one in (tmp_path / "safe").iterdir()] == [KEY], "half a backup is none"
    with world.database.reading() as session:
        assert making.last_backup_at(session) is None


def test_no_file_is_written_over(world: World, tmp_path: Path) -> None:
    made = back_up(world, tmp_path / "safe")
    key = making.backup_key_of(world.settings.instance)
    assert key is not None
    with pytest.raises(NotAllowed, match="another name"):
        making.make_backup(world.database, world.settings, key, made.path, world.now)
    with pytest.raises(NotAllowed, match="another file"):
        making.make_key(world.settings.instance, tmp_path / "safe" / KEY, "Y99999", world.now)
    assert making.backup_key_of(world.settings.instance) is not None


def test_a_place_that_is_not_there_is_said(world: World, tmp_path: Path) -> None:
    making.make_key(world.settings.instance, tmp_path / KEY, "Y99999", world.now)
    key = making.backup_key_of(world.settings.instance)
    assert key is not None
    with pytest.raises(MachineFault, match="name another place"):
        making.make_backup(world.database, world.settings, key, tmp_path / "nowhere" / "file", world.now)
    with pytest.raises(MachineFault, match="name another place"):
        making.make_key(world.settings.instance, tmp_path / "nowhere" / KEY, "Y99999", world.now)
