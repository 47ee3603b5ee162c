"""Break-glass at a door: ask to learn who reported something, decide for the other house, look once."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass

from flask import Response, make_response, request
from flask.typing import ResponseReturnValue
from flask_babel import gettext
from flask_babel import lazy_gettext as _l

from casework.actions import deeds
from casework.actions.identity import Contact, Unreadable, open_identity
from casework.domain import commands as do
from casework.domain.refusals import Refused, Why
from casework.domain.values import Display, Part
from casework.readings import identity_requests as readings
from casework.readings.thread import Thread
from web.errors import refusal_status
from web.fields import AtLeast, AtMost, DeedForm, Required, TextField
from web.i18n import written_datetime
from web.kitchen import casework
from web.page import page, redirect_to
from web.session import current_actor
from web.words import word

_: Callable[..., str] = gettext  # Flask-Babel's own is untyped
SHORTEST_REASON, LONGEST_REASON = 20, 5_000
Read = Callable[[], Thread]  # the report as it stands now, for who may act on it


@dataclass(frozen=True, kw_only=True)
class House:
    """One house, and the endpoints of its pages."""

    part: Part
    desk: str  # its first page
    requests: str  # what waits for it
    case: str  # about one report
    page: str  # about who reported it
    ask: str
    decide: str
    open: str


class ReasonForm(DeedForm):
    """Why somebody has to know. It stays with the report."""

    words = TextField(
        _l("Vì sao cần biết người gửi là ai?"),
        [Required(), AtLeast(SHORTEST_REASON), AtMost(LONGEST_REASON)],
        description=_l(
            "Nêu việc cụ thể, cơ sở và ai yêu cầu. Người quyết định đọc lý do; lý do được lưu lại."
        ),
    )


def requests_page(house: House) -> str:
    """What waits for the decision of this house, and what the reader may open."""
    rows = readings.requests(casework(), current_actor(), house.part)
    return page("identity/requests.html", house=house, rows=rows)


def identity_page(
    thread: Thread, house: House, *, form: ReasonForm | None = None, why: str = "", status: int = 200
) -> Response:
    """How it stands with one report, what will happen, and what the reader may do."""
    now = casework().now()
    standing = readings.standing(thread, current_actor(), now=now)
    shown = page(
        "identity/report.html",
        house=house,
        code=thread.report.code,
        title=thread.title,
        is_sealed=thread.report.display is Display.CONFIDENTIAL,
        is_erased=thread.report.contact_erased,
        exact=thread.exact,
        standing=standing,
        open_until=written_datetime(standing.open_until) if standing.open_until else "",
        form=(form or _empty(thread)) if standing.may_ask else None,
        lost=form.words.data if form is not None and not standing.may_ask else "",
        why=why,
    )
    return make_response(shown, status)


def _empty(thread: Thread) -> ReasonForm:
    return ReasonForm(formdata=None, data={"version": str(thread.report.version)})


def ask(read: Read, house: House) -> ResponseReturnValue:
    """Ask, with a reason."""
    thread = read()
    form = ReasonForm(formdata=request.form)
    if not form.validate():
        return identity_page(thread, house, form=form, status=422)
    command = do.AskIdentity(post=form.post_id, words=form.words.data or "")
    try:
        deeds.perform(casework(), thread.report.code, command, by=current_actor())
    except Refused as refused:
        return _refused(refused, read, house, form=form)
    said = _("Đã gửi yêu cầu. Người của cơ quan kia quyết định; bạn được báo qua thư.")
    return redirect_to(house.page, said=said, code=thread.report.code)


def decide(read: Read, house: House) -> ResponseReturnValue:
    """Grant or refuse what the other house asks, having read this very reason."""
    thread = read()
    verdict = request.form.get("granted")
    pending = readings.standing(thread, current_actor(), now=casework().now()).pending
    if verdict not in ("yes", "no"):
        return identity_page(thread, house, why=_("Xin chọn đồng ý hay từ chối."), status=422)
    if pending is not None and request.form.get("reason") != pending.id:
        return identity_page(thread, house, why=_("Lý do đã khác; xin đọc lại rồi quyết định."), status=409)
    granted = verdict == "yes"
    try:
        deeds.perform(casework(), thread.report.code, do.DecideIdentity(granted=granted), by=current_actor())
    except Refused as refused:
        return _refused(refused, read, house)
    said = _("Đã đồng ý. Người xin có 24 giờ để mở xem một lần.") if granted else _("Đã từ chối yêu cầu.")
    return redirect_to(house.requests, said=said)


def look(read: Read, house: House) -> ResponseReturnValue:
    """Show who it is: once, kept by no cache, after the journal has it."""
    code = read().report.code
    contact, status = None, 200
    try:
        contact = open_identity(casework(), code, by=current_actor())
    except Refused as refused:
        return _refused(refused, read, house)
    except Unreadable:
        status = 500
    response = make_response(
        page(
            "identity/opened.html", house=house, code=code, rows=_rows(contact), is_read=contact is not None
        ),
        status,
    )
    response.headers["Cache-Control"] = "private, no-store"
    return response


def _rows(contact: Contact | None) -> list[tuple[str, str]]:
    if contact is None:
        return []
    rows = (
        (_("Họ tên"), contact.name),
        (_("Điện thoại"), contact.phone),
        (_("Thư điện tử"), contact.email),
        (_("Tổ chức"), contact.organisation),
    )
    return [(label, value) for label, value in rows if value]


def _refused(
    refused: Refused, read: Read, house: House, *, form: ReasonForm | None = None
) -> ResponseReturnValue:
    """The page as it stands now, with why it was not done."""
    if refused.why is Why.NOT_ALLOWED:
        raise refused
    return identity_page(read(), house, form=form, why=word(refused.why), status=refusal_status(refused))
