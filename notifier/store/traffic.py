"""What goes to and comes from the providers beside the deliveries: texts that came in, stops, slices, pace."""

from datetime import date, datetime
from typing import Any

from sqlalchemy import ForeignKey, Index, String, Text, UniqueConstraint, text
from sqlalchemy.orm import Mapped, mapped_column

from notifier.store.base import Base, word
from notifier.vocabulary import Channel, TextMeaning


class InboundText(Base):
    """A text message that somebody sent us, as it came; only how it was settled is ever set afterwards."""

    __tablename__ = "inbound_text"
    __table_args__ = (UniqueConstraint("provider", "event_id"),)

    id: Mapped[int] = mapped_column(primary_key=True)
    provider: Mapped[str] = mapped_column(String(24))
    event_id: Mapped[str] = mapped_column(String(120))
    sender: Mapped[str] = mapped_column(String(40), index=True)  # E.164 where it is a phone
    body: Mapped[str] = mapped_column(Text)
    raw: Mapped[dict[str, Any]]
    received_at: Mapped[datetime] = mapped_column(index=True)
    meaning: Mapped[TextMeaning] = mapped_column(word(TextMeaning))
    reply_ids: Mapped[list[Any]]  # the replies that were made from it; none: a person has to find out whose it is
    settled_by: Mapped[int | None] = mapped_column(ForeignKey("staff.id"))
    settled_at: Mapped[datetime | None] = mapped_column(index=True)
    note: Mapped[str] = mapped_column(Text)


class Suppression(Base):
    """Somebody asked to have nothing more sent to this number or address. Lifted, never removed."""

    __tablename__ = "suppression"
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
    channel: Mapped[Channel] = mapped_column(word(Channel))
    address: Mapped[str] = mapped_column(String(320))
    why: Mapped[str] = mapped_column(String(60))
    since: Mapped[datetime]
    lifted_at: Mapped[datetime | None]


class Slice(Base):
    """How far a campaign's sending by one channel has been let go: first a few, then, when those came back, all."""

    __tablename__ = "slice"

    campaign_id: Mapped[int] = mapped_column(ForeignKey("campaign.id"), primary_key=True)
    channel: Mapped[Channel] = mapped_column(word(Channel), primary_key=True)
    size: Mapped[int]  # how many the first slice has
    left: Mapped[int]  # how many of them may still be claimed
    opened_at: Mapped[datetime | None]  # when the rest was let go


class Pace(Base):
    """How fast one channel may send, over all workers: the next free moment, and how many went today."""

    __tablename__ = "pace"

    channel: Mapped[Channel] = mapped_column(word(Channel), primary_key=True)
    free_at: Mapped[datetime]  # by the wall clock: a limit per second is about the provider's time
    day: Mapped[date]  # by the campaign's clock, in London
    sent: Mapped[int]  # on that day
