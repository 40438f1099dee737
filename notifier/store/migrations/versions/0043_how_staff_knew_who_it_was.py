"""how staff knew who gave a reply that they logged"""

from alembic import op

from notifier.store.rebuilt_tables import listed_words

revision = "0043"
down_revision = "0042"
branch_labels = None
depends_on = None

_CHECKS = ("details", "code", "known", "document", "not_checked")


def upgrade() -> None:
    """Go up. Of what was logged before, nobody knows."""
    rule = f"CONSTRAINT ck_reply_identitycheck CHECK (identity_check IN ({listed_words(_CHECKS)}))"
    op.execute(f"ALTER TABLE reply ADD COLUMN identity_check VARCHAR(24) {rule}")


def downgrade() -> None:
    """Go down again."""
    op.execute("ALTER TABLE reply DROP COLUMN identity_check")
