"""The rows that follow from an event: the report's current state and its routings."""

from __future__ import annotations

import dataclasses
from dataclasses import dataclass
from datetime import datetime

from sqlalchemy import select, update
from sqlalchemy.orm import InstrumentedAttribute

from casework.domain import events as ev
from casework.domain.evolve import Recorded
from casework.domain.ratings import stars_missing
from casework.domain.report import Report
from casework.domain.shares import Share
from casework.domain.urgency import urgent_phrases
from casework.domain.values import AgencyCode, LegalDoor, ReportCode
from casework.store import (
    case_counts,
    messages,
    promise_rows,
    published_words,
    queue_places,
    share_rows,
    similar_words,
)
from casework.store.db import Session
from casework.store.markup import citizen_html
from casework.store.tables import AssignmentRow, ReportRow

STATE = tuple(field.name for field in dataclasses.fields(Report))


@dataclass(frozen=True, kw_only=True)
class Words:
    """The prose of a report, normalised, and the name that readers see (empty: none).

    `denied` is the other procedure that its sender was asked about, and says that it is not.
    """

    title: str
    body: str
    shown_name: str = ""
    denied: LegalDoor | None = None


def state_of(row: ReportRow) -> Report:
    """The report that its row tells of."""
    return Report(**{name: getattr(row, name) for name in STATE})


def open_report(session: Session, report: Report, words: Words) -> None:
    """Put a new report there, as its first event tells of it, with its words."""
    row = ReportRow(**{name: getattr(report, name) for name in STATE})
    derive(row, report)
    row.title, row.body, row.body_html = words.title, words.body, citizen_html(words.body)
    row.shown_name, row.denied = words.shown_name, words.denied
    row.urgent = ", ".join(urgent_phrases(f"{words.title}\n{words.body}"))
    session.add(row)
    session.flush()
    queue_places.follow(session, report, row)
    case_counts.follow(session, None, report)


def project(session: Session, report: Report, recorded: Recorded) -> None:
    """Bring the rows in step with the report after an event."""
    row = session.get_one(ReportRow, report.code)
    before = state_of(row)
    for name in STATE:
        setattr(row, name, getattr(report, name))
    derive(row, report)
    row.stamp += 1
    _assignments(session, report, recorded)
    messages.follow(session, recorded)
    promise_rows.follow(session, report, recorded)
    share_rows.follow(session, before, report)
    queue_places.follow(session, report, row)
    similar_words.follow(session, before, report, row)
    published_words.follow(session, before, report, row)
    case_counts.follow(session, before, report)


def derive(row: ReportRow, report: Report) -> None:
    """What stands beside the state so that no page has to work it out."""
    row.co_agencies = report.co_agencies
    row.stars_missing = stars_missing(report.stars)


def requeue(session: Session, report: Report) -> None:
    """Let it stand where it belongs after something was counted that is no event.

    The caller holds the journal's end.
    """
    row = session.get_one(ReportRow, report.code)
    row.stamp += 1
    queue_places.follow(session, report, row)


def _assignments(session: Session, report: Report, recorded: Recorded) -> None:
    at, event = recorded.at, recorded.event
    match event:
        case ev.Routed() | ev.Rerouted():
            _send(session, report, at)
        case ev.Accepted():
            _mark(session, report.code, accepted_at=at)
        case ev.Returned():
            _mark(session, report.code, returned_at=at, ended_at=at)
        case ev.ReplySigned():
            _mark(session, report.code, answered_at=at, ended_at=at)
        case ev.Withdrawn() | ev.Closed():
            _mark(session, report.code, ended_at=at)
        case ev.ExtensionDecided(due=datetime() as due):
            _mark(session, report.code, AssignmentRow.is_lead, due=due)
        case ev.Reopened():
            _send(session, report, at)
        case ev.Succeeded():
            _succeed(session, report, at)


def _send(session: Session, report: Report, at: datetime) -> None:
    session.add_all(_routing(report, share, at) for share in _hands(report).values())


def _routing(report: Report, share: Share | None, at: datetime) -> AssignmentRow:
    """To who has this share, or to the lead for None."""
    row = AssignmentRow(report_code=report.code, is_lead=share is None, sent_at=at)
    if share is None:
        assert report.agency is not None, "what is sent has a lead"
        row.agency, row.due = report.agency, report.due
    else:
        row.agency = share.agency
        share_rows.write(row, share)
    return row


def _succeed(session: Session, report: Report, at: datetime) -> None:
    """End the routings of who has it no more, and begin those of who has it now, as they stood."""
    still = select(AssignmentRow).where(
        AssignmentRow.report_code == report.code, AssignmentRow.ended_at.is_(None)
    )
    open_rows = {(row.agency, row.is_lead): row for row in session.scalars(still)}
    hands = _hands(report)
    for place, row in open_rows.items():
        if place not in hands:
            row.ended_at = at
    for place, share in hands.items():
        if place not in open_rows:
            row = _routing(report, share, at)
            row.accepted_at = report.accepted_at if share is None else None
            session.add(row)


def _hands(report: Report) -> dict[tuple[AgencyCode, bool], Share | None]:
    """Who has it, each with whether they lead, and their share if they do not."""
    lead = {} if report.agency is None else {(report.agency, True): None}
    return {**lead, **{(share.agency, False): share for share in report.shares}}


def _mark(
    session: Session,
    code: ReportCode,
    *which: InstrumentedAttribute[bool],
    **changes: datetime,
) -> None:
    """Change the routings that are still open, or `which` of them."""
    session.execute(
        update(AssignmentRow)
        .where(AssignmentRow.report_code == code, AssignmentRow.ended_at.is_(None), *which)
        .values(**changes)
    )
