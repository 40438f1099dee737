"""A hundred and twenty patients from the list to the lists: every one is held against a second statement of rule 1."""

import csv
import re
from collections import Counter
from collections.abc import Iterable
from dataclasses import dataclass, field
from datetime import UTC, datetime, timedelta
from pathlib import Path
from random import Random
from typing import Any

import pypdfium2
import pytest
from sqlalchemy import select

from notifier.delivery.routing import age
from notifier.patients.samples import Sample, SamplePatient, write_sample
from notifier.store.database import Database
from notifier.store.tables import Delivery, Notice, Patient
from tests.journeys.driver import APPROVER, MANAGER, RECEPTION, Desk, Page, Practice
from tests.printer_checks import qr_codes
from tests.snapshots import Snapshots

pytestmark = pytest.mark.usefixtures("letters_laid_out_once")

LAUNCH = datetime(2026, 11, 23, 10, 0, tzinfo=UTC)
NOTICE_DAYS = 28
GUARDIAN_BELOW_AGE = 13
CODE = r"/r/([0-9A-Z]{12})"


@dataclass
class Said:
    """What the test knows it did to one patient, apart from what the program believes."""

    answers: list[str] = field(default_factory=list)
    in_doubt: bool = False


@dataclass
class Journey:
    """One practice with all that was done in it."""

    practice: Practice
    sample: Sample
    campaign_id: int
    codes: dict[str, str]  # NHS number -> the code in the message that reached the patient
    said: dict[str, Said]


def test_every_patient_ends_as_rule_1_says(tmp_path: Path, migrated_url: str, snapshots: Snapshots) -> None:
    journey = _walk(tmp_path, migrated_url, snapshots)
    _assert_everybody_was_told_once(journey)
    _assert_nobody_may_be_coded_before_the_period_ends(journey)
    journey.practice.now = LAUNCH + timedelta(days=NOTICE_DAYS + 1)
    _assert_every_outcome_is_as_rule_1_says(journey)
    _assert_the_exported_lists_are_the_outcomes(journey, tmp_path / "lists")
    _assert_the_chain_and_the_evidence_hold(journey, tmp_path / "pack.zip")


def _walk(folder: Path, database_url: str, snapshots: Snapshots) -> Journey:
    """A launched campaign, all of it sent, and answers by every way from some of the patients."""
    practice = Practice(folder, database_url, LAUNCH, {"NOTIFIER_OUTBOX_UNREACHABLE": "0.1"})
    practice.set_up(snapshots)
    export = folder / "list.csv"
    sample = write_sample(export, 120, 7, "emis", LAUNCH.date())
    campaign_id = practice.launch(export, notice_days=NOTICE_DAYS)
    practice.run("send", "--until-idle")
    database = practice.open_database()
    codes = _codes(practice, database)
    journey = Journey(practice, sample, campaign_id, codes, {number: Said() for number in codes})
    _answer(journey, database)
    database.close()
    practice.run("send", "--until-idle")
    return journey


def _assert_everybody_was_told_once(journey: Journey) -> None:
    references = Counter(message["reference"] for message in journey.practice.outbox())
    assert max(references.values()) == 1
    to_tell = {patient.nhs_number for patient in journey.sample.patients if not patient.refused and not patient.exclude}
    unmailable = {patient.nhs_number for patient in journey.sample.patients if not patient.is_mailable}
    assert to_tell - unmailable <= journey.codes.keys() <= to_tell


def _assert_nobody_may_be_coded_before_the_period_ends(journey: Journey) -> None:
    last_minute = datetime(2026, 12, 21, 23, 59, tzinfo=UTC)  # of the last day that the notices state
    counts = journey.practice.json("outcomes", journey.campaign_id, "--at", last_minute.isoformat())["counts"]
    taken = [patient for patient in journey.sample.patients if not patient.refused]
    assert counts == {"may_code_asked": 0, "may_code_silent": 0, "hold": len(taken)}


def _assert_every_outcome_is_as_rule_1_says(journey: Journey) -> None:
    found = journey.practice.json("outcomes", journey.campaign_id)
    by_number = {one["nhs_number"]: one for one in found["patients"]}
    taken = [patient for patient in journey.sample.patients if not patient.refused]
    assert by_number.keys() == {patient.nhs_number for patient in taken}
    for patient in taken:
        expected = _by_rule_1(patient, journey.said.get(patient.nhs_number), told=patient.nhs_number in journey.codes)
        assert by_number[patient.nhs_number]["outcome"] == expected, (patient, by_number[patient.nhs_number])
    assert all(found["counts"].values()), "a journey in which an outcome never occurs shows nothing about it"


