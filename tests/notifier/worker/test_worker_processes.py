"""Workers as the processes that they are: several at once, asked to stop, killed, orphaned, and without their queue."""

import os
import signal
import subprocess
import sys
import tempfile
import time
from collections import Counter
from collections.abc import Callable, Iterable, Iterator, Mapping
from contextlib import contextmanager
from datetime import datetime
from pathlib import Path

import pytest
from sqlalchemy import func, select

from notifier.cli import program, worker_commands
from notifier.delivery import leases
from notifier.practice import jobs
from notifier.providers.base import Result
from notifier.providers.message_types import Message
from notifier.providers.outbox import Outbox
from notifier.store.database import Database
from notifier.store.tables import Delivery
from notifier.vocabulary import Channel, DeliveryStatus, JobKind, JobStatus, Role, Task
from notifier.worker.queue import open_queue
from tests.forked import Forked
from tests.notifier.worker.queues import forgeries, left_by_the_last_release, pickles, raw_queue
from tests.world import World

ENOUGH = 120.0  # seconds in which even a busy machine gets there; nothing waits so long when it works


class Slow(Outbox):
    """An outbox whose texts are answered only after the worker has been asked to stop; then it goes on with `then`."""

    def __init__(self, folder: Path, noted: Path, then: Callable[[], object]) -> None:
        super().__init__(folder)
        self._noted, self._then = noted, then

    def send(self, messages: Iterable[Message]) -> Iterator[tuple[str, Result]]:
        for answered in super().send(messages):
            while signal.getsignal(signal.SIGTERM) is not signal.SIG_DFL:
                time.sleep(0.01)
            self._noted.touch()
            self._then()
            yield answered


def worker(*options: str) -> Callable[[], object]:
    """The command, to be run in a process of its own."""
    return lambda: program(["worker", *options])


def slow_worker(noted: Path, then: Callable[[], object] = lambda: None) -> Callable[[], object]:
    """The worker's command with an outbox that is `Slow`, to be run in a process of its own."""

    def run() -> None:
        with pytest.MonkeyPatch.context() as patch:
            patch.setattr(
                worker_commands, "providers", lambda known: dict.fromkeys(Channel, Slow(known.outbox, noted, then))
            )
            program(["worker"])

    return run


def environment(world: World) -> Mapping[str, str]:
    """What a process of this world's installation finds in its environment."""
    values = {
        "INSTANCE": world.settings.instance,
        "DATABASE_URL": world.settings.database_url,
        "QUEUE_URL": world.settings.queue_url,
        "PUBLIC_URL": world.settings.public_url,
        "NOW": world.now.isoformat(),
        "QUIET_HOURS": "off",
        "FIRST_SLICE": 0,
    }
    return {**os.environ, **{f"NOTIFIER_{name}": str(value) for name, value in values.items()}}


@contextmanager
def started(world: World, *works: Callable[[], object]) -> Iterator[list[Forked]]:
    """Processes that are ended with the block, whatever happens in it."""
    world.database.close()
    folder = Path(tempfile.mkdtemp(dir=world.settings.instance))
    processes: list[Forked] = []
    try:
        for number, work in enumerate(works):
            processes.append(Forked(work, environment(world), folder / f"{number}.log"))
        yield processes
    finally:
        for process in processes:
            process.kill()


def until(condition: Callable[[], bool]) -> None:
    deadline = time.monotonic() + ENOUGH
    while not condition():
        assert time.monotonic() < deadline, "it did not come to that"
        time.sleep(0.05)


def statuses(world: World) -> Counter[DeliveryStatus]:
    query = select(Delivery.delivery_status, func.count()).group_by(Delivery.delivery_status)
    with world.database.reading() as session:
        return Counter({row[0]: row[1] for row in session.execute(query)})


def sent(world: World) -> list[str]:
    return [message["reference"] for channel in (Channel.SMS, Channel.EMAIL) for message in world.outbox(channel)]


@pytest.fixture
def world(database: Database, tmp_path: Path, now: datetime) -> World:
    return World(database, tmp_path, now)


@pytest.fixture
def light_world(sqlite_database: Database, tmp_path: Path, now: datetime) -> World:
    return World(sqlite_database, tmp_path, now)


def test_three_workers_are_woken_once_share_the_work_and_end_when_they_are_asked_to(world: World) -> None:
    with started(world, worker(), worker(), worker()) as workers:
        until(lambda: leases.living(world.settings.instance) == 3)
        world.import_people(*(world.person() for _ in range(60)), *(world.person(mobile=None) for _ in range(60)))
        world.launched()
        queue = open_queue(world.settings, world.keys)
        queue.put(Task.ADVANCE)
        queue.close()
        until(lambda: statuses(world)[DeliveryStatus.DELIVERED] == 120)
        for one in workers:
            one.send_signal(signal.SIGTERM)
        ends = [one.ended(ENOUGH) for one in workers]
    assert [status for status, _said in ends] == [0, 0, 0]
    assert all("a worker ends" in said and '"level": "error"' not in said for _status, said in ends)
    assert Counter(Counter(sent(world)).values()) == {1: 120}
    assert leases.living(world.settings.instance) == 0


def test_a_worker_runs_nothing_that_others_put_into_its_queue(world: World, tmp_path: Path) -> None:
    assert_pickles_run_nothing(world, tmp_path / "made by a pickle")


