"""What Twilio calls us with: believed only when signed, and never anything but read or refused."""

import json
import logging
from dataclasses import replace
from datetime import UTC, datetime

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from notifier.providers.base import IncomingText, Report, WebhookCall, WebhookContent, WebhookReader, WebhookRefused
from notifier.providers.incoming import LARGEST_CALL
from notifier.providers.twilio_sms.codes import CODES, NO_CODE
from notifier.providers.twilio_sms.webhooks import STATUSES, TwilioWebhooks
from notifier.vocabulary import FailReason, ReportKind
from tests.notifier.providers.bad_calls import BAD_CALLS, INBOUND, STATUS, BadCall, Stage, having
from tests.notifier.providers.signing import FORM, private_key, twilio_call

TOKEN = "sample-token"
NOW = datetime(2026, 11, 23, 10, 0, tzinfo=UTC)
STAGE = Stage("https://surgery.example.com", TOKEN, private_key(), NOW)
URL = STAGE.status_url()
CALLS = TwilioWebhooks(TOKEN)
CALLS_BY_HOOK = {"status": CALLS.status, "inbound": CALLS.inbound}
OURS = [bad for bad in BAD_CALLS if bad.provider == "twilio"]


def status(*fields: tuple[str, str], url: str = URL) -> Report:
    (report,) = CALLS.status(twilio_call(TOKEN, url, fields), NOW).reports
    return report


def text(*fields: tuple[str, str]) -> IncomingText:
    (incoming,) = CALLS.inbound(twilio_call(TOKEN, STAGE.inbound_url, fields), NOW).texts
    return incoming


@pytest.mark.parametrize("bad", OURS, ids=lambda bad: bad.name)
def test_what_is_not_twilios_or_not_readable_is_refused(bad: BadCall) -> None:
    with pytest.raises(WebhookRefused) as refused:
        CALLS_BY_HOOK[bad.hook](bad.make(STAGE), NOW)
    assert refused.value.status == bad.http_status


def test_a_report_says_which_text_what_and_when() -> None:
    fields = [*STATUS, ("To", "+447700900001"), ("SmsStatus", "delivered")]
    assert status(*fields) == Report(
        reference="REF0000001",
        provider_id="SM" + "a" * 32,
        event_id=f"SM{'a' * 32}:delivered:",
        kind=ReportKind.DELIVERED,
        happened_at=None,
        fail_reason=None,
        raw=dict(fields),
    )


@pytest.mark.parametrize("word", STATUSES)
def test_every_status_has_its_meaning(word: str) -> None:
    report = status(*having(STATUS, "MessageStatus", word))
    assert report.kind is STATUSES[word]
    assert (report.fail_reason is not None) is (report.kind is ReportKind.FAILED)


@pytest.mark.parametrize("code", [code for code in CODES if code > 999])
def test_every_code_of_a_failed_text_has_its_meaning(code: int) -> None:
    report = status(*having(STATUS, "MessageStatus", "undelivered"), ("ErrorCode", str(code)))
    assert (report.kind, report.fail_reason) == (ReportKind.FAILED, CODES[code][0])
    assert report.event_id.endswith(f":undelivered:{code}")


def test_a_failure_without_a_code_is_a_failure() -> None:
    report = status(*having(STATUS, "MessageStatus", "failed"))
    assert (report.kind, report.fail_reason) == (ReportKind.FAILED, CODES[NO_CODE][0])


def test_an_unknown_code_is_loud_and_still_a_failure(caplog: pytest.LogCaptureFixture) -> None:
    report = status(*having(STATUS, "MessageStatus", "failed"), ("ErrorCode", "39999"), ("To", "+447700900001"))
    assert (report.kind, report.fail_reason) == (ReportKind.FAILED, FailReason.OTHER)
    (record,) = caplog.records
    assert (record.levelno, "39999" in record.getMessage()) == (logging.ERROR, True)
    assert "7700900001" not in caplog.text


def test_an_unknown_status_is_loud_and_kept(caplog: pytest.LogCaptureFixture) -> None:
    report = status(*having(STATUS, "MessageStatus", "pondering"))
    assert (report.kind, report.fail_reason, report.raw["MessageStatus"]) == (ReportKind.NOTED, None, "pondering")
    (record,) = caplog.records
    assert (record.levelno, "pondering" in record.getMessage()) == (logging.ERROR, True)


def test_the_same_report_has_the_same_event_id_and_another_has_another() -> None:
    sent = having(STATUS, "MessageStatus", "sent")
    assert status(*STATUS, ("More", "1")).event_id == status(*STATUS).event_id
    assert status(*sent).event_id != status(*STATUS).event_id


def test_no_event_id_is_longer_than_its_column() -> None:
    longest = [("MessageSid", "S" * 64), ("MessageStatus", "d" * 32), ("ErrorCode", "1" * 6)]
    assert len(status(*longest).event_id) <= 120


