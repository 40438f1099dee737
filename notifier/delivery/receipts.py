"""A delivery's life: which moves are allowed, and how providers' answers and reports make them.

Reports come early, late, twice and out of order. Each is kept as it came, and so is a refusal; from all that were kept
`standing` concludes where the delivery stands, and it moves there along an arrow below, or not at all.
"""

from collections.abc import Mapping, Sequence
from datetime import date, datetime, timedelta
from typing import Any, NamedTuple, cast

from sqlalchemy import Table, bindparam, exists, func, select, update
from sqlalchemy.orm import Session

from notifier.delivery import leases
from notifier.delivery.limits import circuit_breaker, suppressions
from notifier.delivery.standing import ReportedEvent, is_stopped, standing_of
from notifier.providers.base import Accepted, Finding, NeverSent, Refused, Report
from notifier.providers.channels import traits_of
from notifier.store.database import insert_unless_there
from notifier.store.tables import Delivery, Receipt
from notifier.vocabulary import Channel, FailReason, ReportKind
from notifier.vocabulary import DeliveryStatus as S

# From -> to. Claiming (planned -> sending) is in notifier.delivery.sending; planning skips and cancels what is planned.
# No report makes anything of what was cancelled; a person may, see notifier.delivery.called_off.
ARROWS: dict[S, frozenset[S]] = {
    S.PLANNED: frozenset({S.SENDING, S.SKIPPED, S.CANCELLED}),
    S.SENDING: frozenset({S.ACCEPTED, S.FAILED, S.UNKNOWN, S.PLANNED, S.DELIVERED}),  # a report may beat the answer
    S.UNKNOWN: frozenset({S.ACCEPTED, S.DELIVERED, S.FAILED, S.PLANNED}),  # planned: the provider never had it
    S.ACCEPTED: frozenset({S.DELIVERED, S.FAILED}),
    # Mail servers take a message and bounce it afterwards; what arrived before it came back was posted again since.
    S.DELIVERED: frozenset({S.FAILED, S.ACCEPTED}),
    # Carriers give up and then report that it arrived after all; a letter that came back is posted again.
    S.FAILED: frozenset({S.DELIVERED, S.ACCEPTED}),
    S.CANCELLED: frozenset(),
    S.SKIPPED: frozenset(),
}
# What was to be tried again turns out to have gone the time before: then it must not go again.
_LATE_TRUTH = frozenset({S.ACCEPTED, S.DELIVERED, S.FAILED})
MOST_REFUSALS = 5  # temporary ones of this message, then the next channel takes over
SHORTEST_BUSY = timedelta(seconds=1)  # that a busy provider is left alone for one message, doubled each time
LONGEST_BUSY = timedelta(minutes=15)
# Of one that the provider never had. That a sender was killed says nothing of the message, so that it goes again at
# once; but one that kills its senders must not keep everybody waiting: from then on it is left alone as for a busy
# provider, a second at first.
MANY_CLAIMS = 10
_FINAL = (S.DELIVERED, S.FAILED)
_TOLD_PROVIDER = "told the provider"  # why nothing more is sent to an address
_NOBODY = "nobody"  # who refused what no provider was to have
_GIVEN_BACK = ":given back:"
_LONGEST_WHY = 300
FIRST_RETRY = timedelta(minutes=10)  # doubled with each further refusal


def record_findings(
    session: Session, findings: Sequence[tuple[str, int, Finding]], provider: str, now: datetime
) -> None:
    """Write down what a provider answered to messages, or found when it was asked about them.

    Each is (reference, attempt, finding), `attempt` the one that the finding is about. Of an earlier one only that the
    message was taken is still news: on anything else another worker has acted, and may be sending it again right now.
    """
    if not findings:
        return
    rest = _accept_plainly(session, findings, provider, now)
    rows = _locked(session, [reference for reference, _, _ in rest]) if rest else {}
    for reference, attempt, finding in rest:
        delivery = rows[reference]
        if attempt == delivery.attempts or isinstance(finding, Accepted):
            _find(session, delivery, finding, provider, now)
    session.flush()


def settle_by_person(session: Session, delivery_id: int, went: bool, now: datetime) -> bool:
    """A person says what became of an unknown message; False when that was known by then.

    One that did not go is not sent again: planning offers the next channel. But what a lost machine did not send was
    never tried, and goes now.
    """
    delivery = session.get_one(Delivery, delivery_id, with_for_update=True)
    if delivery.delivery_status is not S.UNKNOWN:
        return False
    if went:
        delivery.accepted_at = delivery.accepted_at or now
        return _move(delivery, S.ACCEPTED, now)
    if delivery.restored_at is not None:
        return _give_back(session, delivery, now)
    return _move(delivery, S.FAILED, now, FailReason.LOST)


