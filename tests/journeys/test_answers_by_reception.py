"""Slips that are logged late, out of order, for an impossible day and for the wrong patient, through the commands."""

import csv
from datetime import UTC, datetime, timedelta
from pathlib import Path

import pytest

from tests.journeys.driver import MANAGER, RECEPTION, Practice
from tests.snapshots import Snapshots
from tests.world import sample_number

LAUNCH = datetime(2026, 6, 1, 10, 0, tzinfo=UTC)
KEPT_LATER, KEPT_BEFORE, SAME_DAY, EARLY, MISFILED, SILENT = (str(sample_number(number)) for number in range(1, 7))
PATIENTS = (KEPT_LATER, KEPT_BEFORE, SAME_DAY, EARLY, MISFILED, SILENT)
HEADINGS = ("NHS Number", "Given Name", "Family Name", "Date of Birth", "Mobile")


@pytest.fixture
def practice(tmp_path: Path, migrated_url: str, snapshots: Snapshots) -> Practice:
    """Everybody was told by a text on 1 June, with 28 days to answer; now it is 8 June."""
    found = Practice(tmp_path, migrated_url, LAUNCH)
    found.set_up(snapshots)
    path = tmp_path / "list.csv"
    with path.open("w", newline="", encoding="utf-8") as file:
        writer = csv.writer(file)
        writer.writerow(HEADINGS)
        for at, number in enumerate(PATIENTS, 1):
            writer.writerow((number, "Given", f"Family{at}", "31-Mar-1980", f"07700 90000{at}"))
    assert found.launch(path, notice_days=28, channels="sms") == 1
    found.run("send", "--until-idle")
    found.now = LAUNCH + timedelta(days=7)
    return found


def log(practice: Practice, number: str, choice: str, received: str) -> str:
    """Log a slip; returns its reference."""
    said = ("--nhs-number", number, "--choice", choice, "--source", "paper", "--received", received)
    return practice.run("reply", "record", 1, *said, "--staff", RECEPTION).split()[0]


def outcomes(practice: Practice) -> dict[str, tuple[str, str]]:
    """What follows for each patient, and why they are held."""
    found = practice.json("outcomes", 1)["patients"]
    return {one["nhs_number"]: (one["outcome"], one["reason"]) for one in found}


def test_answers_count_by_when_they_came(practice: Practice) -> None:
    log(practice, KEPT_LATER, "keep", "2026-06-06")
    log(practice, KEPT_LATER, "agree", "2026-06-03")
    log(practice, KEPT_BEFORE, "agree", "2026-06-06")
    log(practice, KEPT_BEFORE, "keep", "2026-06-03")
    log(practice, SAME_DAY, "unsure", "2026-06-05")
    log(practice, SAME_DAY, "agree", "2026-06-05")
    log(practice, EARLY, "agree", "2026-05-03")
    misfiled = log(practice, MISFILED, "keep", "2026-06-04")
    assert "still to come" in practice.run(
        *("reply", "record", 1, "--nhs-number", SILENT, "--choice", "keep", "--source", "paper"),
        *("--received", "2026-06-09", "--staff", RECEPTION),
        status=2,
    )
    practice.now += timedelta(days=1)
    practice.run("reply", "undo", misfiled, "--note", "her sister's", "--staff", RECEPTION)
    assert "taken back on 09/06/2026 already" in practice.run(
        "reply", "undo", misfiled, "--note", "again", "--staff", MANAGER, status=1
    )
    practice.now = LAUNCH + timedelta(days=60)
    assert outcomes(practice) == {
        KEPT_LATER: ("hold", "objected"),
        KEPT_BEFORE: ("hold", "under_review"),
        SAME_DAY: ("hold", "under_review"),
        EARLY: ("hold", "under_review"),
        MISFILED: ("may_code_silent", ""),
        SILENT: ("may_code_silent", ""),
    }
    practice.run("audit", "verify")
