"""SendGrid's real SDK against a local server: what is sent, what each answer proves, and that nothing goes twice."""

import json
import logging
from collections.abc import Iterator
from datetime import UTC, datetime, timedelta

import pytest

from notifier.providers.base import Accepted, Audience, LostMessage, Refused, Result, Unknown
from notifier.providers.http_pool import MOST_TRIES
from notifier.providers.message_types import EmailMessage, Message, SmsMessage
from notifier.providers.sendgrid_email.codes import ANSWERS
from notifier.vocabulary import FailReason
from tests.notifier.providers.messages import OTHER_TEMPLATE, TEMPLATE, email, link
from tests.notifier.providers.sendgrid_samples import TAKEN, addresses, patience, provider, results
from tests.notifier.providers.server import CUT, HANG, Answer, Asked, LocalServer, closed_port

NOW = datetime(2026, 11, 23, 10, 0, tzinfo=UTC)
BAD_ADDRESS = Refused(FailReason.BAD_ADDRESS, permanent=True)
NOT_RENDERED = Refused(FailReason.NOT_RENDERED, permanent=True)


def complaining_of(*fields: str | None) -> Answer:
    return Answer(400, {"errors": [{"field": field, "message": "no", "help": None} for field in fields]})


def test_a_request_goes_as_soon_as_it_is_full(server: LocalServer) -> None:
    server.answer = lambda asked: TAKEN
    drawn: list[str] = []

    def source() -> Iterator[Message]:
        for number in range(5):
            drawn.append(f"REF{number:07d}")
            yield email(number)

    sending = provider(server.url, batch_size=2).send(source())
    assert next(sending)[0] == "REF0000000"
    assert (len(drawn), len(server.asked)) == (2, 1)
    assert len(list(sending)) == 4
    assert [len(addresses(asked)) for asked in server.asked] == [2, 2, 1]


def test_what_was_drawn_is_sent_although_the_source_breaks_off(server: LocalServer) -> None:
    server.answer = lambda asked: TAKEN

    def broken() -> Iterator[Message]:
        yield email(1)
        yield email(2, template=OTHER_TEMPLATE)
        raise LookupError

    found: list[tuple[str, Result]] = []
    with pytest.raises(LookupError):
        found.extend(provider(server.url).send(broken()))
    assert [reference for reference, _ in found] == ["REF0000001", "REF0000002"]


@pytest.mark.parametrize("http_status", [one for one in ANSWERS if one != 429])
def test_every_answer_of_the_table_is_what_the_table_says_for_each_email(server: LocalServer, http_status: int) -> None:
    server.answer = lambda asked: Answer(http_status, {"errors": [{"field": None, "message": "no"}]})
    found = results(provider(server.url), email(1), email(2))
    assert found == dict.fromkeys(["REF0000001", "REF0000002"], Refused(*ANSWERS[http_status]))
    assert len(server.asked) == 1


def test_an_unknown_answer_is_loud(server: LocalServer, caplog: pytest.LogCaptureFixture) -> None:
    server.answer = lambda asked: Answer(418, {"errors": [{"message": "patient1@example.com"}]})
    assert results(provider(server.url), email(1)) == {"REF0000001": Refused(FailReason.OTHER, permanent=True)}
    (record,) = caplog.records
    assert (record.levelno, "418" in record.getMessage()) == (logging.ERROR, True)


@pytest.mark.parametrize(
    "answer",
    [CUT, HANG, *(Answer(one, b"", {"Retry-After": "1"}) for one in (408, 500, 502, 503, 504))],
    ids=lambda answer: str(answer.http_status),
)
def test_a_lost_answer_makes_the_request_unknown_and_nothing_is_sent_again(server: LocalServer, answer: Answer) -> None:
    server.in_turn(answer)
    found = results(provider(server.url, timeout=patience(answer)), email(1), email(2))
    assert found == dict.fromkeys(["REF0000001", "REF0000002"], Unknown())
    assert server.all_asked(1)


@pytest.mark.parametrize("http_status", [200, 201, 204])
def test_only_202_means_that_the_emails_were_taken(server: LocalServer, http_status: int) -> None:
    server.answer = lambda asked: Answer(http_status, b"", {"X-Message-Id": "MSG1"})
    assert results(provider(server.url), email(1)) == {"REF0000001": Unknown()}


def test_an_answer_that_breaks_off_is_unknown(server: LocalServer) -> None:
    server.answer = lambda asked: Answer(202, b"half", {"Content-Length": "400", "X-Message-Id": "MSG1"})
    assert results(provider(server.url, timeout=0.5), email(1)) == {"REF0000001": Unknown()}
    assert server.all_asked(1)


