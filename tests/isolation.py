"""No test reaches the network or sends a mail: whatever tries fails, and says so."""

from __future__ import annotations

import ipaddress
import socket
from typing import Any

MAIL_PORTS = {25, 465, 587}

_connect = socket.socket.connect
_connect_ex = socket.socket.connect_ex
_sendto = socket.socket.sendto
_getaddrinfo = socket.getaddrinfo


class NetworkIsShut(RuntimeError):
    """A test tried to reach something beyond this machine, or a mail server."""


def shut() -> None:
    """From now on sockets of this process reach loopback and Unix sockets alone, and no mail server there."""
    socket.socket.connect = _guarded(_connect)  # type: ignore[method-assign] # because no other hook sees all
    socket.socket.connect_ex = _guarded(_connect_ex)  # type: ignore[method-assign] # because of the same
    socket.socket.sendto = _guarded_sendto  # type: ignore[method-assign] # because of the same
    socket.getaddrinfo = _guarded_getaddrinfo


def _guarded(connect: Any) -> Any:
    def guarded(self: socket.socket, address: Any) -> Any:
        _check(self.family, address)
        return connect(self, address)

    return guarded


def _guarded_sendto(self: socket.socket, content: Any, *rest: Any) -> int:
    _check(self.family, rest[-1])
    return _sendto(self, content, *rest)


def _guarded_getaddrinfo(host: Any, *rest: Any, **named: Any) -> Any:
    # A look-up leaves the machine too.
    if not _is_loopback(host):
        raise NetworkIsShut(f"tests don't look up names: {host!r}")
    return _getaddrinfo(host, *rest, **named)


def _check(family: int, address: Any) -> None:
    if family not in (socket.AF_INET, socket.AF_INET6):
        return
    host, port = address[0], address[1]
    if not _is_loopback(host):
        raise NetworkIsShut(f"tests don't use the network: {host}:{port}")
    if port in MAIL_PORTS:
        raise NetworkIsShut(f"tests send no mail: {host}:{port}")


def _is_loopback(host: str | bytes | None) -> bool:
    name = host.decode() if isinstance(host, bytes) else host
    if name in (None, "", "localhost"):
        return True
    try:
        address = ipaddress.ip_address(name)
    except ValueError:
        return False
    # To bind to every interface is no way out.
    return address.is_loopback or address.is_unspecified
