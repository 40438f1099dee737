"""The command line as scripts rely on it: what goes to which stream, and with which exit status."""

import json
import os
import subprocess
import sys
from datetime import UTC, datetime, timedelta
from pathlib import Path

import pytest
from click.testing import CliRunner

from notifier.cli import program
from notifier.patients.samples import write_sample
from tests import opened_databases
from tests.journeys.driver import APPROVER, MANAGER, RECEPTION, Practice
from tests.snapshots import Snapshots

pytestmark = pytest.mark.usefixtures("letters_laid_out_once")

LAUNCH = datetime(2026, 11, 23, 10, 0, tzinfo=UTC)


@pytest.fixture
def practice(tmp_path: Path, sqlite_url: str, snapshots: Snapshots) -> Practice:
    made = Practice(tmp_path, sqlite_url, LAUNCH)
    made.set_up(snapshots)
    return made


@pytest.fixture
def export(tmp_path: Path) -> Path:
    path = tmp_path / "list.csv"
    write_sample(path, 40, 2, "systmone", LAUNCH.date())
    return path


def test_wrong_usage_ends_with_2() -> None:
    assert CliRunner().invoke(program, ["campaign", "launch"]).exit_code == 2
    assert CliRunner().invoke(program, ["no-such-command"]).exit_code == 2


def test_every_command_has_help() -> None:
    context = program.make_context("notifier", ["--help"], resilient_parsing=True)
    for name in program.list_commands(context):
        assert CliRunner().invoke(program, [name, "--help"]).exit_code == 0, name


def test_it_says_what_to_do_before_init(tmp_path: Path) -> None:
    done = CliRunner().invoke(program, ["campaign", "show"], env={"NOTIFIER_INSTANCE": str(tmp_path / "none")})
    assert done.exit_code == 1
    assert "notifier init" in done.stderr
    assert done.stdout == ""


def test_init_can_be_repeated_and_keeps_the_key(practice: Practice) -> None:
    key = practice.folder / "instance/master.key"
    before = key.read_bytes()
    practice.run("init", "--phone", "01632 960123")
    assert key.read_bytes() == before
    assert key.stat().st_mode & 0o077 == 0


def test_check_stores_nothing_and_prints_one_object(practice: Practice, export: Path) -> None:
    report = practice.json("list", "check", export)
    assert report["counts"]["people"] == len(report["people"]) > 30
    assert all({"lines", "why"} <= refusal.keys() for refusal in report["refused"])
    assert practice.json("list", "import", export, "--staff", MANAGER)["changes"]["joined"] == len(report["people"])


def test_importing_the_same_file_again_changes_nothing(practice: Practice, export: Path) -> None:
    practice.run("list", "import", export, "--staff", MANAGER)
    again = practice.json("list", "import", export, "--staff", MANAGER)
    assert again["list"] is None
    assert {kind: number for kind, number in again["changes"].items() if number} == {
        "unchanged": again["counts"]["people"]
    }


def test_a_file_that_is_no_list_is_refused_whole(practice: Practice, tmp_path: Path) -> None:
    letter = tmp_path / "letter.pdf"
    letter.write_bytes(b"%PDF-1.7 nothing of a list")
    assert "notifier: " in practice.run("list", "import", letter, "--staff", MANAGER, status=1)


def test_whoever_prepared_it_cannot_approve_and_reception_cannot_launch(practice: Practice, export: Path) -> None:
    practice.run("staff", "add", MANAGER, "--role", "approver")
    practice.run("list", "import", export, "--staff", MANAGER)
    campaign_id = practice.json("campaign", "create", "--preset", "scr", "--name", "SCR", "--staff", MANAGER)["id"]
    practice.run("campaign", "preview", campaign_id, "--no-kit")
    assert "second person" in practice.run("campaign", "approve", campaign_id, "--staff", MANAGER, status=1)
    assert "approved" in practice.run("campaign", "launch", campaign_id, "--staff", APPROVER, status=1)
    practice.run("campaign", "approve", campaign_id, "--staff", APPROVER)
    assert "role" in practice.run("campaign", "launch", campaign_id, "--staff", RECEPTION, status=1)


def test_a_campaign_is_created_with_the_practices_reason_and_signer(practice: Practice, export: Path) -> None:
    practice.run("list", "import", export, "--staff", MANAGER)
    create = ["campaign", "create", "--preset", "scr", "--name", "SCR", "--staff", MANAGER]
    assert "given together" in practice.run(*create, "--reason", "We say why.", status=1)
    signed = ["--reason", "We say why.", "--signed-by", "Dr Robin Test", "--signed-role", "GP partner"]
    campaign_id = practice.json(*create, *signed)["id"]
    samples = practice.json("campaign", "preview", campaign_id, "--no-kit")["samples"]
    for needed in ("We say why.", "Dr Robin Test", "GP partner"):
        assert needed in samples["email"]


def test_an_edited_text_needs_approving_again(practice: Practice, export: Path, tmp_path: Path) -> None:
    practice.run("list", "import", export, "--staff", MANAGER)
    campaign_id = practice.json("campaign", "create", "--preset", "scr", "--name", "SCR", "--staff", MANAGER)["id"]
    practice.run("campaign", "approve", campaign_id, "--staff", APPROVER)
    text = tmp_path / "sms.txt"
    text.write_text("{{ practice_name }}: {{ link }}", encoding="utf-8")
    said = practice.result("campaign", "text", campaign_id, "sms", "--file", text, "--staff", MANAGER).stderr
    assert "fairness: The last day to answer is not named." in said
    text.write_text("One\n{{ lnk }}", encoding="utf-8")
    refused = practice.run("campaign", "text", campaign_id, "sms", "--file", text, "--staff", MANAGER, status=1)
    assert "line 2: There is no {{ lnk }} here: did you mean {{ link }}?" in refused
    assert "approved" in practice.run("campaign", "launch", campaign_id, "--staff", MANAGER, status=1)
    assert "preview it again" in practice.run("campaign", "approve", campaign_id, "--staff", APPROVER, status=1)


