"""Whose fault a refusal is that may be one number's or the whole account's: what the others get tells.

A message that is refused like this (`FailReason.NOT_ALLOWED`) is put aside and the channel goes on. If another is taken
after it, the fault is its own: it failed, and the next channel takes over. If a few different numbers in a row are
refused, with none taken between, the fault is the account's: the campaign pauses, and they wait to be tried again. Of
one that was taken and failed later, `circuit_breaker.object_by_report` has the same thought.
"""

from collections.abc import Sequence
from datetime import datetime, timedelta

from sqlalchemy import distinct, exists, func, select
from sqlalchemy.orm import Session

from notifier.delivery import receipts
from notifier.delivery.limits import channel_breaker, circuit_breaker
from notifier.providers.base import Accepted, Finding, Refused
from notifier.store.database import Database
from notifier.store.tables import Campaign, ChannelBreaker, Delivery
from notifier.vocabulary import CampaignStatus, Channel, DeliveryStatus, FailReason

WAITED = timedelta(hours=1)  # with nobody after it, what was taken before has to tell
BEFORE = timedelta(days=1)  # that it may lie back
_UNTOLD = (
    "the provider does not let our account send to a number or address, and there was no other to tell whether it is"
    " that one or all: see at the provider what our sender may reach; once resumed, the next channel takes over"
)
_SET_ASIDE = (Delivery.set_aside_at.is_not(None), Delivery.delivery_status == DeliveryStatus.PLANNED)


def judge_answers(
    session: Session, channel: Channel, answers: Sequence[tuple[str, int, Finding]], share: float, now: datetime
) -> None:
    """What these answers, (reference, attempt, finding) in the order in which they came, tell of what is put aside.

    `share` is that of failures which pauses a campaign. The answers are on record already.
    """
    row = session.get(ChannelBreaker, channel)
    places = [at for at, (_, _, finding) in enumerate(answers) if isinstance(finding, Accepted)]
    last = places[-1] if places else -1
    refused = [(at, reference) for at, (reference, _, finding) in enumerate(answers) if _is_suspicion(finding)]
    if row is None or not (refused or row.has_suspicions):
        return
    if last >= 0:
        _settle(session, channel, [reference for at, reference in refused if at > last], now)
    if refused:
        _suspect_account(session, channel, share, now)
    row.has_suspicions = session.execute(select(exists().where(Delivery.channel == channel, *_SET_ASIDE))).scalar_one()
    session.flush()


def judge_waiting(database: Database, now: datetime) -> int:
    """Settle what nobody came after for an hour; returns how many messages or campaigns moved."""
    with database.reading() as session:
        query = select(ChannelBreaker.channel).where(ChannelBreaker.has_suspicions)
        channels = list(session.execute(query).scalars())
    moved = 0
    for channel in channels:
        with database.writing() as session:
            channel_breaker.locked_breaker(session, channel, "")
            moved += _judge_waiting(session, channel, now)
    return moved


def _is_suspicion(finding: Finding) -> bool:
    return isinstance(finding, Refused) and finding.reason is FailReason.NOT_ALLOWED


def _settle(session: Session, channel: Channel, still: Sequence[str], now: datetime) -> None:
    """Others were taken after it: whatever is put aside, but for these, was refused for itself."""
    query = select(Delivery.reference).where(Delivery.channel == channel, *_SET_ASIDE)
    references = [reference for reference in session.execute(query).scalars() if reference not in still]
    receipts.fail_set_aside(session, references, now)


def _suspect_account(session: Session, channel: Channel, share: float, now: datetime) -> None:
    query = (
        select(Campaign)
        .where(Campaign.campaign_status == CampaignStatus.RUNNING)
        .where(exists().where(Delivery.campaign_id == Campaign.id, Delivery.channel == channel, *_SET_ASIDE))
        .order_by(Campaign.id)
    )
    counted = select(func.count(distinct(Delivery.sent_to))).where(Delivery.channel == channel, *_SET_ASIDE)
    number = session.execute(counted).scalar_one()
    for campaign in session.execute(query).scalars().all():
        # After a person decided, as many as would pause it by their share.
        is_decided = FailReason.NOT_ALLOWED in campaign.decided
        if number >= (int(share * circuit_breaker.FEWEST) + 1 if is_decided else circuit_breaker.IN_A_ROW):
            circuit_breaker.trip(session, campaign.id, circuit_breaker.NOT_ALLOWED, now, FailReason.NOT_ALLOWED)


def _judge_waiting(session: Session, channel: Channel, now: datetime) -> int:
    query = (
        select(Delivery.reference, Delivery.campaign_id, Campaign.decided)
        .join(Campaign, Campaign.id == Delivery.campaign_id)
        .where(Delivery.channel == channel, *_SET_ASIDE, Delivery.set_aside_at <= now - WAITED)
        .where(Campaign.campaign_status == CampaignStatus.RUNNING)
    )
    taken = exists().where(Delivery.channel == channel, Delivery.accepted_at >= now - WAITED - BEFORE)
    is_taken = session.execute(select(taken)).scalar_one()
    rows = session.execute(query).all()
    own = [row.reference for row in rows if is_taken or FailReason.NOT_ALLOWED in row.decided]
    untold = {row.campaign_id for row in rows if row.reference not in own}
    moved = receipts.fail_set_aside(session, own, now)
    return moved + sum(
        circuit_breaker.trip(session, one, _UNTOLD, now, FailReason.NOT_ALLOWED) for one in sorted(untold)
    )
