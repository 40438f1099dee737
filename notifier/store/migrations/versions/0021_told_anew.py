"""tellings that are begun anew, and those that a person confirmed"""

import sqlalchemy as sa
from alembic import op

from notifier.store.rebuilt_tables import rebuild_table
from notifier.store.tables.declarative import UtcDateTime

revision = "0021"
down_revision = "0020"
branch_labels = None
depends_on = None

_ONCE = "uq_delivery_notice_id_wave_channel_acknowledges"
_ONCE_ANEW = f"{_ONCE}_anew"
_FOREIGN = "fk_confirmed_telling"
_COLUMNS = ("notice_id", "wave", "channel", "acknowledges")


def upgrade() -> None:
    """Go up: what was told so far was told once."""
    op.add_column("delivery", sa.Column("anew", sa.Integer(), server_default="0", nullable=False))
    _one_row_for_each(_ONCE, _COLUMNS, _ONCE_ANEW, (*_COLUMNS, "anew"))
    op.create_table(
        "confirmed_telling",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("delivery_id", sa.Integer(), nullable=False),
        sa.Column("confirmed_by", sa.Integer(), nullable=False),
        sa.Column("confirmed_at", UtcDateTime(timezone=True), nullable=False),
        sa.Column("note", sa.Text(), nullable=False),
        sa.ForeignKeyConstraint(
            ["delivery_id"], ["delivery.id"], name=op.f("fk_confirmed_telling_delivery_id_delivery")
        ),
        sa.ForeignKeyConstraint(["confirmed_by"], ["staff.id"], name=op.f(f"{_FOREIGN}_confirmed_by_staff")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_confirmed_telling")),
        sa.UniqueConstraint("delivery_id", name=op.f("uq_confirmed_telling_delivery_id")),
    )


def downgrade() -> None:
    """Go down again. Who was told anew cannot be kept in tables that know one telling: there must be nobody."""
    if op.get_bind().execute(sa.text("SELECT count(*) FROM delivery WHERE anew > 0")).scalar_one():
        raise RuntimeError("patients were told anew, which earlier tables cannot hold: keep these")
    op.drop_table("confirmed_telling")
    _one_row_for_each(_ONCE_ANEW, (*_COLUMNS, "anew"), _ONCE, _COLUMNS)
    op.drop_column("delivery", "anew")


def _one_row_for_each(was: str, columns: tuple[str, ...], becomes: str, wanted: tuple[str, ...]) -> None:
    if op.get_bind().dialect.name == "sqlite":
        before = f"CONSTRAINT {was} UNIQUE ({', '.join(columns)})"
        after = f"CONSTRAINT {becomes} UNIQUE ({', '.join(wanted)})"
        rebuild_table(op.get_bind(), "delivery", lambda body: body.replace(before, after))
    else:
        op.drop_constraint(op.f(was), "delivery")
        op.create_unique_constraint(op.f(becomes), "delivery", list(wanted))
