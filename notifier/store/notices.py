"""What is said to whom, how far it got, and what came back."""

from datetime import date, datetime
from typing import Any

from sqlalchemy import CheckConstraint, ForeignKey, Index, LargeBinary, String, Text, UniqueConstraint
from sqlalchemy.orm import Mapped, mapped_column

from notifier.store.base import Base, word
from notifier.vocabulary import (
    Answerer,
    CampaignStatus,
    Channel,
    Choice,
    DeliveryStatus,
    Doubt,
    Evidence,
    Extent,
    FailReason,
    ReportKind,
    SkipReason,
    Source,
    Wave,
)


class Campaign(Base):
    """One proposal to one practice's list."""

    __tablename__ = "campaign"

    id: Mapped[int] = mapped_column(primary_key=True)
    practice_id: Mapped[int] = mapped_column(ForeignKey("practice.id"), index=True)
    preset: Mapped[str] = mapped_column(String(60))
    preset_data: Mapped[dict[str, Any]]  # the preset as it was when the campaign was created
    name: Mapped[str] = mapped_column(String(120))
    campaign_status: Mapped[CampaignStatus] = mapped_column(word(CampaignStatus))
    notice_days: Mapped[int]
    channels: Mapped[list[str]]  # in cascade order
    evidence_needed: Mapped[Evidence] = mapped_column(word(Evidence))
    created_by: Mapped[int] = mapped_column(ForeignKey("staff.id"))
    created_at: Mapped[datetime]
    launched_at: Mapped[datetime | None]
    paused_because: Mapped[str | None] = mapped_column(String(300))  # by a brake; none when a person paused it
    resumed_at: Mapped[datetime | None]  # when a person last decided that it goes on: brakes look at what came after
    closed_at: Mapped[datetime | None]


class CampaignText(Base):
    """One part of what a campaign says, in one language and version; a correction is a new version."""

    __tablename__ = "campaign_text"
    __table_args__ = (UniqueConstraint("campaign_id", "part", "language", "version"),)

    id: Mapped[int] = mapped_column(primary_key=True)
    campaign_id: Mapped[int] = mapped_column(ForeignKey("campaign.id"))
    part: Mapped[str] = mapped_column(String(20))  # see notifier.presets.PARTS
    language: Mapped[str] = mapped_column(String(10))
    version: Mapped[int]
    body: Mapped[str] = mapped_column(Text)
    sha256: Mapped[str] = mapped_column(String(64))
    written_by: Mapped[int] = mapped_column(ForeignKey("staff.id"))
    written_at: Mapped[datetime]


class Preview(Base):
    """That a campaign was previewed, and exactly what was seen (its fingerprint)."""

    __tablename__ = "preview"

    id: Mapped[int] = mapped_column(primary_key=True)
    campaign_id: Mapped[int] = mapped_column(ForeignKey("campaign.id"), index=True)
    fingerprint: Mapped[str] = mapped_column(String(64))
    counts: Mapped[dict[str, Any]]
    samples: Mapped[dict[str, Any]]  # channel -> the text as an invented patient would get it
    letter: Mapped[bytes | None] = mapped_column(LargeBinary)  # the sample letter, a PDF
    previewed_at: Mapped[datetime]


class Approval(Base):
    """That a second person approved the previewed fingerprint, and signed off the preset's warning."""

    __tablename__ = "approval"

    id: Mapped[int] = mapped_column(primary_key=True)
    campaign_id: Mapped[int] = mapped_column(ForeignKey("campaign.id"), index=True)
    fingerprint: Mapped[str] = mapped_column(String(64))
    approved_by: Mapped[int] = mapped_column(ForeignKey("staff.id"))
    approved_at: Mapped[datetime]
    warning: Mapped[str] = mapped_column(Text)  # the warning as it was shown
    sign_off: Mapped[str] = mapped_column(Text)  # references to the minute, DPIA and contacts; empty for a sample list


class PublishedPage(Base):
    """The words of the patient's page, all that the public door knows of a campaign."""

    __tablename__ = "published_page"
    __table_args__ = (UniqueConstraint("campaign_id", "language", "version"),)

    id: Mapped[int] = mapped_column(primary_key=True)
    campaign_id: Mapped[int] = mapped_column(ForeignKey("campaign.id"))
    language: Mapped[str] = mapped_column(String(10))
    version: Mapped[int]
    words: Mapped[dict[str, Any]]
    published_at: Mapped[datetime]


class Notice(Base):
    """One patient x one campaign."""

    __tablename__ = "notice"
    __table_args__ = (UniqueConstraint("campaign_id", "patient_id"),)

    id: Mapped[int] = mapped_column(primary_key=True)
    campaign_id: Mapped[int] = mapped_column(ForeignKey("campaign.id"))
    patient_id: Mapped[int] = mapped_column(ForeignKey("patient.id"), index=True)
    link_serial: Mapped[int]  # which of the patient's possible codes is in use; see notifier.links
    created_at: Mapped[datetime]


class Link(Base):
    """The public half of a notice: all that the patient door can look up. It names nobody."""

    __tablename__ = "link"

    notice_id: Mapped[int] = mapped_column(ForeignKey("notice.id"), primary_key=True)
    campaign_id: Mapped[int] = mapped_column(ForeignKey("campaign.id"))
    fingerprint: Mapped[bytes] = mapped_column(LargeBinary(32), unique=True)
    check_value: Mapped[bytes] = mapped_column(LargeBinary(32))  # HMAC of the date of birth under the secret code
    deadline_on: Mapped[date]  # the latest date that any notice to this patient states
    language: Mapped[str] = mapped_column(String(10), default="en")  # the page's, as a code, until another is chosen
    for_guardian: Mapped[bool] = mapped_column(default=False)  # it was sent to the parent of a young child


