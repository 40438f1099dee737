"""Messages are signed names and nothing else, are heard through any kind of queue, and never fail whoever wakes."""

import pickle
import subprocess
import sys
import threading
from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from pathlib import Path
from queue import Empty, Queue

import huey.storage
import pytest

from notifier.errors import SettingsFault
from notifier.patients.access_codes import Keys
from notifier.settings import Settings
from notifier.store.instance_keys import KEY_FILE
from notifier.vocabulary import Task
from notifier.worker import queue as task_queue
from notifier.worker.doctor.machine import check_wake_queue
from notifier.worker.queue import WakeQueue
from tests.kinds import Kind, ran_on
from tests.notifier.worker.queues import KEYS, forgeries, left_by_the_last_release, messages, pickles, raw_queue, signed

ENOUGH = 30.0  # seconds in which even a busy machine gets there; nothing waits so long when it works
DOOR_KEYS = Keys(code=b"", fingerprint=b"f" * 32, session=b"", draft=b"d" * 32, queue=b"", form=b"")


def settings_for(folder: Path, **values: str) -> Settings:
    return Settings(instance=folder, **{"database_url": f"sqlite:///{folder}/x.sqlite", **values})


@pytest.fixture(params=[Kind.SQLITE, Kind.POSTGRESQL, Kind.REDIS])
def settings(request: pytest.FixtureRequest, tmp_path: Path) -> Iterator[Settings]:
    """An installation with each kind of queue."""
    if request.param is Kind.SQLITE:
        ran_on(request, Kind.SQLITE)
        yield settings_for(tmp_path)
    elif request.param is Kind.POSTGRESQL:
        ran_on(request, Kind.POSTGRESQL)
        cluster = request.getfixturevalue("cluster")
        url = cluster.create()
        yield settings_for(tmp_path, database_url=url)
        cluster.drop(url)
    else:
        yield settings_for(tmp_path, queue_url=request.getfixturevalue("redis_url"))


@contextmanager
def opened(settings: Settings, keys: Keys = KEYS) -> Iterator[WakeQueue]:
    queue = task_queue.open_queue(settings, keys)
    try:
        yield queue
    finally:
        queue.close()


@contextmanager
def consumed(queue: WakeQueue) -> Iterator["Queue[Task]"]:
    """What a worker hears, while the block runs."""
    heard: Queue[Task] = Queue()
    is_over = threading.Event()
    consumer = threading.Thread(target=queue.consume, args=(heard.put, is_over.is_set))
    consumer.start()
    try:
        yield heard
    finally:
        is_over.set()
        consumer.join(ENOUGH)
        assert not consumer.is_alive()


def heard_until(queue: WakeQueue, last: Task) -> Sequence[Task]:
    """All that a worker hears, up to a task that was put there last."""
    heard: list[Task] = []
    with consumed(queue) as found:
        while not heard or heard[-1] is not last:
            heard.append(found.get(timeout=ENOUGH))
    return heard


def test_what_one_process_wakes_another_hears(settings: Settings) -> None:
    with opened(settings) as of_web, opened(settings) as of_worker, consumed(of_worker) as heard:
        for task in Task:
            of_web.wake(task)
            assert heard.get(timeout=ENOUGH) is task
        assert heard.empty()


def test_a_message_is_a_name_and_its_signature(settings: Settings) -> None:
    with opened(settings) as queue:
        for task in Task:
            queue.put(task)
        assert raw_queue(settings).held() == list(messages().values())


def test_what_others_put_into_the_queue_runs_nothing(
    settings: Settings, tmp_path: Path, caplog: pytest.LogCaptureFixture
) -> None:
    made = tmp_path / "made by a pickle"
    bombs = pickles(made)
    hostile = [*bombs.values(), left_by_the_last_release(), *forgeries().values()]
    with opened(settings) as queue:
        raw = raw_queue(settings)
        for data in hostile:
            raw.put(data)
        for data in bombs.values():
            raw.put_into_timetable(data)
        for task in Task:
            raw.put_as_value(f"rt:{task}", bombs["a pickle"])  # whether a task is revoked, asks Huey before it runs one
        queue.put(Task.ADVANCE)
        assert heard_until(queue, Task.ADVANCE) == [Task.ADVANCE]
    assert not made.exists()
    assert caplog.text.count("did not sign") == 1, "once is enough"
    assert not any(level in caplog.text for level in ("ERROR", "Traceback"))


