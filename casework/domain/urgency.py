"""Words for which a report is looked at before others: somebody may be in danger, or soon it is too late."""

from __future__ import annotations

from typing import Final

from casework.domain.phrases import Phrases

# Phrases rather than single words, since "đánh" is in "đánh giá" and "chết" in every second complaint.
_PHRASES: Final = (
    *(
        "đe dọa",
        "dọa giết",
        "dọa đánh",
        "hành hung",
        "bị đánh",
        "đánh người",
        "trả thù",
        "trù dập",
        "khủng bố",
    ),
    *("tự tử", "tự sát", "tự thiêu", "tuyệt thực", "không muốn sống"),
    *("nguy kịch", "cấp cứu", "chết người", "có người chết", "ngộ độc", "dịch bệnh"),
    *("xâm hại", "bạo hành", "hiếp dâm", "lạm dụng tình dục", "bắt cóc", "bị giam", "giữ người"),
    *("sắp sập", "nguy cơ sập", "cháy nổ", "rò rỉ ga", "điện giật", "vỡ đê", "xả thải"),
    *("cưỡng chế ngày mai", "sáng mai cưỡng chế", "hết hạn ngày mai", "khẩn cấp"),
)
_LOOKED_FOR: Final = Phrases(_PHRASES)
MOST: Final = 5


def urgent_phrases(text: str) -> tuple[str, ...]:
    """The phrases found, at most five, in the order of the list above."""
    return _LOOKED_FOR.found_in(text)[:MOST]