def test_records_access_runs_the_same_road(practice: Practice, export: Path) -> None:
    practice.run("list", "import", export, "--staff", MANAGER)
    made = practice.json("campaign", "create", "--preset", "records-access", "--name", "RA", "--staff", MANAGER)
    practice.run("campaign", "preview", made["id"], "--no-kit")
    practice.run("campaign", "approve", made["id"], "--staff", APPROVER)
    practice.run("campaign", "launch", made["id"], "--staff", MANAGER)
    practice.run("send", "--until-idle")
    messages = list(practice.outbox())
    assert messages
    assert not any("Summary Care" in json.dumps(message, default=str) for message in messages)


def test_a_reply_can_be_logged_and_holds_at_once(practice: Practice, export: Path) -> None:
    campaign_id = practice.launch(export)
    number = practice.json("outcomes", campaign_id)["patients"][0]["nhs_number"]
    words = ["--nhs-number", number, "--choice", "keep", "--source", "phone", "--staff", RECEPTION]
    practice.run("reply", "record", campaign_id, *words)
    tomorrow = practice.run("reply", "record", campaign_id, *words, "--received", "2026-11-24", status=2)
    assert "still to come" in tomorrow
    assert practice.json("outcomes", campaign_id)["patients"][0]["reason"] == "objected"
    practice.run("reply", "record", campaign_id, *words, "--answered-by", "guardian", "--name", "Jo Test")
    assert practice.json("outcomes", campaign_id)["patients"][0]["reason"] == "under_review"
    practice.run("reply", "record", campaign_id, *words, "--name", "Jo Test", status=2)


def test_a_sample_list_is_the_same_for_the_same_seed(practice: Practice, tmp_path: Path) -> None:
    for name in ("one", "two"):
        practice.run("sample-list", "--patients", 50, "--seed", 4, "--style", "emis", "--out", tmp_path / name)
    assert (tmp_path / "one").read_bytes() == (tmp_path / "two").read_bytes()


def test_whatever_is_written_is_for_its_account_alone(tmp_path: Path) -> None:
    folder, environment = tmp_path / "here", {**os.environ, "NOTIFIER_INSTANCE": str(tmp_path / "here" / "instance")}
    folder.mkdir(mode=0o755)
    for words in (
        ("init",),
        ("sample-list", "--patients", "3", "--out", folder / "list.csv"),
        ("backup", folder / "backup.db"),
    ):
        command = [sys.executable, "-m", "notifier", *map(str, words)]
        subprocess.run(command, env=environment, check=True, capture_output=True, umask=0o022)
    made = sorted(folder.rglob("*"))
    assert {"list.csv", "backup.db", "instance"} <= {one.name for one in made}
    assert [str(one) for one in made if one.stat().st_mode & 0o077] == []


def test_purge_says_what_it_would_forget_and_forgets_it_when_told_to(practice: Practice, export: Path) -> None:
    practice.run("list", "import", export, "--staff", MANAGER)
    assert practice.run("purge") == ""
    assert "nothing is forgotten yet: a list was imported less than 183 days ago" in practice.run(
        "purge", "--yes", status=1
    )
    practice.now += timedelta(days=183)
    said = practice.run("purge")
    table, rows, since, kept = next(line for line in said.splitlines() if line.startswith("patient\t")).split("\t")
    assert since == f"since {LAUNCH.date()}"
    assert kept.startswith("kept until six months after the practice's last campaign ended")
    assert int(rows) > 30
    assert practice.run("purge") == said, "saying it changes nothing"
    written = practice.folder / "forgotten.json"
    assert practice.run("purge", "--yes", "--certificate", written) == said
    assert practice.run("purge") == ""
    assert f"had {rows} patients forgotten" in practice.run("audit", "list", "--last", 1)
    assert table == "patient"
    sha256 = json.loads(written.read_text())["sha256"]
    assert practice.run("certificate") == f"1\t{practice.now.date()}\t{sha256}\n"
    assert f"patient: {rows} rows since" in practice.run("certificate", 1)
    assert f"patient: {rows} rows since" in written.with_suffix(".txt").read_text()
    again = practice.folder / "again.json"
    practice.run("certificate", 1, "--out", again)
    assert again.read_text() == written.read_text()
    assert "no certificate 2" in practice.run("certificate", 2, status=1)


def test_a_fixed_time_is_refused_with_a_real_patient_on_the_list(practice: Practice, export: Path) -> None:
    real = "4010232137"  # made up to have a right check digit outside the range for samples
    text = export.read_text(encoding="utf-8-sig")
    number = practice.json("list", "check", export)["people"][0]["nhs_number"]
    spaced = f"{number[:3]} {number[3:6]} {number[6:]}"
    export.write_text(text.replace(spaced, real).replace(number, real), encoding="utf-8")
    practice.run("list", "import", export, "--staff", MANAGER)
    assert "NOTIFIER_NOW" in practice.run("send", "--until-idle", status=1)


def test_tables_of_an_older_release_are_named_until_init_has_changed_them(practice: Practice) -> None:
    opened_databases.go_down(practice.open_database(), "0001")
    refused = practice.run("campaign", "show", status=1)
    assert "revision 0001" in refused
    assert "notifier init" in refused
    practice.run("init", "--practice", "Riverside Surgery", "--ods", "Y99999")
    practice.run("campaign", "show")
