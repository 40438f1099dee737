"""Tables of what is kept so that an outsider can check: the audit chain."""

from datetime import datetime
from typing import Any

from sqlalchemy import ForeignKey, String
from sqlalchemy.orm import Mapped, mapped_column

from notifier.store.tables.declarative import Base


class AuditEvent(Base):
    """Who did what, when; append-only and hash-chained. Written only by `notifier.store.audit`."""

    __tablename__ = "audit_event"
    kept = "for good: it shows who did what when, holds ids and counts only, and a chain with a gap proves nothing"

    id: Mapped[int] = mapped_column(primary_key=True, autoincrement=False)  # 1, 2, 3 ... without a gap
    at: Mapped[datetime]
    staff_id: Mapped[int | None] = mapped_column(ForeignKey("staff.id"))  # none: the program itself, or a patient
    action: Mapped[str] = mapped_column(String(60))
    campaign_id: Mapped[int | None] = mapped_column(ForeignKey("campaign.id"), index=True)
    details: Mapped[dict[str, Any]]  # ids and counts only: it outlives the patients' rows
    previous_hash: Mapped[str] = mapped_column(String(64))
    own_hash: Mapped[str] = mapped_column(String(64))


class AuditHead(Base):
    """The last link of the chain: one row, locked by whoever appends."""

    __tablename__ = "audit_head"
    kept = "for good: the chain's last link shows that nothing was cut off"

    id: Mapped[int] = mapped_column(primary_key=True, autoincrement=False)
    event_id: Mapped[int]
    own_hash: Mapped[str] = mapped_column(String(64))
