"""Calls to addresses that others have registered: to the open internet, to the address that was checked, and
never longer than agreed.

The name is resolved once for each call; every address that it has must be open, and the connection goes to
one of these. So neither a name that points inside, nor one that changes between check and call, leads inside.
"""

from __future__ import annotations

import http.client
import io
import queue
import socket
import ssl
import threading
import time
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, field
from functools import cache
from typing import Any, Final

from casework.domain.hook_targets import Allowed, BadUrl, Target, is_open, target_of

RESOLVE_SECONDS: Final = 5.0
CONNECT_SECONDS: Final = 5.0
TOTAL_SECONDS: Final = 10.0
BODY_SECONDS: Final = 2.0  # the status is what counts: the rest is but to look at
MOST_HEAD: Final = 32 * 1024
MOST_BODY: Final = 4 * 1024
_KEPT_ANSWER: Final = 500
Resolve = Callable[[str, int], Sequence[str]]


class NotCalled(Exception):
    """There was no answer; `code` says why, in one word of `web.webhooks`."""

    def __init__(self, code: str) -> None:
        super().__init__(code)
        self.code: Final = code


@dataclass(frozen=True, kw_only=True)
class Answer:
    status: int
    text: str  # its beginning, as far as it came


def resolved(host: str, port: int) -> Sequence[str]:
    """Every address of a name. Raises OSError."""
    found = socket.getaddrinfo(host, port, type=socket.SOCK_STREAM, proto=socket.IPPROTO_TCP)
    return list(dict.fromkeys(str(one[4][0]) for one in found))


@cache
def _usual_tls() -> ssl.SSLContext:
    context = ssl.create_default_context()
    context.minimum_version = ssl.TLSVersion.TLSv1_2
    return context


@dataclass(frozen=True, kw_only=True)
class Caller:
    """`resolve`, `opens` and `tls` are for tests: who answers for names, what counts as open, which
    certificates are believed."""

    allowed: Allowed = field(default_factory=Allowed)
    resolve: Resolve = resolved
    opens: Callable[[str], bool] = is_open
    tls: Callable[[], ssl.SSLContext] = _usual_tls
    total: float = TOTAL_SECONDS

    def post(self, url: str, headers: Mapping[str, str], body: bytes) -> Answer:
        """The answer, whatever its status: a redirect is one that is not followed. Raises NotCalled."""
        try:
            target = target_of(url, self.allowed)
        except BadUrl as bad:
            raise NotCalled(f"url_{bad.fault.value}") from None
        deadline = time.monotonic() + self.total
        try:
            with self._connected(target, deadline) as sock:
                sock.settimeout(_left(deadline))
                sock.sendall(_request(target, headers, body))
                return _answer(sock, deadline)
        except NotCalled:
            raise
        except TimeoutError:
            raise NotCalled("timeout") from None
        except ssl.SSLCertVerificationError:
            raise NotCalled("certificate") from None
        except ssl.SSLError:
            raise NotCalled("tls") from None
        except ConnectionRefusedError:
            raise NotCalled("refused") from None
        except OSError:
            raise NotCalled("connection") from None
        except (http.client.HTTPException, ValueError):
            raise NotCalled("not_http") from None

    def _connected(self, target: Target, deadline: float) -> socket.socket:
        addresses = self._addresses(target)
        until, last = min(deadline, time.monotonic() + CONNECT_SECONDS), OSError()
        for address in addresses:
            try:
                plain = socket.create_connection((address, target.port), timeout=_left(until))
                break
            except OSError as error:
                last = error
        else:
            raise last
        if not target.is_tls:
            return plain
        try:
            plain.settimeout(_left(deadline))
            return self.tls().wrap_socket(plain, server_hostname=target.host)
        except BaseException:
            plain.close()
            raise

    def _addresses(self, target: Target) -> Sequence[str]:
        """Where the name leads at this moment, if all of that is open."""
        found = _in_time(lambda: self.resolve(target.host, target.port))
        if not found:
            raise NotCalled("no_such_name")
        if not target.is_local and not all(self.opens(address) for address in found):
            raise NotCalled("not_public")
        return found


def _in_time(resolve: Callable[[], Sequence[str]]) -> Sequence[str]:
    """What a resolver says, which knows no time limit. Raises NotCalled, and whatever else it raises."""
    said: queue.SimpleQueue[Sequence[str] | Exception] = queue.SimpleQueue()

    def ask() -> None:
        try:
            said.put(resolve())
        except Exception as error:  # whoever waits hears of it at once
            said.put(error)

    threading.Thread(target=ask, daemon=True).start()
    try:
        found = said.get(timeout=RESOLVE_SECONDS)
    except queue.Empty:
        raise NotCalled("timeout") from None
    if isinstance(found, OSError | UnicodeError):
        raise NotCalled("no_such_name")
    if isinstance(found, Exception):
        raise found
    return found


def _left(deadline: float) -> float:
    left = deadline - time.monotonic()
    if left <= 0:
        raise TimeoutError
    return left


def _request(target: Target, headers: Mapping[str, str], body: bytes) -> bytes:
    """The request as it goes over the line. Raises ValueError for what would make another of it."""
    lines = [f"POST {target.path} HTTP/1.1", f"Host: {target.netloc}"]
    lines += [f"{name}: {value}" for name, value in headers.items()]
    lines += [f"Content-Length: {len(body)}", "Connection: close"]
    if any(not line.isascii() or not line.isprintable() for line in lines):
        raise ValueError("a header of more than one line")
    return "\r\n".join([*lines, "", ""]).encode("ascii") + body


class _Line(io.RawIOBase):
    """What comes over a socket: so much, and until then."""

    def __init__(self, sock: socket.socket, deadline: float) -> None:
        self.sock, self.deadline, self.left = sock, deadline, MOST_HEAD + MOST_BODY

    def readable(self) -> bool:
        return True

    def readinto(self, buffer: Any) -> int:
        if self.left <= 0:
            raise http.client.HTTPException("too much")
        self.sock.settimeout(_left(self.deadline))
        got = self.sock.recv_into(memoryview(buffer)[: min(len(buffer), self.left)])
        self.left -= got
        return got

    # What HTTPResponse asks of a socket.
    def makefile(self, _mode: str) -> io.BufferedReader:
        return io.BufferedReader(self, buffer_size=1024)


def _answer(sock: socket.socket, deadline: float) -> Answer:
    line = _Line(sock, deadline)
    response = http.client.HTTPResponse(line)  # type: ignore[arg-type]  # because it asks for makefile alone
    response.begin()
    line.deadline = min(deadline, time.monotonic() + BODY_SECONDS)
    body = b""
    try:
        while len(body) < MOST_BODY and (part := response.read1(MOST_BODY - len(body))):
            body += part
    except (OSError, http.client.HTTPException, ValueError):
        pass  # the rest does not matter
    text = "".join(sign if sign.isprintable() else " " for sign in body.decode("utf-8", "replace"))
    return Answer(status=response.status, text=" ".join(text.split())[:_KEPT_ANSWER])
