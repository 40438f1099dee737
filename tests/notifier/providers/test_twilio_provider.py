"""Twilio's real SDK against a local server: what is sent, what each answer proves, and that nothing goes twice."""

import logging
import threading
from base64 import b64decode
from collections.abc import Iterator, Sequence
from datetime import timedelta
from typing import Any

import pytest

from notifier.providers.base import Accepted, Audience, Refused, Result, Unknown
from notifier.providers.http_pool import MOST_TRIES
from notifier.providers.message_types import FooterMessage, Message
from notifier.providers.twilio_sms.codes import CODES, NO_CODE
from notifier.providers.twilio_sms.twilio_http import TwilioHttp
from notifier.vocabulary import FailReason
from tests.notifier.providers.messages import link, sms
from tests.notifier.providers.server import CUT, HANG, Answer, Asked, LocalServer, closed_port
from tests.notifier.providers.twilio_samples import ACCOUNT, created, lost, only, patience, provider, results

BUSY = {"code": 20429, "message": "Too many requests"}


def test_a_text_is_one_signed_in_post_with_where_to_report_and_how_long_it_may_wait(server: LocalServer) -> None:
    server.answer = created
    assert only(provider(server.url), sms(1)) == Accepted("SM" + "447700900001".rjust(32, "0"))
    (asked,) = server.asked
    assert (asked.method, asked.target) == ("POST", f"/2010-04-01/Accounts/{ACCOUNT}/Messages.json")
    assert asked.form == {
        "To": "+447700900001",
        "From": "+447700900999",
        "Body": f"Keep it: {link(1)}",
        "StatusCallback": "https://surgery.example.com/hooks/twilio/status?ref=REF0000001",
        "ValidityPeriod": "14400",
    }
    assert b64decode(asked.headers["Authorization"].removeprefix("Basic ")) == f"{ACCOUNT}:sample-token".encode()


def test_a_messaging_service_may_choose_the_sender(server: LocalServer) -> None:
    server.answer = created
    only(provider(server.url, sender="", messaging_service_sid="MG" + "1" * 32), sms(1))
    assert server.asked[0].form["MessagingServiceSid"] == "MG" + "1" * 32
    assert "From" not in server.asked[0].form


def test_a_reference_is_quoted_in_the_address_for_reports(server: LocalServer) -> None:
    server.answer = created
    odd = sms(1)
    only(provider(server.url), type(odd)("A&B=C", odd.to, odd.body))
    assert server.asked[0].form["StatusCallback"].endswith("?ref=A%26B%3DC")


def test_each_result_carries_the_reference_of_its_own_text(server: LocalServer) -> None:
    server.answer = created
    messages = [sms(number) for number in range(40)]
    found = results(provider(server.url, concurrency=8), *messages)
    assert found == {one.reference: Accepted("SM" + one.to[1:].rjust(32, "0")) for one in messages}


@pytest.mark.parametrize("code", [code for code in CODES if code > 999])
def test_every_code_of_the_table_is_what_the_table_says(server: LocalServer, code: int) -> None:
    server.answer = lambda asked: Answer(400, {"code": code, "message": "no", "status": 400})
    assert only(provider(server.url), sms(1)) == Refused(*CODES[code])
    assert len(server.asked) == 1


@pytest.mark.parametrize("http_status", [code for code in CODES if NO_CODE < code <= 999 and code != 429])
@pytest.mark.parametrize("body", [b"", b"<html>", b"[]", b'{"code": null}', b'{"code": "20003"}', b"[" * 9999])
def test_an_answer_without_a_code_is_known_by_its_http_status(
    server: LocalServer, http_status: int, body: bytes
) -> None:
    server.answer = lambda asked: Answer(http_status, body)
    assert only(provider(server.url), sms(1)) == Refused(*CODES[http_status])
    assert len(server.asked) == 1


