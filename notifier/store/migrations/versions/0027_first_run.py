"""the one-time address at which an installation without staff is set up"""

import sqlalchemy as sa
from alembic import op

from notifier.store.tables.declarative import UtcDateTime

revision = "0027"
down_revision = "0026"
branch_labels = None
depends_on = None


def upgrade() -> None:
    """Go up."""
    op.create_table(
        "first_run",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("digest", sa.String(length=64), nullable=False),
        sa.Column("made_at", UtcDateTime(timezone=True), nullable=False),
        sa.Column("ends_at", UtcDateTime(timezone=True), nullable=False),
        sa.Column("used_at", UtcDateTime(timezone=True), nullable=True),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_first_run")),
        sa.UniqueConstraint("digest", name=op.f("uq_first_run_digest")),
    )


def downgrade() -> None:
    """Go down again."""
    op.drop_table("first_run")
