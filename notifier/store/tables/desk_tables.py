"""Tables of what a desk is told beside answers."""

from datetime import date, datetime
from typing import Any

from sqlalchemy import CheckConstraint, ForeignKey, LargeBinary, String, Text
from sqlalchemy.orm import Mapped, mapped_column

from notifier.store.tables.declarative import UNTIL_CAMPAIGN_PURGED, UNTIL_PURGED, Base, word
from notifier.vocabulary import Choice, MatterEnding, MatterKind, Source


class Matter(Base):
    """What somebody told the practice of a patient that is no answer; only how it went on is ever set afterwards.

    That the patient has died, or has moved, stands until a list says so too or a person takes it back. A complaint or
    request stands until a person has answered it. What a list no longer bears out stands again as a row of its own.
    """

    __tablename__ = "matter"
    kept = f"{UNTIL_PURGED}: it shows why a patient was held, and that a complaint was answered in time"

    id: Mapped[int] = mapped_column(primary_key=True)
    patient_id: Mapped[int] = mapped_column(ForeignKey("patient.id"), index=True)
    kind: Mapped[MatterKind] = mapped_column(word(MatterKind))
    told_by: Mapped[str] = mapped_column(String(120))  # who told us, in the words of whoever wrote it down
    received_at: Mapped[datetime]
    recorded_at: Mapped[datetime]
    recorded_by: Mapped[int] = mapped_column(ForeignKey("staff.id"))
    note: Mapped[str] = mapped_column(Text)
    place: Mapped[dict[str, Any]]  # of who moved: the address that is said to be wrong, as on record then; else empty
    acknowledge_by: Mapped[date | None]  # London dates, see `campaigns.statutory_dates`
    answer_by: Mapped[date | None]
    acknowledged_at: Mapped[datetime | None]
    acknowledged_by: Mapped[int | None] = mapped_column(ForeignKey("staff.id"))
    ended_at: Mapped[datetime | None] = mapped_column(index=True)
    ended_by: Mapped[int | None] = mapped_column(ForeignKey("staff.id"))  # none: a list did
    ending: Mapped[MatterEnding | None] = mapped_column(word(MatterEnding))
    ending_note: Mapped[str] = mapped_column(Text)


class UnmatchedSlip(Base):
    """An answer of somebody whom the desk did not find on the list, as it was written; it is no reply yet.

    Only how it was settled is ever set afterwards: with the reply that it became, or with the reason of whoever closed
    it.
    """

    __tablename__ = "unmatched_slip"
    kept = f"{UNTIL_CAMPAIGN_PURGED}: it is the answer itself, and shows what was done to find out whose it is"

    id: Mapped[int] = mapped_column(primary_key=True)
    campaign_id: Mapped[int] = mapped_column(ForeignKey("campaign.id"), index=True)
    choice: Mapped[Choice] = mapped_column(word(Choice))
    source: Mapped[Source] = mapped_column(word(Source))
    received_at: Mapped[datetime]
    recorded_at: Mapped[datetime]
    recorded_by: Mapped[int] = mapped_column(ForeignKey("staff.id"))
    name: Mapped[str] = mapped_column(String(120))  # these as they are written on it, as far as anybody can read them
    born: Mapped[str] = mapped_column(String(40))
    nhs_number: Mapped[str] = mapped_column(String(40))
    code: Mapped[str] = mapped_column(String(40))
    contact: Mapped[str] = mapped_column(String(200))
    note: Mapped[str] = mapped_column(Text)
    coded_patient_id: Mapped[int | None] = mapped_column(ForeignKey("patient.id"))  # whose code stands on it
    ended_at: Mapped[datetime | None] = mapped_column(index=True)
    ended_by: Mapped[int | None] = mapped_column(ForeignKey("staff.id"))
    reply_id: Mapped[int | None] = mapped_column(ForeignKey("reply.id"))  # what it became; none: it was closed
    ending_note: Mapped[str] = mapped_column(Text)


class SlipPhoto(Base):
    """A picture of a slip, made anew from what a camera or scanner gave: without its place, time and camera.

    It is here, and no file, so that no web server reaches it by itself. One of a slip of nobody gets its patient when
    the slip does.
    """

    __tablename__ = "slip_photo"
    __table_args__ = (CheckConstraint("patient_id IS NOT NULL OR slip_id IS NOT NULL", name="of_patient_or_slip"),)
    kept = f"{UNTIL_CAMPAIGN_PURGED}: it shows what the patient wrote, in their own hand"

    id: Mapped[int] = mapped_column(primary_key=True)
    patient_id: Mapped[int | None] = mapped_column(ForeignKey("patient.id"), index=True)  # none as long as nobody knows
    slip_id: Mapped[int | None] = mapped_column(ForeignKey("unmatched_slip.id"), index=True)  # none: seen to be theirs
    added_at: Mapped[datetime]
    added_by: Mapped[int] = mapped_column(ForeignKey("staff.id"))
    sha256: Mapped[str] = mapped_column(String(64))  # of the picture
    jpeg: Mapped[bytes] = mapped_column(LargeBinary, deferred=True)
