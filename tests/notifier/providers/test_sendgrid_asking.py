"""What SendGrid says when it is asked: by its lists, for every email that waits at an address, and by its feed."""

from collections.abc import Mapping, Sequence
from datetime import UTC, datetime, timedelta
from typing import Any

import pytest

from notifier.providers.base import AwaitedMessage, CannotAsk, Report
from notifier.providers.sendgrid_email.provider import SendGridEmail
from notifier.vocabulary import FailReason, ReportKind
from tests.notifier.providers.server import CUT, Answer, Asked, LocalServer

NOW = datetime(2026, 11, 30, 10, 30, tzinfo=UTC)
HOUR = timedelta(hours=1)
TAKEN = NOW - 10 * HOUR
ADA = "Ada@example.com"
SCOPES = ["mail.send", "suppression.read"]


def awaited(number: int, to: str = ADA, taken: datetime = TAKEN) -> AwaitedMessage:
    return AwaitedMessage(f"REF{number}", f"MSG{number}", to, taken)


def listing(
    server: LocalServer,
    lists: Mapping[str, Sequence[Mapping[str, Any]] | Answer],
    *,
    scopes: Sequence[str] = SCOPES,
    feed: Sequence[Mapping[str, Any]] = (),
) -> None:
    """Let the server have these entries by list, and this activity."""

    def answer(asked: Asked) -> Answer:
        name = asked.path.rpartition("/")[2]
        if name == "scopes":
            return Answer(200, {"scopes": list(scopes)})
        if name == "messages":
            last = asked.query["query"][0].rpartition("TIMESTAMP ")[2].strip('"')
            found = [one for one in feed if one["last_event_time"] <= last]
            return Answer(200, {"messages": found[: int(asked.query["limit"][0])]})
        found_list = lists.get(name, ())
        if isinstance(found_list, Answer):
            return found_list
        at = int(asked.query["offset"][0])
        return Answer(200, list(found_list[at : at + int(asked.query["limit"][0])]))

    server.answer = answer


def entry(email: str = "ada@example.com", created: datetime = NOW - HOUR, **more: Any) -> dict[str, Any]:
    return {"email": email, "created": int(created.timestamp()), **more}


def reports(server: LocalServer, *waiting: AwaitedMessage) -> list[Report]:
    own = SendGridEmail("SG.key", "surgery@example.com", server.url, sleep=lambda seconds: None)
    return list(own.reports(waiting, NOW))


def test_a_list_that_fails_once_is_read_again(server: LocalServer) -> None:
    listing(server, {"bounces": [entry(reason="550")]})
    whole, failed = server.answer, list[Asked]()

    def answer(asked: Asked) -> Answer:
        if asked.path.endswith("/bounces") and not failed:
            failed.append(asked)
            return CUT
        return whole(asked)

    server.answer = answer
    assert [one.kind for one in reports(server, awaited(1))] == [ReportKind.FAILED]
    assert len(failed) == 1


@pytest.mark.parametrize(
    ("name", "kind", "reason"),
    [
        ("bounces", ReportKind.FAILED, FailReason.BAD_ADDRESS),
        ("blocks", ReportKind.FAILED, FailReason.BLOCKED),
        ("invalid_emails", ReportKind.FAILED, FailReason.BAD_ADDRESS),
        ("spam_reports", ReportKind.NOTED, FailReason.STOPPED),
        ("unsubscribes", ReportKind.NOTED, FailReason.STOPPED),
    ],
)
def test_each_list_says_what_became_of_every_email_that_waits_at_its_addresses(
    server: LocalServer, name: str, kind: ReportKind, reason: FailReason
) -> None:
    listing(server, {name: [entry(reason="550 no such mailbox", status="5.1.1"), entry("bob@example.com")]})
    found = reports(server, awaited(1), awaited(2, "ada@EXAMPLE.com"), awaited(3, "eve@example.com"))
    assert [(report.reference, report.kind, report.fail_reason) for report in found] == [
        ("REF1", kind, reason),
        ("REF2", kind, reason),
    ]
    assert {report.happened_at for report in found} == {NOW - HOUR}
    again = reports(server, awaited(1), awaited(2, "ada@EXAMPLE.com"))
    assert [report.event_id for report in again] == [report.event_id for report in found]


