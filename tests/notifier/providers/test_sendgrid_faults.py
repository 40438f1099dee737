"""What a doctor learns of SendGrid."""

import pytest

from tests.notifier.providers.sendgrid_samples import patience, provider
from tests.notifier.providers.server import CUT, HANG, Answer, LocalServer


def test_a_key_that_may_send_has_no_fault(server: LocalServer) -> None:
    server.answer = lambda asked: Answer(200, {"scopes": ["mail.send", "alerts.read"]})
    assert provider(server.url).faults() == []
    assert [(asked.method, asked.path) for asked in server.asked] == [("GET", "/v3/scopes")]


@pytest.mark.parametrize(
    ("answer", "words"),
    [
        (Answer(200, {"scopes": ["alerts.read"]}), "may not send"),
        (Answer(401), "sendgrid_api_key"),
        (Answer(403), "sendgrid_api_key"),
        (Answer(404), "HTTP 404"),
        (Answer(503), "HTTP 503"),
        (CUT, "cannot be reached"),
        (HANG, "cannot be reached"),
        (Answer(200, b"<html>"), "cannot be reached"),
        (Answer(200, {}), "cannot be reached"),
    ],
)
def test_a_fault_says_what_to_do(server: LocalServer, answer: Answer, words: str) -> None:
    server.in_turn(answer)
    (fault,) = provider(server.url, timeout=patience(answer)).faults()
    assert words in fault
    assert ": " in fault


@pytest.mark.parametrize(("key", "words"), [("", "is not set"), ("no key", "is no public key"), ("AAAA", "is no")])
def test_without_a_key_no_event_could_be_believed(server: LocalServer, key: str, words: str) -> None:
    server.answer = lambda asked: Answer(200, {"scopes": ["mail.send"]})
    (fault,) = provider(server.url, webhook_key=key).faults()
    assert "sendgrid_webhook_key" in fault
    assert words in fault
