"""What stops a launch by itself: a first slice that has to come back well, too many failures, a provider that objects.

Whoever resumes a campaign has looked: from then on no first slice is waited for, and failures count anew.
"""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta

from sqlalchemy import and_, distinct, exists, func, select, update
from sqlalchemy.orm import Session

from notifier.campaigns import lifecycle
from notifier.providers.channels import channels_that, traits_of
from notifier.providers.plugin import Hearing
from notifier.providers.registry import hearing_of
from notifier.settings import Settings
from notifier.store import audit
from notifier.store.audit_actions import AuditAction
from notifier.store.database import Database, insert_unless_there
from notifier.store.tables import Campaign, Delivery, Slice
from notifier.vocabulary import CampaignStatus, Channel, DeliveryStatus, FailReason, Wave

IN_A_ROW = 3  # different numbers or addresses: two neighbours may be of the same island or network, three hardly
FEWEST = 20  # endings that a share of failures can be told from
# Of a provider that says what came back and never what arrived, no news after so long is good news for a first slice: a
# mail server refuses a wrong address within minutes. It proves no telling, see `notifier.outcomes.rule`.
NO_NEWS = timedelta(hours=1)
# The number or mailbox is wrong or refuses us: the list, or what we send, may be at fault.
PERMANENT = (FailReason.BAD_ADDRESS, FailReason.BLOCKED)
# The provider or the networks object to what we do: the first is one too many.
AT_ONCE = {
    FailReason.FILTERED: "the networks take our texts or emails for spam: ask the provider why before you go on",
    FailReason.ACCOUNT: "the provider refuses our account: Practice, Senders says why; put it right and then resume",
}
NOT_ALLOWED = (
    "the provider does not let our account send to several numbers or addresses in a row: see at the provider which"
    " countries and networks our sender may reach, put it right and then resume"
)
# What a provider reports of a message that it had taken: one number's fault, or our account's.
_OF_ONE_OR_ALL = (FailReason.ACCOUNT, FailReason.NOT_ALLOWED)
# What a share of pauses a campaign: of the last always, of the others once a person has decided upon a first one.
_BY_SHARE = {**AT_ONCE, FailReason.NOT_ALLOWED: NOT_ALLOWED}


@dataclass(frozen=True)
class Allowance:
    """Campaigns that may send by one channel now, and how many messages at most (None: as many as there are)."""

    campaign_ids: Sequence[int]
    most: int | None


def allowances(session: Session, channel: Channel, first_slice: int, campaign_id: int | None) -> list[Allowance]:
    """Who may send by this channel: each campaign with a first slice to fill, and then the open ones together."""
    running = [one for one in lifecycle.running_campaigns(session) if campaign_id in (None, one)]
    if not traits_of(channel).has_first_slice or not first_slice or not running:
        return [Allowance(running, None)] if running else []
    rows = [{"campaign_id": one, "channel": channel, "size": first_slice, "left": first_slice} for one in running]
    session.execute(insert_unless_there(session, Slice), rows)
    ours = Slice.campaign_id.in_(running), Slice.channel == channel
    opened = list(session.execute(select(Slice.campaign_id).where(*ours, Slice.opened_at.is_not(None))).scalars())
    # Locked, so that two workers cannot both fill what is left.
    waiting = select(Slice.campaign_id, Slice.left).where(*ours, Slice.opened_at.is_(None), Slice.left > 0)
    slices = [Allowance([row.campaign_id], row.left) for row in session.execute(waiting.with_for_update())]
    return [*slices, Allowance(opened, None)] if opened else slices


def use_allowance(session: Session, allowance: Allowance, channel: Channel, number: int) -> None:
    """So many of a first slice were claimed."""
    if allowance.most is not None:
        session.execute(
            update(Slice)
            .where(Slice.campaign_id == allowance.campaign_ids[0], Slice.channel == channel)
            .values(left=Slice.left - number)
        )


