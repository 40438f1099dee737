"""A campaign is closed by freezing, and whoever objects the next minute is not lost: by the commands and the pages."""

import csv
from collections.abc import Iterator
from datetime import UTC, date, datetime, timedelta
from pathlib import Path
from typing import Any

import pytest
from sqlalchemy import select

from notifier.store.database import Database
from notifier.store.tables import Delivery, Notice, Patient
from notifier.vocabulary import Channel
from tests.journeys.driver import APPROVER, MANAGER, RECEPTION, Desk, Page, Practice
from tests.snapshots import Snapshots
from tests.world import sample_number

pytestmark = pytest.mark.usefixtures("letters_laid_out_once")

LAUNCH = datetime(2026, 11, 23, 10, 0, tzinfo=UTC)
TEXTED, EMAILED, POSTED = (str(sample_number(number)) for number in (1, 2, 3))
BORN = date(1980, 3, 31)
HEADINGS = (
    *("NHS Number", "Title", "Given Name", "Family Name", "Date of Birth", "Mobile", "Email"),
    *("Number and Street", "Town", "Postcode"),
)
HOME = ("1 Mill Lane", "Blackwater", "GU17 9XX")


class Closing:
    """A practice with three patients, each of whom one channel reaches, five weeks after all of them were told."""

    def __init__(self, folder: Path, database_url: str, snapshots: Snapshots) -> None:
        self.practice = Practice(folder, database_url, LAUNCH)
        self.practice.set_up(snapshots)
        self.campaign_id = self.practice.launch(self.list(), channels="sms,email,letter")
        self.practice.run("send", "--until-idle")
        self.practice.now = LAUNCH + timedelta(days=36)
        self.practice.run("send", "--until-idle")
        self.practice.run("list", "import", self.list(), "--staff", MANAGER)

    def list(self) -> Path:
        """A list export."""
        path = self.practice.folder / f"list-{self.practice.now:%Y-%m-%d}.csv"
        contacts = {TEXTED: ("07700 900001", ""), EMAILED: ("", "bob@example.com"), POSTED: ("", "")}
        with path.open("w", newline="", encoding="utf-8") as file:
            writer = csv.writer(file)
            writer.writerow(HEADINGS)
            for place, (number, ways) in enumerate(contacts.items(), start=1):
                writer.writerow((number, "Mx", f"Given{place}", f"Family{place}", "31-Mar-1980", *ways, *HOME))
        return path

    def frozen(self) -> dict[str, Any]:
        """Two people freeze."""
        self.practice.run("freeze", self.campaign_id, "--staff", MANAGER)
        closed: dict[str, Any] = self.practice.json("freeze", self.campaign_id, "--staff", APPROVER)
        return closed

    def tasks(self) -> dict[str, dict[str, Any]]:
        """The open tasks by NHS number."""
        found = self.practice.json("tasks", self.campaign_id)["tasks"]
        return {one["nhs_number"]: one for one in found}

    def letter(self, database: Database) -> str:
        """The reference of the letter that was posted."""
        query = select(Delivery.reference).join(Notice, Notice.id == Delivery.notice_id)
        query = query.join(Patient, Patient.id == Notice.patient_id)
        with database.reading() as session:
            return session.execute(
                query.where(Patient.nhs_number == POSTED, Delivery.channel == Channel.LETTER)
                .order_by(Delivery.id)
                .limit(1)
            ).scalar_one()


@pytest.fixture
def closing(tmp_path: Path, migrated_url: str, snapshots: Snapshots) -> Closing:
    """See `Closing`, on each make of database."""
    return Closing(tmp_path, migrated_url, snapshots)


@pytest.fixture
def database(closing: Closing) -> Iterator[Database]:
    """What the pages stand on."""
    opened = closing.practice.open_database()
    yield opened
    opened.close()


def test_who_objects_the_next_minute_is_on_the_front_page_in_red(closing: Closing, database: Database) -> None:
    practice = closing.practice
    assert closing.frozen()["counts"]["may_code_silent"] == 3
    assert closing.tasks() == {}
    practice.now += timedelta(minutes=1)
    assert Page(practice.browser(database)).answer(link_of(practice), "keep", BORN) == 200
    desk = Desk(practice.browser(database), closing.campaign_id)
    desk.sign_in(RECEPTION)
    front = f"/staff/campaigns/{closing.campaign_id}"
    page = desk.browser.get(front).text
    assert "1 patient on the lists may no longer be coded" in page, "before any worker came by"
    assert "Given1 Family1" in page
    task = closing.tasks()[TEXTED]
    assert (task["kind"], task["is_urgent"]) == ("take_off", True)
    done = practice.run("task", "done", task["id"], "--note", "code removed, patient called", "--staff", RECEPTION)
    assert done == ""
    assert closing.tasks() == {}
    assert "no longer be coded" not in desk.browser.get(front).text
    assert "code removed, patient called" in desk.browser.get(f"{front}/tasks").text
    practice.run("audit", "verify")
    said = practice.run("audit", "list", "--last", "10")
    assert "froze the outcomes, as set 1" in said
    assert "finished task 1: take_off" in said


