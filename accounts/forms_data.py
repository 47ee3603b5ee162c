"""The forms by which somebody takes their data along, or has it erased."""

from __future__ import annotations

from flask_babel import gettext as _
from flask_babel import lazy_gettext as _l
from wtforms import BooleanField, PasswordField

from web.fields import Form, Required, Ticked


class ExportForm(Form):
    current = PasswordField(
        _l("Mật khẩu hiện nay"),
        [Required()],
        render_kw={"autocomplete": "current-password", "spellcheck": "false"},
    )

    def refuse(self) -> None:
        """It is another one."""
        self.current.errors = [_("Mật khẩu hiện nay không đúng.")]


class EraseForm(ExportForm):
    understood = BooleanField(
        _l("Tôi hiểu: xóa rồi thì không ai lấy lại được"),
        [Ticked(_l("Xin đánh dấu vào đây nếu bạn thật sự muốn xóa."))],
    )
