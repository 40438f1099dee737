"""Every answer is followed by one message to what the record has, and nobody turns an objection round in silence."""

import csv
from datetime import UTC, date, datetime, timedelta
from pathlib import Path
from typing import Any

import pytest

from tests.journeys.driver import RECEPTION, Page, Practice
from tests.snapshots import Snapshots
from tests.world import sample_number

pytestmark = pytest.mark.usefixtures("letters_laid_out_once")

LAUNCH = datetime(2026, 11, 23, 10, 0, tzinfo=UTC)
BY_TEXT, BY_EMAIL, BY_LETTER = (str(sample_number(number)) for number in (1, 2, 3))
MOBILE, EMAIL = "07700 900001", "bob@example.com"
HEADINGS = ("NHS Number", "Given Name", "Family Name", "Date of Birth", "Number and Street", "Town", "Postcode")
BORN = date(1980, 3, 31)
CAME = "We have an answer in your name about your health record."


def test_answers_are_acknowledged_and_an_objection_is_not_turned_round(
    tmp_path: Path, migrated_url: str, snapshots: Snapshots
) -> None:
    practice = Practice(tmp_path, migrated_url, LAUNCH)
    practice.set_up(snapshots)
    campaign_id = practice.launch(listed(tmp_path), notice_days=28, channels="sms,email,letter")
    practice.run("send", "--until-idle")
    (notice,) = [message for message in practice.outbox() if message["channel"] == "sms"]
    code = notice["body"].partition("/r/")[2].split()[0]
    assert acknowledgements(practice) == []
    # One answers by the page, one on the phone; whom no text or email reaches hears no more.
    database = practice.open_database()
    page = Page(practice.browser(database))
    assert page.answer(code, "keep", BORN) == 200
    for number in (BY_EMAIL, BY_LETTER):
        log(practice, campaign_id, number, "agree", "phone")
    practice.run("send", "--until-idle")
    first = [(message["channel"], message["to"]) for message in acknowledgements(practice)]
    assert sorted(first) == [("email", EMAIL), ("sms", "+447700900001")]
    # Somebody with the link and the date of birth agrees in the first one's name, and is not believed.
    practice.now += timedelta(hours=1)
    assert page.answer(code, "agree", BORN) == 200
    log(practice, campaign_id, BY_TEXT, "agree", "counter")
    practice.run("send", "--until-idle")
    database.close()
    assert [message["to"] for message in acknowledgements(practice)].count("+447700900001") == 2
    practice.now += timedelta(days=60)
    found = practice.json("outcomes", campaign_id)["patients"]
    outcomes = {one["nhs_number"]: (one["outcome"], one["reason"]) for one in found}
    assert outcomes[BY_TEXT] == ("hold", "under_review")
    assert outcomes[BY_EMAIL][0] == outcomes[BY_LETTER][0] == "may_code_asked"


def listed(folder: Path) -> Path:
    """A list of three patients: one with a mobile, one with an email address, one with neither."""
    path = folder / "list.csv"
    contacts = {BY_TEXT: (MOBILE, ""), BY_EMAIL: ("", EMAIL), BY_LETTER: ("", "")}
    with path.open("w", newline="", encoding="utf-8") as file:
        writer = csv.writer(file)
        writer.writerow((*HEADINGS, "Mobile Number", "Email"))
        for number, contact in contacts.items():
            home = ("1 Mill Lane", "Blackwater", "GU17 9XX")
            writer.writerow((number, "Given", f"Family{number[-3:]}", f"{BORN:%d-%b-%Y}", *home, *contact))
    return path


def log(practice: Practice, campaign_id: int, number: str, choice: str, source: str) -> None:
    """Let reception record what a patient said."""
    said = ("--nhs-number", number, "--choice", choice, "--source", source)
    practice.run("reply", "record", campaign_id, *said, "--staff", RECEPTION)


def acknowledgements(practice: Practice) -> list[dict[str, Any]]:
    """The messages that say that an answer came, and no more."""
    found = [one for one in practice.outbox() if CAME in one.get("body", "") or CAME in one.get("text", "")]
    assert not [one for one in found if "/r/" in str(one)], "none has a link"
    return found
