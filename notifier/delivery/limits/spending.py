"""What a campaign has spent of its budget: counted when a message is claimed, before any provider hears of it.

Whoever claims holds the campaign's row until the claim is committed, so that two workers cannot both spend what is
left. A claim that would pass the budget is not made: the channel is held, and says so, until a manager raises the
budget or less turns out to be spent. The count is never less than the truth, which is the deliveries: what a provider
never had, or refused, is not spent, and is found out when the count comes to the budget.
"""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime
from itertools import accumulate

from sqlalchemy import and_, case, func, or_, select
from sqlalchemy.orm import Session

from notifier.errors import NotAllowed
from notifier.providers.channels import price_of, traits_of
from notifier.settings import Settings
from notifier.store import audit
from notifier.store.audit_actions import AuditAction
from notifier.store.database import Database, insert_unless_there
from notifier.store.tables import Campaign, Delivery, PrintRun, Spending
from notifier.vocabulary import CampaignStatus, Channel, DeliveryStatus

_UNITS = 1000  # to a penny: prices have up to three places behind the point
_POUND = 100 * _UNITS
_MAY_HAVE_GONE = (
    DeliveryStatus.SENDING,
    DeliveryStatus.ACCEPTED,
    DeliveryStatus.DELIVERED,
    DeliveryStatus.UNKNOWN,
)
_HELD = -1


@dataclass(frozen=True)
class SpendingView:
    """What a campaign has spent of its budget, in pounds without VAT, and what waits because of it."""

    budget: int
    spent: float
    held: Mapping[Channel, int]  # by channel that is held, how many messages wait
    held_since: datetime | None

    @property
    def words(self) -> str:
        """Why nothing goes by a channel, for whoever can raise the budget."""
        return (
            f"£{self.spent:,.2f} of the budget of £{self.budget:,} is spent, and the next "
            f"{' or '.join(traits_of(channel).noun for channel in self.held)} would pass it"
        )


def units_of(settings: Settings, channel: Channel) -> int:
    """What one message of a channel costs, or one part of a text, in thousandths of a penny."""
    return round(price_of(settings, channel) * _UNITS)


def with_own_budget(session: Session, campaign_ids: Sequence[int]) -> list[list[int]]:
    """The campaigns in lots: each that has a budget for itself, and the others together."""
    query = select(Campaign.id).where(Campaign.id.in_(campaign_ids), Campaign.budget.is_not(None)).order_by(Campaign.id)
    limited = list(session.execute(query).scalars())
    others = [one for one in campaign_ids if one not in limited]
    return [*([one] for one in limited), *([others] if others else [])]


def left_to_spend(session: Session, campaign_id: int, channel: Channel, settings: Settings) -> int | None:
    """What may still be spent, in thousandths of a penny; None without a budget, below 0 while the channel is held.

    With a budget, the campaign's spending is locked until the transaction ends.
    """
    budget = session.execute(select(Campaign.budget).where(Campaign.id == campaign_id)).scalar_one()
    if budget is None:
        return None
    row = _locked(session, campaign_id)
    if channel in row.held:
        return _HELD
    if row.spent is None:
        row.spent = _counted(session, campaign_id, settings)
    return max(0, budget * _POUND - row.spent)


def how_many_fit(costs: Sequence[int], left: int) -> int:
    """How many of these, from the first on, can be paid."""
    return sum(total <= left for total in accumulate(costs))


def spend(session: Session, campaign_id: int, cost: int) -> None:
    """So much is claimed; the campaign's spending is locked."""
    row = session.get_one(Spending, campaign_id)
    row.spent = (row.spent or 0) + cost
    session.flush()


def count_anew(session: Session, campaign_id: int, settings: Settings) -> None:
    """Have the count be what the deliveries come to; the campaign's spending is locked."""
    session.get_one(Spending, campaign_id).spent = _counted(session, campaign_id, settings)
    session.flush()


def spend_again(session: Session, campaign_id: int, letters: int, settings: Settings) -> int:
    """So many letters are about to be printed once more: returns what they cost, in thousandths of a penny.

    It goes into their `PrintRun.cost` in the same transaction. Raises NotAllowed where it would pass the budget.
    """
    cost = letters * units_of(settings, Channel.LETTER)
    if not cost or left_to_spend(session, campaign_id, Channel.LETTER, settings) is None:
        return cost
    count_anew(session, campaign_id, settings)
    spent = session.get_one(Spending, campaign_id).spent or 0
    budget = session.get_one(Campaign, campaign_id).budget or 0
    if spent + cost > budget * _POUND:
        raise NotAllowed(
            f"to print {'this letter' if letters == 1 else f'these {letters:,} letters'} again costs "
            f"£{cost / _POUND:,.2f}, and £{spent / _POUND:,.2f} of the budget of £{budget:,} is spent: a manager has "
            "to raise the budget first"
        )
    spend(session, campaign_id, cost)
    return cost


