"""`machine`: which machines send, and that a copy of one sends nothing until a person says so."""

from datetime import UTC, datetime
from pathlib import Path

import pytest
from click.testing import CliRunner

from notifier.cli import program
from notifier.delivery import machines
from tests.journeys.driver import Practice

LAUNCH = datetime(2026, 11, 23, 10, 0, tzinfo=UTC)


@pytest.fixture
def elsewhere(tmp_path: Path, sqlite_url: str, monkeypatch: pytest.MonkeyPatch) -> Practice:
    """An installation that has sent on one machine, as it wakes on another."""
    practice = Practice(tmp_path, sqlite_url, LAUNCH)
    practice.run("init")
    become(tmp_path, monkeypatch, "a1")
    practice.run("send", "--until-idle")
    become(tmp_path, monkeypatch, "b2")
    return practice


def become(folder: Path, monkeypatch: pytest.MonkeyPatch, machine_id: str) -> None:
    file = folder / "machine-id"
    file.write_text(machine_id, encoding="ascii")
    monkeypatch.setattr(machines, "MACHINE_IDS", (file,))


def test_a_copy_of_a_server_sends_nothing_and_says_why(elsewhere: Practice) -> None:
    for command in (("send", "--until-idle"), ("worker",)):
        assert "notifier machine --take-over" in elsewhere.run(*command, status=1)
    examined = CliRunner().invoke(program, ["doctor"], env=elsewhere.environment)
    assert "this machine sends nothing" in examined.stdout


@pytest.mark.parametrize(("option", "lines"), [("--take-over", 1), ("--add", 2)])
def test_a_person_says_whether_it_took_over_or_sends_as_well(elsewhere: Practice, option: str, lines: int) -> None:
    said = elsewhere.run("machine", option).splitlines()
    assert (len(said), said[-1].endswith("this one")) == (lines, True)
    elsewhere.run("send", "--until-idle")
    assert elsewhere.run("machine").splitlines() == said


def test_it_cannot_both_take_over_and_send_as_well(elsewhere: Practice) -> None:
    assert "say either" in elsewhere.run("machine", "--take-over", "--add", status=1)
