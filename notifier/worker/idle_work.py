"""What waits for a worker although its time has come: a launch, or what a page asked for. No worker does it, then.

A worker looks for both each second. So what is older than that by much is a sign that none runs, wherever it would run;
of the workers on this computer their locks tell at once.
"""

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import datetime, timedelta

from sqlalchemy import Select, exists, func, select
from sqlalchemy.orm import Session, aliased

from notifier.campaigns.calendar import LONDON
from notifier.delivery import leases
from notifier.settings import Settings
from notifier.store.tables import AskedJob, Campaign, LaunchRequest
from notifier.vocabulary import CampaignStatus, JobStatus

LAUNCH_LATE = timedelta(seconds=30)  # after its time
JOB_LATE = timedelta(minutes=1)  # after it was asked for, while no other job is at work


@dataclass(frozen=True)
class LateWork:
    """What no worker has begun with, though it was due at `since`: the launch of a campaign, or jobs of pages."""

    since: datetime
    campaign_id: int | None  # of the launch; none for jobs
    jobs: int = 0

    @property
    def words(self) -> str:
        """The same for whoever runs the computer."""
        at = f"{self.since.astimezone(LONDON):%H:%M on %d %B}"
        if self.campaign_id is not None:
            return f"the launch of campaign {self.campaign_id} was due at {at}, and no worker has begun it"
        many = "1 job that a page asked for waits" if self.jobs == 1 else f"{self.jobs} jobs that pages asked for wait"
        return f"{many} since {at}, and no worker has begun with any"


def late_work(session: Session, now: datetime) -> list[LateWork]:
    """Everything of which that can be said, launches first, the oldest first."""
    return [*_late_launches(session, now), *_late_jobs(session, now)]


def waiting_launches(session: Session) -> Iterator[tuple[int, datetime]]:
    """Every launch that counts down or is due: the campaign, and when it begins."""
    for row in session.execute(_launches()):
        yield row[0], row[1]


def is_nobody_at_work(session: Session, settings: Settings, now: datetime) -> bool:
    """Whether the worker does surely not run, so that staff have to be told that nothing goes out.

    On SQLite every worker is on this computer; on PostgreSQL one may be elsewhere, and what is late tells.
    """
    if leases.living(settings.instance):
        return False
    is_here_alone = session.get_bind().dialect.name == "sqlite"
    return is_here_alone or bool(late_work(session, now))


def _launches() -> Select[int, datetime]:
    is_open = LaunchRequest.started_at.is_(None), LaunchRequest.stopped_at.is_(None)
    query = select(Campaign.id, LaunchRequest.starts_at).join(LaunchRequest, LaunchRequest.campaign_id == Campaign.id)
    return query.where(Campaign.campaign_status == CampaignStatus.LAUNCHING, *is_open).order_by(LaunchRequest.starts_at)


def _late_launches(session: Session, now: datetime) -> Iterator[LateWork]:
    for row in session.execute(_launches().where(LaunchRequest.starts_at < now - LAUNCH_LATE)):
        yield LateWork(row[1], row[0])


def _late_jobs(session: Session, now: datetime) -> Iterator[LateWork]:
    other = aliased(AskedJob)
    query = select(func.count(), func.min(AskedJob.asked_at)).where(
        AskedJob.job_status == JobStatus.WAITING,
        AskedJob.asked_at < now - JOB_LATE,
        ~exists().where(other.job_status == JobStatus.RUNNING),
    )
    number, since = session.execute(query).one()
    if since is not None:
        yield LateWork(since, None, number)
