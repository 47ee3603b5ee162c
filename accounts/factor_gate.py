"""Who may look at, and change, what they prove themselves with."""

from __future__ import annotations

from dataclasses import dataclass
from ipaddress import ip_address
from urllib.parse import urlsplit

from flask import abort, redirect, request, url_for
from flask_babel import gettext as _

from accounts.door import door
from casework.actions.passkeys import Site
from casework.domain.values import UserId
from casework.readings import factors as readings
from casework.readings.factors import Factors
from web.fresh import is_fresh, prove
from web.kitchen import casework, settings
from web.session import current_actor


@dataclass(frozen=True, kw_only=True)
class Holder:
    """Somebody at their own factors. `is_first`: they have shown the password alone, and have no factor."""

    user: UserId
    factors: Factors
    is_first: bool


def holder() -> Holder:
    """Who looks at their factors. Whoever has one that they have not shown is sent to show it."""
    actor = current_actor()
    user = actor.user or actor.awaits_factor
    if user is None:
        abort(403)
    found = readings.of(casework(), user)
    if actor.user is None and found.has_any:
        abort(redirect(url_for("accounts.second_factor"), 303))
    return Holder(user=user, factors=found, is_first=actor.user is None)


def fresh_holder() -> Holder:
    """Who changes their factors: sent to prove themselves again unless they did so just now."""
    found = holder()
    if not is_fresh():
        abort(prove(way_back()))
    return found


def way_back() -> str:
    """The page that this request belongs to."""
    asked = request.script_root + request.path
    return asked if request.method in ("GET", "HEAD") else url_for("accounts.factors")


@door.context_processor
def passkeys_here() -> dict[str, bool]:
    """For the pages of this door: whether passkeys can be used at this address."""
    return {"has_site": site() is not None}


def site() -> Site | None:
    """What passkeys are bound to; None where there can be none: at an address of numbers."""
    parts = urlsplit(settings().public_url)
    host = parts.hostname or ""
    try:
        ip_address(host)
    except ValueError:
        origin = f"{parts.scheme}://{parts.netloc}"
        return Site(host=host, origin=origin, name=_("Diễn đàn Cải cách hành chính")) if host else None
    return None
