"""What a journalist keeps: nobody else reads it, and of the reports only what everybody reads now."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass

from casework.domain.clippings import Clipping
from casework.domain.policy import Actor
from casework.domain.values import ReportCode
from casework.readings import keys
from casework.readings.lists import Summary, summary_of
from casework.readings.pages import PAGE_SIZE, Page
from casework.store import clippings, published
from casework.store.casework import Casework
from casework.store.published import Line


@dataclass(frozen=True, kw_only=True)
class Kept:
    """A clipping with its report as it is now; None for one that is public no more."""

    clipping: Clipping
    report: Summary | None


def page(casework: Casework, actor: Actor, after: tuple[str, ...] | None) -> Page[Kept]:
    """One page, the newest first; two queries."""
    if actor.user is None:
        return Page(rows=())
    with casework.db.read() as session:
        found = clippings.of_user(session, actor.user, after=keys.moment_and_id(after), limit=PAGE_SIZE + 1)
        lines = published.lines_of(session, [one.report for one in found])
    whole = keys.page_of(found, PAGE_SIZE, lambda one: (one.at, one.report))
    rows = tuple(_kept(one, lines) for one in whole.rows)
    return Page(rows=rows, next_key=whole.next_key)


def find(casework: Casework, actor: Actor, code: ReportCode) -> Kept | None:
    """What the actor keeps of a report; None for nothing. Two queries."""
    if actor.user is None:
        return None
    with casework.db.read() as session:
        found = clippings.find(session, actor.user, code)
        return _kept(found, published.lines_of(session, [code])) if found else None


def newest(casework: Casework, actor: Actor, limit: int) -> list[Kept]:
    """What the actor kept last; two queries."""
    if actor.user is None:
        return []
    with casework.db.read() as session:
        found = clippings.of_user(session, actor.user, limit=limit)
        lines = published.lines_of(session, [one.report for one in found])
    return [_kept(one, lines) for one in found]


def _kept(clipping: Clipping, lines: Mapping[ReportCode, Line]) -> Kept:
    line = lines.get(clipping.report)
    return Kept(clipping=clipping, report=summary_of(line) if line else None)
