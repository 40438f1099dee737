"""channels that a distribution brings: their names are no closed list, and what they stop has a reason"""

from collections.abc import Callable

import sqlalchemy as sa
from alembic import op

revision = "0004"
down_revision = "0003"
branch_labels = None
depends_on = None

_TABLES = ("delivery", "pace", "slice", "suppression")
_CHANNELS = ("sms", "email", "letter", "footer")
_REASONS = (
    *("no_mobile", "sms_declined", "shared_mobile", "no_email", "email_declined", "shared_email", "sms_stopped"),
    *("email_stopped", "failed_before", "unmailable", "already_coded", "express_consent", "deceased", "left"),
    "sensitive",
)
_MORE_REASONS = (*_REASONS[:8], "stopped", *_REASONS[8:])


def upgrade() -> None:
    """Go up."""
    for table in _TABLES:
        _drop_check(table)
    if op.get_bind().dialect.name == "sqlite":
        _rebuild("delivery", lambda body: body.replace(_listed(_REASONS), _listed(_MORE_REASONS)))
        return
    op.execute("ALTER TABLE delivery DROP CONSTRAINT ck_delivery_skipreason")
    op.create_check_constraint(op.f("ck_delivery_skipreason"), "delivery", f"skip_reason IN ({_listed(_MORE_REASONS)})")


def downgrade() -> None:
    """Go down again. Where a row has another channel, its table stays open: the check would refuse it.

    The wider check on reasons stays: a narrower one would refuse rows that are there.
    """
    for table in _TABLES:
        channel = sa.column("channel", sa.String)
        others = sa.select(sa.func.count()).select_from(sa.table(table)).where(channel.not_in(_CHANNELS))
        if not op.get_bind().execute(others).scalar_one():
            _add_check(table)


def _listed(words: tuple[str, ...]) -> str:
    return ", ".join(f"'{word}'" for word in words)


def _check(table: str) -> str:
    return f", \n\tCONSTRAINT ck_{table}_channel CHECK (channel IN ({_listed(_CHANNELS)}))"


def _drop_check(table: str) -> None:
    if op.get_bind().dialect.name == "sqlite":
        _rebuild(table, lambda body: body.replace(_check(table), ""))
    else:
        # It is not there where this went down with another channel in the table.
        op.execute(f"ALTER TABLE {table} DROP CONSTRAINT IF EXISTS ck_{table}_channel")


def _add_check(table: str) -> None:
    if op.get_bind().dialect.name == "sqlite":
        _rebuild(table, lambda body: f"{body.rstrip().removesuffix(')').rstrip()}{_check(table)}\n)")
    else:
        op.create_check_constraint(op.f(f"ck_{table}_channel"), table, f"channel IN ({_listed(_CHANNELS)})")


def _rebuild(name: str, change: Callable[[str], str]) -> None:
    """SQLite cannot alter a check: the table is made anew and filled (foreign keys are off, see Database.migrate)."""
    connection = op.get_bind()
    there = f"SELECT sql FROM sqlite_master WHERE tbl_name = '{name}' AND sql IS NOT NULL AND type = "  # noqa: S608 - a name of ours
    table = connection.exec_driver_sql(f"{there}'table'").scalar_one()
    indexes = connection.exec_driver_sql(f"{there}'index'").scalars().all()
    body = table[table.index("(") :]  # after a name that SQLite quotes once a table was renamed
    connection.exec_driver_sql(f"CREATE TABLE new_{name} {change(body)}")
    connection.exec_driver_sql(f"INSERT INTO new_{name} SELECT * FROM {name}")  # noqa: S608 - names of ours
    connection.exec_driver_sql(f"DROP TABLE {name}")
    connection.exec_driver_sql(f"ALTER TABLE new_{name} RENAME TO {name}")
    for index in indexes:
        connection.exec_driver_sql(index)
