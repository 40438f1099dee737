"""Letters: having those that wait made into files, and saying that a run was posted."""

from datetime import date, datetime

from notifier.campaigns import calendar, lifecycle
from notifier.practice import jobs
from notifier.practice.accounts import StaffAccount
from notifier.print_runs import posting, runs
from notifier.print_runs.posting import ChosenLetters
from notifier.vocabulary import JobKind, Pile, Role, Task
from web.api.job_operations import ApiJob, JobOperations
from web.api.operations import DESK, EVERYBODY, ApiModel, operation
from web.context import AppContext


class ApiPrintRun(ApiModel):
    """A run that was finished: letters made into files for the printer."""

    id: int
    reprint_of: int | None
    started_at: datetime
    finished_at: datetime
    letters: int
    manifest_sha256: str


class PrintRuns(ApiModel):
    """The runs of a campaign."""

    items: list[ApiPrintRun]


class RunPosted(ApiModel):
    """On which London day a pile of a run was posted; with `only_in_time`, only letters whose day is not too near."""

    pile: Pile = Pile.POST
    posted_on: date
    only_in_time: bool = False


class PostedLetters(ApiModel):
    """How many letters were recorded as posted."""

    posted: int


class LetterOperations:
    """They name nobody; the files themselves are taken away on the pages."""

    def __init__(self, context: AppContext) -> None:
        self._context = context
        self._jobs = JobOperations(context)

    @operation("GET", "/campaigns/{campaign_id}/print-runs", EVERYBODY)
    def list_print_runs(self, staff: StaffAccount, campaign_id: int) -> PrintRuns:
        """List the print runs of a campaign."""
        with self._context.database.reading() as session:
            lifecycle.get_campaign(session, staff.practice_id, campaign_id)
            found = runs.on_record(session, campaign_id)
        return PrintRuns(items=[ApiPrintRun.model_validate(one) for one in found])

    @operation("POST", "/campaigns/{campaign_id}/print-runs", (Role.MANAGER,), status=202)
    def ask_print_run(self, staff: StaffAccount, campaign_id: int) -> ApiJob:
        """Have a worker make the letters that wait into files for the printer."""
        with self._context.database.writing() as session:
            lifecycle.get_campaign(session, staff.practice_id, campaign_id)
            now = self._context.clock()
            job_id = jobs.ask_job(session, staff, JobKind.PRINT_LETTERS, {}, now, campaign_id=campaign_id)
        self._context.wake(Task.JOBS)
        return self._jobs.show_job(staff, job_id)

    @operation("POST", "/campaigns/{campaign_id}/print-runs/{run_id}/posted", DESK)
    def record_posting(self, staff: StaffAccount, campaign_id: int, run_id: int, body: RunPosted) -> PostedLetters:
        """Record that letters of a run were posted: from then on they count as telling somebody."""
        now = self._context.clock()
        posted_at = calendar.past_moment(body.posted_on.isoformat(), now)
        chosen = ChosenLetters(run_id, body.pile, only_in_time=body.only_in_time)
        with self._context.database.writing() as session:
            posted = posting.record_posting(session, campaign_id, staff, posted_at, now, chosen)
        self._context.wake(Task.ADVANCE)
        return PostedLetters(posted=posted)
