"""until when each provider was asked what became of messages, and what people texted"""

import sqlalchemy as sa
from alembic import op

from notifier.store.tables.declarative import UtcDateTime

revision = "0014"
down_revision = "0013"
branch_labels = None
depends_on = None


def upgrade() -> None:
    """Go up."""
    subject = sa.Enum("reports", "texts", name="pollsubject", native_enum=False, create_constraint=True, length=24)
    op.create_table(
        "poll",
        sa.Column("provider", sa.String(length=24), nullable=False),
        sa.Column("subject", subject, nullable=False),
        sa.Column("tried_at", UtcDateTime(timezone=True), nullable=False),
        sa.Column("asked_at", UtcDateTime(timezone=True), nullable=True),
        sa.Column("failures", sa.Integer(), nullable=False),
        sa.Column("fault", sa.String(length=300), nullable=False),
        sa.PrimaryKeyConstraint("provider", "subject", name=op.f("pk_poll")),
    )


def downgrade() -> None:
    """Go down again."""
    op.drop_table("poll")
