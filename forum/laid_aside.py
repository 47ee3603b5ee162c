"""What a form says of the files that it has kept between two of its pages."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

from flask_babel import gettext
from wtforms import HiddenField
from wtforms.validators import ValidationError

from casework.actions.laid_aside import Lost, bring_back
from web.kitchen import casework

_: Callable[..., str] = gettext  # Flask-Babel's own is untyped


def check_laid_aside(form: Any, field: HiddenField) -> None:
    """Bring them back into the form's `uploads`, with what came with it; a form's `validate_laid_aside`."""
    try:
        form.uploads = [*bring_back(casework(), field.data or ""), *form.attachments.uploads]
    except Lost:
        field.data = ""
        raise ValidationError(
            _("Ảnh, tài liệu chỉ được giữ một giờ trong lúc chờ bạn; xin chọn lại.")
        ) from None
