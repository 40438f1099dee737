"""A hundred and fifty patients from the list to a clean code check, by the commands alone.

What is done between the commands is what happens outside the program: files are edited as a clinical system would write
them, days pass, and one person in the practice makes a mistake.
"""

import csv
import io
import json
import re
import shlex
import zipfile
from collections.abc import Mapping, Sequence
from datetime import UTC, date, datetime, timedelta
from pathlib import Path
from typing import Any

import pytest

from tests.journeys.driver import APPROVER, MANAGER, RECEPTION, Practice

pytestmark = pytest.mark.usefixtures("letters_laid_out_once")

LAUNCH = datetime(2026, 11, 23, 10, 0, tzinfo=UTC)
CODED_ON = date(2027, 3, 1)


class Transcript(Practice):
    """A practice that writes down every command and what it said."""

    lines: list[str]

    def run(self, *words: object, given: str = "", status: int | None = 0) -> str:
        """Run a command, insist on its exit status unless None is given, and return what it printed."""
        typed = [str(word) for word in words]
        done = self.result(*words, given=given)
        if status is not None:
            assert done.exit_code == status, f"{words}: {done.exit_code}\n{done.output}\n{done.exc_info}"
        ended = f"    # ends with {done.exit_code}" if done.exit_code else ""
        self.lines.append(f"[{self.now:%d %b %Y}] $ notifier {shlex.join(typed)}{ended}")
        self.lines += (done.output if "--json" not in typed else done.stderr).splitlines()
        return done.stdout

    def set_up_anew(self) -> None:
        """As of any practice."""
        self.lines = []
        super().set_up_anew()

    def written(self) -> str:
        """The transcript; of what was said at length, the beginning and the end."""
        return "\n".join(self.lines).replace(f"{self.folder}/", "") + "\n"


def test_a_hundred_and_fifty_patients_from_the_list_to_a_clean_code_check(tmp_path: Path, sqlite_url: str) -> None:
    practice = Transcript(tmp_path, sqlite_url, LAUNCH, {"NOTIFIER_LETTER_PROVIDER": ""})
    listed = _launched(practice)
    _told_and_answered(practice)
    practice.now = LAUNCH + timedelta(days=90)
    may_be_coded = _frozen_and_exported(practice)
    coded = tmp_path / "coded.csv"
    someone_held = _numbers(practice, "objected")[0]

    _coded_in_the_clinical_system(listed, coded, {*may_be_coded, someone_held} - {may_be_coded[0]})
    practice.now += timedelta(days=2)
    found = _compared(practice, coded, status=1)
    assert found["wrongly_coded"] == [someone_held]
    assert found["still_to_code"] == [may_be_coded[0]]
    assert not found["is_clean"]

    # A weekly import of the coded list, which must not blind the next check; and one who was coded objects.
    practice.run("list", "import", coded, "--staff", MANAGER)
    _log(practice, may_be_coded[1], "keep")
    again = _compared(practice, coded, status=1)
    assert set(again["wrongly_coded"]) == {someone_held, may_be_coded[1]}
    assert again["still_to_code"] == [may_be_coded[0]]

    _coded_in_the_clinical_system(listed, coded, {*may_be_coded} - {may_be_coded[1]})
    for task in practice.json("tasks", 1)["tasks"]:
        if task["kind"] in ("take_off", "wrongly_coded"):
            note = ("--note", "code removed in the clinical system, patient called")
            practice.run("task", "done", task["id"], *note, "--staff", RECEPTION)
    _settle_reviews(practice)
    practice.now += timedelta(days=1)
    clean = _compared(practice, coded, status=0)
    assert clean["is_clean"]
    assert len(clean["coded"]) == len(may_be_coded) - 1 > 70
    _assert_it_is_evidence(practice, clean["run"])
    (tmp_path / "transcript.txt").write_text(practice.written(), encoding="utf-8")


def _launched(practice: Transcript) -> Path:
    """Everything up to the launch; returns the list."""
    practice.set_up_anew()
    listed = practice.folder / "list.csv"
    practice.run("sample-list", "--patients", 150, "--seed", 7, "--style", "emis", "--out", listed)
    practice.run("list", "check", listed)
    practice.run("list", "import", listed, "--staff", MANAGER)
    practice.json("campaign", "create", "--preset", "scr", "--name", "SCR", "--notice-days", 42, "--staff", MANAGER)
    practice.run("campaign", "preview", 1, "--no-kit")
    practice.run("campaign", "approve", 1, "--staff", APPROVER)
    practice.run("campaign", "launch", 1, "--staff", MANAGER)
    return listed


