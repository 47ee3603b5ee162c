"""What every command is; they stand in `commands`."""

from __future__ import annotations

from dataclasses import dataclass

from casework.domain.values import PostId


@dataclass(frozen=True, kw_only=True)
class Command:
    """Base of every command."""


@dataclass(frozen=True, kw_only=True)
class Worded(Command):
    """A command that says something in somebody's own words."""

    post: PostId
    words: str
