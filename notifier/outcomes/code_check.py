"""After the practice has coded in its clinical system: an export beside the frozen sets, again and again until clean.

The program writes no codes itself; this is how the practice sees that nobody was coded by mistake. Each run is kept.
What it finds are tasks that a person finishes; what a later run no longer shows ends by itself, and what it shows in
spite of a finished task is a new one. A clean run is evidence.
"""

from collections.abc import Iterator, Mapping, Set
from dataclasses import dataclass, replace
from datetime import date, datetime
from typing import NamedTuple

from sqlalchemy import select
from sqlalchemy.orm import Session

from notifier.campaigns import lifecycle
from notifier.campaigns.calendar import london_date
from notifier.errors import NotAllowed
from notifier.outcomes import coding_tasks, differences, freezing
from notifier.outcomes.coding_tasks import CodingTaskView, FoundTask
from notifier.outcomes.export_comparison import (
    CodingOnRecord,
    ComparedExport,
    ExportComparison,
    PatientOnRecord,
)
from notifier.outcomes.freezing import FrozenSetView
from notifier.patients import identity_doubts
from notifier.patients.identity import Identity
from notifier.patients.list_age import BY_NAME, NO_AGE, ListAge
from notifier.patients.list_import.records import ListReport
from notifier.patients.patient_history import PatientHistory
from notifier.patients.uploaded_files import StoredUpload
from notifier.practice import jobs
from notifier.practice.accounts import StaffAccount
from notifier.store import audit
from notifier.store.audit_actions import AuditAction
from notifier.store.tables import Campaign, CodeCheckRun, CodingTask, FrozenOutcome, FrozenSet, Patient, Staff
from notifier.vocabulary import CodingTaskKind, JobKind, OutcomeKind, Role, SkipReason

FINDINGS = (
    CodingTaskKind.WRONGLY_CODED,
    CodingTaskKind.STILL_TO_CODE,
    CodingTaskKind.NOT_IN_EXPORT,
    CodingTaskKind.UNKNOWN_HERE,
    CodingTaskKind.UNREADABLE,
)
# What keeps a run from being clean: findings, and differences that mean that a record is not as it has to be. Who may
# be coded now comes with the next frozen set.
OPEN_TASKS = (*FINDINGS, CodingTaskKind.TAKE_OFF, CodingTaskKind.OTHER_BASIS)


@dataclass(frozen=True)
class CodeCheck:
    """A run that was kept: what the export shows, and the tasks that are open because of it and of later facts."""

    run: int
    compared: ComparedExport
    tasks: tuple[CodingTaskView, ...]  # what was found, and what has to come off besides; urgent ones first
    is_clean: bool


class CodeCheckRunView(NamedTuple):
    """A run as its page shows it; `counts` are by the kind of finding, with `coded`, `coded_before` and `people`."""

    id: int
    set_number: int
    filename: str
    made_on: date | None
    run_by: str  # by name
    run_at: datetime
    counts: Mapping[str, int]
    is_clean: bool


def check_codes(
    session: Session, campaign_id: int, staff: StaffAccount, report: ListReport, now: datetime, age: ListAge = NO_AGE
) -> CodeCheck:
    """Compare an export made after the coding with the frozen sets and their differences, and keep the run.

    Raises NotAllowed without the role, before anything is frozen, and for an export whose name says that it was made
    before; NotFound for a campaign that is not there.
    """
    campaign = campaign_to_check(session, staff, campaign_id)
    frozen = freezing.latest_frozen_set(session, campaign.id)
    if frozen is None or frozen.closed_at is None or campaign.launched_at is None:
        raise NotAllowed(
            f"nothing of campaign {campaign.id} is frozen: two people run `notifier freeze {campaign.id}`, you export "
            "and code, and then export from the clinical system what this compares"
        )
    if age.told_by == BY_NAME and age.made_on is not None and age.made_on < london_date(frozen.closed_at):
        raise NotAllowed(
            f"{report.filename} was made on {age.made_on}, by its name, and set {frozen.number} was closed on "
            f"{london_date(frozen.closed_at)}: export again from the clinical system, with everybody and their codes"
        )
    differences.find_differences(session, campaign, now)
    compared = _compared(session, campaign, report, london_date(campaign.launched_at))
    looked_at = _looked_at(session, campaign.id, frozen.closed_at)
    compared = replace(
        compared, findings=[one for one in compared.findings if (one.nhs_number, one.why) not in looked_at]
    )
    counts = {kind.value: len(compared.of_kind(kind)) for kind in FINDINGS}
    counts |= {"coded": len(compared.coded), "coded_before": len(compared.coded_before), "people": len(report.people)}
    run = CodeCheckRun(
        campaign_id=campaign.id,
        frozen_set_id=frozen.id,
        filename=report.filename[:255],
        sha256=report.sha256,
        made_on=age.made_on,
        run_by=staff.id,
        run_at=now,
        counts=counts,
        is_clean=False,
    )
    session.add(run)
    session.flush()
    _keep_tasks(session, campaign.id, run.id, compared, now)
    tasks = tuple(task for task in coding_tasks.open_tasks(session, campaign.id) if task.kind in OPEN_TASKS)
    run.is_clean = not tasks
    run.counts = counts | {"open_tasks": len(tasks)}
    _record(session, run, frozen, staff, now)
    return CodeCheck(run.id, compared, tasks, run.is_clean)


