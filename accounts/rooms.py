"""Where people go on to once they are signed in."""

from __future__ import annotations

from flask import url_for

from casework.domain.policy import Actor, Permission, can
from web.page import safe_next

ROOMS = (
    (Permission.MODERATE, "moderation.queue"),
    (Permission.WORK_FOR_AGENCY, "agency.inbox"),
    (Permission.OVERSEE, "oversight.home"),
    (Permission.ADMINISTER, "admin.home"),
)


def own_room(actor: Actor) -> str:
    """The address where this person's work is; for who only reports, their reports."""
    return url_for(next((room for permission, room in ROOMS if can(actor, permission)), "forum.track"))


def wanted_page(given: str | None) -> str:
    """The address that a visitor was on the way to; empty unless it is one of the house, on one line."""
    return safe_next(given, "") if given and given.isprintable() else ""
