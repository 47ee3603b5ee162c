"""The pages of webhooks, which administrators and signers have in common: one set of forms, one of templates.

A door brings its own addresses and says whose endpoints it has: of portals (None), or of agencies.
"""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from typing import Any, Final

from flask import abort, make_response, url_for
from flask.typing import ResponseReturnValue
from flask_babel import gettext
from flask_babel import lazy_gettext as _l
from wtforms import HiddenField, SelectField, SelectMultipleField
from wtforms.validators import ValidationError
from wtforms.widgets import CheckboxInput, ListWidget

from casework.actions import webhooks as actions
from casework.actions.webhooks import BadUrl, NoSuchEndpoint, TooMany, Wanted
from casework.domain.hook_targets import Allowed
from casework.domain.refusals import Refused, Why
from casework.domain.text import whole_number
from casework.domain.values import AgencyCode
from casework.domain.webhooks import LONGEST_NAME, LONGEST_URL, MOST
from casework.readings import webhooks as readings
from casework.readings.directory import directory
from casework.readings.webhooks import Change, Endpoint, Happening, Seen, Told, Try
from web import paging
from web.choices import SelectChoice
from web.fields import AtMost, Form, LineField, Required, is_key, kept_key
from web.fresh import is_fresh, prove, prove_beside
from web.i18n import language
from web.kitchen import casework, settings
from web.page import page, redirect_to
from web.session import current_actor
from web.webhook_words import DONE, HAPPENINGS, OUTCOMES, URL_FAULTS, how_it_went, owner_of, state_of, who_did

_: Callable[..., str] = gettext
DEEDS: Final = ("secret", "ping", "pause", "resume", "remove")
Agencies = Sequence[AgencyCode | None]


class WebhookForm(Form):
    """What an endpoint is. `key` makes a form that is sent twice one endpoint; `version` is what was seen."""

    key = HiddenField(default=lambda: kept_key(None))
    version = HiddenField()
    agency = SelectField(_l("Cơ quan"), choices=[])
    name = LineField(
        _l("Tên gọi"),
        [Required(), AtMost(LONGEST_NAME)],
        description=_l("Để bạn nhận ra, như “Trang tin của tỉnh”."),
        render_kw={"autocomplete": "off"},
    )
    url = LineField(
        _l("Địa chỉ nhận"),
        [Required(), AtMost(LONGEST_URL)],
        description=_l("Bắt đầu bằng https://. Không đi theo chuyển hướng."),
        render_kw={"autocomplete": "off", "inputmode": "url"},
    )
    happenings = SelectMultipleField(
        _l("Báo khi"),
        choices=[],
        widget=ListWidget(prefix_label=False),
        option_widget=CheckboxInput(),
    )

    def __init__(self, agencies: Agencies, **more: Any) -> None:
        super().__init__(**more)
        names = directory(casework())
        self.agency.choices = [
            SelectChoice(code or "", names.agency_name(code, language())) for code in agencies
        ]
        self.happenings.choices = [SelectChoice(one.value, str(HAPPENINGS[one])) for one in Happening]
        if len(agencies) < 2:
            del self.agency

    def validate_happenings(self, field: SelectMultipleField) -> None:
        if not field.data:
            raise ValidationError(str(_l("Xin chọn ít nhất một việc.")))

    def wanted(self) -> Wanted:
        return Wanted(
            name=self.name.data or "",
            url=self.url.data or "",
            happenings=frozenset(Happening(one) for one in self.happenings.data or ()),
        )

    def blame(self, bad: BadUrl) -> None:
        self.url.errors = [str(URL_FAULTS[bad.fault])]


@dataclass(frozen=True, kw_only=True)
class Row:
    """One line of the log."""

    told: Told
    happening: str
    outcome: str
    last: str  # how the last try went; empty before the first
    tries: Sequence[tuple[Try, str]]


def listed(door: str, agencies: Agencies) -> str:
    """All endpoints of a door."""
    names = directory(casework())
    found = readings.endpoints(casework(), agencies, by=current_actor()) if agencies else []
    done = readings.changes_of(casework(), agencies, by=current_actor()) if agencies else []
    rows = [
        {
            "seen": one,
            "state": state_of(one),
            "agency": names.agency_name(one.endpoint.agency, language()) if len(agencies) > 1 else "",
        }
        for one in found
    ]
    return page("webhooks/list.html", door=door, rows=rows, changes=_done(done), may_make=bool(agencies))


def offered(door: str, agencies: Agencies) -> ResponseReturnValue:
    """An empty form, for who has shown just now who they are."""
    if not is_fresh():
        return prove(url_for(f"{door}.new_webhook"))
    form = WebhookForm(agencies, formdata=None)
    form.happenings.data = [one.value for one in Happening]
    return page("webhooks/new.html", door=door, form=form)


def register(door: str, agencies: Agencies) -> ResponseReturnValue:
    """Make it, and show its secret this once."""
    if not is_fresh():
        return prove_beside()
    form = WebhookForm(agencies)
    if not form.validate():
        return page("webhooks/new.html", door=door, form=form), 422
    chosen = (form.agency.data or "") if "agency" in form else agencies[0]
    agency = None if not chosen else AgencyCode(chosen)
    key = kept_key(form.key.data)
    try:
        endpoint, secret = actions.register(
            casework(), key, agency, form.wanted(), _allowed(), by=current_actor()
        )
    except BadUrl as bad:
        form.blame(bad)
        return page("webhooks/new.html", door=door, form=form), 422
    except TooMany:
        form.name.errors = [_("Đã có %(most)s địa chỉ; xin bỏ bớt một địa chỉ trước.", most=MOST)]
        return page("webhooks/new.html", door=door, form=form), 422
    if not secret:
        return redirect_to(
            f"{door}.webhook", key=endpoint.id, said=_("Địa chỉ này đã được ghi."), tone="info"
        )
    return _secret(door, endpoint, secret)


