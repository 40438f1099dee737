"""Does what pages ask for: one job after the other, each claimed first, with its progress on record as it gets on.

A job that a killed worker left is done again from its beginning where that does no harm. Where it may have reached
somebody, it ends as failed, and a person has to look: nothing is sent twice because we do not know.
"""

import logging
import threading
from collections.abc import Callable, Iterator, Mapping
from contextlib import contextmanager
from dataclasses import dataclass, field
from datetime import datetime, timedelta
from typing import Any

from sqlalchemy import ColumnElement, delete, exists, select, update

from notifier.delivery.leases import WorkerLease
from notifier.errors import Fault
from notifier.patients.access_codes import Keys
from notifier.pdf.stationery import Stationery
from notifier.practice.jobs import Job, as_job
from notifier.providers.base import Provider
from notifier.settings import Settings
from notifier.store.database import Database
from notifier.store.tables import AskedJob
from notifier.vocabulary import Channel, JobKind, JobStatus
from notifier.worker.job_handlers import HANDLERS
from notifier.worker.job_work import JobHandler, JobWork, claimed_by

KEPT_FOR = timedelta(days=7)  # after its end
MOST_TRIES = 3  # one that took its worker down with it three times would do so for ever
_RENEWED = 60.0  # seconds after which the claim on a job is renewed: a fifth of `leases.LEASE`
_LONGEST_ERROR = 1000
_DEFECT = (
    "Something went wrong that nobody foresaw. It is in the log. Try it once more; if it fails again, tell whoever "
    "looks after the program."
)
_NOBODY_KNOWS = (
    "The worker stopped in the middle of it, so it may be done or not. Look whether it arrived before you "
    "ask for it again."
)
_BROKE_OFF = (
    f"The worker stopped in the middle of it {MOST_TRIES} times, so it is not tried again. Tell whoever looks after "
    "the program: the log says more."
)

_LOG = logging.getLogger(__name__)


