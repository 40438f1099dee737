"""what a provider reports has its own time, where the provider states one, and its reason"""

import sqlalchemy as sa
from alembic import op

from notifier.store.rebuilt_tables import rebuild_table

revision = "0010"
down_revision = "0009"
branch_labels = None
depends_on = None

_KINDS = "'accepted', 'delivered', 'posted', 'failed', 'noted'"
_MORE_KINDS = "'accepted', 'delivered', 'posted', 'failed', 'stop_lifted', 'noted'"
_REASONS = (
    "'bad_address', 'unreachable', 'blocked', 'returned', 'not_rendered', 'wrong_world', 'stopped', 'filtered', "
    "'account', 'busy', 'unavailable', 'lost', 'other'"
)
_STATED = "happened_at DATETIME NOT NULL"
_NOT_ALWAYS_STATED = "happened_at DATETIME"
_RECEIVED = "received_at DATETIME NOT NULL"
_KNOWN_REASON = f"CONSTRAINT ck_receipt_failreason CHECK (fail_reason IN ({_REASONS}))"
_WITH_REASON = f"{_RECEIVED}, fail_reason VARCHAR(24) {_KNOWN_REASON}"
# The time was when we heard of it: no carrier of texts states one so far, and a person who found out knows none.
_ONLY_HEARD = """
    UPDATE receipt SET happened_at = NULL WHERE provider = 'person' OR (
        provider <> 'outbox' AND delivery_id IN (SELECT id FROM delivery WHERE channel = 'sms')
    )
"""
# What a provider refused at once had no receipt.
_REFUSALS = """
    INSERT INTO receipt (delivery_id, provider, event_id, kind, raw, fail_reason, happened_at, received_at)
    SELECT id, coalesce(provider, 'unknown'), reference || ':refused', 'failed', '{}', fail_reason, ended_at, ended_at
    FROM delivery WHERE delivery_status = 'failed' AND ended_at IS NOT NULL
    AND NOT EXISTS (SELECT 1 FROM receipt WHERE receipt.delivery_id = delivery.id AND receipt.kind = 'failed')
"""
# Whoever was told by what arrived, and bounced afterwards or nobody knows when, was taken for told since.
_UNDONE = """
    UPDATE delivery SET delivery_status = 'failed', fail_reason = 'other', ended_at = (
        SELECT max(received_at) FROM receipt WHERE receipt.delivery_id = delivery.id AND receipt.kind = 'failed'
    ) WHERE delivery_status = 'delivered' AND EXISTS (
        SELECT 1 FROM receipt AS bad WHERE bad.delivery_id = delivery.id AND bad.kind = 'failed' AND (
            bad.happened_at IS NULL OR NOT EXISTS (
                SELECT 1 FROM receipt AS good WHERE good.delivery_id = delivery.id AND good.kind = 'delivered'
                AND good.happened_at > bad.happened_at
            )
        )
    )
"""


def upgrade() -> None:
    """Go up. A time that was only ours is taken out, and what was concluded from the order of arrival is mended."""
    op.execute("ALTER TABLE receipt RENAME COLUMN reported_at TO happened_at")
    if op.get_bind().dialect.name == "sqlite":
        _change((_STATED, _NOT_ALWAYS_STATED), (_RECEIVED, _WITH_REASON), (_KINDS, _MORE_KINDS))
    else:
        op.execute("ALTER TABLE receipt ALTER COLUMN happened_at DROP NOT NULL")
        op.execute("ALTER TABLE receipt DROP CONSTRAINT ck_receipt_reportkind")
        op.create_check_constraint(op.f("ck_receipt_reportkind"), "receipt", f"kind IN ({_MORE_KINDS})")
        op.add_column("receipt", sa.Column("fail_reason", sa.String(length=24), nullable=True))
        op.create_check_constraint(op.f("ck_receipt_failreason"), "receipt", f"fail_reason IN ({_REASONS})")
    op.execute(_ONLY_HEARD)
    op.execute(
        "UPDATE receipt SET fail_reason = (SELECT fail_reason FROM delivery WHERE delivery.id = receipt.delivery_id) "
        "WHERE kind = 'failed'"
    )
    op.get_bind().exec_driver_sql(_REFUSALS)
    op.execute(_UNDONE)


def downgrade() -> None:
    """Go down again. The wider check on kinds stays: a narrower one would refuse rows that are there."""
    op.execute("UPDATE receipt SET happened_at = received_at WHERE happened_at IS NULL")
    if op.get_bind().dialect.name == "sqlite":
        _change((_NOT_ALWAYS_STATED, _STATED), (_WITH_REASON, _RECEIVED))
    else:
        op.drop_column("receipt", "fail_reason")
        op.execute("ALTER TABLE receipt ALTER COLUMN happened_at SET NOT NULL")
    op.execute("ALTER TABLE receipt RENAME COLUMN happened_at TO reported_at")


def _change(*changes: tuple[str, str]) -> None:
    def changed(body: str) -> str:
        for was, becomes in changes:
            body = body.replace(was, becomes)
        return body

    rebuild_table(op.get_bind(), "receipt", changed)
