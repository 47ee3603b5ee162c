"""The form of what somebody wants to be told, and how often."""

from __future__ import annotations

from collections.abc import Collection
from typing import Any

from flask_babel import lazy_gettext as _l
from wtforms import SelectField

from casework.domain.wishes import Concern, Often, Wishes
from web.choices import of_words
from web.fields import Form
from web.words import word

_HINTS = {
    Concern.OWN: _l(
        "Tòa soạn hỏi thêm, cơ quan trả lời, tin nhắn cho bạn, ý kiến bạn viết được duyệt, "
        "bài báo bạn gắn được xem."
    ),
    Concern.OFFICE: _l(
        "Việc mới giao, sắp đến hạn và quá hạn luôn được báo ít nhất mỗi ngày một lần, không tắt được."
    ),
    Concern.NEWSROOM: _l("Tin nhắn, việc bị trả lại, đề nghị xem lại, trả lời chờ xem."),
    Concern.QUEUE: _l("Phản ánh mới, ý kiến chờ duyệt."),
    Concern.OVERSIGHT: _l("Việc quá hạn phải báo lên, việc bị trả lại nhiều lần."),
    Concern.FOLLOWED: _l("Những phản ánh bạn đã bấm “Theo dõi”."),
    Concern.PLACES: _l(
        "Phản ánh mới và trả lời mới ở cơ quan, lĩnh vực, địa bàn bạn theo dõi. "
        "Tìm kiếm đã lưu có cách báo riêng, chọn ở mục “Bạn đang theo dõi”."
    ),
}


class NoticesForm(Form):
    """One field for each group of notices; `offer` leaves those that concern the person."""

    own = SelectField()
    office = SelectField()
    newsroom = SelectField()
    queue = SelectField()
    oversight = SelectField()
    followed = SelectField()
    places = SelectField()

    def offer(self, concerns: Collection[Concern]) -> None:
        for concern in Concern:
            if concern not in concerns:
                del self[concern.value]
                continue
            field = self[concern.value]
            field.label.text = word(concern)
            field.description = _HINTS[concern]
            field.choices = of_words(Often)

    @property
    def chosen(self) -> Wishes:
        """What was chosen, of valid input."""
        found: dict[Concern, Often] = {}
        for concern in Concern:
            if concern.value in self:
                found[concern] = Often(self[concern.value].data)
        return found


def filled_in(wishes: Wishes) -> dict[str, Any]:
    """What the form shows of wishes."""
    return {concern.value: often.value for concern, often in wishes.items()}
