"""what a preview shows beside its samples, and what one patient would get"""

import sqlalchemy as sa
from alembic import op

from notifier.store.tables.declarative import UtcDateTime

revision = "0030"
down_revision = "0029"
branch_labels = None
depends_on = None


def upgrade() -> None:
    """Go up. A preview of an earlier release shows its samples alone."""
    op.add_column("preview", sa.Column("shown", sa.JSON(), nullable=False, server_default="{}"))
    op.create_table(
        "patient_preview",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("campaign_id", sa.Integer(), nullable=False),
        sa.Column("patient_id", sa.Integer(), nullable=False),
        sa.Column("asked_by", sa.Integer(), nullable=False),
        sa.Column("asked_at", UtcDateTime(timezone=True), nullable=False),
        sa.Column("job_id", sa.Integer(), nullable=True),
        sa.Column("told", sa.JSON(), nullable=False),
        sa.ForeignKeyConstraint(["campaign_id"], ["campaign.id"], name=op.f("fk_patient_preview_campaign_id")),
        sa.ForeignKeyConstraint(["patient_id"], ["patient.id"], name=op.f("fk_patient_preview_patient_id")),
        sa.ForeignKeyConstraint(["asked_by"], ["staff.id"], name=op.f("fk_patient_preview_asked_by")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_patient_preview")),
    )
    op.create_index(op.f("ix_patient_preview_patient_id"), "patient_preview", ["patient_id"])
    op.create_index(op.f("ix_patient_preview_asked_at"), "patient_preview", ["asked_at"])
    op.create_table(
        "patient_preview_picture",
        sa.Column("patient_preview_id", sa.Integer(), nullable=False),
        sa.Column("page", sa.Integer(), nullable=False),
        sa.Column("png", sa.LargeBinary(), nullable=False),
        sa.ForeignKeyConstraint(
            ["patient_preview_id"],
            ["patient_preview.id"],
            name=op.f("fk_patient_preview_picture_patient_preview_id"),
        ),
        sa.PrimaryKeyConstraint("patient_preview_id", "page", name=op.f("pk_patient_preview_picture")),
    )


def downgrade() -> None:
    """Go down again."""
    op.drop_table("patient_preview_picture")
    op.drop_table("patient_preview")
    op.drop_column("preview", "shown")
