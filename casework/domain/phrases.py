"""Phrases found in texts, as whole words, whether typed with Vietnamese marks or without any."""

from __future__ import annotations

import re
from collections.abc import Iterable
from typing import Final

from casework.domain.text import fold, fold_marked

_EDGE: Final = r"(?<!\w){}(?!\w)"


class Phrases:
    """A list to look for. In a text with marks they count; who types without any mark is understood too."""

    def __init__(self, phrases: Iterable[str]) -> None:
        found = tuple(phrases)
        self._marked = {phrase: _pattern(fold_marked(phrase)) for phrase in found}
        self._bare = {phrase: _pattern(fold(phrase)) for phrase in found}

    def found_in(self, text: str) -> tuple[str, ...]:
        """Those that stand in the text, in the order of the list."""
        marked = fold_marked(text)
        patterns = self._bare if marked.isascii() else self._marked
        return tuple(phrase for phrase, pattern in patterns.items() if pattern.search(marked))


def _pattern(phrase: str) -> re.Pattern[str]:
    return re.compile(_EDGE.format(re.escape(phrase)))
