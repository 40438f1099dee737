"""what a desk is told of patients beside answers: deaths, moves, complaints and requests"""

import sqlalchemy as sa
from alembic import op

from notifier.store.tables.declarative import UtcDateTime

revision = "0038"
down_revision = "0037"
branch_labels = None
depends_on = None

_MOMENT = UtcDateTime(timezone=True)
_KINDS = ("died", "moved", "complaint", "data_complaint", "data_request")
_ENDINGS = ("taken_back", "listed", "answered")
_STAFF = ("recorded_by", "acknowledged_by", "ended_by")


def upgrade() -> None:
    """Go up."""
    op.create_table(
        "matter",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("patient_id", sa.Integer(), nullable=False),
        sa.Column("kind", _word("matterkind", _KINDS), nullable=False),
        sa.Column("told_by", sa.String(length=120), nullable=False),
        sa.Column("received_at", _MOMENT, nullable=False),
        sa.Column("recorded_at", _MOMENT, nullable=False),
        sa.Column("recorded_by", sa.Integer(), nullable=False),
        sa.Column("note", sa.Text(), nullable=False),
        sa.Column("place", sa.JSON(), nullable=False),
        sa.Column("acknowledge_by", sa.Date(), nullable=True),
        sa.Column("answer_by", sa.Date(), nullable=True),
        sa.Column("acknowledged_at", _MOMENT, nullable=True),
        sa.Column("acknowledged_by", sa.Integer(), nullable=True),
        sa.Column("ended_at", _MOMENT, nullable=True),
        sa.Column("ended_by", sa.Integer(), nullable=True),
        sa.Column("ending", _word("matterending", _ENDINGS), nullable=True),
        sa.Column("ending_note", sa.Text(), nullable=False),
        sa.ForeignKeyConstraint(["patient_id"], ["patient.id"], name=op.f("fk_matter_patient_id")),
        *(sa.ForeignKeyConstraint([who], ["staff.id"], name=op.f(f"fk_matter_{who}")) for who in _STAFF),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_matter")),
    )
    op.create_index(op.f("ix_matter_patient_id"), "matter", ["patient_id"])
    op.create_index(op.f("ix_matter_ended_at"), "matter", ["ended_at"])


def downgrade() -> None:
    """Go down again."""
    op.drop_table("matter")


def _word(name: str, values: tuple[str, ...]) -> sa.Enum:
    return sa.Enum(*values, name=name, native_enum=False, create_constraint=True, length=24)
