"""Showing more than a password: after it, again before something weighty, or a passkey in its place."""

from __future__ import annotations

from typing import Any

from flask import Response, abort, redirect, request, url_for
from flask.typing import ResponseReturnValue
from flask_babel import gettext as _
from flask_babel import ngettext

from accounts.door import door
from accounts.factor_gate import site
from accounts.forms_factors import AnswerForm, CodeForm, PasswordAgainForm, RecoveryForm
from accounts.rooms import own_room, wanted_page
from casework.actions import passkeys
from casework.actions.factors import NotProven, check_app, check_code, check_password
from casework.actions.passkeys import Site
from casework.domain.policy import Permission
from casework.domain.values import UserId
from casework.readings import factors as readings
from web import session
from web.fresh import is_fresh
from web.guard import requires
from web.kitchen import casework
from web.limits import limit, limit_proofs
from web.page import page, redirect_to
from web.session import current_actor

ASK = "/second-factor"
ALONE = "/login/passkey"


@door.get(ASK)
@requires(Permission.SECOND_FACTOR)
def second_factor() -> ResponseReturnValue:
    """Ask for what the person has; who has nothing goes on to enrolling, or shows the password again."""
    wanted = wanted_page(request.args.get("next"))
    if readings.of(casework(), _user()).has_any or not is_fresh():
        return _ask(next_=wanted)
    # Who waits here without any factor would be sent back from wherever they wanted to go.
    goal = wanted if current_actor().is_signed_in else ""
    return redirect(goal or url_for("accounts.factors"), 303)


@door.post(f"{ASK}/code")
@requires(Permission.SECOND_FACTOR)
@limit_proofs
def give_code() -> ResponseReturnValue:
    form = CodeForm()
    if not form.validate():
        return _ask(code=form), 422
    try:
        check_app(casework(), _user(), form.code.data or "")
    except NotProven:
        form.code.errors = [
            _("Mã này không đúng hoặc đã dùng rồi. Xin đợi mã mới hiện ra trong ứng dụng và gõ lại.")
        ]
        return _ask(code=form), 422
    return _go_on(form.next.data)


@door.post(f"{ASK}/recovery")
@requires(Permission.SECOND_FACTOR)
@limit_proofs
def give_recovery_code() -> ResponseReturnValue:
    user, form = _user(), RecoveryForm()
    if not form.validate():
        return _ask(recovery=form), 422
    try:
        check_code(casework(), user, form.recovery.data or "")
    except NotProven:
        form.recovery.errors = [
            _("Mã dự phòng này không đúng hoặc đã dùng rồi. Xin xem lại và gõ một mã khác.")
        ]
        return _ask(recovery=form), 422
    session.factor_given()
    left = readings.of(casework(), user).codes_left
    said = ngettext(
        "Bạn đã dùng một mã dự phòng, còn lại %(num)s mã. Nếu đã mất thiết bị cũ, hãy thêm thiết bị mới.",
        "Bạn đã dùng một mã dự phòng, còn lại %(num)s mã. Nếu đã mất thiết bị cũ, hãy thêm thiết bị mới.",
        left,
    )
    return redirect_to("accounts.factors", said=said, tone="warning")


@door.post(f"{ASK}/password")
@requires(Permission.SECOND_FACTOR)
@limit_proofs
def give_password() -> ResponseReturnValue:
    """For who has nothing else to show: the password once more."""
    user, form = _user(), PasswordAgainForm()
    if readings.of(casework(), user).has_any:
        abort(403)
    if not form.validate():
        return _ask(password=form), 422
    try:
        check_password(casework(), user, form.password.data or "")
    except NotProven:
        form.password.errors = [_("Mật khẩu không đúng.")]
        return _ask(password=form), 422
    if current_actor().is_signed_in:
        session.factor_given()  # there is nothing more that they could show
    else:
        session.sign_in(user)
    return redirect(wanted_page(form.next.data) or url_for("accounts.factors"), 303)


@door.post(f"{ASK}/question")
@requires(Permission.SECOND_FACTOR)
@limit("30 per minute")
def ask_for_proof() -> ResponseReturnValue:
    """For the page's script: what one of the person's passkeys has to sign."""
    return _question(_user())


@door.post(f"{ASK}/passkey")
@requires(Permission.SECOND_FACTOR)
@limit("30 per minute")
def give_passkey() -> ResponseReturnValue:
    form = AnswerForm()
    try:
        _checked(form, _user())
    except NotProven:
        form.form_errors.append(_not_taken())
        return _ask(passkey=form), 422
    return _go_on(form.next.data)


# ---- a passkey in place of the password


@door.post(f"{ALONE}/question")
@requires(Permission.SIGN_IN)
@limit("30 per minute; 300 per hour")
def ask_who() -> ResponseReturnValue:
    return _question(None)


@door.post(ALONE)
@requires(Permission.SIGN_IN)
@limit("30 per minute; 300 per hour")
def sign_in_by_passkey() -> ResponseReturnValue:
    form = AnswerForm()
    try:
        actor = session.sign_in(_checked(form, None), factor=True)
    except NotProven:
        actor = None
    if actor is None:
        wanted = wanted_page(form.next.data)
        return redirect_to("accounts.sign_in", said=_not_taken(), tone="danger", next=wanted or None)
    return redirect(wanted_page(form.next.data) or own_room(actor), 303)


def _user() -> UserId:
    """Who is signed in, or has shown the password and no more."""
    actor = current_actor()
    user = actor.user or actor.awaits_factor
    if user is None:
        abort(403)
    return user


def _site() -> Site:
    found = site()
    if found is None:
        abort(404)
    return found


def _question(user: UserId | None) -> ResponseReturnValue:
    asked = passkeys.ask_for_proof(casework(), _site(), user)
    session.set_challenge(asked.challenge)
    return Response(asked.options, mimetype="application/json")


def _checked(form: AnswerForm, user: UserId | None) -> UserId:
    """Whose passkey has answered. The challenge is gone, whatever the answer. Raises NotProven."""
    challenge = session.take_challenge()
    answer = form.credential.data or ""
    return passkeys.check(casework(), answer, challenge=challenge, site=_site(), user=user)


def _go_on(wanted: str | None) -> ResponseReturnValue:
    session.factor_given()
    return redirect(wanted_page(wanted) or own_room(current_actor()), 303)


def _ask(*, next_: str = "", **forms: Any) -> str:
    """The page with every way that the person has; `forms` are those that came back with faults."""
    sent = next(iter(forms.values()), None)
    wanted = wanted_page(sent.next.data) if sent is not None else next_
    has = readings.of(casework(), _user())
    return page(
        "accounts/factor_ask.html",
        factors=has,
        is_again=current_actor().is_signed_in,
        wrong=sent,
        code=forms.get("code") or CodeForm(formdata=None, next=wanted),
        recovery=forms.get("recovery") or RecoveryForm(formdata=None, next=wanted),
        passkey=forms.get("passkey") or AnswerForm(formdata=None, next=wanted),
        password=forms.get("password") or PasswordAgainForm(formdata=None, next=wanted),
    )


def _not_taken() -> str:
    return str(
        _(
            "Chưa xác nhận được bằng khóa truy cập: yêu cầu đã quá 5 phút, hoặc khóa này không thuộc "
            "tài khoản nào ở đây. Xin thử lại, hoặc dùng cách khác."
        )
    )