def test_a_letter_that_comes_back_afterwards_takes_the_code_off(closing: Closing, database: Database) -> None:
    practice = closing.practice
    closed = closing.frozen()
    practice.now += timedelta(days=3)
    practice.run("returned", closing.letter(database), "--because", "gone_away", "--staff", RECEPTION)
    assert closing.tasks()[POSTED]["kind"] == "take_off"
    practice.run("list", "import", closing.list(), "--staff", MANAGER)
    assert closing.tasks()[POSTED]["kind"] == "take_off", "no import hides it"
    practice.run("audit", "verify")
    assert practice.json("freeze", closing.campaign_id, "--staff", MANAGER)["latest_closed"] == closed["number"]


def test_a_late_objection_that_reception_logs_says_at_once_what_has_to_be_done(closing: Closing) -> None:
    practice = closing.practice
    closing.frozen()
    practice.now += timedelta(days=3)
    logged = ("--nhs-number", EMAILED, "--choice", "keep", "--source", "phone", "--staff", RECEPTION)
    practice.run("reply", "record", closing.campaign_id, *logged)
    assert closing.tasks()[EMAILED]["kind"] == "take_off"
    told = practice.run("tasks", closing.campaign_id)
    assert "May no longer be coded: take the code off: Given2 Family2, 999 000 0" in told
    assert "to do: Open the record in the clinical system" in told


def test_nothing_is_frozen_over_what_stands_open_unless_a_person_accepts_it(closing: Closing) -> None:
    practice = closing.practice
    practice.now += timedelta(days=10)
    practice.run("send", "--until-idle")  # so that providers are asked
    refused = practice.run("freeze", closing.campaign_id, "--staff", MANAGER, status=1)
    assert "list_age: the list is 10 days old, and may be 7" in refused
    assert "To go on: export the list from the clinical system anew" in refused
    accepting = ("--accept", "list_age", "--note", "nobody joined or left", "--staff")
    practice.run("freeze", closing.campaign_id, *accepting[:2], "--staff", MANAGER, status=1)
    practice.run("freeze", closing.campaign_id, *accepting, MANAGER)
    closed = practice.json("freeze", closing.campaign_id, "--staff", APPROVER)
    assert closed["is_closed"]
    (check,) = [one for one in closed["checks"] if one["stops"]]
    assert (check["name"], check["accepted"]) == ("list_age", True)


def test_what_cannot_be_accepted_is_wrong_usage(closing: Closing) -> None:
    wrong = ("--accept", "unread_calls", "--note", "why not", "--staff", MANAGER)
    said = closing.practice.run("freeze", closing.campaign_id, *wrong, status=2)
    assert "'unread_calls' is nothing that can be accepted: choose of letters_to_post" in said


def test_what_changes_between_two_people_is_said_and_proposed_anew(closing: Closing) -> None:
    practice = closing.practice
    practice.run("freeze", closing.campaign_id, "--staff", MANAGER)
    logged = ("--nhs-number", EMAILED, "--choice", "unsure", "--source", "phone", "--staff", RECEPTION)
    practice.run("reply", "record", closing.campaign_id, *logged)
    said = practice.run("freeze", closing.campaign_id, "--staff", APPROVER, status=1)
    assert "open_reviews: 1 answer is to be looked at by a person" in said
    accepting = ("--accept", "open_reviews", "--note", "the patient is held", "--staff", APPROVER)
    said = practice.run("freeze", closing.campaign_id, *accepting, status=1)
    assert "it is no longer so for 1 person" in said
    assert f"{EMAILED}: may_code_silent -> hold: under_review" in said
    assert practice.json("freeze", closing.campaign_id, "--staff", MANAGER)["is_closed"]


def link_of(practice: Practice) -> str:
    """The code in the text that was sent."""
    (text,) = [message for message in practice.outbox() if message["channel"] == "sms"]
    return str(text["body"]).partition("/r/")[2].split()[0]
