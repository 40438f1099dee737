"""Workers as the processes that they are: several at once, asked to stop, killed, orphaned, and without their queue."""

import os
import signal
import subprocess
import sys
import time
from collections import Counter
from collections.abc import Callable, Iterator, Mapping
from contextlib import contextmanager
from datetime import datetime
from pathlib import Path

import pytest
from sqlalchemy import func, select

from notifier import doorbell, leases
from notifier.store.database import Database
from notifier.store.models import Delivery
from notifier.vocabulary import Channel, DeliveryStatus
from tests.world import World

ENOUGH = 120.0  # seconds in which even a busy machine gets there; nothing waits so long when it works
WORKER = (sys.executable, "-m", "notifier", "worker")
# A worker whose texts are answered only after it has been asked to stop; then it goes on with `{then}`.
SLOW = """
import signal, sys, time
from pathlib import Path
from notifier.channels.outbox import Outbox
from notifier.cli import program, running
from notifier.vocabulary import Channel

class Slow(Outbox):
    def send(self, messages):
        for sent in super().send(messages):
            while signal.getsignal(signal.SIGTERM) is not signal.SIG_DFL:
                time.sleep(0.01)
            Path(sys.argv[1]).touch()
            {then}
            yield sent

running.providers = lambda settings: dict.fromkeys(Channel, Slow(settings.outbox))
program(["worker"])
"""


def environment(world: World) -> Mapping[str, str]:
    """What a process of this world's installation finds in its environment."""
    values = {
        "INSTANCE": world.settings.instance,
        "DATABASE_URL": world.settings.database_url,
        "PUBLIC_URL": world.settings.public_url,
        "NOW": world.now.isoformat(),
        "QUIET_HOURS": "off",
        "FIRST_SLICE": 0,
    }
    return {**os.environ, **{f"NOTIFIER_{name}": str(value) for name, value in values.items()}}


@contextmanager
def started(world: World, *command: str) -> Iterator[subprocess.Popen[str]]:
    """A process that is ended with the block, whatever happens in it."""
    process = subprocess.Popen(command, env=environment(world), stderr=subprocess.PIPE, text=True)
    try:
        yield process
    finally:
        process.kill()
        process.communicate()


def until(condition: Callable[[], bool]) -> None:
    deadline = time.monotonic() + ENOUGH
    while not condition():
        assert time.monotonic() < deadline, "it did not come to that"
        time.sleep(0.05)


def ended(process: subprocess.Popen[str]) -> tuple[int, str]:
    """How it ended and what it said."""
    said = process.communicate(timeout=ENOUGH)[1]
    return process.returncode, said


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


def test_three_workers_hear_one_bell_share_the_work_and_end_when_they_are_asked_to(world: World) -> None:
    with started(world, *WORKER) as one, started(world, *WORKER) as two, started(world, *WORKER) as three:
        workers = (one, two, three)
        until(lambda: leases.living(world.settings.instance) == 3)
        world.import_people(*(world.person() for _ in range(60)), *(world.person(mobile=None) for _ in range(60)))
        world.launched()
        queue = doorbell.open_queue(world.settings)
        doorbell.ringer(queue)("advance")
        queue.storage.close()
        until(lambda: statuses(world)[DeliveryStatus.DELIVERED] == 120)
        for worker in workers:
            worker.terminate()
        ends = [ended(worker) for worker in workers]
    assert [status for status, _said in ends] == [0, 0, 0]
    assert all("a worker ends" in said and '"level": "error"' not in said for _status, said in ends)
    assert Counter(Counter(sent(world)).values()) == {1: 120}
    assert leases.living(world.settings.instance) == 0


def test_without_its_queue_a_worker_finds_the_work_by_itself(light_world: World) -> None:
    instance = light_world.settings.instance
    with started(light_world, *WORKER) as process:
        until(lambda: (instance / "queue.sqlite3").exists() and leases.living(instance) == 1)
        for file in instance.glob("queue.sqlite3*"):
            file.unlink()
        light_world.import_people(light_world.person())
        light_world.launched()
        until(lambda: len(sent(light_world)) == 1)
        process.send_signal(signal.SIGINT)
        assert ended(process)[0] == 0


def test_a_worker_that_is_asked_to_stop_writes_down_what_is_in_flight_and_claims_nothing_more(
    light_world: World, tmp_path: Path
) -> None:
    light_world.import_people(*(light_world.person() for _ in range(200)))
    light_world.launched()
    with started(light_world, sys.executable, "-c", SLOW.format(then=""), str(tmp_path / "answered")) as process:
        until(lambda: len(sent(light_world)) == 1)
        process.terminate()
        status, said = ended(process)
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
    with started(light_world, sys.executable, "-c", SLOW.format(then="time.sleep(600)"), str(noted)) as process:
        until(lambda: len(sent(light_world)) == 1)
        process.terminate()
        until(noted.exists)
        process.terminate()
        assert ended(process)[0] == -signal.SIGTERM
    assert statuses(light_world)[DeliveryStatus.SENDING] >= 1
    light_world.until_idle()
    assert Counter(Counter(sent(light_world)).values()) == {1: 3}


ORPHAN_MAKER = """
import os, subprocess, sys
subprocess.Popen([sys.executable, "-m", "notifier", "worker", "--beside", str(os.getpid())])
sys.stdin.readline()
"""


def test_a_worker_beside_a_web_that_is_gone_ends(light_world: World) -> None:
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
    with started(light_world, *WORKER, "--beside", str(os.getpid())) as process:
        until(lambda: leases.living(light_world.settings.instance) == 1)
        for number in (signal.SIGINT, signal.SIGTERM, signal.SIGTERM):
            process.send_signal(number)
        status, said = ended(process)
    assert (status, "a worker ends" in said) == (0, True)
