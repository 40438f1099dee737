"""Has what was deleted vanish from the database's own files: deleting alone leaves it in free pages and in logs.

On SQLite deleted rows are overwritten as they go, the file is written anew without free pages, and the write-ahead log
is emptied. On PostgreSQL the tables are written anew, and what the server remembers of the values in their columns is
renewed, or dropped where a table is empty. Its own write-ahead log, and archives and copies of it, are the server's:
they go as it recycles them.
"""

import sqlite3
from collections.abc import Sequence
from contextlib import closing

from sqlalchemy import JSON, Connection, Date, Enum, LargeBinary, String, Table, select, text
from sqlalchemy.exc import DBAPIError
from sqlalchemy.orm import Session

from notifier.store.database import Database
from notifier.store.tables.declarative import Base

_PATIENCE = "30s"  # that a table is waited for: whoever works with it comes first
_VALUES = (String, JSON, Date, LargeBinary)  # kinds of columns that hold something of patients
_IN_USE = "the database is in use, so that what was forgotten is not overwritten yet: it is tried again"


def overwrite_deleted(session: Session) -> None:
    """Have SQLite overwrite with zeros whatever this session's connection deletes from now on; else nothing."""
    if session.get_bind().dialect.name == "sqlite":
        session.connection().exec_driver_sql("PRAGMA secure_delete=ON")


def scrub(database: Database) -> str:
    """Write the files of the database anew without what was deleted; returns why that was not possible, or nothing.

    Nobody may be writing meanwhile, and on SQLite nobody be reading either what is gone. It takes about as long as a
    copy of the database, and as much room.
    """
    try:
        if database.is_sqlite:
            _do_outside(database, "PRAGMA query_only=OFF", "VACUUM")
        else:
            with database.engine.connect().execution_options(isolation_level="AUTOCOMMIT") as connection:
                _write_anew(connection)
    except (DBAPIError, sqlite3.Error) as error:
        return f"{_IN_USE} ({type(getattr(error, 'orig', error)).__name__})"
    return empty_log(database)


def empty_log(database: Database) -> str:
    """Empty SQLite's write-ahead log; returns why that was not possible, or nothing."""
    if not database.is_sqlite:
        return ""
    is_busy = _do_outside(database, "PRAGMA wal_checkpoint(TRUNCATE)")[0]
    return _IN_USE if is_busy else ""


def _do_outside(database: Database, *statements: str) -> Sequence[int]:
    """Have SQLite do these outside of any transaction, which SQLAlchemy would begin; what the last one gives, if so."""
    with closing(database.engine.raw_connection()) as connection, closing(connection.cursor()) as cursor:
        for statement in statements:
            cursor.execute(statement)
        return cursor.fetchone() or ()


def _write_anew(connection: Connection) -> None:
    connection.execute(text(f"SET lock_timeout = '{_PATIENCE}'"))
    try:
        for table in Base.metadata.tables.values():
            if connection.execute(select(table).limit(1)).first() is None:
                _drop_statistics(connection, table)
            connection.execute(text(f'VACUUM (FULL, ANALYZE) "{table.name}"'))
        connection.execute(text("VACUUM FULL pg_statistic"))  # without the right to, the server leaves it as it is
    finally:
        connection.execute(text("RESET lock_timeout"))


def _drop_statistics(connection: Connection, table: Table) -> None:
    """Drop the most common values of an empty table's columns, which are patients': ANALYZE keeps those it had.

    To give a column the type that it has is the one way that a table's owner has.
    """
    remembered = text("SELECT attname FROM pg_stats WHERE schemaname = current_schema() AND tablename = :name")
    for name in connection.execute(remembered, {"name": table.name}).scalars().all():
        column = table.columns.get(name)
        if (
            column is None
            or not isinstance(column.type, String | JSON | Date | LargeBinary)
            or isinstance(column.type, Enum)
        ):
            continue  # ids, times and words of ours
        kind = column.type.compile(connection.dialect)
        connection.execute(text(f'ALTER TABLE "{table.name}" ALTER COLUMN "{name}" TYPE {kind}'))
