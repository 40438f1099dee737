"""One uploaded list: how it was read and what it would change, and then its confirmation or its end."""

from collections.abc import Mapping, Sequence
from datetime import date

from flask import Response, flash, redirect, render_template, request, url_for
from flask.typing import ResponseReturnValue
from sqlalchemy.orm import Session

from notifier.errors import NotAllowed, NotFound
from notifier.patients import asked_lists, list_upload
from notifier.patients.list_upload import UploadView
from notifier.patients.uploaded_files import REFUSED_ROWS, UploadFolder
from notifier.practice import jobs
from notifier.practice.accounts import StaffAccount
from notifier.practice.jobs import Job
from notifier.vocabulary import Role, Task, UploadStatus
from web.context import AppContext
from web.guards import needs
from web.staff import list_words
from web.templating import sentence


class ListUploadPages:
    """Rows, columns and counts: whose they are stands in the file alone, which only a manager may take away."""

    def __init__(self, context: AppContext) -> None:
        self._context = context
        self._folder = UploadFolder.of(context.settings)

    @needs(Role.MANAGER)
    def show(self, staff: StaffAccount, upload_id: int) -> ResponseReturnValue:
        """How far it is, what it says, or what came of it."""
        return self._page(staff, self._find(staff, upload_id))

    @needs(Role.MANAGER, proven=True)
    def confirm(self, staff: StaffAccount, upload_id: int) -> ResponseReturnValue:
        """Have the list stored, just as its page said; what was not answered is asked for again."""
        form, upload = request.form, self._find(staff, upload_id)
        expect = form.getlist("expect")
        unsaid = [one for one in upload.report.get("stops", ()) if one["expect"] not in expect]
        if unsaid:
            faults = {f"expect-{one['expect']}": "Say whether this is right, or cancel" for one in unsaid}
            return self._page(staff, upload, expect, faults=faults), 400
        joiners_now = form.get("joiners") == list_words.JOINERS_NOW
        try:
            with self._context.database.writing() as session:
                fingerprint, now = form.get("fingerprint", ""), self._context.clock()
                asked_lists.confirm_list(session, staff, upload_id, fingerprint, expect, now, joiners_now=joiners_now)
        except NotAllowed as refusal:
            return self._page(staff, self._find(staff, upload_id), ticked=expect, refusal=sentence(refusal)), 409
        self._context.wake(Task.JOBS)
        return redirect(url_for("staff.list_upload", upload_id=upload_id), 303)

    @needs(Role.MANAGER)
    def read_again(self, staff: StaffAccount, upload_id: int) -> ResponseReturnValue:
        """Have it read once more, where the worker did not come to its end."""
        with self._context.database.writing() as session:
            upload = list_upload.find_upload(session, staff.practice_id, upload_id)
            job = self._job(session, upload)
            if job is None or job.error:
                list_upload.compare_again(session, upload_id, "")
                asked_lists.ask_reading(session, staff, upload_id, self._context.clock())
        self._context.wake(Task.JOBS)
        return redirect(url_for("staff.list_upload", upload_id=upload_id), 303)

    @needs(Role.MANAGER)
    def cancel(self, staff: StaffAccount, upload_id: int) -> ResponseReturnValue:
        """Forget it: nothing of it was stored."""
        try:
            with self._context.database.writing() as session:
                upload = list_upload.cancel_upload(session, staff, upload_id, self._context.clock())
        except NotAllowed as refusal:
            return self._page(staff, self._find(staff, upload_id), refusal=sentence(refusal)), 409
        self._folder.forget(upload.token)
        flash("The file is deleted. Nothing of it was stored.")
        return redirect(url_for("staff.list"), 303)

    @needs(Role.MANAGER, proven=True)
    def refused_rows(self, staff: StaffAccount, upload_id: int) -> ResponseReturnValue:
        """The refused rows as a file to work from, for who took it is written down."""
        with self._context.database.writing() as session:
            upload = list_upload.find_upload(session, staff.practice_id, upload_id)
            path = self._folder.refused_rows_of(upload.token)
            if upload.upload_status is not UploadStatus.COMPARED or not path.is_file():
                raise NotFound("there is no file of refused rows any more")
            list_upload.note_refused_rows_taken(session, staff, upload, self._context.clock())
            rows = path.read_bytes()
        kept_apart = {"Content-Disposition": f"attachment; filename={REFUSED_ROWS}"}
        return Response(rows, mimetype="text/csv", headers=kept_apart)

    def _find(self, staff: StaffAccount, upload_id: int) -> UploadView:
        with self._context.database.reading() as session:
            return list_upload.find_upload(session, staff.practice_id, upload_id)

    def _job(self, session: Session, upload: UploadView) -> Job | None:
        """What the workers were asked for last because of an upload; None once that is forgotten."""
        try:
            return jobs.find_job(session, upload.practice_id, upload.job_id) if upload.job_id is not None else None
        except NotFound:
            return None

    def _page(
        self,
        staff: StaffAccount,
        upload: UploadView,
        ticked: Sequence[str] = (),
        *,
        faults: Mapping[str, str] | None = None,
        refusal: str = "",
    ) -> str:
        is_waited_for = upload.upload_status in (UploadStatus.READING, UploadStatus.STORING)
        with self._context.database.reading() as session:
            job = self._job(session, upload) if is_waited_for else None
        report = upload.report
        return render_template(
            "staff/list_upload.html",
            staff=staff,
            upload=upload,
            report=report,
            job=job,
            is_waited_for=is_waited_for,
            faults=faults or {},
            refusal=refusal,
            questions=list_words.stop_questions(report.get("stops", ()), ticked),
            changes=list_words.change_rows(report.get("changes", upload.counts)),
            details_changed=list_words.detail_words(report.get("details", {})),
            reach=list_words.reach_rows(report.get("reach", {})),
            columns=list_words.column_rows(report.get("columns", ())),
            refusals=list_words.refusals_by_kind(report.get("refused", ())),
            joiners_wait=bool(report.get("campaigns")) and report["changes"]["joined"] > 0,
            joiners=request.form.get("joiners", list_words.JOINERS_WAIT),
            choices=(list_words.JOINERS_WAIT, list_words.JOINERS_NOW),
            made_on=date.fromisoformat(report["made_on"]) if report.get("made_on") else None,
            forgotten_at=upload.uploaded_at + list_upload.LIFETIME,
        )
