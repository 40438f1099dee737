"""what was forgotten of which campaigns, and that somebody kept their record in one of them"""

import sqlalchemy as sa
from alembic import op

from notifier.store.tables.declarative import UtcDateTime

revision = "0049"
down_revision = "0052"
branch_labels = None
depends_on = None

_MOMENT = UtcDateTime(timezone=True)
_NOTED = {"met": ("UPDATE OF patient_id", "NEW"), "dropped": ("DELETE", "OLD")}
# As the migration 0042 has it of other tables that outcomes are concluded from: everybody is looked at anew.
_NOW_ON_SQLITE = "strftime('%Y-%m-%d %H:%M:%f', 'now') || '000'"
_NOTE = (
    "INSERT INTO fact_change (campaign_id, patient_id, noticed_at) SELECT id, NULL, {now} FROM campaign "
    "WHERE practice_id = {row}.practice_id AND forgotten_at IS NULL"
)


def upgrade() -> None:
    """Go up. Of a campaign whose frozen sets are purged already, everything is forgotten."""
    op.add_column("campaign", sa.Column("forgotten_at", _MOMENT, nullable=True))
    op.execute(
        "UPDATE campaign SET forgotten_at = (SELECT MAX(purged_at) FROM frozen_set WHERE campaign_id = campaign.id) "
        "WHERE NOT EXISTS (SELECT 1 FROM notice WHERE campaign_id = campaign.id)"
    )
    op.create_table(
        "forgetting",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("practice_id", sa.Integer(), nullable=False),
        sa.Column("forgotten_at", _MOMENT, nullable=False),
        sa.Column("forgotten_by", sa.Integer(), nullable=True),
        sa.Column("certificate", sa.JSON(), nullable=False),
        sa.Column("sha256", sa.String(64), nullable=False),
        sa.Column("event_number", sa.Integer(), nullable=False),
        sa.Column("event_hash", sa.String(64), nullable=False),
        sa.Column("erased_at", _MOMENT, nullable=True),
        sa.ForeignKeyConstraint(["practice_id"], ["practice.id"], name=op.f("fk_forgetting_practice_id")),
        sa.ForeignKeyConstraint(["forgotten_by"], ["staff.id"], name=op.f("fk_forgetting_forgotten_by")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_forgetting")),
    )
    op.create_index(op.f("ix_forgetting_practice_id"), "forgetting", ["practice_id"])
    op.create_table(
        "earlier_keep",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("practice_id", sa.Integer(), nullable=False),
        sa.Column("preset", sa.String(60), nullable=False),
        sa.Column("fingerprint", sa.LargeBinary(32), nullable=False),
        sa.Column("noted_at", _MOMENT, nullable=False),
        sa.Column("patient_id", sa.Integer(), nullable=True),
        sa.Column("met_at", _MOMENT, nullable=True),
        sa.ForeignKeyConstraint(["practice_id"], ["practice.id"], name=op.f("fk_earlier_keep_practice_id")),
        sa.ForeignKeyConstraint(["patient_id"], ["patient.id"], name=op.f("fk_earlier_keep_patient_id")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_earlier_keep")),
        sa.UniqueConstraint(
            "practice_id", "preset", "fingerprint", name=op.f("uq_earlier_keep_practice_id_preset_fingerprint")
        ),
    )
    op.create_index(op.f("ix_earlier_keep_patient_id"), "earlier_keep", ["patient_id"])
    is_sqlite = op.get_bind().dialect.name == "sqlite"
    for name, (when, row) in _NOTED.items():
        name = f"earlier_keep_{name}"  # noqa: PLW2901 - the trigger's
        header = f"CREATE TRIGGER {name} AFTER {when} ON earlier_keep FOR EACH ROW"
        if is_sqlite:
            op.execute(f"{header} BEGIN {_NOTE.format(row=row, now=_NOW_ON_SQLITE)}; END")
        else:
            body = f"BEGIN {_NOTE.format(row=row, now='clock_timestamp()')}; RETURN NULL; END"
            op.execute(f"CREATE FUNCTION {name}() RETURNS trigger LANGUAGE plpgsql AS $${body}$$")
            op.execute(f"{header} EXECUTE FUNCTION {name}()")


def downgrade() -> None:
    """Go down again. Nobody knows any more who kept their record in a campaign that is forgotten."""
    is_sqlite = op.get_bind().dialect.name == "sqlite"
    for name in _NOTED:
        op.execute(f"DROP TRIGGER earlier_keep_{name}{'' if is_sqlite else ' ON earlier_keep'}")
        if not is_sqlite:
            op.execute(f"DROP FUNCTION earlier_keep_{name}()")
    op.drop_index(op.f("ix_earlier_keep_patient_id"), "earlier_keep")
    op.drop_table("earlier_keep")
    op.drop_index(op.f("ix_forgetting_practice_id"), "forgetting")
    op.drop_table("forgetting")
    op.drop_column("campaign", "forgotten_at")
