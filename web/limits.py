"""How often one address, one account, or one at the other, may try what can be guessed or misused.

Who goes on gets a longer wait each time: a minute, a quarter of an hour, a day; they are told how long, and
what they wrote is given back. Nobody's session ends by it.
"""

from __future__ import annotations

import hashlib
import hmac
import logging
import math
import time
from collections.abc import Callable
from ipaddress import IPv6Address, ip_address
from typing import Any, TypeVar, cast

from flask import Flask, Response, after_this_request, request
from flask_babel import ngettext
from flask_limiter import Limiter, RateLimitExceeded

from casework.actions.addresses import BadAddress, normal_address
from casework.domain.access import Scope
from casework.domain.codes import parse_code, parse_sealed_code
from web import programs
from web.errors import error_page
from web.kept_form import has_only_text, kept_form
from web.kitchen import casework, settings
from web.session import cookie_name, current_actor

V = TypeVar("V", bound=Callable[..., Any])
_NETWORK_OF_A_HOME = 64  # bits of an IPv6 address; the others its owner changes at will
_LONGEST_ADDRESS, _LONGEST_CODE = 254, 40
_A_MINUTE, _AN_HOUR = 60, 3600  # seconds
_SAID_IN_MINUTES = 90
_MOST_KNOWN = 5  # accounts of one browser
_KNOWN_FOR = 180 * 24 * 3600  # seconds


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
    """The account that a form names, whether there is one or not; else the one that shows its factor.

    In its one spelling, so that nobody gets further tries by writing the same address in another way.
    """
    typed = request.form.get("email", "")[:_LONGEST_ADDRESS].strip()
    try:
        return normal_address(typed) if typed else person()
    except BadAddress:
        return typed.lower()


def person() -> str:
    """Whose session it is, whatever the form says: who guesses at a second factor has shown a password."""
    actor = current_actor()
    user = actor.user or actor.awaits_factor
    return f"user {user}" if user else f"nobody at {client()}"


def account_and_client() -> str:
    """The two together: a stranger far away does not use up what somebody at home may try."""
    return f"{account()} {client()}"


def report_and_client() -> str:
    """The report that a form names, and from where."""
    typed = request.form.get("code", "")[:_LONGEST_CODE]
    return f"{parse_code(typed) or parse_sealed_code(typed) or typed} {client()}"


def secret_of_address() -> str:
    """The secret that stands in the address, digested: what counts shall not open anything."""
    secret = str((request.view_args or {}).get("secret", ""))
    return hashlib.sha256(secret.encode()).hexdigest()


def is_known_device() -> bool:
    """Whether this browser has signed in to this account before: strangers don't lock its owner out."""
    return _mark(account()) in request.cookies.get(_known_name(), "").split(".")


def know_device() -> None:
    """Remember that the account of this form was signed in to with this browser."""
    before = [mark for mark in request.cookies.get(_known_name(), "").split(".") if mark]
    marks = [_mark(account()), *(mark for mark in before if mark != _mark(account()))][:_MOST_KNOWN]

    @after_this_request
    def keep(response: Response) -> Response:
        response.set_cookie(
            _known_name(),
            ".".join(marks),
            max_age=_KNOWN_FOR,
            secure=settings().is_https,
            httponly=True,
            samesite="Lax",
        )
        return response


def _mark(name: str) -> str:
    """What stands for an account in a cookie, so that nobody reads from it whose computer this is."""
    return hmac.new(casework().secret_key, f"known device\0{name}".encode(), hashlib.sha256).hexdigest()[:32]


def _known_name() -> str:
    return cookie_name("known", https=settings().is_https)


# Without a shared storage (RATE_STORAGE) each process counts for itself: n of them let pass n times as much.
_limiter = Limiter(key_func=client, strategy="moving-window")


def limit(rules: str) -> Callable[[V], V]:
    """Let a client call a view so often: `limit("20 per minute; 100 per hour")`, nearest to the function."""
    return cast(Callable[[V], V], _limiter.limit(rules))


def limit_guesses(view: V) -> V:
    """What signing in is held to: by address, by account unless its owner's browser is known, by the pair."""
    by_pair = _limiter.limit("6 per minute; 20 per 15 minutes; 60 per day", key_func=account_and_client)
    rules = "20 per 15 minutes; 100 per day"
    by_account = _limiter.limit(rules, key_func=account, exempt_when=is_known_device)
    by_client = _limiter.limit("20 per minute; 100 per hour")
    return cast(V, by_pair(by_account(by_client(view))))


