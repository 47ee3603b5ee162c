"""Alembic's door to the store: one URL, given by `casework.store.db.migrate`."""

from __future__ import annotations

from alembic import context
from sqlalchemy import create_engine, text
from sqlalchemy.pool import NullPool
from sqlalchemy.schema import SchemaItem

from casework.store import postgresql
from casework.store.tables import Base


def _ours(item: SchemaItem, name: str | None, kind: str, reflected: bool, other: SchemaItem | None) -> bool:
    """SQLite's full-text index keeps shadow tables that no model knows."""
    return not (kind == "table" and name is not None and name.startswith("search_fts"))


def run() -> None:
    url = postgresql.url_of(context.config.attributes["url"])
    is_postgresql = url.get_backend_name() == "postgresql"
    engine = postgresql.engine(url, pool=NullPool) if is_postgresql else create_engine(url)
    with engine.connect() as connection:
        if is_postgresql:
            # A migration that cannot get its lock gives up instead of queueing every reader behind it.
            connection.execute(text("SET lock_timeout = '5s'"))
            connection.commit()
        context.configure(
            connection=connection,
            target_metadata=Base.metadata,
            render_as_batch=not is_postgresql,
            include_object=_ours,
            compare_type=True,
            # What one has locked, the next need not hold on to while it fills a table.
            transaction_per_migration=True,
        )
        with context.begin_transaction():
            context.run_migrations()
    engine.dispose()


run()
