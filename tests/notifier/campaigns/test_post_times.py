"""A letter names a day that leaves its patient time to answer, however long it waits and the post takes."""

from datetime import date, timedelta

import pytest

from notifier.campaigns.post_times import PostTimes

USUAL = PostTimes(post_working_days=3, shortest_answer_days=7, notice_days=42)
MONDAY, FRIDAY = date(2026, 11, 23), date(2026, 11, 27)


@pytest.mark.parametrize(
    ("posted_on", "earliest"),
    [
        (MONDAY, date(2026, 12, 3)),  # it comes on Thursday
        (FRIDAY, date(2026, 12, 9)),  # on Wednesday
        (date(2026, 12, 23), date(2027, 1, 6)),  # after Christmas: on the 30th
    ],
)
def test_the_post_takes_working_days_and_an_answer_a_week(posted_on: date, earliest: date) -> None:
    assert USUAL.earliest(posted_on) == earliest
    assert USUAL.is_in_time(posted_on, earliest)
    assert not USUAL.is_in_time(posted_on, earliest - timedelta(days=1))


def test_of_a_short_period_no_more_than_half_is_asked_for() -> None:
    trial = PostTimes(post_working_days=3, shortest_answer_days=7, notice_days=4)
    assert trial.earliest(MONDAY) == date(2026, 11, 25)


@pytest.mark.parametrize(
    ("before", "named"),
    [
        (date(2026, 12, 4), date(2026, 12, 4)),  # posted tomorrow it is still in time
        (date(2026, 12, 3), date(2026, 12, 10)),  # else it may wait for a week, and is in time then
        (date(2026, 11, 20), date(2026, 12, 10)),
    ],
)
def test_a_letter_names_the_day_of_before_or_one_that_is_not_too_near(before: date, named: date) -> None:
    assert USUAL.day_to_name(MONDAY, before) == named
