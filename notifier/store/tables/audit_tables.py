"""Tables of what is kept so that an outsider can check: the audit chain."""

from datetime import datetime
from typing import Any

from sqlalchemy import ForeignKey, Index, LargeBinary, String, Text, UniqueConstraint
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


class SealedFact(Base):
    """A row that an outcome rests on, as it stood at a moment, with the salted sum that the chain keeps; appended.

    `digest` is SHA-256(SHA-256(salt[:16] + public) + private_digest), and `private_digest` SHA-256(salt[16:] +
    private), of the canonical JSON of either half. Forgetting a patient empties the halves and the salt, never the
    sums: the chain stays whole, and nobody can try names until one fits. Points at no row, so that it outlives them.
    """

    __tablename__ = "sealed_fact"
    kept = "for good: sums that say nothing, of facts that are emptied with the patients"
    __table_args__ = (
        UniqueConstraint("campaign_id", "number"),
        Index(None, "campaign_id", "patient_id"),
    )

    id: Mapped[int] = mapped_column(primary_key=True)
    campaign_id: Mapped[int]
    number: Mapped[int]  # of its campaign: 1, 2, 3 ... without a gap
    kind: Mapped[str] = mapped_column(String(24))  # see notifier.outcomes.sealed_kinds
    row: Mapped[str] = mapped_column(String(80))  # the primary key of the row that it is of
    patient_id: Mapped[int | None]  # none: it is of the campaign
    sealed_at: Mapped[datetime]
    public: Mapped[str | None] = mapped_column(Text)  # words, times, counts and ids of ours; none: forgotten
    private: Mapped[str | None] = mapped_column(Text)  # what names a patient, and whatever somebody typed
    salt: Mapped[bytes | None] = mapped_column(LargeBinary(32))  # of a campaign's own, once private is forgotten, half
    private_digest: Mapped[bytes] = mapped_column(LargeBinary(32))
    digest: Mapped[bytes] = mapped_column(LargeBinary(32))


class UnsealedPatient(Base):
    """That a patient's facts may have changed since they were sealed last; whoever seals them removes it."""

    __tablename__ = "unsealed_patient"
    kept = "until it is read, mostly within a minute: ids alone, of whose facts changed"

    campaign_id: Mapped[int] = mapped_column(primary_key=True, autoincrement=False)
    patient_id: Mapped[int] = mapped_column(primary_key=True, autoincrement=False)  # 0: it may be everybody
