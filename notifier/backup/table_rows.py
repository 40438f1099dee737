"""The rows of every table as lines of JSON that are the same whichever database they come from or go to.

A line is a list of values, in the order of the table's columns. A time is ISO 8601 in UTC, bytes are Base64, and what
is JSON in the table stays the text that it is: a null in it and no value at all are two things, and sums rest on it.
"""

import json
from base64 import b64decode, b64encode
from collections.abc import Callable, Iterator, Mapping
from contextlib import contextmanager
from datetime import date, datetime
from enum import Enum
from typing import Any

from sqlalchemy import (
    JSON,
    ColumnElement,
    Connection,
    Date,
    Insert,
    LargeBinary,
    Table,
    Text,
    bindparam,
    cast,
    func,
    insert,
    select,
    text,
    type_coerce,
)
from sqlalchemy.types import TypeEngine

from notifier.errors import BackupFault
from notifier.store.tables import Base
from notifier.store.tables.declarative import UtcDateTime

_AT_ONCE = 1000  # rows
_MOST_BYTES = 4 * 1024 * 1024  # of rows with pictures: so much of a table is held in memory at a time


def all_tables() -> list[Table]:
    """Every table, each after those that it points at."""
    return Base.metadata.sorted_tables


def written_rows(connection: Connection, table: Table) -> Iterator[tuple[int, bytes]]:
    """The rows of a table in the order of their keys, some together: how many, and the lines."""
    is_sqlite = connection.dialect.name == "sqlite"
    query = select(*(_read_as(column, is_sqlite=is_sqlite) for column in table.columns))
    query = query.order_by(*table.primary_key.columns)
    lines: list[bytes] = []
    size = 0
    for row in connection.execution_options(yield_per=_AT_ONCE).execute(query):
        line = json.dumps(list(map(_plain, row)), ensure_ascii=False, separators=(",", ":")).encode("utf-8") + b"\n"
        lines.append(line)
        size += len(line)
        if len(lines) >= _AT_ONCE or size >= _MOST_BYTES:
            yield len(lines), b"".join(lines)
            lines, size = [], 0
    if lines:
        yield len(lines), b"".join(lines)


def load_rows(connection: Connection, table: Table, content: bytes) -> int:
    """Put lines of `written_rows` into a table; returns how many. Raises BackupFault where they do not fit it."""
    columns = list(table.columns)
    readers = [_reader_of(column.type) for column in columns]
    rows = []
    for line in content.splitlines():
        try:
            values = json.loads(line)
            pairs = zip(columns, readers, values, strict=True)
            rows.append({column.name: None if value is None else read(value) for column, read, value in pairs})
        except (ValueError, TypeError):
            raise BackupFault(f"a row of the table {table.name} does not fit it: another program made it") from None
    if rows:
        connection.execute(_insert(connection, table), rows)
    return len(rows)


def has_no_rows(connection: Connection) -> bool:
    """Whether no table has a row."""
    return all(
        connection.execute(select(text("1")).select_from(table).limit(1)).first() is None for table in all_tables()
    )


@contextmanager
def as_they_were(connection: Connection) -> Iterator[None]:
    """Let rows be put back, in the transaction that is open: what follows from a new row followed when it was new.

    No trigger runs. PostgreSQL gives the next row of each table a new number afterwards. References are checked: on
    SQLite at the end of the transaction, for a row may point at a later one.
    """
    if connection.dialect.name == "sqlite":
        connection.execute(text("PRAGMA defer_foreign_keys=ON"))
        kept = connection.execute(text("SELECT name, sql FROM sqlite_master WHERE type = 'trigger'")).all()
        for name, _ in kept:
            connection.exec_driver_sql(f'DROP TRIGGER "{name}"')
        yield
        for _, words in kept:
            connection.exec_driver_sql(words)
        return
    for table in all_tables():
        connection.execute(text(f"ALTER TABLE {table.name} DISABLE TRIGGER USER"))
    yield
    connection.execute(text("SET CONSTRAINTS ALL IMMEDIATE"))
    for table in all_tables():
        connection.execute(text(f"ALTER TABLE {table.name} ENABLE TRIGGER USER"))
        _number_on(connection, table)


def _number_on(connection: Connection, table: Table) -> None:
    for column in table.primary_key.columns:
        named = {"table": table.name, "column": column.name}
        query = text("SELECT pg_get_serial_sequence(:table, :column)")
        sequence = connection.execute(query, named).scalar_one()
        if sequence is not None:
            following = select(func.coalesce(func.max(column), 0) + 1).scalar_subquery()
            connection.execute(select(func.setval(sequence, following, False)))


def _read_as(column: ColumnElement[Any], *, is_sqlite: bool) -> ColumnElement[Any]:
    if not isinstance(column.type, JSON):
        return column
    return type_coerce(column, Text) if is_sqlite else cast(column, Text)


def _insert(connection: Connection, table: Table) -> Insert:
    is_sqlite = connection.dialect.name == "sqlite"
    values: Mapping[str, ColumnElement[Any]] = {
        column.name: bindparam(column.name, type_=Text())
        if is_sqlite
        else cast(bindparam(column.name, type_=Text()), JSON)
        for column in table.columns
        if isinstance(column.type, JSON)
    }
    others: dict[str, ColumnElement[Any]] = {
        column.name: bindparam(column.name) for column in table.columns if column.name not in values
    }
    return insert(table).values({**others, **values})


def _plain(value: Any) -> Any:
    if isinstance(value, bytes):
        return b64encode(value).decode("ascii")
    if isinstance(value, (date, datetime)):
        return value.isoformat()
    return value.value if isinstance(value, Enum) else getattr(value, "value", value)


def _reader_of(kind: TypeEngine[Any]) -> Callable[[Any], Any]:
    if isinstance(kind, LargeBinary):
        return b64decode
    if isinstance(kind, UtcDateTime):
        return datetime.fromisoformat
    if isinstance(kind, Date):
        return date.fromisoformat
    return _as_it_is


def _as_it_is(value: Any) -> Any:
    return value
