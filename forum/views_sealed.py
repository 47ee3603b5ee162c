"""Denouncing somebody to the inspectorate under seal, and the way back to it by code and secret."""

from __future__ import annotations

from collections.abc import Callable
from functools import partial

from flask import Response
from flask.typing import ResponseReturnValue
from flask_babel import gettext

from casework.actions.denunciations import denounce, find_of_report, write
from casework.actions.submit import FileRefused
from casework.domain.policy import Permission
from casework.domain.refusals import Refused
from casework.domain.values import DenunciationCode, LegalDoor, Part, ReportCode
from casework.readings import denunciations, slips
from casework.readings.directory import directory
from casework.readings.thread import open_thread
from forum import gate, receipts
from forum.door import door
from forum.forms_sealed import DenounceForm, SealedMessageForm
from web import uploads
from web.errors import refusal_status
from web.guard import requires
from web.i18n import language
from web.kitchen import casework
from web.page import page, redirect_to
from web.present import denunciation_due
from web.session import current_actor, hold

_: Callable[..., str] = gettext  # Flask-Babel's own is untyped


@door.get("/denunciations/new")
@requires(Permission.SUBMIT_REPORT)
def new_denunciation() -> ResponseReturnValue:
    """The empty form, for who knows which door they want."""
    return _new_page(DenounceForm.begun())


@door.post("/denunciations/new")
@uploads.takes_files
@requires(Permission.SUBMIT_REPORT)
def send_denunciation() -> ResponseReturnValue:
    """Send it to the inspectorate under seal. The same form sent again leads to the same receipt."""
    return _denounce(DenounceForm(), _new_page)


@door.post("/reports/new/sealed")
@uploads.takes_files
@requires(Permission.SUBMIT_REPORT)
def denounce_sealed() -> ResponseReturnValue:
    """The same for what began as a report, and was recognised."""
    return _denounce(DenounceForm(), partial(gate.right_door, LegalDoor.DENUNCIATION))


def _denounce(form: DenounceForm, again: Callable[[DenounceForm, int], Response]) -> ResponseReturnValue:
    if not form.validate():
        form.attachments.ask_again()
        return again(form, 422)
    try:
        receipt = denounce(casework(), form.denouncing(), by=current_actor())
    except (FileRefused, Refused) as refused:
        form.say(refused)
        return again(form, refusal_status(refused) if isinstance(refused, Refused) else 422)
    hold(receipt.code)
    receipts.keep(receipt.code, receipt.secret)
    return redirect_to("forum.denunciation_received", code=receipt.code)


@door.post("/reports/<code>/sealed")
@requires(Permission.TRACK_REPORT)
def denunciation_of_report(code: str) -> ResponseReturnValue:
    """Where what a newsroom passed on stands now, for who reported it."""
    owner = frozenset({Part.OWNER})
    report = open_thread(casework(), ReportCode(code), current_actor(), as_one_of=owner).report
    found = find_of_report(casework(), report.code)
    if found is None:
        raise denunciations.NoSuchDenunciation(code)
    hold(found)
    return redirect_to("forum.denunciation", code=found)


@door.get("/denunciations/<code>/received")
@requires(Permission.TRACK_REPORT)
def denunciation_received(code: str) -> ResponseReturnValue:
    """The code, and the secret while it may still be shown."""
    held = DenunciationCode(code)
    if held not in current_actor().holds:
        return redirect_to("forum.track", code=code)
    shown = page(
        "forum/denunciation_received.html",
        code=held,
        secret=receipts.secret_of(held),
        legal=casework().terms().legal,
        inspectorate=_inspectorate(),
    )
    return gate.private(shown)


@door.get("/denunciations/<code>")
@requires(Permission.TRACK_REPORT)
def denunciation(code: str) -> ResponseReturnValue:
    """Where it stands, and what was written since; never what was sent at first."""
    if DenunciationCode(code) not in current_actor().holds:
        return redirect_to("forum.track", code=code)
    return _case_page(code, SealedMessageForm(formdata=None))


@door.post("/denunciations/<code>")
@uploads.takes_files
@requires(Permission.TRACK_REPORT)
def write_to_inspectorate(code: str) -> ResponseReturnValue:
    """Write to the inspectorate once more."""
    held, form, status = DenunciationCode(code), SealedMessageForm(), 422
    if held not in current_actor().holds:
        return redirect_to("forum.track", code=code)
    try:
        if form.validate():
            message, words = form.message.data or "", form.words.data or ""
            write(casework(), held, message, words, form.attachments.uploads, by=current_actor())
            return redirect_to("forum.denunciation", code=code, said=_("Đã gửi kín."), _anchor="messages")
    except (FileRefused, Refused) as refused:
        form.say(refused)
        status = refusal_status(refused) if isinstance(refused, Refused) else 422
    else:
        form.attachments.ask_again()
    return _case_page(code, form, status)


def _new_page(form: DenounceForm, status: int = 200) -> Response:
    shown = page(
        "forum/new_denunciation.html",
        form=form,
        slip=slips.slip(casework(), LegalDoor.DENUNCIATION, lang=language()),
        can_be_sent=denunciations.can_be_sent(casework()),
    )
    return gate.private(shown, status)


def _case_page(code: str, form: SealedMessageForm, status: int = 200) -> Response:
    own = denunciations.own(casework(), DenunciationCode(code), current_actor())
    shown = page(
        "forum/denunciation.html",
        own=own,
        form=form,
        inspectorate=_inspectorate(),
        forwarded_to=directory(casework()).agency_name(own.denunciation.forwarded_to, language()),
        due=denunciation_due(own.denunciation, now=casework().now(), terms=casework().terms()),
    )
    return gate.private(shown, status)


def _inspectorate() -> str:
    return slips.slip(casework(), LegalDoor.DENUNCIATION, lang=language()).agency
