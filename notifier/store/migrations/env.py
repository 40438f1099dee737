"""Alembic's entry point; it is always handed an open connection by `notifier.store.database`."""

from alembic import context

from notifier.store.tables import Base

context.configure(
    connection=context.config.attributes["connection"],
    target_metadata=Base.metadata,
    render_as_batch=True,  # SQLite cannot alter a table in place
    compare_type=True,
)
with context.begin_transaction():
    context.run_migrations()
