"""pictures of slips"""

import sqlalchemy as sa
from alembic import op

from notifier.store.tables.declarative import UtcDateTime

revision = "0044"
down_revision = "0043"
branch_labels = None
depends_on = None


def upgrade() -> None:
    """Go up."""
    op.create_table(
        "slip_photo",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("patient_id", sa.Integer(), nullable=False),
        sa.Column("added_at", UtcDateTime(timezone=True), nullable=False),
        sa.Column("added_by", sa.Integer(), nullable=False),
        sa.Column("sha256", sa.String(length=64), nullable=False),
        sa.Column("jpeg", sa.LargeBinary(), nullable=False),
        sa.ForeignKeyConstraint(["patient_id"], ["patient.id"], name=op.f("fk_slip_photo_patient_id")),
        sa.ForeignKeyConstraint(["added_by"], ["staff.id"], name=op.f("fk_slip_photo_added_by")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_slip_photo")),
    )
    op.create_index(op.f("ix_slip_photo_patient_id"), "slip_photo", ["patient_id"])


def downgrade() -> None:
    """Go down again."""
    op.drop_table("slip_photo")
