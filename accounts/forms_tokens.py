"""The form of a token for a program."""

from __future__ import annotations

from typing import Any

from flask_babel import lazy_gettext as _l
from flask_babel import ngettext
from wtforms import BooleanField, HiddenField, RadioField
from wtforms.validators import ValidationError

from casework.domain.access import LASTS, LONGEST_NAME, Scope, may_give
from web.choices import SelectChoice
from web.fields import AtMost, Form, LineField, Required, kept_key
from web.session import current_actor

_BOXES = {"may_read": Scope.READ, "may_submit": Scope.SUBMIT, "may_track": Scope.TRACK}


class NewTokenForm(Form):
    """`form_key` becomes the token's identity, so that a form sent twice makes one."""

    form_key = HiddenField(render_kw={"autocomplete": "off"})
    name = LineField(
        _l("Tên phần mềm"),
        [Required(), AtMost(LONGEST_NAME)],
        description=_l("Để sau này bạn nhận ra: Ứng dụng xã, Trang của tổ dân phố."),
        render_kw={"autocomplete": "off"},
    )
    may_read = BooleanField(
        _l("Đọc nhiều hơn"),
        default=True,
        description=_l("Những gì ai cũng đọc được, nhưng được hỏi nhiều lần hơn."),
    )
    may_submit = BooleanField(
        _l("Gửi phản ánh thay bạn"), description=_l("Bạn là người gửi; mọi quy định như khi gửi trên trang.")
    )
    may_track = BooleanField(
        _l("Xem phản ánh của bạn"),
        description=_l("Những phản ánh bạn gửi bằng tài khoản này, cả khi chưa đăng."),
    )
    days = RadioField(_l("Dùng được trong"), default=str(LASTS[1]))

    def __init__(self, **more: Any) -> None:
        super().__init__(**more)
        self.days.choices = [
            SelectChoice(str(days), ngettext("%(num)s ngày", "%(num)s ngày", days)) for days in LASTS
        ]
        self.form_key.data = kept_key(self.form_key.data)

    @property
    def offered(self) -> list[Any]:
        """The boxes for what this person may give."""
        return [self[name] for name, scope in _BOXES.items() if may_give(current_actor(), scope)]

    @property
    def scopes(self) -> frozenset[Scope]:
        return frozenset(scope for name, scope in _BOXES.items() if self[name].data)

    def validate_may_read(self, field: BooleanField) -> None:
        if not self.scopes:
            raise ValidationError(_l("Xin chọn ít nhất một quyền."))
