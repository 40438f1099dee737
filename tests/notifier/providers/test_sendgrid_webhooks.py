"""What SendGrid calls us with: believed only when signed and fresh, and never anything but read or refused."""

import base64
import json
import logging
from dataclasses import replace
from datetime import UTC, datetime, timedelta
from typing import Any

import pytest
from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PrivateKey
from cryptography.hazmat.primitives.serialization import Encoding, PublicFormat
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from notifier.providers.base import Report, WebhookCall, WebhookContent, WebhookRefused
from notifier.providers.incoming import LARGEST_CALL
from notifier.providers.sendgrid_email.codes import BOUNCES, DROPS, EVENTS
from notifier.providers.sendgrid_email.webhooks import SendGridWebhooks
from notifier.vocabulary import FailReason, ReportKind
from tests.notifier.providers.bad_calls import BAD_CALLS, SIGNATURE, TIMESTAMP, BadCall, Stage, event
from tests.notifier.providers.signing import private_key, public_key, sendgrid_call, sendgrid_headers

NOW = datetime(2026, 11, 23, 10, 0, tzinfo=UTC)
STAGE = Stage("https://surgery.example.com", "", private_key(), NOW)
CALLS = SendGridWebhooks(public_key(private_key()))


def content(*events: Any) -> WebhookContent:
    return CALLS.events(sendgrid_call(STAGE.key, STAGE.events_url, list(events), NOW), NOW)


def report(**changes: Any) -> Report:
    (one,) = content(event(STAGE, **changes)).reports
    return one


@pytest.mark.parametrize("bad", [bad for bad in BAD_CALLS if bad.provider == "sendgrid"], ids=lambda bad: bad.name)
def test_what_is_not_sendgrids_or_not_readable_is_refused(bad: BadCall) -> None:
    with pytest.raises(WebhookRefused) as refused:
        CALLS.events(bad.make(STAGE), NOW)
    assert refused.value.status == bad.http_status


def test_the_list_of_bad_calls_is_long_and_says_each_only_once() -> None:
    names = [bad.name for bad in BAD_CALLS]
    assert len(names) == len(set(names)) >= 60


def test_a_report_says_which_email_what_and_when() -> None:
    raw = event(STAGE, sg_message_id="MSG1.recvd-7d5-1", timestamp=1795428000)
    assert report(**raw) == Report(
        reference="REF0000001",
        provider_id="MSG1",
        event_id="ZGVsaXZlcmVk",
        kind=ReportKind.DELIVERED,
        happened_at=datetime(2026, 11, 23, 10, 0, tzinfo=UTC),
        fail_reason=None,
        raw=raw,
    )


@pytest.mark.parametrize("word", EVENTS)
def test_every_event_has_its_meaning(word: str) -> None:
    assert (report(event=word).kind, report(event=word).fail_reason) == EVENTS[word]


@pytest.mark.parametrize("kind", BOUNCES)
def test_every_bounce_has_its_reason(kind: str) -> None:
    bounced = report(event="bounce", type=kind, reason="550 5.1.1 no such mailbox")
    assert (bounced.kind, bounced.fail_reason) == (ReportKind.FAILED, BOUNCES[kind])


@pytest.mark.parametrize("reason", DROPS)
@pytest.mark.parametrize("written", [str.lower, str.title, str.upper])
def test_every_drop_has_its_reason(reason: str, written: Any) -> None:
    dropped = report(event="dropped", reason=written(reason))
    assert (dropped.kind, dropped.fail_reason) == (ReportKind.FAILED, DROPS[reason])


@pytest.mark.parametrize(
    ("changes", "expected"),
    [
        ({"event": "bounce", "type": "strange a@example.com"}, (ReportKind.FAILED, FailReason.OTHER)),
        ({"event": "dropped", "reason": "for a@example.com"}, (ReportKind.FAILED, FailReason.OTHER)),
        ({"event": "dropped"}, (ReportKind.FAILED, FailReason.OTHER)),
        ({"event": "a@example.com"}, (ReportKind.NOTED, None)),
    ],
)
def test_unknown_words_are_loud_quoted_nowhere_and_kept(
    changes: dict[str, str], expected: tuple[ReportKind, FailReason | None], caplog: pytest.LogCaptureFixture
) -> None:
    one = report(**changes)
    assert (one.kind, one.fail_reason) == expected
    assert changes.items() <= one.raw.items()
    (record,) = caplog.records
    assert record.levelno == logging.ERROR
    assert "example.com" not in caplog.text


