"""What somebody may want when readers have flagged something."""

from __future__ import annotations

from dataclasses import dataclass

from casework.domain.command import Command
from casework.domain.values import PostId


@dataclass(frozen=True, kw_only=True)
class SettleFlags(Command):
    """Say whether readers who flagged the report itself were right; what was to be done has been done."""

    upheld: bool


@dataclass(frozen=True, kw_only=True)
class SetCommentAside(Command):
    """Readers have flagged a comment: nobody reads it until the newsroom has looked."""

    comment: PostId