def test_an_error_in_the_newer_form_is_read_as_well(server: LocalServer) -> None:
    newer = {"type": "https://www.twilio.com/docs/api/errors/21610", "title": "no", "status": 400, "code": 21610}
    server.answer = lambda asked: Answer(400, newer)
    assert only(provider(server.url), sms(1)) == Refused(FailReason.STOPPED, permanent=True)


@pytest.mark.parametrize(("http_status", "body"), [(400, {"code": 29999}), (418, b"")])
def test_an_unknown_code_is_loud(
    server: LocalServer, http_status: int, body: Any, caplog: pytest.LogCaptureFixture
) -> None:
    server.answer = lambda asked: Answer(http_status, body)
    assert only(provider(server.url), sms(1)) == Refused(FailReason.OTHER, permanent=True)
    (record,) = [one for one in caplog.records if one.levelno == logging.ERROR]
    assert ("29999" if http_status == 400 else "418") in record.getMessage()
    assert "7700900001" not in caplog.text


@pytest.mark.parametrize("http_status", [408, 500, 502, 503, 504])
@pytest.mark.parametrize("body", [b"", {"code": 20500}, {"code": 21211}])
def test_after_a_fault_of_theirs_nobody_knows_and_nothing_is_sent_again(
    server: LocalServer, http_status: int, body: Any
) -> None:
    server.answer = lambda asked: Answer(http_status, body, {"Retry-After": "1"})
    assert only(provider(server.url), sms(1)) == Unknown()
    assert len(server.asked) == 1


@pytest.mark.parametrize("answer", [CUT, HANG], ids=["cut", "hang"])
def test_a_lost_answer_is_unknown_and_nothing_is_sent_again(server: LocalServer, answer: Answer) -> None:
    server.answer = lambda asked: answer
    assert only(provider(server.url, timeout=patience(answer)), sms(1)) == Unknown()
    assert server.all_asked(1)


def test_a_connection_that_was_kept_and_is_cut_loses_one_answer_only(server: LocalServer) -> None:
    server.in_turn(Answer(201, {"sid": "SM1"}), CUT, Answer(201, {"sid": "SM3"}))
    own = provider(server.url, concurrency=1)
    assert [only(own, sms(number)) for number in range(3)] == [Accepted("SM1"), Unknown(), Accepted("SM3")]
    assert len(server.asked) == 3


@pytest.mark.parametrize(
    "answer",
    [
        Answer(201, b"<html>"),
        Answer(201, b""),
        Answer(201, b"{}"),
        Answer(201, b"[]"),
        Answer(201, b'{"sid": null}'),
        Answer(201, b'{"sid": 7}'),
        Answer(201, {"sid": "S" * 101}),
        Answer(201, b"half", {"Content-Length": "400"}),
        Answer(201, b"no gzip", {"Content-Encoding": "gzip"}),
        Answer(204, b""),
    ],
    ids=lambda answer: f"{answer.http_status} {answer.body!r:.20}",
)
def test_an_answer_that_cannot_be_read_is_unknown(server: LocalServer, answer: Answer) -> None:
    server.in_turn(answer)
    assert only(provider(server.url, timeout=0.5), sms(1)) == Unknown()
    assert server.all_asked(1)


def test_where_nobody_listens_the_text_never_left() -> None:
    assert only(provider(closed_port()), sms(1)) == Refused(FailReason.UNAVAILABLE, permanent=False)


@pytest.mark.parametrize("http_status", [301, 302, 303, 307, 308])
def test_a_redirect_is_not_followed(server: LocalServer, elsewhere: LocalServer, http_status: int) -> None:
    server.answer = lambda asked: Answer(http_status, b"", {"Location": f"{elsewhere.url}{asked.target}"})
    assert only(provider(server.url), sms(1)) == Refused(FailReason.ACCOUNT, permanent=False)
    assert provider(server.url).look_up([lost(1, settled=True)]) == {}
    assert provider(server.url).faults() != []
    assert elsewhere.asked == []


