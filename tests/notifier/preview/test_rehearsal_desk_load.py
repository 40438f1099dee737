"""The calendar of a rehearsal: whatever goes out stands on its day, and every call and slip on a working day."""

from datetime import UTC, date, datetime

from notifier.campaigns.working_days import is_day_off
from notifier.preview.rehearsal.desk_load import (
    CALLS_IN_1000,
    SLIPS_IN_1000,
    DeskPlan,
    desk_assumptions,
    desk_calendar,
)
from notifier.preview.rehearsal.forecast import SendingLimits, sent_by_day
from notifier.vocabulary import Channel

CHRISTMAS_EVE = date(2026, 12, 24)


def plan(letters: int = 1000, reminders_on: date | None = date(2027, 1, 16)) -> DeskPlan:
    sent = {Channel.SMS: {CHRISTMAS_EVE: 1500, date(2026, 12, 29): 500}}
    return DeskPlan(sent, letters, CHRISTMAS_EVE, reminders_on, told=3000, post_days=2)


def test_what_goes_out_stands_on_its_day_and_nobody_calls_on_a_day_off() -> None:
    days = {one.day: one for one in desk_calendar(plan())}
    assert days[CHRISTMAS_EVE].sent == {Channel.SMS: 1500}
    assert days[date(2026, 12, 29)].posted == 1000, "after Christmas, Boxing Day, a Sunday and a day in its place"
    assert days[date(2027, 1, 18)].reminders == 1500, "a Saturday's reminders bring calls on the Monday"
    assert not [one.day for one in days.values() if one.comes_in and is_day_off(one.day)]


def test_the_days_come_to_what_is_assumed_and_the_assumption_is_said() -> None:
    days = desk_calendar(plan())
    assert sum(one.calls for one in days) == (3000 + 1500) * CALLS_IN_1000 // 1000
    assert sum(one.slips for one in days) == SLIPS_IN_1000
    said = " ".join(desk_assumptions(plan()))
    assert f"{CALLS_IN_1000} call" in said
    assert f"{SLIPS_IN_1000} slips" in said
    assert "slips" not in " ".join(desk_assumptions(plan(letters=0)))


def test_without_letters_and_reminders_the_calendar_ends_with_the_last_call() -> None:
    assert {(one.posted, one.slips, one.reminders) for one in desk_calendar(plan(0, None))} == {(0, 0, 0)}


def test_what_does_not_fit_into_a_day_goes_on_the_next_on_which_something_may_go() -> None:
    limits = SendingLimits(per_second=1, per_day=0, quiet_hours="18:00-08:00", first_slice=0)
    friday = datetime(2026, 12, 4, 17, 0, tzinfo=UTC)
    assert sent_by_day(5000, limits, friday) == {date(2026, 12, 4): 3600, date(2026, 12, 7): 1400}
    a_few = SendingLimits(per_second=1, per_day=2000, quiet_hours="18:00-08:00", first_slice=0)
    assert list(sent_by_day(5000, a_few, friday).values()) == [2000, 2000, 1000]
