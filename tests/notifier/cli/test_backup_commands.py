"""The commands `backup` and `restore`: what they say, what they refuse, and that an installation comes back."""

import re
from datetime import UTC, datetime, timedelta
from pathlib import Path

import pytest

from notifier.backup.instance_files import instance_members
from notifier.delivery import leases
from tests.journeys.driver import MANAGER, Practice
from tests.snapshots import Snapshots

NOW = datetime(2026, 11, 23, 10, 0, tzinfo=UTC)


@pytest.fixture
def practice(tmp_path: Path, sqlite_url: str, snapshots: Snapshots) -> Practice:
    folder = tmp_path / "lost"
    folder.mkdir()
    made = Practice(folder, sqlite_url, NOW)
    made.set_up(snapshots)
    return made


def elsewhere(tmp_path: Path) -> Practice:
    """A machine with nothing on it yet."""
    folder = tmp_path / "new"
    folder.mkdir()
    return Practice(folder, f"sqlite:///{folder / 'instance' / 'fair-notice.sqlite3'}", NOW + timedelta(hours=1))


def test_a_practice_comes_back_and_sends_once_a_person_says_so(
    practice: Practice, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(leases, "GRACE", timedelta(0))  # half a minute until the outbox may say that it has no message
    export, file = tmp_path / "list.csv", tmp_path / "backup"
    practice.run("sample-list", "--patients", 20, "--out", export)
    campaign_id = practice.launch(export, channels="sms,email")
    practice.run("backup", file)
    new = elsewhere(tmp_path)
    assert (
        "a whole backup of practice Y99999, of 23 Nov 2026 10:00"
        in new.result("restore", file, "--key", f"{file}.key", "--check").stderr
    )
    assert not (new.folder / "instance").exists(), "to look changes nothing"
    said = new.result("restore", file, "--key", f"{file}.key")
    assert said.exit_code == 0, said.output
    assert "messages may have gone out since the backup" in said.stderr
    assert "notifier machine --take-over" in new.run("send", "--until-idle", status=1)
    new.run("machine", "--take-over", "--staff", MANAGER)
    new.run("send", "--until-idle")
    assert new.run("audit", "verify")
    assert "restored the backup of 2026-11-23T10:00:00+00:00" in new.run("audit", "list", "--last", 500)
    assert new.json("campaign", "show", campaign_id)["id"] == campaign_id


def test_what_no_company_can_be_asked_about_is_settled_by_a_person_together(practice: Practice, tmp_path: Path) -> None:
    export, file = tmp_path / "list.csv", tmp_path / "backup"
    practice.run("sample-list", "--patients", 20, "--out", export)
    practice.extra = {"NOTIFIER_LETTER_PROVIDER": ""}  # they wait for a print run
    campaign_id = practice.launch(export, channels="letter")
    practice.run("send", "--until-idle")
    practice.run("backup", file)
    new = elsewhere(tmp_path)
    new.extra = practice.extra
    new.run("restore", file, "--key", f"{file}.key")
    new.run("machine", "--take-over", "--staff", MANAGER)
    unknown = new.json("campaign", "unknown", campaign_id)["unknown"]
    assert len(unknown) > 5
    assert all(one["is_restored"] for one in unknown)
    assert new.run("campaign", "unknown", campaign_id).count("may have gone before the restore") == len(unknown)
    settle = ("campaign", "settle-restored", campaign_id, "letter", "--note", "none was printed", "--staff", MANAGER)
    assert new.result(*settle).exit_code == 2
    said = new.result(*settle, "--did-not-go")
    assert f"{len(unknown)} did not go before the restore, and go now" in said.stderr
    new.run("letters", campaign_id, "--out", tmp_path / "letters", "--staff", MANAGER)
    assert list((tmp_path / "letters").glob("run-*/*.pdf"))


def test_the_private_key_is_written_once_and_further_backups_are_for_it(practice: Practice, tmp_path: Path) -> None:
    practice.run("backup", tmp_path / "one", "--key-out", tmp_path / "key")
    assert (tmp_path / "key").read_text(encoding="ascii").count("AGE-SECRET-KEY-1") == 1
    practice.run("backup", tmp_path / "two")
    practice.run("restore", tmp_path / "two", "--key", tmp_path / "key", "--check")
    assert "has a key" in practice.run("backup", tmp_path / "three", "--key-out", tmp_path / "other", status=1)
    practice.run("backup", tmp_path / "three", "--new-key", "--key-out", tmp_path / "other")
    practice.run("restore", tmp_path / "three", "--key", tmp_path / "other", "--check")
    assert "this key does not open it" in practice.run(
        "restore", tmp_path / "three", "--key", tmp_path / "key", "--check", status=1
    )


def test_a_real_practice_says_where_its_private_key_goes(practice: Practice, tmp_path: Path) -> None:
    export = tmp_path / "list.csv"
    practice.run("sample-list", "--patients", 5, "--out", export)
    practice.run("list", "import", export, "--staff", MANAGER)
    database = practice.open_database()
    with database.engine.execution_options(writes=True).begin() as connection:
        connection.exec_driver_sql("UPDATE patient SET nhs_number = '4010232137' WHERE id = 1")
    database.close()
    practice = Practice(practice.folder, practice.database_url, NOW, {"NOTIFIER_NOW": ""})
    said = practice.result("backup", tmp_path / "copy")
    assert said.exit_code == 1
    assert "--key-out" in said.stderr
    assert not (tmp_path / "copy").exists()


def test_a_backup_never_writes_over_a_file(practice: Practice, tmp_path: Path) -> None:
    practice.run("backup", tmp_path / "copy")
    before = (tmp_path / "copy").read_bytes()
    assert "another name" in practice.run("backup", tmp_path / "copy", status=1)
    assert (tmp_path / "copy").read_bytes() == before


def test_the_doctor_knows_how_old_the_last_backup_is(practice: Practice, tmp_path: Path) -> None:
    export = tmp_path / "list.csv"
    practice.run("sample-list", "--patients", 5, "--out", export)
    practice.launch(export, channels="sms,email")
    assert "no backup was ever made, and a campaign is under way" in practice.result("doctor").output
    practice.run("backup", tmp_path / "copy")
    assert "read back whole was made today" in practice.result("doctor").output
    practice.now += timedelta(days=8)
    assert "read back whole was made 8 days ago" in practice.result("doctor").output


def test_what_is_no_private_key_is_said(practice: Practice, tmp_path: Path) -> None:
    practice.run("backup", tmp_path / "copy")
    (tmp_path / "empty").write_text("# nothing\n", encoding="ascii")
    (tmp_path / "binary").write_bytes(b"\xff\x00")
    for name, why in (
        ("empty", "no private key in the file"),
        ("binary", "is no private key"),
        ("copy", "private key"),
    ):
        assert why in practice.run("restore", tmp_path / "copy", "--key", tmp_path / name, "--check", status=1)


# Files of an instance folder that no backup has: the tables are in it otherwise, or they are made anew.
LEFT_OUT = re.compile(r"\.[^/]+|queue\.sqlite3.*|outbox/.*|workers/.*|printing-\d+\.lock")


def test_whatever_is_in_the_instance_folder_is_kept_or_can_be_made_anew(practice: Practice, tmp_path: Path) -> None:
    export = tmp_path / "list.csv"
    practice.run("sample-list", "--patients", 20, "--out", export)
    practice.launch(export, channels="sms,email,letter")
    practice.run("send", "--until-idle")
    practice.run("backup", tmp_path / "copy")
    instance = practice.folder / "instance"
    kept = {member.name.partition("/")[2] for member in instance_members(instance)}
    made = {path.relative_to(instance).as_posix() for path in instance.rglob("*") if path.is_file()}
    assert {"master.key", "practice", "backup.public-key", "signing.key"} <= kept
    assert [name for name in sorted(made - kept) if not LEFT_OUT.fullmatch(name)] == []
