"""Files that workers made for the staff: which there are of a campaign, and taking one away."""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from flask import Response, abort
from flask.typing import ResponseReturnValue

from notifier.practice import accounts, jobs, taken_files
from notifier.practice.accounts import StaffAccount
from notifier.practice.jobs import Job
from notifier.practice.made_files import FILES_KEPT_FOR, MadeFiles
from notifier.vocabulary import JobKind, Role
from web.context import AppContext
from web.guards import needs


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
            job = taken_files.file_job(session, staff, job_id, now)
            if job.campaign_id != campaign_id:
                abort(404)
            if not taken_files.may_have(staff, job):
                abort(403)
            taken = taken_files.take_file(session, self._folders, staff, job, now)
        kept_apart = {"Content-Disposition": f"attachment; filename={taken.filename}"}
        return Response(taken.content, mimetype="application/zip", headers=kept_apart)


def files_of(context: AppContext, staff: StaffAccount, campaign_id: int, kind: JobKind) -> list[MadeFileView]:
    """The files of a kind that this person may take away, the latest first."""
    now = context.clock()
    with context.database.reading() as session:
        found = jobs.done_since(session, [kind], now - FILES_KEPT_FOR, campaign_id=campaign_id)
        names = {one.id: one.name for one in accounts.known_people(session, staff.practice_id)}
    return [_view(job, names) for job in found if taken_files.is_there(job, now) and taken_files.may_have(staff, job)]


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
        until=taken_files.kept_until(job),
        filename=result["filename"],
        size=result["size"],
        sha256=result["sha256"],
        result=result,
    )
