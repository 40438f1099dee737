"""answers of people whom the desk did not find on the list"""

import sqlalchemy as sa
from alembic import op

from notifier.store.tables.declarative import UtcDateTime

revision = "0041"
down_revision = "0040"
branch_labels = None
depends_on = None

_MOMENT = UtcDateTime(timezone=True)
_CHOICES = ("keep", "agree", "unsure")
_SOURCES = ("page", "sms", "paper", "phone", "counter", "email")
_POINTS_AT = {
    "campaign_id": "campaign.id",
    "recorded_by": "staff.id",
    "coded_patient_id": "patient.id",
    "ended_by": "staff.id",
    "reply_id": "reply.id",
}


def upgrade() -> None:
    """Go up."""
    op.create_table(
        "unmatched_slip",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("campaign_id", sa.Integer(), nullable=False),
        sa.Column("choice", _word("choice", _CHOICES), nullable=False),
        sa.Column("source", _word("source", _SOURCES), nullable=False),
        sa.Column("received_at", _MOMENT, nullable=False),
        sa.Column("recorded_at", _MOMENT, nullable=False),
        sa.Column("recorded_by", sa.Integer(), nullable=False),
        sa.Column("name", sa.String(length=120), nullable=False),
        sa.Column("born", sa.String(length=40), nullable=False),
        sa.Column("nhs_number", sa.String(length=40), nullable=False),
        sa.Column("code", sa.String(length=40), nullable=False),
        sa.Column("contact", sa.String(length=200), nullable=False),
        sa.Column("note", sa.Text(), nullable=False),
        sa.Column("coded_patient_id", sa.Integer(), nullable=True),
        sa.Column("ended_at", _MOMENT, nullable=True),
        sa.Column("ended_by", sa.Integer(), nullable=True),
        sa.Column("reply_id", sa.Integer(), nullable=True),
        sa.Column("ending_note", sa.Text(), nullable=False),
        *(
            sa.ForeignKeyConstraint([column], [key], name=op.f(f"fk_unmatched_slip_{column}"))
            for column, key in _POINTS_AT.items()
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_unmatched_slip")),
    )
    op.create_index(op.f("ix_unmatched_slip_campaign_id"), "unmatched_slip", ["campaign_id"])
    op.create_index(op.f("ix_unmatched_slip_ended_at"), "unmatched_slip", ["ended_at"])


def downgrade() -> None:
    """Go down again."""
    op.drop_table("unmatched_slip")


def _word(name: str, values: tuple[str, ...]) -> sa.Enum:
    return sa.Enum(*values, name=name, native_enum=False, create_constraint=True, length=24)
