"""Whether the provider of a channel can be had: a fault of the road is no fault of the messages on it.

A provider that cannot be reached, or whose answers are lost, says nothing of the messages. After FAILURES such results
in a row, with nothing between that it answered, the channel's breaker opens: what is planned waits, and one message is
tried after a while, then after a longer one. The first result that proves the road closes it: a message that was taken,
or one that the provider itself refused. While it is open, and after it, no silence of that time counts against anybody.
"""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta

from sqlalchemy import ColumnElement, exists, func, or_, select
from sqlalchemy.orm import Session

from notifier.campaigns.calendar import LONDON
from notifier.providers.base import Accepted, Finding, NeverSent, Refused, Unknown
from notifier.providers.channels import traits_of
from notifier.providers.plugin import title_of
from notifier.store import audit
from notifier.store.audit_actions import AuditAction
from notifier.store.database import insert_unless_there
from notifier.store.tables import Campaign, ChannelBreaker, Delivery
from notifier.vocabulary import CampaignStatus, Channel, DeliveryStatus, FailReason

# One broken connection is chance, and so are two. Five in a row were not seen in a month of tries against a provider
# that loses one answer in ten (a chance of 1 in 100,000); and to open it too early costs a minute.
FAILURES = 5
# From the opening to the first trial, from there to the second, and so on; the last again and again.
INTERVALS = tuple(timedelta(minutes=minutes) for minutes in (1, 2, 5, 10, 15))
LONG = timedelta(days=1)  # after which a person should decide what is to become of those who wait


@dataclass(frozen=True)
class ChannelOutage:
    """A channel whose breaker is open."""

    channel: Channel
    provider: str
    why: FailReason  # UNAVAILABLE: it cannot be reached; LOST: what it answers is lost
    since: datetime  # the first of the failures
    opened_at: datetime
    tries: int
    next_try_at: datetime

    def is_long(self, now: datetime) -> bool:
        """Whether it has lasted so long that a person should decide."""
        return now >= self.since + LONG

    def words(self, now: datetime) -> str:
        """What staff are told: since when, why, what happens next, and what there is to do."""
        noun, company = traits_of(self.channel).noun, title_of(self.provider)
        what = "cannot be reached" if self.why is FailReason.UNAVAILABLE else "does not answer"
        next_try = f"We try one {noun} again at {_moment(self.next_try_at)}"
        if self.next_try_at <= now:
            next_try = f"We try one {noun} again as soon as one may go"
        then = (
            f"Nothing is lost, and what waits goes by itself once {company} is back. It has lasted for more than a day:"
            f" ask {company} when that will be, or have another provider set up. Ring or write to whoever cannot wait"
            if self.is_long(now)
            else "Nothing is lost, nobody gets a letter because of it, and nobody has to do anything"
        )
        return f"No {noun} has gone out since {_moment(self.since)}: {company} {what}. {next_try}. {then}."


def outages(session: Session) -> list[ChannelOutage]:
    """The channels by which nothing goes now, in the order of their names."""
    query = select(ChannelBreaker).where(ChannelBreaker.opened_at.is_not(None)).order_by(ChannelBreaker.channel)
    return [_outage(row) for row in session.execute(query).scalars()]


def next_trial(session: Session, now: datetime) -> datetime | None:
    """When the next trial is that something planned waits for; None where nothing does, or its hour has come."""
    waits = exists().where(
        Delivery.channel == ChannelBreaker.channel,
        Delivery.delivery_status == DeliveryStatus.PLANNED,
        Delivery.campaign_id == Campaign.id,
        Campaign.campaign_status == CampaignStatus.RUNNING,
    )
    query = select(func.min(ChannelBreaker.next_try_at)).where(ChannelBreaker.next_try_at > now, waits)
    return session.execute(query).scalar_one()


def has_outage_since(delivery: type[Delivery], moment: datetime) -> ColumnElement[bool]:
    """Whether a delivery's channel has stood still after this moment, or does so now: then it could not be asked."""
    return exists().where(
        ChannelBreaker.channel == delivery.channel,
        or_(ChannelBreaker.opened_at.is_not(None), ChannelBreaker.closed_at > moment),
    )


