"""What was to be concluded on past days and will be on days to come, from what was known then, through the commands."""

import csv
from datetime import UTC, datetime, timedelta
from pathlib import Path

import pytest

from tests.journeys.driver import MANAGER, RECEPTION, Practice
from tests.snapshots import Snapshots
from tests.world import sample_number

LAUNCH = datetime(2026, 6, 1, 10, 0, tzinfo=UTC)
KEEPS, CORRECTED, SILENT = (str(sample_number(number)) for number in range(1, 4))
MOBILES = {KEEPS: "07700 900001", CORRECTED: "07700 900002", SILENT: "07700 900003"}
HEADINGS = ("NHS Number", "Given Name", "Family Name", "Date of Birth", "Mobile")
RUNNING, FREE, NOT_TOLD = ("hold", "notice_running"), ("may_code_silent", ""), ("hold", "not_informed")


def written(folder: Path, mobiles: dict[str, str]) -> Path:
    path = folder / "list.csv"
    with path.open("w", newline="", encoding="utf-8") as file:
        writer = csv.writer(file)
        writer.writerow(HEADINGS)
        for at, (number, mobile) in enumerate(mobiles.items(), 1):
            writer.writerow((number, "Given", f"Family{at}", "31-Mar-1980", mobile))
    return path


@pytest.fixture
def practice(tmp_path: Path, migrated_url: str, snapshots: Snapshots) -> Practice:
    """Everybody was told by a text on 1 June; a slip of the 6th was logged on the 8th, a number changed on the 12th."""
    found = Practice(tmp_path, migrated_url, LAUNCH)
    found.set_up(snapshots)
    assert found.launch(written(tmp_path, MOBILES), notice_days=28, channels="sms") == 1
    found.run("send", "--until-idle")
    found.now = LAUNCH + timedelta(days=7)
    slip = ("--choice", "keep", "--source", "paper", "--received", "2026-06-06")
    found.run("reply", "record", 1, "--nhs-number", KEEPS, *slip, "--staff", RECEPTION)
    found.now = LAUNCH + timedelta(days=11)
    corrected = written(tmp_path, {**MOBILES, CORRECTED: "07700 900077"})
    found.run("list", "import", corrected, "--staff", MANAGER)
    return found


def outcomes(practice: Practice, at: str) -> dict[str, tuple[str, str]]:
    """What followed at a moment for each patient, and why they were held."""
    found = practice.json("outcomes", 1, "--at", at)["patients"]
    return {one["nhs_number"]: (one["outcome"], one["reason"]) for one in found}


def test_each_day_has_the_outcomes_of_what_was_known_on_it(practice: Practice) -> None:
    assert outcomes(practice, "2026-05-31") == {}, "nobody was on the list"
    assert outcomes(practice, "2026-06-07") == dict.fromkeys(MOBILES, RUNNING), "the slip lay in a drawer"
    keeps = {KEEPS: ("hold", "objected"), SILENT: RUNNING}
    assert outcomes(practice, "2026-06-10") == {**keeps, CORRECTED: RUNNING}
    assert outcomes(practice, "2026-06-13") == {**keeps, CORRECTED: NOT_TOLD}
    assert outcomes(practice, "2026-07-15") == {KEEPS: ("hold", "objected"), SILENT: FREE, CORRECTED: NOT_TOLD}
    assert practice.json("outcomes", 1)["patients"] == practice.json("outcomes", 1, "--at", "2026-06-13")["patients"]
