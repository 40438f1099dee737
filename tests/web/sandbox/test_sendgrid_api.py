"""The stand-in for SendGrid, spoken to by SendGrid's own library."""

import json
from collections.abc import Iterator
from datetime import UTC, datetime, timedelta
from http.client import RemoteDisconnected
from pathlib import Path
from typing import Any

import pytest
from python_http_client.exceptions import (
    BadRequestsError,
    ForbiddenError,
    InternalServerError,
    TooManyRequestsError,
    UnauthorizedError,
)
from sendgrid.helpers.eventwebhook import EventWebhook

from notifier.vocabulary import Channel
from tests.waiting import eventually
from tests.web.stand_in import ALL_REACHED, NEVER, PUBLIC_URL, Call, Provided, mail, provided
from web.sandbox.outbox_reader import OutboxReader, SentMessage
from web.sandbox.scenario import Scenario
from web.sandbox.sendgrid_api import LARGEST_VALUES, MOST
from web.sandbox.sendgrid_events import BATCH

ONE, TWO = "ada@example.com", "bob@example.com"


@pytest.fixture
def stand_in(tmp_path: Path) -> Iterator[Provided]:
    """One that reaches everybody and does nothing wrong, until a test says otherwise."""
    with provided(tmp_path, Scenario().changed(ALL_REACHED)) as running:
        yield running


def events(stand_in: Provided, number: int) -> list[dict[str, Any]]:
    """The events, once there are so many."""

    def content() -> list[dict[str, Any]]:
        return [event for call in list(stand_in.product.calls) for event in json.loads(call.body)]

    assert eventually(lambda: len(content()) >= number), content()
    return content()


def kept(stand_in: Provided) -> list[SentMessage]:
    return sorted(OutboxReader(stand_in.folder).found(Channel.EMAIL, ""), key=lambda message: message.reference)


def test_a_request_is_taken_and_each_email_is_filled_with_its_own_values(stand_in: Provided) -> None:
    answer = stand_in.sendgrid().send(mail(ONE, TWO))
    assert (answer.status_code, answer.body) == (202, b"")
    assert answer.headers["X-Message-Id"]
    first, second = kept(stand_in)
    assert (first.reference, first.to, first.subject, first.text) == ("REF0", ONE, "For N0", "Dear N0")
    assert (second.reference, second.to, second.html) == ("REF1", TWO, "<p>Dear N1</p>")


def test_events_carry_the_message_id_and_our_own_arguments(stand_in: Provided) -> None:
    answer = stand_in.sendgrid().send(mail(ONE, TWO))
    content = events(stand_in, 4)
    assert {(event["ref"], event["event"]) for event in content} == {
        (reference, kind) for reference in ("REF0", "REF1") for kind in ("processed", "delivered")
    }
    assert all(event["sg_message_id"].startswith(answer.headers["X-Message-Id"]) for event in content)
    assert len({event["sg_event_id"] for event in content}) == 4
    assert all(isinstance(event["timestamp"], int) for event in content)


def test_events_are_signed(stand_in: Provided) -> None:
    stand_in.sendgrid().send(mail(ONE))
    (call, *_) = stand_in.product.wait_for(1)
    assert call.url == f"{PUBLIC_URL}/hooks/sendgrid/events"
    assert signed(call, stand_in.stand_in.account.webhook_key)
    assert not signed(Call(call.url, call.headers, call.body + b" "), stand_in.stand_in.account.webhook_key)


def signed(call: Call, key: str) -> bool:
    return bool(
        EventWebhook(key).verify_signature(
            call.body.decode("utf-8"),
            call.headers["X-Twilio-Email-Event-Webhook-Signature"],
            call.headers["X-Twilio-Email-Event-Webhook-Timestamp"],
        )
    )


def test_events_come_in_batches(stand_in: Provided) -> None:
    people = [f"p{number}@example.com" for number in range(MOST)]
    stand_in.sendgrid().send(mail(*people))
    content = events(stand_in, 2 * MOST)
    assert len({event["sg_event_id"] for event in content}) == 2 * MOST
    assert max(len(json.loads(call.body)) for call in stand_in.product.calls) <= BATCH
    assert len(stand_in.product.calls) < len(content)


def without(name: str) -> dict[str, Any]:
    return {key: value for key, value in mail(ONE).items() if key != name}


def with_values(**substitutions: str) -> dict[str, Any]:
    request = mail(ONE)
    request["personalizations"][0]["substitutions"] = substitutions
    return request


