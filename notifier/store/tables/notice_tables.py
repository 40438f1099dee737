"""Tables of notices, one for each patient and campaign, and of the links that open them."""

from datetime import date, datetime

from sqlalchemy import ForeignKey, LargeBinary, String, UniqueConstraint
from sqlalchemy.orm import Mapped, mapped_column

from notifier.store.tables.declarative import UNTIL_CAMPAIGN_PURGED, Base


class Notice(Base):
    """One patient x one campaign."""

    __tablename__ = "notice"
    kept = f"{UNTIL_CAMPAIGN_PURGED}: replies, outcomes and wrong codes are found through it"
    __table_args__ = (UniqueConstraint("campaign_id", "patient_id"),)

    id: Mapped[int] = mapped_column(primary_key=True)
    campaign_id: Mapped[int] = mapped_column(ForeignKey("campaign.id"))
    patient_id: Mapped[int] = mapped_column(ForeignKey("patient.id"), index=True)
    link_serial: Mapped[int]  # which of the patient's possible codes is in use; see notifier.patients.access_codes
    created_at: Mapped[datetime]


class Link(Base):
    """The public half of a notice: all that the patient door can look up. It names nobody."""

    __tablename__ = "link"
    kept = f"{UNTIL_CAMPAIGN_PURGED}: a late reply by an old letter still has to arrive"

    notice_id: Mapped[int] = mapped_column(ForeignKey("notice.id"), primary_key=True)
    campaign_id: Mapped[int] = mapped_column(ForeignKey("campaign.id"))
    fingerprint: Mapped[bytes] = mapped_column(LargeBinary(32), unique=True)
    check_value: Mapped[bytes] = mapped_column(LargeBinary(32))  # HMAC of the date of birth under the secret code
    deadline_on: Mapped[date]  # the latest date that any notice to this patient states
    language: Mapped[str] = mapped_column(String(10), default="en")  # the page's, as a code, until another is chosen
    for_guardian: Mapped[bool] = mapped_column(default=False)  # it was sent to the parent of a young child
    serial: Mapped[int] = mapped_column(default=0)  # the notice's `link_serial`, which the page may not read there


class WithdrawnLink(Base):
    """A link that the practice took back, because it may have reached somebody else; another took its place."""

    __tablename__ = "withdrawn_link"
    kept = f"{UNTIL_CAMPAIGN_PURGED}: a letter with a link taken back may still be scanned"

    fingerprint: Mapped[bytes] = mapped_column(LargeBinary(32), primary_key=True)
    campaign_id: Mapped[int] = mapped_column(ForeignKey("campaign.id"))
    notice_id: Mapped[int] = mapped_column(ForeignKey("notice.id"), index=True)
    withdrawn_at: Mapped[datetime]
    withdrawn_by: Mapped[int] = mapped_column(ForeignKey("staff.id"))
