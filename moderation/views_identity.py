"""Who reported something, and may that be known? The newsroom asks, decides for oversight, and looks once."""

from __future__ import annotations

from flask.typing import ResponseReturnValue

from casework.domain.policy import Permission
from casework.domain.values import Part
from casework.readings.thread import Thread
from moderation.desk import desk_for
from moderation.door import door
from web import identity
from web.guard import requires
from web.session import current_actor

HOUSE = identity.House(
    part=Part.MODERATOR,
    desk="moderation.queue",
    requests="moderation.identity_requests",
    case="moderation.review",
    page="moderation.identity_of",
    ask="moderation.ask_identity",
    decide="moderation.decide_identity",
    open="moderation.open_identity",
)


@door.get("/identity")
@requires(Permission.MODERATE)
def identity_requests() -> ResponseReturnValue:
    """What waits for a decision here, and what the reader may open."""
    return identity.requests_page(HOUSE)


@door.get("/reports/<code>/identity")
@requires(Permission.MODERATE)
def identity_of(code: str) -> ResponseReturnValue:
    """How it stands with one report."""
    return identity.identity_page(_thread(code), HOUSE)


@door.post("/reports/<code>/identity/ask")
@requires(Permission.MODERATE)
def ask_identity(code: str) -> ResponseReturnValue:
    """Ask, with a reason."""
    return identity.ask(lambda: _thread(code), HOUSE)


@door.post("/reports/<code>/identity/decide")
@requires(Permission.MODERATE)
def decide_identity(code: str) -> ResponseReturnValue:
    """Grant or refuse what the other house asks."""
    return identity.decide(lambda: _thread(code), HOUSE)


@door.post("/reports/<code>/identity/open")
@requires(Permission.MODERATE)
def open_identity(code: str) -> ResponseReturnValue:
    """Look, once, as granted."""
    return identity.look(lambda: _thread(code), HOUSE)


def _thread(code: str) -> Thread:
    """Raises NoSuchReport for what this house does not have."""
    return desk_for(code, current_actor()).thread