def test_what_came_on_a_list_before_the_email_was_taken_says_nothing_of_it(server: LocalServer) -> None:
    listing(server, {"bounces": [entry(created=TAKEN - HOUR)]})
    assert reports(server, awaited(1)) == []
    assert len(reports(server, awaited(1, taken=TAKEN - 2 * HOUR))) == 1
    assert server.asked[0].query["start_time"] == [str(int((TAKEN - timedelta(minutes=1)).timestamp()))]


def test_long_lists_are_read_in_pages_and_nothing_where_nothing_waits(server: LocalServer) -> None:
    assert reports(server) == []
    assert server.asked == []
    listing(server, {"bounces": [entry(f"p{number}@example.com") for number in range(1_200)]})
    found = reports(server, *(awaited(number, f"p{number}@example.com") for number in range(1_200)))
    assert len(found) == 1_200
    assert sum(asked.path.endswith("/bounces") for asked in server.asked) == 3


def test_one_list_that_is_closed_to_us_keeps_no_other_from_being_read(server: LocalServer) -> None:
    listing(server, {"bounces": Answer(403), "blocks": [entry()]})
    found: list[Report] = []
    with pytest.raises(CannotAsk, match=r"does not let us see bounces: .*sendgrid_api_key") as failed:
        found.extend(SendGridEmail("SG.key", "surgery@example.com", server.url).reports([awaited(1)], NOW))
    assert ([report.reference for report in found], failed.value.for_good) == (["REF1"], True)


@pytest.mark.parametrize("answer", [CUT, Answer(503), Answer(429), Answer(200, {"no": "list"}), Answer(200, b"<")])
def test_what_could_not_be_read_for_now_is_asked_again(server: LocalServer, answer: Answer) -> None:
    listing(server, {"bounces": answer, "invalid_emails": Answer(403)})
    with pytest.raises(CannotAsk, match=r"bounces: .*it is asked again") as failed:
        reports(server, awaited(1))
    assert not failed.value.for_good


@pytest.mark.parametrize(
    "odd", [{"email": 7, "created": 1}, {"email": "ada@example.com", "created": "soon"}, {}, "ada@example.com"]
)
def test_an_entry_that_cannot_be_read_is_left_out(server: LocalServer, odd: Any) -> None:
    listing(server, {"bounces": [odd, entry()]})
    assert len(reports(server, awaited(1))) == 1


# --- the activity feed ---


def activity(number: int, status: str = "delivered", at: datetime = NOW - HOUR) -> dict[str, Any]:
    when = f"{at:%Y-%m-%dT%H:%M:%SZ}"
    return {"msg_id": f"MSG{number}.rec", "to_email": "ada@example.com", "status": status, "last_event_time": when}


def test_the_feed_says_that_an_email_arrived_where_the_key_may_read_it(server: LocalServer) -> None:
    feed = [activity(1), activity(2, "not_delivered"), activity(3, "processed"), activity(9)]
    listing(server, {}, scopes=[*SCOPES, "email_activity.read"], feed=feed)
    found = reports(server, awaited(1), awaited(2), awaited(3))
    assert [(report.reference, report.kind) for report in found] == [
        ("REF1", ReportKind.DELIVERED),
        ("REF2", ReportKind.FAILED),
    ]
    assert found[0].happened_at == NOW - HOUR
    listing(server, {}, feed=feed)
    assert reports(server, awaited(1)) == []


def test_the_feed_is_read_on_from_where_each_answer_ends_and_not_too_often(server: LocalServer) -> None:
    feed = [activity(number, at=NOW - number * timedelta(seconds=1)) for number in range(2_500)]
    scopes = [*SCOPES, "email_activity.read"]
    listing(server, {}, scopes=scopes, feed=feed)
    assert {report.reference for report in reports(server, awaited(5), awaited(2_400))} == {"REF5", "REF2400"}
    listing(server, {}, scopes=scopes, feed=[activity(n, at=NOW - n * timedelta(seconds=1)) for n in range(9_000)])
    with pytest.raises(CannotAsk, match="it is asked again"):
        reports(server, awaited(8_900))
    assert sum(asked.path.endswith("/messages") for asked in server.asked) <= 3 + 5
