"""signing keys, signatures of the audit chain, and time stamps of these"""

import sqlalchemy as sa
from alembic import op

from notifier.store.tables.declarative import UtcDateTime

revision = "0051"
down_revision = "0050"
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
    """Go up. Nothing is signed yet: the worker signs what is there when it next looks."""
    op.create_table(
        "announced_key",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("practice_id", sa.Integer(), nullable=False),
        sa.Column("public_key", sa.String(length=64), nullable=False),
        sa.Column("announced_at", UtcDateTime(timezone=True), nullable=False),
        sa.ForeignKeyConstraint(["practice_id"], ["practice.id"], name=op.f("fk_announced_key_practice_id")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_announced_key")),
        sa.UniqueConstraint("practice_id", "public_key", name=op.f("uq_announced_key_practice_id_public_key")),
    )
    op.create_table(
        "chain_signature",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("practice_id", sa.Integer(), nullable=False),
        sa.Column("number", sa.Integer(), nullable=False),
        sa.Column("head", sa.String(length=64), nullable=False),
        sa.Column("at", UtcDateTime(timezone=True), nullable=False),
        sa.Column("ods_code", sa.String(length=10), nullable=False),
        sa.Column("purpose", _PURPOSES, nullable=False),
        sa.Column("key_id", sa.Integer(), nullable=False),
        sa.Column("signature", sa.LargeBinary(), nullable=False),
        sa.ForeignKeyConstraint(["practice_id"], ["practice.id"], name=op.f("fk_chain_signature_practice_id")),
        sa.ForeignKeyConstraint(["key_id"], ["announced_key.id"], name=op.f("fk_chain_signature_key_id")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_chain_signature")),
    )
    op.create_index(op.f("ix_chain_signature_practice_id"), "chain_signature", ["practice_id"])
    op.create_table(
        "time_stamp",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("signature_id", sa.Integer(), nullable=False),
        sa.Column("url", sa.String(length=200), nullable=False),
        sa.Column("token", sa.LargeBinary(), nullable=False),
        sa.Column("stamped_at", UtcDateTime(timezone=True), nullable=False),
        sa.Column("received_at", UtcDateTime(timezone=True), nullable=False),
        sa.ForeignKeyConstraint(["signature_id"], ["chain_signature.id"], name=op.f("fk_time_stamp_signature_id")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_time_stamp")),
        sa.UniqueConstraint("signature_id", "url", name=op.f("uq_time_stamp_signature_id_url")),
    )


def downgrade() -> None:
    """Go down again. The events that say that something was signed stay in the chain."""
    op.drop_table("time_stamp")
    op.drop_table("chain_signature")
    op.drop_table("announced_key")
