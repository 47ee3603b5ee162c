"""Keys of lists that go by a moment and an identifier: read from a link, and made for the next one."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from datetime import UTC, datetime
from typing import TypeVar

from casework.readings.pages import Page

LONGEST = 40
T = TypeVar("T")


def moment(written: str) -> datetime:
    """The moment in a key, in UTC. Raises ValueError for what is none, or has no time zone."""
    at = datetime.fromisoformat(written)
    if at.tzinfo is None:
        raise ValueError("a moment without a time zone")
    try:
        return at.astimezone(UTC)
    except OverflowError as error:  # the first and the last day of the calendar
        raise ValueError("a moment beyond the calendar") from error


def moment_and_id(after: tuple[str, ...] | None) -> tuple[datetime, str] | None:
    """Where a page goes on; None for a first page, and for a key that no list of ours has made."""
    if after is None or len(after) != 2:
        return None
    written, identifier = after
    if not identifier.isascii() or len(identifier) > LONGEST:
        return None
    try:
        return moment(written), identifier
    except ValueError:
        return None


def page_of(found: Sequence[T], size: int, key: Callable[[T], tuple[datetime, str]]) -> Page[T]:
    """A page of `size` rows from one row more than that, if there are more; `key` is of a row."""
    shown = found[:size]
    if len(found) <= size:
        return Page(rows=shown)
    at, identifier = key(shown[-1])
    return Page(rows=shown, next_key=(at.isoformat(), identifier))
