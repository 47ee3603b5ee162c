"""What one proves oneself with beside the password: looking at it, adding, renaming, removing."""

from __future__ import annotations

from urllib.parse import quote

from flask import Response, abort, jsonify, request, url_for
from flask.typing import ResponseReturnValue
from flask_babel import gettext as _

from accounts.door import door
from accounts.factor_gate import Holder, fresh_holder, holder, site, way_back
from accounts.forms_factors import NameForm, NewAppForm, NewPasskeyForm
from accounts.rooms import own_room
from casework.actions import passkeys, sessions
from casework.actions.factors import (
    HasFactor,
    LastFactor,
    NotProven,
    add_app,
    new_codes,
    offer_app,
    remove_app,
)
from casework.actions.passkeys import AlreadyThere, BadName, Site, TooMany
from casework.domain.policy import Permission
from casework.readings import people
from web import qr, session
from web.fresh import is_fresh, proof_url
from web.guard import requires
from web.kitchen import casework
from web.limits import limit
from web.page import page, redirect_to
from web.session import current_actor

KEYS = "/account/factors/passkeys"
ONE = f"{KEYS}/<passkey_id>"
APP = "/account/factors/app"


@door.get("/account/factors")
@requires(Permission.SECOND_FACTOR)
def factors() -> ResponseReturnValue:
    return _list(holder())


# ---- a passkey


@door.get(KEYS)
@requires(Permission.SECOND_FACTOR)
def new_passkey() -> ResponseReturnValue:
    fresh_holder()
    _site()
    return page("accounts/factor_passkey.html", form=NewPasskeyForm())


@door.post(f"{KEYS}/question")
@requires(Permission.SECOND_FACTOR)
@limit("30 per minute")
def ask_for_passkey() -> ResponseReturnValue:
    """For the page's script: what to ask the device."""
    here = holder()
    if not is_fresh():
        return jsonify(go_to=proof_url(way_back()))
    asked = passkeys.ask_for_new(casework(), here.user, _site())
    session.set_challenge(asked.challenge)
    return Response(asked.options, mimetype="application/json")


@door.post(KEYS)
@requires(Permission.SECOND_FACTOR)
@limit("30 per minute")
def add_passkey() -> ResponseReturnValue:
    here, form = fresh_holder(), NewPasskeyForm()
    if not form.validate():
        return page("accounts/factor_passkey.html", form=form), 422
    try:
        passkeys.add(
            casework(),
            here.user,
            form.credential.data or "",
            name=form.name.data or "",
            challenge=session.take_challenge(),
            site=_site(),
            is_first=here.is_first,
        )
    except (NotProven, BadName, TooMany, AlreadyThere) as error:
        form.form_errors.append(_why_not(error))
        return page("accounts/factor_passkey.html", form=form), 422
    except HasFactor:
        return redirect_to("accounts.second_factor")
    return _added(here, _("Đã thêm khóa truy cập “%(name)s”.", name=form.name.data))


@door.post(f"{ONE}/name")
@requires(Permission.SECOND_FACTOR)
def rename_passkey(passkey_id: str) -> ResponseReturnValue:
    here, form = holder(), NameForm(prefix=passkey_id)
    if passkey_id not in {each.id for each in here.factors.passkeys}:
        abort(404)
    if not form.validate():
        return _list(here, wrong=form, of=passkey_id), 422
    if not passkeys.rename(casework(), here.user, passkey_id, form.name.data or ""):
        abort(404)
    return redirect_to("accounts.factors", said=_("Đã đổi tên khóa truy cập."))


@door.post(f"{ONE}/remove")
@requires(Permission.SECOND_FACTOR)
def remove_passkey(passkey_id: str) -> ResponseReturnValue:
    here = fresh_holder()
    try:
        if not passkeys.remove(casework(), here.user, passkey_id):
            abort(404)
    except LastFactor:
        return _kept()
    return redirect_to("accounts.factors", said=_("Đã bỏ khóa truy cập."))


# ---- an app that shows codes


@door.get(APP)
@requires(Permission.SECOND_FACTOR)
def new_app() -> ResponseReturnValue:
    """The address carries the offer, sealed, so that a reload shows the same picture."""
    here, given = fresh_holder(), request.args.get("offer", "")
    offer = offer_app(casework(), here.user, _issuer(), given)
    if offer.token != given:
        return redirect_to("accounts.new_app", offer=offer.token)
    return _app(here, NewAppForm(formdata=None, offer=offer.token))


