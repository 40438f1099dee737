"""facts that outcomes rest on, as the audit chain keeps their sums"""

import sqlalchemy as sa
from alembic import op

from notifier.store.tables.declarative import UtcDateTime

revision = "0047"
down_revision = "0046"
branch_labels = None
depends_on = None


def upgrade() -> None:
    """Go up. Everybody in a campaign that was launched is to be sealed."""
    op.create_table(
        "sealed_fact",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("campaign_id", sa.Integer(), nullable=False),
        sa.Column("number", sa.Integer(), nullable=False),
        sa.Column("kind", sa.String(24), nullable=False),
        sa.Column("row", sa.String(80), nullable=False),
        sa.Column("patient_id", sa.Integer(), nullable=True),
        sa.Column("sealed_at", UtcDateTime(timezone=True), nullable=False),
        sa.Column("public", sa.Text(), nullable=True),
        sa.Column("private", sa.Text(), nullable=True),
        sa.Column("salt", sa.LargeBinary(32), nullable=True),
        sa.Column("private_digest", sa.LargeBinary(32), nullable=False),
        sa.Column("digest", sa.LargeBinary(32), nullable=False),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_sealed_fact")),
        sa.UniqueConstraint("campaign_id", "number", name=op.f("uq_sealed_fact_campaign_id_number")),
    )
    op.create_index(op.f("ix_sealed_fact_campaign_id_patient_id"), "sealed_fact", ["campaign_id", "patient_id"])
    op.create_table(
        "unsealed_patient",
        sa.Column("campaign_id", sa.Integer(), nullable=False),
        sa.Column("patient_id", sa.Integer(), nullable=False),
        sa.PrimaryKeyConstraint("campaign_id", "patient_id", name=op.f("pk_unsealed_patient")),
    )
    launched = "SELECT id, 0 FROM campaign WHERE launched_at IS NOT NULL"
    op.execute(f"INSERT INTO unsealed_patient (campaign_id, patient_id) {launched}")


def downgrade() -> None:
    """Go down again. The chain keeps the sums of what was sealed, and nobody can say any more of what."""
    op.drop_table("unsealed_patient")
    op.drop_index(op.f("ix_sealed_fact_campaign_id_patient_id"), "sealed_fact")
    op.drop_table("sealed_fact")
