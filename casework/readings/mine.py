"""What somebody has sent themselves, and the way back to a report by its code and secret."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime

from casework.domain import commands as do
from casework.domain.lifecycle import allowed
from casework.domain.policy import Actor, may_know_of, owns
from casework.domain.refusals import Refused, Why
from casework.domain.report import Report
from casework.domain.values import Kind, ReportCode, Status
from casework.readings import keys
from casework.readings.pages import PAGE_SIZE, Page
from casework.store import contacts, messages, mine, reports
from casework.store.casework import Casework
from casework.store.db import Session
from casework.store.messages import Last
from casework.store.reports import NoSuchReport

__all__ = [
    "ASKED_OF_REPORTER",
    "Last",
    "NoSuchReport",
    "Own",
    "can_be_opened",
    "held_by",
    "refuse_others",
    "secret_opens",
    "sent_by",
]

# What the forum waits for its reporter to do.
ASKED_OF_REPORTER = frozenset({do.SupplyInfo, do.Rate})


@dataclass(frozen=True, kw_only=True)
class Own:
    """One of somebody's own reports; `awaits_you` when the next step is theirs."""

    code: ReportCode
    title: str
    kind: Kind
    status: Status
    submitted_at: datetime
    is_public: bool
    awaits_you: bool
    last_message: Last | None  # the last word in a channel, when it was the handlers'


def sent_by(casework: Casework, actor: Actor, after: tuple[str, ...] | None = None) -> Page[Own]:
    """One page of what the actor sent with their account, the newest first; two queries, none for a guest."""
    if actor.user is None:
        return Page(rows=())
    with casework.db.read() as session:
        found = mine.of_user(session, actor.user, after=keys.moment_and_id(after), limit=PAGE_SIZE + 1)
        page = keys.page_of(found, PAGE_SIZE, lambda row: (row[0].submitted_at, str(row[0].code)))
        return Page(rows=_own(session, page.rows, actor), next_key=page.next_key)


def held_by(casework: Casework, actor: Actor) -> Sequence[Own]:
    """The reports whose secret this browser has shown; two queries, none when it has shown none."""
    if not actor.holds:
        return ()
    with casework.db.read() as session:
        found = mine.of_codes(session, actor.holds)
        others = [row for row in found if actor.user is None or row[0].reporter != actor.user]
        return _own(session, others, actor)


def secret_opens(casework: Casework, code: ReportCode, secret: str) -> bool:
    """Whether this secret belongs to that report; takes as long for a code that does not exist."""
    with casework.db.read() as session:
        return contacts.secret_fits(session, code, secret)


def can_be_opened(casework: Casework, code: ReportCode, actor: Actor) -> bool:
    """Whether the code alone leads somewhere: what is or was public, and what the actor may read."""
    with casework.db.read() as session:
        try:
            return may_know_of(actor, reports.load(session, code))
        except NoSuchReport:
            return False


def refuse_others(casework: Casework, code: ReportCode, actor: Actor) -> None:
    """For what is its reporter's alone at this address, though handlers do the same at a desk of theirs.

    Raises NoSuchReport, and Refused for everybody else.
    """
    with casework.db.read() as session:
        if not owns(actor, reports.load(session, code)):
            raise Refused(Why.NOT_ALLOWED)


def _own(session: Session, found: Sequence[tuple[Report, str]], actor: Actor) -> list[Own]:
    told = messages.of_handlers(session, [report.code for report, _ in found])
    return [
        Own(
            code=report.code,
            title=title,
            kind=report.kind,
            status=report.status,
            submitted_at=report.submitted_at,
            is_public=report.is_published,
            awaits_you=bool(allowed(report, actor=actor) & ASKED_OF_REPORTER),
            last_message=told.get(report.code),
        )
        for report, title in found
    ]
