"""Who reported something, and may that be known? Oversight asks, decides for newsrooms, and looks once."""

from __future__ import annotations

from flask.typing import ResponseReturnValue

from casework.domain.policy import Permission
from casework.domain.values import Part, ReportCode
from casework.readings.thread import Thread
from oversight.case import open_case
from oversight.door import door
from web import identity
from web.guard import requires
from web.session import current_actor

HOUSE = identity.House(
    part=Part.OVERSEER,
    desk="oversight.home",
    requests="oversight.identity_requests",
    case="oversight.case",
    page="oversight.identity_of",
    ask="oversight.ask_identity",
    decide="oversight.decide_identity",
    open="oversight.open_identity",
)


@door.get("/identity")
@requires(Permission.OVERSEE)
def identity_requests() -> ResponseReturnValue:
    """What waits for a decision here, and what the reader may open."""
    return identity.requests_page(HOUSE)


@door.get("/reports/<code>/identity")
@requires(Permission.OVERSEE)
def identity_of(code: str) -> ResponseReturnValue:
    """How it stands with one report."""
    return identity.identity_page(_thread(code), HOUSE)


@door.post("/reports/<code>/identity/ask")
@requires(Permission.OVERSEE)
def ask_identity(code: str) -> ResponseReturnValue:
    """Ask, with a reason."""
    return identity.ask(lambda: _thread(code), HOUSE)


@door.post("/reports/<code>/identity/decide")
@requires(Permission.OVERSEE)
def decide_identity(code: str) -> ResponseReturnValue:
    """Grant or refuse what the other house asks."""
    return identity.decide(lambda: _thread(code), HOUSE)


@door.post("/reports/<code>/identity/open")
@requires(Permission.OVERSEE)
def open_identity(code: str) -> ResponseReturnValue:
    """Look, once, as granted."""
    return identity.look(lambda: _thread(code), HOUSE)


def _thread(code: str) -> Thread:
    """Raises NoSuchReport for what this house does not have."""
    return open_case(ReportCode(code), current_actor()).thread
