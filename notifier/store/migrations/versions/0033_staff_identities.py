"""as whom the practice's own identity provider knows a member of staff"""

import sqlalchemy as sa
from alembic import op

from notifier.store.tables.declarative import UtcDateTime

revision = "0033"
down_revision = "0032"
branch_labels = None
depends_on = None


def upgrade() -> None:
    """Go up."""
    op.create_table(
        "staff_identity",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("staff_id", sa.Integer(), nullable=False),
        sa.Column("issuer", sa.String(length=500), nullable=False),
        sa.Column("subject", sa.String(length=255), nullable=False),
        sa.Column("pinned_at", UtcDateTime(timezone=True), nullable=False),
        sa.ForeignKeyConstraint(["staff_id"], ["staff.id"], name=op.f("fk_staff_identity_staff_id_staff")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_staff_identity")),
        sa.UniqueConstraint("issuer", "subject", name=op.f("uq_staff_identity_issuer_subject")),
        sa.UniqueConstraint("staff_id", "issuer", name=op.f("uq_staff_identity_staff_id_issuer")),
    )


def downgrade() -> None:
    """Go down again. Whom the provider vouches for is then found by their address once more."""
    op.drop_table("staff_identity")
