"""forms that staff had half filled when their sign-in was over"""

import sqlalchemy as sa
from alembic import op

from notifier.store.tables.declarative import UtcDateTime

revision = "0031"
down_revision = "0030"
branch_labels = None
depends_on = None


def upgrade() -> None:
    """Go up."""
    op.create_table(
        "kept_form",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("staff_id", sa.Integer(), nullable=False),
        sa.Column("digest", sa.String(length=64), nullable=False),
        sa.Column("sealed", sa.LargeBinary(), nullable=False),
        sa.Column("made_at", UtcDateTime(timezone=True), nullable=False),
        sa.ForeignKeyConstraint(["staff_id"], ["staff.id"], name=op.f("fk_kept_form_staff_id_staff")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_kept_form")),
    )
    for column in ("staff_id", "digest", "made_at"):
        op.create_index(op.f(f"ix_kept_form_{column}"), "kept_form", [column])


def downgrade() -> None:
    """Go down again. What was half filled is typed again."""
    op.drop_table("kept_form")
