"""The inbox of an agency, and one case in it."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date
from typing import Final

from casework.domain.calendar import local_day
from casework.domain.policy import Actor
from casework.domain.values import AgencyCode, Part, PostId, ReportCode, Role
from casework.readings.identity import without_identity
from casework.readings.keys import moment_and_id, page_of
from casework.readings.pages import PAGE_SIZE, Page
from casework.readings.thread import Thread, open_thread
from casework.store import inbox as rows
from casework.store.casework import Casework
from casework.store.inbox import MOST_COUNTED, NEVER, Line, Returned, Tab
from casework.store.markup import staff_html
from casework.store.reports import NoSuchReport

__all__ = [
    "MOST_COUNTED",
    "Deadline",
    "Inbox",
    "Line",
    "NoSuchReport",
    "Returned",
    "Tab",
    "as_published",
    "deadlines",
    "inbox",
    "is_written",
    "open_case",
]

MOST_DEADLINES: Final = 500  # in one calendar
_OFFICE = frozenset({Part.OFFICER, Part.SIGNER})


@dataclass(frozen=True, kw_only=True)
class Inbox:
    """One tab of an inbox with the counts of all; `returned` has rows under that tab only, `lines` elsewhere.

    What has been dealt with is counted up to MOST_COUNTED + 1.
    """

    tab: Tab
    counts: Mapping[Tab, int]
    lines: Page[Line]
    returned: Page[Returned]


def inbox(
    casework: Casework, actor: Actor, tab: Tab | None = None, after: tuple[str, ...] | None = None
) -> Inbox:
    """What the actor's agencies have to do and have done, in two to three queries.

    Without a tab: what waits for a signature, for who signs, else all that is open.
    """
    terms, now = casework.terms(), casework.now()
    urgent = terms.calendar.deadline(now, terms.clocks.remind_before)
    agencies, key, limit = sorted(actor.agencies), moment_and_id(after), PAGE_SIZE + 1
    lines: Page[Line] = Page(rows=())
    returned: Page[Returned] = Page(rows=())
    with casework.db.read() as session:
        counts = rows.counts(session, agencies, urgent_until=urgent)
        chosen = tab or _first_tab(actor, counts)
        if chosen is Tab.RETURNED:
            given_back = rows.returned_lines(session, agencies, after=key, limit=limit)
            returned = page_of(given_back, PAGE_SIZE, lambda line: (line.at, line.code))
        elif chosen is Tab.ANSWERED:
            done = rows.answered_lines(session, agencies, after=key, limit=limit)
            lines = page_of(done, PAGE_SIZE, lambda line: (line.ended_at or NEVER, line.code))
        else:
            owed = rows.open_lines(session, agencies, chosen, urgent_until=urgent, after=key, limit=limit)
            lines = page_of(owed, PAGE_SIZE, lambda line: (line.due or NEVER, line.code))
    return Inbox(tab=chosen, counts=counts, lines=lines, returned=returned)


@dataclass(frozen=True, kw_only=True)
class Deadline:
    """A reply or a share that an agency owes: nothing of what it is about, and no hour."""

    code: ReportCode
    agency: AgencyCode
    day: date
    is_late: bool


def deadlines(casework: Casework, actor: Actor) -> list[Deadline]:
    """What the actor's agencies owe, public or not, up to MOST_DEADLINES: first what is to come, the nearest
    first, then what is late, the latest deadline first; one query."""
    now = casework.now()
    with casework.db.read() as session:
        owed = rows.deadlines(session, sorted(actor.agencies), now=now, limit=MOST_DEADLINES)
    return [
        Deadline(code=code, agency=agency, day=local_day(due), is_late=due < now)
        for code, agency, due in owed
    ]


def open_case(casework: Casework, code: ReportCode, actor: Actor) -> Thread:
    """A report that one of the actor's agencies has now, the reporter's identity removed.

    Raises NoSuchReport for every other one.
    """
    return without_identity(open_thread(casework, code, actor, as_one_of=_OFFICE))


def is_written(casework: Casework, code: ReportCode, post: PostId, *, by: Actor) -> bool:
    """Whether the actor has already written this very post: a form that came twice."""
    with casework.db.read() as session:
        return rows.is_written(session, code, post, by.user)


def as_published(words: str) -> str:
    """An agency's words as the HTML that readers will see."""
    return staff_html(words)


def _first_tab(actor: Actor, counts: Mapping[Tab, int]) -> Tab:
    return Tab.TO_SIGN if Role.SIGNER in actor.roles and counts[Tab.TO_SIGN] else Tab.OPEN
