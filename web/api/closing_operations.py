"""The closing of a campaign: what stands open, two people who freeze, the lists, the check of codes, the evidence."""

from collections.abc import Mapping
from datetime import date, datetime
from typing import Annotated

from pydantic import Field
from werkzeug.datastructures import FileStorage

from notifier.campaigns import lifecycle
from notifier.errors import NotAllowed, NotFound, ValueRefused
from notifier.outcomes import closing_checks, closing_view, code_check, coding_tasks, freezing, kept_figures
from notifier.outcomes.closing_checks import CheckName
from notifier.outcomes.freezing import FrozenSetView
from notifier.patients.uploaded_files import UploadFolder
from notifier.practice import jobs
from notifier.practice.accounts import StaffAccount
from notifier.vocabulary import CodingTaskKind, HoldReason, JobKind, Role, Task
from web.api.fields import AnyCounts, RowId
from web.api.job_operations import ApiJob, JobOperations
from web.api.operations import DESK, LIST_PART, READERS, ApiModel, operation
from web.api.patient_operations import NeededNote, Note
from web.context import AppContext
from web.problems import Problem

_FREEZERS = (Role.MANAGER, Role.APPROVER)
_MANAGER = (Role.MANAGER,)
_Sum = Annotated[str, Field(max_length=100, pattern=r"^[A-Za-z0-9]*$")]


class ApiClosingCheck(ApiModel):
    """What stands open before the outcomes are frozen. What `stops` has to be accepted by whoever freezes over it."""

    name: CheckName
    count: int
    says: str
    way_on: str
    until: date | None
    stops: bool


class ApiFrozenSet(ApiModel):
    """Outcomes that one person proposed and, once `closed_at` says so, a second one closed."""

    id: int
    number: int
    proposed_by: str
    proposed_at: datetime
    as_of: datetime
    closed_by: str | None
    closed_at: datetime | None
    counts: AnyCounts
    sha256: str | None


class ApiClosing(ApiModel):
    """How the closing stands. `sum_to_propose` and `sum_to_close` say in short which numbers were shown."""

    follows: AnyCounts
    checks: list[ApiClosingCheck]
    sets: list[ApiFrozenSet]
    proposal: ApiFrozenSet | None
    proposal_until: datetime | None
    sum_to_propose: str
    sum_to_close: str | None


class ToFreeze(ApiModel):
    """What was read, and what is taken as it is: by the name of a check, how many there were.

    To propose, give `sum_to_propose`; to close what another person proposed, its id and `sum_to_close`.
    """

    close: bool = False
    proposal_id: RowId | None = None
    last_closed_id: RowId | None = None
    shown_sum: _Sum
    accept: dict[CheckName, Annotated[int, Field(ge=0, le=100_000_000)]] = Field(default_factory=dict)
    note: Note = ""


class ListsToWrite(ApiModel):
    """The lists for the clinical system; with a size, in parts of so many patients."""

    batch_size: Annotated[int, Field(ge=1, le=1_000_000)] | None = None


class EvidenceToPack(ApiModel):
    """The evidence; with rows about patients for managers alone."""

    with_patients: bool = False


class ApiCodeCheck(ApiModel):
    """What the last comparison of an export with the frozen sets found."""

    id: int
    set_number: int
    filename: str
    made_on: date | None
    run_by: str
    run_at: datetime
    counts: AnyCounts
    is_clean: bool


class ApiCodingTask(ApiModel):
    """What has to be done with a code in the clinical system."""

    id: int
    kind: CodingTaskKind
    is_urgent: bool
    nhs_number: str
    full_name: str
    date_of_birth: date | None
    mobile: str
    why: str
    to_do: str
    found_at: datetime


class CodingTasks(ApiModel):
    """The open tasks, what is urgent first."""

    items: list[ApiCodingTask]


class TaskDone(ApiModel):
    """What was done about a task, and how."""

    note: NeededNote


