"""What a visitor sees while the database is gone, silent or locked (security.md, "Staying up")."""

from __future__ import annotations

import dataclasses
import sqlite3
import threading
from collections.abc import Iterator
from contextlib import contextmanager

import psycopg
import pytest
from psycopg import sql
from sqlalchemy import make_url, select

import app as house
from casework.store import db, postgresql
from casework.store.db import Busy, Unavailable
from casework.store.tables import ReportRow
from config import Settings
from tests.doors.client import Page, Visit
from tests.house import Clock
from tests.relay import Relay, relayed

WORDS = "Tôi nộp hồ sơ ngày 12/3.\n\nĐến nay đã ba lần được hẹn lại."
SILENT_SECONDS = 12  # then it answers after all, so that a test without patience fails and does not hang
on_postgresql = pytest.mark.parametrize("database_url", ["postgresql"], indirect=True)
on_sqlite = pytest.mark.parametrize("database_url", ["sqlite"], indirect=True)


@pytest.fixture
def wire(settings: Settings, monkeypatch: pytest.MonkeyPatch) -> Iterator[tuple[Relay, Visit]]:
    """The forum on PostgreSQL by a wire that can be cut; it waits a second for an answer."""
    monkeypatch.setattr(house, "PATIENCE_SECONDS", 1.0)
    monkeypatch.setitem(postgresql._ARGUMENTS, "connect_timeout", 1)
    with relayed(settings.database_url) as (relay, url):
        there = url.render_as_string(hide_password=False)
        with _visited(dataclasses.replace(settings, database_url=there)) as visit:
            yield relay, visit


@contextmanager
def _visited(settings: Settings) -> Iterator[Visit]:
    """The visitors of a forum with these settings, on whose clock no time passes."""
    made = house.create_app(settings)
    made.extensions["casework"] = dataclasses.replace(made.extensions["casework"], clock=Clock())
    made.config["TESTING"] = False  # errors are shown as pages
    yield Visit(made)
    made.extensions["casework"].db.dispose()


def _filled_in(visit: Visit, who: str = "guest") -> dict[str, str | list[str]]:
    values = visit.get("/reports/new", as_=who).values("/reports/new")
    values |= {"title": "Ba lần hẹn trả sổ đỏ", "body": WORDS, "kind": "complaint", "outlet": "BND"}
    return values | {"display": "hidden", "publish": "yes", "field": "dat-dai", "area": "362", "name": "Hoa"}


def _titles(visit: Visit) -> list[str]:
    with visit.app.extensions["casework"].db.read() as session:
        return list(session.scalars(select(ReportRow.title)))


def _is_told_to_come_back(page: Page) -> None:
    assert page.status == 503 and int(page.headers["Retry-After"]) >= 1
    assert page.headers["Cache-Control"] == "private, no-store" or "no-cache" in page.headers["Cache-Control"]


@on_postgresql
def test_a_database_that_was_restarted_is_served_from_at_once(wire: tuple[Relay, Visit]) -> None:
    """Pre-ping: a connection that has died meanwhile is found out before anybody's question is lost on it."""
    relay, visit = wire
    visit.get("/")
    relay.cut()
    relay.mend()
    assert visit.get("/reports").status == 200


@on_postgresql
def test_while_the_database_is_gone_everybody_is_told_to_come_back(wire: tuple[Relay, Visit]) -> None:
    relay, visit = wire
    visit.get("/track", as_="citizen")
    relay.cut()
    _is_told_to_come_back(visit.get("/reports", status=503))
    # Somebody who is signed in is asked for in the database, whatever page it is, one that is not there too.
    for address in ("/account", "/khong-co", "/reports/PA-7K3M-9QXT"):
        _is_told_to_come_back(visit.get(address, as_="citizen", status=503))
    assert visit.get("/healthz").status == 200 and visit.get("/static/css/site.css").status == 200
    _is_told_to_come_back(visit.get("/readyz", status=503))
    relay.mend()
    assert visit.get("/account", as_="citizen").status == 200


@on_postgresql
def test_a_database_that_does_not_answer_keeps_nobody_waiting_for_ever(wire: tuple[Relay, Visit]) -> None:
    relay, visit = wire
    visit.get("/reports")
    with relay.silence(at_most=SILENT_SECONDS):
        _is_told_to_come_back(visit.get("/reports", status=503))
    assert visit.get("/reports").status == 200


