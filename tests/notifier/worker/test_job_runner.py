"""Jobs: done once and in order, with progress on record; what a killed worker left is done again or never."""

from collections.abc import Mapping
from datetime import datetime, timedelta
from pathlib import Path
from typing import Any

import pytest
from sqlalchemy import func, select

from notifier.delivery import leases
from notifier.errors import NotAllowed, NotFound
from notifier.practice import jobs
from notifier.practice.jobs import Job
from notifier.store.database import Database
from notifier.store.tables import AskedJob
from notifier.vocabulary import JobKind, JobStatus, Role
from notifier.worker.job_runner import KEPT_FOR, MOST_TRIES, JobRunner
from notifier.worker.job_work import JobHandler, JobWork
from tests.world import World, load_stationery


@pytest.fixture
def world(database: Database, tmp_path: Path, now: datetime) -> World:
    return World(database, tmp_path, now)


def ask(world: World, kind: JobKind = JobKind.READ_LIST, **details: Any) -> int:
    with world.database.writing() as session:
        return jobs.ask_job(session, world.staff(Role.MANAGER), kind, details, world.now)


def find(world: World, job_id: int) -> Job:
    with world.database.reading() as session:
        return jobs.find_job(session, world.practice_id, job_id)


def run(world: World, handlers: Mapping[JobKind, JobHandler]) -> int:
    """Do what waits, as a worker of its own that ends afterwards."""
    with leases.worker_lease(world.settings.instance) as worker:
        return runner(world, worker, handlers).run_waiting(lambda: world.now)


def runner(world: World, worker: leases.WorkerLease, handlers: Mapping[JobKind, JobHandler]) -> JobRunner:
    given = world.database, world.settings, world.keys, world.providers, worker, load_stationery
    return JobRunner(*given, handlers)


def test_jobs_are_done_in_order_with_their_progress_on_record(world: World) -> None:
    seen: list[Job] = []

    def read(work: JobWork) -> Mapping[str, Any]:
        work.progress(3, 4, "reading row 3")
        seen.append(find(world, work.job.id))
        with work.database.writing():
            work.progress(4, 4)  # nobody can write now on SQLite, and nothing waits for itself
        return {"file": work.job.details["file"]}

    first, second = ask(world, file="a"), ask(world, file="b")
    assert ask(world, file="a") == first, "a second click"
    assert run(world, {JobKind.READ_LIST: JobHandler(read)}) == 2
    assert [(job.id, job.job_status, job.done, job.total, job.says) for job in seen] == [
        (first, JobStatus.RUNNING, 3, 4, "reading row 3"),
        (second, JobStatus.RUNNING, 3, 4, "reading row 3"),
    ]
    done = find(world, second)
    assert (done.job_status, done.result, done.error, done.ended_at) == (JobStatus.DONE, {"file": "b"}, "", world.now)
    with world.database.reading() as session:
        latest = jobs.latest_job(session, world.practice_id, JobKind.READ_LIST)
        assert jobs.latest_job(session, world.practice_id, JobKind.REHEARSE) is None
        with pytest.raises(NotFound):
            jobs.find_job(session, world.practice_id + 1, first)
    assert latest == done
    assert ask(world, file="a") > second, "once it is over, the same is done anew"


def test_a_fault_is_told_and_a_defect_is_logged_and_neither_holds_up_the_next(
    world: World, caplog: pytest.LogCaptureFixture
) -> None:
    def read(work: JobWork) -> Mapping[str, Any]:
        if work.job.details["file"] == "fault":
            raise NotAllowed("there is no patient to tell: import a list first")
        if work.job.details["file"] == "defect":
            raise KeyError("943 476 5919")
        return {}

    asked = [ask(world, file=name) for name in ("fault", "defect", "good")]
    run(world, {JobKind.READ_LIST: JobHandler(read)})
    fault, defect, good = (find(world, job_id) for job_id in asked)
    assert (fault.job_status, fault.error) == (
        JobStatus.FAILED,
        "There is no patient to tell: import a list first.",
    )
    assert "nobody foresaw" in defect.error
    assert "943" not in defect.error
    assert good.job_status is JobStatus.DONE
    assert "KeyError" in caplog.text


@pytest.mark.parametrize("is_repeatable", [True, False])
def test_what_a_killed_worker_left_is_done_again_or_left_to_a_person(world: World, is_repeatable: bool) -> None:
    begun: list[int] = []

    def killed(work: JobWork) -> Mapping[str, Any]:
        begun.append(work.job.id)
        raise KeyboardInterrupt  # nothing is written down any more, as when the process is gone

    job_id, handlers = ask(world, file="a"), {JobKind.READ_LIST: JobHandler(killed, is_repeatable)}
    for _ in range(MOST_TRIES if is_repeatable else 1):
        with pytest.raises(KeyboardInterrupt):
            run(world, handlers)
    assert find(world, job_id).job_status is JobStatus.RUNNING
    with leases.worker_lease(world.settings.instance) as worker:
        own = runner(world, worker, handlers)
        assert own.has_work(world.now)
        assert own.run_waiting(lambda: world.now) == 1
        assert not own.has_work(world.now)
    ended = find(world, job_id)
    assert len(begun) == (MOST_TRIES if is_repeatable else 1)
    assert ended.job_status is JobStatus.FAILED
    assert ("may be done or not" in ended.error) == (not is_repeatable)


def test_a_job_that_somebody_does_is_left_alone(world: World) -> None:
    inner: list[int] = []

    def read(_work: JobWork) -> Mapping[str, Any]:
        inner.append(run(world, handlers))
        return {}

    handlers = {JobKind.READ_LIST: JobHandler(read)}
    ask(world)
    assert run(world, handlers) == 1
    assert inner == [0]


def test_what_ended_a_week_ago_is_forgotten(world: World) -> None:
    job_id = ask(world)
    run(world, {JobKind.READ_LIST: JobHandler(lambda _work: {})})
    world.now += KEPT_FOR
    assert run(world, {}) == 0
    world.now += timedelta(seconds=1)
    assert run(world, {}) == 1
    with pytest.raises(NotFound):
        find(world, job_id)
    with world.database.reading() as session:
        assert session.execute(select(func.count()).select_from(AskedJob)).scalar_one() == 0