@pytest.mark.parametrize("url", [f"https://surgery.example.com:443{URL[27:]}", f"http://10.0.0.1:8000{URL[27:]}", URL])
def test_the_address_may_have_a_port(url: str) -> None:
    assert status(*STATUS, url=url).reference == "REF0000001"


def test_a_name_that_comes_twice_is_signed_and_kept_twice() -> None:
    assert status(*STATUS, ("MediaUrl", "b"), ("MediaUrl", "a")).raw["MediaUrl"] == ["b", "a"]


def test_the_content_type_may_say_more_and_headers_come_in_any_case() -> None:
    call = twilio_call(TOKEN, URL, STATUS, kind=f"{FORM.upper()}; charset=UTF-8")
    call = replace(call, headers={name.lower(): value for name, value in call.headers.items()})
    assert len(CALLS.status(call, NOW).reports) == 1


def test_a_text_is_handed_on_as_it_came() -> None:
    assert text(*INBOUND) == IncomingText("SM" + "b" * 32, "+447700900123", "KEEP", False, dict(INBOUND))


@pytest.mark.parametrize("body", ["", "  Keep\nit – żółw 🦆 & more=1 ", "x" * 5000])
def test_a_text_may_say_anything(body: str) -> None:
    assert text(*having(INBOUND, "Body", body)).body == body


def test_a_picture_without_words_is_an_empty_text() -> None:
    assert text(*INBOUND[:2]).body == ""


def test_a_text_may_come_from_a_name() -> None:
    assert text(*having(INBOUND, "From", "ElmSurgery")).sender == "ElmSurgery"


@pytest.mark.parametrize(
    ("kind", "is_stop", "is_start"),
    [("STOP", True, False), ("START", False, True), ("HELP", False, False), ("", False, False)],
)
def test_it_says_whether_twilio_took_it_for_a_stop_or_for_the_end_of_one(
    kind: str, is_stop: bool, is_start: bool
) -> None:
    found = text(*INBOUND, ("OptOutType", kind))
    assert (found.told_to_stop, found.told_to_start) == (is_stop, is_start)


def test_twilio_is_told_to_answer_nothing() -> None:
    content = CALLS.inbound(twilio_call(TOKEN, STAGE.inbound_url, INBOUND), NOW)
    assert content.answer == '<?xml version="1.0" encoding="UTF-8"?><Response/>'
    assert content.content_type.startswith("text/xml")


def test_what_a_table_cannot_hold_is_replaced_and_the_text_is_not_lost() -> None:
    assert text(*having(INBOUND, "Body", "KEEP\x00 it")).body == "KEEP\ufffd it"


def test_a_call_that_is_too_large_is_refused_unread() -> None:
    call = twilio_call(TOKEN, URL, STATUS, body=b"x" * (LARGEST_CALL + 1))
    with pytest.raises(WebhookRefused) as refused:
        CALLS.status(call, NOW)
    assert refused.value.status == 400


def test_a_refusal_quotes_nothing_and_the_token_is_not_shown() -> None:
    with pytest.raises(WebhookRefused) as refused:
        CALLS.inbound(twilio_call(TOKEN, STAGE.inbound_url, [("From", "+447700900123")]), NOW)
    assert "7700900123" not in str(refused.value)
    assert TOKEN not in repr(CALLS)


@pytest.mark.parametrize("url", ["", "http://[", "http://a:b", "http://a:99999999/", "nothing", "http://a/\ud800"])
def test_an_address_that_is_none_is_refused(url: str) -> None:
    call = replace(twilio_call(TOKEN, URL, STATUS), url=url)
    with pytest.raises(WebhookRefused):
        CALLS.status(call, NOW)


WORDS = st.text(st.characters(exclude_categories=["Cs"]))
NAMES = st.sampled_from(["MessageSid", "MessageStatus", "ErrorCode", "From", "Body"]) | WORDS


@settings(deadline=None, suppress_health_check=[HealthCheck.too_slow])
@given(st.lists(st.tuples(NAMES, WORDS)))
def test_whatever_twilio_signs_is_read_and_can_be_kept_or_is_refused(fields: list[tuple[str, str]]) -> None:
    for hook, url in ((CALLS.status, URL), (CALLS.inbound, STAGE.inbound_url)):
        content = heard_or_none(hook, twilio_call(TOKEN, url, fields))
        raws = [] if content is None else [one.raw for one in content.reports] + [one.raw for one in content.texts]
        assert "\x00" not in json.dumps(raws, ensure_ascii=False)


@settings(deadline=None, suppress_health_check=[HealthCheck.too_slow])
@given(st.binary(), WORDS, st.binary().map(lambda body: body.decode("latin-1")))
def test_whatever_anybody_else_sends_is_refused(body: bytes, kind: str, signature: str) -> None:
    call = WebhookCall(URL, {"Content-Type": kind, "X-Twilio-Signature": signature}, body)
    assert heard_or_none(CALLS.status, call) is None


def heard_or_none(hook: WebhookReader, call: WebhookCall) -> WebhookContent | None:
    try:
        return hook(call, NOW)
    except WebhookRefused:
        return None