def test_a_thousand_events_of_one_call_are_read_in_their_order() -> None:
    events = [event(STAGE, sg_event_id=f"E{number}", ref=f"REF{number:07d}") for number in range(1000)]
    found = content(*events)
    assert [one.reference for one in found.reports] == [f"REF{number:07d}" for number in range(1000)]
    assert found.malformed == 0


def test_a_call_without_an_event_is_no_error() -> None:
    assert content() == WebhookContent(reports=[])


@pytest.mark.parametrize(
    "bad",
    [
        None,
        7,
        "delivered",
        [],
        {},
        event(STAGE, sg_event_id=None),
        event(STAGE, sg_event_id=""),
        event(STAGE, sg_event_id="E" * 121),
        event(STAGE, sg_event_id=["E"]),
        event(STAGE, event=None),
        event(STAGE, event=""),
        event(STAGE, event="e" * 41),
        event(STAGE, timestamp=None),
        event(STAGE, timestamp="1795428000"),
        event(STAGE, timestamp=1795428000.5),
        event(STAGE, timestamp=True),
        event(STAGE, more=[[[[[[[[1]]]]]]]]),
    ],
    ids=repr,
)
def test_a_malformed_event_is_counted_and_the_good_ones_are_kept(bad: Any) -> None:
    found = content(event(STAGE, sg_event_id="first"), bad, event(STAGE, sg_event_id="last"))
    assert ([one.event_id for one in found.reports], found.malformed) == (["first", "last"], 1)


def test_a_number_too_large_for_any_table_is_malformed() -> None:
    body = json.dumps([event(STAGE)])[:-2] + ', "size": 1e999}]'
    call = sendgrid_call(STAGE.key, STAGE.events_url, body.encode(), NOW)
    assert CALLS.events(call, NOW) == WebhookContent(reports=[], malformed=1)


@pytest.mark.parametrize("reference", [None, "", 7, ["REF0000001"], "R" * 33, "REF 1", "REF\x00", "'; --", "ŻÓŁW"])
def test_an_event_that_is_not_of_ours_is_kept_and_fits_nothing(reference: Any) -> None:
    one = report(ref=reference)
    assert one.reference == ""
    assert one.raw["event"] == "delivered"


@pytest.mark.parametrize("message_id", [None, 7, "", ["MSG1"], ".x", "M" * 500])
def test_the_message_id_may_be_missing_or_odd(message_id: Any) -> None:
    assert len(report(sg_message_id=message_id).provider_id) <= 100


def test_what_a_table_cannot_hold_is_replaced() -> None:
    raw = report(reason="a\x00b", list=["\ud800"], **{"na\x00me": 1}).raw
    assert (raw["reason"], raw["list"], raw["na\ufffdme"]) == ("a\ufffdb", ["?"], 1)


@pytest.mark.parametrize("seconds", [0, -1, 10**40, int((NOW + timedelta(days=2)).timestamp())])
def test_an_event_at_an_impossible_time_happened_all_the_same(seconds: int) -> None:
    bounced = report(event="bounce", type="bounce", timestamp=seconds)
    assert (bounced.kind, bounced.happened_at) == (ReportKind.FAILED, None)


@pytest.mark.parametrize("minutes", [-9, 0, 11, 60 * 10, 60 * 24 + 30])
def test_a_call_is_believed_for_as_long_as_it_may_be_repeated(minutes: int) -> None:
    call = sendgrid_call(STAGE.key, STAGE.events_url, [event(STAGE)], NOW)
    assert len(CALLS.events(call, NOW + timedelta(minutes=minutes)).reports) == 1


