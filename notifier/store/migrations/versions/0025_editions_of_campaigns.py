"""the editions of campaigns, so that nobody undoes what another did meanwhile; the day of a planned launch"""

import sqlalchemy as sa
from alembic import op

from notifier.store.tables.declarative import UtcDateTime

revision = "0025"
down_revision = "0024"
branch_labels = None
depends_on = None


def upgrade() -> None:
    """Go up."""
    op.add_column("campaign", sa.Column("planned_launch_on", sa.Date(), nullable=True))
    edits = "created", "details", "text", "sign_off", "approved", "status"
    op.create_table(
        "campaign_edition",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("campaign_id", sa.Integer(), nullable=False),
        sa.Column("number", sa.Integer(), nullable=False),
        sa.Column(
            "edit",
            sa.Enum(*edits, name="campaignedit", native_enum=False, create_constraint=True, length=24),
            nullable=False,
        ),
        sa.Column("details", sa.JSON(), nullable=False),
        sa.Column("edited_by", sa.Integer(), nullable=False),
        sa.Column("edited_at", UtcDateTime(timezone=True), nullable=False),
        sa.ForeignKeyConstraint(["campaign_id"], ["campaign.id"], name=op.f("fk_campaign_edition_campaign_id")),
        sa.ForeignKeyConstraint(["edited_by"], ["staff.id"], name=op.f("fk_campaign_edition_edited_by")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_campaign_edition")),
        sa.UniqueConstraint("campaign_id", "number", name=op.f("uq_campaign_edition_campaign_id_number")),
    )


def downgrade() -> None:
    """Go down again."""
    op.drop_table("campaign_edition")
    op.drop_column("campaign", "planned_launch_on")
