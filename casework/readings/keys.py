"""Keys of lists that go by a moment and an identifier: read from a link, and made for the next one."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from datetime import UTC, datetime
from typing import TypeVar

from casework.readings.pages import Page

LONGEST = 40
T = TypeVar("T")


def moment_and_id(after: tuple[str, ...] | None) -> tuple[datetime, str] | None:
    """Where a page goes on; None for a first page, and for a key that no list of ours has made."""
    if after is None or len(after) != 2:
        return None
    written, identifier = after
    if not identifier.isascii() or len(identifier) > LONGEST:
        return None
    try:
        at = datetime.fromisoformat(written)
        return (at.astimezone(UTC), identifier) if at.tzinfo else None
    except (ValueError, OverflowError):
        return None


def page_of(found: Sequence[T], size: int, key: Callable[[T], tuple[datetime, str]]) -> Page[T]:
    """A page of `size` rows from one row more than that, if there are more; `key` is of a row."""
    shown = found[:size]
    if len(found) <= size:
        return Page(rows=shown)
    at, identifier = key(shown[-1])
    return Page(rows=shown, next_key=(at.isoformat(), identifier))
