"""Do the same to several reports at once: look at them, then decide once."""

from __future__ import annotations

from flask import abort, request
from flask.typing import ResponseReturnValue
from flask_babel import gettext as _
from flask_babel import ngettext

from casework.actions import deeds
from casework.domain.calendar import local_day
from casework.domain.codes import parse_code
from casework.domain.policy import Permission
from casework.domain.refusals import Refused
from casework.domain.values import ReportCode
from casework.readings import queue
from casework.readings.directory import directory
from casework.readings.mine import NoSuchReport
from moderation import way
from moderation.door import door
from moderation.forms_bulk import FORMS, MOST, BulkForm, Item, fresh_items, in_form, items_of
from web import choices
from web.errors import note_refusal, refusal_status
from web.guard import requires
from web.kitchen import casework
from web.page import page, redirect_to
from web.session import current_actor
from web.words import word


@door.get("/bulk")
@requires(Permission.MODERATE)
def choose_bulk() -> ResponseReturnValue:
    """The reports that were ticked, and the form for all of them."""
    kind = FORMS.get(request.args.get("deed", "")) or abort(404)
    ticked = request.args.getlist("code")[:MOST]
    codes = [ReportCode(code) for given in ticked if (code := parse_code(given))]
    chosen = queue.chosen(casework(), current_actor(), codes)
    if not chosen:
        return redirect_to(
            "moderation.queue",
            said=_("Xin đánh dấu ít nhất một phản ánh."),
            tone="warning",
            **way.arguments(),
        )
    return _page(kind(), fresh_items(chosen))


@door.post("/bulk/<deed>")
@requires(Permission.MODERATE)
def act_on_all(deed: str) -> ResponseReturnValue:
    """Do it to each that still is as it was seen; say which were not done and why."""
    form = (FORMS.get(deed) or abort(404))()
    items = items_of(request.form.get("items", ""))
    if not items:
        abort(400)
    form.offer(_agencies())
    if not form.validate():
        return _page(form, items), 422
    failed = [(item.code, why) for item in items if (why := _do(form, item))]
    said = [form.done(len(items) - len(failed))] if len(failed) < len(items) else []
    said += [_("Không làm được %(code)s: %(why)s", code=code, why=why) for code, why in failed]
    return redirect_to(
        "moderation.queue",
        said=" ".join(said),
        tone="warning" if failed else "success",
        **way.arguments(),
    )


def _do(form: BulkForm, item: Item) -> str:
    """Why it was not done to this one, in the reader's language; empty when it was."""
    try:
        deeds.perform(casework(), item.code, form.command(item.post), by=current_actor(), seen=item.seen)
    except Refused as refused:
        refusal_status(refused)  # noted like any other, though the others of the list go on
        return word(refused.why)
    except NoSuchReport:
        note_refusal()
        return str(_("không có phản ánh này."))
    return ""


def _page(form: BulkForm, items: list[Item]) -> str:
    form.offer(_agencies())
    titles = queue.chosen(casework(), current_actor(), [item.code for item in items])
    return page(
        "moderation/bulk.html",
        form=form,
        heading=form.heading(len(items)),
        items=in_form(items),
        chosen=titles,
        hint=ngettext(
            "Việc này làm với %(num)s phản ánh dưới đây, từng cái một.",
            "Việc này làm với %(num)s phản ánh dưới đây, từng cái một.",
            len(items),
        ),
        way=way.arguments(),
    )


def _agencies() -> choices.Choices:
    house = casework()
    return choices.agencies(directory(house), local_day(house.now()))
