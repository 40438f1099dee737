"""Tables of the lists that practices import and the patients on them."""

from datetime import date, datetime
from typing import Any

from sqlalchemy import ForeignKey, Index, String, UniqueConstraint
from sqlalchemy.orm import Mapped, mapped_column

from notifier.contacts.full_names import join_names
from notifier.store.tables.declarative import UNTIL_PURGED, Base, word
from notifier.vocabulary import ChangeKind


class PatientList(Base):
    """One import of one list export: appended, never changed."""

    __tablename__ = "patient_list"
    kept = "for good: an import's counts, codes and fingerprint are evidence and hold no patient"

    id: Mapped[int] = mapped_column(primary_key=True)
    practice_id: Mapped[int] = mapped_column(ForeignKey("practice.id"), index=True)
    filename: Mapped[str] = mapped_column(String(255))
    sha256: Mapped[str] = mapped_column(String(64))
    counts: Mapped[dict[str, Any]]  # people, refused, joined, left, died, changed ...
    codes_read: Mapped[list[str]]  # the codes that some preset read then: of all others nothing was kept
    imported_by: Mapped[int] = mapped_column(ForeignKey("staff.id"))
    imported_at: Mapped[datetime]


class Patient(Base):
    """A person on the list as the latest import has them; what they were before is in `PatientChange`."""

    __tablename__ = "patient"
    kept = f"{UNTIL_PURGED} and its last list was imported: afterwards nothing needs it"
    __table_args__ = (
        UniqueConstraint("practice_id", "nhs_number"),
        Index(None, "practice_id", "family_name"),
        Index(None, "practice_id", "mobile"),
        Index(None, "practice_id", "email"),
    )

    id: Mapped[int] = mapped_column(primary_key=True)
    practice_id: Mapped[int] = mapped_column(ForeignKey("practice.id"))
    first_list_id: Mapped[int] = mapped_column(ForeignKey("patient_list.id"))
    nhs_number: Mapped[str] = mapped_column(String(10))
    title: Mapped[str] = mapped_column(String(40))
    given_name: Mapped[str] = mapped_column(String(120))
    family_name: Mapped[str] = mapped_column(String(120))
    name_key: Mapped[str] = mapped_column(String(250))  # as the desk searches it, see list_import.names
    date_of_birth: Mapped[date]
    mobile: Mapped[str | None] = mapped_column(String(16))  # E.164
    email: Mapped[str | None] = mapped_column(String(320))  # lower case
    address_lines: Mapped[list[str]]
    postcode: Mapped[str] = mapped_column(String(10))
    mailable: Mapped[bool]
    deceased: Mapped[bool]
    left: Mapped[bool]  # says so itself, or is missing from the latest list
    sensitive: Mapped[bool]
    sms_declined: Mapped[bool]
    email_declined: Mapped[bool]
    language: Mapped[str] = mapped_column(String(60))
    accessible_format: Mapped[str] = mapped_column(String(200))
    on_repeats: Mapped[bool]
    codes: Mapped[list[Any]]  # [[code, ISO date or null], ...]: only those that a preset reads
    doubt: Mapped[str] = mapped_column(String(300), server_default="")  # what nobody could read: it holds them out

    @property
    def full_name(self) -> str:
        """As on an envelope."""
        return join_names(self.title, self.given_name, self.family_name)


class PatientChange(Base):
    """What a newer list changed about a patient, and what was there before; appended, never changed."""

    __tablename__ = "patient_change"
    kept = f"{UNTIL_PURGED}: which address held on which day decides whether a letter counts"

    id: Mapped[int] = mapped_column(primary_key=True)
    list_id: Mapped[int] = mapped_column(ForeignKey("patient_list.id"), index=True)
    patient_id: Mapped[int] = mapped_column(ForeignKey("patient.id"), index=True)
    kind: Mapped[ChangeKind] = mapped_column(word(ChangeKind))
    before: Mapped[dict[str, Any]]  # column -> value before; empty for a joiner
