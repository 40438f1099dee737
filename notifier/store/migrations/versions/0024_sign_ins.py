"""what stands behind the cookies of those who sign in to the pages"""

import sqlalchemy as sa
from alembic import op

from notifier.store.tables.declarative import UtcDateTime

revision = "0024"
down_revision = "0023"
branch_labels = None
depends_on = None

_MOMENT = UtcDateTime(timezone=True)
_PROOFS = ("password", "one_time_code", "passkey", "recovery_code", "provider")
_ENDS = (
    *("signed_out", "ended_elsewhere", "ended_by_manager", "new_password", "new_factor", "role_taken"),
    *("account_closed", "idle", "too_old"),
)


def _word(name: str, words: tuple[str, ...]) -> sa.Enum:
    return sa.Enum(*words, name=name, native_enum=False, create_constraint=True, length=24)


def upgrade() -> None:
    """Go up. Whoever is signed in has to sign in again."""
    op.create_table(
        "sign_in",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("staff_id", sa.Integer(), nullable=False),
        sa.Column("digest", sa.String(length=64), nullable=False),
        sa.Column("browser_digest", sa.String(length=64), nullable=True),
        sa.Column("device", sa.String(length=80), nullable=False),
        sa.Column("address", sa.String(length=50), nullable=False),
        sa.Column("made_at", _MOMENT, nullable=False),
        sa.Column("last_seen_at", _MOMENT, nullable=False),
        sa.Column("proven_by", _word("proofkind", _PROOFS), nullable=False),
        sa.Column("proven_at", _MOMENT, nullable=True),
        sa.Column("ends_at", _MOMENT, nullable=False),
        sa.Column("ended_at", _MOMENT, nullable=True),
        sa.Column("ended_because", _word("signinend", _ENDS), nullable=True),
        sa.ForeignKeyConstraint(["staff_id"], ["staff.id"], name=op.f("fk_sign_in_staff_id_staff")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_sign_in")),
        sa.UniqueConstraint("digest", name=op.f("uq_sign_in_digest")),
    )
    op.create_index(op.f("ix_sign_in_staff_id"), "sign_in", ["staff_id"])


def downgrade() -> None:
    """Go down again. Whoever is signed in has to sign in again."""
    op.drop_table("sign_in")
