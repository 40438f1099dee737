"""Takes providers' calls within seconds, whatever the database does, and has them read at once.

One thread writes calls into the database, all that wait in one commit. Whoever hands in a call waits for it no longer
than PATIENCE: then, and at once while the writer is known to be held up, the call goes into the spool. Another thread
works calls off as soon as they are written, so that an objection by text holds without any worker.
"""

import logging
import threading
import time
from collections.abc import Callable
from dataclasses import dataclass, field
from typing import Protocol

from sqlalchemy.exc import SQLAlchemyError

from notifier.store.database import Database
from notifier.vocabulary import Task
from notifier.webhook_calls.call_reading import CallsRead
from notifier.webhook_calls.call_spool import CallSpool, SpoolFull
from notifier.webhook_calls.heard_calls import HeardCall, store_calls

PATIENCE = 2.0  # seconds for the database; providers give up after fifteen, of which the network may take most
_TOGETHER = 50  # calls written in one transaction
_LOOK_AGAIN = 5.0  # seconds between two tries to bring in what waits as files, or could not be read

_LOG = logging.getLogger(__name__)


class CallNotKept(Exception):
    """Neither the database nor the disk took the call: the provider is to call again."""


class ReadsCalls(Protocol):
    """Works off what waits in the database."""

    def __call__(self) -> CallsRead:
        """Read every call that waits. Raises SQLAlchemyError where the database cannot be had."""


@dataclass
class _Entry:
    call: HeardCall
    is_over: threading.Event = field(default_factory=threading.Event)
    is_written: bool = False


class CallInbox:
    """One process's way into the table of calls. Its threads begin with `start`, or with the first call."""

    def __init__(self, database: Database, spool: CallSpool, read: ReadsCalls, wake: Callable[[Task], None]) -> None:
        self._database, self._spool, self._read, self._wake = database, spool, read, wake
        # Of all that follows; told of each change.
        self._changed = threading.Condition()
        self._waiting: list[_Entry] = []
        self._has_files = False  # whether calls may be in the spool
        self._busy_since: float | None = None  # since when the writer is at what it does
        self._wants_reading = self._is_reading = False
        self._threads: set[str] = set()  # names of those that there are
        self._is_silent = False

    def take(self, call: HeardCall) -> None:
        """Keep a call for good and return, within PATIENCE and what the disk takes. Raises CallNotKept."""
        entry = _Entry(call)
        with self._changed:
            is_held_up = self._busy_since is not None and time.monotonic() - self._busy_since > PATIENCE
            if not is_held_up:
                self._waiting.append(entry)
                self._have_written()
        if not is_held_up and entry.is_over.wait(PATIENCE) and entry.is_written:
            return
        self._put_aside(call)
        with self._changed:
            if entry in self._waiting:
                self._waiting.remove(entry)
            self._has_files = True
            self._have_written()

    def start(self) -> None:
        """Work off what an earlier process has left."""
        with self._changed:
            self._has_files = True
            self._have_written()
            self._have_read()

    def finish(self, seconds: float) -> bool:
        """Wait until all that was taken is read, at most so many seconds: whether it is."""
        with self._changed:
            return self._changed.wait_for(self._is_idle, seconds)

    def _is_idle(self) -> bool:
        is_at_work = self._busy_since is not None or self._is_reading
        return not (self._waiting or self._has_files or self._wants_reading or is_at_work)

    def _have_written(self) -> None:
        self._have(self._keep_writing, "calls in")

    def _have_read(self) -> None:
        self._wants_reading = True
        self._have(self._keep_reading, "calls read")

    def _have(self, work: Callable[[], None], name: str) -> None:
        if name not in self._threads:  # not before: threads do not survive a fork
            self._threads.add(name)
            threading.Thread(target=work, name=name, daemon=True).start()
        self._changed.notify_all()

    def _end(self, name: str) -> None:
        self._threads.discard(name)
        self._changed.notify_all()

    def _put_aside(self, call: HeardCall) -> None:
        try:
            self._spool.put(call)
        except (OSError, SpoolFull) as error:
            _LOG.error("a call could be kept neither in the database nor on the disk: %s", _kind(error))
            raise CallNotKept from error
        _LOG.warning("the database does not take a call, which waits as a file until it does")

    def _keep_writing(self) -> None:
        """Write what waits, and bring in what waits as files; ends once there has been neither for a while."""
        moved = 1
        while (some := self._next_to_write(0 if moved else _LOOK_AGAIN)) is not None:
            moved = 0
            try:
                moved = self._write(some) if some else self._bring_in()
            except Exception as error:  # of any database: each of these calls then goes into the spool
                self._say("calls cannot be written into the database: %s", error)
            with self._changed:
                self._busy_since = None
                if moved:
                    self._is_silent = False
                    self._have_read()
                self._changed.notify_all()
            for entry in some:
                entry.is_over.set()

    def _next_to_write(self, pause: float) -> list[_Entry] | None:
        """The next calls; none where it is the files' turn, and None where there is no more to do."""
        with self._changed:
            self._changed.wait_for(lambda: self._waiting, pause if self._has_files else _LOOK_AGAIN)
            some, self._waiting = self._waiting[:_TOGETHER], self._waiting[_TOGETHER:]
            if not some and not self._has_files:
                self._end("calls in")
                return None
            self._busy_since = time.monotonic()
            return some

    def _write(self, some: list[_Entry]) -> int:
        with self._database.writing() as session:
            store_calls(session, (entry.call for entry in some))
        for entry in some:
            entry.is_written = True
        return len(some)

    def _bring_in(self) -> int:
        with self._changed:
            self._has_files = False  # whoever puts one there from now on says so again
        moved = None
        try:
            moved = self._spool.drain(self._database, most=_TOGETHER)
        finally:
            with self._changed:
                self._has_files = self._has_files or moved != 0  # also where it failed
        return moved

    def _keep_reading(self) -> None:
        """Read whenever something was written; ends once nothing was for a while."""
        while self._is_wanted_to_read():
            try:
                read = self._read()
            except Exception as error:  # of any database: it is tried again, also by the workers
                self._say("calls wait in the database and cannot be read: %s", error)
                self._wake(Task.READ_CALLS)
                with self._changed:
                    self._wants_reading, self._is_reading = True, False
                    self._changed.wait(_LOOK_AGAIN)
            else:
                for task in read.tasks():
                    self._wake(task)

    def _is_wanted_to_read(self) -> bool:
        with self._changed:
            self._is_reading = False
            self._changed.notify_all()
            if not self._changed.wait_for(lambda: self._wants_reading, _LOOK_AGAIN):
                self._end("calls read")
                return False
            self._wants_reading, self._is_reading = False, True
            return True

    def _say(self, what: str, error: Exception) -> None:
        """Log the first of the failures that follow each other: an outage is said once."""
        if not self._is_silent:
            _LOG.error(what, _kind(error))
        self._is_silent = True


def _kind(error: Exception) -> str:
    # The statement's own words may hold what a patient wrote.
    cause = error.orig if isinstance(error, SQLAlchemyError) and hasattr(error, "orig") else error
    return type(cause).__name__
