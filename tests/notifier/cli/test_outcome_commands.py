"""Nobody concludes anything over calls that nobody has read."""

from collections.abc import Mapping
from dataclasses import replace
from datetime import UTC, datetime, timedelta
from pathlib import Path

import pytest
from click.testing import CliRunner
from sqlalchemy import select

from notifier.cli import program
from notifier.patients.samples import write_sample
from notifier.store.tables import Patient
from notifier.webhook_calls.call_spool import CallSpool
from notifier.webhook_calls.heard_calls import HeardCall, store_calls
from tests.journeys.driver import APPROVER, MANAGER, Practice
from tests.notifier.providers.signing import twilio_call
from tests.snapshots import Snapshots

pytestmark = pytest.mark.usefixtures("letters_laid_out_once")

NOW = datetime(2026, 11, 23, 10, 0, tzinfo=UTC)
TOKEN = "0123456789abcdef0123456789abcdef"
ACCOUNT: Mapping[str, str] = {
    "NOTIFIER_TWILIO_ACCOUNT_SID": "AC" + "0" * 32,
    "NOTIFIER_TWILIO_AUTH_TOKEN": TOKEN,
    "NOTIFIER_TWILIO_FROM": "+447700900999",
    "NOTIFIER_TWILIO_BASE_URL": "http://127.0.0.1:9",
}


@pytest.fixture
def practice(tmp_path: Path, sqlite_url: str, snapshots: Snapshots) -> Practice:
    made = Practice(tmp_path, sqlite_url, NOW)
    made.set_up(snapshots)
    return replace(made, extra=ACCOUNT)


@pytest.fixture
def launched(practice: Practice, tmp_path: Path) -> int:
    """The id of a campaign that is under way."""
    write_sample(tmp_path / "list.csv", 40, 2, "systmone", NOW.date())
    return practice.launch(tmp_path / "list.csv", channels="sms,email")


def keep_from(practice: Practice) -> tuple[str, HeardCall]:
    """Somebody whose number nobody else has, and their text, which nobody has read yet."""
    database = practice.open_database()
    with database.reading() as session:
        rows = session.execute(select(Patient.nhs_number, Patient.mobile).where(Patient.mobile.is_not(None))).all()
    database.close()
    mobiles = [mobile for _, mobile in rows]
    number, mobile = next((number, str(mobile)) for number, mobile in rows if mobiles.count(mobile) == 1)
    fields = (("MessageSid", "SM" + "b" * 32), ("From", mobile), ("Body", "KEEP"))
    call = twilio_call(TOKEN, "https://surgery.example.com/hooks/twilio/inbound", fields)
    return number, HeardCall("twilio", "inbound", call, NOW, NOW)


def reason(practice: Practice, campaign_id: int, nhs_number: str) -> str:
    patients = practice.json("outcomes", campaign_id)["patients"]
    return next(str(one["reason"]) for one in patients if one["nhs_number"] == nhs_number)


@pytest.mark.parametrize("place", ["table", "file"])
def test_outcomes_read_first_what_waits(practice: Practice, launched: int, place: str) -> None:
    nhs_number, call = keep_from(practice)
    assert reason(practice, launched, nhs_number) == "not_informed"
    sentences = {one["nhs_number"]: one["sentence"] for one in practice.json("outcomes", launched)["patients"]}
    assert sentences[nhs_number].endswith(": is held, because nothing shows surely enough that they were told.")
    if place == "file":
        CallSpool(practice.folder / "instance/webhook_calls").put(call)
    else:
        database = practice.open_database()
        with database.writing() as session:
            store_calls(session, [call])
        database.close()
    assert reason(practice, launched, nhs_number) == "objected"


def test_lists_come_from_what_two_people_froze_and_say_what_is_missing(practice: Practice, launched: int) -> None:
    practice = replace(practice, extra={})  # the outbox carries everything
    practice.run("send", "--until-idle")
    practice.now = NOW + timedelta(days=30)
    folder, letter = practice.folder / "lists", practice.folder / "letter.txt"
    told = practice.run("export", launched, "--out", folder, "--staff", MANAGER, status=1)
    assert f"`notifier freeze {launched} --staff EMAIL`" in told
    for email in (MANAGER, APPROVER):
        practice.run("freeze", launched, "--accept", "list_age", "--note", "nobody joined", "--staff", email)
    export = ["export", str(launched), "--out", str(folder), "--batch-size", "10", "--staff", MANAGER]
    done = CliRunner().invoke(program, export, env=practice.environment)
    assert done.exit_code == 0
    assert "the lists of frozen set 1 are in" in done.stderr
    assert "there is no code for may_code_silent" in done.stderr
    assert "`notifier init --clinical-system emis|systmone|vision`" in done.stderr
    assert (folder / "may_code_silent_002.csv").exists()
    number = (folder / "nhs_numbers_may_code_silent_001.txt").read_text(encoding="ascii").split()[0]
    own = ("transfer-letter", launched, "--nhs-number", number, "--staff", MANAGER, "--out")
    practice.run(*own, letter)
    assert "not an expression of the patient's will" in letter.read_text(encoding="utf-8")
    assert "cannot be written" in practice.run(*own, letter / "below", status=1)


def test_a_call_that_cannot_be_read_is_said_and_stops_an_export(practice: Practice, launched: int) -> None:
    _, call = keep_from(practice)
    CallSpool(practice.folder / "instance/webhook_calls").put(replace(call, provider="gone"))
    told = practice.run("export", launched, "--out", practice.folder / "lists", "--staff", APPROVER, status=1)
    assert "1 calls of providers cannot be read" in told
    assert "notifier doctor" in told
    assert not (practice.folder / "lists").exists()
    said = CliRunner().invoke(program, ["doctor"], env=practice.environment)
    assert "may be objections: 1 (gone is not set up any more)" in said.stdout
    said = CliRunner().invoke(program, ["outcomes", str(launched)], env=practice.environment)
    assert (said.exit_code, "1 calls of providers cannot be read" in said.stderr) == (0, True)
