"""Answers with a page, and the way on after a deed."""

from __future__ import annotations

import re
from typing import Any
from urllib.parse import urlsplit

from flask import Flask, current_app, flash, redirect, render_template, request, url_for
from flask.typing import ResponseReturnValue
from flask_babel import gettext

from casework.domain.calendar import local_day
from casework.domain.policy import Permission, can
from casework.readings.directory import last_known
from web import i18n, meta
from web.kitchen import casework, settings
from web.session import current_actor

INSIDE = re.compile(r"^/(?![/\\])[^\x00-\x20\x7f\\]*")


def page(template: str, **values: Any) -> str:
    """A page of the house from its template and exactly what it shows."""
    return render_template(template, **values)


def redirect_to(endpoint: str, *, said: str = "", tone: str = "success", **args: Any) -> ResponseReturnValue:
    """Go on to another page, with a word on what was done."""
    return go(url_for(endpoint, **args), said=said, tone=tone)


def go(address: str, *, said: str = "", tone: str = "success") -> ResponseReturnValue:
    """Go on to an address of the house, with a word on what was done."""
    if said:
        flash(said, tone)
    return redirect(address, 303)


def go_on(fallback: str, *, said: str, tone: str = "success") -> ResponseReturnValue:
    """Back to the page that the form says it stands on, or to the fallback, with a word on what was done."""
    flash(said, tone)
    return redirect(safe_next(request.form.get("next"), fallback), 303)


def safe_next(given: str | None, fallback: str) -> str:
    """An address inside the house that a form asked to go on to, or the fallback."""
    if given and INSIDE.fullmatch(given) and not urlsplit(given).netloc:
        return given
    return fallback


def static_url(name: str) -> str:
    """The address of a file, the same in both languages, new when its content is."""
    return f"/static/{name}?v={current_app.extensions['static-versions'](name)}"


def _doors() -> list[dict[str, str]]:
    """The working rooms that this person may enter."""
    actor = current_actor()
    rooms = (
        (Permission.MODERATE, "moderation.queue", gettext("Tòa soạn")),
        (Permission.WORK_FOR_AGENCY, "agency.inbox", gettext("Hộp việc cơ quan")),
        (Permission.PRESS, "press.desk", gettext("Bàn báo chí")),
        (Permission.OVERSEE, "oversight.home", gettext("Theo dõi, đôn đốc")),
        (Permission.ADMINISTER, "admin.home", gettext("Quản trị")),
        (Permission.KEEP_SEALED, "sealed.cases", gettext("Kênh kín")),
    )
    return [
        {"url": url_for(endpoint), "label": label}
        for permission, endpoint, label in rooms
        if can(actor, permission) and endpoint in current_app.view_functions
    ]


def _press() -> list[str]:
    """The outlets that open the forum today; none as long as this process has not heard of any."""
    if "casework" not in current_app.extensions:
        return []
    house = casework()
    named = last_known(house)
    if named is None:
        return []
    today = local_day(house.now())
    return [outlet.called(i18n.language()) for outlet in named.outlets_in_force(today)]


def install(app: Flask) -> None:
    @app.context_processor
    def chrome() -> dict[str, Any]:
        return {
            **i18n.chrome(),
            **meta.addresses(),
            "actor": current_actor(),
            "may_report": can(current_actor(), Permission.SUBMIT_REPORT),
            "nav_doors": _doors(),
            "press": _press(),
            "static_url": static_url,
            "share_picture": meta.absolute(static_url("share.png")),
            "in_demo": settings().demo,
        }
