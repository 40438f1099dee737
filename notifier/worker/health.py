"""How the installation is, for monitors: is the sender at work, and what waits. Counts and ages, and nobody's data."""

from collections.abc import Mapping, Sequence
from dataclasses import asdict, dataclass
from datetime import datetime, timedelta
from typing import Any

from sqlalchemy import Select, exists, func, or_, select
from sqlalchemy.exc import SQLAlchemyError
from sqlalchemy.orm import Session

from notifier.campaigns import lifecycle
from notifier.campaigns.calendar import london_date
from notifier.delivery import claims, leases, polling
from notifier.delivery.limits import channel_breaker, quiet_hours, spending
from notifier.delivery.limits.rate_limiter import rate_limit_of
from notifier.providers.base import Audience
from notifier.providers.channels import traits_of
from notifier.settings import Settings
from notifier.store.database import Database
from notifier.store.tables import Campaign, Delivery, Pace, Reply, Slice
from notifier.vocabulary import CampaignStatus, Channel, DeliveryStatus, Doubt, HealthStatus
from notifier.webhook_calls.heard_calls import waiting_calls
from notifier.worker import idle_work

STUCK_AFTER = timedelta(minutes=15)  # that something might have gone and nothing went; a worker looks every minute
LATE_AFTER = timedelta(hours=1)  # that a person should have a look, though nothing may be broken


@dataclass(frozen=True)
class Health:
    """What there is to know; an age is None where there is nothing that has one."""

    is_reachable: bool
    oldest_due_seconds: int | None = None  # of what may go at this hour
    unknown: int = 0
    oldest_unknown_seconds: int | None = None
    replies_waiting: int = 0
    calls_waiting: int = 0  # of providers, that nobody has read yet
    oldest_call_seconds: int | None = None
    is_stuck: bool = False
    first_slices: int = 0  # campaigns and channels whose first slice is out
    late_slices: int = 0  # those of them that have been for LATE_AFTER
    paused_by_breaker: int = 0
    held_by_budget: int = 0  # campaigns by which nothing goes by some channel until their budget is raised
    outages: int = 0  # channels by which nothing goes, for the provider cannot be had: it is tried again by itself
    oldest_outage_seconds: int | None = None
    late_work: int = 0  # launches whose time has come, and kinds of work that pages asked for: no worker has begun
    unasked: int = 0  # what a provider could not be asked the last time: what became of messages, or which texts came

    @property
    def status(self) -> HealthStatus:
        """The worst of it."""
        if not self.is_reachable or self.is_stuck or self.late_work:
            return HealthStatus.FAILING
        oldest = max(self.oldest_unknown_seconds or 0, self.oldest_call_seconds or 0)
        is_late = oldest > LATE_AFTER.total_seconds()
        needs_look = (
            is_late or self.late_slices or self.paused_by_breaker or self.held_by_budget or self.outages or self.unasked
        )
        return HealthStatus.WARNING if needs_look else HealthStatus.OK

    def as_json(self) -> dict[str, Any]:
        """For /healthz."""
        facts = asdict(self)
        reachable = "reachable" if facts.pop("is_reachable") else "unreachable"
        facts["stuck"] = facts.pop("is_stuck")
        return {"status": self.status.value, "database": reachable, **(facts if self.is_reachable else {})}


def examine(database: Database, settings: Settings, audience: Mapping[Channel, Audience], now: datetime) -> Health:
    """The health at this moment. `audience`: whose messages the provider of each channel carries."""
    try:
        with database.reading() as session:
            return _Examination(session, settings, audience, now).health()
    except SQLAlchemyError:
        return Health(is_reachable=False)


