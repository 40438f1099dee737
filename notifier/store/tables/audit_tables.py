"""Tables of what is kept so that an outsider can check: the audit chain."""

from datetime import datetime
from typing import Any

from sqlalchemy import ForeignKey, String, UniqueConstraint
from sqlalchemy.orm import Mapped, mapped_column

from notifier.store.tables.declarative import Base


class AuditEvent(Base):
    """Who did what, when; append-only, and hash-chained for each practice. Written only by `notifier.store.audit`."""

    __tablename__ = "audit_event"
    kept = "for good: it shows who did what when, holds ids and counts only, and a chain with a gap proves nothing"

    __table_args__ = (UniqueConstraint("chain", "number"),)

    id: Mapped[int] = mapped_column(primary_key=True)
    chain: Mapped[int]  # the practice's id; 0 for what was done to the installation as a whole
    number: Mapped[int]  # in its chain: 1, 2, 3 ... without a gap
    at: Mapped[datetime]
    staff_id: Mapped[int | None] = mapped_column(ForeignKey("staff.id"))  # none: the program itself, or a patient
    action: Mapped[str] = mapped_column(String(60))
    campaign_id: Mapped[int | None] = mapped_column(ForeignKey("campaign.id"), index=True)
    details: Mapped[dict[str, Any]]  # ids and counts only: it outlives the patients' rows
    previous_hash: Mapped[str] = mapped_column(String(64))
    own_hash: Mapped[str] = mapped_column(String(64))


class AuditHead(Base):
    """The last link of a chain: locked by whoever appends to it, so that practices do not wait for each other."""

    __tablename__ = "audit_head"
    kept = "for good: the chain's last link shows that nothing was cut off"

    chain: Mapped[int] = mapped_column(primary_key=True, autoincrement=False)  # as of its events
    number: Mapped[int]  # of its last event
    own_hash: Mapped[str] = mapped_column(String(64))
