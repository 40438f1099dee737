"""The arrows of a delivery's life, and providers' reports: early, late, twice, out of order, about nobody."""

from datetime import datetime, timedelta
from typing import Any

import pytest
from sqlalchemy import select, update

from notifier.delivery import leases, receipts
from notifier.providers.base import Accepted, Finding, NeverSent, Refused, Report, Unknown
from notifier.store.database import Database
from notifier.store.tables import Delivery, Receipt
from notifier.vocabulary import Channel, FailReason, ReportKind
from notifier.vocabulary import DeliveryStatus as S
from tests.notifier.provider_stand_in import plan
from tests.world import Begin, World, rows_of

# The whole life of a delivery, written down a second time; whatever is not here is refused.
LIFE = {
    (S.PLANNED, S.SENDING): "claimed",
    (S.PLANNED, S.SKIPPED): "a newer list forbids it",
    (S.PLANNED, S.CANCELLED): "the patient answered first",
    (S.SENDING, S.ACCEPTED): "the provider took it",
    (S.SENDING, S.DELIVERED): "the report beat the answer",
    (S.SENDING, S.FAILED): "refused for good",
    (S.SENDING, S.PLANNED): "refused for now",
    (S.SENDING, S.UNKNOWN): "the sender is gone",
    (S.UNKNOWN, S.ACCEPTED): "the provider had it",
    (S.UNKNOWN, S.DELIVERED): "it arrived",
    (S.UNKNOWN, S.FAILED): "it did not",
    (S.UNKNOWN, S.PLANNED): "the provider never had it",
    (S.ACCEPTED, S.DELIVERED): "it arrived",
    (S.ACCEPTED, S.FAILED): "it did not",
    (S.DELIVERED, S.FAILED): "bounced afterwards",
    (S.DELIVERED, S.ACCEPTED): "had arrived before it came back, and was posted again",
    (S.FAILED, S.DELIVERED): "arrived after all",
    (S.FAILED, S.ACCEPTED): "came back, and was posted again",
}
SENT_TO_PROVIDER = (S.SENDING, S.UNKNOWN, S.ACCEPTED, S.DELIVERED, S.FAILED)


@pytest.mark.parametrize("before", S)
def test_a_delivery_moves_along_the_arrows_and_no_other_way(before: S, now: datetime) -> None:
    for after in S:
        delivery = Delivery(delivery_status=before, claimed_by="somebody", lease_until=now)
        moved = receipts._move(delivery, after, now, FailReason.OTHER if after is S.FAILED else None)
        assert moved is ((before, after) in LIFE), f"{before} -> {after}"
        assert delivery.delivery_status is (after if moved else before)
        assert (delivery.claimed_by is None) is moved
        assert (delivery.unknown_at is not None) is (moved and after is S.UNKNOWN)
        assert (delivery.ended_at is not None) is (moved and after is S.FAILED)


@pytest.fixture
def world(begin: Begin, sqlite_database: Database) -> World:
    """One patient with one planned text."""
    return begin(sqlite_database, with_a_planned_text)


@pytest.fixture
def each_world(begin: Begin, database: Database) -> World:
    """One patient with one planned text, on each make of database."""
    return begin(database, with_a_planned_text)


def with_a_planned_text(world: World) -> None:
    world.import_people(world.person())
    world.launched()
    plan(world)


def put(world: World, status: S, **values: Any) -> str:
    """Bring the one text to a status; returns its reference."""
    chosen: dict[str, Any] = {
        "delivery_status": status,
        "attempts": 1,
        "skip_reason": "no_mobile" if status is S.SKIPPED else None,
        "fail_reason": FailReason.UNREACHABLE if status is S.FAILED else None,
    }
    with world.database.writing() as session:
        session.execute(update(Delivery).where(Delivery.channel == Channel.SMS).values(**{**chosen, **values}))
        return session.execute(select(Delivery.reference).where(Delivery.channel == Channel.SMS)).scalar_one()


