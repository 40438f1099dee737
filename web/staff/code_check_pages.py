"""After the coding: an export from the clinical system is given, and what it shows beside what was frozen."""

from flask import redirect, render_template, request, url_for
from flask.typing import ResponseReturnValue

from notifier.errors import NotAllowed, NotFound
from notifier.outcomes import campaign_view, closing_view, code_check
from notifier.patients.uploaded_files import LARGEST_LIST, UploadFolder
from notifier.practice import jobs
from notifier.practice.accounts import StaffAccount
from notifier.vocabulary import JobKind, Role, Task
from web.context import AppContext
from web.guards import needs
from web.staff import task_pages
from web.staff.list_pages import written_at
from web.staff.shown_campaigns import figures_of_page
from web.templating import sentence

_READERS = (Role.MANAGER, Role.APPROVER, Role.AUDITOR)
_MOST_OTHERS = 50  # tasks that are not urgent and are named here; all of them are on the page of the tasks


class CodeCheckPages:
    """Counts for all who may read them; whose code it is, and what cannot be read, for who may see patients."""

    def __init__(self, context: AppContext) -> None:
        self._context = context
        self._folder = UploadFolder.of(context.settings)

    @needs(*_READERS)
    def show(self, staff: StaffAccount, campaign_id: int) -> ResponseReturnValue:
        """What the last comparison found and what is open of it, and the form for another."""
        return self._page(staff, campaign_id, "", "")

    @needs(Role.MANAGER)
    def give(self, staff: StaffAccount, campaign_id: int) -> ResponseReturnValue:
        """Put the export away and have it compared."""
        given = request.files.get("list")
        if given is None or not given.filename:
            return self._page(staff, campaign_id, "Choose the export from your clinical system", ""), 400
        dated = written_at(request.form.get("written_at", ""))
        stored = self._folder.put(given.stream, given.filename, dated)
        try:
            with self._context.database.writing() as session:
                now, is_dated = self._context.clock(), dated is not None
                job_id = code_check.ask_check(session, staff, campaign_id, stored, now, is_dated=is_dated)
        except NotAllowed as refusal:
            self._folder.forget(stored.token)
            return self._page(staff, campaign_id, "", sentence(refusal)), 409
        except NotFound:
            self._folder.forget(stored.token)
            raise
        self._context.wake(Task.JOBS)
        # With an address of its own: the script that sends the file goes on to it, and the page then watches the job.
        return redirect(url_for("staff.code_check", campaign_id=campaign_id, job=job_id), 303)

    def _page(self, staff: StaffAccount, campaign_id: int, fault: str, refusal: str) -> str:
        now = self._context.clock()
        figures_of_page(self._context, staff, campaign_id)  # and with them the tasks that nobody has on record yet
        with self._context.database.reading() as session:
            campaign = campaign_view.view_campaign(
                session, staff.practice_id, campaign_id, self._context.settings.reply_channels
            )
            closing = closing_view.view_closing(session, campaign_id, now)
            run = code_check.latest_run(session, campaign_id)
            job = jobs.latest_job(session, staff.practice_id, JobKind.CHECK_CODES, campaign_id=campaign_id)
            done = jobs.latest_done_job(session, staff.practice_id, JobKind.CHECK_CODES, campaign_id=campaign_id)
        may_finish = bool(staff.roles & task_pages.DESK)
        is_of_run = may_finish and done is not None and run is not None and done.result["run"] == run.id
        found = done.result if is_of_run and done is not None else {"refused": [], "refusals": 0}
        return render_template(
            "staff/code_check.html",
            staff=staff,
            campaign=campaign,
            closing=closing,
            run=run,
            findings=code_check.FINDINGS,
            others=[task for task in closing.tasks if not task.is_urgent and task.kind in code_check.OPEN_TASKS],
            most_others=_MOST_OTHERS,
            refused_rows=found["refused"],
            refusals=found["refusals"],
            job=job if job is not None and (job.error or not job.is_over) else None,
            may_give=Role.MANAGER in staff.roles,
            may_finish=may_finish,
            most_tasks=task_pages.MOST_ON_FRONT_PAGE,
            largest=LARGEST_LIST,
            faults={"list": fault} if fault else {},
            refusal=refusal,
        )
