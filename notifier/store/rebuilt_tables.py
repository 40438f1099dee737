"""What steps of the migration do on SQLite, which cannot alter a rule of a table: the table is made anew and filled."""

from collections.abc import Callable, Iterable

from sqlalchemy import Connection


def rebuild_table(connection: Connection, name: str, change: Callable[[str], str]) -> None:
    """Make a table anew as `change` says, and keep its indexes and what stands in the columns that both have.

    Every trigger is put aside meanwhile: none is to hear of it, and SQLite renames no table while a trigger names one
    that is not there.

    `change` takes the table's definition from its opening bracket on, as SQLite keeps it, and gives the new one.
    Foreign keys have to be off meanwhile, see `notifier.store.migrating`.
    """
    there = f"SELECT sql FROM sqlite_master WHERE tbl_name = '{name}' AND sql IS NOT NULL AND type = "  # noqa: S608 - a name of ours
    table = connection.exec_driver_sql(f"{there}'table'").scalar_one()
    indexes = connection.exec_driver_sql(f"{there}'index'").scalars().all()
    body = table[table.index("(") :]  # after a name that SQLite quotes once a table was renamed
    triggers = connection.exec_driver_sql("SELECT name, sql FROM sqlite_master WHERE type = 'trigger'").all()
    for trigger, _ in triggers:
        connection.exec_driver_sql(f"DROP TRIGGER {trigger}")
    before = _columns(connection, name)
    connection.exec_driver_sql(f"CREATE TABLE new_{name} {change(body)}")
    after = _columns(connection, f"new_{name}")
    kept = ", ".join(column for column in before if column in after)
    connection.exec_driver_sql(f"INSERT INTO new_{name} ({kept}) SELECT {kept} FROM {name}")  # noqa: S608 - names of ours
    connection.exec_driver_sql(f"DROP TABLE {name}")
    connection.exec_driver_sql(f"ALTER TABLE new_{name} RENAME TO {name}")
    for made_again in (*indexes, *(definition for _, definition in triggers)):
        connection.exec_driver_sql(made_again)


def listed_words(words: Iterable[str]) -> str:
    """Words as a rule of a table lists them."""
    return ", ".join(f"'{word}'" for word in words)


def _columns(connection: Connection, name: str) -> list[str]:
    return [row[1] for row in connection.exec_driver_sql(f"PRAGMA table_info({name})")]