def record_report(session: Session, provider: str, report: Report, now: datetime) -> bool:
    """Keep a report and bring its delivery to where all of its reports say that it stands.

    A report that was kept before does nothing, and is False.
    """
    delivery = _locked(session, [report.reference]).get(report.reference)
    if not _keep(session, delivery, provider, report, now):
        return False
    if delivery is not None:
        delivery.provider, delivery.provider_id = provider, delivery.provider_id or report.provider_id
        _heed(session, delivery, report, now)
        if report.kind is ReportKind.FAILED and report.fail_reason is not None:
            session.flush()
            circuit_breaker.object_by_report(session, delivery, report.fail_reason, now)
    elif report.kind is ReportKind.NOTED and report.fail_reason is FailReason.ACCOUNT:
        circuit_breaker.trip_all(session, provider, report.happened_at, now)
    session.flush()
    return True


def fail_set_aside(session: Session, references: Sequence[str], now: datetime) -> int:
    """What was put aside turns out to be refused for itself: it failed, so that the next channel takes over."""
    rows = [
        row for row in _locked(session, references).values() if row.set_aside_at and row.delivery_status is S.PLANNED
    ]
    for delivery in rows:
        delivery.set_aside_at = None
        event_id = f"{delivery.reference}:refused:{delivery.attempts}"
        refusal = Report(delivery.reference, "", event_id, ReportKind.FAILED, now, FailReason.NOT_ALLOWED, {})
        if _keep(session, delivery, delivery.provider or _NOBODY, refusal, now):
            _heed(session, delivery, refusal, now)
    session.flush()
    return len(rows)


def orphaned(session: Session, claims: Mapping[int, str | None], now: datetime) -> None:
    """The senders of these deliveries are gone: nobody knows whether the provider heard of them.

    `claims` has the worker of each; what another has claimed since is left alone.
    """
    for delivery_id, worker in claims.items():
        session.execute(
            update(Delivery)
            .where(Delivery.id == delivery_id, Delivery.delivery_status == S.SENDING)
            .where(Delivery.claimed_by.is_not_distinct_from(worker))
            .values(delivery_status=S.UNKNOWN, claimed_by=None, lease_until=leases.grace_until(), unknown_at=now)
        )


_STANDING = (
    select(Delivery.id, Delivery.reference, Delivery.attempts)
    .where(Delivery.reference.in_(bindparam("references", expanding=True)), Delivery.delivery_status == S.SENDING)
    .order_by(Delivery.id)
    .with_for_update()
)
_TABLE = cast(Table, Delivery.__table__)
_ACCEPTED = (
    update(_TABLE)
    .where(_TABLE.c.id == bindparam("which"))
    .values(
        delivery_status=S.ACCEPTED,
        provider=bindparam("taken_by"),
        provider_id=bindparam("taken_as"),
        accepted_at=func.coalesce(_TABLE.c.accepted_at, bindparam("taken_at", type_=_TABLE.c.accepted_at.type)),
        claimed_by=None,
        lease_until=None,
    )
)


def _accept_plainly(
    session: Session, findings: Sequence[tuple[str, int, Finding]], provider: str, now: datetime
) -> list[tuple[str, int, Finding]]:
    """Move what was claimed and taken, nearly everything of a launch, in one go; returns the other findings."""
    query = session.connection().execute(_STANDING, {"references": [reference for reference, _, _ in findings]})
    standing = {(row.reference, row.attempts): row.id for row in query}
    rest, rows = [], []
    for reference, attempt, finding in findings:
        which = standing.get((reference, attempt))
        if which is not None and isinstance(finding, Accepted):
            rows.append({"which": which, "taken_by": provider, "taken_as": finding.provider_id, "taken_at": now})
        else:
            rest.append((reference, attempt, finding))
    if rows:
        session.connection().execute(_ACCEPTED, rows)
    return rest


