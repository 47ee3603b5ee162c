"""What a journalist's desk opens with: news of what they follow."""

from __future__ import annotations

from collections.abc import Iterable
from datetime import datetime

from sqlalchemy import ColumnElement, or_, select, true

from casework.domain.report import STILL_OWED
from casework.domain.values import UserId
from casework.domain.watching import Watch, Watched
from casework.store import published
from casework.store.db import Session
from casework.store.directory import Directory
from casework.store.published import Line
from casework.store.tables import FollowRow, ReportRow


def news(
    session: Session,
    directory: Directory,
    user: UserId,
    watches: Iterable[Watch],
    since: datetime,
    now: datetime,
    *,
    limit: int,
) -> tuple[list[Line], list[Line]]:
    """What was answered, and what has become overdue, since a moment, among the reports and the places that
    somebody follows; two queries."""
    followed = ReportRow.code.in_(select(FollowRow.report_code).where(FollowRow.user_id == user))
    here = or_(followed, *_places(watches, directory))
    return _news(session, here, since, now, limit=limit)


def news_of_all(
    session: Session, since: datetime, now: datetime, *, limit: int
) -> tuple[list[Line], list[Line]]:
    """The same of everything; two queries."""
    return _news(session, true(), since, now, limit=limit)


def follows_any(session: Session, user: UserId) -> bool:
    """Whether they follow a report."""
    return session.scalar(select(FollowRow.report_code).where(FollowRow.user_id == user).limit(1)) is not None


def _places(watches: Iterable[Watch], directory: Directory) -> list[ColumnElement[bool]]:
    columns = {
        Watched.AGENCY: ReportRow.agency,
        Watched.FIELD: ReportRow.field,
        Watched.OUTLET: ReportRow.outlet,
    }
    found: list[ColumnElement[bool]] = []
    for watch in watches:
        if watch.what is Watched.AREA:
            found.append(ReportRow.area.in_(sorted(directory.within(watch.key))))
        elif watch.what in columns:
            found.append(columns[watch.what] == watch.key)
    return found


def _news(
    session: Session, places: ColumnElement[bool], since: datetime, now: datetime, *, limit: int
) -> tuple[list[Line], list[Line]]:
    """What was answered since a moment, and what has become overdue since, newest first; two queries."""
    here = published.columns().where(published.published(), places)
    answered = here.where(ReportRow.answered_at > since).order_by(
        ReportRow.answered_at.desc(), ReportRow.code.desc()
    )
    late = here.where(
        ReportRow.status.in_(sorted(STILL_OWED)),
        ReportRow.due > since,
        ReportRow.due <= now,
        ReportRow.overdue.is_(True),
    ).order_by(ReportRow.due.desc(), ReportRow.code.desc())
    return (
        [published.line_of(row) for row in session.execute(answered.limit(limit))],
        [published.line_of(row) for row in session.execute(late.limit(limit))],
    )
