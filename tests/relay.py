"""A wire to PostgreSQL that a test can cut, or let fall silent."""

from __future__ import annotations

import socket
import threading
from collections.abc import Iterator
from contextlib import contextmanager, suppress
from pathlib import Path

from sqlalchemy import URL, make_url

_CHUNK = 65_536
_LOCALHOST = "127.0.0.1"


class Relay:
    """Hands on what comes to a port of this machine to the server's Unix socket, and back."""

    def __init__(self, server: str) -> None:
        self._server = server
        self._answers = threading.Event()
        self._answers.set()
        self._is_cut = False
        self._open: list[socket.socket] = []
        self._listener = socket.create_server((_LOCALHOST, 0))
        self.port: int = self._listener.getsockname()[1]
        threading.Thread(target=self._accept, daemon=True).start()

    def cut(self) -> None:
        """The server is gone: every connection ends, and no new one is made."""
        self._is_cut = True
        self._close_all()

    def mend(self) -> None:
        """The server is there again. What was connected before stays ended."""
        self._is_cut = False

    @contextmanager
    def silence(self, *, at_most: float) -> Iterator[None]:
        """The server takes questions and answers none, until the block ends or for so many seconds."""
        self._answers.clear()
        ends = threading.Timer(at_most, self._answers.set)
        ends.start()
        try:
            yield
        finally:
            ends.cancel()
            self._answers.set()

    def close(self) -> None:
        self._listener.close()
        self._answers.set()
        self._close_all()

    def _close_all(self) -> None:
        while self._open:
            one = self._open.pop()
            with suppress(OSError):
                one.shutdown(socket.SHUT_RDWR)
            one.close()

    def _accept(self) -> None:
        while True:
            try:
                client, _ = self._listener.accept()
            except OSError:
                return
            if self._is_cut:
                client.close()
                continue
            server = socket.socket(socket.AF_UNIX)
            server.connect(self._server)
            self._open += [client, server]
            threading.Thread(target=self._pass_on, args=(client, server), daemon=True).start()
            threading.Thread(target=self._pass_on, args=(server, client), daemon=True).start()

    def _pass_on(self, source: socket.socket, target: socket.socket) -> None:
        try:
            while said := source.recv(_CHUNK):
                if source.family == socket.AF_UNIX:
                    self._answers.wait()
                target.sendall(said)
        except OSError:
            pass
        for one in (source, target):
            one.close()


@contextmanager
def relayed(database_url: str) -> Iterator[tuple[Relay, URL]]:
    """Yield a relay to the server of a URL, and the URL of the same database through it."""
    url = make_url(database_url)
    folder = url.normalized_query["host"][0]
    relay = Relay(str(Path(folder) / ".s.PGSQL.5432"))
    try:
        yield relay, url.set(host=_LOCALHOST, port=relay.port, query={})
    finally:
        relay.close()
