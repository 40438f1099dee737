"""Queues of every kind, and what somebody who can reach one may put there, past our own code."""

import hashlib
import hmac
import json
import pickle
import sqlite3
import time
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import psycopg
from huey import MemoryHuey
from huey.registry import Message
from huey.serializer import SignedSerializer
from redis import Redis

from notifier.patients.access_codes import Keys
from notifier.settings import Settings
from notifier.vocabulary import Task
from notifier.worker.queue import queue_name

KEYS = Keys.derive(b"k" * 32)
DUE = time.time() - 60  # in a timetable: long since
# Runs a statement with these values, and gives the rows that it found.
Run = Callable[[str, tuple[object, ...]], Sequence[tuple[Any, ...]]]


@dataclass(frozen=True)
class RawQueue:
    """The three places where Huey's queues hold bytes, to be written to as anybody would who can reach them."""

    held: Callable[[], Sequence[bytes]]  # what will be taken out, next first
    put: Callable[[bytes], object]  # what is taken out before all that the program put there, but not from Redis
    put_into_timetable: Callable[[bytes], object]  # what Huey would run at a time
    put_as_value: Callable[[str, bytes], object]  # what Huey keeps beside the tasks: results, and which are revoked


def raw_queue(settings: Settings, keys: Keys = KEYS) -> RawQueue:
    """The queue of an installation with these keys that has been opened before, so that its tables are there."""
    url = settings.queue_url or settings.database_url
    name = queue_name(keys.queue)
    if url.startswith("redis"):
        client, redis_name = Redis.from_url(url), name.replace("-", "")  # as Huey names it there
        queue = f"huey.redis.{redis_name}"
        return RawQueue(
            lambda: [data for data in client.lrange(queue, 0, -1)[::-1] if isinstance(data, bytes)],
            lambda data: client.lpush(queue, data),
            lambda data: client.zadd(f"huey.schedule.{redis_name}", {data: DUE}),
            lambda key, data: client.hset(f"huey.results.{redis_name}", key, data),
        )
    run = (
        _sqlite_run(settings.instance / "queue.sqlite3")
        if url.startswith("sqlite")
        else _postgresql_run(url.replace("+psycopg", ""))
    )
    return RawQueue(
        lambda: [data for (data,) in run("SELECT data FROM task ORDER BY priority DESC, id", ())],
        lambda data: run("INSERT INTO task (queue, data, priority) VALUES (?, ?, 9)", (name, data)),
        lambda data: run("INSERT INTO schedule (queue, data, timestamp) VALUES (?, ?, ?)", (name, data, DUE)),
        lambda key, data: run("INSERT INTO kv (queue, key, value) VALUES (?, ?, ?)", (name, key, data)),
    )


def _sqlite_run(file: Path) -> Run:
    def run(statement: str, values: tuple[object, ...]) -> Sequence[tuple[Any, ...]]:
        connection = sqlite3.connect(file)
        with connection:
            rows = connection.execute(statement, values).fetchall()
        connection.close()
        return rows

    return run


def _postgresql_run(url: str) -> Run:
    def run(statement: str, values: tuple[object, ...]) -> Sequence[tuple[Any, ...]]:
        here = statement.replace("?", "%s").replace("INTO ", "INTO huey_").replace("FROM ", "FROM huey_")
        with psycopg.connect(url, autocommit=True) as connection:
            found = connection.execute(here.encode(), values)
            return found.fetchall() if found.description else []

    return run


class Bomb:
    """Makes a file when it is unpickled, as it could run anything."""

    def __init__(self, file: Path) -> None:
        self._file = file

    def __reduce__(self) -> Any:
        return Path.touch, (self._file,)


def pickles(file: Path) -> Mapping[str, bytes]:
    """Pickles that make the file: by themselves, in a task of Huey's, and as Huey would sign them."""
    as_task = Message(id="1", name="notifier.worker.queue.settle", args=(Bomb(file),), kwargs={})
    return {
        "a pickle": pickle.dumps(Bomb(file)),
        "a task of Huey's": pickle.dumps(as_task, pickle.HIGHEST_PROTOCOL),
        "a pickle signed by Huey": SignedSerializer(secret=KEYS.queue).serialize(Bomb(file)),
    }


def left_by_the_last_release() -> bytes:
    """What stood in a queue before its tasks were signed names."""
    huey = MemoryHuey(name="fair-notice", results=False)
    return bytes(huey.serialize_task(huey.task(name="settle")(lambda: None).s()))


def signed(key: bytes, name: str) -> bytes:
    """A name and its signature, made here and not by the program."""
    return f"{name}:{hmac.new(key, name.encode(), hashlib.sha256).hexdigest()}".encode()


def forgeries() -> Mapping[str, bytes]:
    """What is not a task of this installation, though nearly."""
    good = signed(KEYS.queue, "settle")
    name, _, signature = good.partition(b":")
    return {
        "a name alone": name,
        "no signature": name + b":",
        "another task's signature": b"advance:" + signature,
        "another installation's": signed(Keys.derive(b"x" * 32).queue, "settle"),
        "another of our keys": signed(KEYS.fingerprint, "settle"),
        "no key": signed(b"", "settle"),
        "an unknown name": signed(KEYS.queue, "rm -rf /"),
        "a member's name, not its value": signed(KEYS.queue, "SETTLE"),
        "a signature in capitals": name + b":" + signature.upper(),
        "one letter too many": good + b"\n",
        "one letter too few": good[:-1],
        "two at once": good + good,
        "JSON": json.dumps({"task": "settle"}).encode(),
        "nothing": b"",
        "not text": bytes(range(256)),
        "a megabyte": b"settle:" * 150_000,
    }


def messages() -> Mapping[Task, bytes]:
    """What the program itself should write for each task."""
    return {task: signed(KEYS.queue, task.value) for task in Task}
