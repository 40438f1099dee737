"""How far a campaign is, in counts: for the staff's page, `campaign show` and the evidence."""

from collections import Counter, defaultdict
from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import date, datetime
from enum import StrEnum
from typing import Any, NamedTuple, TypeVar

from sqlalchemy import ColumnElement, exists, func, select
from sqlalchemy.orm import Session

from notifier.campaigns.calendar import london_date
from notifier.delivery import notices
from notifier.outcomes import facts
from notifier.outcomes.rule import Outcome
from notifier.store.tables import Campaign, Delivery, Notice, Reply, Review
from notifier.vocabulary import (
    Channel,
    Choice,
    DeliveryStatus,
    Doubt,
    Evidence,
    HoldReason,
    OutcomeKind,
    SkipReason,
    Source,
    Wave,
)

_Word = TypeVar("_Word", bound=StrEnum)

_TELLS = Delivery.wave != Wave.ACKNOWLEDGEMENT


@dataclass(frozen=True)
class Progress:
    """Counts at one moment. Coverage is by strength of evidence; which strength is enough is not ours to say."""

    patients: int
    deliveries: dict[Channel, dict[DeliveryStatus, int]]
    skips: dict[SkipReason, int]
    replies: dict[Choice, int]
    open_reviews: int
    outcomes: dict[OutcomeKind, int]
    holds: dict[HoldReason, int]
    evidence: dict[Evidence, int]

    @classmethod
    def from_json(cls, kept: Mapping[str, Any]) -> "Progress":
        """The counts that `asdict` made of it, once they were JSON: their names are words again."""

        def counts(part: Mapping[str, int], word: Callable[[str], _Word]) -> dict[_Word, int]:
            return {word(name): number for name, number in part.items()}

        return cls(
            patients=kept["patients"],
            deliveries={
                Channel.stored(name): counts(part, DeliveryStatus) for name, part in kept["deliveries"].items()
            },
            skips=counts(kept["skips"], SkipReason),
            replies=counts(kept["replies"], Choice),
            open_reviews=kept["open_reviews"],
            outcomes=counts(kept["outcomes"], OutcomeKind),
            holds=counts(kept["holds"], HoldReason),
            evidence=counts(kept["evidence"], Evidence),
        )


class DailyReplies(NamedTuple):
    """How many answers of one kind were received on one day."""

    day: date  # in London
    choice: Choice
    source: Source
    number: int

    @classmethod
    def from_json(cls, kept: Sequence[Any]) -> "DailyReplies":
        """As it was made JSON, the day in ISO 8601."""
        day, choice, source, number = kept
        return cls(date.fromisoformat(day), Choice(choice), Source(source), number)


class Conclusion(NamedTuple):
    """As much of an outcome as is counted."""

    kind: OutcomeKind
    reason: HoldReason
    evidence: Evidence

    @classmethod
    def of(cls, outcome: Outcome) -> "Conclusion":
        """Without the last day of the notice, which makes as many as there are days."""
        return cls(outcome.kind, outcome.reason, outcome.evidence)

    @classmethod
    def from_json(cls, kept: Sequence[str]) -> "Conclusion":
        """As it was made JSON."""
        kind, reason, evidence = kept
        return cls(OutcomeKind(kind), HoldReason(reason), Evidence(evidence))


def campaign_counts(session: Session, campaign_id: int, now: datetime) -> Progress:
    """Every count, with every patient concluded anew."""
    campaign = session.get_one(Campaign, campaign_id)
    concluded = facts.conclude(session, campaign, now)
    conclusions = Counter(Conclusion.of(one.outcome) for one in concluded)
    return counts_with(session, campaign_id, conclusions, replies_by_day(session, campaign_id))


def counts_with(
    session: Session, campaign_id: int, conclusions: Mapping[Conclusion, int], answers: Sequence[DailyReplies]
) -> Progress:
    """Every count, where it was concluded already what follows for how many patients, and the answers are counted."""
    outcomes = _sums((one.kind, number) for one, number in conclusions.items())
    holds = _sums((one.reason, number) for one, number in conclusions.items())
    evidence = _sums((one.evidence, number) for one, number in conclusions.items())
    deliveries, skips = _deliveries(session, campaign_id)
    replies = _sums((one.choice, one.number) for one in answers)
    return Progress(
        patients=sum(outcomes.values()),
        deliveries=deliveries,
        skips=skips,
        replies={choice: replies[choice] for choice in Choice},
        open_reviews=_open_reviews(session, campaign_id),
        outcomes={kind: outcomes[kind] for kind in OutcomeKind},
        holds={reason: holds[reason] for reason in HoldReason if reason and holds[reason]},
        evidence={strength: evidence[strength] for strength in Evidence},
    )


def _sums(counted: Iterable[tuple[_Word, int]]) -> Counter[_Word]:
    found: Counter[_Word] = Counter()
    for word, number in counted:
        found[word] += number
    return found


def _deliveries(
    session: Session, campaign_id: int
) -> tuple[dict[Channel, dict[DeliveryStatus, int]], dict[SkipReason, int]]:
    """How many there are by channel and status, and why how many were skipped: in one pass over an index."""
    what = Delivery.channel, Delivery.delivery_status, Delivery.skip_reason
    query = select(*what, func.count()).where(Delivery.campaign_id == campaign_id, _TELLS).group_by(*what)
    found: defaultdict[Channel, Counter[DeliveryStatus]] = defaultdict(Counter)
    skips: Counter[SkipReason] = Counter()
    for channel, delivery_status, skip_reason, number in session.execute(query):
        found[channel][delivery_status] += number
        if skip_reason is not None:
            skips[skip_reason] += number
    no_longer_installed = sorted(found.keys() - set(Channel))
    deliveries = {channel: dict(found[channel]) for channel in (*Channel, *no_longer_installed) if channel in found}
    return deliveries, dict(skips)


def counted_replies(campaign_id: int) -> tuple[ColumnElement[bool], ...]:
    """Of the replies, with their notices, those that count as a patient's answer: neither tries nor another's."""
    return (
        Notice.campaign_id == campaign_id,
        Reply.doubt.is_distinct_from(Doubt.STOPPED),
        ~notices.followed(),
        ~exists().where(Review.reply_id == Reply.id, Review.doubt == Doubt.MISFILED),
    )


def replies_by_day(session: Session, campaign_id: int) -> list[DailyReplies]:
    """The answers that count, by the day on which the practice received them, the first day first."""
    query = select(Reply.received_at, Reply.choice, Reply.source).join(Notice, Notice.id == Reply.notice_id)
    rows = session.execute(query.where(*counted_replies(campaign_id)))
    found = Counter((london_date(received_at), choice, source) for received_at, choice, source in rows)
    return [DailyReplies(*one, found[one]) for one in sorted(found)]


def _open_reviews(session: Session, campaign_id: int) -> int:
    query = select(func.count()).where(Review.campaign_id == campaign_id, Review.closed_at.is_(None))
    return session.execute(query).scalar_one()
