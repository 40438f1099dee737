"""approvals and closings that somebody signed with their passkey"""

import sqlalchemy as sa
from alembic import op

from notifier.store.tables.declarative import UtcDateTime

revision = "0052"
down_revision = "0051"
branch_labels = None
depends_on = None

_PURPOSES = sa.Enum(
    *("approve", "launch", "freeze", "pack", "daily"),
    name="signingpurpose",
    native_enum=False,
    create_constraint=True,
    length=24,
)


def upgrade() -> None:
    """Go up. Nobody has signed anything yet."""
    op.create_table(
        "deed_signature",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("campaign_id", sa.Integer(), nullable=False),
        sa.Column("staff_id", sa.Integer(), nullable=False),
        sa.Column("purpose", _PURPOSES, nullable=False),
        sa.Column("sha256", sa.String(length=64), nullable=False),
        sa.Column("site", sa.String(length=255), nullable=False),
        sa.Column("client_data", sa.LargeBinary(), nullable=False),
        sa.Column("authenticator_data", sa.LargeBinary(), nullable=False),
        sa.Column("signature", sa.LargeBinary(), nullable=False),
        sa.Column("public_key", sa.LargeBinary(), nullable=False),
        sa.Column("signed_at", UtcDateTime(timezone=True), nullable=False),
        sa.ForeignKeyConstraint(["campaign_id"], ["campaign.id"], name=op.f("fk_deed_signature_campaign_id")),
        sa.ForeignKeyConstraint(["staff_id"], ["staff.id"], name=op.f("fk_deed_signature_staff_id")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_deed_signature")),
    )
    op.create_index(op.f("ix_deed_signature_campaign_id"), "deed_signature", ["campaign_id"])


def downgrade() -> None:
    """Go down again. The events that say that something was signed stay in the chain."""
    op.drop_table("deed_signature")
