"""Tables of the lists that practices import and the patients on them."""

from datetime import date, datetime
from typing import Any

from sqlalchemy import ForeignKey, Index, String, Text, text
from sqlalchemy.orm import Mapped, mapped_column

from notifier.contacts.full_names import join_names
from notifier.store.tables.declarative import UNTIL_PURGED, Base, word
from notifier.vocabulary import ChangeKind, UploadStatus


class PatientList(Base):
    """One import of one list export, or the taking back of one: appended, and changed only to let joiners be told."""

    __tablename__ = "patient_list"
    kept = "for good: an import's counts, codes and fingerprint are evidence; its remarks are emptied with the patients"

    id: Mapped[int] = mapped_column(primary_key=True)
    practice_id: Mapped[int] = mapped_column(ForeignKey("practice.id"), index=True)
    filename: Mapped[str] = mapped_column(String(255))
    sha256: Mapped[str] = mapped_column(String(64))
    counts: Mapped[dict[str, Any]]  # people, refused, joined, left, died, changed ...
    codes_read: Mapped[list[str]]  # the codes that some preset read then: of all others nothing was kept
    imported_by: Mapped[int] = mapped_column(ForeignKey("staff.id"))
    imported_at: Mapped[datetime]
    made_on: Mapped[date | None]  # when the export was made, as far as its name or its file tells; a London date
    joiners_from: Mapped[datetime | None] = mapped_column(index=True)  # from when on whoever joined with it may be told
    undoes_id: Mapped[int | None] = mapped_column(ForeignKey("patient_list.id"), unique=True)  # no list: takes one back
    # How it was read: columns, lines left out, remarks. What it shows of patients goes when they are purged.
    reading: Mapped[dict[str, Any]]


class ListUpload(Base):
    """A list that somebody gave on a page: read, compared with the one on record, and stored once it is confirmed.

    Its file is in the instance folder, see `patients.uploaded_files`, until the upload has come to its end.
    """

    __tablename__ = "list_upload"
    kept = f"{UNTIL_PURGED}: who gave which file and what came of it; its report is emptied with its file, at the end"

    id: Mapped[int] = mapped_column(primary_key=True)
    practice_id: Mapped[int] = mapped_column(ForeignKey("practice.id"), index=True)
    filename: Mapped[str] = mapped_column(String(255))
    token: Mapped[str] = mapped_column(String(32), unique=True)  # names the folder of its file
    size: Mapped[int]  # bytes
    sha256: Mapped[str] = mapped_column(String(64))
    is_dated: Mapped[bool]  # whether the file in the folder bears the time at which the original was written
    uploaded_by: Mapped[int] = mapped_column(ForeignKey("staff.id"))
    uploaded_at: Mapped[datetime]
    upload_status: Mapped[UploadStatus] = mapped_column(word(UploadStatus), index=True)
    says: Mapped[str] = mapped_column(Text)  # why it was refused, or is compared once more
    report: Mapped[dict[str, Any]]  # how it was read and what it would change, see `patients.upload_report`
    fingerprint: Mapped[str] = mapped_column(String(64))  # of the report: who confirms it names the one they saw
    compared_with: Mapped[int | None]  # the latest `patient_list.id` then; none: nothing was on record
    job_id: Mapped[int | None]  # the last job that was asked for because of it; that row is forgotten earlier
    confirmed_by: Mapped[int | None] = mapped_column(ForeignKey("staff.id"))
    choices: Mapped[dict[str, Any]]  # what they said of it, see `patients.import_guards.ImportChoices`
    ended_at: Mapped[datetime | None]
    list_id: Mapped[int | None] = mapped_column(ForeignKey("patient_list.id"))  # what it was stored as, if it was news
    counts: Mapped[dict[str, Any]]  # what storing it changed


class Patient(Base):
    """A person on the list as the latest import has them; what they were before is in `PatientChange`.

    An NHS number that was given to somebody else has two rows: one of whoever had it, and one of whoever has it since.
    """

    __tablename__ = "patient"
    kept = f"{UNTIL_PURGED} and its last list was imported: afterwards nothing needs it"
    __table_args__ = (
        # One that has the number at a time.
        Index(
            "uq_patient_number_in_use",
            "practice_id",
            "nhs_number",
            unique=True,
            sqlite_where=text("replaced_at IS NULL"),
            postgresql_where=text("replaced_at IS NULL"),
        ),
        Index(None, "practice_id", "family_name"),
        Index(None, "practice_id", "mobile"),
        Index(None, "practice_id", "email"),
        # By which the desk finds them; the names are compared within the index.
        Index(None, "practice_id", "name_key"),
        Index(None, "practice_id", "date_of_birth"),
        Index(None, "practice_id", "postcode"),
    )

    id: Mapped[int] = mapped_column(primary_key=True)
    practice_id: Mapped[int] = mapped_column(ForeignKey("practice.id"))
    first_list_id: Mapped[int] = mapped_column(ForeignKey("patient_list.id"))
    known_since: Mapped[datetime]  # when we first knew of them under this number
    replaced_at: Mapped[datetime | None]  # since when the number is known to be somebody else's
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
    changed_at: Mapped[datetime]  # when we knew: until then what stands in `before` was all that was known
    kind: Mapped[ChangeKind] = mapped_column(word(ChangeKind))
    before: Mapped[dict[str, Any]]  # column -> value before; empty for a joiner


class IdentityDoubt(Base):
    """A patient of whom nobody can be sure who they are; while it is open nothing is sent to them, and they are held.

    Without another patient: the list has somebody else under the number, whose record is not taken over. With one:
    this joiner seems to be that patient under another number, whose objection then counts for both.
    """

    __tablename__ = "identity_doubt"
    kept = f"{UNTIL_PURGED}: it shows who found out whose number it is, and how"

    id: Mapped[int] = mapped_column(primary_key=True)
    list_id: Mapped[int] = mapped_column(ForeignKey("patient_list.id"), index=True)
    patient_id: Mapped[int] = mapped_column(ForeignKey("patient.id"), index=True)
    other_patient_id: Mapped[int | None] = mapped_column(ForeignKey("patient.id"), index=True)
    claimed: Mapped[dict[str, Any]]  # what the list says of whoever has the number: column of `patient` -> value
    opened_at: Mapped[datetime]
    closed_at: Mapped[datetime | None]
    closed_by: Mapped[int | None] = mapped_column(ForeignKey("staff.id"))  # none: a newer list ended it
    ended_by_id: Mapped[int | None] = mapped_column(ForeignKey("patient_list.id"))  # that list
    is_same: Mapped[bool | None]  # what a person concluded: one person, or two
    note: Mapped[str] = mapped_column(Text)
