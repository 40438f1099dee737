"""what says that an answer came names the reply: one message for each, and not one for each patient"""

import sqlalchemy as sa
from alembic import op

from notifier.store.rebuilt_tables import rebuild_table

revision = "0007"
down_revision = "0006"
branch_labels = None
depends_on = None

_OF_WAVE = ("uq_delivery_notice_id_wave_channel", "notice_id, wave, channel")
_OF_REPLY = ("uq_delivery_notice_id_wave_channel_acknowledges", "notice_id, wave, channel, acknowledges")


def upgrade() -> None:
    """Go up."""
    op.add_column("delivery", sa.Column("acknowledges", sa.Integer(), nullable=False, server_default="0"))
    _replace(_OF_WAVE, _OF_REPLY)


def downgrade() -> None:
    """Go down again. Where a patient had several such messages, nothing forbids it: a rule would refuse them."""
    counted = sa.text("SELECT count(*) FROM delivery GROUP BY notice_id, wave, channel HAVING count(*) > 1")
    has_several = op.get_bind().execute(counted).first() is not None
    _replace(_OF_REPLY, None if has_several else _OF_WAVE)
    op.drop_column("delivery", "acknowledges")


def _replace(was: tuple[str, str], becomes: tuple[str, str] | None) -> None:
    if op.get_bind().dialect.name == "sqlite":
        rebuild_table(op.get_bind(), "delivery", lambda body: _with_rule(body, was, becomes))
        return
    op.execute(f"ALTER TABLE delivery DROP CONSTRAINT IF EXISTS {was[0]}")
    if becomes is not None:
        op.execute(f"ALTER TABLE delivery ADD CONSTRAINT {becomes[0]} UNIQUE ({becomes[1]})")


def _with_rule(body: str, was: tuple[str, str], becomes: tuple[str, str] | None) -> str:
    body = body.replace(_rule(was), "")  # there may be none: see the way down
    return f"{body.rstrip().removesuffix(')').rstrip()}{_rule(becomes) if becomes else ''}\n)"


def _rule(rule: tuple[str, str]) -> str:
    return f", \n\tCONSTRAINT {rule[0]} UNIQUE ({rule[1]})"