@door.post(APP)
@requires(Permission.SECOND_FACTOR)
@limit("10 per minute; 60 per hour")
def take_app() -> ResponseReturnValue:
    here, form = fresh_holder(), NewAppForm()
    if not form.validate():
        return _app(here, form), 422
    try:
        add_app(casework(), here.user, form.offer.data or "", form.code.data or "", is_first=here.is_first)
    except NotProven:
        wrong = _(
            "Mã này không khớp. Xin xem mã mới nhất trong ứng dụng (mã đổi sau mỗi 30 giây) và gõ lại. "
            "Nếu vẫn sai, hãy xem giờ của điện thoại có đúng không."
        )
        form.code.errors = [wrong]
        return _app(here, form), 422
    except HasFactor:
        return redirect_to("accounts.second_factor")
    return _added(here, _("Đã thêm ứng dụng tạo mã."))


@door.post(f"{APP}/remove")
@requires(Permission.SECOND_FACTOR)
def remove_app_() -> ResponseReturnValue:
    here = fresh_holder()
    try:
        if not remove_app(casework(), here.user):
            abort(404)
    except LastFactor:
        return _kept()
    return redirect_to("accounts.factors", said=_("Đã bỏ ứng dụng tạo mã."))


# ---- codes on paper


@door.post("/account/factors/codes")
@requires(Permission.OWN_ACCOUNT)
@limit("10 per hour")
def make_codes() -> ResponseReturnValue:
    here = fresh_holder()
    if not here.factors.has_any:
        abort(403)
    return _codes(here, url_for("accounts.factors"), "")


def _list(here: Holder, *, wrong: NameForm | None = None, of: str = "") -> str:
    return page(
        "accounts/factors.html",
        factors=here.factors,
        is_first=here.is_first,
        is_staff=here.is_first or _is_staff(),
        names={
            each.id: wrong
            if wrong is not None and each.id == of
            else NameForm(formdata=None, prefix=each.id, name=each.name)
            for each in here.factors.passkeys
        },
        wrong=wrong,
        of=of,
        most=passkeys.MOST,
    )


def _is_staff() -> bool:
    person = people.account(casework(), current_actor())
    return person is not None and person.is_staff


def _site() -> Site:
    found = site()
    if found is None:
        abort(404)
    return found


def _issuer() -> str:
    """How the app names us; short, since every letter makes the picture harder to read for a camera."""
    return str(_("Diễn đàn CCHC"))


def _app(here: Holder, form: NewAppForm) -> str:
    offer = offer_app(casework(), here.user, _issuer(), form.offer.data or "")
    form.offer.data = offer.token  # another one, if the one that came was too old
    groups = [offer.secret[start : start + 4] for start in range(0, len(offer.secret), 4)]
    return page(
        "accounts/factor_app.html",
        form=form,
        picture=qr.data_uri(offer.uri),
        key=" ".join(groups),
        uri=offer.uri,
        replaces=here.factors.has_app,
    )


def _added(here: Holder, said: str) -> ResponseReturnValue:
    """The session has shown a factor now. The first one brings the codes on paper, and ends the sessions
    elsewhere: they have shown none, and a browser that remembers its owner needs none."""
    session.factor_given()
    now_here = session.current_session()
    if not here.factors.has_any and now_here is not None:
        sessions.end_others(casework(), here.user, but=now_here.id)
    if here.factors.codes_left:
        return redirect_to("accounts.factors", said=said)
    return _codes(here, own_room(current_actor()) if here.is_first else url_for("accounts.factors"), said)


def _codes(here: Holder, way_on: str, said: str) -> str:
    codes = new_codes(casework(), here.user)
    heading = _("Mã dự phòng – Diễn đàn Cải cách hành chính")
    lines = "\r\n".join((heading, _("Mỗi mã chỉ dùng một lần."), "", *codes, ""))
    return page(
        "accounts/factor_codes.html",
        codes=codes,
        file="data:text/plain;charset=utf-8," + quote("\ufeff" + lines),
        way_on=way_on,
        said=said,
        made_at=casework().now(),
    )


def _kept() -> ResponseReturnValue:
    said = _(
        "Người làm việc ở đây phải luôn có ít nhất một cách xác nhận. "
        "Hãy thêm cách khác trước, rồi mới bỏ cách này."
    )
    return redirect_to("accounts.factors", said=said, tone="warning")


def _why_not(error: Exception) -> str:
    if isinstance(error, AlreadyThere):
        return str(_("Khóa truy cập này đã được thêm từ trước."))
    if isinstance(error, TooMany):
        return str(_("Bạn đã có %(n)s khóa truy cập, xin bỏ bớt một khóa trước.", n=passkeys.MOST))
    return str(
        _(
            "Chưa thêm được khóa truy cập: yêu cầu đã quá 5 phút hoặc trình duyệt trả lời chưa đúng. "
            "Xin làm lại."
        )
    )
