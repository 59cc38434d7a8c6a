"""What Alembic runs: the migration context on the connection that `_migrate` opened."""

from alembic import context

from masstest.store.tables import Base

context.configure(
    connection=context.config.attributes["connection"],
    target_metadata=Base.metadata,
    # SQLite can't alter a table in place
    render_as_batch=True,
)
with context.begin_transaction():
    context.run_migrations()
