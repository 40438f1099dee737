"""`list check`, `import`, `undo`, `release`, `doubts` and `settle`, on lists that went wrong elsewhere."""

import csv
import os
from collections.abc import Iterable, Sequence
from datetime import UTC, datetime, timedelta
from pathlib import Path

import pytest
from click.testing import CliRunner

from notifier.cli import program
from notifier.store.tables import PatientList
from tests.journeys.driver import MANAGER, Practice
from tests.snapshots import Snapshots
from tests.world import rows_of, sample_number

LAUNCH = datetime(2026, 11, 23, 10, 0, tzinfo=UTC)
HEADINGS = ("NHS Number", "Surname", "First Name", "Date of Birth", "Address", "Postcode", "Mobile Telephone")
ANN = ("9990000018", "Tester", "Ann", "01/03/1950", "1 High Street", "GU46 7AA", "07700 900100")
BEA = ("9990000026", "Other", "Bea", "02/03/1951", "2 High Street", "GU46 7AA", "07700 900101")
BOB = ("9990000018", "Stranger", "Bob", "09/09/1980", "99 Other Road", "GU46 7AB", "07700 900199")
ANN_ANEW = ("9990000034", *ANN[1:])
DAY = timedelta(days=1)


@pytest.fixture
def practice(tmp_path: Path, sqlite_url: str, snapshots: Snapshots) -> Practice:
    """A practice with a manager and no list."""
    made = Practice(tmp_path, sqlite_url, LAUNCH)
    made.set_up(snapshots)
    return made


def test_an_objection_under_a_number_that_changed_holds_the_patient(practice: Practice) -> None:
    campaign_id = practice.launch(listed(practice, "week1.csv", ANN, BEA), channels="sms")
    practice.run(
        *("reply", "record", campaign_id, "--nhs-number", ANN[0], "--choice", "keep", "--source", "phone"),
        *("--staff", MANAGER),
    )
    practice.run("send", "--until-idle")
    practice.now += 7 * DAY
    practice.run("list", "import", listed(practice, "week2.csv", ANN_ANEW, BEA), "--staff", MANAGER)
    assert "the same person under another number?" in said(practice, "list", "doubts")
    for _ in range(5):
        practice.now += 10 * DAY
        practice.run("send", "--until-idle")
    assert outcomes(practice, campaign_id)[ANN_ANEW[0]] == ("hold", "under_review")
    practice.run("list", "settle", 1, "--found", "same", "--note", "called her", "--staff", MANAGER)
    assert outcomes(practice, campaign_id)[ANN_ANEW[0]] == ("hold", "objected")
    assert "nobody is in doubt" in said(practice, "list", "doubts")


def test_another_person_under_a_number_is_held_in_doubt(practice: Practice) -> None:
    campaign_id = practice.launch(listed(practice, "week1.csv", ANN, BEA), channels="sms")
    practice.run("send", "--until-idle")
    changes = practice.json("list", "import", listed(practice, "week2.csv", BOB, BEA), "--staff", MANAGER)["changes"]
    assert (changes["changed"], changes["other_person"]) == (0, 1)
    practice.now += 60 * DAY
    assert outcomes(practice, campaign_id) == {ANN[0]: ("hold", "under_review"), BEA[0]: ("may_code_silent", "")}
    told = said(practice, "list", "doubts")
    assert "one NHS number, two different people?" in told
    assert "Ann Tester, born 1 March 1950" in told
    assert "Bob Stranger, born 9 September 1980" in told


@pytest.mark.parametrize(("heading", "value"), [("Deducted Date", "01/01/2026"), ("Date of Death", "01/01/2026")])
def test_a_list_by_which_everybody_is_gone_is_stopped(practice: Practice, heading: str, value: str) -> None:
    everybody = people(200)
    practice.run("list", "import", listed(practice, "one.csv", *everybody), "--staff", MANAGER)
    gone = listed(practice, "two.csv", *([*one, value] for one in everybody), headings=(*HEADINGS, heading))
    assert "of 200 patients" in practice.run("list", "import", gone, "--staff", MANAGER, status=1)
    assert practice.json("list", "check", gone)["stopped_by"]
    expect = "left" if heading == "Deducted Date" else "died"
    practice.run("list", "import", gone, "--expect", expect, "--staff", MANAGER)


def test_the_patients_of_another_practice_are_stopped_and_if_let_in_wait_and_are_taken_back(practice: Practice) -> None:
    ours, theirs = people(200), people(200, first=300)
    campaign_id = practice.launch(listed(practice, "one.csv", *ours), channels="sms")
    practice.run("send", "--until-idle")
    both = listed(practice, "two.csv", *ours, *theirs)
    checked = practice.json("list", "check", both)
    assert checked["campaigns"] == [
        {
            "id": campaign_id,
            "name": "SCR",
            "campaign_status": "running",
            "told_anew": 200,
            "withdrawn": 0,
            "held": 0,
        }
    ]
    refused = practice.run("list", "import", both, "--staff", MANAGER, status=1)
    assert "200 of 400 people are new: is this the right list?" in refused
    before = len(list(practice.outbox()))
    practice.run("list", "import", both, "--expect", "joined", "--staff", MANAGER)
    practice.run("send", "--until-idle")
    assert len(list(practice.outbox())) == before, "nobody of theirs was told"
    assert "forgotten: 200 people whom it brought" in said(practice, "list", "undo", "--staff", MANAGER)
    assert len(outcomes(practice, campaign_id)) == 200
    practice.now += 2 * DAY
    practice.run("send", "--until-idle")
    assert len(list(practice.outbox())) == before