def test_a_worker_runs_nothing_that_others_put_into_a_redis(light_world: World, tmp_path: Path, redis_url: str) -> None:
    light_world.settings = light_world.settings.model_copy(update={"queue_url": redis_url})
    assert_pickles_run_nothing(light_world, tmp_path / "made by a pickle")


def assert_pickles_run_nothing(world: World, made: Path) -> None:
    """A worker whose queue is full of pickles takes them out, runs none, says so once, and does its work."""
    open_queue(world.settings, world.keys).close()
    raw = raw_queue(world.settings, world.keys)
    for data in [*pickles(made).values(), left_by_the_last_release(), *forgeries().values()]:
        raw.put(data)
    with started(world, worker()) as (process,):
        until(lambda: not raw.held())
        world.import_people(world.person())
        world.launched()
        until(lambda: len(sent(world)) == 1)
        process.send_signal(signal.SIGTERM)
        status, said = process.ended(ENOUGH)
    assert (status, made.exists()) == (0, False)
    assert said.count("did not sign") == 1
    assert '"level": "error"' not in said


def test_without_its_queue_a_worker_finds_the_work_by_itself(light_world: World) -> None:
    instance = light_world.settings.instance
    with started(light_world, worker()) as (process,):
        until(lambda: "a worker begins" in process.said)
        files = list(instance.glob("queue.sqlite3*"))
        assert files
        for file in files:
            file.unlink()
        light_world.import_people(light_world.person())
        light_world.launched()
        until(lambda: len(sent(light_world)) == 1)
        process.send_signal(signal.SIGINT)
        assert process.ended(ENOUGH)[0] == 0


def test_a_worker_that_is_asked_to_stop_writes_down_what_is_in_flight_and_claims_nothing_more(
    light_world: World, tmp_path: Path
) -> None:
    light_world.import_people(*(light_world.person() for _ in range(200)))
    light_world.launched()
    with started(light_world, slow_worker(tmp_path / "answered")) as (process,):
        until(lambda: len(sent(light_world)) == 1)
        process.send_signal(signal.SIGTERM)
        status, said = process.ended(ENOUGH)
    assert status == 0, said
    found = statuses(light_world)
    written_down = found[DeliveryStatus.ACCEPTED] + found[DeliveryStatus.DELIVERED]
    assert written_down == len(sent(light_world)) < 200
    assert written_down + found[DeliveryStatus.PLANNED] == 200


def test_a_worker_that_is_asked_twice_ends_at_once_and_the_next_finds_out_what_it_left(
    light_world: World, tmp_path: Path
) -> None:
    light_world.import_people(*(light_world.person() for _ in range(3)))
    light_world.launched()
    noted = tmp_path / "noted"
    with started(light_world, slow_worker(noted, lambda: time.sleep(600))) as (process,):
        until(lambda: len(sent(light_world)) == 1)
        process.send_signal(signal.SIGTERM)
        until(noted.exists)
        process.send_signal(signal.SIGTERM)
        assert process.ended(ENOUGH)[0] == -signal.SIGTERM
    assert statuses(light_world)[DeliveryStatus.SENDING] >= 1
    light_world.until_idle()
    assert Counter(Counter(sent(light_world)).values()) == {1: 3}


ORPHAN_MAKER = """
import os, subprocess, sys
subprocess.Popen([sys.executable, "-m", "notifier", "worker", "--beside", str(os.getpid())])
sys.stdin.readline()
"""


def test_a_worker_beside_a_web_that_is_gone_ends(light_world: World) -> None:
    """As the commands that they are, each in a Python of its own."""
    command = [sys.executable, "-c", ORPHAN_MAKER]
    with subprocess.Popen(
        command, env=environment(light_world), stdin=subprocess.PIPE, stderr=subprocess.PIPE, text=True
    ) as process:
        until(lambda: leases.living(light_world.settings.instance) == 1)
        process.kill()
        said = process.communicate(timeout=ENOUGH)[1]  # the worker has it open as well, until it ends
    assert "a worker ends" in said
    assert leases.living(light_world.settings.instance) == 0


def test_a_worker_beside_a_web_takes_every_signal_for_the_same_wish(light_world: World) -> None:
    """A service manager stops both, and the web then stops its worker once more."""
    with started(light_world, worker("--beside", str(os.getpid()))) as (process,):
        until(lambda: leases.living(light_world.settings.instance) == 1)
        for number in (signal.SIGINT, signal.SIGTERM, signal.SIGTERM):
            process.send_signal(number)
        status, said = process.ended(ENOUGH)
    assert (status, "a worker ends" in said) == (0, True)


def test_jobs_are_done_in_a_process_of_their_own(light_world: World) -> None:
    campaign_id = light_world.campaign()
    with light_world.database.writing() as session:
        manager, now = light_world.staff(Role.MANAGER), light_world.now
        job_id = jobs.ask_job(session, manager, JobKind.MAKE_PREVIEW, {}, now, campaign_id=campaign_id)
    command = [sys.executable, "-m", "notifier", "jobs", "--beside", str(os.getpid())]
    subprocess.run(command, env=environment(light_world), check=True, timeout=ENOUGH)
    with light_world.database.reading() as session:
        job = jobs.find_job(session, light_world.practice_id, job_id)
    assert (job.job_status, job.error) == (
        JobStatus.FAILED,
        "There is no patient to tell: import the practice's list first.",
    )
    assert leases.living(light_world.settings.instance) == 0
