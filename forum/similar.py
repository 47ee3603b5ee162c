"""Reports like the one that somebody is writing: found while they write, or asked about before it is sent."""

from __future__ import annotations

import logging
from collections.abc import Callable, Sequence
from dataclasses import dataclass

from flask import Response, url_for
from flask_babel import gettext

from casework.actions.laid_aside import lay_aside
from casework.domain.values import ReportCode, Status
from casework.log import where
from casework.readings.directory import directory
from casework.readings.similar import Similar, public_like
from forum import gate
from forum.forms_report import ReportForm
from web.i18n import language
from web.kitchen import casework
from web.page import page
from web.session import current_actor

_: Callable[..., str] = gettext  # Flask-Babel's own is untyped
# What the form says of it: show me, I have seen them, let me change mine. A program says none of them.
ASK, SEEN, BACK = "ask", "seen", "back"
_log = logging.getLogger("casework.similar")


@dataclass(frozen=True, kw_only=True)
class SimilarView:
    """What forum/_similar.html shows of one. `sign_in_url` is for who has to sign in before they support."""

    code: ReportCode
    url: str
    title: str
    status: Status
    is_late: bool
    agency_name: str
    supports: int
    support_url: str
    sign_in_url: str


def like(title: str, body: str) -> list[Similar]:
    """The reports that are like a text; none when they cannot be looked for, since nobody's report waits for
    that. The text is not logged."""
    try:
        return public_like(casework(), title, body, actor=current_actor())
    except Exception as error:
        _log.warning("similar reports could not be looked for: %s", where(error))
        return []


def views(found: Sequence[Similar]) -> list[SimilarView]:
    """The same in the reader's language."""
    named, lang, is_guest = directory(casework()), language(), not current_actor().is_signed_in
    return [
        SimilarView(
            code=one.code,
            url=url_for("forum.report", code=one.code),
            title=one.title,
            status=one.status,
            is_late=one.is_late,
            agency_name=named.agency_name(one.agency, lang),
            supports=one.supports,
            support_url=url_for("forum.support", code=one.code) if one.may_support else "",
            sign_in_url=url_for("accounts.sign_in", next=url_for("forum.report", code=one.code))
            if is_guest
            else "",
        )
        for one in found
    ]


def step(form: ReportForm) -> Response | None:
    """The page before a valid report is sent, for who could not be shown while they wrote; None when nothing
    is like it. Raises FileRefused for a file that is not taken."""
    if form.similar.data != ASK:
        return None
    found = [one for one in like(form.title.data or "", form.body.data or "") if one.is_strong]
    if not found:
        return None
    is_kept = form.laid_aside.data and not form.attachments.uploads
    word = form.laid_aside.data if is_kept else lay_aside(casework(), form.uploads)
    shown = page(
        "forum/similar.html",
        similar=views(found),
        kept=[one for one in gate.carried(word) if one.name != "similar"],
        # What was answered at the gate stays answered.
        goes_on=form.gate.data,
        seen=SEEN,
        back=BACK,
        has_files=bool(word),
    )
    return gate.private(shown, 422)