def test_a_busy_provider_is_waited_for_as_it_asks(server: LocalServer) -> None:
    slept: list[float] = []
    later = "Mon, 23 Nov 2026 10:00:02 GMT"
    server.in_turn(
        Answer(429, BUSY, {"Retry-After": "3"}),
        Answer(429, b"", {"Retry-After": later, "Date": "Mon, 23 Nov 2026 10:00:00 GMT"}),
        Answer(429, BUSY),
        Answer(201, {"sid": "SM1"}),
    )
    assert only(provider(server.url, sleep=slept.append), sms(1)) == Accepted("SM1")
    assert slept == [3.0, 2.0, 1.0]


@pytest.mark.parametrize(("asked_for", "left"), [("11", 11), ("900", 900), ("999999", 3600)])
def test_a_long_wait_is_left_to_the_queue(server: LocalServer, asked_for: str, left: int) -> None:
    slept: list[float] = []
    server.answer = lambda asked: Answer(429, BUSY, {"Retry-After": asked_for})
    result = only(provider(server.url, sleep=slept.append), sms(1))
    assert result == Refused(FailReason.BUSY, permanent=False, retry_after=timedelta(seconds=left))
    assert (slept, len(server.asked)) == ([], 1)


def test_many_short_waits_come_to_an_end(server: LocalServer) -> None:
    slept: list[float] = []
    server.answer = lambda asked: Answer(429, BUSY, {"Retry-After": "1"})
    result = only(provider(server.url, sleep=slept.append), sms(1))
    assert result == Refused(FailReason.BUSY, permanent=False, retry_after=timedelta(seconds=1))
    assert len(server.asked) == MOST_TRIES
    assert slept == [1.0] * (MOST_TRIES - 1)


def test_after_a_wait_a_lost_answer_is_still_not_sent_again(server: LocalServer) -> None:
    server.in_turn(Answer(429, BUSY), CUT, Answer(201, {"sid": "SM1"}))
    assert only(provider(server.url), sms(1)) == Unknown()
    assert len(server.asked) == 2


def test_the_limit_of_the_day_is_not_waited_for(server: LocalServer) -> None:
    server.answer = lambda asked: Answer(429, {"code": 63038}, {"Retry-After": "1"})
    assert only(provider(server.url), sms(1)) == Refused(FailReason.ACCOUNT, permanent=False)
    assert len(server.asked) == 1


