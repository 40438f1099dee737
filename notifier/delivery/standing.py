"""Where a delivery stands, concluded from everything that was reported of it, whichever report came first.

Providers report late, twice and out of order, and not all of them say when a thing happened. So nothing is concluded
from the order in which reports come: a set of them has one conclusion.

- Of an arrival and a failure the later one stands, by the times that were stated: mail servers take a message and
  bounce it afterwards, carriers give up and find the phone after all.
- Where that cannot be told, because a time is not stated or both are the same, it failed: the patient is not told, and
  a doubt holds out.
- What people carry is dated by the day. A letter that came back was not posted again on the same day: only a posting
  of a later day stands against a return.
- A time further ahead of ours than clocks differ is not known: it would win for ever.
"""

from collections.abc import Callable, Collection, Iterable
from dataclasses import dataclass
from datetime import datetime, time, timedelta

from notifier.campaigns.calendar import LONDON, london_date
from notifier.vocabulary import DeliveryStatus, FailReason, ReportKind

CLOCKS_DIFFER = timedelta(minutes=10)
_TELLS = (ReportKind.DELIVERED, ReportKind.POSTED)
_TAKEN = (ReportKind.ACCEPTED, *_TELLS)
_REASONS = tuple(FailReason)  # what says most of the address comes first


@dataclass(frozen=True, slots=True)
class ReportedEvent:
    """One report. `happened_at` is when by the word of whoever reports it, None where they do not say."""

    kind: ReportKind
    happened_at: datetime | None
    received_at: datetime
    fail_reason: FailReason | None = None


@dataclass(frozen=True, slots=True)
class DeliveryStanding:
    """A conclusion: accepted, delivered or failed, and since when.

    `accepted_at`, `delivered_at` and `ended_at` are of when we first heard of what stands (or, of an arrival or posting
    that does not stand, of when there was one), not of what the provider's clock said: a notice period never starts too
    early. `posted_at` is the day that the poster gave, which may be days ago. `outlives_failure`: it had failed, and
    went again later.
    """

    delivery_status: DeliveryStatus
    fail_reason: FailReason | None
    accepted_at: datetime | None
    posted_at: datetime | None
    delivered_at: datetime | None
    ended_at: datetime | None
    outlives_failure: bool


def standing_of(events: Collection[ReportedEvent], *, by_day: bool) -> DeliveryStanding | None:
    """Where the delivery of these reports stands; None where none of them says. `by_day`: people carry it."""
    moment_of = _by_day if by_day else _known
    failures = [event for event in events if event.kind is ReportKind.FAILED]
    tellings = [event for event in events if event.kind in _TELLS]
    standing = [event for event in tellings if _is_later(event, failures, moment_of)]
    if not failures and not any(event.kind in _TAKEN for event in events):
        return None
    has_failed = bool(failures) and not standing
    ends = [one for one in failures if not any(_is_later(event, [one], moment_of) for event in tellings)]
    deliveries = _of_kind(ReportKind.DELIVERED, standing, tellings)
    postings = _of_kind(ReportKind.POSTED, standing, tellings)
    has_arrived = any(event.kind is ReportKind.DELIVERED for event in standing)
    status = DeliveryStatus.DELIVERED if has_arrived else DeliveryStatus.ACCEPTED
    return DeliveryStanding(
        delivery_status=DeliveryStatus.FAILED if has_failed else status,
        fail_reason=_weightiest(ends, moment_of) if has_failed else None,
        accepted_at=_first(event.received_at for event in events if event.kind in _TAKEN),
        posted_at=_first(_known(event) or event.received_at for event in postings),
        delivered_at=_first(event.received_at for event in deliveries),
        ended_at=_first(event.received_at for event in ends) if has_failed else None,
        outlives_failure=bool(failures) and not has_failed,
    )


def is_stopped(events: Collection[ReportedEvent]) -> bool:
    """Whether the last word to the provider was to send nothing more, as far as that can be told; a doubt stops."""
    stops = [event for event in events if event.fail_reason is FailReason.STOPPED]
    lifts = [event for event in events if event.kind is ReportKind.STOP_LIFTED]
    return bool(stops) and not any(_is_later(event, stops, _known) for event in lifts)


def _of_kind(
    kind: ReportKind, standing: Iterable[ReportedEvent], others: Iterable[ReportedEvent]
) -> list[ReportedEvent]:
    """What stands of a kind; where nothing does, what there was of it."""
    return [event for event in standing if event.kind is kind] or [event for event in others if event.kind is kind]


def _is_later(
    event: ReportedEvent, others: Iterable[ReportedEvent], moment_of: Callable[[ReportedEvent], datetime | None]
) -> bool:
    """Whether it certainly happened after all of the others."""
    moments = [moment_of(other) for other in others]
    own = moment_of(event)
    return all(own is not None and moment is not None and own > moment for moment in moments)


def _known(event: ReportedEvent) -> datetime | None:
    is_wrong = event.happened_at is not None and event.happened_at > event.received_at + CLOCKS_DIFFER
    return None if is_wrong else event.happened_at


def _by_day(event: ReportedEvent) -> datetime | None:
    moment = _known(event)
    return None if moment is None else datetime.combine(london_date(moment), time(), LONDON)


def _weightiest(failures: Iterable[ReportedEvent], moment_of: Callable[[ReportedEvent], datetime | None]) -> FailReason:
    """The reason of the last failure; of several at no known time, the one that says most of the address."""

    def weight(event: ReportedEvent) -> tuple[bool, float, int]:
        moment = moment_of(event)
        number = _REASONS.index(event.fail_reason or FailReason.OTHER)
        return moment is None, moment.timestamp() if moment else 0.0, -number

    return max(failures, key=weight).fail_reason or FailReason.OTHER


def _first(moments: Iterable[datetime]) -> datetime | None:
    return min(moments, default=None)
