"""How often a saved search may be told, in few words: they stand in the row of the search."""

from __future__ import annotations

from collections.abc import Mapping
from types import MappingProxyType
from typing import Any

from flask_babel import lazy_gettext as _l

from casework.domain.wishes import Often
from web.choices import Choices, SelectChoice

_WORDS: Mapping[Often, Any] = MappingProxyType(
    {
        Often.AT_ONCE: _l("Báo ngay"),
        Often.DAILY: _l("Mỗi ngày một thư"),
        Often.WEEKLY: _l("Mỗi tuần một thư"),
        Often.OFF: _l("Không gửi thư"),
    }
)


def rhythms() -> Choices:
    """All of them, what comes soonest first."""
    return [SelectChoice(often.value, str(word)) for often, word in _WORDS.items()]
