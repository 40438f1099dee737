"""NHS numbers that change their person, and people who change their number, through the commands and the pages."""

import csv
import re
from datetime import UTC, date, datetime, timedelta
from pathlib import Path

import pytest
from click.testing import CliRunner

from notifier.cli import program
from tests.journeys.driver import MANAGER, Page, Practice
from tests.snapshots import Snapshots

LAUNCH = datetime(2026, 11, 23, 10, 0, tzinfo=UTC)
HEADINGS = ("NHS Number", "Surname", "First Name", "Date of Birth", "Address", "Postcode", "Mobile Telephone")
ANN = ("9990000018", "Tester", "Ann", "01/03/1950", "1 High Street", "GU46 7AA", "07700 900100")
BEA = ("9990000026", "Other", "Bea", "02/03/1951", "2 High Street", "GU46 7AA", "07700 900101")
BOB = ("9990000018", "Stranger", "Bob", "09/09/1980", "99 Other Road", "GU46 7AB", "07700 900199")
ANN_WED = ("9990000034", "Wed", *ANN[2:])
ANN_TWICE = ("9990000034", "Tester", "Ann", "01/03/1950", "7 Mill Lane", "GU46 7AC", "")


class Weeks:
    """A practice that imports a list each week and keeps its campaign going."""

    def __init__(self, folder: Path, database_url: str, snapshots: Snapshots) -> None:
        self.practice = Practice(folder, database_url, LAUNCH)
        self.practice.set_up(snapshots)
        self.campaign_id = 0

    def launch(self, *rows: tuple[str, ...]) -> None:
        self.campaign_id = self.practice.launch(self.listed(*rows), channels="sms")
        self.go_on()

    def next_week(self, *rows: tuple[str, ...]) -> None:
        self.practice.now += timedelta(days=7)
        self.practice.run("list", "import", self.listed(*rows), "--staff", MANAGER)
        self.go_on()

    def later(self, days: int) -> None:
        for _ in range(days // 7):
            self.practice.now += timedelta(days=7)
            self.go_on()

    def go_on(self) -> None:
        self.practice.run("send", "--until-idle")

    def listed(self, *rows: tuple[str, ...]) -> Path:
        path = self.practice.folder / "list.csv"
        with path.open("w", encoding="utf-8", newline="") as file:
            csv.writer(file).writerows([HEADINGS, *rows])
        return path

    def keeps(self, number: str) -> None:
        """Reception hears on the phone that a patient objects."""
        said = ("--choice", "keep", "--source", "phone", "--staff", MANAGER)
        self.practice.run("reply", "record", self.campaign_id, "--nhs-number", number, *said)

    def doubts(self) -> list[str]:
        """The ids of the open doubts."""
        done = CliRunner().invoke(program, ["list", "doubts"], env=self.practice.environment)
        return re.findall(r"^(\d+): ", done.output, re.MULTILINE)

    def settle_one(self, found: str) -> None:
        """Settle the one doubt that is open."""
        (doubt_id,) = self.doubts()
        self.practice.run("list", "settle", doubt_id, "--found", found, "--note", "called her", "--staff", MANAGER)
        self.go_on()

    def outcome(self, number: str) -> tuple[str, str]:
        people = self.practice.json("outcomes", self.campaign_id)["patients"]
        (found,) = [(one["outcome"], one["reason"]) for one in people if one["nhs_number"] == number]
        return found

    def codes_sent_to(self, mobile: str) -> list[str]:
        """The codes in the texts to a number, oldest first."""
        texts = [one for one in self.practice.outbox() if one["to"] == mobile]
        return [code for one in texts for code in re.findall(r"/r/(\w+)", str(one["body"]))]

    def answers(self, code: str, choice: str, born: date) -> int:
        database = self.practice.open_database()
        return Page(self.practice.browser(database)).answer(code, choice, born)


@pytest.fixture
def weeks(tmp_path: Path, sqlite_url: str, snapshots: Snapshots) -> Weeks:
    """A practice that has no list yet."""
    return Weeks(tmp_path, sqlite_url, snapshots)


def test_a_number_that_comes_back_with_another_person_is_theirs_from_then_on(weeks: Weeks) -> None:
    weeks.launch(ANN, BEA)
    (hers,) = weeks.codes_sent_to("+447700900100")
    assert weeks.answers(hers, "agree", date(1950, 3, 1)) == 200
    weeks.next_week(BOB, BEA)
    assert weeks.outcome(BOB[0]) == ("hold", "under_review")
    assert not weeks.codes_sent_to("+447700900199"), "nothing is sent while nobody knows"
    weeks.later(days=35)
    weeks.settle_one("two")
    assert weeks.outcome(BOB[0]) == ("hold", "notice_running"), "he has a full period, and her yes is not his"
    (his,) = weeks.codes_sent_to("+447700900199")
    assert his != hers
    assert weeks.answers(hers, "keep", date(1950, 3, 1)) == 200, "her link goes on taking what she says"
    weeks.go_on()
    assert weeks.outcome(BOB[0]) == ("hold", "notice_running")
    weeks.later(days=35)
    assert weeks.outcome(BOB[0]) == ("may_code_silent", "")
    assert weeks.answers(his, "keep", date(1980, 9, 9)) == 200
    assert weeks.outcome(BOB[0])[0] == "hold"


def test_an_objection_goes_along_to_the_number_and_name_after_a_marriage(weeks: Weeks) -> None:
    weeks.launch(ANN, BEA)
    weeks.keeps(ANN[0])
    weeks.next_week(BEA)
    weeks.next_week(BEA, ANN_WED)
    weeks.later(days=63)
    assert weeks.outcome(ANN_WED[0]) == ("hold", "under_review")
    weeks.settle_one("same")
    weeks.later(days=63)
    assert weeks.outcome(ANN_WED[0]) == ("hold", "objected")


def test_an_objection_under_the_one_of_two_old_records_that_goes_holds_the_one_that_stays(weeks: Weeks) -> None:
    weeks.launch(ANN, BEA, ANN_TWICE)
    weeks.keeps(ANN[0])
    weeks.next_week(BEA, ANN_TWICE)
    weeks.later(days=63)
    assert weeks.outcome(ANN_TWICE[0]) == ("hold", "under_review")
    weeks.settle_one("same")
    assert weeks.outcome(ANN_TWICE[0]) == ("hold", "objected")


def test_back_at_the_earlier_number_an_objection_under_the_later_one_holds(weeks: Weeks) -> None:
    weeks.launch(ANN, BEA)
    weeks.next_week(BEA, (ANN_TWICE[0], *ANN[1:]))
    weeks.settle_one("same")
    weeks.keeps(ANN_TWICE[0])
    weeks.next_week((*ANN[:4], "9 New Street", *ANN[5:]), BEA)
    weeks.later(days=63)
    assert weeks.outcome(ANN[0]) == ("hold", "objected")
