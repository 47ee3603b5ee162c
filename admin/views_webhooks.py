"""Webhooks of portals: who is told of every public report."""

from __future__ import annotations

from flask.typing import ResponseReturnValue

from admin.door import door
from casework.domain.policy import Permission
from web import webhooks as pages
from web.guard import requires

_AGENCIES = (None,)
_ACT = f"/webhooks/<key>/<any({', '.join(pages.DEEDS)}):deed>"


@door.get("/webhooks")
@requires(Permission.ADMINISTER)
def webhooks() -> ResponseReturnValue:
    return pages.listed("admin", _AGENCIES)


@door.get("/webhooks/new")
@requires(Permission.ADMINISTER)
def new_webhook() -> ResponseReturnValue:
    return pages.offered("admin", _AGENCIES)


@door.post("/webhooks/new")
@requires(Permission.ADMINISTER)
def register_webhook() -> ResponseReturnValue:
    return pages.register("admin", _AGENCIES)


@door.get("/webhooks/<key>")
@requires(Permission.ADMINISTER)
def webhook(key: str) -> ResponseReturnValue:
    return pages.shown("admin", key)


@door.post("/webhooks/<key>")
@requires(Permission.ADMINISTER)
def change_webhook(key: str) -> ResponseReturnValue:
    return pages.change("admin", key)


@door.post(_ACT)
@requires(Permission.ADMINISTER)
def act_on_webhook(key: str, deed: str) -> ResponseReturnValue:
    return pages.act("admin", key, deed)


@door.post("/webhooks/<key>/deliveries/<delivery>/again")
@requires(Permission.ADMINISTER)
def send_webhook_again(key: str, delivery: str) -> ResponseReturnValue:
    return pages.send_again("admin", key, delivery)
