"""where the practice keeps its records, and codes that an approver lets for silent patients"""

import sqlalchemy as sa
from alembic import op

from notifier.store.rebuilt_tables import rebuild_table

revision = "0020"
down_revision = "0019"
branch_labels = None
depends_on = None

_SYSTEM = (
    "clinical_system VARCHAR(24) CONSTRAINT ck_practice_clinicalsystem "
    "CHECK (clinical_system IN ('emis', 'systmone', 'vision'))"
)


def upgrade() -> None:
    """Go up. Nobody said yet where records are kept; no approval has let a code for silent patients."""
    op.execute(f"ALTER TABLE practice ADD COLUMN {_SYSTEM}")  # with its check, which SQLite cannot add afterwards
    op.add_column("approval", sa.Column("silent_codes", sa.JSON(), nullable=False, server_default="[]"))
    op.add_column("approval", sa.Column("silent_because", sa.Text(), nullable=False, server_default=""))


def downgrade() -> None:
    """Go down again."""
    op.drop_column("approval", "silent_because")
    op.drop_column("approval", "silent_codes")
    if op.get_bind().dialect.name == "sqlite":  # which drops no column that a check names
        rebuild_table(op.get_bind(), "practice", lambda body: body.replace(f", {_SYSTEM}", ""))
    else:
        op.drop_column("practice", "clinical_system")