def test_who_joined_is_let_go_by_a_word_and_then_the_import_cannot_be_taken_back(practice: Practice) -> None:
    ours = people(30)
    practice.launch(listed(practice, "one.csv", *ours), channels="sms")
    practice.run("send", "--until-idle")
    joined = listed(practice, "two.csv", *ours, ANN)
    assert "`list release`" not in said(practice, "list", "import", joined, "--staff", MANAGER)
    practice.run("list", "release", "--staff", MANAGER)
    practice.run("send", "--until-idle")
    refused = CliRunner().invoke(program, ["list", "undo", "--staff", MANAGER], env=practice.environment)
    assert refused.exit_code == 1
    assert "Ann Tester, 999 000 0018: sms delivered, 23 Nov 2026 10:00" in refused.output
    assert "cannot be taken back" in refused.output


def test_an_older_list_is_refused_unless_it_is_meant(practice: Practice) -> None:
    first = listed(practice, "list 2026-11-16.csv", ANN, BEA)
    practice.run("list", "import", first, "--staff", MANAGER)
    practice.run("list", "import", listed(practice, "list 2026-11-23.csv", ANN), "--staff", MANAGER)
    assert "this very list was imported" in practice.run("list", "import", first, "--staff", MANAGER, status=1)
    between = listed(practice, "list 2026-11-17.csv", BEA)
    assert "17 November 2026" in practice.run("list", "import", between, "--staff", MANAGER, status=1)
    os.utime(between, (0, 0))
    practice.run("list", "import", between, "--expect", "older", "--staff", MANAGER)


def test_a_list_of_another_practices_rows_is_stopped(practice: Practice) -> None:
    practice.run("init", "--practice", "High Street Surgery", "--ods", "A12345")
    theirs = listed(practice, "one.csv", [*ANN, "B23456"], headings=(*HEADINGS, "Organisation Code"))
    refused = practice.run("list", "import", theirs, "--staff", MANAGER, status=1)
    assert "1 of 1 rows are of the practice B23456, and this installation is that of A12345" in refused
    practice.run("list", "import", theirs, "--expect", "other-code", "--staff", MANAGER)


def test_a_check_compares_with_what_is_on_record_and_stores_nothing(practice: Practice) -> None:
    practice.run("list", "import", listed(practice, "one.csv", ANN, BEA), "--staff", MANAGER)
    second = listed(practice, "two.csv", (*BEA[:4], "3 New Road", *BEA[5:]), ANN_ANEW)
    checked = practice.json("list", "check", second)
    assert checked["changes"] == {
        "joined": 1,
        "left": 1,
        "died": 0,
        "changed": 1,
        "returned": 0,
        "unchanged": 0,
        "other_person": 0,
        "other_number": 1,
        "details": {"identity": 0, "address": 1, "mobile": 0, "email": 0},
    }
    told = said(practice, "list", "check", second)
    assert "an import would change: 1 joined, 1 left" in told
    assert "1 addresses" in told
    with practice.open_database().reading() as session:
        assert len(rows_of(session, PatientList)) == 1


def test_a_check_needs_no_practice(tmp_path: Path) -> None:
    nothing = Practice(tmp_path, f"sqlite:///{tmp_path}/none.sqlite3", LAUNCH)
    path = listed(nothing, "one.csv", ANN)
    checked = nothing.json("list", "check", path)
    assert (checked["changes"], len(checked["people"])) == (None, 1)
    assert "notifier init" in checked["on_record"]
    assert "no list on record" in said(nothing, "list", "check", path)
    assert not (tmp_path / "none.sqlite3").exists()


def test_how_a_list_was_read_is_kept_without_its_people(practice: Practice) -> None:
    practice.run("list", "import", listed(practice, "one.csv", ANN, BEA), "--staff", MANAGER)
    with practice.open_database().reading() as session:
        (row,) = rows_of(session, PatientList)
        reading = row.reading
    assert {"taken_for": "nhs_number", "heading": "NHS Number"} in reading["columns"]
    assert "people" not in reading


def listed(practice: Practice, name: str, *rows: Iterable[str], headings: Sequence[str] = HEADINGS) -> Path:
    """A list with these rows."""
    path = practice.folder / name
    with path.open("w", encoding="utf-8", newline="") as file:
        csv.writer(file).writerows([headings, *rows])
    return path


def people(number: int, *, first: int = 1) -> list[list[str]]:
    """Rows of different people, each at a home of their own."""
    return [
        [
            *(sample_number(serial), f"Family{serial}", f"Given{serial}", "01/02/1970"),
            *(f"{serial} High Street", "GU46 7AA", f"07700 9{serial:05d}"),
        ]
        for serial in range(first, first + number)
    ]


def said(practice: Practice, *words: object) -> str:
    """All that a command says to people."""
    done = CliRunner().invoke(program, [str(word) for word in words], env=practice.environment)
    assert done.exit_code == 0, done.output
    return done.output


def outcomes(practice: Practice, campaign_id: int) -> dict[str, tuple[str, str]]:
    """Outcome and reason, by NHS number."""
    found = practice.json("outcomes", campaign_id)["patients"]
    return {one["nhs_number"]: (one["outcome"], one["reason"]) for one in found}
