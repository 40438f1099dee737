"""Tables of campaigns: what they say in which version, what was previewed, approved, published and displayed."""

from datetime import date, datetime
from typing import Any

from sqlalchemy import CheckConstraint, ForeignKey, LargeBinary, String, Text, UniqueConstraint
from sqlalchemy.orm import Mapped, mapped_column

from notifier.store.tables.declarative import UNTIL_CAMPAIGN_PURGED, Base, word
from notifier.vocabulary import (
    CampaignEdit,
    CampaignStatus,
    Display,
    Evidence,
    FailReason,
)


class Campaign(Base):
    """One proposal to one practice's list."""

    __tablename__ = "campaign"
    kept = "for good: what was proposed, to how many and when is the practice's own record, and holds no patient"

    id: Mapped[int] = mapped_column(primary_key=True)
    practice_id: Mapped[int] = mapped_column(ForeignKey("practice.id"), index=True)
    preset: Mapped[str] = mapped_column(String(60))
    preset_data: Mapped[dict[str, Any]]  # the preset as it was when the campaign was created
    name: Mapped[str] = mapped_column(String(120))
    campaign_status: Mapped[CampaignStatus] = mapped_column(word(CampaignStatus))
    notice_days: Mapped[int]
    channels: Mapped[list[str]]  # in the order of routing
    evidence_needed: Mapped[Evidence] = mapped_column(word(Evidence))
    budget: Mapped[int | None]  # what a launch may cost at most, in pounds without VAT; none where nobody set one
    created_by: Mapped[int] = mapped_column(ForeignKey("staff.id"))
    created_at: Mapped[datetime]
    launched_at: Mapped[datetime | None]
    paused_because: Mapped[str | None] = mapped_column(
        String(300)
    )  # by a circuit breaker; none when a person paused it
    paused_cause: Mapped[FailReason | None] = mapped_column(word(FailReason))  # what a circuit breaker saw, if one kind
    # The causes (FailReason) after which a person resumed: a share of these pauses it again, and not each one.
    decided: Mapped[list[str]] = mapped_column(default=list)
    resumed_at: Mapped[
        datetime | None
    ]  # when a person last decided that it goes on: circuit breakers look at what came after
    closed_at: Mapped[datetime | None]
    forgotten_at: Mapped[
        datetime | None
    ]  # when all that it had of patients was forgotten: nothing follows from it since
    planned_launch_on: Mapped[date | None]  # the London day that a manager has in mind; nothing happens on it by itself


class CampaignEdition(Base):
    """That a person decided something of a campaign, and what it is since; appended, never changed."""

    __tablename__ = "campaign_edition"
    kept = "for good: who decided what of a campaign, and when, is the practice's own record and holds no patient"
    __table_args__ = (UniqueConstraint("campaign_id", "number"),)

    id: Mapped[int] = mapped_column(primary_key=True)
    campaign_id: Mapped[int] = mapped_column(ForeignKey("campaign.id"))
    number: Mapped[int]  # 1, 2, 3 ... for each campaign
    edit: Mapped[CampaignEdit] = mapped_column(word(CampaignEdit))
    details: Mapped[dict[str, Any]]  # the details as they are from then on, or the part and its version
    edited_by: Mapped[int] = mapped_column(ForeignKey("staff.id"))
    edited_at: Mapped[datetime]


class CampaignText(Base):
    """One part of what a campaign says, in one language and version; a correction is a new version."""

    __tablename__ = "campaign_text"
    kept = "for good: the words that patients were told, in every version, are evidence and hold no patient"
    __table_args__ = (UniqueConstraint("campaign_id", "part", "language", "version"),)

    id: Mapped[int] = mapped_column(primary_key=True)
    campaign_id: Mapped[int] = mapped_column(ForeignKey("campaign.id"))
    part: Mapped[str] = mapped_column(String(20))  # see notifier.campaigns.text_parts.PARTS
    language: Mapped[str] = mapped_column(String(10))
    version: Mapped[int]
    body: Mapped[str] = mapped_column(Text)
    sha256: Mapped[str] = mapped_column(String(64))
    written_by: Mapped[int] = mapped_column(ForeignKey("staff.id"))
    written_at: Mapped[datetime]


