"""The form that finds a report again."""

from __future__ import annotations

from collections.abc import Callable

from flask_babel import gettext
from flask_babel import lazy_gettext as _l
from wtforms.validators import ValidationError

from casework.domain.codes import parse_code, parse_sealed_code
from web.fields import AtMost, Form, LineField, Required

_: Callable[..., str] = gettext  # Flask-Babel's own is untyped


class TrackForm(Form):
    """A code, and the secret that was shown with it."""

    code = LineField(
        _l("Mã phản ánh"),
        [Required(_l("Xin nhập mã, ví dụ PA-7K3M-9QXT.")), AtMost(60)],
        render_kw={"autocomplete": "off", "autocapitalize": "characters", "spellcheck": "false"},
    )
    secret = LineField(
        _l("Mật mã (nếu bạn gửi không qua tài khoản)"),
        [AtMost(90)],
        render_kw={"autocomplete": "off", "autocapitalize": "characters", "spellcheck": "false"},
    )

    def validate_code(self, field: LineField) -> None:
        typed = field.data or ""
        if parse_code(typed) is None and parse_sealed_code(typed) is None:
            raise ValidationError(_("Mã gồm chữ PA và tám chữ, số, ví dụ PA-7K3M-9QXT; xin xem lại."))

    def say_not_found(self) -> None:
        """One answer for a code that is not there and for a secret that is not its own."""
        self.code.errors = [
            _("Không mở được với mã và mật mã này. Xin xem lại từng chữ; viết hoa hay thường đều được.")
        ]
