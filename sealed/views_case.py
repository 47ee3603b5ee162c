"""One denunciation: opening it is written down first; then what its keeper does with it."""

from __future__ import annotations

from collections import Counter
from io import BytesIO

from flask import Response, abort, make_response
from flask.typing import ResponseReturnValue

from casework.actions.denunciations import open_case, open_file, perform
from casework.domain.policy import Permission
from casework.domain.refusals import Refused
from casework.domain.values import DenunciationCode
from casework.readings.directory import directory
from sealed.door import door
from sealed.forms import BY_NAME, FORMS, KeeperForm
from web.attached import attached
from web.errors import refusal_status
from web.guard import requires
from web.i18n import language
from web.kitchen import casework
from web.page import page, redirect_to
from web.present import denunciation_due
from web.session import current_actor
from web.words import word


@door.get("/<code>")
@requires(Permission.KEEP_SEALED)
def case(code: str) -> ResponseReturnValue:
    """Everything that was told, and who has looked at it."""
    return _page(code)


@door.post("/<code>/<deed>")
@requires(Permission.KEEP_SEALED)
def act(code: str, deed: str) -> ResponseReturnValue:
    """Write to its author, take it up, forward it, close it."""
    form = (BY_NAME.get(deed) or abort(404))()
    if not form.validate():
        return _page(code, form, status=422)
    try:
        perform(
            casework(),
            DenunciationCode(code),
            form.deed,
            by=current_actor(),
            seen=form.seen,
            message=form.message.data or "",
            words=form.words.data or "",
            to=form.to,
        )
    except Refused as refused:
        return _page(code, form, status=refusal_status(refused), why=word(refused.why))
    return redirect_to("sealed.case", said=str(form.done) % {"code": code}, code=code)


@door.get("/<code>/files/<place>")
@requires(Permission.KEEP_SEALED)
def file(code: str, place: str) -> ResponseReturnValue:
    """One of its files, to keep; that it was taken is written down first."""
    found, plain = open_file(casework(), DenunciationCode(code), place, by=current_actor())
    return attached(BytesIO(plain), name=found.name, media_type=found.media_type, length=len(plain))


def _page(code: str, filled: KeeperForm | None = None, *, status: int = 200, why: str = "") -> Response:
    found = open_case(casework(), DenunciationCode(code), by=current_actor())
    here = found.denunciation
    forms = [filled if isinstance(filled, kind) else kind(found) for kind in FORMS if here.may(kind.deed)]
    if filled is not None:
        filled.version.data = str(here.version)
    shown = page(
        "sealed/case.html",
        case=found,
        forms=forms,
        filled=filled,
        why=why,
        lost=filled.words.data if filled is not None and filled not in forms else "",
        forwarded_to=directory(casework()).agency_name(here.forwarded_to, language()),
        due=denunciation_due(here, now=casework().now(), terms=casework().terms()),
        counts=Counter(file.message for file in found.files),
    )
    return make_response(shown, status)
