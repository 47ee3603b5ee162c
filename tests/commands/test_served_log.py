"""The log of the server as README.md starts it: a real process, in production, with what breaks in it."""

from __future__ import annotations

import http.client
import os
import shlex
import socket
import sqlite3
import subprocess
import sys
import time
from collections.abc import Iterator
from contextlib import closing, contextmanager
from pathlib import Path

import pytest
from sqlalchemy import make_url

from casework.domain.values import Status
from casework.store.casework import Casework
from config import Settings
from tests.doors.stage import Reports
from tests.doors.test_logs import MARK, PHONE
from tests.structure.test_production import ONE, THREE, TWO
from tests.structure.tree import ROOT

pytestmark = pytest.mark.parametrize("database_url", ["sqlite"], indirect=True)
HEADERS = {
    "Host": "dien-dan.test",
    "User-Agent": f"Mozilla/5.0 ({MARK})",
    "Referer": f"https://dien-dan.test/reports?q={MARK}",
    "Cookie": f"__Host-session={MARK}",
    "X-Forwarded-For": MARK,
}
PATIENCE_SECONDS = 60


def _command(port: int) -> list[str]:
    """What README.md says, at another port."""
    line = next(line for line in (ROOT / "README.md").read_text().splitlines() if line.startswith("granian "))
    words = shlex.split(line)
    words[words.index("--port") + 1] = str(port)
    words[words.index("--workers") + 1] = "1"
    return [sys.executable, "-m", *words]


@contextmanager
def serving(settings: Settings, log: Path) -> Iterator[int]:
    """Serve the forum; yields the port. What the process writes is in `log`."""
    with closing(socket.socket()) as found:
        found.bind(("127.0.0.1", 0))
        port: int = found.getsockname()[1]
    env = {
        **{name: os.environ[name] for name in ("PATH", "LANG", "HOME") if name in os.environ},
        "ENV": "production",
        "DATA_DIR": str(settings.data_dir),
        "DATABASE_URL": settings.database_url,
        "PUBLIC_URL": "https://dien-dan.test",
        "TRUSTED_HOSTS": "dien-dan.test",
        "MAIL_URL": "smtp://mail.test:587",
        "SECRET_KEY": ONE,
        "MASTER_KEY": TWO,
        "LOOKUP_KEY": THREE,
        "PYTHONUNBUFFERED": "1",
    }
    with log.open("wb") as out:
        server = subprocess.Popen(_command(port), cwd=ROOT, env=env, stdout=out, stderr=out)
        try:
            _wait_for(port, server, log)
            yield port
        finally:
            server.terminate()
            server.wait(20)


def _wait_for(port: int, server: subprocess.Popen[bytes], log: Path) -> None:
    until = time.monotonic() + PATIENCE_SECONDS
    while time.monotonic() < until:
        assert server.poll() is None, log.read_text()
        try:
            if ask(port, "/healthz") == 200:
                return
        except OSError:
            time.sleep(0.1)
    raise AssertionError(log.read_text())


def ask(port: int, path: str, body: str | None = None) -> int:
    with closing(http.client.HTTPConnection("127.0.0.1", port, timeout=20)) as connection:
        kind = {"Content-Type": "application/x-www-form-urlencoded"} if body else {}
        connection.request("POST" if body else "GET", path, body, {**HEADERS, **kind})
        return connection.getresponse().status


def test_the_log_of_a_served_forum_holds_nothing_that_anybody_sent_or_that_broke(
    settings: Settings, a_broken_forum: None, tmp_path: Path
) -> None:
    log = tmp_path / "log"
    with serving(settings, log) as port:
        answers = [
            ask(port, f"/?q={MARK}"),
            ask(port, f"/reports?q={MARK}&agency={MARK}&status={MARK}"),
            ask(port, f"/reports?sort={MARK}"),
            ask(port, f"/en/reports/{MARK}/confirm/{MARK}"),
            ask(port, f"/reset/{MARK}"),
            ask(port, f"/{MARK}/{PHONE}"),
            ask(port, "/login", f"email={MARK}@nha.test&password={MARK}"),
            ask(port, f"/reports/new?next={MARK}", f"title={MARK}&body={PHONE}&email={MARK}"),
        ]
    said = log.read_text(errors="replace")
    assert answers[0] == answers[2] == 500, answers
    assert "unexpected error at forum.reports" in said
    assert "builtins.LookupError, its message left out" in said
    assert MARK not in said.lower() and PHONE not in said


@pytest.fixture
def a_broken_forum(settings: Settings, casework: Casework) -> None:
    """One whose database holds a word that is none of the enumeration: SQLAlchemy's complaint quotes it."""
    report = Reports(casework=casework)(Status.ROUTED)
    with closing(sqlite3.connect(make_url(settings.database_url).database or "")) as database, database:
        database.execute("UPDATE report SET kind = ? WHERE code = ?", (MARK, report.code))