class Preview(Base):
    """That a campaign was previewed, and exactly what was seen (its fingerprint)."""

    __tablename__ = "preview"
    kept = "for good: what was approved has to be shown later; its samples are of invented people"

    id: Mapped[int] = mapped_column(primary_key=True)
    campaign_id: Mapped[int] = mapped_column(ForeignKey("campaign.id"), index=True)
    fingerprint: Mapped[str] = mapped_column(String(64))
    counts: Mapped[dict[str, Any]]
    samples: Mapped[dict[str, Any]]  # channel -> the text as an invented patient would get it
    letter: Mapped[bytes | None] = mapped_column(LargeBinary)  # the sample letter, a PDF
    # What else the pages show, by `notifier.preview.shown_preview`: emails as HTML, the patient's page, the hard cases.
    shown: Mapped[dict[str, Any]] = mapped_column(default=dict, deferred=True)
    previewed_at: Mapped[datetime]


class LetterTrouble(Base):
    """That a patient's letter cannot be made from what is on record, as a preview found."""

    __tablename__ = "letter_trouble"
    kept = f"{UNTIL_CAMPAIGN_PURGED}: it tells whose record to correct before the launch"

    id: Mapped[int] = mapped_column(primary_key=True)
    preview_id: Mapped[int] = mapped_column(ForeignKey("preview.id"), index=True)
    patient_id: Mapped[int] = mapped_column(ForeignKey("patient.id"), index=True)
    why: Mapped[str] = mapped_column(String(300))  # the character or the line, and what to do


class Approval(Base):
    """That a second person approved the previewed fingerprint, and signed off the preset's warning."""

    __tablename__ = "approval"
    kept = "for good: who approved what, and the minute that they named, is evidence and holds no patient"

    id: Mapped[int] = mapped_column(primary_key=True)
    campaign_id: Mapped[int] = mapped_column(ForeignKey("campaign.id"), index=True)
    fingerprint: Mapped[str] = mapped_column(String(64))
    approved_by: Mapped[int] = mapped_column(ForeignKey("staff.id"))
    approved_at: Mapped[datetime]
    warning: Mapped[str] = mapped_column(Text)  # the warning as it was shown
    sign_off: Mapped[str] = mapped_column(Text)  # references to the minute, DPIA and contacts; empty for a sample list
    silent_codes: Mapped[list[str]] = mapped_column(default=list)  # let for silent patients, whatever their words say
    silent_because: Mapped[str] = mapped_column(Text, default="")  # why; empty without such a code
    # What was approved, as `notifier.campaigns.approved_versions` compares it; none of an approval from before that.
    approved: Mapped[dict[str, Any] | None]


class RecordedSignOff(Base):
    """That somebody decided or advised what the preset's warning asks for; a correction is another row."""

    __tablename__ = "sign_off"
    kept = "for good: who decided what, when and where it is written is evidence and holds no patient"

    id: Mapped[int] = mapped_column(primary_key=True)
    campaign_id: Mapped[int] = mapped_column(ForeignKey("campaign.id"), index=True)
    name: Mapped[str] = mapped_column(String(40))  # of what the preset asks for, such as dpia
    who: Mapped[str] = mapped_column(String(120))  # decided, advised or signed
    decided_on: Mapped[date]
    reference: Mapped[str] = mapped_column(String(300))  # where it is written
    recorded_by: Mapped[int] = mapped_column(ForeignKey("staff.id"))
    recorded_at: Mapped[datetime]


