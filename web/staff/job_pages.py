"""What a page asked of the workers, while it is done: its progress for people and for the script."""

from collections.abc import Mapping

from flask import redirect, render_template, request, url_for
from flask.typing import ResponseReturnValue

from notifier.practice import jobs
from notifier.practice.accounts import StaffAccount
from notifier.practice.jobs import Job
from notifier.vocabulary import JobKind, JobStatus, Role
from notifier.worker.idle_work import is_nobody_at_work
from web.context import AppContext
from web.guards import needs
from web.labels import label_of
from web.templating import number

# The page that shows what came of a job: its endpoint, which takes the id of the campaign where the job has one.
RESULT_PAGES: Mapping[JobKind, str] = {
    JobKind.CHECK_SENDERS: "staff.senders",
    JobKind.READ_LIST: "staff.list_upload",
    JobKind.STORE_LIST: "staff.list_upload",
    JobKind.UNDO_LIST: "staff.confirm_undo_list",
    JobKind.REHEARSE: "staff.rehearsal",
    JobKind.MAKE_PREVIEW: "staff.preview",
    JobKind.TEST_SEND: "staff.test_send",
    JobKind.MAIL_LINK: "staff.people",
    JobKind.FREEZE: "staff.closing",
    JobKind.EXPORT_LISTS: "staff.export",
    JobKind.CHECK_CODES: "staff.code_check",
    JobKind.PACK_EVIDENCE: "staff.evidence",
    JobKind.PRINT_LETTERS: "staff.letters",
    JobKind.REPRINT_LETTERS: "staff.letters",
    JobKind.MAKE_KIT: "staff.displays",
}


_IDLE = "The worker is not running, so this waits until whoever looks after the computer has started it."


class JobPages:
    """Whoever may ask for a job may see how far it is. What it found stands on the page that asked for it."""

    def __init__(self, context: AppContext) -> None:
        self._context = context

    @needs(Role.MANAGER, Role.APPROVER, Role.AUDITOR, polled=True)
    def show(self, staff: StaffAccount, job_id: int) -> ResponseReturnValue:
        """How far a job is: JSON for the script, else a page that looks again until it is over."""
        with self._context.database.reading() as session:
            job = jobs.find_job(session, staff.practice_id, job_id)
            is_idle = job.job_status is JobStatus.WAITING and is_nobody_at_work(
                session, self._context.settings, self._context.clock()
            )
        if request.accept_mimetypes.best_match(["text/html", "application/json"]) == "application/json":
            return _as_json(job, is_idle=is_idle)
        if job.is_over and not job.error:
            return redirect(result_address(job), 303)
        return render_template("staff/job_page.html", staff=staff, job=job, back=result_address(job))


def result_address(job: Job) -> str:
    """The page that shows what came of a job: that of its kind, or the `page` of its details, which is ours."""
    if "page" in job.details:
        return str(job.details["page"])
    endpoint = RESULT_PAGES.get(job.kind, "staff.campaigns")
    return url_for(endpoint, campaign_id=job.campaign_id, upload_id=job.details.get("upload"))


def _as_json(job: Job, *, is_idle: bool) -> dict[str, object]:
    return {
        "state": label_of(job.job_status),
        "over": job.is_over,
        "done": job.done,
        "total": job.total,
        "says": _IDLE if is_idle else job.says,
        "counted": f"{number(job.done)} of {number(job.total)}" if job.total else "",
        "error": job.error,
    }