def test_the_pickles_of_these_tests_would_run(tmp_path: Path) -> None:
    """Else nothing were shown by their not running."""
    made = tmp_path / "made by a pickle"
    for data in pickles(made).values():
        pickle.loads(data)  # noqa: S301 - our own
        assert made.exists()
        made.unlink()


def test_two_installations_with_one_queue_url_do_not_take_each_others_messages(settings: Settings) -> None:
    other = Keys.derive(b"o" * 32)
    theirs = task_queue.open_queue(settings, other)
    with opened(settings) as queue:
        queue.put(Task.SETTLE)
        theirs.put(Task.SEND)
        queue.put(Task.ADVANCE)
        assert heard_until(queue, Task.ADVANCE) == [Task.SETTLE, Task.ADVANCE]
    assert heard_until(theirs, Task.SEND) == [Task.SEND]
    theirs.close()


def test_a_message_that_is_put_there_again_only_wakes_again(settings: Settings) -> None:
    with opened(settings) as queue:
        raw = raw_queue(settings)
        for _ in range(3):
            raw.put(messages()[Task.SETTLE])
        queue.put(Task.ADVANCE)
        assert heard_until(queue, Task.ADVANCE) == [*[Task.SETTLE] * 3, Task.ADVANCE]


@pytest.mark.parametrize("value", ["settle", 7, 1.5, signed(KEYS.queue, "settle").decode()])
def test_a_file_that_holds_no_bytes_wakes_nobody(tmp_path: Path, value: object) -> None:
    """SQLite stores any kind of value in any column."""
    settings = settings_for(tmp_path)
    with opened(settings) as queue:
        raw_queue(settings).put(value)  # type: ignore[arg-type]
        queue.put(Task.ADVANCE)
        assert heard_until(queue, Task.ADVANCE) == [Task.ADVANCE]


def test_without_the_installations_key_nothing_is_put_into_a_queue(tmp_path: Path) -> None:
    with pytest.raises(SettingsFault, match=KEY_FILE):
        task_queue.open_queue(settings_for(tmp_path), DOOR_KEYS)
    assert list(tmp_path.iterdir()) == []


def test_the_key_of_the_queue_is_of_no_use_for_anything_else() -> None:
    assert len({KEYS.code, KEYS.fingerprint, KEYS.session, KEYS.draft, KEYS.queue, KEYS.form}) == 6


class StandInStorage:
    """A storage in memory that fails and waits as a test wants it to."""

    blocking = False

    def __init__(self) -> None:
        self.put, self.held = Queue[bytes](), Queue[bytes | Exception]()
        self.may_go_on = threading.Event()
        self.closed = False

    def enqueue(self, data: bytes) -> None:
        self.put.put(data)
        assert self.may_go_on.wait(ENOUGH)

    def dequeue(self) -> bytes | None:
        try:
            held = self.held.get_nowait()
        except Empty:
            return None
        if isinstance(held, Exception):
            raise held
        return held

    def close(self) -> None:
        self.closed = True


def test_who_wakes_does_not_wait_and_what_is_wanted_often_at_once_is_put_there_once() -> None:
    storage = StandInStorage()
    queue = WakeQueue(storage, KEYS.queue)
    queue.wake(Task.SETTLE)
    assert storage.put.get(timeout=ENOUGH) == messages()[Task.SETTLE]  # and the queue does not answer
    for task in (Task.SETTLE, Task.SETTLE, Task.ADVANCE, Task.SETTLE):
        queue.wake(task)
    storage.may_go_on.set()
    assert {storage.put.get(timeout=ENOUGH) for _ in range(2)} == {messages()[Task.ADVANCE], messages()[Task.SETTLE]}
    queue.wake(Task.SCREEN_COPIES)
    assert storage.put.get(timeout=ENOUGH) == messages()[Task.SCREEN_COPIES]
    assert storage.put.empty()


