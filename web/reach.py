"""Fields by which somebody can be reached later."""

from __future__ import annotations

from typing import Any

from flask_babel import gettext as _
from wtforms import Field
from wtforms.validators import ValidationError

from casework.actions.addresses import BadAddress, DisposableAddress, lasting_address


class LastingAddress:
    """An e-mail address in its one spelling, if there is any; none that is gone in minutes."""

    def __call__(self, form: Any, field: Field) -> None:
        if not field.data:
            return
        try:
            field.data = lasting_address(field.data)
        except DisposableAddress:
            raise ValidationError(
                _("Hộp thư tạm ai cũng mở đọc được. Xin dùng địa chỉ khác, hoặc để trống nếu không bắt buộc.")
            ) from None
        except BadAddress:
            raise ValidationError(_("Địa chỉ chưa đúng; mẫu đúng: ten@vidu.vn")) from None
