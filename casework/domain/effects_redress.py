"""What the commands that put something right bring about."""

from __future__ import annotations

from casework.domain import commands as do
from casework.domain import events as ev
from casework.domain.checks import Case
from casework.domain.effect import effect_of


@effect_of(do.Correct)
def _correct(_: Case, command: do.Correct) -> ev.Event:
    return ev.Corrected(post=command.post, about=command.about)


@effect_of(do.TakeReplyRequest)
def _take_reply_request(_: Case, command: do.TakeReplyRequest) -> ev.Event:
    return ev.ReplyRequested(request=command.request)


@effect_of(do.PublishReply)
def _publish_reply(_: Case, command: do.PublishReply) -> ev.Event:
    return ev.RightOfReplyPublished(request=command.request, post=command.post)


@effect_of(do.DeclineReply)
def _decline_reply(_: Case, command: do.DeclineReply) -> ev.Event:
    return ev.ReplyRequestDeclined(request=command.request, reason=command.reason)
