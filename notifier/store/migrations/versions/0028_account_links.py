"""links by which staff choose a password, and wrong passwords counted by where they come from"""

import sqlalchemy as sa
from alembic import op

from notifier.store.tables.declarative import UtcDateTime

revision = "0028"
down_revision = "0027"
branch_labels = None
depends_on = None

_MOMENT = UtcDateTime(timezone=True)


def upgrade() -> None:
    """Go up. Wrong passwords that were counted for an account are forgotten: they are counted by place from now on."""
    op.create_table(
        "password_guess",
        sa.Column("key", sa.String(length=64), nullable=False),
        sa.Column("wrong", sa.Integer(), nullable=False),
        sa.Column("last_at", _MOMENT, nullable=False),
        sa.PrimaryKeyConstraint("key", name=op.f("pk_password_guess")),
    )
    op.create_index(op.f("ix_password_guess_last_at"), "password_guess", ["last_at"])
    kind = sa.Enum(
        *("invitation", "reset"), name="accountlinkkind", native_enum=False, create_constraint=True, length=24
    )
    op.create_table(
        "account_link",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("staff_id", sa.Integer(), nullable=False),
        sa.Column("digest", sa.String(length=64), nullable=False),
        sa.Column("kind", kind, nullable=False),
        sa.Column("made_by", sa.Integer(), nullable=True),
        sa.Column("made_at", _MOMENT, nullable=False),
        sa.Column("ends_at", _MOMENT, nullable=False),
        sa.Column("used_at", _MOMENT, nullable=True),
        sa.Column("ended_at", _MOMENT, nullable=True),
        sa.ForeignKeyConstraint(["staff_id"], ["staff.id"], name=op.f("fk_account_link_staff_id_staff")),
        sa.ForeignKeyConstraint(["made_by"], ["staff.id"], name=op.f("fk_account_link_made_by_staff")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_account_link")),
        sa.UniqueConstraint("digest", name=op.f("uq_account_link_digest")),
    )
    op.create_index(op.f("ix_account_link_staff_id"), "account_link", ["staff_id"])
    op.drop_column("staff", "wrong_password_at")
    op.drop_column("staff", "wrong_passwords")


def downgrade() -> None:
    """Go down again. Links that were not used open nothing any more."""
    op.add_column("staff", sa.Column("wrong_passwords", sa.Integer(), nullable=False, server_default="0"))
    op.add_column("staff", sa.Column("wrong_password_at", _MOMENT, nullable=True))
    op.drop_table("account_link")
    op.drop_table("password_guess")