class WithdrawnLink(Base):
    """A link that the practice took back, because it may have reached somebody else; another took its place."""

    __tablename__ = "withdrawn_link"

    fingerprint: Mapped[bytes] = mapped_column(LargeBinary(32), primary_key=True)
    campaign_id: Mapped[int] = mapped_column(ForeignKey("campaign.id"))
    notice_id: Mapped[int] = mapped_column(ForeignKey("notice.id"), index=True)
    withdrawn_at: Mapped[datetime]
    withdrawn_by: Mapped[int] = mapped_column(ForeignKey("staff.id"))


class Delivery(Base):
    """One attempt on one channel. The footer's is the campaign's and has no notice."""

    __tablename__ = "delivery"
    __table_args__ = (
        CheckConstraint("notice_id IS NOT NULL OR channel = 'footer'", name="notice_or_footer"),
        CheckConstraint("(delivery_status = 'skipped') = (skip_reason IS NOT NULL)", name="skip_has_reason"),
        CheckConstraint("(delivery_status = 'failed') = (fail_reason IS NOT NULL)", name="failure_has_reason"),
        UniqueConstraint("notice_id", "wave", "channel"),  # a second row would tell somebody twice
        Index("ix_delivery_due", "delivery_status", "channel", "due_at"),
        Index("ix_delivery_campaign", "campaign_id", "delivery_status"),
    )

    id: Mapped[int] = mapped_column(primary_key=True)
    campaign_id: Mapped[int] = mapped_column(ForeignKey("campaign.id"))
    notice_id: Mapped[int | None] = mapped_column(ForeignKey("notice.id"))
    channel: Mapped[Channel] = mapped_column(word(Channel))
    wave: Mapped[Wave] = mapped_column(word(Wave))
    reference: Mapped[str] = mapped_column(String(32), unique=True)  # opaque: the only name providers hear
    delivery_status: Mapped[DeliveryStatus] = mapped_column(word(DeliveryStatus))
    skip_reason: Mapped[SkipReason | None] = mapped_column(word(SkipReason))
    fail_reason: Mapped[FailReason | None] = mapped_column(word(FailReason))
    planned_at: Mapped[datetime]
    due_at: Mapped[datetime]
    attempts: Mapped[int] = mapped_column(default=0)  # how often it was claimed
    refusals: Mapped[int] = mapped_column(default=0)  # how often the provider asked us to try again later
    claimed_by: Mapped[str | None] = mapped_column(String(80))
    # By the wall clock, for it is about processes and not about the campaign: until when the claim stands; when it is
    # unknown, until when a provider may still be at work on it, so that "not there" proves nothing yet; when it is
    # planned again, until when a busy provider wants us to wait.
    lease_until: Mapped[datetime | None]
    unknown_at: Mapped[datetime | None]  # since when nobody knows; by the campaign's clock
    sent_to: Mapped[str | None] = mapped_column(String(400), index=True)  # the number or address it went to
    text_ids: Mapped[list[Any] | None]  # the campaign_text rows it was made from
    deadline_on: Mapped[date | None]  # the date that it states
    provider: Mapped[str | None] = mapped_column(String(24))
    provider_id: Mapped[str | None] = mapped_column(String(100), index=True)
    accepted_at: Mapped[datetime | None]
    posted_at: Mapped[datetime | None]  # letters: when they left
    delivered_at: Mapped[datetime | None]
    ended_at: Mapped[datetime | None]  # failed or cancelled


class Receipt(Base):
    """What a provider reported, as it came; appended, never changed, kept even when it fits no delivery."""

    __tablename__ = "receipt"
    __table_args__ = (UniqueConstraint("provider", "event_id"),)

    id: Mapped[int] = mapped_column(primary_key=True)
    delivery_id: Mapped[int | None] = mapped_column(ForeignKey("delivery.id"), index=True)
    provider: Mapped[str] = mapped_column(String(24))
    event_id: Mapped[str] = mapped_column(String(120))
    kind: Mapped[ReportKind] = mapped_column(word(ReportKind))
    raw: Mapped[dict[str, Any]]
    reported_at: Mapped[datetime]
    received_at: Mapped[datetime]


class Reply(Base):
    """What a patient told us, appended. Only `settled_at` is ever set afterwards, by the settling of the row itself."""

    __tablename__ = "reply"

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
    sitting: Mapped[str | None] = mapped_column(String(16))  # one filling in of the page's form, with all its tries
    settled_at: Mapped[datetime | None] = mapped_column(index=True)


class ReplyContact(Base):
    """What somebody said of themself on the page; the public door may write it and cannot read it."""

    __tablename__ = "reply_contact"

    reply_id: Mapped[int] = mapped_column(ForeignKey("reply.id"), primary_key=True)
    name: Mapped[str] = mapped_column(String(120))  # of whoever answered for the patient
    contact: Mapped[str] = mapped_column(String(200))  # how to reach them, where the date of birth did not match
    date_of_birth: Mapped[date | None]  # as given, where it did not match


class Review(Base):
    """An item that a person at the practice must settle; the patient is held until then."""

    __tablename__ = "review"

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
