"""All deadlines of an officer's agencies in their own calendar, under a secret address that they make and
revoke: a token that is good for this alone, and ends as every token does."""

from __future__ import annotations

from datetime import datetime
from typing import Final

from flask import abort, make_response, url_for
from flask.typing import ResponseReturnValue
from flask_babel import gettext as _
from wtforms import HiddenField

from agency.door import door
from casework.actions import access_tokens
from casework.actions.access_tokens import MadeAlready, TooMany
from casework.domain.access import LASTS, MOST, Scope
from casework.domain.policy import Permission, can
from casework.domain.values import UserId
from casework.readings import access_tokens as readings
from casework.readings.access_tokens import AccessToken
from casework.readings.inbox import Deadline, deadlines
from web import ical
from web.fields import Form, kept_key
from web.fresh import is_fresh, prove
from web.guard import requires
from web.kitchen import casework
from web.limits import limit, limit_calendars
from web.meta import absolute
from web.page import page, redirect_to
from web.session import current_actor

_LASTS: Final = max(LASTS)  # days


class CalendarForm(Form):
    """`form_key` becomes the token's identity, so that a form sent twice makes one address."""

    form_key = HiddenField(render_kw={"autocomplete": "off"})


@door.get("/calendar")
@requires(Permission.WORK_FOR_AGENCY)
def calendar() -> ResponseReturnValue:
    return _shown(CalendarForm(formdata=None), 200)


@door.post("/calendar")
@requires(Permission.WORK_FOR_AGENCY)
@limit("20 per hour")
def make_calendar() -> ResponseReturnValue:
    """The address stands in this answer and nowhere else."""
    form = CalendarForm()
    if not is_fresh():
        return prove(url_for("agency.calendar"))
    scopes, name = {Scope.DEADLINES}, _("Lịch hạn trả lời")
    key = kept_key(form.form_key.data)
    try:
        token = access_tokens.make(casework(), key, name=name, scopes=scopes, days=_LASTS, by=current_actor())
    except MadeAlready:
        said = _("Địa chỉ này đã được tạo và chỉ hiện một lần. Nếu chưa kịp chép, hãy thu hồi rồi tạo lại.")
        return redirect_to("agency.calendar", said=said, tone="warning")
    except TooMany:
        form.form_errors.append(_("Bạn đã có %(n)s mã, xin thu hồi bớt một mã trước.", n=MOST))
        return _shown(form, 422)
    there = absolute(url_for("agency.all_deadlines", secret=token))
    return page("agency/calendar_made.html", address=there)


@door.post("/calendar/<token_id>/revoke")
@requires(Permission.WORK_FOR_AGENCY)
def revoke_calendar(token_id: str) -> ResponseReturnValue:
    if not access_tokens.revoke(casework(), token_id, user=_user()):
        abort(404)
    return redirect_to("agency.calendar", said=_("Đã thu hồi; lịch dùng địa chỉ ấy không nhận gì nữa."))


@door.get("/calendar/<secret>.ics")
@requires(Permission.READ_PUBLIC)
@limit_calendars
def all_deadlines(secret: str) -> ResponseReturnValue:
    """Codes and days, for whoever has the address: a calendar can show nothing else of itself."""
    found = access_tokens.bearer(casework(), secret)
    if found is None or Scope.DEADLINES not in found.scopes:
        abort(404)
    if not can(found.actor, Permission.WORK_FOR_AGENCY):
        abort(404)
    now, owed = casework().now(), deadlines(casework(), found.actor)
    entries = [_entry(one, now) for one in owed]
    response = make_response(ical.calendar(entries, name=_("Hạn trả lời của cơ quan")))
    response.mimetype = ical.MEDIA_TYPE
    response.headers["Cache-Control"] = "private, no-store"
    return response


def _entry(owed: Deadline, now: datetime) -> ical.Entry:
    """It counts as changed at the moment of asking: no deadline knows when it was last moved, and programmes
    keep what they have where nothing newer comes."""
    label = _("Quá hạn: %(title)s", title=owed.code) if owed.is_late else _("Hạn: %(title)s", title=owed.code)
    return ical.Entry(
        name=f"{owed.code}-{owed.agency.encode().hex()}",
        day=owed.day,
        summary=label,
        url=absolute(url_for("agency.case", code=owed.code)),
        changed_at=now,
    )


def _shown(form: CalendarForm, status: int) -> ResponseReturnValue:
    form.form_key.data = kept_key(form.form_key.data)
    return page("agency/calendar.html", form=form, made=_mine()), status


def _mine() -> list[AccessToken]:
    """One's own addresses that are good."""
    now = casework().now()
    found = readings.of_user(casework(), _user())
    return [one for one in found if Scope.DEADLINES in one.scopes and one.expires_at > now]


def _user() -> UserId:
    user = current_actor().user
    if user is None:
        abort(403)
    return user
