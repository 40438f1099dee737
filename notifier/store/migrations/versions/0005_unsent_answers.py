"""a right date of birth whose answer was never sent is a doubt of its own"""

from alembic import op

from notifier.store.rebuilt_tables import listed_words, rebuild_table

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
            rebuild_table(op.get_bind(), table, _with_more_doubts)
        else:
            op.execute(f"ALTER TABLE {table} DROP CONSTRAINT ck_{table}_doubt")
            op.create_check_constraint(op.f(f"ck_{table}_doubt"), table, f"doubt IN ({listed_words(_MORE_DOUBTS)})")


def downgrade() -> None:
    """Go down again. The wider check stays: a narrower one would refuse rows that are there."""


def _with_more_doubts(body: str) -> str:
    return body.replace(listed_words(_DOUBTS), listed_words(_MORE_DOUBTS))