def test_where_nobody_listens_the_emails_never_left() -> None:
    found = results(provider(closed_port()), email(1), email(2))
    assert found == dict.fromkeys(["REF0000001", "REF0000002"], Refused(FailReason.UNAVAILABLE, permanent=False))


@pytest.mark.parametrize("http_status", [301, 302, 303, 307, 308])
def test_a_redirect_is_not_followed_and_the_key_goes_nowhere(
    server: LocalServer, elsewhere: LocalServer, http_status: int
) -> None:
    server.answer = lambda asked: Answer(http_status, b"", {"Location": f"{elsewhere.url}{asked.target}"})
    own = provider(server.url)
    assert results(own, email(1)) == {"REF0000001": Refused(FailReason.ACCOUNT, permanent=False)}
    assert len(own.faults()) == 1
    assert elsewhere.asked == []


@pytest.mark.parametrize(
    ("headers", "wait"),
    [
        ({"X-RateLimit-Reset": "1795428004", "Date": "Mon, 23 Nov 2026 10:00:00 GMT"}, 4),
        ({"Retry-After": "3"}, 3),
        ({}, 1),
    ],
)
def test_a_busy_provider_is_waited_for_as_it_asks(server: LocalServer, headers: dict[str, str], wait: int) -> None:
    slept: list[float] = []
    server.in_turn(Answer(429, b"", headers), TAKEN)
    assert results(provider(server.url, sleep=slept.append), email(1)) == {"REF0000001": Accepted("MSG1")}
    assert slept == [wait]


def test_a_long_wait_is_left_to_the_queue(server: LocalServer) -> None:
    server.answer = lambda asked: Answer(429, b"", {"Retry-After": "600"})
    busy = Refused(FailReason.BUSY, permanent=False, retry_after=timedelta(minutes=10))
    assert results(provider(server.url), email(1), email(2)) == dict.fromkeys(["REF0000001", "REF0000002"], busy)
    assert len(server.asked) == 1


def test_many_short_waits_come_to_an_end(server: LocalServer) -> None:
    server.answer = lambda asked: Answer(429, b"")
    (result,) = results(provider(server.url), email(1)).values()
    assert isinstance(result, Refused)
    assert (result.reason, result.permanent) == (FailReason.BUSY, False)
    assert len(server.asked) == MOST_TRIES


def test_only_the_email_that_is_complained_of_is_refused_and_the_rest_is_sent(server: LocalServer) -> None:
    server.in_turn(complaining_of("personalizations.1.to"), TAKEN)
    taken = Accepted("MSG1")
    found = results(provider(server.url), email(1), email(2), email(3))
    assert found == {"REF0000002": BAD_ADDRESS, "REF0000001": taken, "REF0000003": taken}
    assert [len(addresses(asked)) for asked in server.asked] == [3, 2]


def test_a_provider_that_complains_of_one_email_after_the_other_is_heard_out(server: LocalServer) -> None:
    def answer(asked: Asked) -> Answer:
        bad = [index for index, address in enumerate(addresses(asked)) if "bad" in address]
        return complaining_of(f"personalizations.{bad[0]}.to.0.email") if bad else TAKEN

    server.answer = answer
    messages = [email(number, f"{'bad' if number % 2 else 'good'}{number}@example.com") for number in range(6)]
    found = results(provider(server.url), *messages)
    assert [found[one.reference] for one in messages] == [Accepted("MSG1"), BAD_ADDRESS] * 3
    assert len(server.asked) == 4


@pytest.mark.parametrize(
    ("answer", "expected"),
    [
        (complaining_of("personalizations.0.substitutions"), NOT_RENDERED),
        (complaining_of("personalizations[0].to"), BAD_ADDRESS),
        (complaining_of("personalizations.0"), BAD_ADDRESS),
        (complaining_of("personalizations.0.to", "personalizations.0.custom_args"), BAD_ADDRESS),
        (complaining_of("content.0.value"), NOT_RENDERED),
        (complaining_of("personalizations.7.to"), NOT_RENDERED),
        (complaining_of("from.email"), Refused(FailReason.ACCOUNT, permanent=False)),
        (complaining_of(None), NOT_RENDERED),
        (Answer(400, b"<html>"), NOT_RENDERED),
        (Answer(400, []), NOT_RENDERED),
        (Answer(400, {"errors": "no"}), NOT_RENDERED),
        (Answer(400, {"errors": [7, {"field": 7}]}), NOT_RENDERED),
        (Answer(400, b'{"errors":' + b"[" * 9999), NOT_RENDERED),
    ],
)
def test_a_complaint_is_about_one_email_or_all_or_us(server: LocalServer, answer: Answer, expected: Result) -> None:
    server.in_turn(answer)
    assert results(provider(server.url), email(1)) == {"REF0000001": expected}
    assert len(server.asked) == 1


