"""Tables of print runs, their letters, and copies of letters for the screen."""

from datetime import datetime
from typing import Any

from sqlalchemy import BigInteger, ForeignKey, LargeBinary, String, UniqueConstraint
from sqlalchemy.orm import Mapped, mapped_column

from notifier.store.tables.declarative import UNTIL_CAMPAIGN_PURGED, Base, word
from notifier.vocabulary import Pile, WrittenFormat


class PrintRun(Base):
    """One making of letters into a folder. It is written down before the first letter is claimed for it."""

    __tablename__ = "print_run"
    kept = "for good: how many letters were made into which files, with their hashes, is evidence and holds no patient"

    id: Mapped[int] = mapped_column(primary_key=True)
    campaign_id: Mapped[int] = mapped_column(ForeignKey("campaign.id"), index=True)
    folder: Mapped[str] = mapped_column(String(1000))  # absolute; it appears there whole, or not at all
    envelope: Mapped[str] = mapped_column(String(24))  # a name from notifier.pdf.geometry
    reprint_of: Mapped[int | None] = mapped_column(ForeignKey("print_run.id"))
    why: Mapped[str] = mapped_column(String(300))  # of a reprint; empty for a first printing
    # Of a reprint, what its letters cost once more, in thousandths of a penny. None of a first printing, whose letters
    # have it themselves, and of a reprint by the first release.
    cost: Mapped[int | None] = mapped_column(BigInteger)
    started_by: Mapped[int | None] = mapped_column(ForeignKey("staff.id"))
    job_id: Mapped[int | None]  # of the page that asked for it, if one did; the job itself is forgotten after a week
    started_at: Mapped[datetime]
    finished_at: Mapped[datetime | None]  # when its letters were on record as made
    files: Mapped[list[Any]]  # [{name, pile, letters, pages, bytes, sha256}, ...]
    manifest_sha256: Mapped[str | None] = mapped_column(String(64))


class PrintedLetter(Base):
    """One letter in one run; a reprint is a second row, in a run of its own."""

    __tablename__ = "printed_letter"
    kept = f"{UNTIL_CAMPAIGN_PURGED}: a returned or spoiled letter is found by its place in its file"
    __table_args__ = (UniqueConstraint("print_run_id", "delivery_id"),)

    id: Mapped[int] = mapped_column(primary_key=True)
    print_run_id: Mapped[int] = mapped_column(ForeignKey("print_run.id"))
    delivery_id: Mapped[int] = mapped_column(ForeignKey("delivery.id"), index=True)
    pile: Mapped[Pile] = mapped_column(word(Pile))
    written_format: Mapped[WrittenFormat] = mapped_column(word(WrittenFormat))
    language: Mapped[str] = mapped_column(String(10))
    file: Mapped[str] = mapped_column(String(120))
    position: Mapped[int]  # in its file, from 1
    pages: Mapped[int]
    sha256: Mapped[str] = mapped_column(String(64))  # of what is printed on its pages


class LetterCopy(Base):
    """A letter as it was sent, laid out again for a screen; asked for by a page, made by a worker, kept for a day."""

    __tablename__ = "letter_copy"
    kept = "for a day: it is made again whenever somebody asks for it"

    id: Mapped[int] = mapped_column(primary_key=True)
    delivery_id: Mapped[int] = mapped_column(ForeignKey("delivery.id"), index=True)
    asked_by: Mapped[int] = mapped_column(ForeignKey("staff.id"))
    asked_at: Mapped[datetime] = mapped_column(index=True)
    made_at: Mapped[datetime | None]
    fault: Mapped[str | None] = mapped_column(String(300))  # why it could not be made
    pdf: Mapped[bytes | None] = mapped_column(LargeBinary)  # tagged (PDF/UA)
