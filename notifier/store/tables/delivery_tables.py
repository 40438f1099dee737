"""Tables of deliveries and what providers report of them, and of what limits sending."""

from datetime import date, datetime
from typing import Any

from sqlalchemy import BigInteger, CheckConstraint, ForeignKey, Index, String, Text, UniqueConstraint, text
from sqlalchemy.orm import Mapped, mapped_column

from notifier.store.tables.declarative import UNTIL_CAMPAIGN_PURGED, Base, word
from notifier.vocabulary import (
    Channel,
    DeliveryStatus,
    FailReason,
    PollSubject,
    ReportKind,
    SkipReason,
    Wave,
)


class Delivery(Base):
    """One attempt on one channel. The footer's is the campaign's and has no notice."""

    __tablename__ = "delivery"
    kept = (
        f"{UNTIL_CAMPAIGN_PURGED}: late replies and returned letters need it; the footer's, which is nobody's, for good"
    )
    __table_args__ = (
        CheckConstraint("notice_id IS NOT NULL OR channel = 'footer'", name="notice_or_footer"),
        CheckConstraint("(delivery_status = 'skipped') = (skip_reason IS NOT NULL)", name="skip_has_reason"),
        CheckConstraint("(delivery_status = 'failed') = (fail_reason IS NOT NULL)", name="failure_has_reason"),
        # A second row would tell somebody twice.
        UniqueConstraint("notice_id", "wave", "channel", "acknowledges", "anew"),
        Index("ix_delivery_due", "delivery_status", "channel", "due_at"),
        # With all that is counted of a campaign, so that its figures are read from the index alone.
        Index("ix_delivery_campaign", "campaign_id", "delivery_status", "channel", "wave", "skip_reason"),
    )

    id: Mapped[int] = mapped_column(primary_key=True)
    campaign_id: Mapped[int] = mapped_column(ForeignKey("campaign.id"))
    notice_id: Mapped[int | None] = mapped_column(ForeignKey("notice.id"))
    channel: Mapped[Channel]
    wave: Mapped[Wave] = mapped_column(word(Wave))
    # How often the wave had begun before for this patient, who is told anew where the place before is no longer theirs.
    anew: Mapped[int] = mapped_column(default=0, server_default="0")
    acknowledges: Mapped[int] = mapped_column(default=0)  # the reply that it says came; 0 for what tells
    reference: Mapped[str] = mapped_column(String(32), unique=True)  # opaque: the only name providers hear
    delivery_status: Mapped[DeliveryStatus] = mapped_column(word(DeliveryStatus))
    skip_reason: Mapped[SkipReason | None] = mapped_column(word(SkipReason))
    fail_reason: Mapped[FailReason | None] = mapped_column(word(FailReason))
    unmade_because: Mapped[str | None] = mapped_column(String(300))  # what kept the message from being made
    planned_at: Mapped[datetime]
    due_at: Mapped[datetime]
    attempts: Mapped[int] = mapped_column(default=0)  # how often it was claimed
    refusals: Mapped[int] = mapped_column(default=0)  # how often the provider asked us to try again later
    # Since when it is put aside: refused for a reason that may be its number's or the whole account's. It is not sent,
    # and no next channel takes over, until what others get tells which: see notifier.delivery.limits.suspicions.
    set_aside_at: Mapped[datetime | None]
    claimed_at: Mapped[datetime | None]  # the last time, by the campaign's clock: from then on it may have gone
    claimed_by: Mapped[str | None] = mapped_column(String(80))
    # By the wall clock, for it is about processes and not about the campaign: until when the claim stands; when it is
    # unknown, until when a provider may still be at work on it, so that "not there" proves nothing yet; when it is
    # planned again, until when a busy provider wants us to wait.
    lease_until: Mapped[datetime | None]
    unknown_at: Mapped[datetime | None]  # since when nobody knows; by the campaign's clock
    # When a backup was restored before which the lost machine may have sent it. No next channel takes over from it.
    restored_at: Mapped[datetime | None]
    # What it costs by the price of the moment when it was claimed, in thousandths of a penny without VAT; none before.
    cost: Mapped[int | None]
    sent_to: Mapped[str | None] = mapped_column(String(400), index=True)  # the number or address it went to
    text_ids: Mapped[list[Any] | None]  # the campaign_text rows it was made from
    deadline_on: Mapped[date | None]  # the date that it states
    provider: Mapped[str | None] = mapped_column(String(24))
    provider_id: Mapped[str | None] = mapped_column(String(100), index=True)
    accepted_at: Mapped[datetime | None]
    posted_at: Mapped[datetime | None]  # letters: when they left
    delivered_at: Mapped[datetime | None]
    ended_at: Mapped[datetime | None]  # failed or cancelled