def standing(world: World) -> Delivery:
    with world.database.reading() as session:
        row = session.execute(select(Delivery).where(Delivery.channel == Channel.SMS)).scalar_one()
        session.expunge(row)
        return row


def find(world: World, reference: str, finding: Finding, attempt: int = 1) -> Delivery:
    with world.database.writing() as session:
        receipts.record_findings(session, [(reference, attempt, finding)], "stand-in", world.now)
    return standing(world)


def a_report(reference: str, kind: ReportKind, at: datetime, **changes: Any) -> Report:
    values: dict[str, Any] = {
        "reference": reference,
        "provider_id": "SM1",
        "event_id": f"{reference}:{kind}",
        "kind": kind,
        "happened_at": at,
        "fail_reason": FailReason.BAD_ADDRESS if kind is ReportKind.FAILED else None,
        "raw": {"said": kind.value},
    }
    return Report(**{**values, **changes})


def report(world: World, reference: str, kind: ReportKind, **changes: Any) -> bool:
    at = changes.pop("at", world.now)
    with world.database.writing() as session:
        return receipts.record_report(session, "stand-in", a_report(reference, kind, at, **changes), world.now)


def kept(world: World) -> list[Receipt]:
    with world.database.reading() as session:
        found = rows_of(session, Receipt)
        session.expunge_all()
        return found


def test_what_a_provider_took_is_accepted_with_its_own_name_for_it(world: World) -> None:
    found = find(world, put(world, S.SENDING, claimed_by="w", lease_until=world.now), Accepted("SM1"))
    assert (found.delivery_status, found.provider, found.provider_id) == (S.ACCEPTED, "stand-in", "SM1")
    assert (found.accepted_at, found.claimed_by, found.lease_until) == (world.now, None, None)


def test_what_a_provider_refuses_for_good_is_failed_with_the_reason(world: World) -> None:
    found = find(world, put(world, S.SENDING), Refused(FailReason.BLOCKED, permanent=True))
    assert (found.delivery_status, found.fail_reason, found.ended_at) == (S.FAILED, FailReason.BLOCKED, world.now)


def test_a_temporary_refusal_is_tried_again_later_and_later_and_not_for_ever(world: World) -> None:
    waits = []
    for refusals in range(receipts.MOST_REFUSALS - 1):
        reference = put(world, S.SENDING, refusals=refusals)
        found = find(world, reference, Refused(FailReason.UNREACHABLE, permanent=False))
        assert found.delivery_status is S.PLANNED
        waits.append(found.due_at - world.now)
    assert waits == [timedelta(minutes=minutes) for minutes in (10, 20, 40, 80)]
    reference = put(world, S.SENDING, refusals=receipts.MOST_REFUSALS - 1)
    last = find(world, reference, Refused(FailReason.UNREACHABLE, permanent=False))
    assert (last.delivery_status, last.fail_reason) == (S.FAILED, FailReason.UNREACHABLE)


def test_that_the_provider_cannot_be_had_says_nothing_of_the_message(world: World) -> None:
    before = receipts.MOST_REFUSALS - 1
    for _ in range(3 * receipts.MOST_REFUSALS):
        found = find(world, put(world, S.SENDING, refusals=before), Refused(FailReason.UNAVAILABLE, permanent=False))
        assert (found.delivery_status, found.refusals, found.due_at) == (S.PLANNED, before, world.now)


def test_a_busy_provider_is_waited_for_longer_each_time_and_never_fails_a_message(world: World) -> None:
    for refusals, seconds in ((0, 1), (3, 8), (60, 15 * 60)):
        before = leases.wall_clock()
        found = find(world, put(world, S.SENDING, refusals=refusals), Refused(FailReason.BUSY, permanent=False))
        assert found.delivery_status is S.PLANNED
        assert found.lease_until is not None
        assert seconds <= (found.lease_until - before).total_seconds() < seconds + 60