def _find(session: Session, delivery: Delivery, finding: Finding, provider: str, now: datetime) -> None:
    match finding:
        case Accepted(provider_id):
            # The report may have come first: then only the provider's name for it is news.
            delivery.provider, delivery.provider_id = provider, provider_id
            delivery.accepted_at = delivery.accepted_at or now
            if delivery.delivery_status not in _FINAL:
                _move(delivery, S.ACCEPTED, now)
        case Refused():
            delivery.provider = provider
            _refused(session, delivery, finding, now)
        case NeverSent():
            if _give_back(session, delivery, now) and delivery.attempts >= MANY_CLAIMS:
                delivery.lease_until = leases.wall_clock() + _left_alone(delivery.attempts - MANY_CLAIMS)
        case _:
            _move(delivery, S.UNKNOWN, now)


def _refused(session: Session, delivery: Delivery, refused: Refused, now: datetime) -> None:
    if refused.reason is FailReason.ACCOUNT and not refused.permanent:
        # Nothing is wrong with the message: it waits until somebody has put the account right.
        if _give_back(session, delivery, now):
            why = circuit_breaker.AT_ONCE[refused.reason]
            circuit_breaker.trip(session, delivery.campaign_id, why, now, refused.reason)
        return
    if refused.reason is FailReason.NOT_ALLOWED:
        # Its number's fault or the whole account's: what others get tells which, see notifier.delivery.suspicions.
        if _give_back(session, delivery, now):
            delivery.set_aside_at = now
        return
    if refused.reason is FailReason.UNAVAILABLE and not refused.permanent and not _breaks_road(session, delivery):
        if _give_back(session, delivery, now):
            delivery.due_at = now  # the others that wait are tried before it is again
        return
    waits = refused.reason is FailReason.BUSY and not refused.permanent
    if not waits and (refused.permanent or delivery.refusals + 1 >= MOST_REFUSALS):
        delivery.unmade_because = refused.why[:_LONGEST_WHY] or None
        _fail(session, delivery, refused.reason, now)
    elif _give_back(session, delivery, now):
        if refused.reason is FailReason.BUSY:
            delivery.lease_until = leases.wall_clock() + max(refused.retry_after, _left_alone(delivery.refusals))
        else:
            delivery.due_at = now + FIRST_RETRY * 2**delivery.refusals
        delivery.refusals += 1


class GivenBack(NamedTuple):
    """A claim that came to nothing: when it was made, and the date that the message would have stated."""

    claimed_at: datetime
    deadline_on: date | None


def read_given_back(event_id: str, raw: Mapping[str, Any]) -> GivenBack | None:
    """What a receipt says of a claim that came to nothing; None for every other receipt."""
    if _GIVEN_BACK not in event_id:
        return None
    deadline_on = raw["deadline_on"]
    return GivenBack(
        datetime.fromisoformat(raw["claimed_at"]), date.fromisoformat(deadline_on) if deadline_on else None
    )


def _give_back(session: Session, delivery: Delivery, now: datetime) -> bool:
    """Let it wait to be claimed again. That it was claimed is kept: until now it may have gone for all that we knew."""
    if not _move(delivery, S.PLANNED, now):
        return False
    if delivery.claimed_at is not None:
        deadline_on = delivery.deadline_on.isoformat() if delivery.deadline_on else None
        raw = {"claimed_at": delivery.claimed_at.isoformat(), "deadline_on": deadline_on}
        event_id = f"{delivery.reference}{_GIVEN_BACK}{delivery.attempts}"
        note = Report(delivery.reference, "", event_id, ReportKind.NOTED, None, None, raw)
        _keep(session, delivery, delivery.provider or _NOBODY, note, now)
    return True


def _breaks_road(session: Session, delivery: Delivery) -> bool:
    """Whether the road carried others since this message was tried before: then it is the message that breaks it.

    As an email does whose content makes a server hang up each time. It comes again as one that is refused for now.
    """
    taken = exists().where(Delivery.channel == delivery.channel, Delivery.accepted_at > delivery.due_at)
    return delivery.attempts > 1 and session.execute(select(taken)).scalar_one()


def _left_alone(times: int) -> timedelta:
    """For how long a message waits that was in vain this often before."""
    return min(SHORTEST_BUSY * (1 << min(times, 20)), LONGEST_BUSY)


def _fail(session: Session, delivery: Delivery, reason: FailReason, now: datetime) -> None:
    """It was refused for good, which is kept beside the reports: one of them may say otherwise."""
    if delivery.delivery_status is not S.FAILED and S.FAILED not in ARROWS[delivery.delivery_status]:
        return
    event_id = f"{delivery.reference}:refused:{delivery.attempts}"
    refusal = Report(delivery.reference, "", event_id, ReportKind.FAILED, now, reason, {})
    if _keep(session, delivery, delivery.provider or _NOBODY, refusal, now):
        _heed(session, delivery, refusal, now)
        circuit_breaker.object_at_once(session, delivery.campaign_id, reason, now)


