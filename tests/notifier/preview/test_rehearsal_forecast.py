"""How long sending takes, by the limits and the quiet hours."""

from dataclasses import replace
from datetime import UTC, datetime, timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st

from notifier.preview.rehearsal.forecast import SLICE_WAIT, SendingLimits, sending_span

MONDAY = datetime(2026, 11, 23, 10, 0, tzinfo=UTC)
FREE = SendingLimits(per_second=10, per_day=0, quiet_hours="off", first_slice=0)
BY_DAY = replace(FREE, quiet_hours="18:00-08:00")


def test_it_goes_as_fast_as_the_provider_may_be_asked() -> None:
    found = sending_span(36_000, FREE, MONDAY)
    assert (found.first_at, found.last_at) == (MONDAY, MONDAY + timedelta(hours=1))


def test_it_waits_once_for_the_first_slice_and_only_when_there_is_more() -> None:
    sliced = replace(FREE, first_slice=20)
    assert sending_span(20, sliced, MONDAY).last_at == MONDAY + timedelta(seconds=2)
    assert sending_span(30, sliced, MONDAY).last_at == MONDAY + SLICE_WAIT + timedelta(seconds=3)


def test_it_rests_in_the_quiet_hours() -> None:
    evening = MONDAY.replace(hour=17, minute=30)
    found = sending_span(36_000, BY_DAY, evening)
    assert found.first_at == evening
    assert found.last_at == MONDAY.replace(day=24, hour=8, minute=30)


def test_at_night_the_first_text_waits_for_the_morning() -> None:
    friday_night = datetime(2026, 11, 27, 23, 0, tzinfo=UTC)
    assert sending_span(1, BY_DAY, friday_night).first_at == datetime(2026, 11, 30, 8, 0, tzinfo=UTC)


@pytest.mark.parametrize(("messages", "days"), [(100, 0), (101, 1), (200, 1), (500, 4), (501, 7)])
def test_a_limit_a_day_takes_as_many_working_days_as_it_needs(messages: int, days: int) -> None:
    found = sending_span(messages, replace(BY_DAY, per_day=100), MONDAY)
    assert found.last_at.date() == MONDAY.date() + timedelta(days=days)


def test_where_a_day_is_too_short_for_its_limit_the_pace_decides() -> None:
    slow = replace(BY_DAY, per_second=1 / 60, per_day=10_000)  # 600 in a working day of ten hours
    found = sending_span(480 + 600 + 60, slow, MONDAY)
    assert found.last_at == MONDAY.replace(day=25, hour=9)


def test_the_slowest_pace_comes_to_an_end_all_the_same() -> None:
    crawling = replace(BY_DAY, per_second=1 / 100_000, per_day=5)
    assert sending_span(3, crawling, MONDAY).last_at > MONDAY


@given(
    messages=st.integers(1, 2_000),
    per_second=st.floats(0.05, 100),
    per_day=st.integers(0, 500),
    quiet=st.sampled_from(["off", "18:00-08:00", "12:00-14:00"]),
)
def test_nothing_ends_before_it_begins_and_more_never_ends_sooner(
    messages: int, per_second: float, per_day: int, quiet: str
) -> None:
    limits = SendingLimits(per_second, per_day, quiet, first_slice=20)
    fewer, more = sending_span(messages, limits, MONDAY), sending_span(messages + 1, limits, MONDAY)
    assert MONDAY <= fewer.first_at <= fewer.last_at <= more.last_at
