"""What a journalist's day begins with."""

from __future__ import annotations

from collections.abc import Callable
from datetime import datetime
from typing import Any, Final

from flask import abort, url_for
from flask.typing import ResponseReturnValue
from flask_babel import gettext
from flask_babel import lazy_gettext as _l
from wtforms import SelectField

from casework.actions import wishes
from casework.domain.policy import Permission
from casework.domain.watching import MOST_SEARCHES
from casework.domain.wishes import GATHERED, Concern, Often
from casework.readings import press_desk
from casework.readings import wishes as readings
from casework.readings.clippings import newest
from casework.readings.directory import Directory, directory
from casework.readings.lists import Summary
from casework.readings.press_desk import MOST_FOUND, SavedSearch
from casework.readings.surges import surges
from press.clippings import clipping_rows
from press.door import door
from press.surges import surge_views
from web import choices
from web.fields import Form
from web.guard import requires
from web.i18n import language
from web.kitchen import casework
from web.page import page, redirect_to
from web.session import current_actor

_: Callable[..., str] = gettext
MOST_SURGES: Final = 3
MOST_CLIPPINGS: Final = 3


class AlertForm(Form):
    """How often what is followed, searches too, is told."""

    often = SelectField(_l("Báo cho tôi qua thư"))

    def offer(self) -> None:
        self.often.choices = choices.of_words([one for one in Often if one in (*GATHERED, Often.OFF)])


@door.get("/")
@requires(Permission.PRESS)
def desk() -> ResponseReturnValue:
    return _page(None)


@door.post("/alerts")
@requires(Permission.PRESS)
def choose_alerts() -> ResponseReturnValue:
    """How often letters tell what saved searches and followed places have new."""
    form = AlertForm()
    form.offer()
    if not form.validate():
        return _page(form), 422
    user = current_actor().user or abort(403)
    wishes.choose(casework(), user, {Concern.PLACES: Often(form.often.data)})
    return redirect_to("press.desk", said=_("Đã lưu cách báo tin."))


def _page(form: AlertForm | None) -> str:
    house, actor = casework(), current_actor()
    found, names = press_desk.desk(house, actor), directory(house)
    if form is None:
        form = AlertForm(formdata=None)
        form.often.data = readings.of(house, actor)[Concern.PLACES].value
    form.offer()
    return page(
        "press/desk.html",
        form=form,
        follows=found.follows,
        answered=[_line(one, names, one.answered_at) for one in found.answered],
        late=[_line(one, names, None) for one in found.late],
        surges=surge_views(surges(house), names)[:MOST_SURGES],
        clippings=clipping_rows(newest(house, actor, MOST_CLIPPINGS)),
        searches=[_search(one) for one in found.searches],
        most_searches=MOST_SEARCHES,
    )


def _line(one: Summary, names: Directory, at: datetime | None) -> dict[str, Any]:
    return {
        "code": one.code,
        "url": url_for("forum.report", code=one.code),
        "title": one.title,
        "status": one.status,
        "agency": names.agency_name(one.agency, language()),
        "at": at,
    }


def _search(one: SavedSearch) -> dict[str, Any]:
    filters: dict[str, Any] = dict(one.watch.filters)
    return {
        "id": one.id,
        "name": one.watch.name,
        "url": url_for("forum.search" if filters.get("q") else "forum.reports", **filters),
        "found": one.found,
        "is_more": one.found == MOST_FOUND,
    }