class LaunchRequest(Base):
    """That a person launched a campaign, from when on it tells people, and whether it was stopped before."""

    __tablename__ = "launch_request"
    kept = "for good: who launched what, to how many, and who stopped it is evidence and holds no patient"

    id: Mapped[int] = mapped_column(primary_key=True)
    campaign_id: Mapped[int] = mapped_column(ForeignKey("campaign.id"), index=True)
    people: Mapped[int]  # how many were to be told, by the preview
    asked_by: Mapped[int] = mapped_column(ForeignKey("staff.id"))
    asked_at: Mapped[datetime]
    starts_at: Mapped[datetime]  # before which nothing is planned or sent
    started_at: Mapped[datetime | None]
    stopped_by: Mapped[int | None] = mapped_column(ForeignKey("staff.id"))  # none where the program itself did
    stopped_at: Mapped[datetime | None]
    stopped_because: Mapped[str] = mapped_column(String(300), default="")  # of the program; empty where a person did


class PublishedPage(Base):
    """The words of the patient's page, all that the public door knows of a campaign."""

    __tablename__ = "published_page"
    kept = "for good: the words that the page showed, in every version, are evidence and hold no patient"
    __table_args__ = (UniqueConstraint("campaign_id", "language", "version"),)

    id: Mapped[int] = mapped_column(primary_key=True)
    campaign_id: Mapped[int] = mapped_column(ForeignKey("campaign.id"))
    language: Mapped[str] = mapped_column(String(10))
    version: Mapped[int]
    words: Mapped[dict[str, Any]]
    published_at: Mapped[datetime]


class Displayed(Base):
    """That a display of a campaign went up or came down on a day; appended, never changed."""

    __tablename__ = "displayed"
    kept = "for good: where and when a display hung is evidence and holds no patient"

    id: Mapped[int] = mapped_column(primary_key=True)
    campaign_id: Mapped[int] = mapped_column(ForeignKey("campaign.id"), index=True)
    display: Mapped[Display] = mapped_column(word(Display))
    up: Mapped[bool]  # else it came down
    day: Mapped[date]
    text: Mapped[str] = mapped_column(String(1000))  # of a footer, exactly as it prints; of others, where it hangs
    recorded_by: Mapped[int] = mapped_column(ForeignKey("staff.id"))
    recorded_at: Mapped[datetime]


class PreviewPicture(Base):
    """What one thing on paper or on a screen looks like, as part of a preview."""

    __tablename__ = "preview_picture"
    kept = "for good: what was approved has to be shown later; it pictures invented people"
    __table_args__ = (
        UniqueConstraint("preview_id", "name", "page"),
        CheckConstraint("page >= 1", name="page_from_one"),
    )

    id: Mapped[int] = mapped_column(primary_key=True)
    preview_id: Mapped[int] = mapped_column(ForeignKey("preview.id"))
    name: Mapped[str] = mapped_column(String(40))  # letter, letter_guardian, poster, screen ...
    page: Mapped[int]
    png: Mapped[bytes] = mapped_column(LargeBinary)


class PatientPreview(Base):
    """What one patient would get if the campaign were launched; asked for on a page, made by a worker."""

    __tablename__ = "patient_preview"
    kept = "for a day: it is made again whenever somebody asks for it"

    id: Mapped[int] = mapped_column(primary_key=True)
    campaign_id: Mapped[int] = mapped_column(ForeignKey("campaign.id"))
    patient_id: Mapped[int] = mapped_column(ForeignKey("patient.id"), index=True)
    asked_by: Mapped[int] = mapped_column(ForeignKey("staff.id"))
    asked_at: Mapped[datetime] = mapped_column(index=True)
    job_id: Mapped[int | None]  # what makes it; forgotten by itself
    told: Mapped[dict[str, Any]] = mapped_column(default=dict)  # as `notifier.preview.hard_cases.ToldPerson` has it


class PatientPreviewPicture(Base):
    """What a page of the letter in such a preview looks like."""

    __tablename__ = "patient_preview_picture"
    kept = "for a day: it is part of what one patient would get"

    patient_preview_id: Mapped[int] = mapped_column(ForeignKey("patient_preview.id"), primary_key=True)
    page: Mapped[int] = mapped_column(primary_key=True)
    png: Mapped[bytes] = mapped_column(LargeBinary)
