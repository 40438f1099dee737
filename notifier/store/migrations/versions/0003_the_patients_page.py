"""who answers for whom, tries of one sitting, withdrawn links, the page's language, and how to reach the practice"""

import sqlalchemy as sa
from alembic import op

import notifier.store.tables.declarative
from notifier.store.rebuilt_tables import listed_words, rebuild_table

revision = "0003"
down_revision = "0002"
branch_labels = None
depends_on = None

_DOUBTS = ("unverified", "conflict", "unclear", "on_behalf", "stopped")
_MORE_DOUBTS = ("unverified", "unfinished", "conflict", "unclear", "on_behalf", "late", "stopped")
_ANSWERERS = ("patient", "guardian", "carer", "attorney", "advocate")
_EXTENTS = ("core", "additional")
_PRACTICE = (("hours", 200), ("email", 320), ("privacy_url", 500))


def upgrade() -> None:
    """Go up."""
    if op.get_bind().dialect.name == "sqlite":
        rebuild_table(op.get_bind(), "reply", lambda table: _with_new_columns(_with_more_doubts(table)))
        rebuild_table(op.get_bind(), "review", _with_more_doubts)
    else:
        _alter()
    op.add_column("link", sa.Column("language", sa.String(length=10), nullable=False, server_default="en"))
    op.add_column("link", sa.Column("for_guardian", sa.Boolean(), nullable=False, server_default=sa.false()))
    for name, length in _PRACTICE:
        op.add_column("practice", sa.Column(name, sa.String(length=length), nullable=False, server_default=""))
    op.create_table(
        "withdrawn_link",
        sa.Column("fingerprint", sa.LargeBinary(length=32), nullable=False),
        sa.Column("campaign_id", sa.Integer(), nullable=False),
        sa.Column("notice_id", sa.Integer(), nullable=False),
        sa.Column("withdrawn_at", notifier.store.tables.declarative.UtcDateTime(timezone=True), nullable=False),
        sa.Column("withdrawn_by", sa.Integer(), nullable=False),
        sa.ForeignKeyConstraint(["campaign_id"], ["campaign.id"], name=op.f("fk_withdrawn_link_campaign_id")),
        sa.ForeignKeyConstraint(["notice_id"], ["notice.id"], name=op.f("fk_withdrawn_link_notice_id")),
        sa.ForeignKeyConstraint(["withdrawn_by"], ["staff.id"], name=op.f("fk_withdrawn_link_withdrawn_by")),
        sa.PrimaryKeyConstraint("fingerprint", name=op.f("pk_withdrawn_link")),
    )
    op.create_index(op.f("ix_withdrawn_link_notice_id"), "withdrawn_link", ["notice_id"])
    op.create_table(
        "reply_contact",
        sa.Column("reply_id", sa.Integer(), nullable=False),
        sa.Column("name", sa.String(length=120), nullable=False),
        sa.Column("contact", sa.String(length=200), nullable=False),
        sa.Column("date_of_birth", sa.Date(), nullable=True),
        sa.ForeignKeyConstraint(["reply_id"], ["reply.id"], name=op.f("fk_reply_contact_reply_id")),
        sa.PrimaryKeyConstraint("reply_id", name=op.f("pk_reply_contact")),
    )


def downgrade() -> None:
    """Go down again. The wider checks on doubts stay: narrower ones would refuse rows that are there."""
    op.drop_table("reply_contact")
    op.drop_index(op.f("ix_withdrawn_link_notice_id"), "withdrawn_link")
    op.drop_table("withdrawn_link")
    for name, _ in _PRACTICE:
        op.drop_column("practice", name)
    op.drop_column("link", "for_guardian")
    op.drop_column("link", "language")
    if op.get_bind().dialect.name == "sqlite":
        rebuild_table(op.get_bind(), "reply", lambda table: table.replace(_NEW_COLUMNS, ""))
        return
    for name in ("answered_by", "extent", "sitting"):
        op.drop_column("reply", name)


# As SQLite is told of them: columns that carry their checks, in front of the last one that was there.
_NEW_COLUMNS = (
    f"answered_by VARCHAR(24) DEFAULT 'patient' NOT NULL CONSTRAINT ck_reply_answerer "
    f"CHECK (answered_by IN ({listed_words(_ANSWERERS)})), \n\t"
    f"extent VARCHAR(24) CONSTRAINT ck_reply_extent CHECK (extent IN ({listed_words(_EXTENTS)})), \n\t"
    f"sitting VARCHAR(16), \n\t"
)


def _with_more_doubts(table: str) -> str:
    return table.replace(listed_words(_DOUBTS), listed_words(_MORE_DOUBTS))


def _with_new_columns(table: str) -> str:
    return table.replace("settled_at ", f"{_NEW_COLUMNS}settled_at ", 1)


def _alter() -> None:
    for table in ("reply", "review"):
        op.execute(f"ALTER TABLE {table} DROP CONSTRAINT ck_{table}_doubt")
        op.create_check_constraint(op.f(f"ck_{table}_doubt"), table, f"doubt IN ({listed_words(_MORE_DOUBTS)})")
    op.add_column("reply", sa.Column("answered_by", sa.String(length=24), nullable=False, server_default="patient"))
    op.add_column("reply", sa.Column("extent", sa.String(length=24), nullable=True))
    op.add_column("reply", sa.Column("sitting", sa.String(length=16), nullable=True))
    op.create_check_constraint(op.f("ck_reply_answerer"), "reply", f"answered_by IN ({listed_words(_ANSWERERS)})")
    op.create_check_constraint(op.f("ck_reply_extent"), "reply", f"extent IN ({listed_words(_EXTENTS)})")
