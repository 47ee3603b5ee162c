"""What somebody may want about a promise; `promise` is the post that says what was promised."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date

from casework.domain.command import Command, Worded
from casework.domain.values import PostId


@dataclass(frozen=True, kw_only=True)
class MakePromise(Worded):
    """Promise something by a day; words are what."""

    by: date


@dataclass(frozen=True, kw_only=True)
class MovePromise(Worded):
    """Keep it by a later day, once; words say why, and are published."""

    promise: PostId
    by: date


@dataclass(frozen=True, kw_only=True)
class ReportPromise(Command):
    """Say that it is done, before its day or on it."""

    promise: PostId


@dataclass(frozen=True, kw_only=True)
class AskPromise(Command):
    """The day of one or more has passed: ask the reporter."""


@dataclass(frozen=True, kw_only=True)
class AnswerPromise(Worded):
    """Say whether it was kept; words may be empty."""

    promise: PostId
    kept: bool
