"""what the pages about letters ask of the workers, and what a reprint costs"""

import sqlalchemy as sa
from alembic import op

from notifier.store.rebuilt_tables import listed_words, rebuild_table

revision = "0039"
down_revision = "0038"
branch_labels = None
depends_on = None

_KINDS = (
    *("read_list", "store_list", "undo_list", "make_preview", "test_send", "check_senders", "rehearse", "mail_link"),
    *("freeze", "export_lists", "check_codes", "pack_evidence"),
)
_OF_LETTERS = ("print_letters", "reprint_letters", "make_kit")


def upgrade() -> None:
    """Go up."""
    _allow_kinds(_KINDS, (*_KINDS, *_OF_LETTERS))
    op.add_column("print_run", sa.Column("cost", sa.BigInteger(), nullable=True))
    op.add_column("print_run", sa.Column("job_id", sa.Integer(), nullable=True))


def downgrade() -> None:
    """Go down again. What was asked for of the kinds that are no more is forgotten, as it is a week later anyhow."""
    op.drop_column("print_run", "job_id")
    op.drop_column("print_run", "cost")
    op.execute(f"DELETE FROM job WHERE kind IN ({listed_words(_OF_LETTERS)})")  # noqa: S608 - words of ours
    _allow_kinds((*_KINDS, *_OF_LETTERS), _KINDS)


def _allow_kinds(was: tuple[str, ...], becomes: tuple[str, ...]) -> None:
    if op.get_bind().dialect.name == "sqlite":
        rebuild_table(op.get_bind(), "job", lambda body: body.replace(listed_words(was), listed_words(becomes)))
        return
    op.execute("ALTER TABLE job DROP CONSTRAINT ck_job_jobkind")
    op.create_check_constraint(op.f("ck_job_jobkind"), "job", f"kind IN ({listed_words(becomes)})")
