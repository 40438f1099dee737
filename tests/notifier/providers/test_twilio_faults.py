"""What a doctor learns of Twilio, and what the log learns of patients: nothing."""

import logging

import pytest

from tests.notifier.providers.messages import sms
from tests.notifier.providers.server import CUT, HANG, Answer, LocalServer
from tests.notifier.providers.twilio_samples import ACCOUNT, lost, only, patience, provider


def test_an_account_that_works_has_no_fault(server: LocalServer) -> None:
    server.answer = lambda asked: Answer(200, {"sid": ACCOUNT, "status": "active"})
    assert provider(server.url).faults() == []
    assert [(asked.method, asked.path) for asked in server.asked] == [("GET", f"/2010-04-01/Accounts/{ACCOUNT}.json")]


@pytest.mark.parametrize(
    ("answer", "words"),
    [
        (Answer(200, {"status": "suspended"}), "not active"),
        (Answer(401, {"code": 20003}), "twilio_auth_token"),
        (Answer(403), "twilio_auth_token"),
        (Answer(404, {"code": 20404}), "twilio_account_sid"),
        (Answer(503), "HTTP 503"),
        (Answer(302), "twilio_base_url"),
        (CUT, "cannot be reached"),
        (HANG, "cannot be reached"),
        (Answer(200, b"<html>"), "cannot be reached"),
    ],
)
def test_a_fault_says_what_to_do(server: LocalServer, answer: Answer, words: str) -> None:
    server.answer = lambda asked: answer
    (fault,) = provider(server.url, timeout=patience(answer)).faults()
    assert words in fault
    assert ": " in fault


def test_a_sender_that_is_a_name_cannot_be_answered(server: LocalServer) -> None:
    server.answer = lambda asked: Answer(200, {"status": "active"})
    (fault,) = provider(server.url, sender="ElmSurgery").faults()
    assert "nobody can answer" in fault


def test_the_log_has_no_number_text_or_secret(server: LocalServer, caplog: pytest.LogCaptureFixture) -> None:
    caplog.set_level(logging.DEBUG)
    own = provider(server.url)
    for answer in (Answer(201, {"sid": "SM1"}), Answer(400, {"code": 99999, "message": sms(1).to}), CUT, Answer(500)):
        server.in_turn(answer)
        only(own, sms(1))
        own.look_up([lost(1)])
    assert caplog.records  # a lost answer is logged
    for secret in ("7700900001", "LINK0000", "sample-token", ACCOUNT):
        assert secret not in caplog.text
