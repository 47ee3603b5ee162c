"""Reporting: the form, what comes after it, the link that confirms, and the way back to one's report."""

from __future__ import annotations

from collections.abc import Callable

from flask import Response, make_response, request
from flask.typing import ResponseReturnValue
from flask_babel import gettext

from casework.actions import confirmation
from casework.actions.submit import FileRefused, submit
from casework.domain.codes import parse_code, parse_sealed_code
from casework.domain.policy import Permission
from casework.domain.refusals import Refused, Why
from casework.domain.values import DenunciationCode, Part, ReportCode, Status
from casework.readings import denunciations, journal, mine
from casework.readings.directory import directory
from casework.readings.thread import open_thread
from forum import gate, receipts, similar
from forum.door import door
from forum.forms_report import ReportForm
from forum.forms_track import TrackForm
from web import paging, uploads
from web.guard import requires
from web.i18n import language
from web.kitchen import casework
from web.limits import limit_secrets
from web.page import page, redirect_to
from web.session import current_actor, hold
from web.words import word

_: Callable[..., str] = gettext  # Flask-Babel's own is untyped
uploads.let_in(door)


@door.get("/reports/new")
@requires(Permission.SUBMIT_REPORT)
def new_report() -> ResponseReturnValue:
    """The empty form."""
    return _form_page(ReportForm.begun())


@door.post("/reports/new")
@uploads.takes_files
@requires(Permission.SUBMIT_REPORT)
def submit_report() -> ResponseReturnValue:
    """Take a report in. The same form sent again leads to the same receipt."""
    form = ReportForm()
    if form.similar.data == similar.BACK:
        return _form_page(form)
    if not form.validate():
        form.attachments.ask_again()
        return _form_page(form, 422)
    try:
        if form.must_be_asked:
            return gate.ask(form)
        if (step := similar.step(form)) is not None:
            return step
        receipt = submit(casework(), form.submission(current_actor()), by=current_actor())
    except FileRefused as refused:
        form.attachments.refuse(refused)
        form.attachments.ask_again()
        return _form_page(form, 422)
    except Refused as refused:
        if refused.why is not Why.QUOTA_SPENT:
            raise
        form.form_errors.append(word(refused.why))
        form.attachments.ask_again()
        return _form_page(form, 429)
    if receipt.secret is not None:
        hold(receipt.code)
        receipts.keep(receipt.code, receipt.secret)
    return redirect_to("forum.received", code=receipt.code)


def _form_page(form: ReportForm, status: int = 200) -> Response:
    clocks = casework().terms().clocks
    return make_response(page("forum/new_report.html", form=form, clocks=clocks), status)


@door.get("/reports/<code>/received")
@requires(Permission.TRACK_REPORT)
def received(code: str) -> ResponseReturnValue:
    """The code, the secret while it may still be shown, and what comes next by when."""
    owner = frozenset({Part.OWNER})
    try:
        thread = open_thread(casework(), ReportCode(code), current_actor(), as_one_of=owner)
    except mine.NoSuchReport:  # whether theirs or not: who has shown no secret is led to where to show one
        return redirect_to("forum.track", code=code)
    report = thread.report
    clocks = casework().terms().clocks
    shown = page(
        "forum/received.html",
        report=report,
        title=thread.title,
        secret=receipts.secret_of(report.code),
        has_secret=report.reporter is None,
        must_confirm=report.status is Status.UNCONFIRMED,
        outlet=directory(casework()).outlet_name(report.outlet, language()),
        receipt=journal.receipt(casework(), report.code),
        clocks=clocks,
        answer_days=clocks.answer.get(report.kind),
    )
    response = make_response(shown)
    response.headers["Cache-Control"] = "private, no-store"  # the secret stands in it
    return response


@door.get("/reports/<code>/confirm/<token>")
@requires(Permission.TRACK_REPORT)
def confirm(code: str, token: str) -> ResponseReturnValue:
    """Show what the link does; opening it does nothing yet, since mail scanners open links."""
    try:
        confirmation.look(casework(), ReportCode(code), token)
    except confirmation.BadLink:
        return _bad_link(code)
    return _confirm_page(code, token)


@door.post("/reports/<code>/confirm/<token>")
@requires(Permission.TRACK_REPORT)
def confirm_report(code: str, token: str) -> ResponseReturnValue:
    """The address is proven: the newsroom's clock starts."""
    try:
        confirmation.confirm(casework(), ReportCode(code), token)
    except confirmation.BadLink:
        return _bad_link(code)
    if code in current_actor().holds:
        return redirect_to(
            "forum.received", code=code, said=_("Đã xác nhận. Tòa soạn đã nhận phản ánh của bạn.")
        )
    said = _("Đã xác nhận. Tòa soạn đã nhận phản ánh %(code)s. Nhập mật mã bên dưới để xem.", code=code)
    return redirect_to("forum.track", code=code, said=said)


def _bad_link(code: str) -> Response:
    return make_response(_confirm_page(code, ""), 404)


def _confirm_page(code: str, token: str) -> str:
    """The page of a link; without a token, of one that cannot be used."""
    days = casework().terms().clocks.unconfirmed_calendar_days
    return page("forum/confirm.html", code=code, token=token, is_good=bool(token), days=days)


@door.get("/track")
@requires(Permission.TRACK_REPORT)
def track() -> ResponseReturnValue:
    """Find a report again: by code and secret, or among one's own."""
    form = TrackForm(formdata=None)
    asked = request.args.get("code", "")
    form.code.data = parse_sealed_code(asked) or parse_code(asked) or ""
    return _track_page(form)


@door.post("/track")
@requires(Permission.TRACK_REPORT)
@limit_secrets
def find_report() -> ResponseReturnValue:
    """Open a report. An unknown code and a wrong secret get the same answer."""
    form = TrackForm()
    if not form.validate():
        return _track_page(form, 422)
    secret = form.secret.data or ""
    sealed = DenunciationCode(parse_sealed_code(form.code.data or "") or "")
    if sealed and denunciations.secret_opens(casework(), sealed, secret):
        hold(sealed)
        return redirect_to("forum.denunciation", code=sealed)
    code = ReportCode(parse_code(form.code.data or "") or "")
    if secret and mine.secret_opens(casework(), code, secret):
        hold(code)
    elif secret or not mine.can_be_opened(casework(), code, current_actor()):
        form.say_not_found()
        return _track_page(form, 422)
    return redirect_to("forum.report", code=code)


def _track_page(form: TrackForm, status: int = 200) -> Response:
    actor, house = current_actor(), casework()
    sent = mine.sent_by(house, actor, paging.after())
    shown = page(
        "forum/track.html",
        form=form,
        sent=sent.rows,
        held=mine.held_by(house, actor),
        sealed=denunciations.held_by(house, actor),
        pager=paging.links(sent) if request.method == "GET" else {"next_url": None, "first_url": None},
    )
    return make_response(shown, status)
