"""Tables of what outlives the patients: what was forgotten, and that somebody kept their record."""

from datetime import datetime
from typing import Any

from sqlalchemy import ForeignKey, LargeBinary, String, UniqueConstraint
from sqlalchemy.orm import Mapped, mapped_column

from notifier.store.tables.declarative import Base


class Forgetting(Base):
    """That rows of a practice's patients were forgotten, with the certificate of it; appended.

    The rows are gone at once. What was in them is gone from the files of the database, too, once `erased_at` is there.
    """

    __tablename__ = "forgetting"
    kept = "for good: the certificate of what was forgotten, in counts and times, which holds no patient"

    id: Mapped[int] = mapped_column(primary_key=True)
    practice_id: Mapped[int] = mapped_column(ForeignKey("practice.id"), index=True)
    forgotten_at: Mapped[datetime]
    forgotten_by: Mapped[int | None] = mapped_column(ForeignKey("staff.id"))  # none: a worker, by itself
    certificate: Mapped[dict[str, Any]]  # see notifier.evidence.certificates
    sha256: Mapped[str] = mapped_column(String(64))  # of its canonical JSON, as the event of the audit chain has it
    event_number: Mapped[int]  # of that event, in the practice's chain
    event_hash: Mapped[str] = mapped_column(String(64))
    erased_at: Mapped[datetime | None]


class EarlierKeep(Base):
    """That somebody wished to keep their record in a campaign whose rows are forgotten, by a keyed fingerprint alone.

    The fingerprint is HMAC-SHA-256 over the NHS number, with a key from the installation's master key: whoever has the
    tables alone can find nobody by it. `patient_id` is there once somebody with that number is on the list.
    """

    __tablename__ = "earlier_keep"
    kept = "for good: without it a later campaign would meet them as silent; removed once they agree in one"
    __table_args__ = (UniqueConstraint("practice_id", "preset", "fingerprint"),)

    id: Mapped[int] = mapped_column(primary_key=True)
    practice_id: Mapped[int] = mapped_column(ForeignKey("practice.id"))
    preset: Mapped[str] = mapped_column(String(60))  # of the campaign: a wish about one proposal is none about another
    fingerprint: Mapped[bytes] = mapped_column(LargeBinary(32))
    noted_at: Mapped[datetime]  # when that campaign was forgotten
    patient_id: Mapped[int | None] = mapped_column(ForeignKey("patient.id"), index=True)
    met_at: Mapped[datetime | None]  # since when that is known
