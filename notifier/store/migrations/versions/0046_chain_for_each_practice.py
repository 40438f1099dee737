"""a chain of audit events for each practice, and one for the installation as a whole"""

import hashlib
import json
from datetime import UTC

import sqlalchemy as sa
from alembic import op

from notifier.store.tables.declarative import UtcDateTime

revision = "0046"
down_revision = "0045"
branch_labels = None
depends_on = None

_INSTALLATION = 0
_GENESIS = "0" * 64
_EVENTS = sa.table(
    "audit_event",
    *(sa.column("id", sa.Integer), sa.column("chain", sa.Integer), sa.column("number", sa.Integer)),
    *(sa.column("at", UtcDateTime(timezone=True)), sa.column("staff_id", sa.Integer), sa.column("action", sa.String)),
    *(sa.column("campaign_id", sa.Integer), sa.column("details", sa.JSON)),
    *(sa.column("previous_hash", sa.String), sa.column("own_hash", sa.String)),
)


def upgrade() -> None:
    """Go up. All that stands in the one chain becomes the practice's, where there is one; else the installation's.

    The numbers and the hashes stay as they are.
    """
    bind = op.get_bind()
    practices = bind.execute(sa.text("SELECT id FROM practice")).scalars().all()
    chain = practices[0] if len(practices) == 1 else _INSTALLATION
    with op.batch_alter_table("audit_event") as table:
        table.add_column(sa.Column("chain", sa.Integer(), nullable=False, server_default=str(chain)))
        table.add_column(sa.Column("number", sa.Integer(), nullable=False, server_default="0"))
    op.execute("UPDATE audit_event SET number = id")
    with op.batch_alter_table("audit_event") as table:
        table.alter_column("chain", server_default=None)
        table.alter_column("number", server_default=None)
        table.create_unique_constraint(op.f("uq_audit_event_chain_number"), ["chain", "number"])
    with op.batch_alter_table("audit_head") as table:
        table.alter_column("id", new_column_name="chain")
        table.alter_column("event_id", new_column_name="number")
    op.execute(sa.text("UPDATE audit_head SET chain = :chain").bindparams(chain=chain))
    op.execute("DELETE FROM audit_head WHERE number = 0")
    if bind.dialect.name == "postgresql":  # until now nobody but the chain's head counted
        op.execute("CREATE SEQUENCE audit_event_id_seq AS integer OWNED BY audit_event.id")
        op.execute("SELECT setval('audit_event_id_seq', (SELECT coalesce(max(id), 0) + 1 FROM audit_event), false)")
        op.execute("ALTER TABLE audit_event ALTER COLUMN id SET DEFAULT nextval('audit_event_id_seq')")


def downgrade() -> None:
    """Go down again. Several chains become one: what follows an event of another chain is hashed anew."""
    bind = op.get_bind()
    head = _one_chain(bind)
    if bind.dialect.name == "postgresql":
        op.execute("ALTER TABLE audit_event ALTER COLUMN id DROP DEFAULT")
        op.execute("DROP SEQUENCE audit_event_id_seq")
    with op.batch_alter_table("audit_event") as table:
        table.drop_constraint(op.f("uq_audit_event_chain_number"), type_="unique")
        table.drop_column("number")
        table.drop_column("chain")
    op.execute("DELETE FROM audit_head")
    with op.batch_alter_table("audit_head") as table:
        table.alter_column("chain", new_column_name="id")
        table.alter_column("number", new_column_name="event_id")
    written = sa.text("INSERT INTO audit_head (id, event_id, own_hash) VALUES (1, :number, :own_hash)")
    op.execute(written.bindparams(number=head[0], own_hash=head[1]))


def _one_chain(bind: sa.Connection) -> tuple[int, str]:
    """Number all events in the order in which they were written; the last number and its hash."""
    number, previous = 0, _GENESIS
    for row in bind.execute(sa.select(_EVENTS).order_by(_EVENTS.c.id)).all():
        number += 1
        event = {
            "id": number,
            "at": row.at.astimezone(UTC).isoformat(),
            "staff_id": row.staff_id,
            "action": row.action,
            "campaign_id": row.campaign_id,
            "details": row.details,
            "previous_hash": previous,
        }
        own_hash = hashlib.sha256(json.dumps(event, sort_keys=True, separators=(",", ":")).encode("utf-8")).hexdigest()
        if (row.id, row.previous_hash, row.own_hash) != (number, previous, own_hash):
            values = {"id": number, "previous_hash": previous, "own_hash": own_hash}
            bind.execute(sa.update(_EVENTS).where(_EVENTS.c.id == row.id).values(values))
        previous = own_hash
    return number, previous
