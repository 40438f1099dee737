"""One commit for several who write at the same moment, each as if alone.

A commit waits for the disk, milliseconds in which on SQLite nobody else can write. Whoever comes meanwhile waits here,
and when it is done all of them are written together: the first runs everybody's work, each within a savepoint of its
own, and commits once. Nobody waits for others to come, and nobody is told that something is written before it is.

PostgreSQL does this by itself for transactions that its connections commit at the same moment, and takes the statements
of all of them at once, which is why they are left apart there.
"""

from collections.abc import Callable
from dataclasses import dataclass, field
from threading import Event, Lock
from typing import Generic, TypeVar, cast

from sqlalchemy.exc import SQLAlchemyError
from sqlalchemy.orm import Session

from notifier.store.database import Database

MOST_TOGETHER = 32
_T = TypeVar("_T")


@dataclass
class _Writing(Generic[_T]):
    """What one caller wants written, and what came of it."""

    work: Callable[[Session], _T]
    is_over: bool = False  # with a result or an error; without, its turn to run the others' work has come
    result: _T | None = None
    error: BaseException | None = None
    woken: Event = field(default_factory=Event)

    def outcome(self) -> _T:
        if self.error is not None:
            raise self.error
        return cast(_T, self.result)


class SharedCommits:
    """Writes to one database what the threads of this process hand in."""

    def __init__(self, database: Database) -> None:
        self._database = database
        self._lock = Lock()
        self._waiting: list[_Writing[object]] = []
        self._has_leader = False

    def write(self, work: Callable[[Session], _T]) -> _T:
        """Run `work` in a transaction, and return what it returns once that is committed.

        What `work` raises, and only that, rolls back what it did; a commit that fails is raised to everybody who took
        part. `work` may run a second time, after all that it did was rolled back: by itself, where a database error
        came between it and others.
        """
        if not self._database.is_sqlite:
            with self._database.writing() as session:
                return work(session)
        own = _Writing(work)
        with self._lock:
            self._waiting.append(cast(_Writing[object], own))
            leads, self._has_leader = not self._has_leader, True
        if not leads:
            own.woken.wait()
        if not own.is_over:
            self._lead()
        return own.outcome()

    def _lead(self) -> None:
        """Write what waits, the leader's own included, and hand the lead to whoever waits by then."""
        with self._lock:
            taken, self._waiting = self._waiting[:MOST_TOGETHER], self._waiting[MOST_TOGETHER:]
        try:
            self._write(taken)
        except BaseException as error:  # nothing of it is committed: everybody is told, the leader like the others
            for one in taken:
                one.error = one.error or error
        finally:
            with self._lock:
                following = self._waiting[0] if self._waiting else None
                self._has_leader = following is not None
            for one in taken:
                one.is_over = True
                one.woken.set()
            if following is not None:
                following.woken.set()

    def _write(self, taken: list[_Writing[object]]) -> None:
        alone = taken if len(taken) == 1 else self._write_together(taken)
        for one in alone:
            try:
                with self._database.writing() as session:
                    one.result = one.work(session)
            except BaseException as error:  # it is the caller's: raised by `write`
                one.error = error

    def _write_together(self, taken: list[_Writing[object]]) -> list[_Writing[object]]:
        """Write all in one transaction; returns those that met a database error in it, which may be another's doing."""
        again = []
        with self._database.writing() as outer:
            connection = outer.connection()
            for one in taken:
                try:
                    with Session(connection, expire_on_commit=False, join_transaction_mode="create_savepoint") as own:
                        one.result = one.work(own)
                        own.commit()  # releases its savepoint
                except SQLAlchemyError:
                    again.append(one)
                except BaseException as error:  # it is the caller's: raised by `write`
                    one.error = error
        return again
