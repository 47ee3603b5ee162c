"""What somebody may want put right on a report that readers see."""

from __future__ import annotations

from dataclasses import dataclass

from casework.domain.command import Command, Worded
from casework.domain.values import NoReplyReason, PostId


@dataclass(frozen=True, kw_only=True)
class Correct(Worded):
    """Publish what was wrong and what is right. `about`: the post that was wrong; None: the report itself."""

    about: PostId | None


@dataclass(frozen=True, kw_only=True)
class TakeReplyRequest(Command):
    """Somebody whom the report names asks for the right to reply, from an address that is theirs."""

    request: PostId


@dataclass(frozen=True, kw_only=True)
class PublishReply(Command):
    """Publish what they say, as `post`."""

    request: PostId
    post: PostId


@dataclass(frozen=True, kw_only=True)
class DeclineReply(Command):
    """Do not publish it; the words for who asked are kept with the request."""

    request: PostId
    reason: NoReplyReason
