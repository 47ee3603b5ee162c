"""The forms of second factors."""

from __future__ import annotations

from flask_babel import lazy_gettext as _l
from wtforms import HiddenField, PasswordField

from casework.actions.passkeys import LONGEST_NAME
from web.fields import AtMost, Form, LineField, Required

LONGEST_CODE = 60


class AnswerForm(Form):
    """What a device answered, put there by the page's script."""

    next = HiddenField()
    credential = HiddenField()


class NewPasskeyForm(Form):
    credential = HiddenField()
    name = LineField(
        _l("Tên để bạn nhận ra"),
        [Required(), AtMost(LONGEST_NAME)],
        description=_l("Ví dụ: Máy tính ở cơ quan, Điện thoại của tôi."),
        render_kw={"autocomplete": "off"},
    )


class NameForm(Form):
    name = LineField(_l("Tên mới"), [Required(), AtMost(LONGEST_NAME)], render_kw={"autocomplete": "off"})


class CodeForm(Form):
    next = HiddenField()
    code = LineField(
        _l("Mã 6 số"),
        [Required(), AtMost(LONGEST_CODE)],
        render_kw={"inputmode": "numeric", "autocomplete": "one-time-code", "spellcheck": "false"},
    )


class RecoveryForm(Form):
    next = HiddenField()
    recovery = LineField(
        _l("Mã dự phòng"),
        [Required(), AtMost(LONGEST_CODE)],
        description=_l(
            "Một trong mười mã bạn đã in hoặc tải về, ví dụ 7K3M-9QXT-2BCD. Mỗi mã chỉ dùng một lần."
        ),
        render_kw={"autocomplete": "off", "spellcheck": "false", "autocapitalize": "characters"},
    )


class NewAppForm(Form):
    offer = HiddenField()
    code = LineField(
        _l("Mã 6 số đang hiện trong ứng dụng"),
        [Required(), AtMost(LONGEST_CODE)],
        render_kw={"inputmode": "numeric", "autocomplete": "one-time-code", "spellcheck": "false"},
    )


class PasswordAgainForm(Form):
    next = HiddenField()
    password = PasswordField(
        _l("Mật khẩu"),
        [Required()],
        render_kw={"autocomplete": "current-password", "spellcheck": "false"},
    )
