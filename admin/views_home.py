"""What the administrator sees first."""

from __future__ import annotations

from flask.typing import ResponseReturnValue

from admin.door import door
from casework.domain.policy import Permission
from casework.readings import health
from web.guard import requires
from web.kitchen import casework
from web.page import page
from web.session import current_actor


@door.get("/")
@requires(Permission.ADMINISTER)
def home() -> ResponseReturnValue:
    return page("admin/home.html", worker=health.worker(casework(), by=current_actor()))