def trip(session: Session, campaign_id: int, why: str, now: datetime, cause: FailReason | None = None) -> bool:
    """Pause a running campaign without a person, and keep why; False when it does not run.

    `cause` is what was seen, where it is of one kind: whoever resumes decides upon it.
    """
    query = (
        update(Campaign)
        .where(Campaign.id == campaign_id, Campaign.campaign_status == CampaignStatus.RUNNING)
        .values(campaign_status=CampaignStatus.PAUSED, paused_because=why, paused_cause=cause)
        .returning(Campaign.id)
    )
    is_new = session.execute(query).scalar_one_or_none() is not None
    if is_new:
        audit.append(session, AuditAction.CAMPAIGN_PAUSED, now, campaign_id=campaign_id, why=why)
    return is_new


def object_at_once(session: Session, campaign_id: int, cause: FailReason, now: datetime) -> bool:
    """The provider or the networks object: the first pauses the campaign. Once a person has decided, a share does."""
    if cause not in AT_ONCE or cause in session.get_one(Campaign, campaign_id).decided:
        return False
    return trip(session, campaign_id, AT_ONCE[cause], now, cause)


def object_by_report(session: Session, delivery: Delivery, cause: FailReason, now: datetime) -> bool:
    """A message that the provider had taken failed, as it reports later; True when that pauses the campaign.

    A network that wants our sender registered, or a country that our account may not text, says nothing of the others.
    So a report of this kind is that message's alone, and its patient goes on by the next channel. IN_A_ROW of different
    numbers or addresses, with nothing delivered by that channel between, are the account's: the campaign pauses, and
    who has not gone on by then waits. They are not sent the same message again: resumed, the next channel takes over.
    Once a person has decided upon the cause, a share pauses. What the networks filter pauses at the first, as ever.
    """
    if cause not in _OF_ONE_OR_ALL:
        return object_at_once(session, delivery.campaign_id, cause, now)
    campaign = session.get_one(Campaign, delivery.campaign_id)
    if cause in campaign.decided:
        return False
    ours = and_(Delivery.campaign_id == campaign.id, Delivery.channel == delivery.channel)
    arrived = select(func.max(Delivery.delivered_at)).where(ours, Delivery.delivery_status == DeliveryStatus.DELIVERED)
    last = session.execute(arrived).scalar_one()
    query = select(func.count(distinct(Delivery.sent_to))).where(
        *(ours, Delivery.delivery_status == DeliveryStatus.FAILED, Delivery.fail_reason.in_(_OF_ONE_OR_ALL)),
        Delivery.provider_id.is_not(None),  # what was refused at once was never given a name
        Delivery.ended_at >= _let_go_at(campaign),
        *([Delivery.ended_at > last] if last is not None else []),
    )
    if session.execute(query).scalar_one() < IN_A_ROW:
        return False
    return trip(session, campaign.id, _BY_SHARE[cause], now, cause)


def trip_all(session: Session, provider: str, happened_at: datetime | None, now: datetime) -> int:
    """A provider says that something befell our account: pause every campaign that it carries; returns how many.

    One that a person let go on after that happened has been looked at, and runs on.
    """
    carried = exists().where(Delivery.campaign_id == Campaign.id, Delivery.provider == provider)
    since = func.coalesce(Campaign.resumed_at, Campaign.launched_at)
    running = select(Campaign.id).where(Campaign.campaign_status == CampaignStatus.RUNNING, carried)
    if happened_at is not None:
        running = running.where(since <= happened_at)
    found = list(session.execute(running.order_by(Campaign.id)).scalars())
    return sum(
        trip(session, campaign_id, AT_ONCE[FailReason.ACCOUNT], now, FailReason.ACCOUNT) for campaign_id in found
    )


def check_breakers(database: Database, settings: Settings, now: datetime) -> int:
    """Let go what came back well, and pause what goes badly; returns how many campaigns or slices it moved."""
    with database.reading() as session:
        running = lifecycle.running_campaigns(session)
    moved = 0
    for campaign_id in running:
        for channel in channels_that(lambda traits: traits.has_first_slice):
            with database.writing() as session:
                moved += _review(session, campaign_id, channel, settings, now)
    return moved


@dataclass(frozen=True)
class _Endings:
    """How messages ended since a person last let the campaign go on."""

    well: int
    badly: int  # for good
    otherwise: int  # could not be reached this time, was refused by us, or went where nothing is ever heard from
    by_reason: Mapping[FailReason, int]

    @property
    def all(self) -> int:
        return self.well + self.badly + self.otherwise


