"""What a set of reports says of a delivery: of an arrival and a failure the later, and if nobody knows, the failure."""

from datetime import UTC, date, datetime, timedelta
from itertools import combinations_with_replacement, permutations
from typing import Any

import pytest

from notifier.delivery.standing import CLOCKS_DIFFER, DeliveryStanding, ReportedEvent, is_stopped, standing_of
from notifier.vocabulary import DeliveryStatus as S
from notifier.vocabulary import FailReason, ReportKind

T = datetime(2026, 11, 23, 10, 0, tzinfo=UTC)
HEARD = T + timedelta(days=20)
A, D, P, F, N = (
    *(ReportKind.ACCEPTED, ReportKind.DELIVERED, ReportKind.POSTED),
    *(ReportKind.FAILED, ReportKind.NOTED),
)
MINUTE, DAY = timedelta(minutes=1), timedelta(days=1)


def event(kind: ReportKind, minute: int | None = 0, heard: int = 0, **changes: Any) -> ReportedEvent:
    """A report, stamped so many minutes after T or not at all, and heard so many minutes after HEARD."""
    reason = FailReason.BAD_ADDRESS if kind is F else None
    at = None if minute is None else T + minute * MINUTE
    values = {"kind": kind, "happened_at": at, "received_at": HEARD + heard * MINUTE, "fail_reason": reason}
    return ReportedEvent(**{**values, **changes})