def test_what_killed_senders_had_is_due_at_once_and_lets_others_go_first_only_if_it_goes_on(world: World) -> None:
    assert find(world, put(world, S.UNKNOWN, attempts=9), NeverSent(), attempt=9).lease_until is None
    for attempts, seconds in ((10, 1), (12, 4), (400, 15 * 60)):
        before = leases.wall_clock()
        found = find(world, put(world, S.UNKNOWN, attempts=attempts), NeverSent(), attempt=attempts)
        assert (found.delivery_status, found.due_at) == (S.PLANNED, world.now)
        assert found.lease_until is not None
        assert seconds <= (found.lease_until - before).total_seconds() < seconds + 60


def test_what_a_provider_never_had_is_planned_again(world: World) -> None:
    assert find(world, put(world, S.UNKNOWN), NeverSent()).delivery_status is S.PLANNED


def test_a_lost_answer_is_unknown(world: World) -> None:
    assert find(world, put(world, S.SENDING), Unknown()).delivery_status is S.UNKNOWN


@pytest.mark.parametrize(
    "finding",
    [NeverSent(), Unknown(), Refused(FailReason.OTHER, permanent=False), Refused(FailReason.OTHER, permanent=True)],
)
def test_a_finding_about_an_earlier_attempt_stops_no_later_one(world: World, finding: Finding) -> None:
    reference = put(world, S.SENDING, attempts=2, claimed_by="another worker")
    found = find(world, reference, finding, attempt=1)
    assert (found.delivery_status, found.claimed_by) == (S.SENDING, "another worker")


def test_that_an_earlier_attempt_was_taken_is_news(world: World) -> None:
    assert find(world, put(world, S.UNKNOWN, attempts=2), Accepted("SM1"), attempt=1).delivery_status is S.ACCEPTED


@pytest.mark.parametrize("attempts", [0, 1])
def test_what_waits_for_another_try_and_turns_out_to_have_gone_does_not_go_again(world: World, attempts: int) -> None:
    reference = put(world, S.PLANNED, attempts=attempts)
    found = find(world, reference, Accepted("SM1"), attempt=attempts)
    assert found.delivery_status is (S.ACCEPTED if attempts else S.PLANNED)


@pytest.mark.parametrize("status", [S.ACCEPTED, S.DELIVERED])
def test_nothing_that_a_provider_took_is_ever_planned_again(world: World, status: S) -> None:
    reference = put(world, status)
    for finding in (NeverSent(), Unknown(), Refused(FailReason.OTHER, permanent=False)):
        assert find(world, reference, finding).delivery_status is status


def test_a_report_that_beats_the_answer_stands(each_world: World) -> None:
    reference = put(each_world, S.SENDING)
    assert report(each_world, reference, ReportKind.DELIVERED)
    first = standing(each_world)
    assert (first.delivery_status, first.delivered_at, first.accepted_at) == (
        S.DELIVERED,
        each_world.now,
        each_world.now,
    )
    each_world.later(seconds=2)
    found = find(each_world, reference, Accepted("SM1"))
    assert (found.delivery_status, found.provider_id, found.accepted_at) == (S.DELIVERED, "SM1", first.accepted_at)


def test_a_failure_that_beats_the_answer_stands(world: World) -> None:
    reference = put(world, S.SENDING)
    report(world, reference, ReportKind.FAILED)
    found = find(world, reference, Accepted("SM1"))
    assert (found.delivery_status, found.fail_reason) == (S.FAILED, FailReason.BAD_ADDRESS)


def test_a_report_that_comes_twice_is_kept_and_counts_once(each_world: World) -> None:
    reference = put(each_world, S.ACCEPTED)
    assert report(each_world, reference, ReportKind.DELIVERED)
    before = standing(each_world).delivered_at
    each_world.later(hours=1)
    assert not report(each_world, reference, ReportKind.DELIVERED)
    assert standing(each_world).delivered_at == before
    assert len(kept(each_world)) == 1


