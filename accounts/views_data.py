"""One's own data: what is kept, taking it along, having it erased."""

from __future__ import annotations

from typing import Any

from flask import abort, make_response, url_for
from flask.typing import ResponseReturnValue
from flask_babel import gettext as _

from accounts.door import door
from accounts.factor_gate import holder
from accounts.forms_data import EraseForm, ExportForm
from casework.actions import erasure
from casework.actions.erasure import LastAdministrator
from casework.actions.factors import NotProven, check_password
from casework.domain.calendar import local_day
from casework.domain.policy import Permission
from casework.domain.values import UserId
from casework.readings import own_data as readings
from web import own_data, session
from web.fresh import is_fresh, prove
from web.guard import requires
from web.kitchen import casework
from web.limits import limit_proofs
from web.page import page, redirect_to
from web.session import current_actor


@door.get("/account/data")
@requires(Permission.OWN_ACCOUNT)
def data() -> ResponseReturnValue:
    return _data(ExportForm(formdata=None))


@door.post("/account/data/export")
@requires(Permission.OWN_ACCOUNT)
@limit_proofs
def export() -> ResponseReturnValue:
    form, house = ExportForm(), casework()
    if not form.validate():
        return _data(form), 422
    try:
        check_password(house, _user(), form.current.data or "")
    except NotProven:
        form.refuse()
        return _data(form), 422
    found = own_data.account_zip(house, _user())
    if found is None:
        abort(404)
    return own_data.answer(found, f"du-lieu-cua-toi-{local_day(house.now())}.zip")


@door.get("/account/data/erase")
@requires(Permission.OWN_ACCOUNT)
def erasing() -> ResponseReturnValue:
    _prove_first()
    return _erasing(EraseForm(formdata=None))


@door.post("/account/data/erase")
@requires(Permission.OWN_ACCOUNT)
@limit_proofs
def erase() -> ResponseReturnValue:
    _prove_first()
    form = EraseForm()
    if not form.validate():
        return _erasing(form), 422
    try:
        erasure.erase_own_account(casework(), _user(), password=form.current.data or "")
    except NotProven:
        form.refuse()
        return _erasing(form), 422
    except LastAdministrator:
        return _erasing(form), 409
    session.sign_out()
    answer = make_response(redirect_to("accounts.erased"))
    answer.headers["Clear-Site-Data"] = '"cache", "storage"'  # as at signing out
    return answer


@door.get("/erased")
@requires(Permission.SIGN_IN)
def erased() -> ResponseReturnValue:
    """What has happened, for who is nobody now."""
    return page("accounts/erased.html")


def _data(form: ExportForm) -> str:
    account, counts = readings.account(casework(), _user()), readings.counts(casework(), _user())
    if account is None:
        abort(404)
    return page("accounts/data.html", form=form, account=account, counts=counts, **_kept(account))


def _kept(account: readings.Account) -> dict[str, Any]:
    person = account.person
    told = (_("họ tên"), _("địa chỉ thư"), person.organisation and _("tên doanh nghiệp, tổ chức"))
    return {"told": ", ".join(filter(None, (*told, person.phone and _("số điện thoại"))))}


def _erasing(form: EraseForm) -> str:
    outlook = readings.outlook(casework(), _user())
    if outlook is None:
        abort(404)
    return page("accounts/erase.html", form=form, outlook=outlook)


def _prove_first() -> None:
    """Who has a second factor shows it: a stolen session and password alone erase nobody."""
    if holder().factors.has_any and not is_fresh():
        abort(prove(url_for("accounts.erasing")))


def _user() -> UserId:
    user = current_actor().user
    if user is None:
        abort(403)
    return user