def on_day(kind: ReportKind, day: int, hour: int = 0, **changes: Any) -> ReportedEvent:
    return event(kind, (day * DAY + timedelta(hours=hour)) // MINUTE, **changes)


def concluded(*events: ReportedEvent, by_day: bool = False) -> DeliveryStanding:
    found = standing_of(events, by_day=by_day)
    assert found is not None
    return found


@pytest.mark.parametrize(
    ("events", "status"),
    [
        ([event(A)], S.ACCEPTED),
        ([event(A), event(D)], S.DELIVERED),
        ([event(A, 1), event(D, 0)], S.DELIVERED),
        ([event(F)], S.FAILED),
        ([event(D, 0), event(F, 1)], S.FAILED),  # taken, and bounced afterwards
        ([event(D, 1), event(F, 0)], S.DELIVERED),  # given up, and arrived after all
        ([event(D, 0), event(F, 0)], S.FAILED),
        ([event(D, None), event(F, 0)], S.FAILED),
        ([event(D, 1), event(F, None)], S.FAILED),
        ([event(D, None), event(F, None)], S.FAILED),
        ([event(D, None), event(D, 2), event(F, 1)], S.DELIVERED),
        ([event(D, 1), event(F, 0), event(F, 2)], S.FAILED),
        ([event(D, 3), event(F, 0), event(F, 2)], S.DELIVERED),
        ([event(D, 3), event(F, 0), event(F, None)], S.FAILED),
        ([event(D, 0), event(N, 5), event(A, 9)], S.DELIVERED),
    ],
)
def test_the_later_of_an_arrival_and_a_failure_stands(events: list[ReportedEvent], status: S) -> None:
    assert concluded(*events).delivery_status is status


def test_what_says_nothing_of_the_message_concludes_nothing() -> None:
    assert standing_of([], by_day=False) is None
    assert standing_of([event(N), event(N, None)], by_day=False) is None


def test_every_two_and_three_reports_conclude_the_same_in_every_order() -> None:
    reasons = (FailReason.BAD_ADDRESS, FailReason.UNREACHABLE)
    times, heard = (None, 0, 1, 60 * 24 * 30), (0, 1)
    known = [event(kind, at, late) for kind in (A, D, P, N) for at in times for late in heard]
    known += [event(F, at, late, fail_reason=reason) for at in times for late in heard for reason in reasons]
    for by_day in (False, True):
        for events in (*combinations_with_replacement(known, 2), *combinations_with_replacement(known, 3)):
            found = {standing_of(order, by_day=by_day) for order in permutations(events)}
            assert len(found) == 1, events


@pytest.mark.parametrize(
    ("ahead", "status"), [(CLOCKS_DIFFER, S.DELIVERED), (CLOCKS_DIFFER + timedelta(seconds=1), S.FAILED)]
)
def test_a_time_that_is_yet_to_come_does_not_win_for_ever(ahead: timedelta, status: S) -> None:
    arrival = event(D, happened_at=HEARD + ahead)
    assert concluded(arrival, event(F)).delivery_status is status
    failure = event(F, happened_at=HEARD + ahead)
    assert concluded(event(D), failure).delivery_status is S.FAILED


def test_it_counts_from_when_we_heard_of_what_stands() -> None:
    found = concluded(event(D, 5, heard=7), event(D, 6, heard=3), event(A, 0, heard=9))
    assert (found.delivered_at, found.accepted_at) == (HEARD + 3 * MINUTE, HEARD + 3 * MINUTE)
    after_a_bounce = concluded(event(D, 0, heard=1), event(F, 1, heard=2), event(D, 2, heard=3))
    assert after_a_bounce.delivered_at == HEARD + 3 * MINUTE, "what bounced told nobody"
    assert after_a_bounce.ended_at is None


def test_a_failure_has_ended_when_we_first_heard_of_what_stands_of_it() -> None:
    found = concluded(event(F, 0, heard=1), event(D, 1, heard=2), event(F, 2, heard=3), event(F, 3, heard=4))
    assert (found.delivery_status, found.ended_at) == (S.FAILED, HEARD + 3 * MINUTE)


def test_the_last_failure_gives_the_reason_and_of_several_the_one_that_says_most_of_the_address() -> None:
    gone, unreachable = FailReason.BAD_ADDRESS, FailReason.UNREACHABLE
    assert concluded(event(F, 0), event(F, 1, fail_reason=unreachable)).fail_reason is unreachable
    assert concluded(event(F, None), event(F, None, fail_reason=unreachable)).fail_reason is gone
    assert concluded(event(F, None, fail_reason=None)).fail_reason is FailReason.OTHER


@pytest.mark.parametrize(
    ("posted", "returned", "status"),
    [
        ((0, 0), (9, 0), S.FAILED),
        ((9, 0), (9, -5), S.FAILED),  # on the same day, whatever the hour
        ((9, -5), (9, 0), S.FAILED),
        ((10, -5), (9, 5), S.ACCEPTED),
    ],
)
def test_a_posting_stands_against_a_return_from_the_day_after(
    posted: tuple[int, int], returned: tuple[int, int], status: S
) -> None:
    found = concluded(on_day(P, *posted), on_day(F, *returned), by_day=True)
    assert found.delivery_status is status
    assert found.posted_at == on_day(P, *posted).happened_at
    assert found.outlives_failure is (status is S.ACCEPTED)


def test_days_are_of_london() -> None:
    before_midnight = datetime(2026, 7, 1, 22, 30, tzinfo=UTC)
    after_midnight = datetime(2026, 7, 1, 23, 30, tzinfo=UTC)
    returned, posted = event(F, happened_at=before_midnight), event(P, happened_at=after_midnight)
    assert concluded(returned, posted, by_day=True).delivery_status is S.ACCEPTED


def test_a_letter_that_was_posted_again_counts_from_then() -> None:
    first, back, again = on_day(P, 0), on_day(F, 5), on_day(P, 7)
    assert concluded(first, back, again, by_day=True).posted_at == again.happened_at
    assert concluded(first, again, by_day=True).posted_at == first.happened_at


def test_a_posting_of_no_known_day_counts_from_when_we_heard_of_it() -> None:
    for unknown in (event(P, None), event(P, happened_at=HEARD + DAY)):
        found = concluded(unknown, by_day=True)
        assert (found.delivery_status, found.posted_at) == (S.ACCEPTED, HEARD)
    assert HEARD.date() == date(2026, 12, 13)


def test_whoever_wants_no_more_is_left_alone_until_they_say_later_that_they_want_it_again() -> None:
    def stop(minute: int | None) -> ReportedEvent:
        return event(N, minute, fail_reason=FailReason.STOPPED)

    def lift(minute: int | None) -> ReportedEvent:
        return event(ReportKind.STOP_LIFTED, minute)

    for stops, lifts, is_so in (
        ([0], [], True),
        ([0], [1], False),
        ([1], [0], True),
        ([0], [0], True),
        ([0], [None], True),
        ([None], [1], True),
        ([0, 2], [1], True),
        ([0, 2], [1, 3], False),
        ([], [1], False),
    ):
        events = [*map(stop, stops), *map(lift, lifts)]
        assert {is_stopped(order) for order in permutations(events)} == {is_so}, (stops, lifts)
