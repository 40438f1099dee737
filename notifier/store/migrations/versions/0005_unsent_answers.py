"""a right date of birth whose answer was never sent is a doubt of its own"""

from alembic import op

revision = "0005"
down_revision = "0004"
branch_labels = None
depends_on = None

_TABLES = ("reply", "review")
_DOUBTS = ("unverified", "unfinished", "conflict", "unclear", "on_behalf", "late", "stopped")
_MORE_DOUBTS = (*_DOUBTS[:2], "unsent", *_DOUBTS[2:])


def upgrade() -> None:
    """Go up."""
    for table in _TABLES:
        if op.get_bind().dialect.name == "sqlite":
            _rebuild(table)
        else:
            op.execute(f"ALTER TABLE {table} DROP CONSTRAINT ck_{table}_doubt")
            op.create_check_constraint(op.f(f"ck_{table}_doubt"), table, f"doubt IN ({_listed(_MORE_DOUBTS)})")


def downgrade() -> None:
    """Go down again. The wider check stays: a narrower one would refuse rows that are there."""


def _listed(words: tuple[str, ...]) -> str:
    return ", ".join(f"'{word}'" for word in words)


def _rebuild(name: str) -> None:
    """SQLite cannot alter a check: the table is made anew and filled (foreign keys are off, see Database.migrate)."""
    connection = op.get_bind()
    there = f"SELECT sql FROM sqlite_master WHERE tbl_name = '{name}' AND sql IS NOT NULL AND type = "  # noqa: S608 - a name of ours
    table = connection.exec_driver_sql(f"{there}'table'").scalar_one()
    indexes = connection.exec_driver_sql(f"{there}'index'").scalars().all()
    body = table[table.index("(") :].replace(_listed(_DOUBTS), _listed(_MORE_DOUBTS))
    connection.exec_driver_sql(f"CREATE TABLE new_{name} {body}")
    connection.exec_driver_sql(f"INSERT INTO new_{name} SELECT * FROM {name}")  # noqa: S608 - names of ours
    connection.exec_driver_sql(f"DROP TABLE {name}")
    connection.exec_driver_sql(f"ALTER TABLE new_{name} RENAME TO {name}")
    for index in indexes:
        connection.exec_driver_sql(index)
