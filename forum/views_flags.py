"""A reader tells the newsroom that something is wrong with a report, or with a comment under it."""

from __future__ import annotations

from flask import request
from flask.typing import ResponseReturnValue
from flask_babel import gettext as _
from flask_babel import lazy_gettext as _l
from wtforms import RadioField

from casework.actions import flagging
from casework.actions.flagging import LONGEST_WORDS
from casework.domain.policy import Permission
from casework.domain.refusals import Refused, Why
from casework.domain.values import FlagReason, PostId
from casework.readings import flags
from forum.carrying_out import known_code
from forum.door import door
from web import choices
from web.errors import refusal_status
from web.fields import AtMost, Form, Required, TextField, is_key
from web.guard import requires
from web.kitchen import casework
from web.page import page, redirect_to
from web.present import anchor
from web.session import current_actor
from web.words import word


class FlagForm(Form):
    """What is wrong."""

    reason = RadioField(_l("Có gì không ổn?"), validators=[Required(_l("Xin chọn một mục."))])
    words = TextField(
        _l("Muốn nói rõ thêm?"),
        [AtMost(LONGEST_WORDS)],
        description=_l("Không bắt buộc. Chỉ biên tập viên đọc, và họ không biết ai báo."),
    )

    def offer(self) -> None:
        self.reason.choices = choices.of_words(FlagReason)


@door.get("/reports/<code>/flag")
@requires(Permission.TAKE_PART)
def flag_page(code: str) -> ResponseReturnValue:
    """What may be wrong with it; `comment` names a comment."""
    return _page(code, FlagForm(formdata=None))


@door.post("/reports/<code>/flag")
@requires(Permission.TAKE_PART)
def flag(code: str) -> ResponseReturnValue:
    """Tell the newsroom."""
    form = FlagForm()
    form.offer()
    if not form.validate():
        return _page(code, form), 422
    about = _comment()
    try:
        flagging.flag(
            casework(),
            known_code(code),
            about,
            reason=FlagReason(form.reason.data),
            words=form.words.data or "",
            by=current_actor(),
        )
    except Refused as refused:
        if refused.why in (Why.NOT_ALLOWED, Why.BAD_TARGET):
            raise
        return _page(code, form, notice=word(refused.why)), refusal_status(refused)
    return redirect_to(
        "forum.report",
        code=known_code(code),
        said=_("Cảm ơn bạn. Biên tập viên sẽ xem."),
        _anchor=anchor(about) if about else None,
    )


def _comment() -> PostId | None:
    named = request.args.get("comment", "")
    if named and not is_key(named):
        raise Refused(Why.BAD_TARGET)
    return PostId(named) if named else None


def _page(code: str, form: FlagForm, *, notice: str = "") -> str:
    target = flags.target(casework(), known_code(code), _comment(), current_actor())
    if target is None:
        raise Refused(Why.BAD_TARGET)
    if not target.is_theirs_to_flag:
        notice = word(Why.OWN_COMMENT if target.comment else Why.OWN_REPORT)
    form.offer()
    return page("forum/flag.html", target=target, form=form, notice_words=notice)
