"""Opens databases for tests: they do not wait for the disk, and share the statements that were compiled."""

import sqlite3
from collections.abc import Iterator

from alembic import command
from sqlalchemy import Engine, event

from notifier.store.database import Database
from notifier.store.migrating import _rebuilding, migration_config

_FIRST_OF_ITS_MAKE: dict[str, Engine] = {}


def opened(url: str) -> Iterator[Database]:
    database = Database.open(url)
    if database.is_sqlite:
        event.listen(database.engine, "connect", write_lazily)
    share_statements(database.engine)
    yield database
    database.close()


def go_down(database: Database, revision: str) -> None:
    """Bring the tables back to those of an earlier revision; SQLite alters a check by making the table anew."""
    writing = database.engine.execution_options(writes=True)
    with writing.connect() as connection, _rebuilding(connection), connection.begin():
        command.downgrade(migration_config(connection), revision)


def write_lazily(connection: sqlite3.Connection, _record: object) -> None:
    """What a power cut would cost does not matter here, and the time does: the program waits for the disk each time."""
    connection.execute("PRAGMA synchronous=OFF")


def share_statements(engine: Engine) -> None:
    """Let the engines of all tests share what they compiled: a fifth of the tests' time goes into compiling it again.

    SQLAlchemy keeps compiled statements by the dialect's very object, so that this is shared as well.
    """
    first = _FIRST_OF_ITS_MAKE.setdefault(engine.dialect.name, engine)
    if first is engine:
        with engine.connect():  # so that the dialect knows its server
            return
    engine.dialect = first.dialect
    engine._compiled_cache = first._compiled_cache