def campaign_to_check(session: Session, staff: StaffAccount, campaign_id: int) -> Campaign:
    """The campaign, locked against other writers. Raises NotAllowed without the role, and NotFound."""
    staff.must_be(Role.MANAGER)
    campaign = lifecycle.get_campaign(session, staff.practice_id, campaign_id, lock=True)
    lifecycle.refuse_forgotten(campaign)
    return campaign


def ask_check(
    session: Session, staff: StaffAccount, campaign_id: int, stored: StoredUpload, now: datetime, *, is_dated: bool
) -> int:
    """Ask the workers to compare an export that was put away; returns the id of the job.

    Raises as `campaign_to_check`, and NotAllowed while another one is compared.
    """
    campaign_to_check(session, staff, campaign_id)
    latest = jobs.latest_job(session, staff.practice_id, JobKind.CHECK_CODES, campaign_id=campaign_id)
    if latest is not None and not latest.is_over:
        raise NotAllowed("an export is being compared already: wait for what it shows")
    details = {
        "token": stored.token,
        "filename": stored.filename,
        "sha256": stored.sha256,
        "is_dated": is_dated,
    }
    return jobs.ask_job(session, staff, JobKind.CHECK_CODES, details, now, campaign_id=campaign_id)


def latest_run(session: Session, campaign_id: int) -> CodeCheckRunView | None:
    """The last run of a campaign, whatever it found."""
    columns = (CodeCheckRun.filename, CodeCheckRun.made_on, Staff.name, CodeCheckRun.run_at, CodeCheckRun.counts)
    query = (
        select(CodeCheckRun.id, FrozenSet.number, *columns, CodeCheckRun.is_clean)
        .join(FrozenSet, FrozenSet.id == CodeCheckRun.frozen_set_id)
        .join(Staff, Staff.id == CodeCheckRun.run_by)
        .where(CodeCheckRun.campaign_id == campaign_id)
        .order_by(CodeCheckRun.id.desc())
        .limit(1)
    )
    row = session.execute(query).one_or_none()
    return None if row is None else CodeCheckRunView._make(row)


def kept_runs(session: Session, campaign_id: int) -> list[Mapping[str, object]]:
    """The runs of a campaign as an outsider sees them, the oldest first; they name nobody."""
    query = (
        select(CodeCheckRun, FrozenSet.number)
        .join(FrozenSet, FrozenSet.id == CodeCheckRun.frozen_set_id)
        .where(CodeCheckRun.campaign_id == campaign_id)
        .order_by(CodeCheckRun.id)
    )
    return [
        {
            "run": run.id,
            "frozen_set": number,
            "sha256": run.sha256,
            "made_on": run.made_on,
            "by": run.run_by,
            "at": run.run_at,
            "counts": run.counts,
            "is_clean": run.is_clean,
        }
        for run, number in session.execute(query)
    ]


def _looked_at(session: Session, campaign_id: int, since: datetime) -> set[tuple[str, str]]:
    """What no export can be read of, and of which a person looked at the record itself, since the set was closed."""
    query = select(CodingTask.nhs_number, CodingTask.why).where(
        CodingTask.campaign_id == campaign_id,
        CodingTask.kind == CodingTaskKind.UNREADABLE,
        CodingTask.done_at >= since,
    )
    return {(row.nhs_number, row.why) for row in session.execute(query)}


def _record(session: Session, run: CodeCheckRun, frozen: FrozenSetView, staff: StaffAccount, now: datetime) -> None:
    audit.append(
        session,
        AuditAction.CODES_CHECKED,
        now,
        staff_id=staff.id,
        campaign_id=run.campaign_id,
        run=run.id,
        number=frozen.number,
        sha256=run.sha256,
        counts=run.counts,
        verdict="clean" if run.is_clean else "not clean",
    )


def _keep_tasks(session: Session, campaign_id: int, run: int, compared: ComparedExport, now: datetime) -> None:
    """Open a task for each finding that has none, and end those of earlier runs that this one no longer shows."""
    shown = {(found.nhs_number, found.kind) for found in compared.findings}
    gone = [
        task.id
        for task in coding_tasks.open_tasks(session, campaign_id)
        if task.kind in FINDINGS and (task.nhs_number, task.kind) not in shown
    ]
    coding_tasks.end_tasks(session, gone, f"code check {run} no longer shows it", now)
    tasks = (
        FoundTask(found.kind, found.nhs_number, found.why, found.patient_id, code_check_run_id=run)
        for found in compared.findings
    )
    coding_tasks.add_tasks(session, campaign_id, tasks, now)


