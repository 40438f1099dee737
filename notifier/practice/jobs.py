"""What a page asks of the workers, for no request may take long: asked for here, done in `notifier.worker`."""

from collections.abc import Collection, Mapping
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from sqlalchemy import Select, select
from sqlalchemy.orm import Session

from notifier.errors import NotFound
from notifier.practice.accounts import StaffAccount
from notifier.store.tables import AskedJob
from notifier.vocabulary import JobKind, JobStatus


@dataclass(frozen=True)
class Job:
    """A piece of work that somebody asked for. `says` is a sentence about where it is.

    `details` is what it is done with, and `result` what came of it, as its kind has them: plain JSON. `error` is a
    sentence for staff, with what to do, of one that failed. `total` is 0 while nobody knows how much there is to do.
    """

    id: int
    practice_id: int
    campaign_id: int | None
    kind: JobKind
    job_status: JobStatus
    details: Mapping[str, Any]
    asked_by: int  # the id of a member of staff
    asked_at: datetime
    done: int
    total: int
    says: str
    result: Mapping[str, Any]
    error: str
    ended_at: datetime | None

    @property
    def is_over(self) -> bool:
        """Whether nothing more becomes of it."""
        return self.job_status in JobStatus.over()


def ask_job(
    session: Session,
    staff: StaffAccount,
    kind: JobKind,
    details: Mapping[str, Any],
    now: datetime,
    *,
    campaign_id: int | None = None,
) -> int:
    """Ask for a piece of work and return its id; wake `Task.JOBS` once this is committed.

    `details` is plain JSON. A second click asks for nothing new: where the same person asked for just the same, and it
    is not over, that one's id comes back.
    """
    query = _of(staff.practice_id, kind, campaign_id).where(
        AskedJob.asked_by == staff.id, AskedJob.job_status.in_(JobStatus.under_way())
    )
    for row in session.execute(query).scalars():
        if row.details == dict(details):
            return row.id
    row = AskedJob(
        practice_id=staff.practice_id,
        campaign_id=campaign_id,
        kind=kind,
        job_status=JobStatus.WAITING,
        details=dict(details),
        asked_by=staff.id,
        asked_at=now,
    )
    session.add(row)
    session.flush()
    return row.id


def find_job(session: Session, practice_id: int, job_id: int) -> Job:
    """A job of the practice. Raises NotFound, also for another practice's and for one that was forgotten."""
    row = session.get(AskedJob, job_id)
    if row is None or row.practice_id != practice_id:
        raise NotFound("there is no such job: what became of one is kept for a week")
    return as_job(row)


def latest_about(session: Session, practice_id: int, kind: JobKind, **about: int) -> Job | None:
    """What was asked for last of a kind, of those that concern no campaign, with just these among its details."""
    query = _of(practice_id, kind, None).order_by(AskedJob.id.desc())
    for row in session.execute(query).scalars():  # of a week: what is older is forgotten
        if about.items() <= row.details.items():
            return as_job(row)
    return None


def latest_job(session: Session, practice_id: int, kind: JobKind, *, campaign_id: int | None = None) -> Job | None:
    """What was asked for last of a kind, whoever did; of a campaign, or of none."""
    query = _of(practice_id, kind, campaign_id).order_by(AskedJob.id.desc()).limit(1)
    row = session.execute(query).scalar_one_or_none()
    return as_job(row) if row else None


def latest_done_job(session: Session, practice_id: int, kind: JobKind, *, campaign_id: int | None = None) -> Job | None:
    """What was done last of a kind, whoever asked and whatever was asked for since; of a campaign, or of none."""
    query = _of(practice_id, kind, campaign_id).where(AskedJob.job_status == JobStatus.DONE)
    row = session.execute(query.order_by(AskedJob.id.desc()).limit(1)).scalar_one_or_none()
    return as_job(row) if row else None


def done_since(
    session: Session, kinds: Collection[JobKind], since: datetime, *, campaign_id: int | None = None
) -> list[Job]:
    """Every job of these kinds that was done since then, the latest first; of any campaign where none is named."""
    those = [AskedJob.kind.in_(kinds), AskedJob.job_status == JobStatus.DONE, AskedJob.ended_at > since]
    if campaign_id is not None:
        those.append(AskedJob.campaign_id == campaign_id)
    query = select(AskedJob).where(*those).order_by(AskedJob.id.desc())
    return [as_job(row) for row in session.execute(query).scalars()]


def tokens_under_way(session: Session, kind: JobKind) -> list[str]:
    """The tokens of the files that the jobs of a kind which are not over are done with."""
    query = select(AskedJob.details).where(AskedJob.kind == kind, AskedJob.job_status.in_(JobStatus.under_way()))
    return [str(details["token"]) for details in session.execute(query).scalars()]


def as_job(row: AskedJob) -> Job:
    """The job that a row holds."""
    return Job(
        id=row.id,
        practice_id=row.practice_id,
        campaign_id=row.campaign_id,
        kind=row.kind,
        job_status=row.job_status,
        details=row.details,
        asked_by=row.asked_by,
        asked_at=row.asked_at,
        done=row.done,
        total=row.total,
        says=row.says,
        result=row.result,
        error=row.error,
        ended_at=row.ended_at,
    )


def _of(practice_id: int, kind: JobKind, campaign_id: int | None) -> Select[AskedJob]:
    return select(AskedJob).where(
        AskedJob.practice_id == practice_id, AskedJob.kind == kind, AskedJob.campaign_id == campaign_id
    )
