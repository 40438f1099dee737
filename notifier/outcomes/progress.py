"""How far a campaign is, in counts: for the staff's page, `campaign show` and the evidence."""

from collections import Counter
from collections.abc import Callable
from dataclasses import dataclass
from datetime import datetime

from sqlalchemy import exists, func, select
from sqlalchemy.orm import Session

from notifier.delivery import notices
from notifier.outcomes import facts
from notifier.outcomes.facts import Concluded
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
    Wave,
)

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


def campaign_counts(
    session: Session, campaign_id: int, now: datetime, see: Callable[[Concluded], object] = lambda _concluded: None
) -> Progress:
    """Every count, from one pass over the facts, in which whoever else wants to see every patient is shown each."""
    campaign = session.get_one(Campaign, campaign_id)
    outcomes: Counter[OutcomeKind] = Counter()
    holds: Counter[HoldReason] = Counter()
    evidence: Counter[Evidence] = Counter()
    for one in facts.conclude(session, campaign, now):
        see(one)
        outcomes[one.outcome.kind] += 1
        evidence[one.outcome.evidence] += 1
        if one.outcome.reason is not HoldReason.NONE:
            holds[one.outcome.reason] += 1
    return Progress(
        patients=sum(outcomes.values()),
        deliveries=_deliveries(session, campaign.id),
        skips=_skips(session, campaign.id),
        replies=_replies(session, campaign.id),
        open_reviews=_open_reviews(session, campaign.id),
        outcomes={kind: outcomes[kind] for kind in OutcomeKind},
        holds={reason: holds[reason] for reason in HoldReason if holds[reason]},
        evidence={strength: evidence[strength] for strength in Evidence},
    )


def _deliveries(session: Session, campaign_id: int) -> dict[Channel, dict[DeliveryStatus, int]]:
    query = (
        select(Delivery.channel, Delivery.delivery_status, func.count())
        .where(Delivery.campaign_id == campaign_id, _TELLS)
        .group_by(Delivery.channel, Delivery.delivery_status)
    )
    found: dict[Channel, dict[DeliveryStatus, int]] = {}
    for channel, delivery_status, number in session.execute(query):
        found.setdefault(channel, {})[delivery_status] = number
    no_longer_installed = sorted(found.keys() - set(Channel))
    return {channel: found[channel] for channel in (*Channel, *no_longer_installed) if channel in found}


def _skips(session: Session, campaign_id: int) -> dict[SkipReason, int]:
    query = (
        select(Delivery.skip_reason, func.count())
        .where(Delivery.campaign_id == campaign_id, Delivery.skip_reason.is_not(None), _TELLS)
        .group_by(Delivery.skip_reason)
    )
    return {row[0]: row[1] for row in session.execute(query) if row[0] is not None}


def _replies(session: Session, campaign_id: int) -> dict[Choice, int]:
    query = (
        select(Reply.choice, func.count())
        .join(Notice, Notice.id == Reply.notice_id)
        .where(Notice.campaign_id == campaign_id, Reply.doubt.is_distinct_from(Doubt.STOPPED), ~notices.followed())
        .where(~exists().where(Review.reply_id == Reply.id, Review.doubt == Doubt.MISFILED))
        .group_by(Reply.choice)
    )
    found: dict[Choice, int] = {row[0]: row[1] for row in session.execute(query)}
    return {choice: found.get(choice, 0) for choice in Choice}


def _open_reviews(session: Session, campaign_id: int) -> int:
    query = select(func.count()).where(Review.campaign_id == campaign_id, Review.closed_at.is_(None))
    return session.execute(query).scalar_one()
