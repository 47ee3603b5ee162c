"""Published reports as Open311 asks for them: by code, or by field, state and days of publication."""

from __future__ import annotations

from collections.abc import Collection, Mapping
from dataclasses import dataclass
from datetime import date, datetime, time

from sqlalchemy import select

from casework.domain.calendar import LOCAL, end_of_day
from casework.domain.values import FieldCode, ReportCode, Status
from casework.store.db import Session
from casework.store.published import Line, columns, line_of, published
from casework.store.tables import AttachmentRow, ReportRow


@dataclass(frozen=True, kw_only=True)
class OpenRequest:
    """One published report. `due` is None while no clock runs; `picture` is the key of its first one."""

    line: Line
    status_since: datetime
    due: datetime | None
    picture: str | None


@dataclass(frozen=True, kw_only=True)
class Asked:
    """What is asked for. With `codes` nothing else counts; none of `fields` or `statuses` means every one.
    `since` and `until` are days of publication, both included."""

    codes: tuple[ReportCode, ...] = ()
    fields: frozenset[FieldCode] = frozenset()
    statuses: frozenset[Status] = frozenset()
    since: date
    until: date


def find(session: Session, asked: Asked, limit: int) -> list[OpenRequest]:
    """At most `limit`, the newest first; two queries."""
    query = columns().add_columns(ReportRow.status_since, ReportRow.due).where(published())
    if asked.codes:
        query = query.where(ReportRow.code.in_(asked.codes))
    else:
        query = query.where(
            ReportRow.published_at >= datetime.combine(asked.since, time(), LOCAL),
            ReportRow.published_at <= end_of_day(asked.until),
        )
        if asked.fields:
            query = query.where(ReportRow.field.in_(sorted(asked.fields)))
        if asked.statuses:
            query = query.where(ReportRow.status.in_(sorted(asked.statuses)))
    newest = ReportRow.published_at.desc(), ReportRow.code.desc()
    rows = session.execute(query.order_by(*newest).limit(limit)).all()
    pictures = _pictures(session, [row.code for row in rows])
    return [
        OpenRequest(
            line=line_of(row),
            status_since=row.status_since,
            due=row.due,
            picture=pictures.get(row.code),
        )
        for row in rows
    ]


def _pictures(session: Session, codes: Collection[ReportCode]) -> Mapping[ReportCode, str]:
    """The first picture of each that readers see beside its text."""
    found = session.execute(
        select(AttachmentRow.report_code, AttachmentRow.id)
        .where(
            AttachmentRow.report_code.in_(codes),
            AttachmentRow.post_id.is_(None),
            AttachmentRow.is_hidden.is_(False),
            AttachmentRow.media_type.startswith("image/"),
        )
        .order_by(AttachmentRow.at.desc(), AttachmentRow.position.desc())
    )
    return {row.report_code: row.id for row in found}  # the first of each comes last
