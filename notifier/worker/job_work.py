"""What the handler of a job works with, and how it says how far it is."""

import time
from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from datetime import datetime
from typing import Any, NamedTuple

from sqlalchemy import ColumnElement, update

from notifier.errors import NotAllowed, NotFound
from notifier.patients.access_codes import Keys
from notifier.pdf.stationery import Stationery
from notifier.practice.accounts import StaffAccount, account_by_id
from notifier.practice.jobs import Job
from notifier.providers.base import Provider
from notifier.settings import Settings
from notifier.store.database import Database
from notifier.store.tables import AskedJob
from notifier.vocabulary import Channel, JobStatus

_BETWEEN = 0.5  # seconds between two notes of progress, so that counting takes no longer than the work
_LONGEST_SAYS = 200


@dataclass(frozen=True)
class JobWork:
    """What a handler works with. It says how far it is by `progress`, and what came of it by what it returns."""

    database: Database
    settings: Settings
    keys: Keys
    providers: Mapping[Channel, Provider]
    load_stationery: Callable[[], Stationery]
    job: Job
    now: Callable[[], datetime]
    _worker: str
    _noted: list[float] = field(default_factory=list)

    def progress(self, done: int, total: int, says: str = "") -> None:
        """Note that so many of so many are done, and where it is; call it as often as you like.

        Within a writing session on SQLite nothing is noted, for nobody else can write then: call it between two.
        """
        is_soon = self._noted and time.monotonic() - self._noted[-1] < _BETWEEN
        if (is_soon and done != total) or self.database.is_writing:
            return
        self._noted[:] = [time.monotonic()]
        values = {"done": done, "total": total, "says": says[:_LONGEST_SAYS]}
        with self.database.writing() as session:
            session.execute(update(AskedJob).where(claimed_by(self.job.id, self._worker)).values(values))


class JobHandler(NamedTuple):
    """How a kind of job is done: `work` returns the result as plain JSON, and raises a Fault for what staff can mend.

    One that is not repeatable is never begun a second time, whatever became of the first.
    """

    work: Callable[[JobWork], Mapping[str, Any]]
    is_repeatable: bool = True


def asker_of(database: Database, job: Job) -> tuple[StaffAccount, int]:
    """Who asked for a job about a campaign, and the campaign's id.

    Raises NotAllowed where the account was closed since, NotFound for a job of no campaign.
    """
    with database.reading() as session:
        staff = account_by_id(session, job.asked_by)
    if staff is None:
        raise NotAllowed("the account of whoever asked for this is closed: somebody else may ask")
    if job.campaign_id is None:
        raise NotFound(f"a job of the kind {job.kind} is about a campaign")
    return staff, job.campaign_id


def claimed_by(job_id: int, worker: str) -> ColumnElement[bool]:
    """The row of a job for as long as this worker has it."""
    return (AskedJob.id == job_id) & (AskedJob.job_status == JobStatus.RUNNING) & (AskedJob.claimed_by == worker)
