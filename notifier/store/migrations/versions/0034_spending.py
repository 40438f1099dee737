"""what each delivery costs, and what a campaign has spent of its budget"""

import sqlalchemy as sa
from alembic import op

from notifier.store.tables.declarative import UtcDateTime

revision = "0034"
down_revision = "0033"
branch_labels = None
depends_on = None


def upgrade() -> None:
    """Go up. What went before has no cost of its own, and is counted at the price of the day when it is counted."""
    op.add_column("delivery", sa.Column("cost", sa.Integer(), nullable=True))
    op.create_table(
        "spending",
        sa.Column("campaign_id", sa.Integer(), nullable=False),
        sa.Column("spent", sa.BigInteger(), nullable=True),
        sa.Column("held", sa.JSON(), nullable=False),
        sa.Column("held_since", UtcDateTime(timezone=True), nullable=True),
        sa.Column("held_at_spent", sa.BigInteger(), nullable=True),
        sa.ForeignKeyConstraint(["campaign_id"], ["campaign.id"], name=op.f("fk_spending_campaign_id_campaign")),
        sa.PrimaryKeyConstraint("campaign_id", name=op.f("pk_spending")),
    )


def downgrade() -> None:
    """Go down again. No budget holds what goes out then."""
    op.drop_table("spending")
    op.drop_column("delivery", "cost")
