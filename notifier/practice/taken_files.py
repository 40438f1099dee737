"""Taking a file away that a job made: who may have which, and that it is written down who took it."""

from datetime import datetime
from typing import NamedTuple

from sqlalchemy.orm import Session

from notifier.errors import NotFound
from notifier.practice import jobs
from notifier.practice.accounts import StaffAccount
from notifier.practice.jobs import Job
from notifier.practice.made_files import FILES_KEPT_FOR, MadeFiles
from notifier.store import audit
from notifier.store.audit_actions import AuditAction
from notifier.vocabulary import JobKind, JobStatus, Role

_GONE = "there is no such file any more: what was made is kept for a day. Have it made anew"
# What the audit chain calls a file.
_KINDS = {JobKind.EXPORT_LISTS: "lists", JobKind.PACK_EVIDENCE: "evidence pack", JobKind.MAKE_KIT: "kit"}


class TakenFile(NamedTuple):
    """A file that somebody takes away, which is on record as taken once the session commits."""

    filename: str
    content: bytes


def may_have(staff: StaffAccount, job: Job) -> bool:
    """Whether a file is for this person: what names patients is a manager's alone, and the kit names nobody."""
    if job.kind is JobKind.MAKE_KIT:
        return True
    is_reader = bool(staff.roles & {Role.APPROVER, Role.AUDITOR})
    return Role.MANAGER in staff.roles or (is_reader and bool(job.details.get("redacted")))


def is_there(job: Job, now: datetime) -> bool:
    """Whether the job made a file that can be taken away still."""
    is_done = job.kind in _KINDS and job.job_status is JobStatus.DONE and job.ended_at is not None
    return is_done and now < kept_until(job)


def kept_until(job: Job) -> datetime:
    """When the file of a job that was done is deleted."""
    assert job.ended_at is not None
    return job.ended_at + FILES_KEPT_FOR


def file_job(session: Session, staff: StaffAccount, job_id: int, now: datetime) -> Job:
    """The job whose file is there still. Raises NotFound."""
    job = jobs.find_job(session, staff.practice_id, job_id)
    if not is_there(job, now):
        raise NotFound(_GONE)
    return job


def take_file(session: Session, folders: MadeFiles, staff: StaffAccount, job: Job, now: datetime) -> TakenFile:
    """The file of a job that this person may have, and the event that says who took it, with which sum.

    Raises NotFound where it is gone.
    """
    try:
        content = folders.path_of(job.result["token"], job.result["filename"]).read_bytes()
    except FileNotFoundError:
        raise NotFound(_GONE) from None
    audit.append(
        session,
        AuditAction.FILE_TAKEN,
        now,
        staff_id=staff.id,
        campaign_id=job.campaign_id,
        what=_KINDS[job.kind],
        job=job.id,
        sha256=job.result["sha256"],
    )
    return TakenFile(job.result["filename"], content)
