"""How the web wakes the workers: a queue whose tasks are only names. Losing it loses nothing but time.

A file beside the database serves one machine; PostgreSQL or Redis any number of workers on any number of them.
"""

import logging
import sqlite3
import threading
from collections.abc import Callable
from typing import Any
from urllib.parse import urlsplit

import psycopg
from huey import Huey, PostgresHuey, RedisHuey, SqliteHuey
from huey.exceptions import ConfigurationError

from notifier.errors import SettingsFault
from notifier.settings import Settings
from notifier.vocabulary import Channel

SETTLE = "settle"  # follow up replies
ADVANCE = "advance"  # settle, plan, look at the circuit breakers, collect, and drain what is due
RECONCILE = "reconcile"  # ask the providers about what is unknown
COPIES = "copies"  # make the copies of letters that pages wait for
DRAINS = {channel: f"drain_{channel}" for channel in Channel}  # send what may go by one channel
TASKS = (SETTLE, ADVANCE, RECONCILE, COPIES, *DRAINS.values())

_LOG = logging.getLogger(__name__)
_NAME = "fair-notice"


def open_queue(settings: Settings) -> Huey:
    """The installation's queue. Raises SettingsFault when it cannot be had."""
    url = settings.queue_url or (settings.database_url if _scheme(settings.database_url) == "postgresql" else "")
    try:
        if not url:
            return SqliteHuey(name=_NAME, results=False, filename=str(settings.instance / "queue.sqlite3"))
        if _scheme(url) == "postgresql":
            return _on_postgresql(url)
        if _scheme(url) in ("redis", "rediss"):
            return RedisHuey(name=_NAME, results=False, url=url)
    except ConfigurationError as error:
        raise SettingsFault("queue_url is Redis, whose package is missing: install fair-notice[redis]") from error
    except (psycopg.Error, sqlite3.Error, ValueError) as error:
        raise _silent(error) from error
    raise SettingsFault("queue_url: write postgresql://... or redis://..., or nothing for a file beside the database")


def check_queue(settings: Settings) -> None:
    """Raises SettingsFault unless the queue answers."""
    queue = open_queue(settings)
    try:
        queue.pending_count()
    except Exception as error:  # whatever the queue's library raises
        raise _silent(error) from error
    finally:
        queue.storage.close()


def ringer(queue: Huey, answer: Callable[[str], None] | None = None) -> Callable[[str], None]:
    """What rings a task by its name, one of TASKS; whoever hears it calls `answer`. The web hears nothing.

    A bell that cannot be rung is logged and no more: whatever it was rung for stands in the tables.
    """
    bells: dict[str, Any] = {name: _task(queue, name, answer) for name in TASKS}

    def ring(name: str) -> None:
        bell = bells[name]
        try:
            bell()
        except Exception as error:  # whatever the queue's library raises; a patient's answer must not fail for it
            _LOG.error("the bell %s cannot be rung, the workers will be late: %s", name, type(error).__name__)

    return ring


class Bellringer:
    """Rings in a thread of its own, so that no patient waits for the queue; what is rung often at once is rung once.

    Whatever was not rung when the process ends is found by the workers, who look once a minute.
    """

    def __init__(self, ring: Callable[[str], None]) -> None:
        self._ring = ring
        self._wanted: set[str] = set()
        self._changed = threading.Condition()
        self._thread: threading.Thread | None = None

    def __call__(self, name: str) -> None:
        """Have a task rung soon; raises nothing."""
        with self._changed:
            self._wanted.add(name)
            if self._thread is None:  # not before: threads do not survive the server's fork
                self._thread = threading.Thread(target=self._keep_ringing, name="bellringer", daemon=True)
                self._thread.start()
            self._changed.notify()

    def _keep_ringing(self) -> None:
        while True:
            with self._changed:
                self._changed.wait_for(lambda: self._wanted)
                names, self._wanted = sorted(self._wanted), set()
            for name in names:
                self._ring(name)


def of_door(settings: Settings) -> Callable[[str], None]:
    """The bell of a patient's page that runs by itself; a missing or broken queue does not keep it from answering.

    A queue holds pickled tasks: whoever writes to it can make the workers run anything. So the page's own role has no
    right to the one in the database, and without a `queue_url` nothing rings: the workers look once a minute.
    """
    if not settings.is_door_only or settings.queue_url:
        try:
            return ringer(open_queue(settings))
        except SettingsFault as fault:
            _LOG.warning("%s; until then the workers find answers within a minute", fault)
    return lambda _name: None


def _task(queue: Huey, name: str, answer: Callable[[str], None] | None) -> Any:
    return queue.task(name=name)(lambda: answer(name) if answer else None)


def _scheme(url: str) -> str:
    return urlsplit(url).scheme.partition("+")[0]


def _on_postgresql(url: str) -> Huey:
    # SQLAlchemy's names for the drivers mean nothing to the driver itself.
    address = f"postgresql{url[url.index('://') :]}"
    try:
        return PostgresHuey(name=_NAME, results=False, dsn=address)
    except psycopg.IntegrityError:
        # PostgreSQL lets two first runs make the same table at once, and one of them fail: now it is there.
        return PostgresHuey(name=_NAME, results=False, dsn=address)


def _silent(error: Exception) -> SettingsFault:
    # Without the library's words: they may hold the address with its password.
    return SettingsFault(
        f"the queue does not answer ({type(error).__name__}): look at queue_url, or at database_url where there is none"
    )
