"""A delivery's life: which moves are allowed, and how providers' answers and reports make them.

Reports come early, late, twice and out of order. Each is kept as it came; it moves the delivery only along an arrow
below, and otherwise changes nothing.
"""

from collections.abc import Iterable, Mapping
from datetime import datetime, timedelta
from typing import Any

from sqlalchemy import select, update
from sqlalchemy.dialects import postgresql, sqlite
from sqlalchemy.orm import Session

from notifier.channels.base import Accepted, Finding, NeverSent, Provider, Refused, Report
from notifier.store.database import Database
from notifier.store.models import Delivery, Receipt
from notifier.vocabulary import DeliveryStatus as S
from notifier.vocabulary import FailReason, ReportKind

# From -> to. Claiming (planned -> sending) is in notifier.dispatch; planning skips and cancels what is planned.
ARROWS: dict[S, frozenset[S]] = {
    S.PLANNED: frozenset({S.SENDING, S.SKIPPED, S.CANCELLED}),
    S.SENDING: frozenset({S.ACCEPTED, S.FAILED, S.UNKNOWN, S.PLANNED, S.DELIVERED}),  # a report may beat the answer
    S.UNKNOWN: frozenset({S.ACCEPTED, S.DELIVERED, S.FAILED, S.PLANNED}),  # planned: the provider never had it
    S.ACCEPTED: frozenset({S.DELIVERED, S.FAILED}),
    S.DELIVERED: frozenset({S.FAILED}),  # mail servers take a message and bounce it afterwards
    S.FAILED: frozenset({S.DELIVERED}),  # carriers give up and then report that it arrived after all
    S.CANCELLED: frozenset(),
    S.SKIPPED: frozenset(),
}
# What was to be tried again turns out to have gone the time before: then it must not go again.
_LATE_TRUTH = frozenset({S.ACCEPTED, S.DELIVERED})
MOST_ATTEMPTS = 5
FIRST_RETRY = timedelta(minutes=10)  # doubled with each further attempt


def record_finding(
    session: Session, reference: str, attempt: int, finding: Finding, provider: str, now: datetime
) -> None:
    """Write down what a provider answered to a message, or found when it was asked about it.

    `attempt` is the one that the finding is about. Of an earlier one only that the message was taken is still news: on
    anything else another worker has acted, and may be sending it again right now.
    """
    delivery = _locked(session, reference)
    if attempt != delivery.attempts and not isinstance(finding, Accepted):
        return
    match finding:
        case Accepted(provider_id):
            # The report may have come first: then only the provider's name for it is news.
            delivery.provider, delivery.provider_id = provider, provider_id
            delivery.accepted_at = delivery.accepted_at or now
            _move(delivery, S.ACCEPTED, now)
        case Refused(reason, permanent):
            delivery.provider = provider
            if permanent or delivery.attempts >= MOST_ATTEMPTS:
                _move(delivery, S.FAILED, now, reason)
            elif _move(delivery, S.PLANNED, now):
                delivery.due_at = now + FIRST_RETRY * 2 ** (delivery.attempts - 1)
        case NeverSent():
            _move(delivery, S.PLANNED, now)
        case _:
            _move(delivery, S.UNKNOWN, now)
    session.flush()


def record_report(session: Session, provider: str, report: Report, now: datetime) -> bool:
    """Keep a report and make the move it allows; a report that was kept before does nothing, and is False."""
    delivery_id = session.execute(
        select(Delivery.id).where(Delivery.reference == report.reference)
    ).scalar_one_or_none()
    row: dict[str, Any] = {
        "delivery_id": delivery_id,
        "provider": provider,
        "event_id": report.event_id,
        "kind": report.kind,
        "raw": dict(report.raw),
        "reported_at": report.reported_at,
        "received_at": now,
    }
    dialect = sqlite if session.get_bind().dialect.name == "sqlite" else postgresql
    insert = dialect.insert(Receipt).values(row).on_conflict_do_nothing(index_elements=["provider", "event_id"])
    is_new = session.execute(insert.returning(Receipt.id)).scalar_one_or_none() is not None
    if not is_new or delivery_id is None:
        return is_new
    delivery = _locked(session, report.reference)
    delivery.provider, delivery.provider_id = provider, delivery.provider_id or report.provider_id
    _apply(delivery, report, now)
    session.flush()
    return True


def collect(database: Database, provider: Provider, now: datetime) -> int:
    """Ask a provider that does not call us for reports on everything it accepted; returns how many were new."""
    with database.reading() as session:
        query = select(Delivery.reference, Delivery.provider_id).where(
            Delivery.provider == provider.name,
            Delivery.delivery_status == S.ACCEPTED,
            Delivery.posted_at.is_(None),
            Delivery.provider_id.is_not(None),
        )
        waiting: dict[str, str] = {reference: str(provider_id) for reference, provider_id in session.execute(query)}
    reports = list(provider.reports(waiting, now))
    new = 0
    for batch in _batches(reports, 100):
        with database.writing() as session:
            new += sum(record_report(session, provider.name, report, now) for report in batch)
    return new


def orphaned(session: Session, claims: Mapping[int, str | None]) -> None:
    """The senders of these deliveries are gone: nobody knows whether the provider heard of them.

    `claims` has the worker of each; what another has claimed since is left alone.
    """
    for delivery_id, worker in claims.items():
        session.execute(
            update(Delivery)
            .where(Delivery.id == delivery_id, Delivery.delivery_status == S.SENDING)
            .where(Delivery.claimed_by.is_not_distinct_from(worker))
            .values(delivery_status=S.UNKNOWN, claimed_by=None, lease_until=None)
        )


def _apply(delivery: Delivery, report: Report, now: datetime) -> None:
    match report.kind:
        case ReportKind.ACCEPTED:
            delivery.accepted_at = delivery.accepted_at or now
            _move(delivery, S.ACCEPTED, now)
        case ReportKind.POSTED:
            # A posting is recorded by whoever did it, and may have been days ago.
            delivery.posted_at = delivery.posted_at or report.reported_at
            delivery.accepted_at = delivery.accepted_at or now
            _move(delivery, S.ACCEPTED, now)
        case ReportKind.DELIVERED:
            if _move(delivery, S.DELIVERED, now):
                delivery.accepted_at = delivery.accepted_at or now
                # When we heard of it, not what the provider's clock said: a notice period never starts too early.
                delivery.delivered_at = now
        case ReportKind.FAILED:
            _move(delivery, S.FAILED, now, report.fail_reason or FailReason.OTHER)


def _move(delivery: Delivery, target: S, now: datetime, reason: FailReason | None = None) -> bool:
    """Make the move if there is an arrow for it; False leaves the delivery as it is."""
    arrows = ARROWS[delivery.delivery_status]
    if delivery.delivery_status is S.PLANNED and delivery.attempts:
        arrows |= _LATE_TRUTH
    if target not in arrows:
        return False
    delivery.delivery_status = target
    delivery.fail_reason = reason
    delivery.claimed_by = delivery.lease_until = None
    delivery.ended_at = now if target is S.FAILED else None
    return True


def _locked(session: Session, reference: str) -> Delivery:
    return session.execute(select(Delivery).where(Delivery.reference == reference).with_for_update()).scalar_one()


def _batches(reports: list[Report], size: int) -> Iterable[list[Report]]:
    for start in range(0, len(reports), size):
        yield reports[start : start + size]
