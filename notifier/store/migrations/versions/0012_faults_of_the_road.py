"""a channel's breaker, alarms to staff, what is put aside, and after which causes a person let a campaign go on"""

import sqlalchemy as sa
from alembic import op

from notifier.store.rebuilt_tables import listed_words, rebuild_table
from notifier.store.tables.declarative import ChannelName, UtcDateTime

revision = "0012"
down_revision = "0011"
branch_labels = None
depends_on = None

_REASONS = (
    *("bad_address", "unreachable", "blocked", "returned", "not_rendered", "wrong_world", "stopped", "filtered"),
    *("account", "busy", "unavailable", "lost", "other"),
)
_MORE_REASONS = (*_REASONS[:9], "not_allowed", *_REASONS[9:])
_STATUSES = ("planned", "sending", "accepted", "delivered", "failed", "unknown", "cancelled", "skipped")
_LISTED = listed_words(_MORE_REASONS)
_CAUSE = f"paused_cause VARCHAR(24) CONSTRAINT ck_campaign_failreason CHECK (paused_cause IN ({_LISTED}))"
_MOMENT = UtcDateTime(timezone=True)


def upgrade() -> None:
    """Go up."""
    _allow_reasons(_REASONS, _MORE_REASONS)
    op.add_column("delivery", sa.Column("set_aside_at", _MOMENT, nullable=True))
    # In one statement with its check, which SQLite cannot add afterwards.
    op.execute(f"ALTER TABLE campaign ADD COLUMN {_CAUSE}")
    op.add_column("campaign", sa.Column("decided", sa.JSON(), nullable=False, server_default="[]"))
    _make_channel_breaker()
    _make_alarm()


def downgrade() -> None:
    """Go down again. What was put aside is planned or failed as before; who was not allowed, the account refused."""
    op.drop_table("alarm")
    op.drop_table("channel_breaker")
    op.drop_column("campaign", "decided")
    if op.get_bind().dialect.name == "sqlite":  # which drops no column that a check names
        rebuild_table(op.get_bind(), "campaign", lambda body: body.replace(f", {_CAUSE}", ""))
    else:
        op.drop_column("campaign", "paused_cause")
    op.drop_column("delivery", "set_aside_at")
    for table in ("delivery", "receipt"):
        op.execute(f"UPDATE {table} SET fail_reason = 'account' WHERE fail_reason = 'not_allowed'")  # noqa: S608 - names of ours
    _allow_reasons(_MORE_REASONS, _REASONS)


def _allow_reasons(was: tuple[str, ...], becomes: tuple[str, ...]) -> None:
    for table in ("delivery", "receipt"):
        if op.get_bind().dialect.name == "sqlite":
            rebuild_table(op.get_bind(), table, lambda body: body.replace(listed_words(was), listed_words(becomes)))
        else:
            op.execute(f"ALTER TABLE {table} DROP CONSTRAINT ck_{table}_failreason")
            op.create_check_constraint(
                op.f(f"ck_{table}_failreason"), table, f"fail_reason IN ({listed_words(becomes)})"
            )


def _make_channel_breaker() -> None:
    op.create_table(
        "channel_breaker",
        sa.Column("channel", ChannelName(length=24), nullable=False),
        sa.Column("provider", sa.String(length=24), nullable=False),
        sa.Column("failures", sa.Integer(), nullable=False),
        sa.Column("failing_since", _MOMENT, nullable=True),
        sa.Column("why", sa.Enum(*_MORE_REASONS, **_word("failreason")), nullable=True),
        sa.Column("opened_at", _MOMENT, nullable=True),
        sa.Column("tries", sa.Integer(), nullable=False),
        sa.Column("next_try_at", _MOMENT, nullable=True),
        sa.Column("closed_at", _MOMENT, nullable=True),
        sa.Column("has_suspicions", sa.Boolean(), nullable=False),
        sa.PrimaryKeyConstraint("channel", name=op.f("pk_channel_breaker")),
    )


def _make_alarm() -> None:
    op.create_table(
        "alarm",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("event", sa.String(length=80), nullable=False),
        sa.Column("is_over", sa.Boolean(), nullable=False),
        sa.Column("channel", ChannelName(length=24), nullable=False),
        sa.Column("sent_to", sa.String(length=320), nullable=False),
        sa.Column("body", sa.String(length=500), nullable=False),
        sa.Column("reference", sa.String(length=32), nullable=False),
        sa.Column("alarm_status", sa.Enum(*_STATUSES, **_word("deliverystatus")), nullable=False),
        sa.Column("made_at", _MOMENT, nullable=False),
        sa.Column("ended_at", _MOMENT, nullable=True),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_alarm")),
        sa.UniqueConstraint("event", "is_over", "sent_to", name=op.f("uq_alarm_event_is_over_sent_to")),
        sa.UniqueConstraint("reference", name=op.f("uq_alarm_reference")),
    )


def _word(name: str) -> dict[str, object]:
    return {"name": name, "native_enum": False, "create_constraint": True, "length": 24}
