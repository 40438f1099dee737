"""One way to the database, the same on SQLite and PostgreSQL: read in a snapshot, write in a short transaction."""

import re
import time
from collections.abc import Iterator
from contextlib import contextmanager, nullcontext
from dataclasses import dataclass, field
from functools import cached_property
from pathlib import Path
from threading import RLock, local
from typing import Any

from sqlalchemy import Connection, Engine, Insert, create_engine, event, inspect, make_url, text
from sqlalchemy.dialects import postgresql, sqlite
from sqlalchemy.exc import InvalidatePoolError
from sqlalchemy.orm import Session
from sqlalchemy.pool import ConnectionPoolEntry

from notifier.store.idle_connections import IdleConnections
from notifier.store.tables.declarative import Base

KEPT_CONNECTIONS = 16  # more than the web has threads: one beyond them would be opened and closed for each request
REST_SECONDS = 1.0  # after which a connection to PostgreSQL is asked whether it is still there
BUSY_TIMEOUT_MS = 30_000  # a writer waits this long for another before it gives up
# Of libpq: a server that the network has lost is noticed within a minute, and not after a quarter of an hour.
_ANSWERS = {
    "connect_timeout": 10,
    "keepalives_idle": 20,
    "keepalives_interval": 5,
    "keepalives_count": 4,
    "tcp_user_timeout": 40_000,
}
_FOLLOWS = re.compile(r'^down_revision = "(\w+)"', re.MULTILINE)
MIGRATIONS = Path(__file__).parent / "migrations"


@dataclass(frozen=True)
class Database:
    """An open database; hand it in wherever rows are needed, and close it when the process ends."""

    engine: Engine
    _turns: Any = field(default_factory=RLock, repr=False, compare=False)
    _open: local = field(default_factory=local, repr=False, compare=False)  # `writers`: how many this thread has

    @classmethod
    def open(cls, url: str) -> "Database":
        """Open `sqlite:///path` or `postgresql://...`; nothing is created or migrated: see `migrating`."""
        parsed = make_url(url)
        if parsed.drivername == "postgresql":
            parsed = parsed.set(drivername="postgresql+psycopg")
        # No value of a statement may get into an error's text, and from there into a log: it may be a patient's.
        if parsed.drivername.startswith("sqlite"):
            patience = {"timeout": BUSY_TIMEOUT_MS / 1000}
            engine = create_engine(parsed, connect_args=patience, pool_size=KEPT_CONNECTIONS, hide_parameters=True)
            event.listen(engine, "do_connect", _find_sqlite)
            event.listen(engine, "connect", _prepare_sqlite)
            event.listen(engine, "begin", _begin_sqlite)
        else:
            patience = {name: value for name, value in _ANSWERS.items() if name not in parsed.query}
            engine = create_engine(parsed, connect_args=patience, pool_size=KEPT_CONNECTIONS, hide_parameters=True)
            _ping_after_rest(engine)
        return cls(engine)

    @property
    def is_sqlite(self) -> bool:
        """Whether one file holds it all, so that writers take turns."""
        return self.engine.dialect.name == "sqlite"

    @contextmanager
    def reading(self) -> Iterator[Session]:
        """A session that sees one unchanging state of the database and cannot commit."""
        with Session(self._reads, autoflush=False) as session:
            yield session
            session.rollback()

    @contextmanager
    def writing(self) -> Iterator[Session]:
        """A session that commits at the end, or rolls back whole when anything is raised."""
        # SQLite lets whoever waits for its one writer ask again, ever more seldom: within a process we queue instead.
        turn = self._turns if self.is_sqlite else nullcontext()
        with turn, Session(self._writes, expire_on_commit=False) as session, session.begin(), self._counted():
            yield session

    @property
    def is_writing(self) -> bool:
        """Whether this thread has a writing session on SQLite: for another one it would wait in vain for itself."""
        return self.is_sqlite and getattr(self._open, "writers", 0) > 0

    @contextmanager
    def _counted(self) -> Iterator[None]:
        self._open.writers = getattr(self._open, "writers", 0) + 1
        try:
            yield
        finally:
            self._open.writers -= 1

    @cached_property
    def looking(self) -> Engine:
        """For single statements that read, which see one state of the tables by themselves: nothing begins or ends.

        On PostgreSQL that is one round trip instead of four. SQLite has nothing to save.
        """
        if self.is_sqlite:
            return self.engine
        return create_engine(
            self.engine.url,
            connect_args={name: value for name, value in _ANSWERS.items() if name not in self.engine.url.query},
            isolation_level="AUTOCOMMIT",
            pool_reset_on_return=None,
            pool_size=KEPT_CONNECTIONS,
            hide_parameters=True,
        )

    @cached_property
    def kept(self) -> IdleConnections:
        """Connections of `looking` that stay open between two statements."""
        return IdleConnections(self.looking)

    @cached_property
    def _reads(self) -> Engine:
        # Made once: an engine with options of its own costs as much as a transaction.
        if self.is_sqlite:
            return self.engine
        return self.engine.execution_options(isolation_level="REPEATABLE READ", postgresql_readonly=True)

    @cached_property
    def _writes(self) -> Engine:
        return self.engine.execution_options(writes=True)

    def make_file(self) -> None:
        """Make an empty SQLite database where there is none, for nobody but this account; else nothing."""
        if self.is_sqlite and self.engine.url.database:
            Path(self.engine.url.database).touch(mode=0o600)

    def revisions(self) -> tuple[str | None, str]:
        """Which revision the tables have, None where there are none, and which one this program works with."""
        with self.engine.connect() as connection:
            has = None
            if inspect(connection).has_table("alembic_version"):
                has = connection.execute(text("SELECT version_num FROM alembic_version")).scalar_one_or_none()
        return has, newest_revision()

    def close(self) -> None:
        """Give the connections back."""
        self.engine.dispose()
        self.looking.dispose()