def _review(session: Session, campaign_id: int, channel: Channel, settings: Settings, now: datetime) -> bool:
    share = settings.pause_share
    first = session.get(Slice, (campaign_id, channel), with_for_update=True)
    waiting = first if first is not None and first.opened_at is None else None
    found = _endings(session, campaign_id, channel, settings, now)
    if found.badly > share * max(found.all, waiting.size if waiting else FEWEST):
        why = (
            f"{found.badly} of {found.all} by {channel} failed for good: look at the list and the text before you go on"
        )
        return trip(session, campaign_id, why, now)
    for cause, advice in _BY_SHARE.items():
        if found.by_reason.get(cause, 0) > share * max(found.all, FEWEST):
            return trip(session, campaign_id, advice, now, cause)
    if waiting is not None and _came_back_well(found, waiting.size, share):
        waiting.opened_at = now
        audit.append(
            session, AuditAction.SLICE_OPENED, now, campaign_id=campaign_id, channel=channel.value, well=found.well
        )
        return True
    if waiting is not None:
        before, waiting.left = waiting.left, _missing(session, waiting)
        return waiting.left > before
    return False


def _missing(session: Session, first: Slice) -> int:
    """How many more may go so that the slice is whole: a message whose answer was lost tells nothing, nor ever may.

    A provider that loses every answer is not fed the whole list like this: three times the slice is the most.
    """
    query = (
        select(Delivery.delivery_status, func.count())
        .where(Delivery.campaign_id == first.campaign_id, Delivery.channel == first.channel, Delivery.attempts > 0)
        .where(Delivery.wave != Wave.ACKNOWLEDGEMENT)
        .group_by(Delivery.delivery_status)
    )
    claimed: dict[DeliveryStatus, int] = {row[0]: row[1] for row in session.execute(query)}
    lost = claimed.get(DeliveryStatus.UNKNOWN, 0) + claimed.get(DeliveryStatus.PLANNED, 0)
    whole = sum(claimed.values())
    return max(0, min(first.size - (whole - lost), 3 * first.size - whole))


def _came_back_well(found: _Endings, size: int, share: float) -> bool:
    """Enough arrived; or, where many handsets are off, every one has come back and most arrived."""
    return found.well >= (1 - share) * size or (found.all >= size and found.well > size / 2)


def _endings(session: Session, campaign_id: int, channel: Channel, settings: Settings, now: datetime) -> _Endings:
    since = _let_go_at(session.get_one(Campaign, campaign_id))
    ours = and_(Delivery.campaign_id == campaign_id, Delivery.channel == channel, Delivery.wave != Wave.ACKNOWLEDGEMENT)
    query = (
        select(Delivery.delivery_status, Delivery.fail_reason, func.count())
        .where(ours, Delivery.delivery_status.in_((DeliveryStatus.DELIVERED, DeliveryStatus.FAILED)))
        .where(func.coalesce(Delivery.ended_at, Delivery.delivered_at) >= since)
        .group_by(Delivery.delivery_status, Delivery.fail_reason)
    )
    well = badly = otherwise = 0
    by_reason: dict[FailReason, int] = {}
    for delivery_status, reason, number in session.execute(query):
        if reason is not None:
            by_reason[reason] = number
        if delivery_status is DeliveryStatus.DELIVERED:
            well += number
        elif reason in PERMANENT:
            badly += number
        else:
            otherwise += number
    without_news = (
        select(Delivery.provider, func.count())
        .where(ours, Delivery.delivery_status == DeliveryStatus.ACCEPTED, Delivery.provider.is_not(None))
        .where(Delivery.accepted_at >= since, Delivery.accepted_at <= now - NO_NEWS)
        .group_by(Delivery.provider)
    )
    for provider, number in session.execute(without_news):
        heard = hearing_of(settings, str(provider))
        well += number if heard is Hearing.FAILURES else 0
        otherwise += number if heard is Hearing.NOTHING else 0
    return _Endings(well, badly, otherwise, by_reason)


def _let_go_at(campaign: Campaign) -> datetime:
    """When a person last let it go on."""
    return campaign.resumed_at or campaign.launched_at or campaign.created_at
