"""which letters cannot be made, and why"""

import sqlalchemy as sa
from alembic import op

revision = "0006"
down_revision = "0005"
branch_labels = None
depends_on = None


def upgrade() -> None:
    """Go up."""
    op.create_table(
        "letter_trouble",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("preview_id", sa.Integer(), nullable=False),
        sa.Column("patient_id", sa.Integer(), nullable=False),
        sa.Column("why", sa.String(length=300), nullable=False),
        sa.ForeignKeyConstraint(["patient_id"], ["patient.id"], name=op.f("fk_letter_trouble_patient_id_patient")),
        sa.ForeignKeyConstraint(["preview_id"], ["preview.id"], name=op.f("fk_letter_trouble_preview_id_preview")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_letter_trouble")),
    )
    op.create_index(op.f("ix_letter_trouble_patient_id"), "letter_trouble", ["patient_id"])
    op.create_index(op.f("ix_letter_trouble_preview_id"), "letter_trouble", ["preview_id"])
    op.add_column("delivery", sa.Column("unmade_because", sa.String(length=300), nullable=True))


def downgrade() -> None:
    """Go down again: why a letter was not made is forgotten."""
    op.drop_column("delivery", "unmade_because")
    op.drop_table("letter_trouble")
