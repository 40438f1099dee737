"""a link to choose a password may be emailed, which the workers do"""

from alembic import op

from notifier.store.rebuilt_tables import listed_words, rebuild_table

revision = "0035"
down_revision = "0034"
branch_labels = None
depends_on = None

_KINDS = ("read_list", "store_list", "undo_list", "make_preview", "test_send", "check_senders", "rehearse")
_MORE_KINDS = (*_KINDS, "mail_link")


def upgrade() -> None:
    """Go up."""
    _allow_kinds(_KINDS, _MORE_KINDS)


def downgrade() -> None:
    """Go down again. What came of a link that was emailed is forgotten; the link stands as it did."""
    op.execute("DELETE FROM job WHERE kind = 'mail_link'")
    _allow_kinds(_MORE_KINDS, _KINDS)


def _allow_kinds(was: tuple[str, ...], becomes: tuple[str, ...]) -> None:
    if op.get_bind().dialect.name == "sqlite":
        rebuild_table(op.get_bind(), "job", lambda body: body.replace(listed_words(was), listed_words(becomes)))
        return
    op.execute("ALTER TABLE job DROP CONSTRAINT ck_job_jobkind")
    op.create_check_constraint(op.f("ck_job_jobkind"), "job", f"kind IN ({listed_words(becomes)})")