@pytest.mark.parametrize("prefix", ["", "/twilio", "/a/b/"])
def test_a_region_an_edge_or_a_proxy_of_the_environment_does_not_lead_elsewhere(
    server: LocalServer, prefix: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    for name, value in {"TWILIO_REGION": "ie1", "TWILIO_EDGE": "dublin", "HTTP_PROXY": "http://127.0.0.1:9"}.items():
        monkeypatch.setenv(name, value)
        monkeypatch.setenv(name.lower(), value)
    server.answer = created
    assert isinstance(only(provider(server.url + prefix), sms(1)), Accepted)
    assert server.asked[0].path == f"{prefix.rstrip('/')}/2010-04-01/Accounts/{ACCOUNT}/Messages.json"


def test_without_another_server_the_sdk_chooses_its_own() -> None:
    assert TwilioHttp("", 1.0, 1)._placed("https://api.dublin.ie1.twilio.com/x?a=1") == (
        "https://api.dublin.ie1.twilio.com/x?a=1"
    )


def test_as_many_texts_are_in_flight_as_the_concurrency_over_as_many_connections(server: LocalServer) -> None:
    together = threading.Barrier(4)  # opens only for four at a time

    def answer(asked: Asked) -> Answer:
        together.wait(timeout=30)
        return created(asked)

    server.answer = answer
    own = provider(server.url, concurrency=4)
    for first in (0, 12):
        found = results(own, *(sms(first + number) for number in range(12)))
        assert all(isinstance(result, Accepted) for result in found.values())
    assert server.connections == 4


def test_texts_are_drawn_only_as_there_is_room_for_them(server: LocalServer) -> None:
    server.answer = created
    drawn: list[str] = []
    own = provider(server.url, concurrency=2, in_hand=1)
    sending = own.send(recorded([sms(number) for number in range(9)], drawn))
    for done in range(1, 10):
        next(sending)
        assert len(drawn) <= min(done + 2, 9)  # three at a time, one of which is done
    assert list(sending) == []


def test_a_result_is_handed_on_before_the_next_text_is_drawn(server: LocalServer) -> None:
    server.answer = created
    events: list[str] = []
    for reference, _ in provider(server.url, concurrency=1, in_hand=0).send(recorded([sms(1), sms(2)], events)):
        events.append(f"{reference} done")
    assert events == ["REF0000001", "REF0000001 done", "REF0000002", "REF0000002 done"]


def test_what_was_drawn_has_its_result_although_the_source_breaks_off(server: LocalServer) -> None:
    server.answer = created

    def broken() -> Iterator[Message]:
        yield sms(1)
        yield sms(2)
        raise LookupError

    found: list[tuple[str, Result]] = []
    with pytest.raises(LookupError):
        found.extend(provider(server.url).send(broken()))
    assert sorted(reference for reference, _ in found) == ["REF0000001", "REF0000002"]


def test_an_error_that_nobody_foresaw_is_a_lost_answer_and_stops_no_other_text(
    server: LocalServer, caplog: pytest.LogCaptureFixture
) -> None:
    def broken(_seconds: float) -> None:
        raise LookupError(sms(1).to)

    server.in_turn(Answer(429, BUSY), Answer(201, {"sid": "SM2"}))
    own, found = provider(server.url, sleep=broken, concurrency=1), dict[str, Result]()
    # In a thread that does not keep the process: where no result comes, `send` waits for ever.
    sending = threading.Thread(target=lambda: found.update(results(own, sms(1), sms(2))), daemon=True)
    sending.start()
    sending.join(20)
    assert found == {"REF0000001": Unknown(), "REF0000002": Accepted("SM2")}
    assert "LookupError" in caplog.text
    assert sms(1).to not in caplog.text


def recorded(messages: Sequence[Message], drawn: list[str]) -> Iterator[Message]:
    for message in messages:
        drawn.append(message.reference)
        yield message


@pytest.mark.parametrize(
    ("message", "reason"),
    [
        (FooterMessage("REF0000001", "", "a line"), FailReason.OTHER),
        (sms(1, to="+441632960123"), FailReason.BAD_ADDRESS),
        (sms(1, to="07700900001"), FailReason.BAD_ADDRESS),
        (sms(1, to="+4477009"), FailReason.BAD_ADDRESS),
        (sms(1, to="+33612345678"), FailReason.BAD_ADDRESS),
        (sms(1, to="nobody"), FailReason.BAD_ADDRESS),
        (sms(1, body="x" * 1601), FailReason.NOT_RENDERED),
        (type(sms(1))("REF0000001", sms(1).to, ""), FailReason.NOT_RENDERED),
    ],
)
def test_what_must_not_be_sent_is_refused_without_asking(
    server: LocalServer, message: Message, reason: FailReason
) -> None:
    assert only(provider(server.url), message) == Refused(reason, permanent=True)
    assert server.asked == []


def test_the_longest_text_is_sent(server: LocalServer) -> None:
    server.answer = created
    assert isinstance(only(provider(server.url), sms(1, body="x" * 1600)), Accepted)


@pytest.mark.parametrize("url", ["", "https://api.example.com"])
def test_no_sample_number_is_handed_to_the_real_provider(url: str) -> None:
    own = provider(url)
    assert own.audience is Audience.REAL_PEOPLE
    assert only(own, sms(1)) == Refused(FailReason.WRONG_WORLD, permanent=True)


def test_a_stand_in_takes_samples(server: LocalServer) -> None:
    assert (provider(server.url).audience, provider(server.url).name) == (Audience.SAMPLES, "twilio")


def test_making_a_provider_opens_nothing(server: LocalServer) -> None:
    before = threading.active_count()
    own = provider(server.url)
    assert set(own.hooks) == {"status", "inbound"}
    assert (threading.active_count(), server.connections) == (before, 0)
    assert "sample-token" not in repr(own)
