"""A thread without what could tell who reported it, for agencies and oversight."""

from __future__ import annotations

from dataclasses import replace
from datetime import datetime, time
from typing import Any

from casework.domain.calendar import LOCAL, local_day
from casework.domain.report import Report
from casework.domain.shares import Share
from casework.domain.values import Display, Part
from casework.readings.thread import Post, Thread

# What happened when. Deadlines stay as they are: they end a day, and count.
_MOMENTS = (
    "submitted_at",
    "status_since",
    "published_at",
    "routed_at",
    "accepted_at",
    "answered_at",
    "held_at",
    "closed_at",
)


def without_identity(thread: Thread) -> Thread:
    """The same thread without what could tell who reported it.

    A name stays where readers see it, or where the reporter lets the agency know (then there is a `contact`).
    """
    named = thread.report.is_published or thread.contact is not None
    shown = to_the_day(thread)
    return replace(
        shown,
        report=replace(shown.report, reporter=None),
        shown_name=thread.shown_name if named else "",
        name_erased=thread.name_erased and named,
        posts=tuple(post if named else _nameless(post) for post in shown.posts),
        history=tuple(replace(entry, actor=None) for entry in shown.history),
        revisions=(),
    )


def to_the_day(thread: Thread) -> Thread:
    """Of a confidential report the moments become days: the hour of a visit to a counter tells who stood
    there. Every other thread stays as it is."""
    if thread.report.display is not Display.CONFIDENTIAL:
        return thread
    return replace(
        thread,
        exact=False,
        report=_report_by_the_day(thread.report),
        posts=tuple(_by_the_day(post) for post in thread.posts),
        comments=tuple(_by_the_day(post) for post in thread.comments),
        history=tuple(replace(entry, at=day_of(entry.at)) for entry in thread.history),
    )


def day_of(at: datetime) -> datetime:
    """The beginning of that day in Nam Định."""
    return datetime.combine(local_day(at), time(), LOCAL)


def _report_by_the_day(report: Report) -> Report:
    days: dict[str, Any] = {
        name: day_of(at) for name in _MOMENTS if (at := getattr(report, name)) is not None
    }
    shares = tuple(_share_by_the_day(share) for share in report.shares)
    return replace(report, shares=shares, **days)


def _share_by_the_day(share: Share) -> Share:
    return replace(share, contributed_at=share.contributed_at and day_of(share.contributed_at))


def _by_the_day(post: Post) -> Post:
    return replace(post, at=day_of(post.at), exact=False)


def _nameless(post: Post) -> Post:
    return replace(post, author_name="", name_erased=False) if post.part is Part.OWNER else post