class ConfirmedTelling(Base):
    """That a person found out that a message reached its patient, although its place is in doubt."""

    __tablename__ = "confirmed_telling"
    kept = f"{UNTIL_CAMPAIGN_PURGED}: it shows who counts as told by the word of a person"

    id: Mapped[int] = mapped_column(primary_key=True)
    delivery_id: Mapped[int] = mapped_column(ForeignKey("delivery.id"), unique=True)
    confirmed_by: Mapped[int] = mapped_column(ForeignKey("staff.id"))
    confirmed_at: Mapped[datetime]
    note: Mapped[str] = mapped_column(Text)  # how they found out


class Receipt(Base):
    """What a provider reported, as it came; appended, never changed, kept even when it fits no delivery."""

    __tablename__ = "receipt"
    kept = f"{UNTIL_CAMPAIGN_PURGED}: it proves that somebody was told, and holds the number or address"
    __table_args__ = (UniqueConstraint("provider", "event_id"),)

    id: Mapped[int] = mapped_column(primary_key=True)
    delivery_id: Mapped[int | None] = mapped_column(ForeignKey("delivery.id"), index=True)
    provider: Mapped[str] = mapped_column(String(24))
    event_id: Mapped[str] = mapped_column(String(120))
    kind: Mapped[ReportKind] = mapped_column(word(ReportKind))
    raw: Mapped[dict[str, Any]]
    fail_reason: Mapped[FailReason | None] = mapped_column(word(FailReason))  # of what failed or was stopped
    happened_at: Mapped[datetime | None]  # by the provider's own word; null where it does not say
    received_at: Mapped[datetime]  # when we heard of it


class Suppression(Base):
    """Somebody asked to have nothing more sent to this number or address. Lifted, never removed."""

    __tablename__ = "suppression"
    kept = "for good: a wish to have nothing more sent outlives every campaign; lifted, it shows when it held"
    __table_args__ = (
        # One that holds at a time: a stop that is repeated says nothing new.
        Index(
            "uq_suppression_in_force",
            "channel",
            "address",
            unique=True,
            sqlite_where=text("lifted_at IS NULL"),
            postgresql_where=text("lifted_at IS NULL"),
        ),
    )

    id: Mapped[int] = mapped_column(primary_key=True)
    channel: Mapped[Channel]
    address: Mapped[str] = mapped_column(String(320))
    why: Mapped[str] = mapped_column(String(60))
    since: Mapped[datetime]
    lifted_at: Mapped[datetime | None]


class Slice(Base):
    """How far a campaign's sending by one channel has been let go: first a few, then, when those came back, all."""

    __tablename__ = "slice"
    kept = "for good: how a campaign's sending was let go, in counts"

    campaign_id: Mapped[int] = mapped_column(ForeignKey("campaign.id"), primary_key=True)
    channel: Mapped[Channel] = mapped_column(primary_key=True)
    size: Mapped[int]  # how many the first slice has
    left: Mapped[int]  # how many of them may still be claimed
    opened_at: Mapped[datetime | None]  # when the rest was let go


