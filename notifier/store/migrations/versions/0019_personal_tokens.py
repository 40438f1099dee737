"""personal tokens for the command line, and how often a wrong password was tried there"""

import sqlalchemy as sa
from alembic import op

from notifier.store.tables.declarative import UtcDateTime

revision = "0019"
down_revision = "0018"
branch_labels = None
depends_on = None

_MOMENT = UtcDateTime(timezone=True)


def upgrade() -> None:
    """Go up. Nobody is signed in at the command line yet."""
    op.add_column("staff", sa.Column("wrong_passwords", sa.Integer(), nullable=False, server_default="0"))
    op.add_column("staff", sa.Column("wrong_password_at", _MOMENT, nullable=True))
    op.create_table(
        "staff_token",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("staff_id", sa.Integer(), nullable=False),
        sa.Column("digest", sa.String(length=64), nullable=False),
        sa.Column("made_at", _MOMENT, nullable=False),
        sa.Column("ends_at", _MOMENT, nullable=False),
        sa.Column("revoked_at", _MOMENT, nullable=True),
        sa.Column("last_used_at", _MOMENT, nullable=True),
        sa.ForeignKeyConstraint(["staff_id"], ["staff.id"], name=op.f("fk_staff_token_staff_id_staff")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_staff_token")),
        sa.UniqueConstraint("digest", name=op.f("uq_staff_token_digest")),
    )
    op.create_index(op.f("ix_staff_token_staff_id"), "staff_token", ["staff_id"])


def downgrade() -> None:
    """Go down again. Whoever is signed in at the command line is so no more."""
    op.drop_table("staff_token")
    op.drop_column("staff", "wrong_password_at")
    op.drop_column("staff", "wrong_passwords")
