"""The table of what pages ask of the workers."""

from datetime import datetime
from typing import Any

from sqlalchemy import ForeignKey, String
from sqlalchemy.orm import Mapped, mapped_column

from notifier.store.tables.declarative import Base, word
from notifier.vocabulary import JobKind, JobStatus


class AskedJob(Base):
    """One piece of work that a member of staff asked for on a page, and what became of it."""

    __tablename__ = "job"
    kept = "for a week after it ended: it tells whoever asked what came of it, and may name a patient or an address"

    id: Mapped[int] = mapped_column(primary_key=True)
    practice_id: Mapped[int] = mapped_column(ForeignKey("practice.id"), index=True)
    campaign_id: Mapped[int | None] = mapped_column(ForeignKey("campaign.id"))
    kind: Mapped[JobKind] = mapped_column(word(JobKind))
    job_status: Mapped[JobStatus] = mapped_column(word(JobStatus), index=True)
    details: Mapped[dict[str, Any]]  # what it is to be done with, as its kind needs it
    asked_by: Mapped[int] = mapped_column(ForeignKey("staff.id"))
    asked_at: Mapped[datetime]
    done: Mapped[int] = mapped_column(default=0)
    total: Mapped[int] = mapped_column(default=0)  # of what `done` counts; 0 while nobody knows
    says: Mapped[str] = mapped_column(String(200), default="")  # where it is, as a sentence
    result: Mapped[dict[str, Any]] = mapped_column(default=dict)
    error: Mapped[str] = mapped_column(String(1000), default="")  # why it failed, and what to do
    ended_at: Mapped[datetime | None]
    tries: Mapped[int] = mapped_column(default=0)  # how often a worker has begun with it
    claimed_by: Mapped[str | None] = mapped_column(String(100))  # the worker that does it, as it did a delivery
    lease_until: Mapped[datetime | None]
