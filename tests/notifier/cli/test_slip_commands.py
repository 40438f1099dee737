"""A slip of nobody at the command line: kept, with its picture, and logged for the patient whose it turns out to be."""

import csv
import shlex
from datetime import UTC, datetime
from pathlib import Path

import pytest

from tests.journeys.driver import RECEPTION, Practice
from tests.notifier.replies.test_slip_photos import photo
from tests.snapshots import Snapshots
from tests.world import sample_number

pytestmark = pytest.mark.usefixtures("letters_laid_out_once")

NUMBER = str(sample_number(1))


@pytest.fixture
def practice(tmp_path: Path, sqlite_url: str, snapshots: Snapshots) -> Practice:
    """A running campaign with one patient."""
    made = Practice(tmp_path, sqlite_url, datetime(2026, 11, 23, 10, 0, tzinfo=UTC))
    made.set_up(snapshots)
    path = tmp_path / "list.csv"
    with path.open("w", newline="", encoding="utf-8") as file:
        writer = csv.writer(file)
        writer.writerow(("NHS Number", "Given Name", "Family Name", "Date of Birth", "Mobile Telephone"))
        writer.writerow((NUMBER, "Given", "Family", "31-Mar-1980", "07700 900001"))
    made.launch(path, channels="sms")
    return made


def said_of(practice: Practice, *words: object) -> str:
    """What is said beside the result, on one line."""
    result = practice.result(*words)
    assert result.exit_code == 0, result.stderr
    return " ".join(result.stderr.split())


def test_a_slip_is_kept_with_its_picture_and_both_become_the_patients(practice: Practice, tmp_path: Path) -> None:
    said = ("--choice", "keep", "--source", "paper", "--name", "Given Famly", "--born", "31/3/1980")
    assert practice.run("slip", "keep", 1, *said, "--staff", RECEPTION) == "1\n"
    taken, written = tmp_path / "slip.jpg", tmp_path / "out.jpg"
    taken.write_bytes(photo())
    assert practice.run("photo", "add", taken, "--slip", 1, "--staff", RECEPTION) == "1\n"
    (waiting,) = practice.json("slip", "list", 1)["slips"]
    assert (waiting["name"], waiting["may_hold"]) == ("Given Famly", True)
    reference = practice.run("slip", "match", 1, "--nhs-number", NUMBER, "--staff", RECEPTION).strip()
    assert practice.json("slip", "list", 1)["slips"] == []
    (outcome,) = practice.json("outcomes", 1)["patients"]
    assert outcome["reason"] == "objected"
    assert [one["id"] for one in practice.json("photo", "list", "--nhs-number", NUMBER)["photos"]] == [1]
    written.write_bytes(b"what stood here, for everybody to read")
    written.chmod(0o644)
    practice.run("photo", "write", 1, "--nhs-number", NUMBER, "--out", written)
    assert (written.read_bytes()[:3], written.stat().st_mode & 0o077) == (b"\xff\xd8\xff", 0)
    again = practice.run("slip", "match", 1, "--nhs-number", NUMBER, "--staff", RECEPTION, status=1)
    assert "has found whose it is already" in again
    undone = said_of(practice, "reply", "undo", reference, "--note", "her sister's", "--staff", RECEPTION)
    assert "notifier reply record ID --nhs-number NUMBER --choice keep --source paper --received 2026-11-23" in undone


def test_the_same_slip_logged_again_is_said_to_be_one(practice: Practice) -> None:
    said = ("--nhs-number", NUMBER, "--choice", "keep", "--source", "paper", "--staff", RECEPTION)
    first = practice.run("reply", "record", 1, *said).strip()
    assert f"logged the same answer, {first}" in said_of(practice, "reply", "record", 1, *said)


def test_a_reply_taken_back_is_shown_as_what_logs_it_again_whoever_gave_it(practice: Practice) -> None:
    by_whom = ("--answered-by", "carer", "--name", "Ada O'Test", "--identity-check", "known")
    said = ("--nhs-number", NUMBER, "--choice", "keep", "--source", "phone", *by_whom, "--staff", RECEPTION)
    first = practice.run("reply", "record", 1, *said).strip()
    undone = practice.result("reply", "undo", first, "--note", "her sister's", "--staff", RECEPTION)
    (shown,) = [line for line in undone.stderr.splitlines() if line.startswith("  notifier reply record")]
    words = [{"ID": "1", "NUMBER": NUMBER}.get(word, word) for word in shlex.split(shown)[1:]]
    assert set(by_whom) <= set(words)
    assert practice.run(*words).strip() != first
