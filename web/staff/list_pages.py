"""The patient list: what is on record, where a new one is given, and the taking back of the last."""

from flask import redirect, render_template, request, url_for
from flask.typing import ResponseReturnValue
from werkzeug.datastructures import FileStorage

from notifier.errors import NotAllowed
from notifier.patients import asked_lists, list_undo, list_upload
from notifier.patients.list_history import imported_lists, people_on_record
from notifier.patients.register import waiting_joiners
from notifier.patients.uploaded_files import LARGEST_LIST, StoredUpload, UploadFolder
from notifier.practice import jobs
from notifier.practice.accounts import StaffAccount
from notifier.vocabulary import JobKind, Role, Task
from web.context import AppContext
from web.guards import needs
from web.staff.list_words import change_rows
from web.templating import sentence

_SHOWN = 20  # imports in the history
_LATEST_TIME = 4e9  # seconds since 1970, beyond which no file was written
_READERS = (Role.MANAGER, Role.APPROVER, Role.AUDITOR)


class ListPages:
    """Counts and dates, and nobody's name."""

    def __init__(self, context: AppContext) -> None:
        self._context = context
        self._folder = UploadFolder.of(context.settings)

    @needs(*_READERS)
    def index(self, staff: StaffAccount) -> ResponseReturnValue:
        """The list on record, the uploads that wait, the form for another, and the imports so far."""
        return self._page(staff, "")

    @needs(Role.MANAGER)
    def upload(self, staff: StaffAccount) -> ResponseReturnValue:
        """Put a list away and have it read; nothing of it is stored before it is confirmed on its own page."""
        given = request.files.get("list")
        if given is None or not given.filename:
            return self._page(staff, "Choose the file with your patient list"), 400
        stored = self._put(given)
        try:
            upload_id = self._begin(staff, stored)
        except NotAllowed as refusal:
            self._folder.forget(stored.token)
            return self._page(staff, sentence(refusal)), 409
        self._context.wake(Task.JOBS)
        return redirect(url_for("staff.list_upload", upload_id=upload_id), 303)

    @needs(Role.MANAGER, proven=True)
    def confirm_undo(self, staff: StaffAccount) -> ResponseReturnValue:
        """Say what taking the last list back would do, before there is a button that does it."""
        return self._undo_page(staff, "")

    @needs(Role.MANAGER, proven=True)
    def undo(self, staff: StaffAccount) -> ResponseReturnValue:
        """Have the list taken back that was shown."""
        list_id = request.form.get("list", type=int)
        try:
            with self._context.database.writing() as session:
                asked_lists.ask_undo(session, staff, list_id or 0, self._context.clock())
        except NotAllowed as refusal:
            return self._undo_page(staff, sentence(refusal)), 409
        self._context.wake(Task.JOBS)
        return redirect(url_for("staff.confirm_undo_list"), 303)

    def _put(self, given: FileStorage) -> StoredUpload:
        return self._folder.put(given.stream, given.filename or "", written_at(request.form.get("written_at", "")))

    def _begin(self, staff: StaffAccount, stored: StoredUpload) -> int:
        now, is_dated = self._context.clock(), bool(written_at(request.form.get("written_at", "")))
        with self._context.database.writing() as session:
            return asked_lists.begin_list(session, staff, stored, now, is_dated=is_dated)

    def _page(self, staff: StaffAccount, fault: str) -> str:
        now = self._context.clock()
        with self._context.database.reading() as session:
            history = imported_lists(session, staff.practice_id)
            people = people_on_record(session, staff.practice_id)
            uploads = list_upload.open_uploads(session, staff.practice_id)
            joiners = waiting_joiners(session, staff.practice_id, now)
        return render_template(
            "staff/list.html",
            staff=staff,
            may_give=Role.MANAGER in staff.roles,
            faults={"list": fault} if fault else {},
            history=history[:_SHOWN],
            earlier=len(history[_SHOWN:]),
            latest=next((one for one in history if one.undoes_id is None and not one.is_undone), None),
            changes=change_rows,
            largest=LARGEST_LIST,
            people=people,
            uploads=uploads,
            joiners=joiners,
        )

    def _undo_page(self, staff: StaffAccount, refusal: str) -> str:
        with self._context.database.reading() as session:
            outlook = list_undo.undo_outlook(session, staff.practice_id)
            job = jobs.latest_job(session, staff.practice_id, JobKind.UNDO_LIST)
        is_asked = job is not None and (
            not job.is_over or (outlook is not None and job.details["list"] == outlook.list_id)
        )
        return render_template(
            "staff/list_undo.html",
            staff=staff,
            outlook=outlook,
            job=job if is_asked else None,
            done=job if job is not None and job.result else None,
            refusal=refusal,
        )


def written_at(milliseconds: str) -> float | None:
    """When a browser says that the file was written; None where it says nothing that can be."""
    try:
        seconds = int(milliseconds) / 1000
    except ValueError:
        return None
    return seconds if 0 < seconds < _LATEST_TIME else None
