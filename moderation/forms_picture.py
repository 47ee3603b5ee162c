"""The parts of a picture to paint over, in per cent: typed, or drawn by the page's module into the fields."""

from __future__ import annotations

import re
from collections.abc import Sequence
from typing import Any

from flask_babel import lazy_gettext as _l

from casework.actions.pictures import MOST_RECTANGLES, Rectangle, Redaction
from casework.domain import commands as do
from casework.domain.values import AttachmentId
from moderation.forms_desk import DeskForm
from web.fields import LineField

_NUMBER = re.compile(r"[0-9]{1,3}(?:[.,][0-9]{1,6})?")
_MISSING = _l("Xin ghi số này, hoặc để trống cả ô.")
_WRONG = _l("Xin ghi một số từ 0 đến 100, ví dụ 12,5.")
_EMPTY = _l("Ô phải rộng và cao hơn 0.")
_OUTSIDE = _l("Ô bắt đầu ngoài ảnh: số này phải nhỏ hơn 100.")
_NONE = _l("Xin chọn ít nhất một vùng cần che.")
SIDES = {
    "left": _l("Cách trái, %"),
    "top": _l("Cách trên, %"),
    "width": _l("Rộng, %"),
    "height": _l("Cao, %"),
}


class PercentField(LineField):
    """A number from 0 to 100, with a comma or a point; None while nothing stands there."""

    @property
    def number(self) -> float | None:
        """Raises ValueError, with the reason in the reader's language."""
        typed = (self.data or "").strip()
        if not typed:
            return None
        if not _NUMBER.fullmatch(typed) or not 0 <= (found := float(typed.replace(",", "."))) <= 100:
            raise ValueError(str(_WRONG))
        return found


class PictureForm(DeskForm):
    deed, does, stays = "picture", do.RedactPicture, True
    title = _l("Che một vùng trong ảnh")
    about = _l(
        "Che khuôn mặt, biển số xe, chữ ký, số giấy tờ: vùng được chọn thành màu đen với mọi người đọc."
    )
    button = _l("Che các vùng này")
    done = _l("Đã che một phần ảnh trong %(code)s; ảnh gốc được niêm phong.")

    @property
    def rows(self) -> list[tuple[int, list[PercentField]]]:
        """The fields of each part, by its number."""
        return [(row, [self[f"{side}_{row}"] for side in SIDES]) for row in range(1, MOST_RECTANGLES + 1)]

    @property
    def used(self) -> int:
        """The number of the last part of which something was typed; 1 if none."""
        filled = [row for row, fields in self.rows if any((field.data or "").strip() for field in fields)]
        return max(filled, default=1)

    def validate(self, extra_validators: Any = None) -> bool:
        """Whether every part is whole, and there is one."""
        good = super().validate(extra_validators)
        parts = [self._checked(fields) for _, fields in self.rows]
        if good and not self.errors and not any(parts):
            _blame(self.rows[0][1][0], str(_NONE))
        return good and not self.errors

    def rectangles(self) -> Sequence[Rectangle]:
        """The parts, of a form that is valid; what would stick out ends at the picture's edge."""
        found = (self._numbers(fields) for _, fields in self.rows)
        return [
            Rectangle(left=left, top=top, width=min(width, 100 - left), height=min(height, 100 - top))
            for left, top, width, height in (numbers for numbers in found if numbers)
        ]

    def redaction(self, picture: str) -> Redaction:
        return Redaction(picture=AttachmentId(picture), rectangles=self.rectangles(), form_key=self.post_id)

    @staticmethod
    def _numbers(fields: list[PercentField]) -> list[float]:
        """All four, or nothing for a part in which nothing stands."""
        numbers = [field.number for field in fields]
        return [number for number in numbers if number is not None]

    def _checked(self, fields: list[PercentField]) -> bool:
        """Whether something was typed; what is wrong is said beside the field."""
        typed = [bool((field.data or "").strip()) for field in fields]
        if not any(typed):
            return False
        for place, field in enumerate(fields):
            try:
                number = field.number
            except ValueError as error:
                _blame(field, str(error))
                continue
            if number is None:
                _blame(field, str(_MISSING))
            elif place < 2 and number >= 100:
                _blame(field, str(_OUTSIDE))
            elif place >= 2 and number == 0:
                _blame(field, str(_EMPTY))
        return True


def _blame(field: PercentField, why: str) -> None:
    field.errors = [*field.errors, why]


for _row in range(1, MOST_RECTANGLES + 1):
    for _side, _label in SIDES.items():
        setattr(PictureForm, f"{_side}_{_row}", PercentField(_label, render_kw={"inputmode": "decimal"}))
