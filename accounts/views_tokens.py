"""Tokens for programs that act for somebody: which there are, a new one (shown once), revoking one."""

from __future__ import annotations

from flask import Response, abort, make_response, request, url_for
from flask.typing import ResponseReturnValue
from flask_babel import gettext as _

from accounts.door import door
from accounts.forms_tokens import NewTokenForm
from casework.actions import access_tokens
from casework.actions.access_tokens import MadeAlready, TooMany
from casework.domain.access import MOST
from casework.domain.policy import Permission
from casework.domain.values import UserId
from casework.readings import access_tokens as readings
from web.fresh import is_fresh, prove
from web.guard import requires
from web.kitchen import casework
from web.limits import limit
from web.page import page, redirect_to
from web.session import current_actor

TOKENS = "/account/tokens"


@door.get(TOKENS)
@requires(Permission.OWN_ACCOUNT)
def tokens() -> ResponseReturnValue:
    found, now = readings.of_user(casework(), _user()), casework().now()
    return page(
        "accounts/tokens.html",
        tokens=[one for one in found if one.expires_at > now],
        over=[one for one in found if one.expires_at <= now],
        most=MOST,
    )


@door.get(f"{TOKENS}/new")
@requires(Permission.OWN_ACCOUNT)
def new_token() -> ResponseReturnValue:
    """For who has shown just now who they are."""
    if not is_fresh():
        return _prove(request.args.get("name", ""))
    return page(
        "accounts/new_token.html", form=NewTokenForm(formdata=None, name=request.args.get("name", ""))
    )


@door.post(f"{TOKENS}/new")
@requires(Permission.OWN_ACCOUNT)
@limit("20 per hour")
def make_token() -> ResponseReturnValue:
    """The token stands in this answer and nowhere else."""
    form = NewTokenForm()
    if not is_fresh():
        return _prove(form.name.data or "")
    if not form.validate():
        return page("accounts/new_token.html", form=form), 422
    try:
        token = access_tokens.make(
            casework(),
            form.form_key.data or "",
            name=form.name.data or "",
            scopes=form.scopes,
            days=int(form.days.data),
            by=current_actor(),
        )
    except MadeAlready:
        said = _("Mã này đã được tạo và chỉ hiện một lần. Nếu chưa kịp chép, hãy thu hồi rồi tạo mã khác.")
        return redirect_to("accounts.tokens", said=said, tone="warning")
    except TooMany:
        form.form_errors.append(_("Bạn đã có %(n)s mã, xin thu hồi bớt một mã trước.", n=MOST))
        return page("accounts/new_token.html", form=form), 422
    return _shown_once(page("accounts/token_made.html", token=token, name=form.name.data))


@door.post(f"{TOKENS}/<token_id>/revoke")
@requires(Permission.OWN_ACCOUNT)
def revoke_token(token_id: str) -> ResponseReturnValue:
    if not access_tokens.revoke(casework(), token_id, user=_user()):
        abort(404)
    return redirect_to(
        "accounts.tokens", said=_("Đã thu hồi mã truy cập; phần mềm dùng mã ấy không làm gì được nữa.")
    )


def _prove(name: str) -> ResponseReturnValue:
    """To where one shows who one is, and back to the form with what was typed."""
    return prove(url_for("accounts.new_token", name=name or None))


def _shown_once(shown: str) -> Response:
    response = make_response(shown)
    response.headers["Cache-Control"] = "private, no-store"
    return response


def _user() -> UserId:
    user = current_actor().user
    if user is None:
        abort(403)
    return user
