"""Following not one report but wherever reports come up: an agency, a field, an area, an outlet, a search."""

from __future__ import annotations

import hashlib
import json
from collections.abc import Mapping
from dataclasses import dataclass, field
from enum import StrEnum
from typing import Final

from casework.domain.text import fold
from casework.domain.wishes import Often

MOST_REPORTS: Final = 200
MOST_PLACES: Final = 200  # searches among them
MOST_SEARCHES: Final = 20
USUAL: Final = Often.DAILY  # how often is told what a search finds, of which nothing else was said
_MARK: Final = 8  # hexadecimal digits of a key: enough to tell apart the searches of one person


class Watched(StrEnum):
    AGENCY = "agency"
    FIELD = "field"
    AREA = "area"
    OUTLET = "outlet"
    SEARCH = "search"


@dataclass(frozen=True, kw_only=True)
class Watch:
    """What somebody follows: `key` is a code; of a search the mark of its `filters`, and it has a name."""

    what: Watched
    key: str
    name: str = ""
    filters: Mapping[str, str] = field(default_factory=dict)

    @property
    def is_by_state(self) -> bool:
        """Whether it asks for a state: letters tell what is published in it, not what comes to it later."""
        return self.what is Watched.SEARCH and "status" in self.filters


def mark(key: str) -> str:
    """What names a search among those of one person, also to a link in an old letter: unlike its number, it
    is never that of another search."""
    return key[:_MARK]


def search(filters: Mapping[str, str], name: str) -> Watch:
    """A search by its filters as they stand in an address, without the order. Two that find the same by the
    same means are one."""
    kept = {one: value for one, value in sorted(filters.items()) if one != "sort"}
    marked = json.dumps({**kept, "q": fold(kept.get("q", ""))}, sort_keys=True)
    key = hashlib.sha256(marked.encode()).hexdigest()[:32]
    return Watch(what=Watched.SEARCH, key=key, name=name, filters=kept)