def _told_and_answered(practice: Transcript) -> None:
    """Texts, emails and letters go out, some come back, and patients answer; all that is in doubt is settled."""
    practice.run("send", "--until-idle")
    practice.run("letters", 1, "--out", practice.folder / "print", "--staff", MANAGER)
    practice.now += timedelta(days=1)
    practice.run("posted", 1, "--staff", MANAGER)
    practice.now += timedelta(days=7)
    numbers = _numbers(practice, "notice_running")
    for place, number in enumerate(numbers[:18]):
        _log(practice, number, ("keep", "agree", "unsure")[place % 3], ("paper", "phone", "counter")[place % 3])
    # Two answers of one day that contradict each other, and a third by somebody else.
    _log(practice, numbers[1], "keep")
    _log(practice, numbers[19], "agree", more=("--answered-by", "carer", "--name", "Pat Carer"))
    practice.run("send", "--until-idle")
    for day in (21, 22, 30, 50):  # reminders are planned, sent and posted in their time
        practice.now = LAUNCH + timedelta(days=day)
        practice.run("send", "--until-idle")
        practice.run("letters", 1, "--out", practice.folder / "print", "--staff", MANAGER, status=None)
        practice.run("posted", 1, "--staff", MANAGER, status=None)  # where there were any
    _settle_reviews(practice)


def _settle_reviews(practice: Transcript) -> None:
    """A person calls everybody whose answer is in doubt: nobody wants anything else than they said."""
    for review in practice.json("reply", "reviews", 1)["reviews"]:
        choice = "keep" if review["choice"] == "keep" else "agree"
        settled = ("--choice", choice, "--note", "called the patient", "--staff", MANAGER)
        practice.run("reply", "settle", 1, review["review"], *settled)
    assert practice.json("reply", "reviews", 1)["reviews"] == []


def _log(practice: Transcript, number: str, choice: str, source: str = "phone", more: Sequence[str] = ()) -> None:
    said = ("--nhs-number", number, "--choice", choice, "--source", source)
    practice.run("reply", "record", 1, *said, *more, "--staff", RECEPTION)


def _numbers(practice: Transcript, reason: str) -> list[str]:
    """Who is held for that reason."""
    return [one["nhs_number"] for one in practice.json("outcomes", 1)["patients"] if one["reason"] == reason]


def _frozen_and_exported(practice: Transcript) -> list[str]:
    """Two people freeze, and the lists are written; returns who may be coded."""
    practice.run("campaign", "close", 1, "--staff", MANAGER)
    # The list is that of the launch, and its file has the time of its making alone.
    accepting = ("--accept", "list_age,unasked_providers", "--note", "nobody joined or left since")
    practice.run("freeze", 1, *accepting, "--staff", MANAGER)
    practice.run("freeze", 1, *accepting, "--staff", MANAGER)  # the same person closes nothing
    practice.run("freeze", 1, *accepting, "--staff", APPROVER)
    practice.run("export", 1, "--out", practice.folder / "lists", "--staff", MANAGER)
    return [
        number
        for kind in ("asked", "silent")
        for number in (practice.folder / f"lists/nhs_numbers_may_code_{kind}.txt").read_text("ascii").split()
    ]


def _coded_in_the_clinical_system(listed: Path, coded: Path, numbers: set[str]) -> None:
    """What the clinical system exports after a row with the code was added to the records of these patients."""
    before, _, table = listed.read_text("cp1252").partition("EMIS Number")
    rows = list(csv.reader(io.StringIO(f"EMIS Number{table}")))
    heading = rows[0]
    number_at, code_at = heading.index("NHS Number"), heading.index("Code")
    written = io.StringIO(newline="")
    writer = csv.writer(written)
    for row in rows:
        writer.writerow(row)
        if len(row) == len(heading) and re.sub(r"\D", "", row[number_at]) in numbers:
            numbers = numbers - {re.sub(r"\D", "", row[number_at])}
            code = ["9Ndo.", "Express dissent for Summary Care Record dataset upload", f"{CODED_ON:%d-%b-%Y}"]
            writer.writerow([*row[:code_at], *code])
    assert not numbers, "each of them is in the list"
    coded.write_text(before + written.getvalue(), "cp1252")


def _compared(practice: Transcript, coded: Path, *, status: int) -> Mapping[str, Any]:
    """A code check; returns what it says to programs."""
    said: Mapping[str, Any] = json.loads(
        practice.run("reconcile-codes", 1, coded, "--staff", MANAGER, "--json", status=status)
    )
    return said


def _assert_it_is_evidence(practice: Transcript, run: int) -> None:
    assert "compared the codes of an export with set 1: clean" in practice.run("audit", "list", "--campaign", 1)
    practice.run("audit", "verify")
    pack = practice.folder / "pack.zip"
    practice.run("evidence", "pack", 1, "--out", pack)
    practice.run("evidence", "verify", pack)
    with zipfile.ZipFile(pack) as archive:
        facts = [json.loads(line) for line in archive.read("facts.jsonl").splitlines()]
    checks = [one["public"] for one in facts if one["kind"] == "code_check_run"]
    assert [(one["id"], one["is_clean"]) for one in checks][-1] == (run, True)