def _assert_the_exported_lists_are_the_outcomes(journey: Journey, folder: Path) -> None:
    outcomes = journey.practice.json("outcomes", journey.campaign_id)["patients"]
    standing = ("--accept", "open_reviews,unasked_providers,list_age", "--note", "who is in doubt is held")
    for email in (MANAGER, APPROVER):
        journey.practice.run("freeze", journey.campaign_id, *standing, "--staff", email)
    journey.practice.run("export", journey.campaign_id, "--out", folder, "--staff", MANAGER)
    for kind in ("may_code_asked", "may_code_silent", "hold"):
        numbers = (folder / f"nhs_numbers_{kind}.txt").read_text(encoding="ascii").split()
        assert numbers == [one["nhs_number"] for one in outcomes if one["outcome"] == kind]
        with (folder / f"{kind}.csv").open(encoding="utf-8-sig", newline="") as file:
            rows = list(csv.DictReader(file))
        assert [row["NHS number"] for row in rows] == numbers
        assert all(row["Why"].endswith(": may be coded.") == (kind != "hold") for row in rows)
        assert all(bool(row.get("Code")) == (kind == "may_code_asked") for row in rows), "silence is no dissent"


def _assert_the_chain_and_the_evidence_hold(journey: Journey, pack: Path) -> None:
    assert "events, head" in journey.practice.run("audit", "verify")
    journey.practice.run("evidence", "pack", journey.campaign_id, "--out", pack)
    assert "events, head" in journey.practice.run("evidence", "verify", pack)


def _by_rule_1(patient: SamplePatient, said: Said | None, *, told: bool) -> str:
    """Rule 1, stated again and from the outside: by who they are, whether they were told, and what they said."""
    may_be_coded = (
        patient.died is None
        and patient.left is None
        and not patient.sensitive
        and patient.exclude is None
        and told
        and said is not None
        and not said.in_doubt
        and (not said.answers or said.answers[-1] == "agree")
    )
    if not may_be_coded:
        return "hold"
    return "may_code_asked" if said is not None and said.answers else "may_code_silent"


def _codes(practice: Practice, database: Database) -> dict[str, str]:
    """Each patient's code, from the last message to them that went out and that the outbox did not report as failed."""
    query = (
        select(Delivery.reference, Delivery.delivery_status, Patient.nhs_number)
        .join(Notice, Notice.id == Delivery.notice_id)
        .join(Patient, Patient.id == Notice.patient_id)
    )
    with database.reading() as session:
        whose: dict[str, Any] = {row.reference: row for row in session.execute(query)}
    codes = {}
    for message in practice.outbox():
        row = whose[message["reference"]]
        if row.delivery_status != "failed" and message.get("pile") != "hand_out":
            codes[row.nhs_number] = _code_in(message)
    return codes


def _code_in(message: dict[str, Any]) -> str:
    if message["channel"] == "letter":
        return _code_in_letter(message["path"].with_suffix(".pdf"))
    return _only(message.get("body") or message["text"])


def _code_in_letter(path: Path) -> str:
    """As a telephone would: by the QR code that is not the slip's."""
    pages = pypdfium2.PdfDocument(path)
    read = {code for page in pages for code in qr_codes(page.render(scale=2, grayscale=True).to_pil())}
    pages.close()
    return _only(" ".join(read))


def _only(text: str) -> str:
    found = set(re.findall(CODE, text))
    assert len(found) == 1, text
    return str(found.pop())


def _answer(journey: Journey, database: Database) -> None:
    """A third of those who were told answer: on the page, at the desk, by the command line, or in doubt."""
    chance = Random(3)
    born = {patient.nhs_number: patient.born for patient in journey.sample.patients}
    page = Page(journey.practice.browser(database))
    desk = Desk(journey.practice.browser(database), journey.campaign_id)
    desk.sign_in(RECEPTION)
    answering = chance.sample(sorted(journey.codes), len(journey.codes) // 3)
    for number, way in zip(answering, _ways(chance), strict=False):
        code, said = journey.codes[number], journey.said[number]
        match way:
            case ("page", *choices):
                for choice in choices:
                    assert page.answer(code, choice, born[number]) == 200
                    said.answers.append(choice)
                # Whoever answers for a young child has to be asked whether they may, and whoever takes an objection
                # back whether they did.
                is_young = age(born[number], LAUNCH.date()) < GUARDIAN_BELOW_AGE
                said.in_doubt = is_young or choices == ["keep", "agree"]
            case ("wrong date of birth", choice):
                assert page.answer(code, choice, born[number] + timedelta(days=1)) == 400
                said.in_doubt = True
            case ("desk", choice):
                desk.log(number, choice, chance.choice(["phone", "counter", "paper"]))
                said.answers.append(choice)
            case ("two channels", first, second):
                assert page.answer(code, first, born[number]) == 200
                desk.log(number, second, "paper")
                said.in_doubt = True


def _ways(chance: Random) -> Iterable[tuple[str, ...]]:
    """Every way at least once, then any of them."""
    ways: list[tuple[str, ...]] = [
        *(("page", choice) for choice in ("keep", "agree", "unsure")),
        *(("desk", choice) for choice in ("keep", "agree", "unsure")),
        ("page", "keep", "agree"),
        ("page", "agree", "keep"),
        ("wrong date of birth", "keep"),
        ("wrong date of birth", "agree"),
        ("two channels", "keep", "agree"),
        ("two channels", "agree", "keep"),
    ]
    yield from ways
    while True:
        yield chance.choice(ways)