def hold(session: Session, campaign_id: int, channel: Channel, now: datetime) -> None:
    """Let nothing more go by a channel, for its next message would pass the budget; the spending is locked."""
    row = session.get_one(Spending, campaign_id)
    row.held, row.held_since, row.held_at_spent = [*row.held, channel.value], row.held_since or now, row.spent
    session.flush()
    pounds = session.execute(select(Campaign.budget).where(Campaign.id == campaign_id)).scalar_one()
    reached = AuditAction.BUDGET_REACHED
    audit.append(session, reached, now, campaign_id=campaign_id, channel=channel.value, pounds=pounds)


def let_go_what_fits(database: Database, settings: Settings) -> int:
    """Let campaigns go on of which less turns out to be spent than when they were held; returns how many."""
    with database.reading() as session:
        found = [row for row in session.execute(select(Spending.campaign_id, Spending.held)) if row.held]
    moved = 0
    for campaign_id, _ in found:
        with database.writing() as session:
            row = _locked(session, campaign_id)
            spent = _counted(session, campaign_id, settings)
            if row.held and spent < (row.held_at_spent or 0):
                row.held, row.held_since, row.held_at_spent, row.spent = [], None, None, spent
                moved += 1
    return moved


def held_by_budget(session: Session) -> dict[int, list[Channel]]:
    """By running campaign, the channels by which nothing goes until its budget is raised."""
    query = select(Spending.campaign_id, Spending.held).join(Campaign, Campaign.id == Spending.campaign_id)
    rows = session.execute(query.where(Campaign.campaign_status == CampaignStatus.RUNNING))
    return {row.campaign_id: [Channel.stored(name) for name in row.held] for row in rows if row.held}


def view_spending(
    session: Session, campaign_id: int, settings: Settings, counted: int | None = None
) -> SpendingView | None:
    """What was spent of a campaign's budget so far; None where it has none.

    `counted` is what `count_spent` said, where the caller has it: to count is to go through all deliveries.
    """
    budget = session.execute(select(Campaign.budget).where(Campaign.id == campaign_id)).scalar_one()
    if budget is None:
        return None
    row = session.get(Spending, campaign_id)
    held = [Channel.stored(name) for name in row.held] if row is not None else []
    planned = Delivery.campaign_id == campaign_id, Delivery.delivery_status == DeliveryStatus.PLANNED
    query = select(Delivery.channel, func.count()).where(*planned, Delivery.channel.in_(held))
    waiting: dict[Channel, int] = {one[0]: one[1] for one in session.execute(query.group_by(Delivery.channel))}
    return SpendingView(
        budget=budget,
        spent=(counted if counted is not None else _counted(session, campaign_id, settings)) / _POUND,
        held={channel: waiting.get(channel, 0) for channel in held},
        held_since=row.held_since if row is not None else None,
    )


def count_spent(session: Session, campaign_id: int, settings: Settings) -> int | None:
    """What the deliveries of a campaign come to, in thousandths of a penny; None for one without a budget."""
    budget = session.execute(select(Campaign.budget).where(Campaign.id == campaign_id)).scalar_one()
    return None if budget is None else _counted(session, campaign_id, settings)


def _locked(session: Session, campaign_id: int) -> Spending:
    row = session.get(Spending, campaign_id, with_for_update=True)
    if row is None:
        session.execute(insert_unless_there(session, Spending), {"campaign_id": campaign_id, "held": []})
        row = session.get_one(Spending, campaign_id, with_for_update=True)
    return row


def _counted(session: Session, campaign_id: int, settings: Settings) -> int:
    """What the deliveries come to that went, or may have. What an earlier release sent has the price of today."""
    prices = [(Delivery.channel == channel, units_of(settings, channel)) for channel in Channel]
    cost = func.coalesce(Delivery.cost, case(*prices, else_=0))
    # What a provider took is paid, whatever became of it; what it refused at once is not.
    was_taken = or_(Delivery.accepted_at.is_not(None), Delivery.provider_id.is_not(None))
    is_failed = Delivery.delivery_status == DeliveryStatus.FAILED
    went = or_(Delivery.delivery_status.in_(_MAY_HAVE_GONE), and_(is_failed, was_taken))
    query = select(func.coalesce(func.sum(cost), 0)).where(Delivery.campaign_id == campaign_id, went)
    return int(session.execute(query).scalar_one()) + _printed_again(session, campaign_id, settings)


def _printed_again(session: Session, campaign_id: int, settings: Settings) -> int:
    """What reprints cost, with one that is at work: what comes to nothing is deleted, and costs nothing then."""
    query = select(PrintRun.cost, PrintRun.files).where(
        PrintRun.campaign_id == campaign_id, PrintRun.reprint_of.is_not(None)
    )
    price = units_of(settings, Channel.LETTER)
    return sum(
        row.cost if row.cost is not None else price * sum(file["letters"] for file in row.files)
        for row in session.execute(query)
    )