@dataclass(frozen=True)
class _Examination:
    session: Session
    settings: Settings
    audience: Mapping[Channel, Audience]
    now: datetime

    def health(self) -> Health:
        due = [moment for channel in self.audience if (moment := self._oldest_due(channel, self.now))]
        unknown, since = self._count_and_first(
            select(func.count(), func.min(Delivery.unknown_at)).where(
                Delivery.delivery_status == DeliveryStatus.UNKNOWN
            )
        )
        replies, oldest_reply = self._count_and_first(
            select(func.count(), func.min(Reply.recorded_at)).where(
                # Somebody who is still trying is left alone for a while.
                *(Reply.settled_at.is_(None), or_(Reply.doubt.is_(None), Reply.doubt.not_in(Doubt.tries())))
            )
        )
        calls = waiting_calls(self.session)
        first_slices = self._slices(self.now)
        outages = channel_breaker.outages(self.session)
        return Health(
            is_reachable=True,
            oldest_due_seconds=self._age(min(due, default=None)),
            unknown=unknown,
            oldest_unknown_seconds=self._age(since),
            replies_waiting=replies,
            calls_waiting=calls.number,
            oldest_call_seconds=self._age(calls.since),
            is_stuck=self._is_before(oldest_reply, STUCK_AFTER) or self._has_orphans() or self._has_stuck_channel(),
            first_slices=first_slices,
            late_slices=self._slices(self.now - LATE_AFTER) if first_slices else 0,
            paused_by_breaker=self._paused_by_breaker(),
            held_by_budget=len(spending.held_by_budget(self.session)),
            outages=len(outages),
            oldest_outage_seconds=self._age(min((outage.since for outage in outages), default=None)),
            late_work=len(idle_work.late_work(self.session, self.now)),
            unasked=len(polling.failed_polls(self.session)),
        )

    def _oldest_due(self, channel: Channel, by: datetime) -> datetime | None:
        """Since when the oldest is due that might go, if it was due by then and might have gone since."""
        running = self._let_go(channel, by)
        is_quiet = traits_of(channel).keeps_quiet_hours and not self._may_text_since(by)
        if not running or is_quiet or self._is_full(channel):
            return None
        return claims.oldest_due(self.session, claims.ClaimScope(channel, self.audience[channel], running, most=1), by)

    def _let_go(self, channel: Channel, by: datetime) -> Sequence[int]:
        """The campaigns that run since then, and whose first slice by this channel is not what they wait for."""
        query = select(Campaign.id).where(
            Campaign.campaign_status == CampaignStatus.RUNNING,
            func.coalesce(Campaign.resumed_at, Campaign.launched_at) <= by,
        )
        if traits_of(channel).has_first_slice:
            waits = or_(Slice.opened_at > by, (Slice.opened_at.is_(None)) & (Slice.left <= 0))
            query = query.where(~exists().where(Slice.campaign_id == Campaign.id, Slice.channel == channel, waits))
        held = spending.held_by_budget(self.session)
        found = self.session.execute(query).scalars()
        return [one for one in found if channel not in held.get(one, ())]

    def _may_text_since(self, by: datetime) -> bool:
        return all(quiet_hours.may_text(self.settings.quiet_hours, moment) for moment in (by, self.now))

    def _is_full(self, channel: Channel) -> bool:
        limit = rate_limit_of(self.settings, channel)
        pace = self.session.get(Pace, channel) if limit and limit.per_day else None
        if limit is None or pace is None:
            return False
        return pace.day == london_date(self.now) and pace.sent >= limit.per_day

    def _has_stuck_channel(self) -> bool:
        """Whether something might have gone for STUCK_AFTER, while nothing went by the same channel.

        Not where the provider cannot be had: nobody has to be woken for that, and the worker is at work.
        """
        before = self.now - STUCK_AFTER
        down = {outage.channel for outage in channel_breaker.outages(self.session)}
        return any(
            self._oldest_due(channel, before) and not self._went_since(channel, before)
            for channel in self.audience
            if channel not in down
        )

    def _went_since(self, channel: Channel, before: datetime) -> bool:
        is_claimed = (Delivery.delivery_status == DeliveryStatus.SENDING) & (Delivery.lease_until > leases.wall_clock())
        ended = (Delivery.accepted_at, Delivery.ended_at, Delivery.unknown_at)
        went = Delivery.delivery_status.in_(
            (DeliveryStatus.ACCEPTED, DeliveryStatus.DELIVERED, DeliveryStatus.FAILED, DeliveryStatus.UNKNOWN)
        ) & or_(*(moment > before for moment in ended))
        query = select(Delivery.id).where(Delivery.channel == channel)
        return any(self.session.execute(query.where(either).limit(1)).first() for either in (is_claimed, went))

    def _has_orphans(self) -> bool:
        """Whether a claim ran out long ago and nobody has taken note of it."""
        query = select(Delivery.id).where(
            Delivery.delivery_status == DeliveryStatus.SENDING,
            Delivery.lease_until < leases.wall_clock() - STUCK_AFTER,
        )
        return self.session.execute(query.limit(1)).first() is not None

    def _slices(self, before: datetime) -> int:
        query = (
            select(func.count())
            .select_from(Slice)
            .join(Campaign, Campaign.id == Slice.campaign_id)
            .where(
                Campaign.campaign_status == CampaignStatus.RUNNING,
                func.coalesce(Campaign.resumed_at, Campaign.launched_at) <= before,
                Slice.opened_at.is_(None),
                Slice.left <= 0,
            )
        )
        return self.session.execute(query).scalar_one()

    def _paused_by_breaker(self) -> int:
        return sum(bool(why) for why in lifecycle.paused_campaigns(self.session).values())

    def _count_and_first(self, query: Select[int, datetime | None]) -> tuple[int, datetime | None]:
        number, first = self.session.execute(query).one()
        return number, first

    def _age(self, since: datetime | None) -> int | None:
        return None if since is None else max(0, int((self.now - since).total_seconds()))

    def _is_before(self, moment: datetime | None, span: timedelta) -> bool:
        return moment is not None and moment < self.now - span
