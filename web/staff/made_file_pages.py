"""Files that workers made for the staff: which there are of a campaign, and taking one away."""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from flask import Response, abort
from flask.typing import ResponseReturnValue

from notifier.errors import NotFound
from notifier.practice import accounts, jobs
from notifier.practice.accounts import StaffAccount
from notifier.practice.jobs import Job
from notifier.practice.made_files import FILES_KEPT_FOR, MadeFiles
from notifier.store import audit
from notifier.store.audit_actions import AuditAction
from notifier.vocabulary import JobKind, JobStatus, Role
from web.context import AppContext
from web.guards import needs

_GONE = "there is no such file any more: what was made is kept for a day. Have it made anew"


@dataclass(frozen=True)
class MadeFileView:
    """One file that can be taken away still; `result` is what its job says of it."""

    job_id: int
    what: str
    who: str  # asked for it, by name
    made_at: datetime
    until: datetime  # when it is deleted here
    filename: str
    size: int
    sha256: str
    result: Mapping[str, Any]


class MadeFilePages:
    """Files in the instance folder, which nothing serves but this, to who may have each."""

    def __init__(self, context: AppContext) -> None:
        self._context = context
        self._folders = MadeFiles.of(context.settings)

    @needs(*Role, proven=True)
    def take(self, staff: StaffAccount, campaign_id: int, job_id: int) -> ResponseReturnValue:
        """The file itself; that it was taken, by whom and with which sum, is written down first."""
        now = self._context.clock()
        with self._context.database.writing() as session:
            job = jobs.find_job(session, staff.practice_id, job_id)
            if job.campaign_id != campaign_id or not _is_there(job, now):
                raise NotFound(_GONE)
            if not may_have(staff, job):
                abort(403)
            try:
                content = self._folders.path_of(job.result["token"], job.result["filename"]).read_bytes()
            except FileNotFoundError:
                raise NotFound(_GONE) from None
            details = {"what": _KINDS[job.kind], "job": job.id, "sha256": job.result["sha256"]}
            taken = AuditAction.FILE_TAKEN
            audit.append(session, taken, now, staff_id=staff.id, campaign_id=campaign_id, **details)
        kept_apart = {"Content-Disposition": f"attachment; filename={job.result['filename']}"}
        return Response(content, mimetype="application/zip", headers=kept_apart)


def files_of(context: AppContext, staff: StaffAccount, campaign_id: int, kind: JobKind) -> list[MadeFileView]:
    """The files of a kind that this person may take away, the latest first."""
    now = context.clock()
    with context.database.reading() as session:
        found = jobs.done_since(session, [kind], now - FILES_KEPT_FOR, campaign_id=campaign_id)
        names = {one.id: one.name for one in accounts.known_people(session, staff.practice_id)}
    return [_view(job, names) for job in found if _is_there(job, now) and may_have(staff, job)]


def may_have(staff: StaffAccount, job: Job) -> bool:
    """Whether a file is for this person: what names patients is a manager's alone, and the kit names nobody."""
    if job.kind is JobKind.MAKE_KIT:
        return True
    is_reader = bool(staff.roles & {Role.APPROVER, Role.AUDITOR})
    return Role.MANAGER in staff.roles or (is_reader and bool(job.details.get("redacted")))


# What the audit chain calls a file.
_KINDS = {JobKind.EXPORT_LISTS: "lists", JobKind.PACK_EVIDENCE: "evidence pack", JobKind.MAKE_KIT: "kit"}


def _is_there(job: Job, now: datetime) -> bool:
    is_done = job.kind in _KINDS and job.job_status is JobStatus.DONE and job.ended_at is not None
    return is_done and now < _until(job)


def _until(job: Job) -> datetime:
    assert job.ended_at is not None  # it was done
    return job.ended_at + FILES_KEPT_FOR


def _view(job: Job, names: Mapping[int, str]) -> MadeFileView:
    result = job.result
    if job.kind is JobKind.EXPORT_LISTS:
        size = job.details["batch_size"]
        what = f"Lists of set {result['set']}, {f'in parts of {size:,}' if size else 'each in one go'}"
    elif job.kind is JobKind.MAKE_KIT:
        what = "Posters, slide, leaflet and texts"
    else:
        what = f"Evidence {'without' if job.details['redacted'] else 'with'} patients"
    assert job.ended_at is not None  # it was done
    return MadeFileView(
        job_id=job.id,
        what=what,
        who=names.get(job.asked_by, "somebody"),
        made_at=job.ended_at,
        until=_until(job),
        filename=result["filename"],
        size=result["size"],
        sha256=result["sha256"],
        result=result,
    )
