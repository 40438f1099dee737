"""channels that a distribution brings: their names are no closed list, and what they stop has a reason"""

import sqlalchemy as sa
from alembic import op

from notifier.store.rebuilt_tables import listed_words, rebuild_table

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
        rebuild_table(
            op.get_bind(), "delivery", lambda body: body.replace(listed_words(_REASONS), listed_words(_MORE_REASONS))
        )
        return
    op.execute("ALTER TABLE delivery DROP CONSTRAINT ck_delivery_skipreason")
    op.create_check_constraint(
        op.f("ck_delivery_skipreason"), "delivery", f"skip_reason IN ({listed_words(_MORE_REASONS)})"
    )


def downgrade() -> None:
    """Go down again. Where a row has another channel, its table stays open: the check would refuse it.

    The wider check on reasons stays: a narrower one would refuse rows that are there.
    """
    for table in _TABLES:
        channel = sa.column("channel", sa.String)
        others = sa.select(sa.func.count()).select_from(sa.table(table)).where(channel.not_in(_CHANNELS))
        if not op.get_bind().execute(others).scalar_one():
            _add_check(table)


def _check(table: str) -> str:
    return f", \n\tCONSTRAINT ck_{table}_channel CHECK (channel IN ({listed_words(_CHANNELS)}))"


def _drop_check(table: str) -> None:
    if op.get_bind().dialect.name == "sqlite":
        rebuild_table(op.get_bind(), table, lambda body: body.replace(_check(table), ""))
    else:
        # It is not there where this went down with another channel in the table.
        op.execute(f"ALTER TABLE {table} DROP CONSTRAINT IF EXISTS ck_{table}_channel")


def _add_check(table: str) -> None:
    if op.get_bind().dialect.name == "sqlite":
        rebuild_table(
            op.get_bind(), table, lambda body: f"{body.rstrip().removesuffix(')').rstrip()}{_check(table)}\n)"
        )
    else:
        op.create_check_constraint(op.f(f"ck_{table}_channel"), table, f"channel IN ({listed_words(_CHANNELS)})")