class ClosingOperations:
    """Workers do what takes long: the answer is the job, which says what came of it."""

    def __init__(self, context: AppContext) -> None:
        self._context = context
        self._folder = UploadFolder.of(context.settings)
        self._jobs = JobOperations(context)

    @operation("GET", "/campaigns/{campaign_id}/closing", READERS)
    def show_closing(self, staff: StaffAccount, campaign_id: int) -> ApiClosing:
        """Show what would follow if it were frozen now, what stands open, and what was frozen."""
        context, now = self._context, self._context.clock()
        with context.database.reading() as session:
            lifecycle.get_campaign(session, staff.practice_id, campaign_id)
        counted = kept_figures.current_figures(context.database, campaign_id, now, context.settings).progress
        with context.database.reading() as session:
            campaign = lifecycle.get_campaign(session, staff.practice_id, campaign_id)
            standing = closing_checks.closing_checks(session, campaign, now)
            sets, proposal = freezing.frozen_sets(session, campaign_id), freezing.open_proposal(session, campaign_id)
        if running := counted.holds.get(HoldReason.NOTICE_RUNNING, 0):
            standing.append(closing_checks.notice_running(running))
        follows = closing_view.follows_now(counted)
        return ApiClosing(
            follows=follows,
            checks=[
                ApiClosingCheck(
                    name=one.name,
                    count=one.count,
                    says=one.said,
                    way_on=one.way_on,
                    until=one.until,
                    stops=one.stops,
                )
                for one in standing
            ],
            sets=[_set_shown(one) for one in sets],
            proposal=_set_shown(proposal) if proposal else None,
            proposal_until=proposal.proposed_at + freezing.PROPOSAL_STANDS if proposal else None,
            sum_to_propose=freezing.sum_of_counts(follows),
            sum_to_close=freezing.sum_of_counts(proposal.counts) if proposal else None,
        )

    @operation("POST", "/campaigns/{campaign_id}/closing/freeze", _FREEZERS, status=202, proof=True)
    def freeze_outcomes(self, staff: StaffAccount, campaign_id: int, body: ToFreeze) -> ApiJob:
        """Propose what follows for every patient, or close what another person proposed.

        The job refuses what came between what was read and the moment in which it is done.
        """
        if body.accept and not body.note.strip():
            raise ValueRefused("say in the note why you take it as it is: it is kept with the set")
        with self._context.database.reading() as session:
            lifecycle.get_campaign(session, staff.practice_id, campaign_id)
            proposal = freezing.open_proposal(session, campaign_id)
        if body.close and proposal is not None and proposal.proposer_id == staff.id:
            raise NotAllowed("you proposed this set yourself: a second person closes it")
        details = {
            "act": freezing.CLOSE if body.close else freezing.PROPOSE,
            "accept": {name.value: count for name, count in body.accept.items()},
            "note": " ".join(body.note.split()),
            "proposal": body.proposal_id,
            "closed": body.last_closed_id,
            "counts": body.shown_sum,
        }
        return self._ask(staff, campaign_id, JobKind.FREEZE, details)

    @operation("POST", "/campaigns/{campaign_id}/closing/lists", _MANAGER, status=202, proof=True)
    def write_lists(self, staff: StaffAccount, campaign_id: int, body: ListsToWrite) -> ApiJob:
        """Have the lists for the clinical system written from the set that was closed last, into one file."""
        with self._context.database.reading() as session:
            lifecycle.get_campaign(session, staff.practice_id, campaign_id)
            if freezing.latest_frozen_set(session, campaign_id) is None:
                raise NotAllowed("nothing is frozen yet that lists could be written from")
        return self._ask(staff, campaign_id, JobKind.EXPORT_LISTS, {"batch_size": body.batch_size})

    @operation("POST", "/campaigns/{campaign_id}/closing/evidence", READERS, status=202, proof=True)
    def pack_evidence(self, staff: StaffAccount, campaign_id: int, body: EvidenceToPack) -> ApiJob:
        """Have the evidence packed into one file that an outsider can check."""
        if body.with_patients and Role.MANAGER not in staff.roles:
            raise Problem(403, "a pack with patients needs a token with the role manager")
        with self._context.database.reading() as session:
            lifecycle.get_campaign(session, staff.practice_id, campaign_id)
        return self._ask(staff, campaign_id, JobKind.PACK_EVIDENCE, {"redacted": not body.with_patients})

    @operation("POST", "/campaigns/{campaign_id}/code-checks", _MANAGER, status=202, takes_file=LIST_PART)
    def check_codes(self, staff: StaffAccount, campaign_id: int, file: FileStorage) -> ApiJob:
        """Have an export that was made after the coding compared with what was frozen."""
        stored = self._folder.put(file.stream, file.filename or "", None)
        try:
            with self._context.database.writing() as session:
                job_id = code_check.ask_check(
                    session, staff, campaign_id, stored, self._context.clock(), is_dated=False
                )
        except (NotAllowed, NotFound):
            self._folder.forget(stored.token)
            raise
        self._context.wake(Task.JOBS)
        return self._jobs.show_job(staff, job_id)

    @operation("GET", "/campaigns/{campaign_id}/code-checks/latest", READERS)
    def show_code_check(self, staff: StaffAccount, campaign_id: int) -> ApiCodeCheck:
        """Show what the last comparison found, in counts; what to do about it are the tasks."""
        with self._context.database.reading() as session:
            lifecycle.get_campaign(session, staff.practice_id, campaign_id)
            run = code_check.latest_run(session, campaign_id)
        if run is None:
            raise NotFound("no export was compared with what was frozen yet")
        return ApiCodeCheck.model_validate(run)

    @operation("GET", "/campaigns/{campaign_id}/tasks", DESK)
    def list_tasks(self, staff: StaffAccount, campaign_id: int) -> CodingTasks:
        """List what has to be done with codes in the clinical system, what is urgent first."""
        with self._context.database.reading() as session:
            lifecycle.get_campaign(session, staff.practice_id, campaign_id)
            found = coding_tasks.in_order(coding_tasks.open_tasks(session, campaign_id))
        return CodingTasks(items=[ApiCodingTask.model_validate(one) for one in found])

    @operation("POST", "/tasks/{task_id}/done", DESK, status=204)
    def finish_task(self, staff: StaffAccount, task_id: int, body: TaskDone) -> None:
        """Write down that somebody did what a task asks for, and how."""
        with self._context.database.writing() as session:
            coding_tasks.finish_task(session, task_id, staff, body.note, self._context.clock())
        self._context.wake(Task.SETTLE)

    def _ask(self, staff: StaffAccount, campaign_id: int, kind: JobKind, details: Mapping[str, object]) -> ApiJob:
        with self._context.database.writing() as session:
            job_id = jobs.ask_job(session, staff, kind, details, self._context.clock(), campaign_id=campaign_id)
        self._context.wake(Task.JOBS)
        return self._jobs.show_job(staff, job_id)


def _set_shown(view: FrozenSetView) -> ApiFrozenSet:
    return ApiFrozenSet(
        id=view.id,
        number=view.number,
        proposed_by=view.proposed_by,
        proposed_at=view.proposed_at,
        as_of=view.as_of,
        closed_by=view.closed_by,
        closed_at=view.closed_at,
        counts=dict(view.counts),
        sha256=view.sha256,
    )
