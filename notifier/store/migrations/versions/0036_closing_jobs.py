"""what the pages of the closing ask of the workers"""

from alembic import op

from notifier.store.rebuilt_tables import listed_words, rebuild_table

revision = "0036"
down_revision = "0035"
branch_labels = None
depends_on = None

_KINDS = ("read_list", "store_list", "undo_list", "make_preview", "test_send", "check_senders", "rehearse", "mail_link")
_OF_CLOSING = ("freeze", "export_lists", "check_codes", "pack_evidence")


def upgrade() -> None:
    """Go up."""
    _allow_kinds(_KINDS, (*_KINDS, *_OF_CLOSING))


def downgrade() -> None:
    """Go down again. What was asked for of the kinds that are no more is forgotten, as it is a week later anyhow."""
    op.execute(f"DELETE FROM job WHERE kind IN ({listed_words(_OF_CLOSING)})")  # noqa: S608 - words of ours
    _allow_kinds((*_KINDS, *_OF_CLOSING), _KINDS)


def _allow_kinds(was: tuple[str, ...], becomes: tuple[str, ...]) -> None:
    if op.get_bind().dialect.name == "sqlite":
        rebuild_table(op.get_bind(), "job", lambda body: body.replace(listed_words(was), listed_words(becomes)))
        return
    op.execute("ALTER TABLE job DROP CONSTRAINT ck_job_jobkind")
    op.create_check_constraint(op.f("ck_job_jobkind"), "job", f"kind IN ({listed_words(becomes)})")