def newest_revision() -> str:
    """Which revision of the tables this program works with."""
    # Not the one with the highest number: a number may have been given out before it was that migration's turn.
    texts = {path.stem.partition("_")[0]: path.read_text() for path in MIGRATIONS.glob("versions/[0-9]*.py")}
    followed = {found[1] for found in map(_FOLLOWS.search, texts.values()) if found}
    return max(texts.keys() - followed)


def insert_unless_there(session: Session, table: type[Base]) -> Insert:
    """An insert that leaves a row alone which is there already, by any of the table's unique keys."""
    if session.get_bind().dialect.name == "sqlite":
        return sqlite.insert(table).on_conflict_do_nothing()
    return postgresql.insert(table).on_conflict_do_nothing()


def _ping_after_rest(engine: Engine) -> None:
    """Have each connection that has not been used for a while say that it is still there before it is used.

    A database that was restarted has cut them all. To ask each time, as SQLAlchemy would, is one round trip in ten.
    """

    def note(_connection: object, record: ConnectionPoolEntry, *_: object) -> None:
        record.info["used"] = time.monotonic()

    def ping(connection: Any, record: ConnectionPoolEntry, _proxy: object) -> None:
        if time.monotonic() - record.info["used"] > REST_SECONDS:
            try:
                engine.dialect.do_ping(connection)
            except engine.dialect.loaded_dbapi.Error as error:
                raise InvalidatePoolError from error  # the pool makes new ones

    for name, heard in (("connect", note), ("checkin", note), ("checkout", ping)):
        event.listen(engine, name, heard)


def _find_sqlite(_dialect: object, _record: object, arguments: list[str], options: dict[str, Any]) -> None:
    """Open the file that is there: SQLite would make an empty one in the place of one that was moved or not mounted."""
    if arguments[0] != ":memory:":
        arguments[0], options["uri"] = f"{Path(arguments[0]).absolute().as_uri()}?mode=rw", True


def _prepare_sqlite(connection: Any, _record: object) -> None:
    # The driver's own transaction handling begins too late to keep writers apart: we say BEGIN ourselves.
    connection.isolation_level = None
    cursor = connection.cursor()
    for pragma in (
        "journal_mode=WAL",
        "synchronous=FULL",  # an objection that we said we have must survive a power cut
        "foreign_keys=ON",
        f"busy_timeout={BUSY_TIMEOUT_MS}",
    ):
        cursor.execute(f"PRAGMA {pragma}")
    cursor.close()


def _begin_sqlite(connection: Connection) -> None:
    # A writer that begins as a reader can find at its first write that it is too late; IMMEDIATE waits at the start.
    writes = bool(connection.get_execution_options().get("writes"))
    # A reader that writes fails here as on PostgreSQL. Said to the driver: SQLAlchemy makes more of it than of a query.
    connection.connection.cursor().execute(f"PRAGMA query_only={not writes}")
    connection.exec_driver_sql("BEGIN IMMEDIATE" if writes else "BEGIN")
