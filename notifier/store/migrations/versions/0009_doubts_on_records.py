"""what of a patient's record nobody could read, and that it holds the patient out"""

from collections.abc import Callable

import sqlalchemy as sa
from alembic import op

revision = "0009"
down_revision = "0008"
branch_labels = None
depends_on = None

_REASONS = (
    *("no_mobile", "sms_declined", "shared_mobile", "no_email", "email_declined", "shared_email", "sms_stopped"),
    *("email_stopped", "stopped", "failed_before", "unmailable", "already_coded", "express_consent", "deceased"),
    *("left", "sensitive"),
)
_MORE_REASONS = (*_REASONS, "in_doubt")


def upgrade() -> None:
    """Go up."""
    op.add_column("patient", sa.Column("doubt", sa.String(length=300), nullable=False, server_default=""))
    if op.get_bind().dialect.name == "sqlite":
        _rebuild("delivery", lambda body: body.replace(_listed(_REASONS), _listed(_MORE_REASONS)))
        return
    op.execute("ALTER TABLE delivery DROP CONSTRAINT ck_delivery_skipreason")
    op.create_check_constraint(op.f("ck_delivery_skipreason"), "delivery", f"skip_reason IN ({_listed(_MORE_REASONS)})")


def downgrade() -> None:
    """Go down again. The wider check on reasons stays: a narrower one would refuse rows that are there."""
    op.drop_column("patient", "doubt")


def _listed(words: tuple[str, ...]) -> str:
    return ", ".join(f"'{word}'" for word in words)


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