HTML_FIRST = [{"type": "text/html", "value": "<p>x</p>"}, {"type": "text/plain", "value": "x"}]


@pytest.mark.parametrize(
    ("request_body", "field"),
    [
        (mail(), "personalizations"),
        (mail(*(f"p{number}@example.com" for number in range(MOST + 1))), "personalizations"),
        (mail(ONE, TWO, "Ada@Example.com"), "personalizations.2"),
        (mail("nobody"), "personalizations.0.to"),
        (without("from"), "from"),
        (mail(ONE, **{"from": {"email": "nobody"}}), "from.email"),
        (without("subject"), "subject"),
        (without("content"), "content"),
        (mail(ONE, content=HTML_FIRST), "content"),
        (mail(ONE, content=[{"type": "text/plain", "value": ""}]), "content.0.value"),
        (with_values(mark="x" * LARGEST_VALUES), "personalizations.0"),
        (with_values(mark=7), "personalizations.0.substitutions.mark"),  # type: ignore[arg-type]  # what is tested
    ],
)
def test_what_sendgrid_would_not_take_is_refused_whole(
    stand_in: Provided, request_body: dict[str, Any], field: str
) -> None:
    with pytest.raises(BadRequestsError) as refused:
        stand_in.sendgrid().send(request_body)
    assert field in [error["field"] for error in refused.value.to_dict["errors"]]
    assert stand_in.counts()["email"]["accepted"] == 0


def test_a_wrong_key_is_refused(stand_in: Provided) -> None:
    with pytest.raises(UnauthorizedError):
        stand_in.sendgrid(key="SG.wrong").send(mail(ONE))


def test_the_keys_rights_can_be_asked_for(stand_in: Provided) -> None:
    assert "mail.send" in json.loads(stand_in.sendgrid().client.scopes.get().body)["scopes"]


def test_tracking_that_was_not_forbidden_is_noticed(stand_in: Provided) -> None:
    stand_in.sendgrid().send(mail(ONE))
    assert stand_in.counts()["email"]["tracked"] == 0
    stand_in.sendgrid().send(without("tracking_settings"))
    assert stand_in.counts()["email"]["tracked"] == 1


def test_a_trial_reaches_nobody(stand_in: Provided) -> None:
    answer = stand_in.sendgrid().send(mail(ONE, mail_settings={"sandbox_mode": {"enable": True}}))
    assert answer.status_code == 200
    assert kept(stand_in) == []


@pytest.mark.parametrize(
    ("fate", "expected", "words"),
    [
        ("bounce", [("processed", None), ("bounce", "bounce")], "no such mailbox"),
        ("blocked", [("processed", None), ("bounce", "blocked")], "refused"),
        ("deferred", [("processed", None), ("deferred", None), ("delivered", None)], "second try"),
        ("dropped", [("dropped", None)], "not tried"),
        ("spamreport", [("processed", None), ("delivered", None), ("spamreport", None)], "spam"),
    ],
)
def test_an_email_meets_its_fate(
    stand_in: Provided, fate: str, expected: list[tuple[str, str | None]], words: str
) -> None:
    stand_in.change(email={fate: 1})
    stand_in.sendgrid().send(mail(ONE))
    content = [(event["event"], event.get("type")) for event in events(stand_in, len(expected))]
    assert sorted(content, key=str) == sorted(expected, key=str)
    assert eventually(lambda: words in kept(stand_in)[0].fate)


def test_a_connection_that_is_cut_raises_and_the_email_was_never_there(stand_in: Provided) -> None:
    stand_in.change(faults={"cut": 1})
    with pytest.raises(RemoteDisconnected):
        stand_in.sendgrid().send(mail(ONE))
    assert kept(stand_in) == []


@pytest.mark.parametrize("fault", ["cut_after", "accepted_then_500"])
def test_a_lost_answer_raises_and_the_email_has_gone(stand_in: Provided, fault: str) -> None:
    stand_in.change(faults={fault: 1})
    with pytest.raises((RemoteDisconnected, InternalServerError)):
        stand_in.sendgrid().send(mail(ONE))
    assert [message.to for message in kept(stand_in)] == [ONE]
    assert {event["ref"] for event in events(stand_in, 2)} == {"REF0"}


def test_silence_outlasts_the_client(stand_in: Provided) -> None:
    stand_in.change(faults={"hang": 1})
    with pytest.raises(TimeoutError):
        stand_in.sendgrid(timeout=0.2).send(mail(ONE))


