"""Replies in doubt are listed and settled at the command line, as on the staff pages."""

import csv
from datetime import UTC, datetime, timedelta
from pathlib import Path

import pytest

from tests.journeys.driver import APPROVER, MANAGER, RECEPTION, Practice
from tests.snapshots import Snapshots
from tests.world import sample_number

pytestmark = pytest.mark.usefixtures("letters_laid_out_once")

NOW = datetime(2026, 11, 23, 10, 0, tzinfo=UTC)
NUMBER = str(sample_number(1))


@pytest.fixture
def practice(tmp_path: Path, sqlite_url: str, snapshots: Snapshots) -> Practice:
    """A practice whose one patient was told; a carer agreed for them a week later."""
    made = Practice(tmp_path, sqlite_url, NOW)
    made.set_up(snapshots)
    path = tmp_path / "list.csv"
    with path.open("w", newline="", encoding="utf-8") as file:
        writer = csv.writer(file)
        writer.writerow(("NHS Number", "Given Name", "Family Name", "Date of Birth", "Mobile Telephone"))
        writer.writerow((NUMBER, "Given", "Family", "31-Mar-1980", "07700 900001"))
    made.launch(path, channels="sms")
    made.run("send", "--until-idle")
    made.now += timedelta(days=7)
    said = ("--nhs-number", NUMBER, "--choice", "agree", "--source", "phone", "--answered-by", "carer")
    made.run("reply", "record", 1, *said, "--name", "Pat Carer", "--note", "rang", "--staff", RECEPTION)
    return made


def test_what_is_in_doubt_is_listed_for_people_and_programs(practice: Practice) -> None:
    (line,) = practice.run("reply", "reviews", 1).splitlines()
    assert line.startswith("1\tGiven Family, born 31 March 1980, ")
    assert "by phone, 30 November 2026\tSomebody else answered" in line
    (review,) = practice.json("reply", "reviews", 1)["reviews"]
    assert (review["review"], review["nhs_number"], review["choice"]) == (1, NUMBER, "agree")
    assert (review["doubt"], review["note"]) == ("on_behalf", "rang")


@pytest.mark.parametrize(
    ("choice", "outcome", "reason"),
    [
        ("agree", "may_code_asked", ""),
        ("keep", "hold", "objected"),
        ("unsure", "hold", "undecided"),
        ("not-theirs", "may_code_silent", ""),
    ],
)
def test_it_is_settled_by_what_a_person_found_out(practice: Practice, choice: str, outcome: str, reason: str) -> None:
    found = ("--choice", choice, "--note", "called the patient")
    practice.run("reply", "settle", 1, 1, *found, "--staff", MANAGER)
    practice.now += timedelta(days=60)
    assert outcome_of(practice) == (outcome, reason)
    assert practice.run("reply", "reviews", 1) == ""
    assert "no open review 1" in practice.run("reply", "settle", 1, 1, *found, "--staff", RECEPTION, status=1)


def test_nobody_settles_without_the_role_or_a_note(practice: Practice) -> None:
    settle = ("reply", "settle", 1, 1, "--choice", "agree")
    assert "it needs the role" in practice.run(*settle, "--note", "called", "--staff", APPROVER, status=1)
    assert "say in the note" in practice.run(*settle, "--note", " ", "--staff", MANAGER, status=1)
    practice.now += timedelta(days=60)
    assert outcome_of(practice) == ("hold", "under_review")


def outcome_of(practice: Practice) -> tuple[str, str]:
    """What follows for the patient, and why."""
    (one,) = practice.json("outcomes", 1)["patients"]
    return one["outcome"], one["reason"]