def _compared(session: Session, campaign: Campaign, report: ListReport, launched_on: date) -> ComparedExport:
    preset = lifecycle.preset_of(campaign)
    meant = {code for group in preset.groups if group.reason is SkipReason.ALREADY_CODED for code in group.codes}
    meant |= {add.code for add in preset.adds}
    patients = list(_patients(session, campaign.practice_id))
    coding = _coding(session, campaign, {one.patient_id for one in patients}, meant)
    return ExportComparison(patients, coding, meant, launched_on).compare(report)


def _patients(session: Session, practice_id: int) -> Iterator[PatientOnRecord]:
    columns = (getattr(Patient, name) for name in Identity._fields)
    own = Patient.id, Patient.nhs_number, Patient.left, Patient.deceased, Patient.replaced_at
    query = select(*own, *columns).where(Patient.practice_id == practice_id).order_by(Patient.id)
    for patient_id, number, left, deceased, replaced_at, *rest in session.execute(query):
        has_number = replaced_at is None
        yield PatientOnRecord(patient_id, number, Identity._make(rest), left or deceased or not has_number, has_number)


def _coding(session: Session, campaign: Campaign, patient_ids: Set[int], meant: Set[str]) -> CodingOnRecord:
    bases = differences.standing_bases(session, campaign.id)
    frozen, let_be_coded = _frozen(session, campaign.id)
    doubts = identity_doubts.standing_doubts(session, campaign.practice_id)
    pairs = identity_doubts.pairs_of(session, campaign.practice_id)
    doubted = doubts.patient_ids & patient_ids
    return CodingOnRecord(
        may_have={patient_id: let_be_coded.get(patient_id, "may be coded") for patient_id in bases},
        take_off={
            task.patient_id: task.why
            for task in coding_tasks.open_tasks(session, campaign.id)
            if task.kind is CodingTaskKind.TAKE_OFF and task.patient_id is not None
        },
        taken_off=_taken_off(session, campaign.id, bases.keys()),
        frozen=frozen,
        coded_at_launch=_coded_at_launch(session, campaign, meant),
        same={one: pairs.known_selves(one) for one in doubted},
        perhaps_same={one: doubts.other_selves(one) for one in doubted},
    )


def _frozen(session: Session, campaign_id: int) -> tuple[dict[int, str], dict[int, str]]:
    """The reasons in the newest closed set that has a patient: of all, and of the sets that let them be coded."""
    query = (
        select(FrozenOutcome.patient_id, FrozenOutcome.outcome, FrozenOutcome.sentence)
        .join(FrozenSet, FrozenSet.id == FrozenOutcome.frozen_set_id)
        .where(FrozenSet.campaign_id == campaign_id, FrozenSet.closed_at.is_not(None))
        .order_by(FrozenSet.number)
    )
    said: dict[int, str] = {}
    may: dict[int, str] = {}
    for row in session.execute(query):
        said[row.patient_id] = row.sentence
        if row.outcome is not OutcomeKind.HOLD:
            may[row.patient_id] = row.sentence
    return said, may


def _taken_off(session: Session, campaign_id: int, may_have: Set[int]) -> dict[int, str]:
    """Whose code a person took off, and who was not frozen anew since."""
    query = (
        select(CodingTask.patient_id, CodingTask.done_at, CodingTask.why)
        .where(CodingTask.campaign_id == campaign_id, CodingTask.kind == CodingTaskKind.TAKE_OFF)
        .where(CodingTask.done_at.is_not(None))
        .order_by(CodingTask.id)
    )
    return {
        patient_id: f"Taken off by {london_date(done_at):%d/%m/%Y}, and there all the same: {why}"
        for patient_id, done_at, why in session.execute(query)
        if patient_id is not None and done_at is not None and patient_id not in may_have
    }


def _coded_at_launch(session: Session, campaign: Campaign, meant: Set[str]) -> set[int]:
    """Who had one of the codes on the list of the launch: the newest list, with what later ones changed undone."""
    assert campaign.launched_at is not None  # a set was closed
    history = PatientHistory.since(session, campaign.practice_id, campaign.launched_at)
    there = Patient.practice_id == campaign.practice_id, Patient.known_since <= campaign.launched_at
    codes = {
        row.id: history.values_at(row.id, campaign.launched_at).get("codes", row.codes)
        for row in session.execute(select(Patient.id, Patient.codes).where(*there))
    }
    return {patient_id for patient_id, found in codes.items() if any(code in meant for code, _ in found)}
