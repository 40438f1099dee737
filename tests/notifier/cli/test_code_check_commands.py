"""What is said of a code check: to people with whom to call, to programs as one object, and by the exit status."""

import csv
from datetime import UTC, datetime, timedelta
from pathlib import Path

import pytest

from notifier.store.tables import CodeCheckRun
from tests.journeys.driver import APPROVER, MANAGER, RECEPTION, Practice
from tests.snapshots import Snapshots
from tests.world import rows_of, sample_number

pytestmark = pytest.mark.usefixtures("letters_laid_out_once")

NOW = datetime(2026, 11, 23, 10, 0, tzinfo=UTC)
HEADINGS = ("NHS Number", "Given Name", "Family Name", "Date of Birth", "Mobile Telephone", "Code", "Code Date")
SILENT, OBJECTOR, AGREED, STRANGER = (str(sample_number(number)) for number in (1, 2, 3, 4))


@pytest.fixture
def practice(tmp_path: Path, sqlite_url: str, snapshots: Snapshots) -> Practice:
    """A practice whose three patients were told by text; one objected, one agreed, and their time is over."""
    made = Practice(tmp_path, sqlite_url, NOW)
    made.set_up(snapshots)
    campaign_id = made.launch(listed(tmp_path, {}), channels="sms")
    made.run("send", "--until-idle")
    for number, choice in ((OBJECTOR, "keep"), (AGREED, "agree")):
        said = ("--nhs-number", number, "--choice", choice, "--source", "phone")
        made.run("reply", "record", campaign_id, *said, "--staff", RECEPTION)
    made.now += timedelta(days=40)
    return made


def test_before_anything_is_frozen_it_says_what_to_do(practice: Practice) -> None:
    refused = practice.run("reconcile-codes", 1, listed(practice.folder, {}), "--staff", MANAGER, status=1)
    assert "two people run `notifier freeze 1`" in refused
    assert runs(practice) == []


def test_people_read_whom_to_call_and_how_to_take_it_off(practice: Practice) -> None:
    froze(practice)
    coded = listed(practice.folder, {OBJECTOR: "24-Feb-2027", STRANGER: "24-Feb-2027", AGREED: "24-Feb-2027"})
    done = practice.result("reconcile-codes", 1, coded, "--staff", MANAGER)
    assert done.exit_code == 1
    assert "1 wrongly coded" in done.stderr
    assert "1 coded rightly" in done.stderr
    assert "code check 1 is not clean" in done.stderr
    wrongly, *others = done.stdout.splitlines()
    assert "wrongly coded" in wrongly
    assert "Given2 Family2, born 31/03/1980, call +447700900002" in wrongly
    assert "Take the code off the record in the clinical system" in wrongly
    assert sorted(line.split("\t")[1] for line in others) == ["still to code", "unknown here"]
    assert runs(practice) == [False]


def test_programs_read_one_object_with_the_names_it_always_had(practice: Practice) -> None:
    froze(practice)
    clean = listed(practice.folder, {SILENT: "24-Feb-2027", AGREED: "24-Feb-2027"})
    said = practice.json("reconcile-codes", 1, clean, "--staff", MANAGER)
    assert said == {
        "wrongly_coded": [],
        "still_to_code": [],
        "not_in_export": [],
        "unknown_here": [],
        "not_readable": [],
        "coded": [SILENT, AGREED],
        "coded_before": [],
        "tasks": [],
        "run": 1,
        "is_clean": True,
    }
    assert "compared the codes of an export with set 1: clean" in practice.run("audit", "list", "--last", 1)
    assert runs(practice) == [True]


def test_a_receptionist_does_not_compare(practice: Practice) -> None:
    froze(practice)
    refused = practice.run("reconcile-codes", 1, listed(practice.folder, {}), "--staff", RECEPTION, status=1)
    assert "it needs the role manager" in refused
    assert runs(practice) == []


def froze(practice: Practice) -> None:
    """Two people freeze, and a day passes."""
    for email in (MANAGER, APPROVER):
        practice.run("freeze", 1, "--accept", "list_age", "--note", "it is of the launch", "--staff", email)
    practice.now += timedelta(days=1)


def listed(folder: Path, coded: dict[str, str]) -> Path:
    """An export of the three patients, and of whoever else has the code; with the days on which they got it."""
    path = folder / "export.csv"
    with path.open("w", newline="", encoding="utf-8") as file:
        writer = csv.writer(file)
        writer.writerow(HEADINGS)
        for place, number in enumerate((SILENT, OBJECTOR, AGREED, STRANGER), start=1):
            if number != STRANGER or number in coded:
                code = ("9Ndo.", coded[number]) if number in coded else ("", "")
                writer.writerow(
                    (number, f"Given{place}", f"Family{place}", "31-Mar-1980", f"07700 90000{place}", *code)
                )
    return path


def runs(practice: Practice) -> list[bool]:
    """Of each run that was kept, whether it was clean."""
    database = practice.open_database()
    with database.reading() as session:
        found = [row.is_clean for row in rows_of(session, CodeCheckRun)]
    database.close()
    return found
