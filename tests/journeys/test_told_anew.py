"""A corrected number and a new home, through the commands: told anew there, and coded only after a period from then."""

import csv
from collections.abc import Mapping
from datetime import UTC, datetime, timedelta
from pathlib import Path

import pytest

from tests.journeys.driver import MANAGER, RECEPTION, Practice
from tests.snapshots import Snapshots
from tests.world import sample_number

pytestmark = pytest.mark.usefixtures("letters_laid_out_once")

LAUNCH = datetime(2026, 11, 23, 10, 0, tzinfo=UTC)
NOTICE_DAYS = 28
TEXTED, POSTED, SURE = (str(sample_number(number)) for number in (1, 2, 3))
HEADINGS = ("NHS Number", "Given Name", "Family Name", "Date of Birth", "Mobile", "Number and Street", "Postcode")
MOBILES = {TEXTED: "07700 900101", POSTED: "", SURE: "07700 900103"}
HOMES = {TEXTED: "1 Mill Lane", POSTED: "12 Old Road", SURE: "3 Mill Lane"}


def list_of(folder: Path, mobiles: Mapping[str, str] = MOBILES, homes: Mapping[str, str] = HOMES) -> Path:
    """A list export of the three."""
    path = folder / "list.csv"
    with path.open("w", newline="", encoding="utf-8") as file:
        writer = csv.writer(file)
        writer.writerow(HEADINGS)
        for number in (TEXTED, POSTED, SURE):
            name = ("Given", f"Family{number[-3:]}", "31-Mar-1980")
            writer.writerow((number, *name, mobiles[number], homes[number], "GU17 9XX"))
    return path


def standing(practice: Practice, campaign_id: int) -> dict[str, str]:
    """The outcome of each patient, or why they are held."""
    found = practice.json("outcomes", campaign_id)["patients"]
    return {one["nhs_number"]: str(one["reason"] or one["outcome"]) for one in found}


def test_whoever_was_told_at_a_place_of_before_is_told_anew(
    tmp_path: Path, migrated_url: str, snapshots: Snapshots
) -> None:
    practice = Practice(tmp_path, migrated_url, LAUNCH)
    practice.set_up(snapshots)
    campaign_id = practice.launch(list_of(tmp_path), notice_days=NOTICE_DAYS)
    practice.run("send", "--until-idle")

    practice.now = LAUNCH + timedelta(days=10)
    mobiles, homes = MOBILES | {TEXTED: "07700 900199"}, HOMES | {POSTED: "2 New Road"}
    practice.run("list", "import", list_of(tmp_path, mobiles, homes), "--staff", MANAGER)
    doubts = practice.json("told", "doubts", campaign_id)["doubts"]
    assert {one["nhs_number"]: one["doubt"] for one in doubts} == {TEXTED: "changed", POSTED: "changed"}
    practice.run("send", "--until-idle")
    assert [one["to"] for one in practice.outbox() if one["channel"] == "sms"].count("+447700900199") == 1

    practice.now = LAUNCH + timedelta(days=NOTICE_DAYS + 7)
    assert standing(practice, campaign_id) == {
        TEXTED: "notice_running",
        POSTED: "notice_running",
        SURE: "may_code_silent",
    }
    practice.now = LAUNCH + timedelta(days=10 + NOTICE_DAYS + 1)
    assert set(standing(practice, campaign_id).values()) == {"may_code_silent"}


def test_a_person_who_finds_out_that_it_arrived_settles_it(
    tmp_path: Path, migrated_url: str, snapshots: Snapshots
) -> None:
    practice = Practice(tmp_path, migrated_url, LAUNCH)
    practice.set_up(snapshots)
    campaign_id = practice.launch(list_of(tmp_path), notice_days=NOTICE_DAYS)
    practice.run("send", "--until-idle")
    practice.now = LAUNCH + timedelta(days=10)
    practice.run("list", "import", list_of(tmp_path, MOBILES | {TEXTED: ""}), "--staff", MANAGER)
    (doubt,) = practice.json("told", "doubts", campaign_id)["doubts"]
    assert (doubt["nhs_number"], doubt["doubt"]) == (TEXTED, "removed")
    said = ["told", "confirm", doubt["reference"], "--staff", RECEPTION]
    assert "say how you know" in practice.run(*said, "--note", " ", status=1)
    practice.run(*said, "--note", "She answered the phone with it in hand.")
    assert "nothing to confirm" in practice.run(*said, "--note", "Again.", status=1)
    practice.now = LAUNCH + timedelta(days=NOTICE_DAYS + 1)
    practice.run("send", "--until-idle")
    assert standing(practice, campaign_id)[TEXTED] == "may_code_silent"
