"""Gives the patient page's role on PostgreSQL the rights that `page_role` lists; it is loaded by whoever does that."""

from collections.abc import Iterable, Sequence
from typing import Any, LiteralString

import psycopg
from psycopg import errors, sql
from sqlalchemy import Connection, text

from notifier.errors import NotAllowed, SettingsFault
from notifier.store.database import Database
from notifier.store.page_role import (
    DEFINERS,
    FUNCTIONS,
    MAY,
    MOST_CONNECTIONS,
    RELATIONS,
    Right,
    excess,
    held,
    in_short,
    lacking,
    powers,
)

_NOT_OWNER = "the role of database_url cannot give these rights: use the tables' owner"


def grant_rights(database: Database, role: str, password: str = "") -> None:
    """Give a role the rights on the list and no others; safe to repeat, and to be repeated after every upgrade.

    A role that is not there is made, with the password. Raises SettingsFault on SQLite, and NotAllowed, with nothing
    changed, for a role that is not there and may not be made, or that has rights which cannot be taken from it here.
    """
    if database.is_sqlite:
        raise SettingsFault("SQLite has no roles: a patient's page as its own process needs PostgreSQL (database_url)")
    with database.engine.begin() as connection:
        _ensure(connection, role, password)
        _refuse(role, powers(connection, role))
        try:
            _revoke(connection, role)
            _grant(connection, role)
        except errors.InsufficientPrivilege as error:
            raise NotAllowed(f"{_NOT_OWNER} ({error.diag.message_primary})") from None
        # For some rights that are not there to give, PostgreSQL only warns.
        if missing := lacking(connection, role):
            raise NotAllowed(f"{_NOT_OWNER} ({role} {in_short(missing)})")
        _refuse(role, excess(connection, role))


def _ensure(connection: Connection, role: str, password: str) -> None:
    """Have the role there, with few connections, and with this password if one is given."""
    driver = _driver(connection)
    query = "SELECT EXISTS (SELECT FROM pg_roles WHERE rolname = :role), current_user = :role"
    is_there, is_own = connection.execute(text(query), {"role": role}).one()
    if is_own:
        raise NotAllowed(f"{role} is the role of database_url itself: the patient's page needs another one")
    if is_there and not password:
        _limit(connection, role)
        return
    verb = "ALTER" if is_there else "CREATE"
    limit = f"CONNECTION LIMIT {MOST_CONNECTIONS}"
    own = sql.SQL(verb), sql.Identifier(role), sql.SQL(limit)
    by_hand = sql.SQL("{} ROLE {} LOGIN {} PASSWORD '...'").format(*own).as_string(driver)
    if not password:
        raise NotAllowed(
            f"there is no role {role}: add --password-stdin, or have it made by an administrator: {by_hand}"
        )
    # As its server would keep it: the password itself could end in the server's log.
    kept = driver.pgconn.encrypt_password(password.encode(), role.encode(), b"scram-sha-256").decode()
    try:
        _run(connection, "{} ROLE {} LOGIN {} PASSWORD {}", *own, sql.Literal(kept))
    except errors.InsufficientPrivilege:
        raise NotAllowed(f"the role of database_url may not do this, but an administrator may: {by_hand}") from None


def _limit(connection: Connection, role: str) -> None:
    """Have the role hold few connections; one that is not ours to change is refused later, with what is wrong."""
    limit = sql.SQL(f"CONNECTION LIMIT {MOST_CONNECTIONS}")
    try:
        with connection.begin_nested():
            _run(connection, "ALTER ROLE {} {}", sql.Identifier(role), limit)
    except errors.InsufficientPrivilege:
        return


def _revoke(connection: Connection, role: str) -> None:
    """Take from the role, and from everybody, whatever they may do with what is ours to take."""
    query = f"SELECT relname, relkind = 'S' AS counts FROM ({RELATIONS}) AS ours WHERE pg_has_role(relowner, 'USAGE')"  # noqa: S608 - no value in it
    ours = connection.execute(text(query)).all()
    own, schema = sql.Identifier(role), sql.Identifier(_schema(connection))
    for row in ours:
        kind = sql.SQL("SEQUENCE" if row.counts else "TABLE")
        _run(connection, "REVOKE ALL ON {} {} FROM {}, PUBLIC", kind, sql.Identifier(row.relname), own)
    query = f"SELECT DISTINCT proname FROM ({DEFINERS}) AS ours WHERE pg_has_role(proowner, 'USAGE')"  # noqa: S608 - no value in it
    for name in connection.execute(text(query)).scalars().all():
        _run(connection, "REVOKE ALL ON FUNCTION {} FROM {}, PUBLIC", sql.Identifier(name), own)
    if Right("CREATE", _schema(connection)) in held(connection, role):  # everybody's, until PostgreSQL 14
        _run(connection, "REVOKE CREATE ON SCHEMA {} FROM {}, PUBLIC", schema, own)


def _grant(connection: Connection, role: str) -> None:
    own = sql.Identifier(role)
    for table, columns in MAY.items():
        _run(connection, "GRANT SELECT ({}) ON TABLE {} TO {}", _names(columns.select), sql.Identifier(table), own)
    _run(connection, "GRANT EXECUTE ON FUNCTION {} TO {}", _names(FUNCTIONS), own)
    _run(connection, "GRANT USAGE ON SCHEMA {} TO {}", sql.Identifier(_schema(connection)), own)


def _refuse(role: str, found: Sequence[str]) -> None:
    if found:
        raise NotAllowed(f"{role} {in_short(found)}: take that from it, or choose a role made for the page alone")


def _schema(connection: Connection) -> str:
    schema: str = connection.execute(text("SELECT current_schema()")).scalar_one()
    return schema


def _names(names: Iterable[str]) -> sql.Composed:
    return sql.SQL(", ").join(map(sql.Identifier, names))


def _run(connection: Connection, statement: LiteralString, *parts: sql.Composable) -> None:
    """Run a statement with names and values that the driver quotes."""
    _driver(connection).execute(sql.SQL(statement).format(*parts))


def _driver(connection: Connection) -> psycopg.Connection[Any]:
    driver = connection.connection.driver_connection
    assert isinstance(driver, psycopg.Connection)
    return driver
