"""What staff ask of the workers about a list: to read one that was given, to store it, to take the last one back.

Each is asked for in the caller's transaction; whoever asked wakes `Task.JOBS` once it is committed.
"""

from collections.abc import Collection
from datetime import datetime

from sqlalchemy.orm import Session

from notifier.errors import NotAllowed
from notifier.patients import list_undo, list_upload
from notifier.patients.uploaded_files import StoredUpload
from notifier.practice import jobs
from notifier.practice.accounts import StaffAccount
from notifier.vocabulary import JobKind


def begin_list(session: Session, staff: StaffAccount, stored: StoredUpload, now: datetime, *, is_dated: bool) -> int:
    """Note a list that was put away and have it read; returns the id of the upload.

    Raises as `list_upload.begin_upload`.
    """
    upload_id = list_upload.begin_upload(session, staff, stored, now, is_dated=is_dated)
    ask_reading(session, staff, upload_id, now)
    return upload_id


def ask_reading(session: Session, staff: StaffAccount, upload_id: int, now: datetime) -> None:
    """Have a list read and compared with the one on record."""
    list_upload.note_job(
        session, upload_id, jobs.ask_job(session, staff, JobKind.READ_LIST, {"upload": upload_id}, now)
    )


def confirm_list(
    session: Session,
    staff: StaffAccount,
    upload_id: int,
    fingerprint: str,
    expect: Collection[str],
    now: datetime,
    *,
    joiners_now: bool,
) -> None:
    """Have a list stored just as its report says; where another one came meanwhile, have it compared again instead.

    Raises as `list_upload.confirm_upload`.
    """
    if list_upload.confirm_upload(session, staff, upload_id, fingerprint, expect, joiners_now=joiners_now):
        job_id = jobs.ask_job(session, staff, JobKind.STORE_LIST, {"upload": upload_id}, now)
        list_upload.note_job(session, upload_id, job_id)
    else:
        ask_reading(session, staff, upload_id, now)


def ask_undo(session: Session, staff: StaffAccount, list_id: int, now: datetime) -> int:
    """Have the last list taken back, which has to be this one; returns the id of the job.

    Raises NotAllowed where it is another one, or cannot be taken back.
    """
    outlook = list_undo.undo_outlook(session, staff.practice_id)
    if outlook is None or outlook.list_id != list_id or not outlook.is_possible:
        raise NotAllowed("this list cannot be taken back, or is not the last one any more")
    return jobs.ask_job(session, staff, JobKind.UNDO_LIST, {"list": list_id}, now)
