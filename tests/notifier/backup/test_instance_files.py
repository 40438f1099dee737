"""Which files of an instance folder are kept, and that none goes anywhere else when it comes back."""

from pathlib import Path

import pytest

from notifier.backup import instance_files
from notifier.errors import BackupFault


def test_key_settings_secrets_presets_and_waiting_calls_are_kept_and_nothing_else(tmp_path: Path) -> None:
    kept = ["master.key", "signing.key", "practice", "settings.toml", "secrets/twilio_auth_token", "presets/own.toml"]
    kept += ["webhook_calls/20261123-aa.call"]
    for name in (*kept, "queue.sqlite3", "outbox/sms/1.json", "workers/a.lock", "secrets/.draft", "letters/a.pdf"):
        (tmp_path / name).parent.mkdir(parents=True, exist_ok=True)
        (tmp_path / name).write_text(name, encoding="ascii")
    found = {member.name: member.content for member in instance_files.instance_members(tmp_path)}
    assert found == {f"instance/{name}": name.encode() for name in kept}
    assert all(instance_files.restored_path(tmp_path, name) == tmp_path / name[9:] for name in found)


@pytest.mark.parametrize(
    "name",
    [
        "instance/../../etc/passwd",
        "instance/presets/../../x",
        "instance//etc/passwd",
        "instance/bin/notifier",
        "instance/.bashrc",
        "print_runs/../x/manifest.json",
        "print_runs/1/../../manifest.json",
    ],
)
def test_a_name_that_no_backup_has_is_refused(tmp_path: Path, name: str) -> None:
    with pytest.raises(BackupFault, match="do not trust"):
        instance_files.restored_path(tmp_path, name)


def test_rows_and_the_manifest_are_no_files(tmp_path: Path) -> None:
    assert instance_files.restored_path(tmp_path, "manifest.json") is None
    assert instance_files.restored_path(tmp_path, "tables/patient/000001.jsonl") is None


def test_a_manifest_of_a_print_run_is_put_beside(tmp_path: Path) -> None:
    found = instance_files.restored_path(tmp_path, "print_runs/3/manifest.json")
    assert found == tmp_path / "print_runs_before" / "3" / "manifest.json"


def test_a_file_that_is_there_is_left_alone(tmp_path: Path) -> None:
    assert instance_files.write_new(tmp_path / "a", b"first")
    assert not instance_files.write_new(tmp_path / "a", b"second")
    assert (tmp_path / "a").read_bytes() == b"first"
    assert [one.name for one in tmp_path.iterdir()] == ["a"]
    assert (tmp_path / "a").stat().st_mode & 0o777 == 0o600
