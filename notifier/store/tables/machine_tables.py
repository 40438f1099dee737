"""Tables of the machines that may send what is in this database, and of its coming back from a backup."""

from datetime import datetime

from sqlalchemy import String
from sqlalchemy.orm import Mapped, mapped_column

from notifier.store.tables.declarative import Base


class SenderMachine(Base):
    """A machine from which messages go out. Retired, never removed."""

    __tablename__ = "sender_machine"
    kept = "for good: a few rows, which say whence messages went"

    fingerprint: Mapped[str] = mapped_column(String(64), primary_key=True)  # of the machine's own id
    name: Mapped[str] = mapped_column(String(80))  # for people
    since: Mapped[datetime]
    retired_at: Mapped[datetime | None]  # when another took over


class Restoration(Base):
    """That this database was made from a backup. What was done between the two times elsewhere, nobody here knows."""

    __tablename__ = "restoration"
    kept = "for good: a row for each time, which says from when on messages may have gone that are not on record"

    id: Mapped[int] = mapped_column(primary_key=True)
    backed_up_at: Mapped[datetime]  # when the backup was made
    restored_at: Mapped[datetime]