def test_the_same_event_of_two_providers_is_two_receipts(each_world: World) -> None:
    reference = put(each_world, S.ACCEPTED)
    told = a_report(reference, ReportKind.DELIVERED, each_world.now, event_id="1")
    with each_world.database.writing() as session:
        assert receipts.record_report(session, "stand-in", told, each_world.now)
        assert receipts.record_report(session, "another", told, each_world.now)
    assert [row.provider for row in kept(each_world)] == ["stand-in", "another"]


def test_reports_out_of_order_end_where_they_would_have_in_order(world: World) -> None:
    reference = put(world, S.SENDING)
    report(world, reference, ReportKind.DELIVERED)
    report(world, reference, ReportKind.ACCEPTED, at=world.now - timedelta(minutes=1))
    assert standing(world).delivery_status is S.DELIVERED
    assert [row.kind for row in kept(world)] == [ReportKind.DELIVERED, ReportKind.ACCEPTED]


def test_a_bounce_after_the_delivery_fails_it_and_a_late_arrival_mends_that(world: World) -> None:
    reference = put(world, S.DELIVERED, delivered_at=world.now, accepted_at=world.now)
    report(world, reference, ReportKind.FAILED)
    assert standing(world).delivery_status is S.FAILED
    world.later(hours=5)
    report(world, reference, ReportKind.DELIVERED)
    found = standing(world)
    assert (found.delivery_status, found.delivered_at) == (S.DELIVERED, world.now)
    assert (found.fail_reason, found.ended_at) == (None, None)


def test_a_failure_without_a_reason_has_the_reason_other(world: World) -> None:
    report(world, put(world, S.ACCEPTED), ReportKind.FAILED, fail_reason=None)
    assert standing(world).fail_reason is FailReason.OTHER


def test_a_report_about_nobody_is_kept(each_world: World) -> None:
    before = put(each_world, S.ACCEPTED)
    assert report(each_world, "NOBODY0000", ReportKind.FAILED)
    (row,) = kept(each_world)
    assert (row.delivery_id, row.raw, row.received_at) == (None, {"said": "failed"}, each_world.now)
    assert (standing(each_world).reference, standing(each_world).delivery_status) == (before, S.ACCEPTED)


@pytest.mark.parametrize("status", [status for status in S if status not in SENT_TO_PROVIDER])
def test_a_report_about_what_was_never_sent_is_kept_and_changes_nothing(world: World, status: S) -> None:
    reference = put(world, status, attempts=0)
    for kind in ReportKind:
        report(world, reference, kind)
    assert standing(world).delivery_status is status
    assert len(kept(world)) == len(ReportKind)


@pytest.mark.parametrize("kind", [ReportKind.ACCEPTED, ReportKind.DELIVERED])
def test_a_providers_clock_that_is_years_behind_starts_no_notice_period_too_early(
    world: World, kind: ReportKind
) -> None:
    report(world, put(world, S.SENDING), kind, at=world.now - timedelta(days=3000))
    found = standing(world)
    assert (found.accepted_at, found.delivered_at or world.now) == (world.now, world.now)
    assert kept(world)[0].happened_at == world.now - timedelta(days=3000)


def test_a_posting_counts_from_the_day_that_is_said_and_proves_that_it_was_taken(world: World) -> None:
    two_days_ago = world.now - timedelta(days=2)
    report(world, put(world, S.UNKNOWN), ReportKind.POSTED, at=two_days_ago)
    found = standing(world)
    assert (found.delivery_status, found.posted_at) == (S.ACCEPTED, two_days_ago)


def test_only_the_claims_that_were_seen_are_orphaned(each_world: World) -> None:
    put(each_world, S.SENDING, claimed_by="another worker")
    delivery_id = standing(each_world).id
    with each_world.database.writing() as session:
        receipts.orphaned(session, {delivery_id: "a dead worker"}, each_world.now)
    assert standing(each_world).delivery_status is S.SENDING
    with each_world.database.writing() as session:
        receipts.orphaned(session, {delivery_id: "another worker"}, each_world.now)
    assert (standing(each_world).delivery_status, standing(each_world).claimed_by) == (S.UNKNOWN, None)
