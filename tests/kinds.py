"""Counts how many tests really ran on each kind of database, queue and browser, in however many processes.

A fixture says `ran_on(request, Kind.CHROMIUM)`; the word travels with the test's report to the process that sums up.
With `--every-kind`, a run in which a kind has no test fails.
"""

from collections import Counter
from enum import StrEnum

import pytest

PROPERTY = "ran_on"


class Kind(StrEnum):
    """What a test can run on."""

    SQLITE = "SQLite"
    POSTGRESQL = "PostgreSQL"
    REDIS = "Redis"
    CHROMIUM = "Chromium"


def ran_on(request: pytest.FixtureRequest, kind: Kind) -> None:
    """Note that the test that asks for this fixture runs on `kind`. Only for fixtures made anew for each test."""
    note = (PROPERTY, kind.value)
    if note not in request.node.user_properties:
        request.node.user_properties.append(note)


class KindCounter:
    """The pytest plugin that sums up and, if asked to, insists."""

    def __init__(self, insists: bool) -> None:
        self._insists = insists
        self._counts: Counter[object] = Counter()

    def pytest_runtest_logreport(self, report: pytest.TestReport) -> None:
        if report.when == "call" and not report.skipped:
            self._counts.update(value for name, value in report.user_properties if name == PROPERTY)

    def pytest_sessionfinish(self, session: pytest.Session) -> None:
        if self._insists and self._missing() and session.exitstatus == pytest.ExitCode.OK:
            session.exitstatus = pytest.ExitCode.TESTS_FAILED

    def pytest_terminal_summary(self, terminalreporter: pytest.TerminalReporter) -> None:
        counts = ", ".join(f"{self._counts[kind]} on {kind}" for kind in Kind)
        terminalreporter.write_line(f"Tests that used them really: {counts}.")
        if self._insists and self._missing():
            terminalreporter.write_line(f"FAILED: no test ran on {' or '.join(self._missing())}.", red=True)

    def _missing(self) -> list[str]:
        return [kind.value for kind in Kind if not self._counts[kind]]
