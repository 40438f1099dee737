"""What Twilio says when it is asked: read by date in large pages, never one request a text; and what it cannot say."""

import json
from collections.abc import Mapping, Sequence
from datetime import UTC, datetime, timedelta
from typing import Any

import pytest

from notifier.providers.base import AwaitedMessage, CannotAsk, IncomingText, Report
from notifier.vocabulary import FailReason, ReportKind
from tests.notifier.providers.server import CUT, HANG, Answer, Asked, LocalServer
from tests.notifier.providers.twilio_samples import patience, provider

NOW = datetime(2026, 11, 30, 10, 30, tzinfo=UTC)
HOUR, DAY = timedelta(hours=1), timedelta(days=1)
OURS = "+447700900999"
WHEN = "Mon, 30 Nov 2026 09:00:00 +0000"


def awaited(number: int, before: timedelta = HOUR) -> AwaitedMessage:
    return AwaitedMessage(f"REF{number}", f"SM{number}", f"+44770090{number:04d}", NOW - before)


def text(number: int, status: str = "delivered", **more: Any) -> dict[str, Any]:
    """A text as Twilio lists it."""
    given = {"sid": f"SM{number}", "status": status, "to": f"+44770090{number:04d}", "from": OURS, "body": "Hello"}
    return {**given, "direction": "outbound-api", "date_sent": WHEN, "date_updated": WHEN, "error_code": None, **more}


def listing(server: LocalServer, *texts: Mapping[str, Any], page: int = 1_000) -> None:
    """Let the server list these, in pages, and give each by its name."""

    def answer(asked: Asked) -> Answer:
        name = asked.path.rpartition("/")[2].removesuffix(".json")
        if name != "Messages":
            found = next((one for one in texts if one["sid"] == name), None)
            return Answer(404, {"code": 20404}) if found is None else Answer(200, found)
        at = int(asked.query.get("PageToken", ["0"])[0])
        more = f"{asked.path}?PageToken={at + page}" if at + page < len(texts) else None
        return Answer(200, {"messages": texts[at : at + page], "next_page_uri": more})

    server.answer = answer


def reports(server: LocalServer, *waiting: AwaitedMessage) -> list[Report]:
    return list(provider(server.url).reports(waiting, NOW))


def texts_in(server: LocalServer, **settings: Any) -> list[IncomingText]:
    return list(provider(server.url, **settings).texts_since(NOW - DAY))


def inbound(number: int, **more: Any) -> dict[str, Any]:
    given = {"direction": "inbound", "from": "+447700900001", "to": OURS, "body": "KEEP"}
    return text(number, "received", **{**given, **more})


# --- what became of texts ---


def test_what_is_final_is_reported_with_its_own_time_and_an_event_of_its_own(server: LocalServer) -> None:
    listing(server, text(1), text(2, "undelivered", error_code=30005), text(3, "sent"), text(4, "failed"))
    delivered, gone, failed = reports(server, *map(awaited, (1, 2, 3, 4)))
    assert (delivered.reference, delivered.provider_id, delivered.kind) == ("REF1", "SM1", ReportKind.DELIVERED)
    assert (delivered.event_id, delivered.happened_at) == ("SM1:delivered:0:listed", NOW - timedelta(minutes=90))
    assert (gone.kind, gone.fail_reason) == (ReportKind.FAILED, FailReason.BAD_ADDRESS)
    assert (failed.reference, failed.fail_reason) == ("REF4", FailReason.OTHER)
    assert json.loads(json.dumps(delivered.raw)) == delivered.raw


def test_thousands_are_read_in_pages_and_no_text_by_itself(server: LocalServer) -> None:
    listing(server, *(text(number) for number in range(2_500)))
    assert len(reports(server, *(awaited(number) for number in range(2_500)))) == 2_500
    assert len(server.asked) == 3
    assert server.asked[0].query["PageSize"] == ["1000"]


def test_nothing_more_is_read_than_is_waited_for(server: LocalServer) -> None:
    listing(server, *(text(number) for number in range(30)), page=10)
    assert len(reports(server, awaited(3))) == 1
    assert len(server.asked) == 1
    assert reports(server) == []
    assert len(server.asked) == 1


@pytest.mark.parametrize(
    ("before", "first", "last"),
    [
        ((HOUR,), "2026-11-29T00:00:00Z", None),
        ((HOUR, 9 * DAY), "2026-11-20T00:00:00Z", None),
        ((7 * DAY, 9 * DAY), "2026-11-20T00:00:00Z", "2026-11-25T00:00:00Z"),
    ],
)
def test_the_oldest_and_the_newest_that_wait_decide_which_days_are_read(
    server: LocalServer, before: Sequence[timedelta], first: str, last: str | None
) -> None:
    listing(server, *(text(number) for number in range(len(before))))
    reports(server, *(awaited(number, long) for number, long in enumerate(before)))
    query = server.asked[0].query
    assert query["DateSent>"] == [first]
    assert query.get("DateSent<") == (None if last is None else [last])


