"""Reorganisations: what was decided, and one change at a time, looked at before it is carried out."""

from __future__ import annotations

from flask import abort, request
from flask.typing import ResponseReturnValue
from flask_babel import gettext as _

from admin.change_form import ChangeForm
from admin.door import door
from admin.forms_reorganisation import FORMS, SplitForm, split_form
from admin.moves import moves
from casework.actions import reorganise
from casework.actions.reorganise import CannotReorganise, Preview, StaleDirectory
from casework.domain.calendar import local_day
from casework.domain.policy import Permission
from casework.readings import reorganisations as readings
from casework.readings.directory import directory
from web import choices
from web.guard import requires
from web.kitchen import casework
from web.page import page, redirect_to
from web.session import current_actor

KIND = f"/reorganisation/<any({', '.join(FORMS)}):kind>"


@door.get("/reorganisation")
@requires(Permission.ADMINISTER)
def reorganisation() -> ResponseReturnValue:
    house = casework()
    names, today = directory(house), local_day(house.now())
    return page(
        "admin/reorganisation.html",
        kinds=list(FORMS.values()),
        agencies=choices.agencies(names, today),
        records=[
            {"record": record, "is_ahead": record.day > today}
            for record in readings.recorded(house, by=current_actor())
        ],
        left=readings.left_behind(house, by=current_actor()),
    )


@door.get(KIND)
@requires(Permission.ADMINISTER)
def change(kind: str) -> ResponseReturnValue:
    """The empty form."""
    return page("admin/change.html", form=_form(kind, formdata=None))


@door.post(KIND + "/preview")
@requires(Permission.ADMINISTER)
def preview_change(kind: str) -> ResponseReturnValue:
    """What the change would move; `edit` leads back to the form with everything in it."""
    form = _form(kind, formdata=request.form)
    if "edit" in request.form:
        return page("admin/change.html", form=form)
    return _preview(form) if form.validate() else _refused(form)


@door.post(KIND)
@requires(Permission.ADMINISTER)
def carry_out(kind: str) -> ResponseReturnValue:
    """Carry out what was previewed; where the directory has changed since, it is previewed anew."""
    form = _form(kind, formdata=request.form)
    if readings.is_recorded(casework(), form.code, by=current_actor()):
        return _done(_("Thay đổi này đã được ghi vào danh bạ."))  # the button was pressed twice
    if not form.validate():
        return _refused(form)
    try:
        reorganise.reorganise(casework(), form.plan(), by=current_actor(), seen=form.stamp.data or "")
    except StaleDirectory:
        return _preview(form, is_stale=True)
    except CannotReorganise as cannot:
        form.blame(cannot.troubles)
        return _refused(form)
    return _done(_("Đã ghi vào danh bạ: %(change)s.", change=form.called()))


def _done(said: str) -> ResponseReturnValue:
    return redirect_to("admin.reorganisation", said=said)


def _form(kind: str, *, formdata: object) -> ChangeForm:
    """The form of this kind of change; 404 for a split of no agency."""
    house = casework()
    names, today = directory(house), local_day(house.now())
    made = FORMS[kind]
    if made is not SplitForm:
        return made(names, today, formdata=formdata)
    whole = names.agency(request.values.get("agency"))
    if whole is None:
        abort(404)
    return split_form(names, whole, today)(names, today, formdata=formdata)


def _preview(form: ChangeForm, *, is_stale: bool = False) -> ResponseReturnValue:
    seen = reorganise.preview(casework(), form.plan())
    if seen.troubles:
        form.blame(seen.troubles)
        return _refused(form)
    form.stamp.data = seen.stamp
    return _looked_at(form, seen, is_stale=is_stale), 409 if is_stale else 200


def _looked_at(form: ChangeForm, seen: Preview, *, is_stale: bool) -> str:
    kept = [(name, value) for name, value in request.form.items(multi=True) if name not in _OURS]
    kept += [("key", form.key.data or ""), ("stamp", form.stamp.data or "")]
    return page("admin/preview.html", form=form, seen=moves(seen), kept=kept, is_stale=is_stale)


_OURS = frozenset({"csrf_token", "key", "stamp", "edit"})


def _refused(form: ChangeForm) -> ResponseReturnValue:
    return page("admin/change.html", form=form), 422
