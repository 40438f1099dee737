"""What a notice says of which email, and what is no notice."""

from datetime import UTC, datetime, timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st

from notifier.providers.base import Report
from notifier.providers.smtp_email.bounces import bounce_reports
from notifier.providers.smtp_email.codes import bounce_reason
from notifier.vocabulary import FailReason, ReportKind
from tests.notifier.providers import bounce_samples

NOW = datetime(2026, 11, 30, 12, 0, tzinfo=UTC)
OURS = "surgery@example.com"


def the_report(raw: bytes) -> Report:
    (report,) = bounce_reports(raw, OURS, NOW)
    return report


@pytest.mark.parametrize(
    ("raw", "reason"),
    [
        (bounce_samples.postfix(), FailReason.BAD_ADDRESS),
        (bounce_samples.postfix(envelope_id=True), FailReason.BAD_ADDRESS),
        (bounce_samples.exchange(), FailReason.UNREACHABLE),
        (bounce_samples.qmail(), FailReason.BAD_ADDRESS),
    ],
    ids=["headers", "envelope id", "exchange", "qmail"],
)
def test_a_bounce_says_which_email_came_back_and_why(raw: bytes, reason: FailReason) -> None:
    report = the_report(raw)
    assert (report.reference, report.kind, report.fail_reason) == ("REF0000001", ReportKind.FAILED, reason)
    assert report.provider_id == "<fair-notice.REF0000001@example.com>"
    assert "patient1" not in str(report.raw) or "user unknown" in str(report.raw)


def test_it_happened_when_the_server_tried_last() -> None:
    tried = "Sun, 29 Nov 2026 23:30:00 -0100"
    assert the_report(bounce_samples.postfix(date=tried)).happened_at == datetime(2026, 11, 30, 0, 30, tzinfo=UTC)


@pytest.mark.parametrize(
    "date", ["", "yesterday", "Mon, 30 Nov 2099 10:00:00 +0000", "Mon, 30 Nov 2026 10:00:00 -0000"]
)
def test_a_date_that_cannot_be_is_not_believed(date: str) -> None:
    """Then the notice's own date counts."""
    assert the_report(bounce_samples.postfix(date=date)).happened_at == datetime(2026, 11, 30, 10, 15, tzinfo=UTC)


@pytest.mark.parametrize(
    ("action", "kind"),
    [
        ("failed", ReportKind.FAILED),
        ("delivered", ReportKind.DELIVERED),
        ("delayed", ReportKind.ACCEPTED),
        ("relayed", ReportKind.ACCEPTED),
        ("expanded", ReportKind.ACCEPTED),
        ("FAILED", ReportKind.FAILED),
    ],
)
def test_only_what_was_delivered_counts_as_delivered(action: str, kind: ReportKind) -> None:
    report = the_report(
        bounce_samples.postfix(action=action, status="2.0.0" if kind is not ReportKind.FAILED else "5.0.0")
    )
    assert report.kind is kind
    assert (report.fail_reason is None) is (kind is not ReportKind.FAILED)


def test_a_warning_that_it_takes_long_is_no_failure() -> None:
    assert the_report(bounce_samples.exim_still_trying()).kind is ReportKind.ACCEPTED


@pytest.mark.parametrize(
    "raw",
    [
        bounce_samples.absence(),
        bounce_samples.letter_of_a_patient(),
        bounce_samples.postfix(reference="not one of ours at all"),
        bounce_samples.qmail().replace(b"@example.com>", b"@elsewhere.example.net>"),
        bounce_samples.postfix().replace(b"<fair-notice.", b"<"),
        b"",
        b"\x00\xff\xfe",
        b"Content-Type: multipart/report; report-type=delivery-status; boundary=x\r\n\r\n--x",
    ],
    ids=["absence", "patient", "other", "other domain", "of staff", "empty", "noise", "cut off"],
)
def test_what_is_not_about_an_email_of_ours_says_nothing(raw: bytes) -> None:
    assert bounce_reports(raw, OURS, NOW) == []


def test_the_same_notice_is_the_same_event() -> None:
    first, again = (the_report(bounce_samples.postfix()) for _ in range(2))
    other = the_report(bounce_samples.postfix(action="delayed", status="4.0.0"))
    assert first.event_id == again.event_id != other.event_id


@pytest.mark.parametrize(
    ("status", "said", "reason"),
    [
        ("5.1.1", "", FailReason.BAD_ADDRESS),
        ("5.1.10", "", FailReason.BAD_ADDRESS),
        ("5.4.310", "", FailReason.BAD_ADDRESS),
        ("5.2.2", "", FailReason.UNREACHABLE),
        ("4.4.7", "", FailReason.UNREACHABLE),
        ("5.7.1", "", FailReason.BLOCKED),
        ("5.7.1", "550 5.7.1 our filter holds this for spam", FailReason.FILTERED),
        ("5.7.60", "", FailReason.BLOCKED),
        ("5.3.4", "", FailReason.NOT_RENDERED),
        ("", "550 5.1.1 gone", FailReason.BAD_ADDRESS),
        ("5.0.0", "", FailReason.OTHER),
    ],
)
def test_a_state_has_its_reason(status: str, said: str, reason: FailReason) -> None:
    assert bounce_reason(status, said) is reason


@given(st.binary(max_size=400), st.integers(0, 2_000))
def test_whatever_somebody_sends_there_is_read_or_left(noise: bytes, place: int) -> None:
    raw = bounce_samples.postfix()
    at = min(place, len(raw))
    for report in bounce_reports(raw[:at] + noise + raw[at:], OURS, NOW):
        assert report.happened_at is None or report.happened_at <= NOW + timedelta(days=1)
        assert report.reference
