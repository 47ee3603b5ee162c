"""What the department that watches over answers sees."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime
from enum import StrEnum

from casework.domain.policy import Actor
from casework.domain.values import AgencyCode, Part, ReportCode
from casework.readings.identity import without_identity
from casework.readings.keys import moment_and_id, page_of
from casework.readings.pages import PAGE_SIZE, Page
from casework.readings.thread import Thread, open_thread
from casework.store import oversight as rows
from casework.store import promises
from casework.store.casework import Casework
from casework.store.db import Session
from casework.store.inbox import NEVER
from casework.store.oversight import Late, Line
from casework.store.promises import Missed

__all__ = ["Late", "Line", "Missed", "Tab", "Watch", "open_case", "watch"]


class Tab(StrEnum):
    WAITING = "waiting"
    OVERDUE = "overdue"
    ESCALATED = "escalated"
    MISSED = "missed"  # promises that were not kept


# The lowest level of escalation of what stands under a tab of late answers.
_LEVEL = {Tab.OVERDUE: 0, Tab.ESCALATED: 1}


@dataclass(frozen=True, kw_only=True)
class Watch:
    """One list, with what waits for a decision and who is late with how much."""

    tab: Tab
    to_decide: int
    late: Sequence[Late]
    page: Page[Line] | Page[Missed]
    missed: int = 0

    @property
    def overdue(self) -> int:
        return sum(agency.overdue for agency in self.late)

    @property
    def escalated(self) -> int:
        return sum(agency.escalated for agency in self.late)


def watch(
    casework: Casework, tab: Tab, agency: AgencyCode | None = None, after: tuple[str, ...] | None = None
) -> Watch:
    """One page of a list of oversight, in four queries. `agency` narrows what is late to that one."""
    now, key = casework.now(), moment_and_id(after)
    with casework.db.read() as session:
        to_decide, missed = rows.to_decide_and_missed(session)
        return Watch(
            tab=tab,
            to_decide=to_decide,
            missed=missed,
            late=rows.late_by_agency(session, now),
            page=_page(session, tab, agency, key, now),
        )


def _page(
    session: Session, tab: Tab, agency: AgencyCode | None, key: tuple[datetime, str] | None, now: datetime
) -> Page[Line] | Page[Missed]:
    limit = PAGE_SIZE + 1
    if tab is Tab.MISSED:
        missed = promises.missed(session, after=key, limit=limit)
        return page_of(missed, PAGE_SIZE, lambda one: (one.by, one.post))
    if tab is Tab.WAITING:
        found = rows.waiting(session, after=key, limit=limit)
    else:
        found = rows.overdue(session, now, agency=agency, level=_LEVEL[tab], after=key, limit=limit)
    return page_of(found, PAGE_SIZE, lambda line: (_placed(line, tab), line.code))


def open_case(casework: Casework, code: ReportCode, actor: Actor) -> Thread:
    """A report for who oversees, the reporter's identity removed. Raises NoSuchReport."""
    return without_identity(open_thread(casework, code, actor, as_one_of=frozenset({Part.OVERSEER})))


def _placed(line: Line, tab: Tab) -> datetime:
    """Where it stands in its list."""
    return line.status_since if tab is Tab.WAITING else line.due or NEVER