@dataclass(frozen=True)
class JobRunner:
    """Does the jobs that wait, in the order in which they were asked for, under a worker's name."""

    database: Database
    settings: Settings
    keys: Keys
    providers: Mapping[Channel, Provider]
    worker: WorkerLease
    load_stationery: Callable[[], Stationery]
    handlers: Mapping[JobKind, JobHandler] = field(default_factory=lambda: HANDLERS)

    def has_work(self, now: datetime) -> bool:
        """Whether a job waits, was left by a worker that is gone, or is to be forgotten."""
        with self.database.reading() as session:
            found = exists().where(self._waits() | _is_old(now))
            return bool(session.execute(select(found)).scalar_one()) or bool(self._left())

    def run_waiting(self, clock: Callable[[], datetime], stopping: Callable[[], bool] = lambda: False) -> int:
        """Do every job that waits, until `stopping()`; returns how many were begun or settled."""
        handled = self._settle_left(clock()) + self._forget(clock())
        while not stopping() and (job := self._claim()) is not None:
            handled += 1
            self._run(job, clock)
        return handled

    def _waits(self) -> ColumnElement[bool]:
        return (AskedJob.job_status == JobStatus.WAITING) & AskedJob.kind.in_(self.handlers)

    def _claim(self) -> Job | None:
        """The job that waits longest, which is ours from now on."""
        query = select(AskedJob.id).where(self._waits()).order_by(AskedJob.id).limit(1)
        while True:
            with self.database.writing() as session:
                job_id = session.execute(query).scalar_one_or_none()
                if job_id is None:
                    return None
                claimed = update(AskedJob).where(AskedJob.id == job_id, AskedJob.job_status == JobStatus.WAITING)
                values = {"claimed_by": self.worker.name, "lease_until": self.worker.lease_until()}
                done = session.execute(claimed.values(job_status=JobStatus.RUNNING, tries=AskedJob.tries + 1, **values))
                if done.rowcount:  # type: ignore[attr-defined]  # an update has one
                    return as_job(session.get_one(AskedJob, job_id, populate_existing=True))

    def _run(self, job: Job, clock: Callable[[], datetime]) -> None:
        work = JobWork(
            *(self.database, self.settings, self.keys, self.providers, self.load_stationery, job, clock),
            self.worker.name,
        )
        try:
            with self._held(job):
                result = dict(self.handlers[job.kind].work(work))
        except Fault as fault:
            self._end(job, clock, JobStatus.FAILED, error=_sentence(str(fault)))
        except Exception:  # of whatever it works with: one job must hold up no other, and is not tried for ever
            _LOG.exception("job %d (%s) failed", job.id, job.kind)
            self._end(job, clock, JobStatus.FAILED, error=_DEFECT)
        else:
            self._end(job, clock, JobStatus.DONE, result=result)

    def _end(self, job: Job, clock: Callable[[], datetime], job_status: JobStatus, **values: Any) -> None:
        with self.database.writing() as session:
            own = update(AskedJob).where(claimed_by(job.id, self.worker.name))
            session.execute(own.values(job_status=job_status, ended_at=clock(), **values))

    @contextmanager
    def _held(self, job: Job) -> Iterator[None]:
        """Renew the claim while the job is done. On SQLite all workers are on one machine: the lock file tells."""
        if self.database.is_sqlite:
            yield
            return
        ended = threading.Event()
        thread = threading.Thread(target=self._renew, args=(job, ended), name="renew job", daemon=True)
        thread.start()
        try:
            yield
        finally:
            ended.set()
            thread.join()

    def _renew(self, job: Job, ended: threading.Event) -> None:
        while not ended.wait(_RENEWED):
            try:
                with self.database.writing() as session:
                    own = update(AskedJob).where(claimed_by(job.id, self.worker.name))
                    session.execute(own.values(lease_until=self.worker.lease_until()))
            except Exception:  # the database may be away for a while; the next time may do better
                _LOG.exception("the claim on job %d was not renewed", job.id)

    def _left(self) -> list[AskedJob]:
        """The jobs whose worker is gone."""
        query = select(AskedJob).where(AskedJob.job_status == JobStatus.RUNNING).order_by(AskedJob.id)
        with self.database.reading() as session:
            rows = list(session.execute(query).scalars())
            session.expunge_all()
        return [
            row
            for row in rows
            if row.claimed_by and row.lease_until and self.worker.is_gone(row.claimed_by, row.lease_until)
        ]

    def _settle_left(self, now: datetime) -> int:
        """Have what a dead worker left done again, or end it; returns how many these were."""
        left = self._left()
        for row in left:
            handler = self.handlers.get(row.kind)
            values: dict[str, Any] = {"job_status": JobStatus.WAITING, "done": 0, "total": 0, "says": ""}
            if (handler is not None and not handler.is_repeatable) or row.tries >= MOST_TRIES:
                error = _BROKE_OFF if handler is None or handler.is_repeatable else _NOBODY_KNOWS
                values = {"job_status": JobStatus.FAILED, "error": error, "ended_at": now}
            with self.database.writing() as session:
                assert row.claimed_by is not None
                session.execute(update(AskedJob).where(claimed_by(row.id, row.claimed_by)).values(values))
        return len(left)

    def _forget(self, now: datetime) -> int:
        """Forget what ended long ago; returns how many these were."""
        with self.database.reading() as session:
            has_old = session.execute(select(exists().where(_is_old(now)))).scalar_one()
        if not has_old:
            return 0
        with self.database.writing() as session:
            gone = session.execute(delete(AskedJob).where(_is_old(now)))
            return int(gone.rowcount)  # type: ignore[attr-defined]  # a deletion has one


def _is_old(now: datetime) -> ColumnElement[bool]:
    return AskedJob.ended_at < now - KEPT_FOR


def _sentence(words: str) -> str:
    """A fault's words as a sentence of its own."""
    said = (words[:1].upper() + words[1:])[: _LONGEST_ERROR - 1]
    return said if said.endswith((".", "?", "!")) else f"{said}."