def _keep(session: Session, delivery: Delivery | None, provider: str, report: Report, now: datetime) -> bool:
    """Append a report as it came; False when it was there. The delivery is locked before: its row is referred to."""
    row = {
        "delivery_id": delivery.id if delivery is not None else None,
        "provider": provider,
        "event_id": report.event_id,
        "kind": report.kind,
        "raw": dict(report.raw),
        "fail_reason": report.fail_reason,
        "happened_at": report.happened_at,
        "received_at": now,
    }
    insert = insert_unless_there(session, Receipt).values(row)
    return session.execute(insert.returning(Receipt.id)).scalar_one_or_none() is not None


def _heed(session: Session, delivery: Delivery, report: Report, now: datetime) -> None:
    """What follows from one more report for the delivery and its address."""
    _conclude(session, delivery, now)
    is_about_stops = report.fail_reason is FailReason.STOPPED or report.kind is ReportKind.STOP_LIFTED
    if is_about_stops and delivery.sent_to and traits_of(delivery.channel).can_be_stopped:
        _stop_or_lift(session, delivery.channel, delivery.sent_to, now)


def _conclude(session: Session, delivery: Delivery, now: datetime) -> None:
    """Bring a locked delivery to where its reports, taken together, say that it stands."""
    query = select(*_EVENT).where(Receipt.delivery_id == delivery.id)
    events = [ReportedEvent(*row) for row in session.execute(query)]
    standing = standing_of(events, by_day=traits_of(delivery.channel).is_carried_by_hand)
    if standing is None:
        return
    target = standing.delivery_status
    # What is failed or delivered without a report of it stays so, whatever earlier steps are told of late.
    is_earlier = target is S.ACCEPTED and not standing.outlives_failure and delivery.delivery_status in _FINAL
    if is_earlier or (target is not delivery.delivery_status and not _move(delivery, target, now)):
        return
    heard = [moment for moment in (delivery.accepted_at, standing.accepted_at) if moment is not None]
    delivery.accepted_at = min(heard, default=None)
    delivery.posted_at = standing.posted_at or delivery.posted_at
    # When we heard of it, not what the provider's clock said: a notice period never starts too early.
    delivery.delivered_at = standing.delivered_at or delivery.delivered_at
    delivery.fail_reason, delivery.ended_at = standing.fail_reason, standing.ended_at


def _stop_or_lift(session: Session, channel: Channel, address: str, now: datetime) -> None:
    """Suppress the address of somebody who told the provider, or their mail program, to send nothing more, or who took
    that back: whichever they did last."""
    query = select(*_EVENT).join(Delivery, Delivery.id == Receipt.delivery_id)
    query = query.where(Delivery.channel == channel, Delivery.sent_to == address)
    if is_stopped([ReportedEvent(*row) for row in session.execute(query)]):
        suppressions.suppress(session, channel, address, _TOLD_PROVIDER, now)
    else:
        suppressions.lift_suppression(session, channel, address, now, why=_TOLD_PROVIDER)


def _move(delivery: Delivery, target: S, now: datetime, reason: FailReason | None = None) -> bool:
    """Make the move if there is an arrow for it; False leaves the delivery as it is."""
    arrows = ARROWS[delivery.delivery_status]
    if delivery.delivery_status is S.PLANNED and delivery.attempts:
        arrows |= _LATE_TRUTH
    if target not in arrows:
        return False
    delivery.delivery_status = target
    delivery.fail_reason = reason
    delivery.claimed_by = None
    delivery.lease_until = leases.grace_until() if target is S.UNKNOWN else None
    delivery.unknown_at = now if target is S.UNKNOWN else None
    if target is S.PLANNED:
        delivery.restored_at = None  # whoever had to know says that it did not go
    delivery.ended_at = now if target is S.FAILED else None
    return True


_EVENT = (Receipt.kind, Receipt.happened_at, Receipt.received_at, Receipt.fail_reason)
# In one order, so that two that lock several cannot wait for each other.
_LOCKED = (
    select(Delivery)
    .where(Delivery.reference.in_(bindparam("references", expanding=True)))
    .order_by(Delivery.id)
    .with_for_update()
)


def _locked(session: Session, references: Sequence[str]) -> dict[str, Delivery]:
    return {row.reference: row for row in session.execute(_LOCKED, {"references": references}).scalars()}