def locked_breaker(session: Session, channel: Channel, provider: str) -> ChannelBreaker:
    """The channel's row, locked; it is made where there is none yet."""
    row = session.get(ChannelBreaker, channel, with_for_update=True)
    if row is None:
        first = {"channel": channel, "provider": provider, "failures": 0, "tries": 0, "has_suspicions": False}
        session.execute(insert_unless_there(session, ChannelBreaker), first)
        row = session.get_one(ChannelBreaker, channel, with_for_update=True)
    return row


class ChannelGate:
    """What one worker asks before it claims for a channel, and tells of what its provider answered.

    A transaction costs it one more look at one row, and none more while all goes well.
    """

    def __init__(self, channel: Channel, provider: str) -> None:
        self._channel, self._provider = channel, provider
        self._is_clear = False  # whether the row had nothing to say when it was last looked at

    def most(self, session: Session, wanted: int, now: datetime) -> int:
        """How many may be claimed now of so many: all, or one as a trial, or none."""
        row = session.get(ChannelBreaker, self._channel)
        self._is_clear = row is None or (row.opened_at is None and not row.failures and not row.has_suspicions)
        if row is None or row.opened_at is None:
            return wanted
        session.refresh(row, with_for_update=True)  # two workers must not try at once
        return _most_tried(row, wanted, now)

    @property
    def is_clear(self) -> bool:
        """Whether nothing is counted against the channel, and nothing is put aside on it, as far as is known here."""
        return self._is_clear

    def claimed(self, session: Session, now: datetime) -> None:
        """Something was claimed: while the breaker is open, that is a trial, and the next one is a while off."""
        row = None if self._is_clear else session.get(ChannelBreaker, self._channel)
        if row is not None and row.opened_at is not None:
            row.tries += 1
            row.next_try_at = now + INTERVALS[min(row.tries, len(INTERVALS) - 1)]

    def heard(self, session: Session, results: Sequence[Finding], now: datetime) -> None:
        """What the provider answered, in the order in which it did; opens or closes the breaker."""
        if self._is_clear and all(isinstance(result, Accepted) for result in results):
            return
        told = [result for result in results if not isinstance(result, NeverSent)]
        if not told:
            return
        row = locked_breaker(session, self._channel, self._provider)
        self._is_clear = False
        for result in told:
            if _proves_road(result):
                _close(session, row, now)
            elif _proves_none(result):
                _count_failure(session, row, self._provider, result, now)
            elif row.opened_at is not None:  # a trial that came to nothing before the provider was asked
                row.next_try_at = now
        session.flush()  # before the row is locked and read again in the same transaction


def _most_tried(row: ChannelBreaker, wanted: int, now: datetime) -> int:
    if row.opened_at is None:
        return wanted
    return min(wanted, 1) if row.next_try_at is None or row.next_try_at <= now else 0


def _proves_road(result: Finding) -> bool:
    return isinstance(result, Accepted) or (
        isinstance(result, Refused) and result.was_asked and result.reason is not FailReason.UNAVAILABLE
    )


def _proves_none(result: Finding) -> bool:
    return isinstance(result, Unknown) or (isinstance(result, Refused) and result.reason is FailReason.UNAVAILABLE)


def _count_failure(session: Session, row: ChannelBreaker, provider: str, result: Finding, now: datetime) -> None:
    row.failures += 1
    row.failing_since = row.failing_since or now
    row.provider = provider
    row.why = FailReason.UNAVAILABLE if isinstance(result, Refused) else FailReason.LOST
    if row.opened_at is None and row.failures >= FAILURES:
        row.opened_at, row.tries, row.next_try_at = now, 0, now + INTERVALS[0]
        audit.append(session, AuditAction.CHANNEL_STOPPED, now, channel=row.channel.value, why=row.why.value)


def _close(session: Session, row: ChannelBreaker, now: datetime) -> None:
    row.failures, row.failing_since, row.why = 0, None, None
    if row.opened_at is not None:
        row.opened_at, row.next_try_at, row.closed_at = None, None, now
        audit.append(session, AuditAction.CHANNEL_GOES_ON, now, channel=row.channel.value, tries=row.tries)


def _moment(moment: datetime) -> str:
    return f"{moment.astimezone(LONDON):%H:%M on %d %B}"


def _outage(row: ChannelBreaker) -> ChannelOutage:
    assert row.opened_at is not None
    assert row.why is not None
    return ChannelOutage(
        channel=row.channel,
        provider=row.provider,
        why=row.why,
        since=row.failing_since or row.opened_at,
        opened_at=row.opened_at,
        tries=row.tries,
        next_try_at=row.next_try_at or row.opened_at,
    )
