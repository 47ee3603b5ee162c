"""How often one address, or one account, may try what can be guessed or misused."""

from __future__ import annotations

import time
from collections.abc import Callable
from ipaddress import IPv6Address, ip_address
from typing import Any, TypeVar, cast

from flask import Flask, Response, request
from flask_limiter import Limiter, RateLimitExceeded

from web.errors import error_page

V = TypeVar("V", bound=Callable[..., Any])
_NETWORK_OF_A_HOME = 64  # bits of an IPv6 address; the others its owner changes at will
_LONGEST_ADDRESS = 254


def client() -> str:
    """Where the request comes from: an IPv4 address, or the /64 of an IPv6 one."""
    try:
        address = ip_address(request.remote_addr or "")
    except ValueError:
        return "unknown"
    if not isinstance(address, IPv6Address):
        return str(address)
    if address.ipv4_mapped:
        return str(address.ipv4_mapped)
    host_bits = 128 - _NETWORK_OF_A_HOME
    return str(IPv6Address(int(address) >> host_bits << host_bits))


def account() -> str:
    """The account that a form names, whether there is one or not."""
    return request.form.get("email", "")[:_LONGEST_ADDRESS].strip().lower() or "nobody"


# Each process counts for itself: with n of them an address gets at most n times as much.
_limiter = Limiter(key_func=client, storage_uri="memory://", strategy="moving-window")


def limit(rules: str) -> Callable[[V], V]:
    """Let a client call a view so often: `limit("20 per minute; 100 per hour")`, nearest to the function."""
    return cast(Callable[[V], V], _limiter.limit(rules))


def limit_account(rules: str) -> Callable[[V], V]:
    """Let a view be called so often for the account in its form, from wherever."""
    return cast(Callable[[V], V], _limiter.limit(rules, key_func=account))


def install(app: Flask) -> None:
    """Begin to count, from nothing."""
    _limiter.init_app(app)

    @app.errorhandler(RateLimitExceeded)
    def too_often(_: RateLimitExceeded) -> Response:
        response = error_page(429)
        breached = _limiter.current_limit
        if breached is not None:
            response.headers["Retry-After"] = str(max(1, int(breached.reset_at - time.time())))
        return response
