"""personal tokens for the API, beside those of the command line, and what programs send twice"""

import sqlalchemy as sa
from alembic import op

from notifier.store.rebuilt_tables import rebuild_table
from notifier.store.tables.declarative import UtcDateTime

revision = "0040"
down_revision = "0039"
branch_labels = None
depends_on = None

_PURPOSE = (
    "purpose VARCHAR(24) DEFAULT 'command_line' NOT NULL CONSTRAINT ck_staff_token_tokenpurpose "
    "CHECK (purpose IN ('command_line', 'api'))"
)


def upgrade() -> None:
    """Go up. Every token that there is was made at the command line, and acts with all roles of its person."""
    op.execute(f"ALTER TABLE staff_token ADD COLUMN {_PURPOSE}")  # with its check, as in 0020
    op.add_column("staff_token", sa.Column("name", sa.String(length=80), nullable=False, server_default=""))
    op.add_column("staff_token", sa.Column("roles", sa.JSON(), nullable=True))
    op.add_column("staff_token", sa.Column("is_proof", sa.Boolean(), nullable=False, server_default=sa.false()))
    op.create_table(
        "repeatable_call",
        sa.Column("key_digest", sa.String(length=64), nullable=False),
        sa.Column("asked_digest", sa.String(length=64), nullable=False),
        sa.Column("answer", sa.JSON(), nullable=False),
        sa.Column("made_at", UtcDateTime(timezone=True), nullable=False),
        sa.PrimaryKeyConstraint("key_digest", name=op.f("pk_repeatable_call")),
    )
    op.create_index(op.f("ix_repeatable_call_made_at"), "repeatable_call", ["made_at"])


def downgrade() -> None:
    """Go down again. What was made for the API is forgotten: it would prove its person at the command line."""
    op.drop_table("repeatable_call")
    op.execute("DELETE FROM staff_token WHERE purpose = 'api'")
    for column in ("is_proof", "roles", "name"):
        op.drop_column("staff_token", column)
    if op.get_bind().dialect.name == "sqlite":  # which drops no column that a check names
        rebuild_table(op.get_bind(), "staff_token", lambda body: body.replace(f", {_PURPOSE}", ""))
    else:
        op.drop_column("staff_token", "purpose")
