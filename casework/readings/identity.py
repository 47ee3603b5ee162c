"""A thread with the reporter's identity removed, for agencies and oversight."""

from __future__ import annotations

from dataclasses import replace
from datetime import datetime, time

from casework.domain.calendar import LOCAL, local_day
from casework.domain.values import Display, Part
from casework.readings.thread import Post, Thread


def without_identity(thread: Thread) -> Thread:
    """The same thread without what could tell who reported it.

    A name stays where readers see it, or where the reporter lets the agency know (then there is a `contact`).
    Of a confidential report the moments become days: the hour of a visit to a counter tells who stood there.
    """
    named = thread.report.is_published or thread.contact is not None
    sealed = thread.report.display is Display.CONFIDENTIAL
    at = _day if sealed else _moment
    return replace(
        thread,
        report=replace(thread.report, reporter=None, submitted_at=at(thread.report.submitted_at)),
        shown_name=thread.shown_name if named else "",
        posts=tuple(_post(post, named=named, sealed=sealed) for post in thread.posts),
        history=tuple(replace(entry, at=at(entry.at), actor=None) for entry in thread.history),
        revisions=(),
    )


def _post(post: Post, *, named: bool, sealed: bool) -> Post:
    if post.part is not Part.OWNER:
        return post
    return replace(
        post,
        author_name=post.author_name if named else "",
        at=_day(post.at) if sealed else post.at,
    )


def _moment(at: datetime) -> datetime:
    return at


def _day(at: datetime) -> datetime:
    """The beginning of that day in Nam Định."""
    return datetime.combine(local_day(at), time(), LOCAL)
