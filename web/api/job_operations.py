"""What workers were asked for, and the files that they made."""

from datetime import datetime

from flask import Response

from notifier.practice import jobs, taken_files
from notifier.practice.accounts import StaffAccount
from notifier.practice.jobs import Job
from notifier.practice.made_files import MadeFiles
from notifier.vocabulary import JobKind, JobStatus
from web.api.operations import EVERYBODY, READERS, ApiModel, operation
from web.context import AppContext
from web.problems import Problem

_ZIP = "application/zip"


class ApiFile(ApiModel):
    """A file that a job made: take it before `until`, and check its sum."""

    filename: str
    size: int
    sha256: str
    until: datetime


class ApiJob(ApiModel):
    """A piece of work for the workers. `error` says why one failed, and what to do; `set_number` what was frozen.

    With `changes`, what follows for so many patients was not as proposed: nothing was frozen, and it is proposed anew.
    """

    id: int
    kind: JobKind
    job_status: JobStatus
    campaign_id: int | None
    asked_at: datetime
    ended_at: datetime | None
    done: int
    total: int
    says: str
    error: str
    upload_id: int | None
    set_number: int | None
    changes: int | None
    code_check: int | None
    refused_rows: int | None
    file: ApiFile | None


class JobOperations:
    """A job is asked for where its subject is; here it is looked after."""

    def __init__(self, context: AppContext) -> None:
        self._context = context
        self._folders = MadeFiles.of(context.settings)

    @operation("GET", "/jobs/{job_id}", READERS)
    def show_job(self, staff: StaffAccount, job_id: int) -> ApiJob:
        """Say how far a job is, and what came of it. It is forgotten a week after it ended."""
        with self._context.database.reading() as session:
            return job_shown(jobs.find_job(session, staff.practice_id, job_id), self._context.clock())

    @operation("POST", "/jobs/{job_id}/file", EVERYBODY, proof=True, media=_ZIP)
    def take_file(self, staff: StaffAccount, job_id: int) -> Response:
        """Take away the file that a job made; who took it, and with which sum, is written down first.

        What names patients is for managers alone.
        """
        now = self._context.clock()
        with self._context.database.writing() as session:
            job = taken_files.file_job(session, staff, job_id, now)
            if not taken_files.may_have(staff, job):
                raise Problem(403, "this file names patients: it needs a token with the role manager")
            taken = taken_files.take_file(session, self._folders, staff, job, now)
        kept_apart = {"Content-Disposition": f"attachment; filename={taken.filename}"}
        return Response(taken.content, mimetype=_ZIP, headers=kept_apart)


def job_shown(job: Job, now: datetime) -> ApiJob:
    """A job as the API shows it: of its result what names nobody."""
    result = job.result
    has_file = taken_files.is_there(job, now)
    made = (
        ApiFile(
            filename=result["filename"],
            size=result["size"],
            sha256=result["sha256"],
            until=taken_files.kept_until(job),
        )
        if has_file
        else None
    )
    return ApiJob(
        id=job.id,
        kind=job.kind,
        job_status=job.job_status,
        campaign_id=job.campaign_id,
        asked_at=job.asked_at,
        ended_at=job.ended_at,
        done=job.done,
        total=job.total,
        says=job.says,
        error=job.error,
        upload_id=job.details.get("upload"),
        set_number=result.get("set", result.get("number")),
        changes=result.get("changes"),
        code_check=result.get("run"),
        refused_rows=result.get("refusals"),
        file=made,
    )
