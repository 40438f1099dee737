"""Changes the tables of a database into those that this program works with. Alembic is loaded by whoever does that."""

from collections.abc import Iterator
from contextlib import contextmanager

from alembic import command
from alembic.config import Config
from sqlalchemy import Connection

from notifier.store.database import MIGRATIONS, Database


def migrate(database: Database, revision: str = "head") -> None:
    """Bring the tables to `revision`, in a new file where SQLite has none yet; safe to repeat."""
    database.make_file()
    with (
        database.engine.execution_options(writes=True).connect() as connection,
        _rebuilding(connection),
        connection.begin(),
    ):
        command.upgrade(migration_config(connection), revision)


def migration_config(connection: Connection) -> Config:
    """What Alembic needs to work on an open connection."""
    config = Config()
    config.set_main_option("script_location", str(MIGRATIONS))
    config.attributes["connection"] = connection
    return config


@contextmanager
def _rebuilding(connection: Connection) -> Iterator[None]:
    """SQLite changes a table by making it anew, which its foreign keys forbid; what they then say is checked."""
    if connection.dialect.name != "sqlite":
        yield
        return
    own = connection.connection.driver_connection  # the pragma is without effect in a transaction
    assert own is not None
    own.execute("PRAGMA foreign_keys=OFF")
    try:
        yield
        assert not own.execute("PRAGMA foreign_key_check").fetchall(), "a migration has broken references"
    finally:
        own.execute("PRAGMA foreign_keys=ON")
