"""How PostgreSQL is reached (security.md, "Staying up": database gone, restarted, failed over)."""

from __future__ import annotations

import threading
import time
from collections.abc import Iterator
from contextlib import contextmanager

import psycopg
import pytest
from psycopg import sql
from sqlalchemy import make_url, text

from casework.store import postgresql
from casework.store.db import Database, Unavailable, migrate
from tests.relay import relayed

on_postgresql = pytest.mark.parametrize("database_url", ["postgresql"], indirect=True)


@pytest.mark.parametrize(
    ("given", "hosts", "ports"),
    [
        ("postgresql://u:p@a,b/forum", "a,b", ","),
        ("postgresql://u:p@a:5432,b:5433/forum?sslmode=require", "a,b", "5432,5433"),
        ("postgresql+psycopg://u:p@/forum?host=a:5432&host=b:5433", "a,b", "5432,5433"),
        ("postgresql://u:p@[2001:db8::1]/forum", "2001:db8::1", None),
    ],
)
def test_several_servers_may_be_named_either_way(given: str, hosts: str, ports: str | None) -> None:
    """security.md: a multi-host URL, of which the one that takes writes is used."""
    url = postgresql.url_of(given)
    (_, named) = url.get_dialect()().create_connect_args(url)
    assert (named["host"], named.get("port"), named["user"], named["dbname"]) == (hosts, ports, "u", "forum")
    assert named.get("target_session_attrs") == ("read-write" if "," in hosts else None)
    assert ("sslmode" in named) is ("sslmode" in given)


@on_postgresql
def test_of_several_servers_the_one_that_is_there_is_used(database_url: str) -> None:
    with relayed(database_url) as (gone, _), relayed(database_url) as (there, url):
        gone.cut()
        both = f"postgresql://postgres@127.0.0.1:{gone.port},127.0.0.1:{there.port}/{url.database}"
        database = Database(both)
        assert database.is_alive()
        # And when that one fails over to the other.
        gone.mend()
        there.cut()
        assert database.is_alive()
        database.dispose()


@on_postgresql
def test_of_several_servers_none_that_only_reads_is_used(database_url: str) -> None:
    url = make_url(database_url).set(drivername="postgresql")
    with psycopg.connect(url.render_as_string(hide_password=False), autocommit=True) as admin:
        name = sql.Identifier(url.database or "")
        admin.execute(sql.SQL("ALTER DATABASE {} SET default_transaction_read_only = on").format(name))
    with relayed(database_url) as (one, there), relayed(database_url) as (other, _):
        both = f"postgresql://postgres@127.0.0.1:{one.port},127.0.0.1:{other.port}/{there.database}"
        database = Database(both)
        with pytest.raises(Unavailable), database.write() as session:
            session.execute(text("SELECT 1"))
        database.dispose()


@on_postgresql
def test_a_server_that_vanished_is_noticed_within_seconds(database: Database) -> None:
    """[m] 25 s hang without: the defaults of TCP are minutes and hours."""
    with database.read() as session:
        wire = session.connection().connection.dbapi_connection
        assert isinstance(wire, psycopg.Connection)
        said = wire.info.get_parameters()
        assert session.execute(text("SHOW lock_timeout")).scalar_one() == "15s"
        assert session.execute(text("SHOW timezone")).scalar_one() == "UTC"
    assert int(said["connect_timeout"]) <= 5
    assert int(said["tcp_user_timeout"]) <= 10_000  # milliseconds
    alive = (int(said[f"keepalives_{what}"]) for what in ("idle", "interval", "count"))
    idle, interval, count = alive
    assert idle + interval * count <= 30


@on_postgresql
def test_patience_is_for_one_transaction_and_begins_anew_with_the_next(database_url: str) -> None:
    database = Database(database_url, patience=1.0)
    wait = text("SELECT pg_sleep(:seconds)")
    for _ in range(3):
        with database.read() as session:
            session.execute(wait, {"seconds": 0.6})
    with pytest.raises(Unavailable), database.read() as session:
        session.execute(wait, {"seconds": 0.6})
        session.execute(wait, {"seconds": 0.6})
    database.dispose()
    patient = Database(database_url)
    with patient.read() as session:
        session.execute(wait, {"seconds": 1.2})
    patient.dispose()


@contextmanager
def reading_for_ever(url: str) -> Iterator[None]:
    """Somebody reads the table of reports and does not come to an end."""
    plain = make_url(url).set(drivername="postgresql").render_as_string(hide_password=False)
    with psycopg.connect(plain) as reader:
        reader.execute("SELECT 1 FROM report")
        ends = threading.Timer(20, reader.close)
        ends.start()
        yield
        ends.cancel()


@on_postgresql
def test_a_migration_that_cannot_get_its_lock_gives_up_and_readers_go_on(database_url: str) -> None:
    """security.md, "migration on a live database": lock_timeout."""
    answered: list[float] = []

    def read() -> None:
        time.sleep(1)  # behind the migration, which waits by then
        plain = make_url(database_url).set(drivername="postgresql").render_as_string(hide_password=False)
        begun = time.monotonic()
        with psycopg.connect(plain) as other:
            other.execute("SELECT 1 FROM report")
        answered.append(time.monotonic() - begun)

    reader = threading.Thread(target=read)
    reader.start()
    with reading_for_ever(database_url), pytest.raises(Unavailable, match="lock timeout"):
        migrate(database_url, "base")
    reader.join()
    assert answered[0] < 10
    database = Database(database_url)
    assert database.is_current()  # nothing was changed
    database.dispose()
