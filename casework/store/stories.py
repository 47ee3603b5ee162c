"""Links to stories at reports, and who may see them when."""

from __future__ import annotations

from collections.abc import Collection
from datetime import datetime

from sqlalchemy import ColumnElement, Select, and_, delete, func, or_, select, update

from casework.domain.stories import Story, StoryState
from casework.domain.values import OutletCode, ReportCode, UserId
from casework.store.db import Session
from casework.store.published import published
from casework.store.tables import ReportRow, StoryRow


def add(session: Session, story: Story) -> int:
    """Returns its number. Raises Conflict when its author has linked the same there."""
    row = StoryRow(
        report_code=story.report,
        author=story.author,
        medium=story.medium,
        title=story.title,
        url=story.url,
        published_at=story.published_at,
        state=story.state,
        by_newsroom=story.by_newsroom,
        added_at=story.added_at,
    )
    session.add(row)
    session.flush()
    return row.id


def find(session: Session, number: int) -> Story | None:
    row = session.execute(_stories().where(StoryRow.id == number)).first()
    return None if row is None else _from_row(row[0], row[1])


def lock(session: Session, number: int) -> Story | None:
    """The same, held until this transaction ends; its report first, as every deed does."""
    code = session.scalar(select(StoryRow.report_code).where(StoryRow.id == number))
    if code is None:
        return None
    hold_report(session, code)
    held = select(StoryRow.id).where(StoryRow.id == number).with_for_update()
    return find(session, number) if session.scalar(held) is not None else None


def hold_report(session: Session, code: ReportCode) -> None:
    session.execute(select(ReportRow.code).where(ReportRow.code == code).with_for_update()).all()


def same(session: Session, code: ReportCode, author: UserId, url: str) -> int | None:
    """The number of the same link by the same person."""
    return session.scalar(
        select(StoryRow.id).where(
            StoryRow.report_code == code, StoryRow.author == author, StoryRow.url == url
        )
    )


def count(session: Session, code: ReportCode, author: UserId) -> int:
    found = select(func.count()).where(StoryRow.report_code == code, StoryRow.author == author)
    return session.scalar(found) or 0


def decide(
    session: Session, number: int, state: StoryState, reason: str, at: datetime, *, by_author: bool
) -> None:
    values = {"state": state, "reason": reason, "decided_at": at, "decided_by_author": by_author}
    session.execute(update(StoryRow).where(StoryRow.id == number).values(**values))


def remove(session: Session, number: int) -> None:
    session.execute(delete(StoryRow).where(StoryRow.id == number))


def touch(session: Session, code: ReportCode) -> None:
    """What readers see of the report has changed."""
    session.execute(update(ReportRow).where(ReportRow.code == code).values(stamp=ReportRow.stamp + 1))


def of_report(
    session: Session, code: ReportCode, now: datetime, *, user: UserId | None, outlets: Collection[OutletCode]
) -> list[Story]:
    """What these may see at a report, the newest first."""
    rows = _stories().where(StoryRow.report_code == code, _seen_by(now, user, outlets))
    return [_from_row(row, outlet) for row, outlet in session.execute(rows.order_by(*_NEWEST))]


def of_outlet(session: Session, outlet: OutletCode, now: datetime, *, limit: int) -> list[tuple[Story, str]]:
    """What everybody may see at the reports of an outlet, with their titles, the newest first."""
    rows = (
        select(StoryRow, ReportRow.outlet, ReportRow.title)
        .join(ReportRow, ReportRow.code == StoryRow.report_code)
        .where(published(), ReportRow.outlet == outlet, _is_public(now))
        .order_by(*_NEWEST)
        .limit(limit)
    )
    return [(_from_row(row, outlet), title) for row, outlet, title in session.execute(rows)]


def of_author(session: Session, user: UserId, *, limit: int | None = None) -> list[Story]:
    """What somebody has linked, the newest first."""
    return [
        _from_row(*row)
        for row in session.execute(_stories().where(StoryRow.author == user).order_by(*_NEWEST).limit(limit))
    ]


def to_decide(session: Session, outlets: Collection[OutletCode], *, limit: int) -> list[Story]:
    """What waits for these newsrooms, the oldest first."""
    rows = _stories().where(ReportRow.outlet.in_(outlets), StoryRow.state == StoryState.WAITING)
    return [
        _from_row(row, outlet) for row, outlet in session.execute(rows.order_by(StoryRow.id).limit(limit))
    ]


def of_newsrooms(session: Session, outlets: Collection[OutletCode], *, limit: int) -> list[Story]:
    """What is shown, or will be, at the reports of these newsrooms, the newest first."""
    rows = _stories().where(ReportRow.outlet.in_(outlets), StoryRow.state == StoryState.SHOWN)
    return [_from_row(row, outlet) for row, outlet in session.execute(rows.order_by(*_NEWEST).limit(limit))]


def declined(session: Session, outlets: Collection[OutletCode], *, limit: int) -> list[Story]:
    """What these newsrooms declined or took away, what was decided last first."""
    rows = _stories().where(ReportRow.outlet.in_(outlets), StoryRow.state == StoryState.REMOVED)
    last = rows.order_by(StoryRow.decided_at.desc().nulls_last(), StoryRow.id.desc()).limit(limit)
    return [_from_row(row, outlet) for row, outlet in session.execute(last)]


def public_count(code: ReportCode, now: datetime) -> ColumnElement[int]:
    """How many everybody sees at a report now, as part of another query."""
    return select(func.count()).where(StoryRow.report_code == code, _is_public(now)).scalar_subquery()


_NEWEST = (StoryRow.published_at.desc(), StoryRow.id.desc())


def _stories() -> Select[StoryRow, OutletCode]:
    return select(StoryRow, ReportRow.outlet).join(ReportRow, ReportRow.code == StoryRow.report_code)


def _is_public(now: datetime) -> ColumnElement[bool]:
    return and_(StoryRow.state == StoryState.SHOWN, StoryRow.published_at <= now)


def _seen_by(now: datetime, user: UserId | None, outlets: Collection[OutletCode]) -> ColumnElement[bool]:
    seen = [_is_public(now), ReportRow.outlet.in_(outlets)]
    if user is not None:
        seen.append(StoryRow.author == user)
    return or_(*seen)


def _from_row(row: StoryRow, outlet: OutletCode) -> Story:
    return Story(
        id=row.id,
        report=row.report_code,
        outlet=outlet,
        author=row.author,
        medium=row.medium,
        title=row.title,
        url=row.url,
        published_at=row.published_at,
        state=row.state,
        by_newsroom=row.by_newsroom,
        added_at=row.added_at,
        reason=row.reason,
        decided_at=row.decided_at,
        decided_by_author=row.decided_by_author,
    )
