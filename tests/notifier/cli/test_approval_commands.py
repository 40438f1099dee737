"""The commands before a launch and the launch itself: what a script may rely on."""

from datetime import UTC, datetime
from pathlib import Path

import pytest

from tests.journeys.driver import APPROVER, MANAGER, Practice
from tests.snapshots import Snapshots

LIST = """NHS Number,Surname,First Name,Date of Birth,Mobile Telephone
9990000018,Tester,Ann,01/03/1950,07700 900100
9990000026,Other,Bea,02/03/1951,07700 900101
"""


@pytest.fixture
def practice(tmp_path: Path, sqlite_url: str, snapshots: Snapshots) -> Practice:
    """A previewed campaign for two invented patients."""
    made = Practice(tmp_path, sqlite_url, datetime(2026, 11, 23, 10, 0, tzinfo=UTC))
    made.set_up(snapshots)
    (tmp_path / "list.csv").write_text(LIST, encoding="utf-8")
    made.draft(tmp_path / "list.csv", channels="sms")
    made.run("campaign", "preview", 1, "--no-kit")
    return made


def test_the_check_list_says_what_hinders_and_ends_with_1_while_it_does(practice: Practice) -> None:
    found = practice.result("campaign", "check-list", 1)
    assert found.exit_code == 1
    assert "TO DO  The approval: a second person has to approve it" in found.stdout
    signed = ("--who", "Dr Robin Test", "--on", "2026-10-01", "--reference", "DPIA 3")
    practice.run("campaign", "sign-off", 1, "dpia", *signed, "--staff", APPROVER)
    refused = practice.run("campaign", "sign-off", 1, "lawyer", *signed, "--staff", MANAGER, status=1)
    assert "it asks for: minute, dpia, dpo, icb" in refused
    practice.run("campaign", "approve", 1, "--staff", APPROVER)
    practice.run("campaign", "check-list", 1)
    checks = {one["name"]: one["state"] for one in practice.json("campaign", "check-list", 1)["checks"]}
    assert checks["approval"] == checks["rehearsal"] == "done"


def test_a_launch_above_the_budget_is_refused_and_the_command_rehearses_itself(practice: Practice) -> None:
    practice.run("campaign", "budget", 1, "0", "--staff", MANAGER)
    practice.run("campaign", "approve", 1, "--staff", APPROVER)
    assert "more than the budget of £0" in practice.run("campaign", "launch", 1, "--staff", MANAGER, status=1)
    practice.run("campaign", "budget", 1, "much", "--staff", MANAGER, status=1)
    practice.run("campaign", "budget", 1, "none", "--staff", MANAGER)
    practice.run("campaign", "approve", 1, "--staff", APPROVER)
    assert "launched: " in practice.result("campaign", "launch", 1, "--staff", MANAGER).output


def test_a_launch_in_some_minutes_is_stopped_by_pausing_it(practice: Practice) -> None:
    practice.run("campaign", "approve", 1, "--staff", APPROVER)
    practice.run("campaign", "launch", 1, "--in", 2, "--now", "--staff", MANAGER, status=2)
    practice.run("campaign", "launch", 1, "--people", 3, "--staff", MANAGER, status=1)
    said = practice.result("campaign", "launch", 1, "--in", 2, "--people", 2, "--staff", MANAGER).output
    assert "2 people will be told from 23 Nov 2026 10:02:00 on" in said
    practice.run("send", "--until-idle")
    assert not list(practice.outbox())
    assert "nobody was told" in practice.result("campaign", "pause", 1, "--staff", APPROVER).output
    practice.run("campaign", "launch", 1, "--now", "--staff", MANAGER)
    practice.run("send", "--until-idle")
    assert len(list(practice.outbox())) == 2
