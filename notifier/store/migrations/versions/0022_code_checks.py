"""the runs of code checks, which say what an export made after the coding showed"""

import sqlalchemy as sa
from alembic import op

from notifier.store.tables.declarative import UtcDateTime

revision = "0022"
down_revision = "0021"
branch_labels = None
depends_on = None


def upgrade() -> None:
    """Go up."""
    op.create_table(
        "code_check_run",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("campaign_id", sa.Integer(), nullable=False),
        sa.Column("frozen_set_id", sa.Integer(), nullable=False),
        sa.Column("filename", sa.String(length=255), nullable=False),
        sa.Column("sha256", sa.String(length=64), nullable=False),
        sa.Column("made_on", sa.Date(), nullable=True),
        sa.Column("run_by", sa.Integer(), nullable=False),
        sa.Column("run_at", UtcDateTime(timezone=True), nullable=False),
        sa.Column("counts", sa.JSON(), nullable=False),
        sa.Column("is_clean", sa.Boolean(), nullable=False),
        sa.ForeignKeyConstraint(["campaign_id"], ["campaign.id"], name=op.f("fk_code_check_run_campaign_id")),
        sa.ForeignKeyConstraint(["frozen_set_id"], ["frozen_set.id"], name=op.f("fk_code_check_run_frozen_set_id")),
        sa.ForeignKeyConstraint(["run_by"], ["staff.id"], name=op.f("fk_code_check_run_run_by")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_code_check_run")),
    )
    op.create_index(op.f("ix_code_check_run_campaign_id"), "code_check_run", ["campaign_id"])


def downgrade() -> None:
    """Go down again."""
    op.drop_table("code_check_run")
