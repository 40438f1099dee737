"""Tables of the closing: outcomes that two people froze, and what has to be done with codes because of later facts."""

from datetime import date, datetime
from typing import Any

from sqlalchemy import CheckConstraint, ForeignKey, Index, String, Text, text
from sqlalchemy.orm import Mapped, mapped_column

from notifier.store.tables.declarative import UNTIL_CAMPAIGN_PURGED, Base, word
from notifier.vocabulary import CodingTaskKind, Evidence, Extent, HoldReason, OutcomeKind


class FrozenSet(Base):
    """What follows for every patient of a practice, as one person proposed it and another one closed it.

    While it is proposed another proposal may take its place. Once it is closed the database itself refuses every
    change of it and of its rows, but for the forgetting of patients.
    """

    __tablename__ = "frozen_set"
    kept = "for good: who closed what, its counts and its sum are evidence; its notes are emptied with the patients"
    __table_args__ = (
        CheckConstraint("(closed_at IS NULL) = (closed_by IS NULL)", name="closed_by_somebody"),
        CheckConstraint("closed_at IS NULL OR withdrawn_at IS NULL", name="closed_or_withdrawn"),
        CheckConstraint("closed_by <> proposed_by", name="two_people"),
        # One proposal at a time, and one closed set of each number.
        Index(
            "uq_frozen_set_proposed",
            "campaign_id",
            unique=True,
            sqlite_where=text("closed_at IS NULL AND withdrawn_at IS NULL"),
            postgresql_where=text("closed_at IS NULL AND withdrawn_at IS NULL"),
        ),
        Index(
            "uq_frozen_set_number",
            "campaign_id",
            "number",
            unique=True,
            sqlite_where=text("closed_at IS NOT NULL"),
            postgresql_where=text("closed_at IS NOT NULL"),
        ),
    )

    id: Mapped[int] = mapped_column(primary_key=True)
    campaign_id: Mapped[int] = mapped_column(ForeignKey("campaign.id"))
    number: Mapped[int]  # 1, 2, 3 ... of its campaign; of a proposal the one that it would have
    proposed_by: Mapped[int] = mapped_column(ForeignKey("staff.id"))
    proposed_at: Mapped[datetime]
    as_of: Mapped[datetime]  # the moment at which the outcomes are concluded
    withdrawn_at: Mapped[datetime | None]  # when a proposal was given up, or another took its place
    closed_by: Mapped[int | None] = mapped_column(ForeignKey("staff.id"))
    closed_at: Mapped[datetime | None]
    counts: Mapped[dict[str, Any]]  # outcome or reason to hold -> patients
    checks: Mapped[list[Any]]  # what stood open: [{check, count, accepted_by, note}, ...]
    sha256: Mapped[str] = mapped_column(String(64))  # over its rows, see notifier.outcomes.frozen_rows
    purged_at: Mapped[datetime | None]  # when its patients were forgotten


class FrozenOutcome(Base):
    """What follows for one patient, and what it rests on; never changed, whatever is learned later."""

    __tablename__ = "frozen_outcome"
    kept = f"{UNTIL_CAMPAIGN_PURGED}: it is what the practice coded by, and shows why each patient was coded or held"

    frozen_set_id: Mapped[int] = mapped_column(ForeignKey("frozen_set.id"), primary_key=True)
    patient_id: Mapped[int] = mapped_column(ForeignKey("patient.id"), primary_key=True, index=True)
    nhs_number: Mapped[str] = mapped_column(String(10))
    family_name: Mapped[str] = mapped_column(String(120))
    given_name: Mapped[str] = mapped_column(String(120))
    date_of_birth: Mapped[date]
    outcome: Mapped[OutcomeKind] = mapped_column(word(OutcomeKind))
    reason: Mapped[HoldReason] = mapped_column(word(HoldReason))
    evidence: Mapped[Evidence] = mapped_column(word(Evidence))
    deadline_on: Mapped[date | None]  # the end of the patient's own notice period
    sentence: Mapped[str] = mapped_column(Text)  # the reason in words, with its dates
    free_text: Mapped[str] = mapped_column(Text)  # what is written beside the code, or beside a wish to keep it
    extent: Mapped[Extent | None] = mapped_column(word(Extent))  # how much is to be shown of who keeps it
    basis: Mapped[dict[str, Any]]  # {deliveries: [id, ...], replies: [id, ...], reviews: [id, ...]}


class CodingTask(Base):
    """What a person has to do in the clinical system, because of a later fact or of what a code check found.

    Appended, and never deleted when it is over: finished by a person, or ended because what was found vanished.
    """

    __tablename__ = "coding_task"
    kept = f"{UNTIL_CAMPAIGN_PURGED}: it shows that a code which was not to be there came off, when and by whom"
    __table_args__ = (
        CheckConstraint("(done_at IS NULL) = (done_by IS NULL)", name="done_by_somebody"),
        # One open task of a kind for each patient: found again, it is the same.
        Index(
            "uq_coding_task_open",
            "campaign_id",
            "nhs_number",
            "kind",
            unique=True,
            sqlite_where=text("ended_at IS NULL AND done_at IS NULL"),
            postgresql_where=text("ended_at IS NULL AND done_at IS NULL"),
        ),
    )

    id: Mapped[int] = mapped_column(primary_key=True)
    campaign_id: Mapped[int] = mapped_column(ForeignKey("campaign.id"), index=True)
    patient_id: Mapped[int | None] = mapped_column(ForeignKey("patient.id"), index=True)  # none: nobody here has it
    nhs_number: Mapped[str] = mapped_column(String(10))
    kind: Mapped[CodingTaskKind] = mapped_column(word(CodingTaskKind))
    why: Mapped[str] = mapped_column(Text)  # a sentence
    frozen_set_id: Mapped[int | None] = mapped_column(ForeignKey("frozen_set.id"))  # what it is a difference to
    code_check_run_id: Mapped[int | None]  # the code check that found it
    found_at: Mapped[datetime]
    ended_at: Mapped[datetime | None]  # when what was found vanished by itself
    ended_because: Mapped[str] = mapped_column(Text)
    done_at: Mapped[datetime | None]
    done_by: Mapped[int | None] = mapped_column(ForeignKey("staff.id"))
    note: Mapped[str] = mapped_column(Text)  # of whoever finished it


class CodeCheckRun(Base):
    """One comparison of an export that was made after the coding with the frozen sets; appended, never changed."""

    __tablename__ = "code_check_run"
    kept = "for good: it names nobody, and a clean run is the evidence that nobody was coded by mistake"

    id: Mapped[int] = mapped_column(primary_key=True)
    campaign_id: Mapped[int] = mapped_column(ForeignKey("campaign.id"), index=True)
    frozen_set_id: Mapped[int] = mapped_column(ForeignKey("frozen_set.id"))  # the newest that was closed
    filename: Mapped[str] = mapped_column(String(255))
    sha256: Mapped[str] = mapped_column(String(64))  # of the bytes of the file
    made_on: Mapped[date | None]  # when the export was made, as far as its name or its file tells; a London date
    run_by: Mapped[int] = mapped_column(ForeignKey("staff.id"))
    run_at: Mapped[datetime]
    counts: Mapped[dict[str, Any]]  # kind of finding -> patients, and people, coded, coded_before, open_tasks
    is_clean: Mapped[bool]  # nothing was found, and nothing had to come off