def test_a_busy_provider_says_how_long_to_wait(stand_in: Provided) -> None:
    stand_in.change(faults={"busy": 1}, retry_after=3)
    with pytest.raises(TooManyRequestsError) as refused:
        stand_in.sendgrid().send(mail(ONE))
    assert refused.value.headers["Retry-After"] == "3"


def test_early_events_come_before_the_answer(stand_in: Provided) -> None:
    stand_in.change(callbacks={"early": 1, "first_after": NEVER, "last_after": NEVER})
    stand_in.sendgrid().send(mail(ONE, TWO))
    (call,) = stand_in.product.calls
    assert [event["event"] for event in json.loads(call.body)] == ["processed", "processed"]


def test_doubled_events_have_the_same_id(stand_in: Provided) -> None:
    stand_in.change(callbacks={"doubled": 1, "last_after": 0.05})
    stand_in.sendgrid().send(mail(ONE))
    content = events(stand_in, 4)
    assert len({event["sg_event_id"] for event in content}) == 2


def test_reordered_events_come_the_last_first(stand_in: Provided) -> None:
    stand_in.change(callbacks={"reordered": 1, "first_after": 0, "last_after": NEVER})
    stand_in.sendgrid().send(mail(ONE))
    assert [event["event"] for event in events(stand_in, 1)] == ["delivered"]


def test_each_event_says_when_it_happened_whatever_the_order_in_which_it_is_told(stand_in: Provided) -> None:
    stand_in.change(email={"late_bounce": 1}, callbacks={"reordered": 1, "first_after": 0.5, "last_after": 4.5})
    stand_in.sendgrid().send(mail(ONE))
    told = events(stand_in, 3)
    assert [event["event"] for event in told] == ["bounce", "delivered", "processed"]
    bounced, delivered, processed = (event["timestamp"] for event in told)
    assert bounced > delivered > processed


@pytest.mark.parametrize(
    ("fate", "list_name"),
    [
        ("bounce", "bounces"),
        ("late_bounce", "bounces"),
        ("blocked", "blocks"),
        ("invalid", "invalid_emails"),
        ("spamreport", "spam_reports"),
        ("unsubscribed", "unsubscribes"),
    ],
)
def test_an_address_that_came_to_nothing_stands_on_its_list(stand_in: Provided, fate: str, list_name: str) -> None:
    stand_in.change(email={fate: 1}, callbacks={"lost": 1, "first_after": 0, "last_after": 0})
    stand_in.sendgrid().send(mail(ONE, TWO))
    client = stand_in.sendgrid().client.suppression._(list_name)

    def listed(**asked: Any) -> list[dict[str, Any]]:
        found: list[dict[str, Any]] = client.get(query_params=asked).to_dict
        return found

    assert eventually(lambda: len(listed()) == 2)
    created = min(entry["created"] for entry in listed())
    assert {entry["email"] for entry in listed(start_time=created, end_time=created + 60)} == {ONE, TWO}
    assert listed(start_time=created + 60) == listed(end_time=created - 1) == []
    assert listed(limit=1) != listed(limit=1, offset=1)


def test_a_key_may_have_no_right_to_the_lists(stand_in: Provided) -> None:
    stand_in.change(rights={"suppressions_listed": False})
    with pytest.raises(ForbiddenError):
        stand_in.sendgrid().client.suppression.bounces.get()
    assert stand_in.sendgrid().client.scopes.get().to_dict == {"scopes": ["mail.send"]}


def test_the_activity_feed_says_where_each_email_stands_and_has_to_be_paid_for(stand_in: Provided) -> None:
    now = datetime.now(UTC)
    begins, ends = (f"{now + timedelta(hours=hours):%Y-%m-%dT%H:%M:%SZ}" for hours in (-1, 1))
    asked = {"query": f'last_event_time BETWEEN TIMESTAMP "{begins}" AND TIMESTAMP "{ends}"', "limit": 1000}
    message_id = stand_in.sendgrid().send(mail(ONE)).headers["X-Message-Id"]
    events(stand_in, 2)
    with pytest.raises(ForbiddenError):
        stand_in.sendgrid().client.messages.get(query_params=asked)
    stand_in.change(rights={"activity_listed": True})
    (found,) = stand_in.sendgrid().client.messages.get(query_params=asked).to_dict["messages"]
    assert (found["to_email"], found["status"]) == (ONE, "delivered")
    assert found["msg_id"].startswith(message_id)
    with pytest.raises(BadRequestsError):
        stand_in.sendgrid().client.messages.get(query_params={"query": "everything"})
