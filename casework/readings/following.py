"""What somebody follows, as far as they may still read it."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Final

from casework.domain.policy import Actor, may_read
from casework.domain.values import ReportCode, Status
from casework.readings import keys
from casework.readings.pages import PAGE_SIZE, Page
from casework.store import following
from casework.store.casework import Casework

MOST: Final = 5  # on the page of one's account


@dataclass(frozen=True, kw_only=True)
class Followed:
    code: ReportCode
    title: str
    status: Status


def page(casework: Casework, actor: Actor, after: tuple[str, ...] | None) -> Page[Followed]:
    """All reports that the actor follows, page by page, without those that they may not read any more."""
    if actor.user is None:
        return Page(rows=())
    with casework.db.read() as session:
        found = following.page(session, actor.user, after=keys.moment_and_id(after), limit=PAGE_SIZE + 1)
    whole = keys.page_of(found, PAGE_SIZE, lambda one: (one[2], one[0].code))
    rows = tuple(
        Followed(code=report.code, title=title, status=report.status)
        for report, title, _since in whole.rows
        if may_read(actor, report)
    )
    return Page(rows=rows, next_key=whole.next_key)


def followed(casework: Casework, actor: Actor) -> tuple[Followed, ...]:
    """The reports that the actor followed last, at most `MOST`; none for a guest."""
    if actor.user is None:
        return ()
    with casework.db.read() as session:
        found = following.of_user(session, actor.user, limit=MOST)
    return tuple(
        Followed(code=report.code, title=title, status=report.status)
        for report, title in found
        if may_read(actor, report)
    )
