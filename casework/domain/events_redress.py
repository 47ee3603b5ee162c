"""What was put right on a report that readers see."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Final

from casework.domain.event import Event
from casework.domain.values import NoReplyReason, PostId


@dataclass(frozen=True, kw_only=True)
class Corrected(Event):
    post: PostId
    about: PostId | None  # None: the report itself


@dataclass(frozen=True, kw_only=True)
class ReplyRequested(Event):
    request: PostId


@dataclass(frozen=True, kw_only=True)
class RightOfReplyPublished(Event):
    request: PostId
    post: PostId


@dataclass(frozen=True, kw_only=True)
class ReplyRequestDeclined(Event):
    request: PostId
    reason: NoReplyReason


# None of them changes the state of the report.
REDRESS: Final = (Corrected, ReplyRequested, RightOfReplyPublished, ReplyRequestDeclined)
