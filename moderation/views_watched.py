"""The words and sites that a newsroom watches for: to read, to add to, to take from."""

from __future__ import annotations

from flask.typing import ResponseReturnValue
from flask_babel import gettext as _
from flask_babel import lazy_gettext as _l
from wtforms import Field
from wtforms.validators import ValidationError

from casework.actions import watched
from casework.actions.watched import MOST, TooMany
from casework.domain.policy import Permission
from casework.domain.text import fold_marked
from casework.domain.values import OutletCode
from casework.domain.watched import LONGEST, Entry, Kind, site
from casework.readings import watched as readings
from casework.readings.directory import directory
from moderation.door import door
from moderation.forms_desk import ChoiceField
from web import choices
from web.fields import AtMost, Form, LineField, Required
from web.guard import requires
from web.i18n import language
from web.kitchen import casework
from web.page import page, redirect_to
from web.session import current_actor


class WatchForm(Form):
    """One more word or site."""

    outlet = ChoiceField(_l("Tòa soạn"))
    watch_kind = ChoiceField(_l("Loại"))
    text = LineField(
        _l("Từ hoặc trang web"),
        [Required(), AtMost(LONGEST)],
        description=_l("Một cụm từ, hoặc một trang như example.com, gồm cả mọi trang con."),
    )

    def offer(self) -> None:
        names, lang = directory(casework()), language()
        mine = sorted(current_actor().outlets)
        self.outlet.of([(code, names.outlet_name(code, lang)) for code in mine])
        if len(mine) == 1 and not self.outlet.data:
            self.outlet.data = mine[0]
        self.watch_kind.of(choices.of_words(Kind))

    def validate_text(self, field: Field) -> None:
        if self.watch_kind.data == Kind.SITE and site(field.data or "") is None:
            raise ValidationError(_("Đây không phải địa chỉ trang web. Xin viết như example.com."))
        if self.watch_kind.data == Kind.WORD and not any(sign.isalnum() for sign in field.data or ""):
            raise ValidationError(_("Xin viết ít nhất một chữ."))

    def entry(self) -> Entry:
        kind, typed = Kind(self.watch_kind.data), self.text.data or ""
        return Entry(kind=kind, text=(site(typed) or typed) if kind is Kind.SITE else fold_marked(typed))


@door.get("/watched")
@requires(Permission.MODERATE)
def watched_for() -> ResponseReturnValue:
    """All that the moderator's newsrooms watch for, and a form for one more."""
    return _page(WatchForm(formdata=None))


@door.post("/watched")
@requires(Permission.MODERATE)
def watch_for() -> ResponseReturnValue:
    """Watch for one more."""
    form = WatchForm()
    form.offer()
    if not form.validate():
        return _page(form), 422
    try:
        watched.add(casework(), OutletCode(form.outlet.data), form.entry(), by=current_actor())
    except TooMany:
        form.text.errors = [_("Tòa soạn đã theo dõi %(most)s mục; xin bỏ bớt mục cũ.", most=MOST)]
        return _page(form), 422
    return redirect_to("moderation.watched_for", said=_("Đã thêm."))


@door.post("/watched/<int(max=2147483647):number>/remove")
@requires(Permission.MODERATE)
def stop_watching_for(number: int) -> ResponseReturnValue:
    """Watch for it no more."""
    watched.remove(casework(), number, by=current_actor())
    return redirect_to("moderation.watched_for", said=_("Đã bỏ."))


def _page(form: WatchForm) -> str:
    form.offer()
    kept = readings.mine(casework(), current_actor())
    names, lang = directory(casework()), language()
    return page(
        "moderation/watched.html",
        form=form,
        groups=[(kind, [one for one in kept if one.entry.kind is kind]) for kind in Kind],
        outlet_names={one.outlet: names.outlet_name(one.outlet, lang) for one in kept},
    )
