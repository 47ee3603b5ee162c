"""Who is there: the signed-in person, and the reports whose secret this browser has shown.

Two cookies, each a token of the session table: one of a person, one of nobody, which holds the reports. They
are apart so that no row ties a person to a report that was sent in confidence. Flask's own signed cookie
carries what is no right: the token of forms, a word for the next page.
"""

from __future__ import annotations

from dataclasses import replace
from datetime import timedelta

from flask import Flask, Response, g, request, session

from casework.actions import sessions
from casework.actions.sessions import REMEMBERED, SignedIn
from casework.domain.policy import ANYBODY, Actor
from casework.domain.values import HeldCode, UserId
from casework.store.db import Unavailable
from casework.store.room import is_disk_full
from web import programs
from web.device import device
from web.kitchen import casework, settings

PERSON, HOLDER, REMEMBERER = "session", "held", "remember"
_SET, _NEVER = "cookies_to_set", timedelta(0)

__all__ = [
    "SignedIn",
    "current_actor",
    "current_session",
    "factor_given",
    "hold",
    "set_challenge",
    "sign_in",
    "sign_out",
    "take_challenge",
]


def install(app: Flask) -> None:
    https = app.extensions["settings"].is_https
    app.config.update(
        SESSION_COOKIE_NAME=cookie_name("form", https=https),
        SESSION_COOKIE_SECURE=https,
        SESSION_COOKIE_HTTPONLY=True,
        SESSION_COOKIE_SAMESITE="Lax",
    )

    @app.after_request
    def set_cookies(response: Response) -> Response:
        for name, (value, lasts) in g.get(_SET, {}).items():
            if value is None:
                response.delete_cookie(_named(name), secure=https, httponly=True, samesite="Lax")
            else:
                response.set_cookie(
                    _named(name), value, max_age=lasts or None, secure=https, httponly=True, samesite="Lax"
                )
        return response


def cookie_name(name: str, *, https: bool) -> str:
    """What a cookie is called; __Host- keeps neighbouring hosts from setting it, and needs HTTPS."""
    return f"__Host-{name}" if https else name


def current_session() -> SignedIn | None:
    """The session of this request, also while its person has shown the password alone."""
    if "signed_in" not in g:
        token = _cookie(PERSON)
        g.signed_in = sessions.load(casework(), token) if token else None
        if g.signed_in is None and _cookie(REMEMBERER):
            _recall()
        elif g.signed_in is None and token:
            _put(PERSON, None)
    found: SignedIn | None = g.signed_in
    return found


def current_actor() -> Actor:
    """Who makes this request, with the reports whose secret this browser has shown."""
    if "actor" not in g:
        here = current_session()
        actor = ANYBODY if here is None else here.actor
        if here is not None and here.awaits_factor:
            actor = Actor(awaits_factor=actor.user)
        token = _cookie(HOLDER)
        held = sessions.held(casework(), token) if token else None
        program = programs.bearer() if programs.asks() else None
        g.actor = program.actor if program else replace(actor, holds=held) if held else actor
    found: Actor = g.actor
    return found


def sign_in(user: UserId, *, factor: bool = False, remember: bool = False) -> Actor | None:
    """Begin a session, always with a new token; returns who it is, None for who may not sign in.

    `factor`: more than a password was shown. `remember`: this browser, if it may be (never for staff).
    """
    token = sessions.begin(casework(), user, device=device(), factor=factor)
    if token is None:
        return None
    old = _cookie(PERSON)
    if old:
        sessions.end(casework(), old)
    session.clear()  # what a form of before may carry is not good for this person
    _put(PERSON, token)
    _forget_browser()  # whom it remembered so far need not be who signs in
    if remember and (cookie := sessions.remember(casework(), token)):
        _put(REMEMBERER, cookie, REMEMBERED)
    _forget_who()
    g.signed_in = sessions.load(casework(), token)
    return g.signed_in.actor if g.signed_in else None


def factor_given() -> None:
    """Note that this session has shown more than a password; its token changes."""
    token = sessions.prove(casework(), _cookie(PERSON)) if current_session() is not None else None
    if token is not None:
        _put(PERSON, token)
        _forget_who()


def sign_out() -> None:
    """End this browser's session, also for who has copied its cookies."""
    for name in (PERSON, HOLDER):
        value = _cookie(name)
        if value:
            sessions.end(casework(), value)
            _put(name, None)
    _forget_browser()
    session.clear()
    _forget_who()


def hold(code: HeldCode) -> None:
    """Remember that this browser has shown the secret of a report."""
    _put(HOLDER, sessions.hold(casework(), _cookie(HOLDER) or None, code))
    g.pop("actor", None)


def set_challenge(challenge: bytes) -> None:
    """Keep what a passkey has to sign: once, for five minutes, for this browser."""
    name = PERSON if current_session() is not None else HOLDER
    fresh = sessions.set_challenge(casework(), _cookie(name) or None, challenge)
    if fresh is not None:
        _put(HOLDER, fresh)


def take_challenge() -> bytes | None:
    """What this browser's passkey had to sign."""
    tokens = (_cookie(PERSON), _cookie(HOLDER))
    found = (sessions.take_challenge(casework(), token) for token in tokens if token)
    return next((challenge for challenge in found if challenge), None)


def changes_cookies() -> bool:
    """Whether this answer begins or ends something for this browser, so that nobody else may get it."""
    return bool(g.get(_SET))


def _recall() -> None:
    """Begin a session for a browser that a citizen asked to be remembered in."""
    try:
        found = sessions.recall(casework(), _cookie(REMEMBERER), device=device())
    except Unavailable as error:
        if not is_disk_full(error):
            raise
        return  # they read as everybody does, and are known again when there is room
    if found is None:
        _put(REMEMBERER, None)
        return
    if found.cookie:
        _put(REMEMBERER, found.cookie, REMEMBERED)
    _put(PERSON, found.token)
    g.signed_in = sessions.load(casework(), found.token)


def _forget_browser() -> None:
    value = _cookie(REMEMBERER)
    if value:
        sessions.forget(casework(), value)
        _put(REMEMBERER, None)


def _forget_who() -> None:
    # The forms' token too: it is kept for the request, and the page would show that of the session before.
    for name in ("actor", "signed_in", "csrf_token"):
        g.pop(name, None)


def _named(name: str) -> str:
    return cookie_name(name, https=settings().is_https)


def _cookie(name: str) -> str:
    """What the browser carries, or what this answer gives it to carry; empty for nothing, and where programs
    ask: nobody's browser does anything there in their name."""
    if programs.asks():
        return ""
    if name in g.get(_SET, {}):
        return g.get(_SET)[name][0] or ""
    return request.cookies.get(_named(name), "")


def _put(name: str, value: str | None, lasts: timedelta = _NEVER) -> None:
    """Give the browser a cookie with this answer; `lasts` nothing: until it is closed."""
    g.setdefault(_SET, {})[name] = (value, lasts)
