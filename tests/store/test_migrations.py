"""The migrations, on both engines: up, down, up again, also with rows, and the models are what they make."""

from __future__ import annotations

from pathlib import Path

from alembic import command
from alembic.autogenerate import compare_metadata
from alembic.config import Config
from alembic.migration import MigrationContext
from sqlalchemy import create_engine, inspect, make_url, text

from casework.store.db import MIGRATIONS, Database, migrate
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


def test_searches_of_before_are_told_as_often_as_they_were_and_stay_silent_when_it_is_taken_back(
    bare_database_url: str,
) -> None:
    migrate(bare_database_url, "0038")
    engine = create_engine(_engine_url(bare_database_url))
    people = {1: None, 2: ("at_once", None), 3: ("weekly", None), 4: ("off", "at_once"), 5: ("off", "weekly")}
    with engine.begin() as connection:
        for user, wish in people.items():
            connection.execute(text(_A_PERSON), {"id": user, "email": f"p{user}@demo.test"})
            connection.execute(text(_A_WATCH), {"user": user, "what": "search", "key": "k" * 32})
            if wish:
                chosen = {"user": user, "often": wish[0], "before": wish[1]}
                connection.execute(text(_A_WISH), chosen)
        connection.execute(text(_A_WATCH), {"user": 3, "what": "field", "key": "y-te"})
    migrate(bare_database_url, "0039")
    told = "SELECT user_id, often, before FROM watch WHERE what = 'search' ORDER BY user_id"
    with engine.begin() as connection:
        assert [tuple(row) for row in connection.execute(text(told))] == [
            (1, "daily", None),
            (2, "daily", None),
            (3, "weekly", None),
            (4, "off", "daily"),
            (5, "off", "weekly"),
        ]
        place = connection.execute(text("SELECT often, before FROM watch WHERE what = 'field'")).one()
        assert tuple(place) == (None, None)
        connection.execute(text("UPDATE watch SET often = 'off' WHERE user_id IN (1, 2, 3)"))
    _down(bare_database_url, "0038")
    wishes = "SELECT user_id, often FROM wish WHERE concern = 'places' ORDER BY user_id"
    with engine.begin() as connection:
        # The third follows a place too, and goes on hearing of it.
        found = [tuple(row) for row in connection.execute(text(wishes))]
        assert found == [(1, "off"), (2, "off"), (3, "weekly"), (4, "off"), (5, "off")]
        assert connection.execute(text("SELECT COUNT(*) FROM watch")).scalar_one() == 6
    engine.dispose()


def test_tokens_of_calendars_end_when_it_is_taken_back_and_no_others_do(bare_database_url: str) -> None:
    migrate(bare_database_url, "0038")
    engine = create_engine(_engine_url(bare_database_url))
    with engine.begin() as connection:
        connection.execute(text(_A_PERSON), {"id": 1, "email": "p1@demo.test"})
        for identity, scopes in {
            "a": '["agency:deadlines"]',
            "b": '["reports:track", "agency:deadlines"]',
            "c": '["reports:track"]',
        }.items():
            connection.execute(text(_A_TOKEN), {"id": identity * 32, "hash": identity, "scopes": scopes})
    _down(bare_database_url, "0037")
    with engine.begin() as connection:
        assert connection.execute(text("SELECT token_hash FROM access_token")).scalars().all() == ["c"]
    engine.dispose()


_A_PERSON = (
    'INSERT INTO "user" (id, email, name, kind, organisation, phone, locale, created_at) VALUES'
    " (:id, :email, 'Hoa', 'citizen', '', '', 'vi', '2026-11-01 00:00:00')"
)
_A_TOKEN = (
    "INSERT INTO access_token (id, token_hash, user_id, name, scopes, created_at, expires_at) VALUES"
    " (:id, :hash, 1, 'Lịch', :scopes, '2026-11-01 00:00:00', '2027-11-01 00:00:00')"
)
_A_WATCH = (
    "INSERT INTO watch (user_id, what, key, name, filters, at, looked_at) VALUES"
    " (:user, :what, :key, 'Tìm', '{}', '2026-11-02 00:00:00', '2026-11-02 00:00:00')"
)
_A_WISH = "INSERT INTO wish (user_id, concern, often, before) VALUES (:user, 'places', :often, :before)"


def _down(url: str, revision: str) -> None:
    """Back to a revision, by whatever number of steps."""
    config = Config()
    config.set_main_option("script_location", str(MIGRATIONS))
    config.attributes["url"] = url
    command.downgrade(config, revision)
