"""One report with everything that hangs on it, in a fixed number of queries."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime

from sqlalchemy import false, or_, select, tuple_

from casework.domain.evolve import Recorded
from casework.domain.report import Report
from casework.domain.values import LegalDoor, PostId, PostKind, PostState, ReportCode, UserId
from casework.store import journal, stories
from casework.store.db import Session
from casework.store.reports import NoSuchReport, from_row
from casework.store.tables import AttachmentRow, PostRow, ReportRow, RevisionRow

COMMENTS_A_PAGE = 20


@dataclass(frozen=True, kw_only=True)
class Words:
    """What stands in a report's row beside its state."""

    title: str
    body: str
    body_html: str
    shown_name: str
    denied: LegalDoor | None
    name_erased: bool
    supports: int
    comments: int
    waiting_comments: int
    flags: int
    reply_requests: int
    stamp: int


def head(session: Session, code: ReportCode) -> tuple[Report, Words]:
    """The report and its words. Raises NoSuchReport."""
    row = session.get(ReportRow, code)
    if row is None:
        raise NoSuchReport(code)
    return from_row(row), Words(
        title=row.title,
        body=row.body,
        body_html=row.body_html,
        shown_name=row.shown_name,
        denied=row.denied,
        name_erased=row.name_erased,
        supports=row.supports,
        comments=row.comments,
        waiting_comments=row.waiting_comments,
        flags=row.flags,
        reply_requests=row.reply_requests,
        stamp=row.stamp,
    )


def posts(
    session: Session,
    code: ReportCode,
    *,
    hidden_comments: bool,
    viewer: UserId | None,
    after: tuple[datetime, PostId] | None,
) -> Sequence[PostRow]:
    """Every post but comments, and one page of comments (one more than a page, if there are more), oldest
    first. Comments that wait or were hidden are for their author; `hidden_comments` adds everybody's."""
    comments = select(PostRow.id).where(PostRow.report_code == code, PostRow.kind == PostKind.COMMENT)
    if not hidden_comments:
        own = PostRow.author == viewer if viewer is not None else false()
        comments = comments.where(or_(PostRow.state == PostState.SHOWN, own))
    if after is not None:
        comments = comments.where(tuple_(PostRow.at, PostRow.id) > after)
    comments = comments.order_by(PostRow.at, PostRow.id).limit(COMMENTS_A_PAGE + 1)
    return session.scalars(
        select(PostRow)
        .where(
            PostRow.report_code == code,
            or_(PostRow.kind != PostKind.COMMENT, PostRow.id.in_(comments)),
        )
        .order_by(PostRow.at, PostRow.id)
    ).all()


def files(session: Session, code: ReportCode) -> Sequence[AttachmentRow]:
    return session.scalars(
        select(AttachmentRow)
        .where(AttachmentRow.report_code == code)
        .order_by(AttachmentRow.at, AttachmentRow.position)
    ).all()


def file(session: Session, key: str) -> AttachmentRow | None:
    return session.get(AttachmentRow, key)


def post(session: Session, post: PostId) -> PostRow | None:
    return session.get(PostRow, post)


def events(session: Session, code: ReportCode) -> list[Recorded]:
    return journal.of_report(session, code)


def revisions(session: Session, code: ReportCode) -> Sequence[RevisionRow]:
    """What the text was, oldest first."""
    return session.scalars(
        select(RevisionRow).where(RevisionRow.report_code == code).order_by(RevisionRow.at)
    ).all()


def stamp(session: Session, code: ReportCode, now: datetime) -> tuple[Report, str] | None:
    """The report with what changes with whatever its readers can see: a number that grows, and how many
    stories have appeared, which no deed tells. None if there is no report."""
    asked = select(ReportRow, stories.public_count(code, now)).where(ReportRow.code == code)
    found = session.execute(asked).first()
    return None if found is None else (from_row(found[0]), f"{found[0].stamp}.{found[1]}")


def latest_comments(session: Session, code: ReportCode, limit: int) -> Sequence[PostRow]:
    """The comments that everybody may read, the newest first."""
    return session.scalars(
        select(PostRow)
        .where(
            PostRow.report_code == code,
            PostRow.kind == PostKind.COMMENT,
            PostRow.state == PostState.SHOWN,
        )
        .order_by(PostRow.at.desc(), PostRow.id.desc())
        .limit(limit)
    ).all()
