"""A made-up report while it is being told, with the rows that hang on it."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, field
from datetime import datetime
from typing import Any

from bench.people import People
from bench.texts import Composed, Piece, Texts
from casework.domain import events as ev
from casework.domain.clocks import Terms
from casework.domain.evolve import Recorded
from casework.domain.report import Report
from casework.domain.values import AgencyCode, Part, UserId

Row = dict[str, Any]


@dataclass(frozen=True, kw_only=True)
class Setting:
    """What all stories share. `now` is where they end."""

    now: datetime
    terms: Terms
    people: People
    texts: Texts


@dataclass(kw_only=True)
class Story:
    """A report as it stands after its story, with the rows that hang on it."""

    report: Report
    words: Composed
    shown_name: str
    recorded: list[tuple[Recorded, Part]] = field(default_factory=list)
    posts: list[Row] = field(default_factory=list)
    assignments: list[Row] = field(default_factory=list)
    ratings: list[Row] = field(default_factory=list)
    replies: list[Piece] = field(default_factory=list)
    supporters: Sequence[UserId] = ()


def assign(story: Story, event: ev.Event, at: datetime) -> None:
    """The routings, as `casework.store.projection` keeps them; a test compares the two."""
    still_open = [row for row in story.assignments if row["ended_at"] is None]
    match event:
        case ev.Routed(agency=agency, due=due) | ev.Rerouted(agency=agency, due=due):
            story.assignments.append(_assignment(story, agency, at, due))
        case ev.Reopened(due=due) if story.report.agency is not None:
            story.assignments.append(_assignment(story, story.report.agency, at, due))
        case ev.Accepted():
            _mark(still_open, accepted_at=at)
        case ev.Returned():
            _mark(still_open, returned_at=at, ended_at=at)
        case ev.ReplySigned():
            _mark(still_open, answered_at=at, ended_at=at)
        case ev.Withdrawn() | ev.Closed():
            _mark(still_open, ended_at=at)


def _mark(rows: Sequence[Row], **changes: datetime) -> None:
    for row in rows:
        row.update(changes)


def _assignment(story: Story, agency: AgencyCode, at: datetime, due: datetime | None) -> Row:
    return {
        "report_code": story.report.code,
        "agency": agency,
        "is_lead": True,
        "sent_at": at,
        "due": due,
        "accepted_at": None,
        "returned_at": None,
        "answered_at": None,
        "ended_at": None,
    }
