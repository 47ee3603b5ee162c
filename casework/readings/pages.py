"""One page of a list that goes on by key."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Generic, TypeVar

T = TypeVar("T")
PAGE_SIZE = 20


@dataclass(frozen=True, kw_only=True)
class Page(Generic[T]):
    """`next_key` is None on the last page; its parts are made by the reading that understands them."""

    rows: Sequence[T]
    next_key: tuple[str, ...] | None = None