def test_who_wakes_does_not_fail_when_the_queue_is_broken(caplog: pytest.LogCaptureFixture) -> None:
    class Broken(StandInStorage):
        def enqueue(self, data: bytes) -> None:
            self.put.put(data)
            if data == messages()[Task.SETTLE]:
                raise ConnectionError("redis://:secret@example.com is away")

    storage = Broken()
    queue = WakeQueue(storage, KEYS.queue)
    queue.wake(Task.SETTLE)
    assert storage.put.get(timeout=ENOUGH) == messages()[Task.SETTLE]
    queue.wake(Task.ADVANCE)
    assert storage.put.get(timeout=ENOUGH) == messages()[Task.ADVANCE], "the next is put there all the same"
    assert "settle cannot be put into the queue" in caplog.text
    assert "secret" not in caplog.text


def test_a_worker_hears_the_queue_again_when_it_answers_again(caplog: pytest.LogCaptureFixture) -> None:
    storage = StandInStorage()
    for _ in range(3):
        storage.held.put(ConnectionError("redis://:secret@example.com is away"))
    storage.held.put(messages()[Task.SETTLE])
    storage.held.put(ConnectionError())
    storage.held.put(messages()[Task.ADVANCE])
    assert heard_until(WakeQueue(storage, KEYS.queue), Task.ADVANCE) == [Task.SETTLE, Task.ADVANCE]
    assert caplog.text.count("does not answer") == 2, "once each time"
    assert "secret" not in caplog.text
    assert storage.closed


def test_the_queue_of_one_machine_is_a_file_beside_the_database(tmp_path: Path) -> None:
    task_queue.check_queue(settings_for(tmp_path))
    assert (tmp_path / "queue.sqlite3").exists()


def test_a_queue_that_answers_is_found_to_do_so(settings: Settings) -> None:
    assert "the queue answers" in [condition.what for condition in check_wake_queue(settings)]


@pytest.mark.parametrize("url", ["amqp://localhost", "memory", "sqlite:///x"])
def test_another_kind_of_queue_is_refused(tmp_path: Path, url: str) -> None:
    with pytest.raises(SettingsFault, match="redis://"):
        task_queue.open_queue(settings_for(tmp_path, queue_url=url), KEYS)


@pytest.mark.parametrize("scheme", ["postgresql", "postgresql+psycopg"])
def test_a_postgresql_that_does_not_answer_is_named_without_its_password(tmp_path: Path, scheme: str) -> None:
    away = f"{scheme}://somebody:secret@127.0.0.1:1/nothing?connect_timeout=1"
    with pytest.raises(SettingsFault, match="queue_url") as fault:
        task_queue.open_queue(settings_for(tmp_path, queue_url=away), KEYS)
    assert "secret" not in str(fault.value)


def test_a_redis_that_does_not_answer_is_named_without_its_password(tmp_path: Path) -> None:
    with pytest.raises(SettingsFault, match="queue_url") as fault:
        task_queue.check_queue(settings_for(tmp_path, queue_url="redis://:secret@127.0.0.1:1/0"))
    assert "secret" not in str(fault.value)


def test_a_folder_that_is_not_there_is_named(tmp_path: Path) -> None:
    with pytest.raises(SettingsFault, match="does not answer"):
        task_queue.check_queue(settings_for(tmp_path / "nothing"))


def test_redis_without_its_package_says_what_to_install(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(huey.storage, "Redis", None)
    with pytest.raises(SettingsFault, match=r"fair-notice\[redis\]"):
        task_queue.open_queue(settings_for(tmp_path, queue_url="redis://127.0.0.1:6379/0"), KEYS)


FIRST_RUN = """
import sys
from pathlib import Path
from notifier.patients.access_codes import Keys
from notifier.settings import Settings
from notifier.vocabulary import Task
from notifier.worker.queue import open_queue
settings = Settings(instance=Path(sys.argv[1]), database_url=sys.argv[2])
print("ready", flush=True)
sys.stdin.readline()
queue = open_queue(settings, Keys.derive(b"k" * 32))
queue.put(Task.SETTLE)
queue.close()
"""


def test_many_first_runs_at_once_agree_on_the_tables(tmp_path: Path, request: pytest.FixtureRequest) -> None:
    ran_on(request, Kind.POSTGRESQL)
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
    with opened(settings_for(tmp_path, database_url=url)) as queue:
        queue.put(Task.ADVANCE)
        assert heard_until(queue, Task.ADVANCE) == [*[Task.SETTLE] * 4, Task.ADVANCE]
    cluster.drop(url)