class Spending(Base):
    """What a campaign with a budget has spent of it, and by which channels nothing goes until the budget is raised."""

    __tablename__ = "spending"
    kept = "for good: what was spent of a budget, in counts"

    campaign_id: Mapped[int] = mapped_column(ForeignKey("campaign.id"), primary_key=True)
    # In thousandths of a penny, never less than what the deliveries that went come to; none until it is counted.
    spent: Mapped[int | None] = mapped_column(BigInteger)
    held: Mapped[list[str]] = mapped_column(default=list)  # the channels whose next message would pass the budget
    held_since: Mapped[datetime | None]
    held_at_spent: Mapped[int | None] = mapped_column(BigInteger)  # what was spent then: with less, it goes on


class Pace(Base):
    """How fast one channel may send, over all workers: the next free moment, and how many went today."""

    __tablename__ = "pace"
    kept = "for good: one row for each channel, counts of a day"

    channel: Mapped[Channel] = mapped_column(primary_key=True)
    free_at: Mapped[datetime]  # by the wall clock: a limit per second is about the provider's time
    day: Mapped[date]  # by the campaign's clock, in London
    sent: Mapped[int]  # on that day


class ChannelBreaker(Base):
    """Whether the provider of one channel can be had: how many answers in a row said nothing, and what then waits."""

    __tablename__ = "channel_breaker"
    kept = "for good: one row for each channel, times and counts"

    channel: Mapped[Channel] = mapped_column(primary_key=True)
    provider: Mapped[str] = mapped_column(String(24))  # whose answers were counted last
    failures: Mapped[int] = mapped_column(default=0)  # in a row, with nothing between that the provider answered
    failing_since: Mapped[datetime | None]  # the first of them
    why: Mapped[FailReason | None] = mapped_column(word(FailReason))  # of the last: not reached, or its answer was lost
    opened_at: Mapped[datetime | None]  # since when nothing goes but a trial now and then; none while all goes
    tries: Mapped[int] = mapped_column(default=0)  # how many trials there were since it opened
    next_try_at: Mapped[datetime | None]  # when the next may go
    closed_at: Mapped[datetime | None]  # when it last closed
    has_suspicions: Mapped[bool] = mapped_column(default=False)  # whether deliveries may be put aside


class Alarm(Base):
    """One message to one of those whom ALARMS_TO names: that something stands still, or that it is over."""

    __tablename__ = "alarm"
    kept = "for good: what staff were told of the installation and when; it holds no patient"
    __table_args__ = (UniqueConstraint("event", "is_over", "sent_to"),)

    id: Mapped[int] = mapped_column(primary_key=True)
    event: Mapped[str] = mapped_column(String(80))  # what it is about: the same words again are the same event
    is_over: Mapped[bool]  # that it is over, else that it began
    channel: Mapped[Channel]
    sent_to: Mapped[str] = mapped_column(String(320))
    body: Mapped[str] = mapped_column(String(500))
    reference: Mapped[str] = mapped_column(String(32), unique=True)
    alarm_status: Mapped[DeliveryStatus] = mapped_column(word(DeliveryStatus))  # what is `sending` may have gone
    made_at: Mapped[datetime]
    ended_at: Mapped[datetime | None]  # when its provider answered


class Poll(Base):
    """Until when a provider has been asked about one subject; there is no row for what it cannot be asked."""

    __tablename__ = "poll"
    kept = "for good: a row or two for each provider, and nothing of anybody's"

    provider: Mapped[str] = mapped_column(String(24), primary_key=True)
    subject: Mapped[PollSubject] = mapped_column(word(PollSubject), primary_key=True)
    tried_at: Mapped[datetime]  # when it was asked last, whatever came of it
    asked_at: Mapped[datetime | None]  # the last time that it answered everything it was asked
    failures: Mapped[int] = mapped_column(default=0)  # since then
    fault: Mapped[str] = mapped_column(String(300), default="")  # why the last one failed, in words for staff
