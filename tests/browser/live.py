"""A running forum that a browser can visit: served on this machine, its worker run when a test says so."""

from __future__ import annotations

import dataclasses
import threading
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

from flask import Flask
from werkzeug.serving import WSGIRequestHandler, make_server

from app import create_app
from casework.delivery import worker
from casework.store.casework import Casework
from config import Environment, Settings
from tests.doors.stage import Reports
from tests.house import SECRET_KEY, Clock


@dataclasses.dataclass(frozen=True, kw_only=True)
class LiveForum:
    """A forum with the directory and the cast in it, at `url`; it goes by `clock`."""

    url: str
    app: Flask
    clock: Clock

    @property
    def casework(self) -> Casework:
        found: Casework = self.app.extensions["casework"]
        return found

    def reports(self) -> Reports:
        """Makes reports without a browser; see `tests.doors.stage.Reports`."""
        return Reports(casework=self.casework)

    def work(self) -> worker.Round:
        """Let the worker tell what happened and write the letters; five minutes go by."""
        self.clock.advance(minutes=5)
        return worker.run(self.casework, self.app.extensions["post-office"], self.url, once=True)


class _Quiet(WSGIRequestHandler):
    def log_request(self, code: int | str = "-", size: int | str = "-") -> None:
        """What was asked for is not what a test run should print."""


@contextmanager
def serving(database_url: str, folder: Path, *, host: str = "127.0.0.1") -> Iterator[LiveForum]:
    """Serve the forum on this database at a free port of loopback, several requests at a time.

    `host` is how its address names this machine: "localhost" where browsers ask for a name, as for passkeys.
    """
    # The address has to be known before the forum is made: its letters link to it.
    server = make_server("127.0.0.1", 0, _not_yet, threaded=True, request_handler=_Quiet)
    url = f"http://{host}:{server.server_port}"
    app = create_app(_settings(database_url, folder, url))
    clock = Clock()
    app.extensions["casework"] = dataclasses.replace(app.extensions["casework"], clock=clock)
    server.app = app
    thread = threading.Thread(target=server.serve_forever, kwargs={"poll_interval": 0.05}, daemon=True)
    thread.start()
    try:
        yield LiveForum(url=url, app=app, clock=clock)
    finally:
        server.shutdown()
        thread.join()
        server.server_close()
        app.extensions["casework"].db.dispose()


def _not_yet(*_: object) -> list[bytes]:
    raise AssertionError("the forum is not served yet")


def _settings(database_url: str, folder: Path, url: str) -> Settings:
    return Settings(
        environment=Environment.TEST,
        database_url=database_url,
        data_dir=folder,
        public_url=url,
        secret_key=SECRET_KEY,
        master_keys={"test": bytes(range(32))},
        master_key="test",
        lookup_key=bytes(range(32, 64)),
        demo=True,
        mail_url="",
        mail_from="Diễn đàn <dien-dan@forum.test>",
        trusted_hosts=(),
        proxies=0,
    )
