"""What is the same for every provider that is called over HTTP."""

import ssl
from datetime import timedelta

import pytest
from requests.exceptions import ConnectionError as RequestsConnectionError
from requests.exceptions import ConnectTimeout, InvalidURL, ReadTimeout, SSLError
from urllib3.connection import HTTPConnection
from urllib3.connectionpool import HTTPConnectionPool
from urllib3.exceptions import MaxRetryError, NewConnectionError, ProtocolError

from notifier.providers.base import Accepted, Audience, Refused, Result, Unknown
from notifier.providers.http_pool import HttpAnswer, audience_of, new_session, patiently, retry_after, without_answer
from notifier.vocabulary import FailReason
from tests.notifier.providers.server import LocalServer, closed_port

NOWHERE = HTTPConnection("nowhere.invalid")  # which opens nothing yet
NEVER_LEFT = Refused(FailReason.UNAVAILABLE, permanent=False)


@pytest.mark.parametrize(
    "url",
    ["http://127.0.0.1:8001", "http://127.8.9.1/x", "https://[::1]:8001", "http://localhost", "http://LOCALHOST:1"],
)
def test_on_this_machine_there_are_only_stand_ins(url: str) -> None:
    assert audience_of(url) is Audience.SAMPLES


@pytest.mark.parametrize(
    "url",
    [
        "",
        "https://api.eu.sendgrid.com",
        "http://10.0.0.1",
        "http://127.0.0.1.example.com",
        "http://127.0.0.1@a.b",
        "http://0.0.0.0",
    ],
)
def test_anywhere_else_there_may_be_real_people(url: str) -> None:
    assert audience_of(url) is Audience.REAL_PEOPLE


def caused(error: Exception, cause: Exception) -> Exception:
    error.__cause__ = cause
    return error


@pytest.mark.parametrize(
    "error",
    [
        ConnectTimeout(),
        InvalidURL(),
        caused(RequestsConnectionError(), ConnectTimeout()),
        caused(RequestsConnectionError(), NewConnectionError(NOWHERE, "refused")),
        caused(SSLError(), NewConnectionError(NOWHERE, "SSLCertVerificationError")),
    ],
    ids=repr,
)
def test_without_a_connection_the_message_never_left(error: Exception) -> None:
    assert without_answer(error) == NEVER_LEFT


@pytest.mark.parametrize(
    "error",
    [
        ReadTimeout(),
        RequestsConnectionError(),
        caused(RequestsConnectionError(), ProtocolError("aborted")),
        caused(RequestsConnectionError(), ConnectionResetError()),
        caused(SSLError(), ssl.SSLEOFError()),
        ConnectionResetError(),
        TimeoutError(),
        ValueError("no JSON"),
        AttributeError(),
    ],
    ids=repr,
)
def test_after_any_other_error_nobody_knows(error: Exception) -> None:
    assert without_answer(error) == Unknown()


def test_a_name_that_nobody_knows_is_no_connection_however_deep_the_reason_lies() -> None:
    reason = MaxRetryError(HTTPConnectionPool("nowhere.invalid"), "/")
    error = caused(RequestsConnectionError(), caused(reason, NewConnectionError(NOWHERE, "no such name")))
    assert without_answer(error) == NEVER_LEFT


def test_a_session_tries_once(server: LocalServer) -> None:
    with pytest.raises(RequestsConnectionError):
        new_session(1).get(closed_port(), timeout=30)


@pytest.mark.parametrize(
    ("headers", "wait"),
    [
        ({"Retry-After": "0"}, timedelta(0)),
        ({"Retry-After": "120"}, timedelta(minutes=2)),
        (
            {"Retry-After": "Mon, 23 Nov 2026 10:00:30 GMT", "Date": "Mon, 23 Nov 2026 10:00:00 GMT"},
            timedelta(seconds=30),
        ),
        ({"Retry-After": "Mon, 23 Nov 2026 09:00:00 GMT", "Date": "Mon, 23 Nov 2026 10:00:00 GMT"}, timedelta(0)),
        ({"Retry-After": "Mon, 23 Nov 2026 10:00:30 GMT"}, None),
        ({"Retry-After": "-1"}, None),
        ({"Retry-After": "1.5"}, None),
        ({"Retry-After": "٣"}, None),
        ({"Retry-After": "9" * 5000}, None),
        ({"Retry-After": "soon"}, None),
        ({}, None),
    ],
)
def test_how_long_to_wait_is_read_with_the_providers_own_clock(headers: dict[str, str], wait: timedelta | None) -> None:
    assert retry_after(headers) == wait


@pytest.mark.parametrize(
    ("said", "wait"), [(None, 1), (timedelta(0), 0), (timedelta(seconds=9), 9), (timedelta(days=9), 3600)]
)
def test_a_wait_is_never_absurd(said: timedelta | None, wait: int) -> None:
    busy = HttpAnswer(429, "", said).as_refusal(FailReason.BUSY, permanent=False)
    assert busy.retry_after == timedelta(seconds=wait)


def test_patience_ends_with_the_first_result_that_is_none_of_busy() -> None:
    slept: list[float] = []
    left: list[Result] = [Refused(FailReason.BUSY, False, timedelta(seconds=4)), Accepted("1"), Unknown()]
    assert patiently(lambda: left.pop(0), slept.append) == Accepted("1")
    assert (slept, left) == ([4.0], [Unknown()])


def test_patience_is_ten_seconds_in_all() -> None:
    slept: list[float] = []
    busy = Refused(FailReason.BUSY, False, timedelta(seconds=6))
    assert patiently(lambda: busy, slept.append) == busy
    assert slept == [6.0]
