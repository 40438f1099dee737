"""Tables of what comes back: replies, texts that patients send, and reviews."""

from datetime import date, datetime
from typing import Any

from sqlalchemy import ForeignKey, LargeBinary, String, Text, UniqueConstraint
from sqlalchemy.orm import Mapped, mapped_column

from notifier.store.tables.declarative import UNTIL_CAMPAIGN_PURGED, UNTIL_PURGED, Base, word
from notifier.vocabulary import (
    Answerer,
    Choice,
    Doubt,
    Extent,
    IdentityCheck,
    Source,
    TextMeaning,
)


class Reply(Base):
    """What a patient told us, appended. Only `settled_at` is ever set afterwards, by the settling of the row itself."""

    __tablename__ = "reply"
    kept = f"{UNTIL_CAMPAIGN_PURGED}: what the patient decided has to be shown to whoever asks why they were coded"

    id: Mapped[int] = mapped_column(primary_key=True)
    reference: Mapped[str] = mapped_column(String(16), unique=True)  # given to the patient; says nothing
    notice_id: Mapped[int] = mapped_column(ForeignKey("notice.id"), index=True)
    choice: Mapped[Choice] = mapped_column(word(Choice))
    source: Mapped[Source] = mapped_column(word(Source))
    received_at: Mapped[datetime]
    recorded_at: Mapped[datetime]
    recorded_by: Mapped[int | None] = mapped_column(ForeignKey("staff.id"))  # none when the patient did it
    doubt: Mapped[Doubt | None] = mapped_column(word(Doubt))
    note: Mapped[str] = mapped_column(Text)
    answered_by: Mapped[Answerer] = mapped_column(word(Answerer), default=Answerer.PATIENT)
    extent: Mapped[Extent | None] = mapped_column(word(Extent))
    # How staff knew who gave it; none where no staff did, or they did not say.
    identity_check: Mapped[IdentityCheck | None] = mapped_column(word(IdentityCheck))
    sitting: Mapped[str | None] = mapped_column(String(16))  # one filling in of the page's form, with all its tries
    link_serial: Mapped[int | None]  # on the page: which of the patient's links it came by
    proof: Mapped[bytes | None] = mapped_column(LargeBinary(32))  # on the page: see notifier.replies.proofs
    settled_at: Mapped[datetime | None] = mapped_column(index=True)


class ReplyContact(Base):
    """What somebody said of themself on the page; the public door may write it and cannot read it."""

    __tablename__ = "reply_contact"
    kept = f"{UNTIL_CAMPAIGN_PURGED}: how to reach whoever gave a reply that was in doubt"

    reply_id: Mapped[int] = mapped_column(ForeignKey("reply.id"), primary_key=True)
    name: Mapped[str] = mapped_column(String(120))  # of whoever answered for the patient
    contact: Mapped[str] = mapped_column(String(200))  # how to reach them, where the date of birth did not match
    date_of_birth: Mapped[date | None]  # as given, where it did not match


class Review(Base):
    """An item that a person at the practice must settle; the patient is held until then."""

    __tablename__ = "review"
    kept = f"{UNTIL_CAMPAIGN_PURGED}: it shows who settled a doubt, and how"

    id: Mapped[int] = mapped_column(primary_key=True)
    campaign_id: Mapped[int] = mapped_column(ForeignKey("campaign.id"), index=True)
    notice_id: Mapped[int] = mapped_column(ForeignKey("notice.id"), index=True)
    reply_id: Mapped[int] = mapped_column(ForeignKey("reply.id"), unique=True)
    doubt: Mapped[Doubt] = mapped_column(word(Doubt))
    opened_at: Mapped[datetime]
    closed_at: Mapped[datetime | None]
    closed_by: Mapped[int | None] = mapped_column(ForeignKey("staff.id"))
    closing_reply_id: Mapped[int | None] = mapped_column(ForeignKey("reply.id"))  # what the person concluded
    note: Mapped[str] = mapped_column(Text)


class InboundText(Base):
    """A text message that somebody sent us, as it came; only how it was settled is ever set afterwards."""

    __tablename__ = "inbound_text"
    kept = f"{UNTIL_PURGED}: it is the reply itself, word for word, with the number that it came from"
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
