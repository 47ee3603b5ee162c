"""What was put right on a report that readers see."""

from __future__ import annotations

from dataclasses import dataclass

from casework.domain.event import Event
from casework.domain.values import PostId


@dataclass(frozen=True, kw_only=True)
class Corrected(Event):
    post: PostId
    about: PostId | None  # None: the report itself