@pytest.mark.parametrize(
    ("message", "reason"),
    [
        (SmsMessage("REF0000001", "+447700900001", "x"), FailReason.OTHER),
        (EmailMessage("REF0000001", "a@example.com", TEMPLATE, {"-text.name-": "x" * 10_000}), FailReason.NOT_RENDERED),
        (EmailMessage("REF0000001", "a@example.com", TEMPLATE, {"-text.name-": "ż" * 5_000}), FailReason.NOT_RENDERED),
    ],
)
def test_what_must_not_be_sent_is_refused_without_asking(
    server: LocalServer, message: Message, reason: FailReason
) -> None:
    assert results(provider(server.url), message) == {"REF0000001": Refused(reason, permanent=True)}
    assert server.asked == []


@pytest.mark.parametrize(
    "address", ["a@example.com", "a@EXAMPLE.org", "a@mail.example.net", "a@b.test", "a@b.example", "a@c.invalid"]
)
@pytest.mark.parametrize("host", ["https://api.eu.sendgrid.com", "https://sendgrid.example.com"])
def test_no_sample_address_is_handed_to_the_real_provider(address: str, host: str) -> None:
    own = provider(host)
    assert own.audience is Audience.REAL_PEOPLE
    assert results(own, email(1, address)) == {"REF0000001": Refused(FailReason.WRONG_WORLD, permanent=True)}


@pytest.mark.parametrize("address", ["a@notexample.com", "a@example.com.uk", "example.com@b.uk", "a@latest"])
def test_an_address_that_only_looks_like_a_sample_is_a_real_one(address: str) -> None:
    own = provider("https://api.eu.sendgrid.com")
    assert isinstance(own._checked(email(1, address)), EmailMessage)


def test_a_stand_in_takes_samples_and_a_proxy_of_the_environment_does_not_matter(
    server: LocalServer, monkeypatch: pytest.MonkeyPatch
) -> None:
    for name in ("HTTP_PROXY", "http_proxy", "ALL_PROXY"):
        monkeypatch.setenv(name, "http://127.0.0.1:9")
    server.answer = lambda asked: TAKEN
    own = provider(server.url)
    assert (own.audience, own.name) == (Audience.SAMPLES, "sendgrid")
    assert results(own, email(1)) == {"REF0000001": Accepted("MSG1")}


def test_the_host_may_have_a_path(server: LocalServer) -> None:
    server.answer = lambda asked: TAKEN
    results(provider(f"{server.url}/sendgrid"), email(1))
    assert server.asked[0].path == "/sendgrid/v3/mail/send"


def test_a_connection_is_kept_over_requests_and_opened_anew_after_a_cut(server: LocalServer) -> None:
    server.in_turn(TAKEN, TAKEN, CUT, TAKEN)
    own = provider(server.url)
    found = [results(own, email(number)) for number in range(4)]
    assert [one for each in found for one in each.values()] == [Accepted("MSG1")] * 2 + [Unknown(), Accepted("MSG1")]
    assert server.connections == 2


def test_making_a_provider_opens_nothing_and_shows_no_key(server: LocalServer) -> None:
    own = provider(server.url)
    assert set(own.hooks) == {"events"}
    assert server.connections == 0
    assert "sample-key" not in repr(own)


def test_it_cannot_be_asked_about_an_email_whose_answer_was_lost(server: LocalServer) -> None:
    own = provider(server.url)
    assert own.look_up([LostMessage("REF0000001", "a@example.com", link(1), frozenset(), settled=True)]) == {}
    assert list(own.reports([], NOW)) == []
    assert server.asked == []


def test_the_log_has_no_address_value_or_key(server: LocalServer, caplog: pytest.LogCaptureFixture) -> None:
    caplog.set_level(logging.DEBUG)
    own = provider(server.url)
    for answer in (TAKEN, Answer(418, json.dumps({"errors": ["patient1@example.com"]}).encode()), CUT, Answer(400)):
        server.in_turn(answer)
        results(own, email(1))
    assert caplog.records
    for secret in ("patient1", "LINK0000", "Ada", "sample-key"):
        assert secret not in caplog.text
