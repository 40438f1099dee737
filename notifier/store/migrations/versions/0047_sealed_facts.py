"""facts that outcomes rest on, as the audit chain keeps their sums"""

import sqlalchemy as sa
from alembic import op

from notifier.store.tables.declarative import UtcDateTime

revision = "0047"
down_revision = "0046"
branch_labels = None
depends_on = None

_INSERT = "INSERT INTO fact_change (campaign_id, patient_id, noticed_at) SELECT about.*, {now} FROM ({about}) AS about"
_OF_DELIVERY = (
    "SELECT n.campaign_id, n.patient_id FROM delivery d JOIN notice n ON n.id = d.notice_id "
    "WHERE d.id = NEW.delivery_id"
)
_OF_TASK = "SELECT NEW.campaign_id, NEW.patient_id WHERE NEW.patient_id IS NOT NULL"
# Rows that no outcome is concluded from, and that are sealed all the same: table, change, whom it is about.
_NOTED = (
    ("receipt", "INSERT", _OF_DELIVERY),
    ("receipt", "UPDATE", _OF_DELIVERY),
    ("printed_letter", "INSERT", _OF_DELIVERY),
    ("coding_task", "INSERT", _OF_TASK),
    ("coding_task", "UPDATE OF ended_at", _OF_TASK),
)


def upgrade() -> None:
    """Go up. Everybody in a campaign that was launched is to be sealed."""
    op.create_table(
        "sealed_fact",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("campaign_id", sa.Integer(), nullable=False),
        sa.Column("number", sa.Integer(), nullable=False),
        sa.Column("kind", sa.String(24), nullable=False),
        sa.Column("row", sa.String(80), nullable=False),
        sa.Column("patient_id", sa.Integer(), nullable=True),
        sa.Column("sealed_at", UtcDateTime(timezone=True), nullable=False),
        sa.Column("public", sa.Text(), nullable=True),
        sa.Column("private", sa.Text(), nullable=True),
        sa.Column("salt", sa.LargeBinary(32), nullable=True),
        sa.Column("private_digest", sa.LargeBinary(32), nullable=False),
        sa.Column("digest", sa.LargeBinary(32), nullable=False),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_sealed_fact")),
        sa.UniqueConstraint("campaign_id", "number", name=op.f("uq_sealed_fact_campaign_id_number")),
    )
    op.create_index(op.f("ix_sealed_fact_campaign_id_patient_id"), "sealed_fact", ["campaign_id", "patient_id"])
    op.create_table(
        "unsealed_patient",
        sa.Column("campaign_id", sa.Integer(), nullable=False),
        sa.Column("patient_id", sa.Integer(), nullable=False),
        sa.PrimaryKeyConstraint("campaign_id", "patient_id", name=op.f("pk_unsealed_patient")),
    )
    launched = "SELECT id, 0 FROM campaign WHERE launched_at IS NOT NULL"
    op.execute(f"INSERT INTO unsealed_patient (campaign_id, patient_id) {launched}")
    is_sqlite = op.get_bind().dialect.name == "sqlite"
    for number, (table, when, about) in enumerate(_NOTED):
        name = f"{table}_sealed_{number}"
        if is_sqlite:  # the moment as SQLAlchemy writes one
            insert = _INSERT.format(about=about, now="strftime('%Y-%m-%d %H:%M:%f', 'now') || '000'")
            op.execute(f"CREATE TRIGGER {name} AFTER {when} ON {table} FOR EACH ROW BEGIN {insert}; END")
        else:
            body = f"BEGIN {_INSERT.format(about=about, now='clock_timestamp()')}; RETURN NULL; END"
            op.execute(f"CREATE FUNCTION {name}() RETURNS trigger LANGUAGE plpgsql AS $${body}$$")
            op.execute(f"CREATE TRIGGER {name} AFTER {when} ON {table} FOR EACH ROW EXECUTE FUNCTION {name}()")


def downgrade() -> None:
    """Go down again. The chain keeps the sums of what was sealed, and nobody can say any more of what."""
    is_sqlite = op.get_bind().dialect.name == "sqlite"
    for number, (table, _when, _about) in enumerate(_NOTED):
        name = f"{table}_sealed_{number}"
        op.execute(f"DROP TRIGGER {name}" if is_sqlite else f"DROP TRIGGER {name} ON {table}")
        if not is_sqlite:
            op.execute(f"DROP FUNCTION {name}()")
    op.drop_table("unsealed_patient")
    op.drop_index(op.f("ix_sealed_fact_campaign_id_patient_id"), "sealed_fact")
    op.drop_table("sealed_fact")
