"""How the web wakes the workers: a queue of signed task names. Losing it loses nothing but time.

A file beside the database serves one machine; PostgreSQL or Redis any number of workers on any number of them. Huey's
storages keep the queue: they wake whoever waits, and hand each message to one worker alone. Its own messages are
pickles, with which whoever can write to the queue could run anything here; so none of them is ever read. Ours are the
name of a task and a signature, and what is not one of them to the byte is thrown away. To replay one is harmless: a
worker that is woken looks into the tables, and finds nothing more to do.
"""

import hashlib
import hmac
import logging
import sqlite3
import threading
import time
from collections.abc import Callable
from typing import Any
from urllib.parse import urlsplit

import psycopg
from huey.exceptions import ConfigurationError
from huey.storage import PostgresStorage, RedisStorage, SqliteStorage

from notifier.errors import SettingsFault
from notifier.patients.access_codes import Keys
from notifier.settings import Settings
from notifier.store.instance_keys import KEY_FILE
from notifier.vocabulary import Task

_LOG = logging.getLogger(__name__)
_NAME = "fair-notice"
_SHORTEST_PAUSE, _LONGEST_PAUSE = 0.1, 1.0  # seconds between two looks where nothing wakes us: at a file, at a fault


class WakeQueue:
    """An installation's queue: the web calls `wake`, and each worker runs `consume` in a thread. Neither raises.

    `storage` is one of Huey's; `key` signs the names, and whoever has another key neither wakes nor is woken.
    """

    def __init__(self, storage: Any, key: bytes) -> None:
        self._storage = storage
        self._messages = {task: _signed(key, task) for task in Task}
        self._wanted: set[Task] = set()
        self._changed = threading.Condition()
        self._thread: threading.Thread | None = None
        self._is_silent = self._has_warned = False

    def wake(self, task: Task) -> None:
        """Have a task done soon by some worker; returns at once, so that no patient waits for the queue.

        What is wanted often at once is put into the queue once. What cannot be put there is logged and no more: it
        stands in the tables, and the workers look at those once a minute.
        """
        with self._changed:
            self._wanted.add(task)
            if self._thread is None:  # not before: threads do not survive the server's fork
                self._thread = threading.Thread(target=self._keep_putting, name="wake", daemon=True)
                self._thread.start()
            self._changed.notify()

    def put(self, task: Task) -> None:
        """Put a task into the queue and return when it is there; raises whatever the queue's library does."""
        self._storage.enqueue(self._messages[task])

    def consume(self, wake: Callable[[Task], None], stopping: Callable[[], bool]) -> None:
        """Hand on to `wake` each task that comes out of the queue, until `stopping()` and a second longer at most.

        What this installation did not sign runs nothing, and is logged once.
        """
        pause = _SHORTEST_PAUSE
        while not stopping():
            message = self._take()
            if message is not None:
                pause = _SHORTEST_PAUSE
                if task := self._task_of(message):
                    wake(task)
            elif self._is_silent or not self._storage.blocking:
                time.sleep(pause)
                pause = min(1.15 * pause, _LONGEST_PAUSE)
        self.close()

    def close(self) -> None:
        """Give back the connection."""
        self._storage.close()

    def _keep_putting(self) -> None:
        while True:
            with self._changed:
                self._changed.wait_for(lambda: self._wanted)
                wanted, self._wanted = self._wanted, set()
            for task in sorted(wanted):
                try:
                    self.put(task)
                except Exception as error:  # whatever the queue's library raises; its words may hold the password
                    _LOG.error("%s cannot be put into the queue, the workers will be late: %s", task, _kind(error))

    def _take(self) -> Any:
        """The next message, whatever it is, or None where there is none or the queue does not answer."""
        try:
            message = self._storage.dequeue()
        except Exception as error:  # whatever the queue's library raises; its words may hold the password
            if not self._is_silent:
                _LOG.error("the queue does not answer, until then work is looked for once a minute: %s", _kind(error))
            self._is_silent = True
            return None
        self._is_silent = False
        return message

    def _task_of(self, message: Any) -> Task | None:
        """The task that a message names, if it is to the byte one that we would have put there."""
        if isinstance(message, bytes):  # a file may hold anything
            for task, signed in self._messages.items():
                if hmac.compare_digest(message, signed):
                    return task
        if not self._has_warned:
            _LOG.warning(
                "the queue holds what this installation did not sign, which is ignored: left by an earlier release, "
                "put there by another installation with the same queue_url, or by somebody who should not reach it"
            )
        self._has_warned = True
        return None


def open_queue(settings: Settings, keys: Keys) -> WakeQueue:
    """The installation's queue. Raises SettingsFault when it cannot be had, or where there is no key to sign with."""
    if not keys.queue:
        raise SettingsFault(f"nothing can be put into the queue here: run this where {KEY_FILE} is")
    return WakeQueue(_storage_of(settings, queue_name(keys.queue)), keys.queue)


def queue_name(key: bytes) -> str:
    """What an installation's queue is called where several have one queue_url: none takes another's messages."""
    return f"{_NAME}-{hmac.new(key, b'name', hashlib.sha256).hexdigest()[:12]}"


def check_queue(settings: Settings) -> None:
    """Raises SettingsFault unless the queue answers."""
    storage = _storage_of(settings, _NAME)
    try:
        storage.queue_size()
    except Exception as error:  # whatever the queue's library raises
        raise _silent(error) from error
    finally:
        storage.close()


def _storage_of(settings: Settings, name: str) -> Any:
    url = settings.queue_url or (settings.database_url if _scheme(settings.database_url) == "postgresql" else "")
    try:
        if not url:
            return SqliteStorage(name=name, filename=str(settings.instance / "queue.sqlite3"))
        if _scheme(url) == "postgresql":
            return _on_postgresql(url, name)
        if _scheme(url) in ("redis", "rediss"):
            return RedisStorage(name=name, url=url)
    except ConfigurationError as error:
        raise SettingsFault("queue_url is Redis, whose package is missing: install fair-notice[redis]") from error
    except (psycopg.Error, sqlite3.Error, ValueError) as error:
        raise _silent(error) from error
    raise SettingsFault("queue_url: write postgresql://... or redis://..., or nothing for a file beside the database")


def _signed(key: bytes, task: Task) -> bytes:
    return f"{task}:{hmac.new(key, task.encode('ascii'), hashlib.sha256).hexdigest()}".encode("ascii")


def _scheme(url: str) -> str:
    return urlsplit(url).scheme.partition("+")[0]


def _on_postgresql(url: str, name: str) -> Any:
    # SQLAlchemy's names for the drivers mean nothing to the driver itself.
    address = f"postgresql{url[url.index('://') :]}"
    try:
        return PostgresStorage(name=name, dsn=address)
    except psycopg.IntegrityError:
        # PostgreSQL lets two first runs make the same table at once, and one of them fail: now it is there.
        return PostgresStorage(name=name, dsn=address)


def _silent(error: Exception) -> SettingsFault:
    # Without the library's words: they may hold the address with its password.
    return SettingsFault(
        f"the queue does not answer ({_kind(error)}): look at queue_url, or at database_url where there is none"
    )


def _kind(error: Exception) -> str:
    return type(error).__name__
