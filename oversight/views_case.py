"""One report of oversight, and the decision who answers it."""

from __future__ import annotations

from collections.abc import Callable, Sequence

from flask import request
from flask.typing import ResponseReturnValue
from flask_babel import gettext

from casework.actions import deeds
from casework.domain.policy import Permission
from casework.domain.refusals import Refused, Why
from casework.domain.values import ReportCode
from oversight.case import Case, open_case
from oversight.door import door
from oversight.forms_reroute import RerouteForm
from web.dossier import dossier
from web.errors import refusal_status
from web.guard import requires
from web.i18n import language
from web.kitchen import casework
from web.page import page, redirect_to
from web.session import current_actor
from web.words import word

_: Callable[..., str] = gettext


@door.get("/reports/<code>")
@requires(Permission.OVERSEE)
def case(code: str) -> ResponseReturnValue:
    return _page(open_case(ReportCode(code), current_actor()))


@door.post("/reports/<code>/reroute")
@requires(Permission.OVERSEE)
def reroute(code: str) -> ResponseReturnValue:
    actor = current_actor()
    found = open_case(ReportCode(code), actor)
    form = RerouteForm(found, formdata=request.form)
    if not form.validate():
        return _page(found, form), 422
    try:
        deeds.perform(casework(), found.code, form.command(), by=actor, seen=form.seen)
    except deeds.Stale as stale:
        fresh = open_case(found.code, actor)
        form.renew(fresh)
        return _page(fresh, form, refused=word(Why.STALE), since=fresh.events(stale.since)), 409
    except Refused as refused:
        return _page(open_case(found.code, actor), form, refused=word(refused.why)), refusal_status(refused)
    sent_to = found.directory.agency_name(form.agency.data, language())
    said = _("Đã chuyển %(code)s tới %(agency)s.", code=found.code, agency=sent_to)
    return redirect_to("oversight.home", said=said)


def _page(
    found: Case, form: RerouteForm | None = None, *, refused: str = "", since: Sequence[str] = ()
) -> str:
    return page(
        "oversight/case.html",
        case=found,
        dossier=dossier(found.thread, found.directory, now=found.now, terms=found.terms),
        form=(form or RerouteForm(found)) if found.decides else None,
        refused=refused,
        since=since,
        lost=form.words.data if form is not None and not found.decides else "",
    )
