"""What happened to a promise; `promise` is the post that says what was promised."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime

from casework.domain.event import Event
from casework.domain.values import AgencyCode, PostId


@dataclass(frozen=True, kw_only=True)
class PromiseMade(Event):
    post: PostId
    agency: AgencyCode
    by: datetime


@dataclass(frozen=True, kw_only=True)
class PromiseMoved(Event):
    post: PostId
    promise: PostId
    by: datetime


@dataclass(frozen=True, kw_only=True)
class PromiseAsked(Event):
    promise: PostId
    reported: bool  # by the agency, that it is done; else its day has passed


@dataclass(frozen=True, kw_only=True)
class PromiseAnswered(Event):
    post: PostId
    promise: PostId
    kept: bool
