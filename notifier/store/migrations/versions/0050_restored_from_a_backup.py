"""when the database came back from a backup, and which messages may have gone out in between"""

import sqlalchemy as sa
from alembic import op

from notifier.store.tables.declarative import UtcDateTime

revision = "0050"
down_revision = "0047"
branch_labels = None
depends_on = None


def upgrade() -> None:
    """Go up. No database has come back yet."""
    op.create_table(
        "restoration",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("backed_up_at", UtcDateTime(timezone=True), nullable=False),
        sa.Column("restored_at", UtcDateTime(timezone=True), nullable=False),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_restoration")),
    )
    op.add_column("delivery", sa.Column("restored_at", UtcDateTime(timezone=True), nullable=True))


def downgrade() -> None:
    """Go down again. What may have gone out before stays unknown, and the next channel takes over from it."""
    op.drop_column("delivery", "restored_at")
    op.drop_table("restoration")
