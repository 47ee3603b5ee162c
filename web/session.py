"""Who is there: the signed-in person, and the reports whose secret a visitor has shown."""

from __future__ import annotations

from dataclasses import dataclass, replace
from datetime import timedelta

from flask import Flask, g, session
from flask_login import LoginManager, UserMixin, current_user, login_user, logout_user

from casework.domain.policy import ANYBODY, Actor
from casework.domain.values import ReportCode, UserId
from casework.readings import people
from web.kitchen import casework

_HELD = "held"
MOST_HELD = 20
login = LoginManager()


@dataclass(frozen=True, kw_only=True)
class SignedIn(UserMixin):
    """The person behind a session. `stamp` changes with the password: older sessions end with it."""

    actor: Actor
    stamp: str

    def get_id(self) -> str:
        return f"{self.actor.user}:{self.stamp}"


def install(app: Flask) -> None:
    chosen = app.extensions["settings"]
    app.config.update(
        SESSION_COOKIE_NAME="__Host-session" if chosen.is_https else "session",
        SESSION_COOKIE_SECURE=chosen.is_https,
        SESSION_COOKIE_HTTPONLY=True,
        SESSION_COOKIE_SAMESITE="Lax",
        PERMANENT_SESSION_LIFETIME=timedelta(hours=12),
    )
    login.init_app(app)


@login.user_loader
def _load(identity: str) -> SignedIn | None:
    user, _, stamp = identity.partition(":")
    if not user.isdecimal():
        return None
    found = people.signed_in(casework(), UserId(int(user)), stamp)
    return SignedIn(actor=found.actor, stamp=stamp) if found else None


def current_actor() -> Actor:
    """Who makes this request, with the reports whose secret this browser has shown."""
    if "actor" not in g:
        actor: Actor = current_user.actor if current_user.is_authenticated else ANYBODY
        held = frozenset(ReportCode(code) for code in session.get(_HELD, ()))
        g.actor = replace(actor, holds=held) if held else actor
    found: Actor = g.actor
    return found


def sign_in(user: UserId) -> Actor | None:
    """Begin a session for a person, who is returned; None when nobody with this id may sign in.

    Nothing of the session before goes on but the reports whose secret was shown in it.
    """
    stamp = people.stamp(casework(), user)
    found = people.signed_in(casework(), user, stamp) if stamp else None
    if found is None or stamp is None:
        return None
    held = session.get(_HELD)
    session.clear()
    if held:
        session[_HELD] = held
    session.permanent = True
    login_user(SignedIn(actor=found.actor, stamp=stamp))
    g.pop("actor", None)
    return found.actor


def sign_out() -> None:
    logout_user()
    session.clear()
    g.pop("actor", None)


def hold(code: ReportCode) -> None:
    """Remember that this browser has shown the secret of a report."""
    held = [other for other in session.get(_HELD, []) if other != code]
    session[_HELD] = [*held, code][-MOST_HELD:]
    g.pop("actor", None)
