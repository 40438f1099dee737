"""second factors of staff: apps that make codes, passkeys, recovery codes"""

import sqlalchemy as sa
from alembic import op

from notifier.store.tables.declarative import UtcDateTime

revision = "0032"
down_revision = "0031"
branch_labels = None
depends_on = None

_MOMENT = UtcDateTime(timezone=True)


def upgrade() -> None:
    """Go up. Nobody has a second factor yet: whoever needs one is led to the page on which they set one up."""
    op.create_table(
        "code_app",
        *_first_columns(),
        sa.Column("sealed", sa.LargeBinary(length=300), nullable=False),
        sa.Column("added_at", _MOMENT, nullable=False),
        sa.Column("confirmed_at", _MOMENT, nullable=True),
        sa.Column("last_step", sa.Integer(), nullable=False),
        sa.Column("last_used_at", _MOMENT, nullable=True),
        *_keys("code_app"),
    )
    op.create_table(
        "passkey",
        *_first_columns(),
        sa.Column("credential", sa.String(length=1400), nullable=False),
        sa.Column("public_key", sa.LargeBinary(length=2000), nullable=False),
        sa.Column("sign_count", sa.BigInteger(), nullable=False),
        sa.Column("site", sa.String(length=255), nullable=False),
        sa.Column("device", sa.String(length=80), nullable=False),
        sa.Column("added_at", _MOMENT, nullable=False),
        sa.Column("last_used_at", _MOMENT, nullable=True),
        *_keys("passkey"),
        sa.UniqueConstraint("credential", name=op.f("uq_passkey_credential")),
    )
    op.create_table(
        "recovery_code",
        *_first_columns(),
        sa.Column("digest", sa.String(length=64), nullable=False),
        sa.Column("made_at", _MOMENT, nullable=False),
        sa.Column("used_at", _MOMENT, nullable=True),
        *_keys("recovery_code"),
        sa.UniqueConstraint("digest", name=op.f("uq_recovery_code_digest")),
    )
    for table in ("code_app", "passkey", "recovery_code"):
        op.create_index(op.f(f"ix_{table}_staff_id"), table, ["staff_id"])
    op.add_column("sign_in", sa.Column("challenge", sa.LargeBinary(length=64), nullable=True))


def downgrade() -> None:
    """Go down again. A password alone signs everybody in."""
    op.drop_column("sign_in", "challenge")
    for table in ("recovery_code", "passkey", "code_app"):
        op.drop_table(table)


def _first_columns() -> tuple[sa.Column[int], ...]:
    return sa.Column("id", sa.Integer(), nullable=False), sa.Column("staff_id", sa.Integer(), nullable=False)


def _keys(table: str) -> tuple[sa.Constraint, ...]:
    return (
        sa.ForeignKeyConstraint(["staff_id"], ["staff.id"], name=op.f(f"fk_{table}_staff_id_staff")),
        sa.PrimaryKeyConstraint("id", name=op.f(f"pk_{table}")),
    )
