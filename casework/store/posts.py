"""What people wrote on a report, and the files that hang on it."""

from __future__ import annotations

from collections.abc import Collection, Iterable
from dataclasses import dataclass
from datetime import datetime
from pathlib import PurePath
from types import MappingProxyType
from typing import Final

from sqlalchemy import select, update

from casework.domain.leaks import redacted
from casework.domain.text import REDACTED
from casework.domain.values import (
    AgencyCode,
    OutletCode,
    Part,
    PostId,
    PostKind,
    PostState,
    ReportCode,
    UserId,
)
from casework.store.db import Session
from casework.store.files import CleanFile
from casework.store.markup import citizen_html, staff_html
from casework.store.tables import AttachmentRow, PostRow, RatingRow, ReportRow


@dataclass(frozen=True, kw_only=True)
class NewPost:
    """A post to write. `html` is made from `source` beforehand; `author_name` is what readers see."""

    id: PostId
    report: ReportCode
    kind: PostKind
    state: PostState
    author: UserId | None
    author_name: str
    part: Part
    agency: AgencyCode | None
    outlet: OutletCode | None
    source: str
    html: str
    at: datetime


@dataclass(frozen=True, kw_only=True)
class Comment:
    """What a reader wrote under a report."""

    author: UserId | None
    state: PostState
    html: str
    author_name: str


_COUNTED: Final = MappingProxyType(
    {PostState.WAITING: ReportRow.waiting_comments, PostState.SHOWN: ReportRow.comments}
)


def add(session: Session, post: NewPost) -> None:
    session.add(
        PostRow(
            id=post.id,
            report_code=post.report,
            kind=post.kind,
            state=post.state,
            author=post.author,
            author_name=post.author_name,
            part=post.part,
            agency=post.agency,
            outlet=post.outlet,
            source=post.source,
            html=post.html,
            at=post.at,
        )
    )
    session.flush()
    if post.kind is PostKind.COMMENT:
        waits = post.state is PostState.WAITING
        _count(session, post.report, (ReportRow.waiting_comments if waits else ReportRow.comments).key, +1)


def report_of(session: Session, post: PostId) -> ReportCode | None:
    """The report that this post is already on; None while nobody has written it."""
    return session.scalar(select(PostRow.report_code).where(PostRow.id == post))


def is_shown(session: Session, report: ReportCode, post: PostId, kinds: Collection[PostKind]) -> bool:
    """Whether everybody who may read the report reads this post of it, which is of one of these kinds."""
    row = session.get(PostRow, post)
    if row is None or row.report_code != report:
        return False
    return row.kind in kinds and row.state is PostState.SHOWN


def attach(
    session: Session,
    report: ReportCode,
    post: PostId | None,
    files: Iterable[CleanFile],
    at: datetime,
    *,
    sealed: bool = False,
) -> None:
    """Hang files on a report, or on one of its posts.

    `sealed`: whose they are is secret, so that they lose the names they were given: people name files after
    themselves, and a camera's numbers tell which pictures are of one camera.
    """
    for position, file in enumerate(files):
        session.add(
            AttachmentRow(
                id=file.key,
                report_code=report,
                post_id=post,
                name=f"{position + 1}{PurePath(file.name).suffix}" if sealed else file.name,
                media_type=file.media_type,
                size=file.size,
                width=file.width,
                height=file.height,
                position=position,
                at=at,
            )
        )


def came_by_mail(session: Session, post: PostId) -> None:
    """Nobody had signed in to write it."""
    session.get_one(PostRow, post).by_mail = True


def comment_under(session: Session, report: ReportCode, comment: PostId) -> Comment | None:
    """A comment of this report; None when it has no such comment."""
    row = _comment_row(session, report, comment)
    if row is None:
        return None
    return Comment(author=row.author, state=row.state, html=row.html, author_name=row.author_name)


def move_comment(session: Session, report: ReportCode, comment: PostId, after: PostState) -> None:
    """Show a comment, hide it, or let it wait; the report's kept counts follow."""
    row = _comment_row(session, report, comment)
    assert row is not None, "whoever decides on it has looked at it"
    for state, counter in _COUNTED.items():
        _count(session, report, counter.key, (after is state) - (row.state is state))
    row.state = after


def _comment_row(session: Session, report: ReportCode, comment: PostId) -> PostRow | None:
    row = session.get(PostRow, comment)
    is_one = row is not None and row.report_code == report and row.kind is PostKind.COMMENT
    return row if is_one else None


def redact_comment(session: Session, comment: PostId, passages: Iterable[str]) -> None:
    """Black passages out of a comment; what does not stand there any more, somebody else has blacked out."""
    row = session.get_one(PostRow, comment)
    row.source = redacted(row.source, passages)
    row.html = citizen_html(row.source)


def hide(session: Session, post: PostId) -> None:
    session.get_one(PostRow, post).state = PostState.HIDDEN


def show_redacted(session: Session, post: PostId, passages: Iterable[str], *, at: datetime) -> bool:
    """Publish what an agency handed in, these passages blacked out; False when one does not stand there."""
    row = session.get_one(PostRow, post)
    for passage in passages:
        if not passage or passage not in row.source:
            return False
        row.source = row.source.replace(passage, REDACTED)
    row.html = staff_html(row.source)
    row.state, row.at = PostState.SHOWN, at
    session.flush()
    return True


def decide_extension(session: Session, report: ReportCode, *, granted: bool) -> None:
    """Publish the apology with the new date, or keep it from readers."""
    session.execute(
        update(PostRow)
        .where(
            PostRow.report_code == report,
            PostRow.kind == PostKind.EXTENSION,
            PostRow.state == PostState.WAITING,
        )
        .values(state=PostState.SHOWN if granted else PostState.HIDDEN)
    )


def rate(
    session: Session,
    report: ReportCode,
    post: PostId,
    agency: AgencyCode | None,
    *,
    solved: bool,
    stars: int,
    at: datetime,
) -> None:
    session.add(RatingRow(post_id=post, report_code=report, agency=agency, solved=solved, stars=stars, at=at))


def _count(session: Session, report: ReportCode, counter: str, step: int) -> None:
    row = session.get_one(ReportRow, report)
    setattr(row, counter, getattr(row, counter) + step)