@pytest.mark.parametrize("age", [timedelta(minutes=-11), timedelta(hours=26), timedelta(days=400)])
def test_a_call_of_a_later_time_or_of_days_ago_is_refused(age: timedelta) -> None:
    call = sendgrid_call(STAGE.key, STAGE.events_url, [event(STAGE)], NOW)
    with pytest.raises(WebhookRefused) as refused:
        CALLS.events(call, NOW + age)
    assert refused.value.status == 403


@pytest.mark.parametrize(
    ("kind", "reason"),
    [
        ("compliance_suspend", FailReason.ACCOUNT),
        ("something_new", FailReason.ACCOUNT),
        ("compliance_unsuspend", None),
        ("reactivated", None),
        ("deactivated", FailReason.ACCOUNT),
    ],
)
def test_a_change_of_the_account_is_told_with_its_reason(kind: str, reason: FailReason | None) -> None:
    changed = {"event": "account_status_change", "sg_event_id": "E1", "timestamp": 1795428000, "type": kind}
    (told,) = content(changed).reports
    assert (told.kind, told.fail_reason, told.reference) == (ReportKind.NOTED, reason, "")


def test_headers_come_in_any_case() -> None:
    call = sendgrid_call(STAGE.key, STAGE.events_url, [event(STAGE)], NOW)
    call = replace(call, headers={name.upper(): value for name, value in call.headers.items()})
    assert len(CALLS.events(call, NOW).reports) == 1


@pytest.mark.parametrize("key", ["", "no key", "AAAA", "é", public_key(private_key())[:-8]])
def test_without_a_key_every_call_is_refused_and_the_log_says_why(key: str, caplog: pytest.LogCaptureFixture) -> None:
    with pytest.raises(WebhookRefused) as refused:
        SendGridWebhooks(key).events(sendgrid_call(STAGE.key, STAGE.events_url, [], NOW), NOW)
    assert refused.value.status == 403
    assert "sendgrid_webhook_key" in caplog.text


def test_a_call_that_is_too_large_is_refused_unread() -> None:
    with pytest.raises(WebhookRefused) as refused:
        CALLS.events(WebhookCall(STAGE.events_url, {}, b" " * (LARGEST_CALL + 1)), NOW)
    assert refused.value.status == 400


JSON = st.recursive(
    st.none() | st.booleans() | st.integers() | st.floats() | st.text(),
    lambda inner: st.lists(inner, max_size=4) | st.dictionaries(st.text(), inner, max_size=4),
    max_leaves=8,
)
NAMES = st.sampled_from(["sg_event_id", "event", "timestamp", "ref", "sg_message_id", "type", "reason"])


@settings(deadline=None, suppress_health_check=[HealthCheck.too_slow])
@given(st.lists(st.dictionaries(NAMES, JSON).map(lambda changes: event(STAGE, **changes)) | JSON, max_size=4))
def test_whatever_sendgrid_signs_is_read_and_can_be_kept_or_is_refused(events: list[Any]) -> None:
    try:
        found = content(*events)
    except WebhookRefused:
        return  # a number that is none
    assert len(found.reports) + found.malformed == len(events)
    for one in found.reports:
        kept = json.dumps(one.raw, ensure_ascii=False, allow_nan=False).encode("utf-8")
        assert b"\\u0000" not in kept


@settings(deadline=None, suppress_health_check=[HealthCheck.too_slow])
@given(st.binary(), st.text(), st.text())
def test_whatever_anybody_else_sends_is_refused(body: bytes, signature: str, timestamp: str) -> None:
    good = sendgrid_headers(private_key(2), str(int(NOW.timestamp())), body)
    for changes in ({}, {SIGNATURE: signature}, {TIMESTAMP: timestamp}):
        with pytest.raises(WebhookRefused):
            CALLS.events(WebhookCall(STAGE.events_url, good | changes, body), NOW)


def test_a_key_of_another_kind_is_no_key() -> None:
    key = Ed25519PrivateKey.from_private_bytes(b"k" * 32).public_key()
    other = base64.b64encode(key.public_bytes(Encoding.DER, PublicFormat.SubjectPublicKeyInfo)).decode()
    assert len(list(SendGridWebhooks(other).faults())) == 1
    assert list(CALLS.faults()) == []
