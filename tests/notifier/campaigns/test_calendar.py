"""A day that a person writes: today or before, as a moment; by the same rule on the pages and at the command line."""

from datetime import UTC, datetime

import click
import pytest

from notifier.campaigns.calendar import past_moment
from notifier.cli.terminal import parse_reception_day
from notifier.errors import ValueRefused
from web.staff import days

NOW = datetime(2026, 7, 1, 23, 30, tzinfo=UTC)  # half past midnight of the second in London


def test_today_is_now_and_a_day_before_is_noon_in_london() -> None:
    assert past_moment("2026-07-02", NOW) == NOW
    assert past_moment(" 2026-07-01 ", NOW) == datetime(2026, 7, 1, 11, 0, tzinfo=UTC)


@pytest.mark.parametrize(("typed", "why"), [("2026-07-03", "still to come"), ("yesterday", "no date"), ("", "no date")])
def test_a_day_to_come_and_what_is_no_day_are_refused_everywhere(typed: str, why: str) -> None:
    with pytest.raises(ValueRefused, match=why):
        past_moment(typed, NOW)
    with pytest.raises(click.BadParameter, match=why):
        parse_reception_day(typed, NOW)
    assert days.typed_moment(typed, NOW) is None
