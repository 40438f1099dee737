"""who answers for whom, tries of one sitting, withdrawn links, the page's language, and how to reach the practice"""

from collections.abc import Callable

import sqlalchemy as sa
from alembic import op

import notifier.store.tables.declarative

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
        _rebuild("reply", lambda table: _with_new_columns(_with_more_doubts(table)))
        _rebuild("review", _with_more_doubts)
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
        _rebuild("reply", lambda table: table.replace(_NEW_COLUMNS, ""))
        return
    for name in ("answered_by", "extent", "sitting"):
        op.drop_column("reply", name)


def _listed(words: tuple[str, ...]) -> str:
    return ", ".join(f"'{word}'" for word in words)


# As SQLite is told of them: columns that carry their checks, in front of the last one that was there.
_NEW_COLUMNS = (
    f"answered_by VARCHAR(24) DEFAULT 'patient' NOT NULL CONSTRAINT ck_reply_answerer "
    f"CHECK (answered_by IN ({_listed(_ANSWERERS)})), \n\t"
    f"extent VARCHAR(24) CONSTRAINT ck_reply_extent CHECK (extent IN ({_listed(_EXTENTS)})), \n\t"
    f"sitting VARCHAR(16), \n\t"
)


def _with_more_doubts(table: str) -> str:
    return table.replace(_listed(_DOUBTS), _listed(_MORE_DOUBTS))


def _with_new_columns(table: str) -> str:
    return table.replace("settled_at ", f"{_NEW_COLUMNS}settled_at ", 1)


def _rebuild(name: str, change: Callable[[str], str]) -> None:
    """SQLite cannot alter a check: the table is made anew and filled (foreign keys are off, see Database.migrate)."""
    connection = op.get_bind()
    there = f"SELECT sql FROM sqlite_master WHERE tbl_name = '{name}' AND sql IS NOT NULL AND type = "  # noqa: S608 - a name of ours
    table = connection.exec_driver_sql(f"{there}'table'").scalar_one()
    indexes = connection.exec_driver_sql(f"{there}'index'").scalars().all()
    before = _columns(name)
    body = table[table.index("(") :]  # after a name that SQLite quotes once a table was renamed
    connection.exec_driver_sql(f"CREATE TABLE new_{name} {change(body)}")
    kept = ", ".join(column for column in before if column in _columns(f"new_{name}"))
    connection.exec_driver_sql(f"INSERT INTO new_{name} ({kept}) SELECT {kept} FROM {name}")  # noqa: S608 - names of ours
    connection.exec_driver_sql(f"DROP TABLE {name}")
    connection.exec_driver_sql(f"ALTER TABLE new_{name} RENAME TO {name}")
    for index in indexes:
        connection.exec_driver_sql(index)


def _columns(name: str) -> list[str]:
    return [row[1] for row in op.get_bind().exec_driver_sql(f"PRAGMA table_info({name})")]


def _alter() -> None:
    for table in ("reply", "review"):
        op.execute(f"ALTER TABLE {table} DROP CONSTRAINT ck_{table}_doubt")
        op.create_check_constraint(op.f(f"ck_{table}_doubt"), table, f"doubt IN ({_listed(_MORE_DOUBTS)})")
    op.add_column("reply", sa.Column("answered_by", sa.String(length=24), nullable=False, server_default="patient"))
    op.add_column("reply", sa.Column("extent", sa.String(length=24), nullable=True))
    op.add_column("reply", sa.Column("sitting", sa.String(length=16), nullable=True))
    op.create_check_constraint(op.f("ck_reply_answerer"), "reply", f"answered_by IN ({_listed(_ANSWERERS)})")
    op.create_check_constraint(op.f("ck_reply_extent"), "reply", f"extent IN ({_listed(_EXTENTS)})")