def limit_letters(view: V) -> V:
    """What having a letter sent is held to: nobody fills a mailbox, nor keeps its owner from asking."""
    by_pair = _limiter.limit("5 per hour; 20 per day", key_func=account_and_client)
    by_account = _limiter.limit("5 per hour; 20 per day", key_func=account, exempt_when=is_known_device)
    by_client = _limiter.limit("10 per minute; 30 per hour")
    return cast(V, by_pair(by_account(by_client(view))))


def limit_secrets(view: V) -> V:
    """What opening a report by its secret is held to: by address, and at one report.

    Not by the report alone: strangers would lock out its reporter, and nobody guesses 128 bits.
    """
    by_pair = _limiter.limit("10 per minute; 40 per hour", key_func=report_and_client)
    by_client = _limiter.limit("20 per minute; 100 per hour")
    return cast(V, by_pair(by_client(view)))


def limit_proofs(view: V) -> V:
    """What showing a second factor is held to, all ways together: by person, by address."""
    by_person = _limiter.shared_limit("10 per 15 minutes; 50 per day", scope="proofs", key_func=person)
    by_client = _limiter.limit("20 per minute; 100 per hour")
    return cast(V, by_person(by_client(view)))


def limit_programs(view: V) -> V:
    """What programs that read are held to, all they ask for together: by account with a token, which gets
    more if it may read, else by address."""
    return cast(V, _limiter.shared_limit(_of_programs, scope="programs", key_func=person)(view))


def _of_programs() -> str:
    return "600 per minute" if programs.has_scope(Scope.READ) else "120 per minute"


def limit_sending(view: V) -> V:
    """What sending reports by programs is held to, by account; its quota of a day counts besides."""
    return cast(V, _limiter.shared_limit("20 per hour; 60 per day", scope="sending", key_func=person)(view))


def limit_calendars(view: V) -> V:
    """What fetching a calendar by its secret address is held to: by secret, and widely by client, since a
    whole office, or all whom one provider serves, may come from one."""
    by_secret = _limiter.limit("30 per hour; 120 per day", key_func=secret_of_address)
    by_client = _limiter.limit("600 per hour")
    return cast(V, by_secret(by_client(view)))


def told() -> dict[str, str]:
    """What is left of the tightest limit of this request, as headers; the times are in seconds from now."""
    here = min(_limiter.current_limits, key=lambda one: one.remaining, default=None)
    if here is None:
        return {}
    amount, seconds = here.limit.amount, here.limit.get_expiry()
    return {
        "RateLimit-Limit": str(amount),
        "RateLimit-Remaining": str(max(0, here.remaining)),
        "RateLimit-Reset": str(max(0, math.ceil(here.reset_at - time.time()))),
        "RateLimit-Policy": f"{amount};w={seconds}",
    }


def install(app: Flask) -> None:
    """Begin to count, from nothing."""
    app.config["RATELIMIT_STORAGE_URI"] = app.extensions["settings"].rate_storage
    _limiter.init_app(app)
    # It tells everybody's address, of the network and of mail, whenever somebody has to wait.
    _limiter.logger.setLevel(logging.WARNING)

    @app.errorhandler(RateLimitExceeded)
    def too_often(_: RateLimitExceeded) -> Response:
        breached = _limiter.current_limit
        seconds = max(1, int(breached.reset_at - time.time())) if breached else _A_MINUTE
        gives_back = request.method == "POST" and has_only_text()
        response = kept_form(429, why=_wait(seconds)) if gives_back else error_page(429, why=_wait(seconds))
        response.headers["Retry-After"] = str(seconds)
        return response


def _wait(seconds: int) -> str:
    """How long to wait, as people say it."""
    minutes, hours = math.ceil(seconds / _A_MINUTE), math.ceil(seconds / _AN_HOUR)
    if minutes <= _SAID_IN_MINUTES:
        words = ngettext(
            "Xin đợi khoảng %(num)s phút rồi thử lại.", "Xin đợi khoảng %(num)s phút rồi thử lại.", minutes
        )
    else:
        words = ngettext(
            "Xin đợi khoảng %(num)s giờ rồi thử lại.", "Xin đợi khoảng %(num)s giờ rồi thử lại.", hours
        )
    return str(words)
