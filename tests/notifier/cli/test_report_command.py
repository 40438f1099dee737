"""The report of a campaign at the command line: a file that this account alone may read."""

from datetime import UTC, datetime
from pathlib import Path

import pytest

from tests.journeys.driver import MANAGER, Practice
from tests.snapshots import Snapshots

pytestmark = pytest.mark.usefixtures("letters_laid_out_once")

NOW = datetime(2026, 11, 23, 10, 0, tzinfo=UTC)


def test_the_report_is_written_for_this_account_alone(tmp_path: Path, sqlite_url: str, snapshots: Snapshots) -> None:
    practice = Practice(tmp_path, sqlite_url, NOW)
    practice.set_up(snapshots)
    practice.run("campaign", "create", "--preset", "scr", "--name", "SCR", "--staff", MANAGER)
    out = tmp_path / "report.pdf"
    said = practice.result("evidence", "report", 1, "--out", out)
    assert said.exit_code == 0, said.stderr
    assert out.read_bytes().startswith(b"%PDF")
    assert out.stat().st_mode & 0o077 == 0
    assert "sign the statement" in " ".join(said.stderr.split())
    assert "no campaign 9" in practice.run("evidence", "report", 9, "--out", out, status=1)
    assert "cannot be written" in practice.run("evidence", "report", 1, "--out", tmp_path / "no" / "r", status=1)