def shown(door: str, key: str, form: WebhookForm | None = None, *, is_stale: bool = False) -> str:
    """One endpoint with its log."""
    seen = _find(key)
    endpoint = seen.endpoint
    if form is None:
        form = WebhookForm((endpoint.agency,), formdata=None)
        form.name.data, form.url.data = endpoint.name, endpoint.url
        form.happenings.data = [one.value for one in endpoint.happenings]
    form.version.data = str(endpoint.version)
    log = readings.log(casework(), key, paging.after(), by=current_actor())
    return page(
        "webhooks/one.html",
        door=door,
        seen=seen,
        state=state_of(seen),
        owner=owner_of(seen),
        changes=_done(readings.changes(casework(), key, by=current_actor())),
        form=form,
        is_stale=is_stale,
        rows=[_row(one) for one in log.rows],
        pager=paging.links(log),
        now=casework().now(),
    )


def change(door: str, key: str) -> ResponseReturnValue:
    """Another address is asked of who has shown just now who they are: else what is told would go wherever a
    session that was left open wants."""
    seen = _find(key)
    form = WebhookForm((seen.endpoint.agency,))
    if not form.validate():
        return shown(door, key, form), 422
    if form.url.data != seen.endpoint.url and not is_fresh():
        return prove_beside()
    version = whole_number(form.version.data or "") or 0
    try:
        actions.change(casework(), key, version, form.wanted(), _allowed(), by=current_actor())
    except BadUrl as bad:
        form.blame(bad)
        return shown(door, key, form), 422
    except Refused as refused:
        if refused.why is not Why.STALE:
            raise
        return shown(door, key, form, is_stale=True), 409
    return redirect_to(f"{door}.webhook", key=key, said=_("Đã lưu."))


def act(door: str, key: str, deed: str) -> ResponseReturnValue:
    """What a button does. `deed` is one of DEEDS."""
    seen, house, actor = _find(key), casework(), current_actor()
    if deed == "secret":
        return _renew(door, seen)
    if deed == "remove":
        actions.remove(house, key, by=actor)
        said = _("Đã bỏ địa chỉ “%(name)s”.", name=seen.endpoint.name)
        return redirect_to(f"{door}.webhooks", said=said)
    if deed == "ping":
        actions.ping(house, key, by=actor)
        said = _("Tin thử sẽ được gửi trong ít giây; kết quả hiện trong nhật ký dưới đây.")
    elif deed == "pause":
        actions.pause(house, key, by=actor)
        said = _("Đã tạm dừng. Những gì xảy ra trong lúc dừng sẽ không được gửi sau.")
    else:
        actions.resume(house, key, by=actor)
        said = _("Đã gửi trở lại từ bây giờ.")
    return redirect_to(f"{door}.webhook", key=key, said=said)


def send_again(door: str, key: str, delivery: str) -> ResponseReturnValue:
    _find(key)
    if not is_key(delivery):
        abort(404)
    try:
        waits = actions.send_again(casework(), key, delivery, by=current_actor())
    except NoSuchEndpoint:
        abort(404)
    said = _("Sẽ được gửi lại trong ít giây.") if waits else _("Tin này đang chờ gửi.")
    return redirect_to(f"{door}.webhook", key=key, said=said)


def _renew(door: str, seen: Seen) -> ResponseReturnValue:
    if not is_fresh():
        return prove(url_for(f"{door}.webhook", key=seen.endpoint.id))
    form = WebhookForm((seen.endpoint.agency,))
    version = whole_number(form.version.data or "") or 0
    try:
        endpoint, secret = actions.renew_secret(casework(), seen.endpoint.id, version, by=current_actor())
    except Refused as refused:
        if refused.why is not Why.STALE:
            raise
        said = _("Địa chỉ này vừa được thay đổi; khóa chưa đổi lần nữa. Xin xem lại.")
        return redirect_to(f"{door}.webhook", key=seen.endpoint.id, said=said, tone="warning")
    return _secret(door, endpoint, secret)


def _secret(door: str, endpoint: Endpoint, secret: str) -> ResponseReturnValue:
    """The secret stands in this answer and nowhere else."""
    shown_once = make_response(page("webhooks/secret.html", door=door, endpoint=endpoint, secret=secret))
    shown_once.headers["Cache-Control"] = "private, no-store"
    return shown_once


def _allowed() -> Allowed:
    return Allowed(ports=settings().webhook_ports, local=settings().webhook_local)


def _find(key: str) -> Seen:
    found = readings.endpoint(casework(), key, by=current_actor()) if is_key(key) else None
    return found or abort(404)


def _done(changes: Sequence[Change]) -> list[dict[str, Any]]:
    return [{"change": one, "deed": str(DONE[one.deed]), "who": who_did(one)} for one in changes]


def _row(told: Told) -> Row:
    tries = [(one, how_it_went(one)) for one in told.tries]
    return Row(
        told=told,
        happening=str(HAPPENINGS.get(told.happening, told.happening)),
        outcome=str(OUTCOMES[told.state]),
        last=tries[0][1] if tries else "",
        tries=tries,
    )
