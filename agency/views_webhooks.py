"""Webhooks of an agency: its signers have others told of its public reports."""

from __future__ import annotations

from flask import abort
from flask.typing import ResponseReturnValue

from agency.door import door
from casework.domain.policy import Permission
from casework.domain.values import AgencyCode
from casework.readings.webhooks import signs_for
from web import webhooks as pages
from web.guard import requires
from web.session import current_actor

_ACT = f"/webhooks/<key>/<any({', '.join(pages.DEEDS)}):deed>"


@door.get("/webhooks")
@requires(Permission.WORK_FOR_AGENCY)
def webhooks() -> ResponseReturnValue:
    return pages.listed("agency", _agencies())


@door.get("/webhooks/new")
@requires(Permission.WORK_FOR_AGENCY)
def new_webhook() -> ResponseReturnValue:
    return pages.offered("agency", _agencies() or abort(403))


@door.post("/webhooks/new")
@requires(Permission.WORK_FOR_AGENCY)
def register_webhook() -> ResponseReturnValue:
    return pages.register("agency", _agencies() or abort(403))


@door.get("/webhooks/<key>")
@requires(Permission.WORK_FOR_AGENCY)
def webhook(key: str) -> ResponseReturnValue:
    return pages.shown("agency", key)


@door.post("/webhooks/<key>")
@requires(Permission.WORK_FOR_AGENCY)
def change_webhook(key: str) -> ResponseReturnValue:
    return pages.change("agency", key)


@door.post(_ACT)
@requires(Permission.WORK_FOR_AGENCY)
def act_on_webhook(key: str, deed: str) -> ResponseReturnValue:
    return pages.act("agency", key, deed)


@door.post("/webhooks/<key>/deliveries/<delivery>/again")
@requires(Permission.WORK_FOR_AGENCY)
def send_webhook_again(key: str, delivery: str) -> ResponseReturnValue:
    return pages.send_again("agency", key, delivery)


def _agencies() -> tuple[AgencyCode, ...]:
    """Those for which the visitor signs; officers have none, and see nothing here."""
    return tuple(sorted(signs_for(current_actor())))