@on_postgresql
@pytest.mark.parametrize("who", ["guest", "citizen"])
def test_what_was_sent_to_a_database_that_is_gone_comes_back_to_be_sent_again(
    wire: tuple[Relay, Visit], who: str
) -> None:
    relay, visit = wire
    values = _filled_in(visit, who)
    relay.cut()
    kept = visit.post("/reports/new", values, as_=who, status=503)
    _is_told_to_come_back(kept)
    assert WORDS in [(node.text or "").lstrip("\n") for node in kept.all("//main//textarea")]
    assert "chỉ nhận một lần" in kept.main and "Chưa có gì được gửi đi" not in kept.main
    relay.mend()
    assert "/received" in visit.send(kept, "/reports/new", as_=who).url
    assert _titles(visit) == ["Ba lần hẹn trả sổ đỏ"]


@contextmanager
def standby_gone(database_url: str) -> Iterator[None]:
    """Commits in this database wait for a synchronous standby that is not there."""
    url = make_url(database_url).set(drivername="postgresql")
    with psycopg.connect(url.render_as_string(hide_password=False), autocommit=True) as admin:
        name = sql.Identifier(url.database or "")
        admin.execute(sql.SQL("ALTER DATABASE {} SET synchronous_commit = on").format(name))
        admin.execute("ALTER SYSTEM SET synchronous_standby_names = 'nobody'")
        admin.execute("SELECT pg_reload_conf()")

        def come_back() -> None:
            admin.execute("ALTER SYSTEM RESET synchronous_standby_names")
            admin.execute("SELECT pg_reload_conf()")

        ends = threading.Timer(SILENT_SECONDS, come_back)
        ends.start()
        try:
            yield
        finally:
            ends.cancel()
            come_back()


@on_postgresql
def test_a_commit_without_its_standby_is_unknown_and_the_same_form_sent_again_is_one_report(
    settings: Settings, monkeypatch: pytest.MonkeyPatch
) -> None:
    """security.md: a deadline on the request; 503 "unknown, try again with the same key"."""
    monkeypatch.setattr(house, "PATIENCE_SECONDS", 1.0)
    with _visited(settings) as visit:
        values = _filled_in(visit)
        with standby_gone(settings.database_url):
            visit.app.extensions["casework"].db.dispose()
            kept = visit.post("/reports/new", values, status=503)
            _is_told_to_come_back(kept)
        assert _titles(visit) == ["Ba lần hẹn trả sổ đỏ"]  # it had been taken, and nobody could tell
        assert "/received" in visit.send(kept, "/reports/new").url
        assert len(_titles(visit)) == 1


@on_sqlite
def test_what_was_sent_to_a_locked_database_comes_back_and_readers_go_on(
    settings: Settings, monkeypatch: pytest.MonkeyPatch
) -> None:
    pragmas = (*db._SQLITE_PRAGMAS[:-1], "PRAGMA busy_timeout = 100")
    monkeypatch.setattr(db, "_SQLITE_PRAGMAS", pragmas)
    with _visited(settings) as visit:
        values = _filled_in(visit)
        other = sqlite3.connect(str(make_url(settings.database_url).database), isolation_level=None)
        other.execute("BEGIN IMMEDIATE")
        kept = visit.post("/reports/new", values, status=503)
        _is_told_to_come_back(kept)
        assert visit.get("/reports").status == 200
        other.close()
        assert "/received" in visit.send(kept, "/reports/new").url
        assert len(_titles(visit)) == 1


@on_sqlite
@pytest.mark.parametrize("fault", [Unavailable("SELECT 1", None, Exception("gone")), Busy("none is free")])
def test_no_answer_and_no_free_connection_are_told_alike(settings: Settings, fault: Exception) -> None:
    with _visited(settings) as visit:

        def ask() -> str:
            raise fault

        ask.permission = house.guard.Permission.READ_PUBLIC  # type: ignore[attr-defined]  # because it is data
        visit.app.add_url_rule("/ask", "ask", ask)
        _is_told_to_come_back(visit.get("/ask", status=503))


@on_sqlite
def test_no_secret_is_given_back_by_a_page_in_doubt(
    settings: Settings, monkeypatch: pytest.MonkeyPatch
) -> None:
    def gone(*_: object) -> None:
        raise Unavailable("SELECT 1", None, Exception("gone"))

    monkeypatch.setattr("casework.actions.accounts.authenticate", gone)
    with _visited(settings) as visit:
        fields = visit.get("/login").values("/login") | {"email": "a@b.vn", "password": "con trâu đi trước"}
        assert "con trâu" not in visit.post("/login", fields, status=503).source
