"""Words for which a report is looked at before others: somebody may be in danger, or soon it is too late."""

from __future__ import annotations

import re
from typing import Final

from casework.domain.text import fold, fold_marked

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
_EDGE: Final = r"(?<!\w){}(?!\w)"
_MARKED: Final = {phrase: re.compile(_EDGE.format(re.escape(fold_marked(phrase)))) for phrase in _PHRASES}
_BARE: Final = {phrase: re.compile(_EDGE.format(re.escape(fold(phrase)))) for phrase in _PHRASES}
MOST: Final = 5


def urgent_phrases(text: str) -> tuple[str, ...]:
    """The phrases found, at most five, in the order of the list above.

    Who types without any mark is understood too; in a text with marks they count.
    """
    marked = fold_marked(text)
    typed_bare = marked.isascii()
    patterns = _BARE if typed_bare else _MARKED
    found = (phrase for phrase, pattern in patterns.items() if pattern.search(marked))
    return tuple(found)[:MOST]
