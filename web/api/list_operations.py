"""The patient list: what is on record, giving a new one, and taking the last one back."""

from collections.abc import Mapping, Sequence
from datetime import date, datetime
from typing import Annotated, Any

from pydantic import Field
from werkzeug.datastructures import FileStorage

from notifier.errors import NotAllowed
from notifier.patients import asked_lists, list_undo, list_upload
from notifier.patients.list_history import imported_lists, people_on_record
from notifier.patients.list_upload import UploadView
from notifier.patients.uploaded_files import UploadFolder
from notifier.practice.accounts import StaffAccount
from notifier.vocabulary import Role, Task, UploadStatus
from web.api.fields import AnyCounts, RowId
from web.api.job_operations import ApiJob, JobOperations
from web.api.operations import LIST_PART, READERS, ApiModel, operation
from web.context import AppContext

_MANAGER = (Role.MANAGER,)
_MOST_NOTES, _MOST_PLACES = 200, 20  # that are named; the rest is counted


class ApiImportedList(ApiModel):
    """A list that was stored, or the taking back of one."""

    id: int
    filename: str
    imported_by: str
    imported_at: datetime
    made_on: date | None
    counts: AnyCounts
    undoes_id: int | None
    is_undone: bool


class ListsOnRecord(ApiModel):
    """How many people are on record, and every import so far, the latest first."""

    people: int
    items: list[ApiImportedList]


class ApiListStop(ApiModel):
    """What an import would be refused for, unless whoever confirms it says with its word that it is so."""

    expect: str
    why: str


class ApiRowNote(ApiModel):
    """What is said of rows of the file: where they are, and why."""

    places: list[str]
    why: str


class ApiUpload(ApiModel):
    """A list that was given. Once it is `compared`, `changes` says what storing it would change.

    Who is meant stands in the file alone. It is forgotten, with the file, a day after it was given.
    """

    id: int
    filename: str
    sha256: str
    size: int
    uploaded_by: str
    uploaded_at: datetime
    upload_status: UploadStatus
    says: str
    fingerprint: str
    people: int
    refused: int
    refused_rows: list[ApiRowNote]  # the first of them
    doubts: list[ApiRowNote]  # what nobody could read, and holds whom it is about
    notes: list[str]
    changes: AnyCounts
    stops: list[ApiListStop]
    job_id: int | None
    list_id: int | None


class UploadToConfirm(ApiModel):
    """What was read: its `fingerprint`; the words of the stops that are so; and whether joiners are told at once."""

    fingerprint: Annotated[str, Field(max_length=100, pattern=r"^[A-Za-z0-9]*$")]
    expect: Annotated[list[Annotated[str, Field(max_length=60, pattern=r"^[a-z_-]*$")]], Field(max_length=20)] = []
    joiners_now: bool = False


class ApiUndoOutlook(ApiModel):
    """What taking the last list back would do. It is not possible once messages went or replies came because of it."""

    list_id: int
    filename: str
    imported_at: datetime
    joiners: int
    changed: int
    is_possible: bool


class ListToUndo(ApiModel):
    """Which list is to be taken back: the last one."""

    list_id: RowId


