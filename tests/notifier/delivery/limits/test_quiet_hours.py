"""When texts may go: working hours of working days in London, and the first moment after a rest."""

from datetime import UTC, date, datetime, timedelta
from typing import Never

import pytest
import requests
from hypothesis import given
from hypothesis import strategies as st

from notifier.campaigns.calendar import LONDON
from notifier.campaigns.working_days import bank_holidays
from notifier.delivery.limits import quiet_hours as quiet

DEFAULT = "18:00-08:00"


def london(text: str) -> datetime:
    """A moment, written as the clocks in London show it."""
    return datetime.fromisoformat(text).replace(tzinfo=LONDON).astimezone(UTC)


@pytest.mark.parametrize(
    ("moment", "expected"),
    [
        ("2026-11-23 07:59:59", False),
        ("2026-11-23 08:00", True),
        ("2026-11-23 17:59:59", True),
        ("2026-11-23 18:00", False),
        ("2026-11-23 23:00", False),
        ("2026-11-24 00:00", False),
        ("2026-11-21 12:00", False),  # a Saturday
        ("2026-11-22 12:00", False),  # a Sunday
        ("2026-12-25 12:00", False),
        ("2026-12-28 12:00", False),  # for Boxing Day, which is a Saturday
        ("2026-12-29 12:00", True),
        ("2026-07-13 12:00", True),  # in Northern Ireland alone a bank holiday
        ("2026-06-01 08:00", True),  # summer time: 07:00 UTC
        ("2026-06-01 07:59", False),
    ],
)
def test_texts_go_in_working_hours_of_working_days(moment: str, expected: bool) -> None:
    assert quiet.may_text(DEFAULT, london(moment)) is expected


@pytest.mark.parametrize("moment", ["2026-11-22 03:00", "2026-12-25 12:00"])
def test_without_quiet_hours_texts_go_at_any_time(moment: str) -> None:
    assert quiet.may_text("off", london(moment))
    assert quiet.opens_at("off", london(moment)) == london(moment)


@pytest.mark.parametrize(
    ("moment", "expected"),
    [("11:59:59", True), ("12:00", False), ("12:59:59", False), ("13:00", True), ("00:00", True), ("23:59", True)],
)
def test_quiet_hours_may_be_within_one_day(moment: str, expected: bool) -> None:
    assert quiet.may_text("12:00-13:00", london(f"2026-11-23 {moment}")) is expected


def test_quiet_hours_that_end_when_they_begin_leave_the_days_off() -> None:
    assert quiet.may_text("08:00-08:00", london("2026-11-23 08:00"))
    assert quiet.opens_at("08:00-08:00", london("2026-11-21 12:00")) == london("2026-11-23 00:00")


@pytest.mark.parametrize(
    ("quiet_hours", "moment", "expected"),
    [
        (DEFAULT, "2026-11-23 10:00", "2026-11-23 10:00"),
        (DEFAULT, "2026-11-23 03:00", "2026-11-23 08:00"),
        (DEFAULT, "2026-11-23 18:00", "2026-11-24 08:00"),
        (DEFAULT, "2026-11-20 18:00", "2026-11-23 08:00"),
        (DEFAULT, "2026-12-24 18:00", "2026-12-29 08:00"),
        (DEFAULT, "2026-04-02 20:00", "2026-04-07 08:00"),  # over Easter
        (DEFAULT, "2026-03-27 18:00", "2026-03-30 08:00"),  # summer time begins on the Sunday
        (DEFAULT, "2026-10-23 18:00", "2026-10-26 08:00"),  # and ends
        ("12:00-13:00", "2026-11-23 12:30", "2026-11-23 13:00"),
        ("12:00-13:00", "2026-11-21 12:30", "2026-11-23 00:00"),
    ],
)
def test_it_says_when_texts_may_go_again(quiet_hours: str, moment: str, expected: str) -> None:
    assert quiet.opens_at(quiet_hours, london(moment)) == london(expected)


@pytest.mark.parametrize(
    ("quiet_hours", "moment", "hours", "expected"),
    [
        (DEFAULT, "2026-11-23 10:00", 2, "2026-11-23 12:00"),
        (DEFAULT, "2026-11-23 10:00", 8, "2026-11-23 18:00"),
        (DEFAULT, "2026-11-23 10:00", 9, "2026-11-24 09:00"),
        (DEFAULT, "2026-11-20 17:00", 12, "2026-11-24 09:00"),
        (DEFAULT, "2026-11-21 17:00", 0, "2026-11-23 08:00"),
        ("12:00-13:00", "2026-11-23 11:00", 25, "2026-11-24 14:00"),
        ("off", "2026-11-21 11:00", 24, "2026-11-22 11:00"),
    ],
)
def test_it_says_when_work_will_be_done(quiet_hours: str, moment: str, hours: int, expected: str) -> None:
    assert quiet.done_at(quiet_hours, london(moment), timedelta(hours=hours)) == london(expected)


def test_the_bank_holidays_are_known_to_the_end_of_a_year() -> None:
    last = quiet.covered_until()
    assert (last.month, last.day) == (12, 31)
    assert last >= date(2028, 12, 31)


def test_after_the_last_known_year_only_weekends_are_days_off() -> None:
    christmas = date(quiet.covered_until().year + 1, 12, 25)
    while christmas.weekday() >= 5:
        christmas = christmas.replace(year=christmas.year + 1)
    assert quiet.may_text(DEFAULT, london(f"{christmas} 12:00"))


def test_nobody_is_asked_for_the_bank_holidays(monkeypatch: pytest.MonkeyPatch) -> None:
    def refuse(*_args: object, **_options: object) -> Never:
        raise AssertionError("a request left the program")

    monkeypatch.setattr(requests.Session, "request", refuse)
    bank_holidays.cache_clear()
    assert not quiet.may_text(DEFAULT, london("2026-12-25 12:00"))


TIMES = st.times().map(lambda at: f"{at:%H:%M}")
QUIET_HOURS = st.one_of(st.just("off"), st.tuples(TIMES, TIMES).map("-".join))
MOMENTS = st.datetimes(datetime(2024, 1, 1), datetime(2031, 12, 31), timezones=st.just(UTC))


@given(QUIET_HOURS, MOMENTS, st.floats(0, 1))
def test_texts_may_go_from_the_moment_it_names_and_not_before(quiet_hours: str, now: datetime, share: float) -> None:
    opening = quiet.opens_at(quiet_hours, now)
    assert opening >= now
    assert quiet.may_text(quiet_hours, opening)
    if opening > now:
        before = min(now + (opening - now) * share, opening - timedelta(microseconds=1))
        assert not quiet.may_text(quiet_hours, before)


@given(QUIET_HOURS, MOMENTS, st.timedeltas(timedelta(), timedelta(hours=40)), st.timedeltas(timedelta(), timedelta(20)))
def test_work_in_two_parts_is_done_when_it_is_in_one(
    quiet_hours: str, now: datetime, first: timedelta, second: timedelta
) -> None:
    done = quiet.done_at(quiet_hours, now, first + second)
    assert done - now >= first + second
    assert quiet.done_at(quiet_hours, quiet.done_at(quiet_hours, now, first), second) in (
        done,
        quiet.opens_at(quiet_hours, done),
    )
