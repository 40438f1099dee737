"""what of a patient's record nobody could read, and that it holds the patient out"""

import sqlalchemy as sa
from alembic import op

from notifier.store.rebuilt_tables import listed_words, rebuild_table

revision = "0009"
down_revision = "0008"
branch_labels = None
depends_on = None

_REASONS = (
    *("no_mobile", "sms_declined", "shared_mobile", "no_email", "email_declined", "shared_email", "sms_stopped"),
    *("email_stopped", "stopped", "failed_before", "unmailable", "already_coded", "express_consent", "deceased"),
    *("left", "sensitive"),
)
_MORE_REASONS = (*_REASONS, "in_doubt")


def upgrade() -> None:
    """Go up."""
    op.add_column("patient", sa.Column("doubt", sa.String(length=300), nullable=False, server_default=""))
    if op.get_bind().dialect.name == "sqlite":
        rebuild_table(
            op.get_bind(), "delivery", lambda body: body.replace(listed_words(_REASONS), listed_words(_MORE_REASONS))
        )
        return
    op.execute("ALTER TABLE delivery DROP CONSTRAINT ck_delivery_skipreason")
    op.create_check_constraint(
        op.f("ck_delivery_skipreason"), "delivery", f"skip_reason IN ({listed_words(_MORE_REASONS)})"
    )


def downgrade() -> None:
    """Go down again. The wider check on reasons stays: a narrower one would refuse rows that are there."""
    op.drop_column("patient", "doubt")
