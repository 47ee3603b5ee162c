"""What the leak guard finds in what a moderator reads: the report, comments, a reply that waits."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass

from casework.actions import leak_guard
from casework.actions.leak_guard import Guard, guards_for
from casework.domain import commands as do
from casework.domain.values import PostId
from casework.readings.queue import WaitingComment
from casework.readings.thread import Post
from moderation.desk import Desk
from web.kitchen import casework
from web.leaks import LeakView, leak_view
from web.session import current_actor


@dataclass(frozen=True, kw_only=True)
class TextLeaks:
    """A report's title and text with what was found in them."""

    title: LeakView
    body: LeakView

    def __bool__(self) -> bool:
        return bool(self.passages)

    @property
    def passages(self) -> tuple[str, ...]:
        return tuple(dict.fromkeys((*self.title.passages, *self.body.passages)))


def guard_of(desk: Desk) -> Guard:
    """The guard of the report on the desk, for the moderator who looks at it."""
    thread = desk.thread
    return leak_guard.guard_of(
        casework(), thread.report, thread.shown_name, thread.contact, by=current_actor()
    )


def text_leaks(desk: Desk, title: str, body: str) -> TextLeaks:
    """What may lead to a person in a title and a text that this report has, or is to have."""
    guard = guard_of(desk)
    return TextLeaks(title=leak_view(guard.check(title)), body=leak_view(guard.check(body)))


def standing_leaks(desk: Desk) -> TextLeaks | None:
    """The same for the report as it stands; None for who could not black it out."""
    if desk.is_own or do.Redact not in desk.thread.allowed:
        return None
    return text_leaks(desk, desk.thread.title, desk.thread.body)


def post_leaks(desk: Desk, posts: Sequence[Post]) -> Mapping[PostId, LeakView]:
    """What may lead to a person in what people wrote on one report."""
    guard = guard_of(desk)
    return {post.id: leak_view(guard.check(post.source)) for post in posts}


def comment_leaks(rows: Sequence[WaitingComment]) -> Mapping[PostId, LeakView]:
    """The same for comments on many reports."""
    guards = guards_for(casework(), {row.report for row in rows}, by=current_actor())
    return {row.id: leak_view(guards[row.report].check(row.source)) for row in rows}
