"""The newsroom's ready texts: to read, to write, to take away."""

from __future__ import annotations

import secrets
from collections.abc import Mapping
from types import MappingProxyType
from typing import Any, Final

from flask import abort, request
from flask.typing import ResponseReturnValue
from flask_babel import gettext as _
from flask_babel import lazy_gettext as _l

from casework.actions import ready_texts
from casework.actions.ready_texts import LONGEST_NAME, LONGEST_TEXT, MOST, TooMany
from casework.domain.policy import Permission
from casework.domain.values import OutletCode
from casework.readings import ready_texts as readings
from casework.readings.directory import directory
from casework.readings.ready_texts import ReadyText, Use
from moderation.door import door
from moderation.forms_desk import ChoiceField
from web.fields import AtMost, Form, LineField, Required, TextField
from web.guard import requires
from web.i18n import language
from web.kitchen import casework
from web.page import page, redirect_to
from web.session import current_actor

USES: Final[Mapping[Use, Any]] = MappingProxyType(
    {
        Use.ASK: _l("Hỏi thêm người gửi"),
        Use.DECLINE: _l("Không tiếp nhận"),
        Use.APPEAL: _l("Quyết định việc xem lại"),
        Use.REMOVE: _l("Gỡ khỏi trang công khai"),
        Use.REPLY: _l("Không đăng phản hồi được yêu cầu"),
        Use.AGENCY: _l("Lời nhắn cho cơ quan"),
    }
)


class TextForm(Form):
    """One ready text of a newsroom."""

    outlet = ChoiceField(_l("Tòa soạn"))
    use = ChoiceField(_l("Dùng khi"))
    name = LineField(
        _l("Tên để chọn"), [Required(), AtMost(LONGEST_NAME)], description=_l("Chỉ tòa soạn thấy.")
    )
    vi = TextField(
        _l("Lời bằng tiếng Việt"),
        [Required(), AtMost(LONGEST_TEXT)],
        description=_l("Viết {code}, {title}, {outlet}, {agency}, {today}: máy tự điền vào."),
    )
    en = TextField(
        _l("Lời bằng tiếng Anh"),
        [AtMost(LONGEST_TEXT)],
        description=_l("Không bắt buộc; gửi cho ai đọc tiếng Anh."),
    )

    def offer(self) -> None:
        names, lang = directory(casework()), language()
        mine = sorted(current_actor().outlets)
        self.outlet.of([(code, names.outlet_name(code, lang)) for code in mine])
        self.use.of([(use.value, label) for use, label in USES.items()])

    def text(self, code: str) -> ReadyText:
        return ReadyText(
            code=code,
            outlet=OutletCode(self.outlet.data),
            use=Use(self.use.data),
            name=self.name.data or "",
            vi=self.vi.data or "",
            en=self.en.data or "",
        )


@door.get("/texts")
@requires(Permission.MODERATE)
def texts() -> ResponseReturnValue:
    """All that the moderator can choose from, and a form for one more; `edit` names one to change."""
    return _page(_form_for(_own(request.args.get("edit", ""))))


@door.post("/texts")
@requires(Permission.MODERATE)
def save_text() -> ResponseReturnValue:
    """Write a new one, or change one of one's own newsroom."""
    form, before = TextForm(), _own(request.args.get("edit", ""))
    form.offer()
    if not form.validate():
        return _page(form), 422
    try:
        ready_texts.save(
            casework(), form.text(before.code if before else secrets.token_hex(8)), by=current_actor()
        )
    except TooMany:
        form.name.errors = [_("Tòa soạn đã có %(most)s lời soạn sẵn; xin bỏ bớt.", most=MOST)]
        return _page(form), 422
    return redirect_to("moderation.texts", said=_("Đã lưu “%(name)s”.", name=form.name.data))


@door.post("/texts/<code>/remove")
@requires(Permission.MODERATE)
def remove_text(code: str) -> ResponseReturnValue:
    """Forget one of one's own newsroom."""
    ready_texts.remove(casework(), code, by=current_actor())
    return redirect_to("moderation.texts", said=_("Đã bỏ lời soạn sẵn."))


def _own(code: str) -> ReadyText | None:
    """The text of that code in the actor's newsrooms; None for no code. 404 for any other."""
    if not code:
        return None
    found = (text for text in readings.of_newsrooms(casework(), current_actor()) if text.code == code)
    text = next(found, None)
    return text if text and text.outlet else abort(404)


def _form_for(text: ReadyText | None) -> TextForm:
    outlets = sorted(current_actor().outlets)
    start = {"outlet": outlets[0] if len(outlets) == 1 else ""} if text is None else vars(text)
    form = TextForm(formdata=None, data=start)
    form.offer()
    return form


def _page(form: TextForm) -> str:
    names, lang = directory(casework()), language()
    found = readings.of_newsrooms(casework(), current_actor())
    return page(
        "moderation/texts.html",
        form=form,
        editing=request.args.get("edit", ""),
        groups=[(label, [text for text in found if text.use is use]) for use, label in USES.items()],
        outlet_names={code: names.outlet_name(code, lang) for code in current_actor().outlets},
    )
