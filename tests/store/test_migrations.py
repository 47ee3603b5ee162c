"""The migrations, on both engines: up, down, up again, also with rows, and the models are what they make."""

from __future__ import annotations

from pathlib import Path

from alembic.autogenerate import compare_metadata
from alembic.migration import MigrationContext
from sqlalchemy import create_engine, inspect, make_url, text

from casework.store.db import Database, migrate
from casework.store.tables import Base
from tests.doors.stage import Reports, furnish
from tests.house import Clock, casework_on

# What only one of the engines knows, and no model tells of.
INDEXES = ("search_fts", "published_words_fts", "published_words_vocabulary")
OF_POSTGRESQL = ("ix_search_row_folded", "ix_published_words_vector", "'vector'")


def _engine_url(url: str) -> str:
    parsed = make_url(url)
    if parsed.drivername == "postgresql":
        parsed = parsed.set(drivername="postgresql+psycopg")
    return parsed.render_as_string(hide_password=False)


def _tables(url: str) -> set[str]:
    engine = create_engine(_engine_url(url))
    names = set(inspect(engine).get_table_names())
    engine.dispose()
    return {name for name in names if not name.startswith(INDEXES)} - {"alembic_version"}


def test_they_go_up_and_down_and_up_again(bare_database_url: str) -> None:
    migrate(bare_database_url)
    assert _tables(bare_database_url) == set(Base.metadata.tables)
    migrate(bare_database_url, "base")
    assert _tables(bare_database_url) == set()
    migrate(bare_database_url)
    assert _tables(bare_database_url) == set(Base.metadata.tables)


def test_they_go_down_and_up_with_a_forum_full_of_rows(bare_database_url: str, tmp_path: Path) -> None:
    migrate(bare_database_url)
    database = Database(bare_database_url)
    casework = casework_on(database, tmp_path, Clock())
    furnish(casework)
    Reports(casework=casework)()
    database.dispose()
    migrate(bare_database_url, "base")
    assert _tables(bare_database_url) == set()
    migrate(bare_database_url)
    again = Database(bare_database_url)
    assert again.is_current()
    furnish(casework_on(again, tmp_path, Clock()))
    again.dispose()


def test_the_models_are_what_the_migrations_make(bare_database_url: str) -> None:
    migrate(bare_database_url)
    engine = create_engine(_engine_url(bare_database_url))
    with engine.connect() as connection:
        context = MigrationContext.configure(
            connection,
            opts={
                "compare_type": True,
                "include_object": lambda item, name, kind, reflected, other: (
                    not (kind == "table" and str(name).startswith(INDEXES))
                ),
            },
        )
        differences = [
            found
            for found in compare_metadata(context, Base.metadata)
            if not any(own in str(found) for own in OF_POSTGRESQL)
        ]
    engine.dispose()
    assert differences == []


def test_a_database_that_lacks_a_migration_is_not_current(bare_database_url: str) -> None:
    migrate(bare_database_url)
    migrate(bare_database_url, "base")
    database = Database(bare_database_url)
    assert database.is_alive()
    assert not database.is_current()
    database.dispose()


def test_sqlite_makes_the_folder_it_needs(tmp_path: Path) -> None:
    migrate(f"sqlite:///{tmp_path / 'new' / 'forum.db'}")
    assert (tmp_path / "new" / "forum.db").exists()
    database = Database(f"sqlite:///{tmp_path / 'new' / 'forum.db'}")
    with database.read() as session:
        assert session.execute(text("PRAGMA journal_mode")).scalar_one() == "wal"
    database.dispose()
