"""What goes wrong with a request, looked at from the inside: was it processed, and was there an answer?"""

import socket
from collections.abc import Iterable
from datetime import UTC, datetime, timedelta
from typing import Any
from wsgiref.types import StartResponse, WSGIEnvironment
from wsgiref.util import setup_testing_defaults

import pytest

from web.sandbox.fault_injection import CLIENT_SOCKET, FaultInjection
from web.sandbox.ledger import LedgerCounts
from web.sandbox.scenario import Conditions, Scenario

NOON = datetime(2026, 11, 30, 12, tzinfo=UTC)
TEXTS, EMAILS = "/2010-04-01/Accounts/AC1/Messages.json", "/v3/mail/send"


class Inside:
    """The application within; counts how often it was reached, and whether its answers were closed."""

    def __init__(self) -> None:
        self.reached = 0
        self.closed = 0

    def __call__(self, environ: WSGIEnvironment, start_response: StartResponse) -> Iterable[bytes]:
        self.reached += 1
        start_response("201 Created", [])
        return self

    def __iter__(self) -> Any:
        return iter([b"done"])

    def close(self) -> None:
        self.closed += 1


def asked(fault_injection: FaultInjection, path: str = TEXTS) -> tuple[str, bytes, bool]:
    """The status, the body, and whether the connection is still open."""
    ours, theirs = socket.socketpair()
    environ: WSGIEnvironment = {"PATH_INFO": path, CLIENT_SOCKET: ours}
    setup_testing_defaults(environ)
    said: list[str] = []

    def start_response(status: str, headers: Any, exc_info: Any = None) -> Any:
        said.append(status)

    with ours, theirs:
        body = b"".join(fault_injection(environ, start_response))
        theirs.setblocking(False)
        try:
            is_open = theirs.recv(1) != b""
        except BlockingIOError:
            is_open = True
    return said[-1], body, is_open


def faulty_with(inside: Inside, **faults: float) -> FaultInjection:
    conditions = Conditions(1, Scenario().changed({"faults": faults, "hang_seconds": 0}))
    return FaultInjection(inside, conditions, LedgerCounts(), lambda: NOON)


@pytest.mark.parametrize(
    ("fault", "reached", "status", "is_open"),
    [
        ("accepted_then_500", 1, "500 Internal Server Error", True),
        ("cut", 0, "500 Internal Server Error", False),
        ("cut_after", 1, "500 Internal Server Error", False),
        ("busy", 0, "429 Too Many Requests", True),
    ],
)
@pytest.mark.parametrize("path", [TEXTS, EMAILS])
def test_each_fault_does_what_it_says(fault: str, reached: int, status: str, is_open: bool, path: str) -> None:
    inside = Inside()
    answer = asked(faulty_with(inside, **{fault: 1}), path)
    assert (answer[0], answer[2]) == (status, is_open)
    assert (inside.reached, inside.closed) == (reached, reached)


def test_a_silence_comes_sometimes_before_and_sometimes_after_the_work() -> None:
    inside = Inside()
    fault_injection = faulty_with(inside, hang=1)
    assert not any(asked(fault_injection)[2] for _ in range(40))
    assert 5 < inside.reached < 35


def test_without_a_fault_the_answer_is_the_applications_own() -> None:
    assert asked(faulty_with(Inside())) == ("201 Created", b"done", True)


def test_what_is_no_providers_address_is_left_alone() -> None:
    assert asked(faulty_with(Inside(), cut=1), "/sandbox-api/counts") == ("201 Created", b"done", True)


@pytest.mark.parametrize(("kind", "status"), [("cut", ""), ("hang", ""), ("unavailable", "503 Service Unavailable")])
def test_nobody_is_served_during_an_outage_and_everybody_before_and_after(kind: str, status: str) -> None:
    inside, now = Inside(), NOON
    outage = {"kind": kind, "begins": NOON, "ends": NOON + timedelta(minutes=150)}
    conditions = Conditions(1, Scenario().changed({"outage": outage, "hang_seconds": 0}))
    injection = FaultInjection(inside, conditions, LedgerCounts(), lambda: now)
    for minutes, reached in ((-1, 1), (0, 1), (149, 1), (150, 2)):
        now = NOON + timedelta(minutes=minutes)
        found, _, is_open = asked(injection)
        assert inside.reached == reached
        assert (found == status or not is_open) is (minutes in (0, 149))


def test_an_outage_without_moments_lasts_until_it_is_lifted() -> None:
    conditions = Conditions(1, Scenario().changed({"outage": {"kind": "unavailable"}}))
    injection = FaultInjection(Inside(), conditions, LedgerCounts(), lambda: NOON)
    assert asked(injection)[0] == "503 Service Unavailable"
    conditions.scenario = conditions.scenario.changed({"outage": {}})
    assert asked(injection)[0] == "201 Created"
