"""What was said last, whatever the order in which it was written down."""

from collections.abc import Sequence
from dataclasses import dataclass, replace
from datetime import UTC, datetime, timedelta
from itertools import permutations
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from notifier.replies import reception_order
from notifier.vocabulary import Choice, Source

NOON = datetime(2026, 6, 3, 12, 0, tzinfo=UTC)
ROADS = [Source.PAGE, Source.SMS, Source.PAPER, Source.PHONE, Source.COUNTER, Source.EMAIL]


@dataclass(frozen=True)
class Said:
    """A reply; what a person has concluded has `is_conclusion`."""

    choice: Choice
    source: Source
    received_at: datetime = NOON
    recorded_at: datetime = NOON
    recorded_by_staff: bool = True
    in_doubt: bool = False
    set_aside: bool = False
    is_conclusion: bool = False


def said(choice: Choice, source: Source = Source.PAPER, *, day: int = 3, hour: int = 12, **more: Any) -> Said:
    """What was said on a day in June."""
    by_staff = {"recorded_by_staff": source is not Source.PAGE}
    return Said(choice, source, NOON.replace(day=day, hour=hour), **{**by_staff, **more})


def as_recorded(*replies: Said) -> list[Said]:
    """The replies as if they had been written down in this order, the first at the end of June."""
    return [replace(one, recorded_at=NOON + timedelta(days=30, minutes=at)) for at, one in enumerate(replies)]


def verdict(replies: Sequence[Said]) -> tuple[bool, bool]:
    """Whether a person is needed, and whether the patient agrees as far as is known."""
    answer = reception_order.standing(replies)
    return reception_order.needs_person(replies), answer is not None and answer.choice is Choice.AGREE


def test_what_was_received_last_stands_whenever_it_was_written_down() -> None:
    keep, agree = said(Choice.KEEP, day=6), said(Choice.AGREE, day=3)
    for replies in (as_recorded(keep, agree), as_recorded(agree, keep)):
        answer = reception_order.standing(replies)
        assert answer is not None
        assert (answer.choice, reception_order.needs_person(replies)) == (Choice.KEEP, False)


def test_no_agreement_counts_over_a_wish_to_keep_that_no_person_has_led_away_from() -> None:
    keep, agree = said(Choice.KEEP, day=3), said(Choice.AGREE, day=6)
    for replies in (as_recorded(keep, agree), as_recorded(agree, keep)):
        assert verdict(replies) == (True, True)
    concluded = said(Choice.AGREE, is_conclusion=True)
    assert verdict(as_recorded(keep, agree, concluded)) == (False, True)
    assert verdict(as_recorded(keep, concluded, agree)) == (False, True), "and then they say so once more"
    assert verdict(as_recorded(agree, concluded, keep)) == (True, True), "nobody had seen this one"


@pytest.mark.parametrize("one", ROADS)
@pytest.mark.parametrize("other", ROADS)
def test_two_unlike_answers_of_one_day_have_no_order_unless_both_have_a_moment(one: Source, other: Source) -> None:
    by_provider = {Source.SMS: {"recorded_by_staff": False}}
    first = said(Choice.UNSURE, one, hour=9, **by_provider.get(one, {}))
    second = said(Choice.AGREE, other, hour=15, **by_provider.get(other, {}))
    both_have_a_moment = {one, other} <= {Source.PAGE, Source.SMS}
    for replies in (as_recorded(first, second), as_recorded(second, first)):
        assert reception_order.needs_person(replies) is not both_have_a_moment
        answer = reception_order.standing(replies)
        assert answer is not None
        assert answer.choice is Choice.AGREE or not both_have_a_moment


def test_a_text_that_staff_log_is_dated_by_the_day_and_one_that_a_provider_reports_is_not() -> None:
    assert reception_order.is_dated_by_day(said(Choice.KEEP, Source.SMS))
    assert not reception_order.is_dated_by_day(said(Choice.KEEP, Source.SMS, recorded_by_staff=False))
    assert not reception_order.is_dated_by_day(said(Choice.KEEP, is_conclusion=True))


def test_the_day_is_that_of_london() -> None:
    """On 3 June at 23:30 in Greenwich it is 4 June there."""
    late, next_morning = said(Choice.AGREE, Source.PAGE, hour=23), said(Choice.KEEP, day=4, hour=8)
    assert reception_order.have_no_order(replace(late, received_at=late.received_at.replace(minute=30)), next_morning)
    assert not reception_order.have_no_order(replace(late, received_at=late.received_at.replace(hour=22)), next_morning)


@pytest.mark.parametrize("order", [0, 1])
def test_keep_stands_before_unsure_of_the_same_day_without_anybody(order: int) -> None:
    pair = [said(Choice.KEEP, Source.PHONE), said(Choice.UNSURE, Source.PAGE, hour=18)]
    replies = as_recorded(*(pair if order else reversed(pair)))
    answer = reception_order.standing(replies)
    assert answer is not None
    assert (answer.choice, reception_order.needs_person(replies)) == (Choice.KEEP, False)


def test_a_conclusion_stands_for_all_that_was_recorded_before_it_and_for_nothing_after() -> None:
    pair = said(Choice.UNSURE), said(Choice.AGREE)
    concluded = said(Choice.AGREE, is_conclusion=True)
    assert verdict(as_recorded(*pair, concluded)) == (False, True)
    assert verdict(as_recorded(pair[0], concluded, pair[1])) == (False, True), "like what was concluded"
    of_that_day = replace(said(Choice.UNSURE), received_at=NOON + timedelta(days=30))
    assert verdict(as_recorded(*pair, concluded, of_that_day))[0]
    taken_back = replace(concluded, set_aside=True)
    assert verdict(as_recorded(*pair, taken_back))[0]


def test_the_same_slip_logged_twice_is_one_fact() -> None:
    slip = said(Choice.AGREE)
    assert verdict(as_recorded(slip, slip)) == (False, True)


_REPLIES = st.lists(
    st.builds(
        said,
        st.sampled_from(Choice),
        st.sampled_from(ROADS),
        day=st.integers(1, 4),
        hour=st.integers(0, 22),
        recorded_by_staff=st.booleans(),
        in_doubt=st.booleans(),
    ),
    max_size=4,
    unique_by=lambda one: one.received_at,
)


@given(_REPLIES)
def test_whatever_the_order_of_recording_the_verdict_is_one_and_no_keep_is_overruled(replies: list[Said]) -> None:
    verdicts = {verdict(as_recorded(*order)) for order in permutations(replies)}
    assert len(verdicts) == 1
    is_held, agrees = verdicts.pop()
    clear = [one for one in replies if not one.in_doubt]
    if any(one.choice is Choice.KEEP for one in clear):
        assert is_held or not agrees
