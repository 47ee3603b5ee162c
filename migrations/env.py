"""Alembic's door to the store: one URL, given by `casework.store.db.migrate`."""

from __future__ import annotations

from alembic import context
from sqlalchemy import create_engine, make_url, text
from sqlalchemy.schema import SchemaItem

from casework.store.tables import Base


def _ours(item: SchemaItem, name: str | None, kind: str, reflected: bool, other: SchemaItem | None) -> bool:
    """SQLite's full-text index keeps shadow tables that no model knows."""
    return not (kind == "table" and name is not None and name.startswith("search_fts"))


def run() -> None:
    url = make_url(context.config.attributes["url"])
    if url.drivername == "postgresql":
        url = url.set(drivername="postgresql+psycopg")
    engine = create_engine(url)
    with engine.connect() as connection:
        if url.get_backend_name() == "postgresql":
            # A migration that cannot get its lock gives up instead of queueing every reader behind it.
            connection.execute(text("SET lock_timeout = '5s'"))
            connection.commit()
        context.configure(
            connection=connection,
            target_metadata=Base.metadata,
            render_as_batch=url.get_backend_name() == "sqlite",
            include_object=_ours,
            compare_type=True,
        )
        with context.begin_transaction():
            context.run_migrations()
    engine.dispose()


run()
