"""Tables of what a desk is told beside answers."""

from datetime import date, datetime
from typing import Any

from sqlalchemy import ForeignKey, String, Text
from sqlalchemy.orm import Mapped, mapped_column

from notifier.store.tables.declarative import UNTIL_PURGED, Base, word
from notifier.vocabulary import MatterEnding, MatterKind


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
