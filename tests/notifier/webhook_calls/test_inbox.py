"""A call is taken within seconds whatever the database does, and is there once when the database is back."""

import os
import signal
import sqlite3
from collections.abc import Callable, Iterator
from contextlib import AbstractContextManager, closing, contextmanager
from pathlib import Path

import psycopg
import pytest
from sqlalchemy import func, select, text

from notifier.store.database import Database
from notifier.store.tables import InboundText, StoredCall
from notifier.vocabulary import Task
from notifier.webhook_calls import inbox as inboxes
from notifier.webhook_calls.call_reading import CallReader, CallsRead
from notifier.webhook_calls.call_spool import CallSpool
from notifier.webhook_calls.heard_calls import store_calls
from notifier.webhook_calls.inbox import CallInbox, CallNotKept
from tests.notifier.webhook_calls.calls import LineReader, text_call
from tests.world import World

LONG = 60.0  # seconds in which it gets there on any machine
CALLS = [text_call(f"KEEP {serial}", f"SM{serial}") for serial in range(12)]


def inbox_of(
    world: World, read: Callable[[], CallsRead] | None = None, wake: Callable[[Task], None] = lambda _task: None
) -> CallInbox:
    reader = CallReader(world.database, world.keys, LineReader().hooks)
    return CallInbox(world.database, spool_of(world), read or reader.read_waiting, wake)


def spool_of(world: World) -> CallSpool:
    return CallSpool.of(world.settings)


def texts(world: World) -> int:
    with world.database.reading() as session:
        return session.execute(select(func.count()).select_from(InboundText)).scalar_one()


def waiting(world: World) -> int:
    with world.database.reading() as session:
        return session.execute(select(func.count()).select_from(StoredCall)).scalar_one()


@pytest.fixture
def impatient(monkeypatch: pytest.MonkeyPatch) -> None:
    """Nobody waits two seconds for a database that is held up on purpose."""
    monkeypatch.setattr(inboxes, "PATIENCE", 0.2)
    monkeypatch.setattr(inboxes, "_LOOK_AGAIN", 0.1)


def test_a_call_is_in_the_database_when_it_is_taken_and_read_at_once(world: World) -> None:
    woken: list[Task] = []
    inbox = inbox_of(world, wake=woken.append)
    for call in CALLS:
        inbox.take(call)
    assert inbox.finish(LONG)
    assert (texts(world), waiting(world), spool_of(world).count().number) == (len(CALLS), 0, 0)
    assert set(woken) == {Task.SETTLE, Task.ADVANCE}


def test_it_is_written_before_it_is_read(world: World) -> None:
    found: list[int] = []

    def read() -> CallsRead:
        found.append(waiting(world))
        return CallsRead()

    inbox = inbox_of(world, read)
    inbox.take(CALLS[0])
    assert waiting(world) == 1
    assert inbox.finish(LONG)
    assert found == [1]


Outage = Callable[[World], AbstractContextManager[None]]


def assert_taken_during(world: World, outage: Outage) -> None:
    """Calls are taken while the outage lasts, and all there once afterwards."""
    inbox = inbox_of(world)
    with outage(world):
        for call in CALLS:
            inbox.take(call)  # returns though the outage goes on
        assert spool_of(world).count().number > 0
    assert inbox.finish(LONG)
    assert (texts(world), waiting(world), spool_of(world).count().number) == (len(CALLS), 0, 0)


@contextmanager
def locked_file(world: World) -> Iterator[None]:
    """Another program writes for a long time."""
    with closing(sqlite3.connect(str(world.database.engine.url.database), isolation_level=None)) as other:
        other.execute("BEGIN IMMEDIATE")
        yield
        other.execute("ROLLBACK")


@contextmanager
def locked_table(world: World) -> Iterator[None]:
    """Somebody has the table for themself."""
    url = world.database.engine.url.set(drivername="postgresql").render_as_string(hide_password=False)
    with psycopg.connect(url) as other:
        other.execute("LOCK TABLE webhook_call IN ACCESS EXCLUSIVE MODE")
        yield


@contextmanager
def stopped_server(world: World) -> Iterator[None]:
    """The processes that answer our connections are stopped, as on a machine that hangs."""
    with world.database.engine.connect() as mine:
        query = text("SELECT pid FROM pg_stat_activity WHERE datname = current_database()")
        pids = mine.execute(query).scalars().all()
    for pid in pids:
        os.kill(pid, signal.SIGSTOP)
    try:
        yield
    finally:
        for pid in pids:
            os.kill(pid, signal.SIGCONT)


@pytest.mark.usefixtures("impatient")
def test_while_another_writes_to_the_file(light_world: World) -> None:
    assert_taken_during(light_world, locked_file)


@pytest.mark.usefixtures("impatient")
@pytest.mark.parametrize("outage", [locked_table, stopped_server])
def test_while_postgresql_hangs(postgresql_world: World, outage: Outage) -> None:
    assert_taken_during(postgresql_world, outage)


@pytest.mark.usefixtures("impatient")
def test_while_the_file_is_moved_away(light_world: World) -> None:
    file = Path(str(light_world.database.engine.url.database))
    away = file.with_name("away")
    light_world.database.engine.dispose()
    inbox = inbox_of(light_world)
    file.rename(away)
    for call in CALLS:
        inbox.take(call)
    assert not file.exists()
    assert spool_of(light_world).count().number == len(CALLS)
    away.rename(file)
    assert inbox.finish(LONG)
    assert (texts(light_world), waiting(light_world)) == (len(CALLS), 0)


@pytest.mark.usefixtures("impatient")
def test_what_an_earlier_process_left_is_read_at_the_start(light_world: World) -> None:
    spool_of(light_world).put(CALLS[0])
    with light_world.database.writing() as session:
        store_calls(session, [CALLS[1]])
    later = inbox_of(light_world)
    later.start()
    assert later.finish(LONG)
    assert (texts(light_world), waiting(light_world), spool_of(light_world).count().number) == (2, 0, 0)


@pytest.mark.usefixtures("impatient")
def test_a_database_that_cannot_be_read_is_tried_again_and_the_workers_are_told(light_world: World) -> None:
    reader = CallReader(light_world.database, light_world.keys, LineReader().hooks)
    failures = [OSError("away"), OSError("away")]

    def read() -> CallsRead:
        if failures:
            raise failures.pop()
        return reader.read_waiting()

    woken: list[Task] = []
    inbox = inbox_of(light_world, read, woken.append)
    inbox.take(CALLS[0])
    assert inbox.finish(LONG)
    assert texts(light_world) == 1
    assert woken == [Task.READ_CALLS, Task.READ_CALLS, Task.SETTLE, Task.ADVANCE]


def test_without_database_and_disk_it_is_not_taken(light_world: World, missing_database: Database) -> None:
    (light_world.settings.instance / "webhook_calls").write_text("no folder")
    light_world.database = missing_database
    with pytest.raises(CallNotKept):
        inbox_of(light_world).take(CALLS[0])


def test_the_threads_end_when_there_is_nothing_to_do(light_world: World, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(inboxes, "_LOOK_AGAIN", 0.01)
    inbox = inbox_of(light_world)
    for call in CALLS[:3]:
        inbox.take(call)
        assert inbox.finish(LONG)
        with inbox._changed:
            assert inbox._changed.wait_for(lambda: not inbox._threads, LONG)
    assert texts(light_world) == 3
