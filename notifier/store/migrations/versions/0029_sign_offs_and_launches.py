"""sign-offs as fields of their own, what was approved, a budget, and a launch that begins in a moment"""

import sqlalchemy as sa
from alembic import op

from notifier.store.rebuilt_tables import listed_words, rebuild_table
from notifier.store.tables.declarative import UtcDateTime

revision = "0029"
down_revision = "0028"
branch_labels = None
depends_on = None

_STATUSES = ("draft", "approved", "running", "paused", "closed", "cancelled")
_MORE_STATUSES = (*_STATUSES[:2], "launching", *_STATUSES[2:])
_MOMENT = UtcDateTime(timezone=True)


def upgrade() -> None:
    """Go up. What an earlier release kept of an approval stays with it, in its own words."""
    _allow_statuses(_STATUSES, _MORE_STATUSES)
    op.add_column("campaign", sa.Column("budget", sa.Integer(), nullable=True))
    op.add_column("approval", sa.Column("approved", sa.JSON(), nullable=True))
    op.create_table(
        "sign_off",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("campaign_id", sa.Integer(), nullable=False),
        sa.Column("name", sa.String(length=40), nullable=False),
        sa.Column("who", sa.String(length=120), nullable=False),
        sa.Column("decided_on", sa.Date(), nullable=False),
        sa.Column("reference", sa.String(length=300), nullable=False),
        sa.Column("recorded_by", sa.Integer(), nullable=False),
        sa.Column("recorded_at", _MOMENT, nullable=False),
        sa.ForeignKeyConstraint(["campaign_id"], ["campaign.id"], name=op.f("fk_sign_off_campaign_id")),
        sa.ForeignKeyConstraint(["recorded_by"], ["staff.id"], name=op.f("fk_sign_off_recorded_by")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_sign_off")),
    )
    op.create_index(op.f("ix_sign_off_campaign_id"), "sign_off", ["campaign_id"])
    op.create_table(
        "launch_request",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("campaign_id", sa.Integer(), nullable=False),
        sa.Column("people", sa.Integer(), nullable=False),
        sa.Column("asked_by", sa.Integer(), nullable=False),
        sa.Column("asked_at", _MOMENT, nullable=False),
        sa.Column("starts_at", _MOMENT, nullable=False),
        sa.Column("started_at", _MOMENT, nullable=True),
        sa.Column("stopped_by", sa.Integer(), nullable=True),
        sa.Column("stopped_at", _MOMENT, nullable=True),
        sa.Column("stopped_because", sa.String(length=300), nullable=False),
        sa.ForeignKeyConstraint(["campaign_id"], ["campaign.id"], name=op.f("fk_launch_request_campaign_id")),
        sa.ForeignKeyConstraint(["asked_by"], ["staff.id"], name=op.f("fk_launch_request_asked_by")),
        sa.ForeignKeyConstraint(["stopped_by"], ["staff.id"], name=op.f("fk_launch_request_stopped_by")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_launch_request")),
    )
    op.create_index(op.f("ix_launch_request_campaign_id"), "launch_request", ["campaign_id"])


def downgrade() -> None:
    """Go down again. What was about to begin is approved, as after somebody stopped it."""
    op.execute("UPDATE campaign SET campaign_status = 'approved' WHERE campaign_status = 'launching'")
    op.drop_table("launch_request")
    op.drop_table("sign_off")
    op.drop_column("approval", "approved")
    op.drop_column("campaign", "budget")
    _allow_statuses(_MORE_STATUSES, _STATUSES)


def _allow_statuses(was: tuple[str, ...], becomes: tuple[str, ...]) -> None:
    if op.get_bind().dialect.name == "sqlite":
        rebuild_table(op.get_bind(), "campaign", lambda body: body.replace(listed_words(was), listed_words(becomes)))
        return
    op.execute("ALTER TABLE campaign DROP CONSTRAINT ck_campaign_campaignstatus")
    rule = f"campaign_status IN ({listed_words(becomes)})"
    op.create_check_constraint(op.f("ck_campaign_campaignstatus"), "campaign", rule)