class ListOperations:
    """Counts and dates, and nobody's name."""

    def __init__(self, context: AppContext) -> None:
        self._context = context
        self._folder = UploadFolder.of(context.settings)
        self._jobs = JobOperations(context)

    @operation("GET", "/lists", READERS)
    def show_lists(self, staff: StaffAccount) -> ListsOnRecord:
        """Show how many people are on record, and the imports so far."""
        with self._context.database.reading() as session:
            history = imported_lists(session, staff.practice_id)
            people = people_on_record(session, staff.practice_id)
        return ListsOnRecord(people=people, items=[ApiImportedList.model_validate(one) for one in history])

    @operation("POST", "/lists/uploads", _MANAGER, status=202, takes_file=LIST_PART)
    def give_list(self, staff: StaffAccount, file: FileStorage) -> ApiUpload:
        """Give a list, which workers read and compare with the one on record. Nothing of it is stored yet."""
        stored = self._folder.put(file.stream, file.filename or "", None)
        try:
            with self._context.database.writing() as session:
                now = self._context.clock()
                upload_id = asked_lists.begin_list(session, staff, stored, now, is_dated=False)
        except NotAllowed:
            self._folder.forget(stored.token)
            raise
        return self._woken(staff, upload_id)

    @operation("GET", "/lists/uploads/{upload_id}", _MANAGER)
    def show_upload(self, staff: StaffAccount, upload_id: int) -> ApiUpload:
        """Show how a list was read, and what storing it would change."""
        with self._context.database.reading() as session:
            return _shown(list_upload.find_upload(session, staff.practice_id, upload_id))

    @operation("POST", "/lists/uploads/{upload_id}/confirm", _MANAGER, status=202, proof=True)
    def confirm_upload(self, staff: StaffAccount, upload_id: int, body: UploadToConfirm) -> ApiUpload:
        """Have a list stored just as its report says; where another one came meanwhile, have it compared again."""
        with self._context.database.writing() as session:
            now = self._context.clock()
            asked_lists.confirm_list(
                session, staff, upload_id, body.fingerprint, body.expect, now, joiners_now=body.joiners_now
            )
        return self._woken(staff, upload_id)

    @operation("POST", "/lists/uploads/{upload_id}/cancel", _MANAGER)
    def cancel_upload(self, staff: StaffAccount, upload_id: int) -> ApiUpload:
        """Forget a list that was not confirmed: its file is deleted, and nothing of it was stored."""
        with self._context.database.writing() as session:
            upload = list_upload.cancel_upload(session, staff, upload_id, self._context.clock())
        self._folder.forget(upload.token)
        return self.show_upload(staff, upload_id)

    @operation("GET", "/lists/undo", READERS, refuses=(409,))
    def show_undo(self, staff: StaffAccount) -> ApiUndoOutlook:
        """Show what taking the last list back would do."""
        with self._context.database.reading() as session:
            outlook = list_undo.undo_outlook(session, staff.practice_id)
        if outlook is None:
            raise NotAllowed("there is no list that could be taken back")
        return ApiUndoOutlook.model_validate(outlook)

    @operation("POST", "/lists/undo", _MANAGER, status=202, proof=True)
    def ask_undo(self, staff: StaffAccount, body: ListToUndo) -> ApiJob:
        """Have the last list taken back."""
        with self._context.database.writing() as session:
            job_id = asked_lists.ask_undo(session, staff, body.list_id, self._context.clock())
        self._context.wake(Task.JOBS)
        return self._jobs.show_job(staff, job_id)

    def _woken(self, staff: StaffAccount, upload_id: int) -> ApiUpload:
        self._context.wake(Task.JOBS)
        return self.show_upload(staff, upload_id)


def _shown(view: UploadView) -> ApiUpload:
    report = view.report
    stops: Sequence[dict[str, str]] = report.get("stops", ())
    return ApiUpload(
        id=view.id,
        filename=view.filename,
        sha256=view.sha256,
        size=view.size,
        uploaded_by=view.uploaded_by,
        uploaded_at=view.uploaded_at,
        upload_status=view.upload_status,
        says=view.says,
        fingerprint=view.fingerprint,
        people=report.get("people", 0),
        refused=len(report.get("refused", ())),
        refused_rows=_row_notes(report.get("refused", ())),
        doubts=_row_notes(report.get("doubts", ())),
        notes=list(report.get("notes", ())),
        changes=dict(report.get("changes", view.counts)),
        stops=[ApiListStop(expect=one["expect"], why=one["why"]) for one in stops],
        job_id=view.job_id,
        list_id=view.list_id,
    )


def _row_notes(found: Sequence[Mapping[str, Any]]) -> list[ApiRowNote]:
    return [ApiRowNote(places=one["places"][:_MOST_PLACES], why=one["why"]) for one in found[:_MOST_NOTES]]
