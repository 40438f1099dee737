"""Bells are names and nothing else, are heard through any queue, and never fail whoever rings them."""

import subprocess
import sys
import threading
from collections.abc import Iterator
from pathlib import Path
from queue import Queue
from typing import Any

import huey.storage
import pytest
from huey import MemoryHuey

from notifier.errors import SettingsFault
from notifier.settings import Settings
from notifier.worker import queue as task_queue
from notifier.worker.queue import Bellringer


def settings_for(folder: Path, **values: str) -> Settings:
    return Settings(instance=folder, **{"database_url": f"sqlite:///{folder}/x.sqlite", **values})


@pytest.fixture(params=["sqlite", "postgresql"])
def settings(request: pytest.FixtureRequest, tmp_path: Path) -> Iterator[Settings]:
    """An installation whose queue goes with its database."""
    if request.param == "sqlite":
        yield settings_for(tmp_path)
    else:
        cluster = request.getfixturevalue("cluster")
        url = cluster.create()
        yield settings_for(tmp_path, database_url=url)
        cluster.drop(url)


def work_off(queue: Any) -> None:
    """Run what was rung."""
    while (task := queue.dequeue()) is not None:
        queue.execute(task)


def test_the_web_only_rings_and_a_worker_hears_it(settings: Settings) -> None:
    of_web, of_worker = task_queue.open_queue(settings), task_queue.open_queue(settings)
    content: list[str] = []
    ring = task_queue.ringer(of_web)
    task_queue.ringer(of_worker, content.append)
    for name in task_queue.TASKS:
        ring(name)
    assert content == []
    work_off(of_worker)
    assert sorted(content) == sorted(task_queue.TASKS)
    for queue in (of_web, of_worker):
        queue.storage.close()


def test_there_is_a_bell_for_every_channel() -> None:
    assert set(task_queue.TASKS) == {"settle", "advance", "reconcile", "copies"} | {
        "drain_sms",
        "drain_email",
        "drain_letter",
        "drain_footer",
    }


def test_a_bell_carries_no_fact() -> None:
    queue = MemoryHuey(name="test")
    task_queue.ringer(queue)("settle")
    task = queue.dequeue()
    assert (task.name, task.args, task.kwargs) == ("settle", (), {})


def test_an_unknown_bell_is_a_defect() -> None:
    with pytest.raises(KeyError):
        task_queue.ringer(MemoryHuey(name="test"))("no such task")


def test_whoever_rings_does_not_fail_when_the_queue_is_broken(caplog: pytest.LogCaptureFixture) -> None:
    class Broken(MemoryHuey):  # type: ignore[misc]  # huey carries no types
        def enqueue(self, task: Any) -> None:
            raise ConnectionError("redis://:secret@example.com is away")

    task_queue.ringer(Broken(name="test"))("settle")
    assert "settle" in caplog.text
    assert "secret" not in caplog.text


def test_the_queue_of_one_machine_is_a_file_beside_the_database(tmp_path: Path) -> None:
    task_queue.check_queue(settings_for(tmp_path))
    assert (tmp_path / "queue.sqlite3").exists()


@pytest.mark.parametrize("url", ["amqp://localhost", "memory", "sqlite:///x"])
def test_another_kind_of_queue_is_refused(tmp_path: Path, url: str) -> None:
    with pytest.raises(SettingsFault, match="redis://"):
        task_queue.open_queue(settings_for(tmp_path, queue_url=url))


@pytest.mark.parametrize("scheme", ["postgresql", "postgresql+psycopg"])
def test_a_postgresql_that_does_not_answer_is_named_without_its_password(tmp_path: Path, scheme: str) -> None:
    away = f"{scheme}://somebody:secret@127.0.0.1:1/nothing?connect_timeout=1"
    with pytest.raises(SettingsFault, match="queue_url") as fault:
        task_queue.open_queue(settings_for(tmp_path, queue_url=away))
    assert "secret" not in str(fault.value)


def test_a_folder_that_is_not_there_is_named(tmp_path: Path) -> None:
    with pytest.raises(SettingsFault, match="does not answer"):
        task_queue.check_queue(settings_for(tmp_path / "nothing"))


def test_redis_without_its_package_says_what_to_install(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(huey.storage, "Redis", None)
    with pytest.raises(SettingsFault, match=r"fair-notice\[redis\]"):
        task_queue.open_queue(settings_for(tmp_path, queue_url="redis://127.0.0.1:6379/0"))


FIRST_RUN = """
import sys
from pathlib import Path
from notifier.worker import queue
from notifier.worker.queue import Bellringer
from notifier.settings import Settings
settings = Settings(instance=Path(sys.argv[1]), database_url=sys.argv[2])
print("ready", flush=True)
sys.stdin.readline()
queue.ringer(queue.open_queue(settings))("settle")
"""


def test_many_first_runs_at_once_agree_on_the_tables(tmp_path: Path, request: pytest.FixtureRequest) -> None:
    cluster = request.getfixturevalue("cluster")
    url = cluster.create()
    command = [sys.executable, "-c", FIRST_RUN, str(tmp_path), url]
    runs = [
        subprocess.Popen(command, stdin=subprocess.PIPE, stdout=subprocess.PIPE, stderr=subprocess.PIPE, text=True)
        for _ in range(4)
    ]
    for run in runs:
        assert run.stdout is not None
        assert run.stdout.readline() == "ready\n"
    ended = [(run.communicate("go\n", timeout=60)[1], run.returncode) for run in runs]
    assert ended == [("", 0)] * 4
    queue = task_queue.open_queue(settings_for(tmp_path, database_url=url))
    assert queue.pending_count() == 4
    queue.storage.close()
    cluster.drop(url)


def test_who_rings_does_not_wait_and_what_is_rung_often_at_once_is_rung_once() -> None:
    rung: Queue[str] = Queue()
    may_go_on = threading.Event()

    def ring(name: str) -> None:
        rung.put(name)
        may_go_on.wait(10)

    bell = Bellringer(ring)
    bell("settle")
    assert rung.get(timeout=10) == "settle"  # and the queue does not answer
    for name in ("settle", "settle", "advance", "settle"):
        bell(name)
    may_go_on.set()
    assert [rung.get(timeout=10), rung.get(timeout=10)] == ["advance", "settle"]
    bell("copies")
    assert rung.get(timeout=10) == "copies"
    assert rung.empty()
