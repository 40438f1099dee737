"""`campaign rehearse` for a person and for a program, and `campaign test-send`, as scripts rely on them."""

import json
from datetime import UTC, datetime
from pathlib import Path

import pytest

from notifier.patients.samples import write_sample
from tests.journeys.driver import MANAGER, RECEPTION, Practice
from tests.snapshots import Snapshots
from tests.world import sample_number

pytestmark = pytest.mark.usefixtures("letters_laid_out_once")

LAUNCH = datetime(2026, 11, 23, 10, 0, tzinfo=UTC)


@pytest.fixture
def practice(tmp_path: Path, sqlite_url: str, snapshots: Snapshots) -> Practice:
    made = Practice(tmp_path, sqlite_url, LAUNCH)
    made.set_up(snapshots)
    return made


@pytest.fixture
def draft(practice: Practice, tmp_path: Path) -> int:
    path = tmp_path / "list.csv"
    write_sample(path, 40, 2, "systmone", LAUNCH.date())
    practice.run("list", "import", path, "--staff", MANAGER)
    campaign_id: int = practice.json("campaign", "create", "--preset", "scr", "--name", "SCR", "--staff", MANAGER)["id"]
    return campaign_id


def test_a_person_reads_counts_money_and_what_happens_then(practice: Practice, draft: int, tmp_path: Path) -> None:
    letter = tmp_path / "letter.pdf"
    said = practice.run("campaign", "rehearse", draft, "--letter", letter)
    assert letter.read_bytes().startswith(b"%PDF")
    places = [said.index(words) for words in ("Nothing was sent", "Who is told", "without VAT", "What happens when")]
    assert places == sorted(places)
    assert "--- Text message, the reminder" in said
    assert list(practice.outbox()) == []


def test_a_program_reads_one_object(practice: Practice, draft: int) -> None:
    found = practice.json("campaign", "rehearse", draft)
    census = found["census"]
    assert census["patients"] > 30
    assert sum(census["told_by"].values()) == census["told"]
    assert found["texts"]["texts"] == census["usable"]["sms"]
    assert found["costs"]["total"] == pytest.approx(sum(found["costs"]["by_channel"].values()))
    assert found["dates"]["deadline_on"] == "2027-01-04"
    assert found["steps"]
    assert "letter" not in found
    assert "sms_acknowledgement" in found["samples"]


def test_a_test_goes_through_the_provider_and_says_that_its_code_opens_nothing(practice: Practice, draft: int) -> None:
    words = ("campaign", "test-send", draft, "--channel", "sms", "--to", "07700 900123", "--staff")
    practice.run(*words, MANAGER)
    (message,) = practice.outbox()
    assert message["to"] == "+447700900123"
    assert "role" in practice.run(*words, RECEPTION, status=1)


@pytest.mark.parametrize("to", ["07400 123456", "01632 960123"])
def test_a_test_that_cannot_go_is_refused_with_1(practice: Practice, draft: int, to: str) -> None:
    words = ("campaign", "test-send", draft, "--channel", "sms", "--to", to, "--staff", MANAGER)
    assert practice.run(*words, status=1).startswith("notifier: ")
    assert list(practice.outbox()) == []


def test_a_provider_that_cannot_be_reached_ends_with_1_and_says_so(practice: Practice, draft: int) -> None:
    twilio = {
        "NOTIFIER_TWILIO_ACCOUNT_SID": "AC" + "0" * 32,
        "NOTIFIER_TWILIO_AUTH_TOKEN": "0" * 32,
        "NOTIFIER_TWILIO_FROM": "+447700900999",
        "NOTIFIER_TWILIO_BASE_URL": "http://127.0.0.1:9",  # nobody listens: it never got there
    }
    there = Practice(practice.folder, practice.database_url, LAUNCH, twilio)
    words = ("campaign", "test-send", draft, "--channel", "sms", "--to", "07700 900123", "--staff", MANAGER)
    assert "refused by twilio: the provider could not be reached" in there.run(*words, status=1)


def test_show_has_the_brakes_for_monitors(practice: Practice, draft: int) -> None:
    shown = json.loads(practice.run("campaign", "show", draft, "--json"))
    assert (shown["first_slices"], shown["unknown"], shown["paused_because"]) == ([], 0, "")


def test_whose_letter_cannot_be_made_is_said_before_the_launch(practice: Practice, tmp_path: Path) -> None:
    path = tmp_path / "strange.csv"
    headings = "NHS Number,Title,Given Name,Family Name,Date of Birth,Number and Street,Town,Postcode"
    row = f"{sample_number(1)},Mx,Ada,\U00030001,31-Mar-1980,1 Mill Lane,Hull,HU1 1AA"
    path.write_text(f"{headings}\n{row}\n", encoding="utf-8")
    practice.run("list", "import", path, "--staff", MANAGER)
    words = ("campaign", "create", "--preset", "scr", "--name", "SCR", "--channels", "letter", "--staff", MANAGER)
    campaign_id = practice.json(*words)["id"]
    for command in ("rehearse", "preview"):
        said = practice.run("campaign", command, campaign_id)
        assert "Letters that cannot be made from what is on record: 1" in said
        assert "Mx Ada \U00030001: There is no shape for U+30001 CJK UNIFIED IDEOGRAPH-30001. Correct the name" in said
    assert practice.json("campaign", "preview", campaign_id)["letters_not_made"][0]["full_name"] == "Mx Ada \U00030001"
