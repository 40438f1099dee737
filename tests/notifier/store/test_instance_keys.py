"""An instance has a key of its own, for its owner's eyes alone, and a damaged one is never used."""

import stat
from pathlib import Path

import pytest

from notifier.errors import SettingsFault
from notifier.store.instance_keys import KEY_FILE, make_instance, master_key


@pytest.fixture
def instance(tmp_path: Path) -> Path:
    """An instance folder with a key."""
    make_instance(tmp_path / "instance")
    return tmp_path / "instance"


def test_a_new_instance_and_its_key_are_for_their_owner_alone(tmp_path: Path) -> None:
    make_instance(tmp_path / "deep" / "instance")
    assert mode(tmp_path / "deep" / "instance") == 0o700
    assert mode(tmp_path / "deep" / "instance" / KEY_FILE) == 0o600
    assert [path.name for path in (tmp_path / "deep" / "instance").iterdir()] == [KEY_FILE]


def test_making_an_instance_again_keeps_its_key(instance: Path) -> None:
    key = master_key(instance)
    make_instance(instance)
    assert master_key(instance) == key
    assert len(key) == 32


def test_each_instance_has_a_key_of_its_own(instance: Path, tmp_path: Path) -> None:
    make_instance(tmp_path / "other")
    assert master_key(instance) != master_key(tmp_path / "other")


def test_without_a_key_it_says_what_to_do(tmp_path: Path) -> None:
    with pytest.raises(SettingsFault, match="notifier init"):
        master_key(tmp_path)


@pytest.mark.parametrize("content", [b"", b"00" * 31, b"00" * 33, b"zz" * 32, b"\xff" * 64])
def test_a_damaged_key_is_never_used(instance: Path, content: bytes) -> None:
    (instance / KEY_FILE).write_bytes(content)
    with pytest.raises(SettingsFault, match="damaged"):
        master_key(instance)


def test_a_key_that_cannot_be_opened_is_named(tmp_path: Path) -> None:
    (tmp_path / KEY_FILE).mkdir()
    with pytest.raises(SettingsFault, match="cannot be read"):
        master_key(tmp_path)


def mode(path: Path) -> int:
    return stat.S_IMODE(path.stat().st_mode)