def test_a_text_that_the_list_leaves_out_is_asked_for_by_itself_once_it_should_be_there(server: LocalServer) -> None:
    listing(server, text(1))
    server_answer = server.answer

    def answer(asked: Asked) -> Answer:
        return Answer(200, text(2, "failed", date_sent=None)) if "SM2" in asked.path else server_answer(asked)

    server.answer = answer
    found = reports(server, awaited(1), awaited(2), awaited(3, timedelta(minutes=20)))
    assert [report.reference for report in found] == ["REF1", "REF2"]
    assert not [asked for asked in server.asked if "SM3" in asked.path]


def test_a_list_without_any_text_that_twilio_took_says_nothing_of_them(server: LocalServer) -> None:
    listing(server)
    with pytest.raises(CannotAsk, match="twilio_account_sid"):
        reports(server, awaited(1), awaited(2), awaited(3, timedelta(0)))
    with pytest.raises(CannotAsk, match="0 of 60"):
        reports(server, *(awaited(number) for number in range(60)))
    listing(server, text(1))
    assert len(reports(server, awaited(1), awaited(2))) == 1, "one of them may have been deleted there"


@pytest.mark.parametrize(
    ("answer", "words"),
    [
        (Answer(403, {"code": 20403}), "the right to read messages"),
        (Answer(401, {"code": 20003}), "the right to read messages"),
        (Answer(503), "HTTP 503"),
        (Answer(429), "HTTP 429"),
        (CUT, "ConnectionError"),
        (HANG, "it is asked again"),
        (Answer(200, b"<html>"), "it is asked again"),
    ],
    ids=str,
)
def test_what_keeps_it_from_answering_is_said(server: LocalServer, answer: Answer, words: str) -> None:
    server.answer = lambda asked: answer
    own = provider(server.url, timeout=patience(answer))
    for asking in (own.reports([awaited(1)], NOW), own.texts_since(NOW)):
        with pytest.raises(CannotAsk, match=words) as failed:
            list(asking)
        assert not failed.value.for_good


@pytest.mark.parametrize("fault", [Answer(429), Answer(500), CUT, HANG], ids=str)
def test_a_page_that_failed_once_or_twice_is_read_again_and_a_third_time_ends_it(
    server: LocalServer, fault: Answer
) -> None:
    listing(server, *(text(number) for number in range(20)), inbound(21), page=10)
    whole, faults = server.answer, [fault, fault]

    def answer(asked: Asked) -> Answer:
        return faults.pop() if faults and "PageToken" in asked.query else whole(asked)

    server.answer = answer
    own = provider(server.url, timeout=patience(fault))
    assert len(list(own.reports([awaited(number) for number in range(20)], NOW))) == 20
    faults.extend([fault, fault])
    assert len(list(own.texts_since(NOW))) == 1
    faults.extend([fault, fault, fault])
    with pytest.raises(CannotAsk):
        list(own.texts_since(NOW))


@pytest.mark.parametrize("fault", [Answer(403), Answer(429, headers={"Retry-After": "60"})], ids=str)
def test_a_refusal_and_a_long_wait_are_not_sat_out(server: LocalServer, fault: Answer) -> None:
    server.answer = lambda asked: fault
    with pytest.raises(CannotAsk):
        reports(server, awaited(1))
    assert len(server.asked) == 1


def test_what_was_read_before_a_page_failed_is_not_lost(server: LocalServer) -> None:
    listing(server, *(text(number) for number in range(20)), page=10)
    whole = server.answer
    server.answer = lambda asked: Answer(500) if "PageToken" in asked.query else whole(asked)
    found: list[Report] = []
    with pytest.raises(CannotAsk):
        found.extend(provider(server.url).reports([awaited(number) for number in range(20)], NOW))
    assert len(found) == 10


# --- what people text ---


def test_texts_to_our_number_are_read_with_the_event_of_twilios_own_call(server: LocalServer) -> None:
    listing(server, inbound(1), text(2), inbound(3, to="+447700900555"))
    (found,) = texts_in(server)
    assert (found.event_id, found.sender, found.body) == ("SM1", "+447700900001", "KEEP")
    assert (found.sent_at, found.told_to_stop) == (NOW - timedelta(minutes=90), False)
    assert server.asked[0].query["DateSent>"] == ["2026-11-28T00:00:00Z"]


def test_a_text_that_is_blanked_out_is_one_too(server: LocalServer) -> None:
    listing(
        server, inbound(1, **{"from": "+4477009XXXX", "to": "+4477009XXXX", "body": None}), inbound(2, date_sent=None)
    )
    assert [(found.sender, found.body, found.sent_at is None) for found in texts_in(server)] == [
        ("+4477009XXXX", "", False),
        ("+447700900001", "KEEP", True),
    ]


def test_a_name_cannot_be_texted_and_a_service_has_its_own_numbers(server: LocalServer) -> None:
    assert texts_in(server, sender="ElmSurgery") == []
    assert server.asked == []
    listing(server, inbound(1, to="+447700900888"))
    whole = server.answer
    numbers = {"phone_numbers": [{"phone_number": "+447700900888"}], "meta": {"key": "phone_numbers"}}
    server.answer = lambda asked: Answer(200, numbers) if "/Services/MG1/" in asked.path else whole(asked)
    assert len(texts_in(server, sender="", messaging_service_sid="MG1")) == 1
    assert len(texts_in(server)) == 0
