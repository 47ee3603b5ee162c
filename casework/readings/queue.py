"""The newsroom's queue: what waits in the outlets that a moderator works for, oldest first."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass

from casework.domain.policy import Actor
from casework.domain.queue import Waits
from casework.domain.values import PostId, ReportCode, Status
from casework.readings.keys import moment_and_id, page_of
from casework.readings.pages import Page
from casework.store import queue_places, queues, saved_views
from casework.store.casework import Casework
from casework.store.queues import Filter, Item, Place, WaitingComment
from casework.store.saved_views import SavedView

ROWS_A_PAGE = 40  # a desk goes through many; nothing but a title a row

__all__ = [
    "Chosen",
    "Filter",
    "Item",
    "Queue",
    "SavedView",
    "WaitingComment",
    "Waits",
    "chosen",
    "next_one",
    "queue",
    "saved",
    "waiting_comments",
]


@dataclass(frozen=True, kw_only=True)
class Queue:
    """One page of a part of the queue, and how much waits in every part."""

    page: Page[Item]
    tallies: Mapping[Waits, int]


def queue(casework: Casework, actor: Actor, wanted: Filter, *, after: tuple[str, ...] | None) -> Queue:
    """The reports of the actor's outlets. Two queries. A key that is none of ours gives the first page."""
    start = _place(after)
    with casework.db.read() as session:
        found = queues.items(session, actor.outlets, wanted, after=start, limit=ROWS_A_PAGE + 1)
        tallies = queue_places.tallies(session, actor.outlets)
    rows = found[:ROWS_A_PAGE]
    last = rows[-1].place if len(found) > ROWS_A_PAGE else None
    next_key = (str(last.rank), last.since.isoformat(), str(last.code)) if last else None
    return Queue(page=Page(rows=rows, next_key=next_key), tallies=tallies)


def saved(casework: Casework, actor: Actor) -> list[SavedView]:
    """What the actor has given a name, in the order of the names. One query."""
    with casework.db.read() as session:
        return saved_views.of_user(session, actor.user) if actor.user else []


@dataclass(frozen=True, kw_only=True)
class Chosen:
    """A report that a moderator ticked; `version` is the one that is looked at now."""

    code: ReportCode
    title: str
    status: Status
    version: int


def chosen(casework: Casework, actor: Actor, codes: Sequence[ReportCode]) -> list[Chosen]:
    """Those of the codes that the actor's newsrooms have, in this order. One query."""
    with casework.db.read() as session:
        found = queues.titled(session, actor.outlets, codes)
    return [
        Chosen(code=code, title=found[code][1], status=report.status, version=report.version)
        for code in dict.fromkeys(codes)
        if code in found
        for report in (found[code][0],)
    ]


def next_one(
    casework: Casework, actor: Actor, wanted: Filter, *, past: ReportCode, backwards: bool = False
) -> ReportCode | None:
    """What to open after the report `past`: the next in this part that the actor may work on, beginning again
    at the other end; None when nothing is left. At most three queries."""
    with casework.db.read() as session:
        start = queues.place(session, past, wanted.waits)
        for after in (start, None) if start else (None,):
            found = queues.items(
                session,
                actor.outlets,
                wanted,
                after=after,
                limit=2,  # one of them may be `past` itself
                free_for=actor.user,
                backwards=backwards,
            )
            left = (item.report.code for item in found if item.report.code != past)
            if (code := next(left, None)) is not None:
                return code
    return None


def waiting_comments(
    casework: Casework, actor: Actor, *, after: tuple[str, ...] | None
) -> Page[WaitingComment]:
    """Comments under the reports of the actor's outlets that nobody has looked at. One query."""
    start = moment_and_id(after)
    with casework.db.read() as session:
        found = queues.comments(
            session,
            actor.outlets,
            after=(start[0], PostId(start[1])) if start else None,
            limit=ROWS_A_PAGE + 1,
        )
    return page_of(found, ROWS_A_PAGE, lambda comment: (comment.at, comment.id))


def _place(after: tuple[str, ...] | None) -> Place | None:
    """Where to go on in the queue; None for a key that is none of ours."""
    if after is None or len(after) != 3 or after[0] not in ("0", "1"):
        return None
    key = moment_and_id(after[1:])
    return Place(int(after[0]), key[0], ReportCode(key[1])) if key else None
