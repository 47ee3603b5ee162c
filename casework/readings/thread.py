"""One report as one person may see it: the same reading for every door."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, replace
from datetime import datetime

from casework.domain import commands as do
from casework.domain.evolve import Recorded
from casework.domain.lifecycle import allowed
from casework.domain.policy import (
    Actor,
    is_own_paper,
    may_know_of,
    may_know_reporter,
    may_read,
    may_read_post,
    parts_of,
)
from casework.domain.report import Report
from casework.domain.timeline import seen_by
from casework.domain.values import (
    AgencyCode,
    LegalDoor,
    OutletCode,
    Part,
    PostId,
    PostKind,
    PostState,
    ReportCode,
    RevisionId,
)
from casework.readings.keys import moment_and_id
from casework.store import contacts, messages, people, support, threads
from casework.store.casework import Casework
from casework.store.contacts import Contact
from casework.store.db import Session
from casework.store.reports import NoSuchReport
from casework.store.tables import AttachmentRow, PostRow

_NEWSROOM = frozenset({Part.MODERATOR, Part.OVERSEER})
_HANDLERS = frozenset({Part.MODERATOR, Part.OFFICER, Part.SIGNER})


class Gone(LookupError):
    """It was public and has been taken down, with a reason that may be told."""

    def __init__(self, report: Report) -> None:
        super().__init__(report.code)
        self.reason = report.removed_reason


@dataclass(frozen=True, kw_only=True)
class File:
    key: str
    name: str
    media_type: str
    size: int

    @property
    def is_picture(self) -> bool:
        return self.media_type.startswith("image/")


@dataclass(frozen=True, kw_only=True)
class Post:
    """`author_name` is empty for a reporter whose name is not shown; `source` is what was typed."""

    id: PostId
    kind: PostKind
    state: PostState
    part: Part
    author_name: str
    agency: AgencyCode | None
    outlet: OutletCode | None
    source: str
    html: str
    at: datetime
    files: tuple[File, ...]
    exact: bool = True  # False: `at` is but the day
    name_erased: bool = False  # a name stood there until its owner took it away
    by_mail: bool = False  # a draft that nobody had signed in to write


@dataclass(frozen=True, kw_only=True)
class Revision:
    """What title and text were before somebody changed them."""

    id: RevisionId
    at: datetime
    title: str
    body: str


@dataclass(frozen=True, kw_only=True)
class Thread:
    """Everything that a page about one report shows to this actor."""

    report: Report
    title: str
    body: str
    body_html: str
    shown_name: str
    files: tuple[File, ...]
    posts: tuple[Post, ...]  # without comments, oldest first
    comments: tuple[Post, ...]  # one page
    next_comments: tuple[datetime, PostId] | None
    comment_count: int
    waiting_comments: int
    flags: int  # that nobody has looked at, of its comments too; for the newsroom
    reply_requests: int  # that wait to be decided; for the newsroom
    supports: int
    history: tuple[Recorded, ...]
    allowed: frozenset[type[do.Command]]
    parts: frozenset[Part]
    follows: bool
    supported: bool
    revisions: tuple[Revision, ...]  # for the newsroom
    contact: Contact | None  # for who may know the reporter
    denied: LegalDoor | None  # for the newsroom: what its sender says that it is not, when asked
    claimed_by: str  # the colleague's name, for the newsroom; empty if nobody
    waiting: frozenset[PostKind] = frozenset()  # channels in which the reporter waits, for handlers
    exact: bool = True  # False: moments have become days
    name_erased: bool = False

    def post(self, post_id: PostId | None) -> Post | None:
        return next((post for post in self.posts if post.id == post_id), None)

    def of_kind(self, *kinds: PostKind) -> tuple[Post, ...]:
        return tuple(post for post in self.posts if post.kind in kinds)

    @property
    def reply(self) -> Post | None:
        """The official reply in force."""
        return self.post(self.report.reply)


def open_thread(
    casework: Casework,
    code: ReportCode,
    actor: Actor,
    *,
    as_one_of: frozenset[Part] = frozenset(),
    comments_after: tuple[str, ...] | None = None,
) -> Thread:
    """The report as the actor may see it, at most eight queries, four for an anonymous reader.

    With `as_one_of` the actor must play one of these parts. `comments_after` is the key of a page of
    comments; one that is none of ours gives the first page. Raises NoSuchReport, also for a report that the
    actor may not know of, and Gone for one that was taken down.
    """
    key = moment_and_id(comments_after)
    after = (key[0], PostId(key[1])) if key else None
    with casework.db.read() as session:
        report, words = threads.head(session, code)
        parts = parts_of(actor, report)
        _refuse(actor, report, parts, as_one_of)
        newsroom = bool(parts & _NEWSROOM)
        rows = threads.posts(session, code, hidden_comments=newsroom, viewer=actor.user, after=after)
        files = threads.files(session, code)
        posts = [_post(row, files) for row in rows if _readable(actor, report, row, newsroom)]
        comments = [post for post in posts if post.kind is PostKind.COMMENT]
        more = comments[threads.COMMENTS_A_PAGE :]
        shown = comments[: threads.COMMENTS_A_PAGE]
        follows, supported = support.of_user(session, actor.user, code) if actor.user else (False, False)
        return Thread(
            report=report,
            title=words.title,
            body=words.body,
            body_html=words.body_html,
            shown_name=words.shown_name,
            name_erased=words.name_erased,
            files=_files(files, None),
            posts=tuple(post for post in posts if post.kind is not PostKind.COMMENT),
            comments=tuple(shown),
            next_comments=(shown[-1].at, shown[-1].id) if more else None,
            comment_count=words.comments,
            waiting_comments=words.waiting_comments,
            flags=words.flags if newsroom else 0,
            reply_requests=words.reply_requests if newsroom else 0,
            supports=words.supports,
            history=seen_by(parts, threads.events(session, code)),
            allowed=allowed(report, actor=actor),
            parts=parts,
            follows=follows,
            supported=supported,
            revisions=_revisions(session, code) if newsroom else (),
            contact=_contact(session, casework, actor, report),
            denied=words.denied if newsroom else None,
            claimed_by=people.name(session, report.claimed_by) if newsroom and report.claimed_by else "",
            waiting=messages.waiting_in(session, code) if parts & _HANDLERS else frozenset(),
        )


def with_latest_comments(casework: Casework, thread: Thread, limit: int) -> Thread:
    """The same with the newest of the comments that everybody may read, the newest first; one query."""
    code = thread.report.code
    with casework.db.read() as session:
        rows = threads.latest_comments(session, code, limit)
        files = threads.files(session, code) if rows else ()
        comments = tuple(_post(row, files) for row in rows)
    return replace(thread, comments=comments, next_comments=None)


def stamp(casework: Casework, code: ReportCode) -> str | None:
    """What changes whenever an anonymous reader's page would; None when it is not public. One query."""
    with casework.db.read() as session:
        found = threads.stamp(session, code, casework.now())
    return found[1] if found and found[0].is_published else None


def file_for(casework: Casework, key: str, actor: Actor) -> File:
    """A file that the actor may see: the rule of what it hangs on, and its own hide flag.

    Raises NoSuchReport.
    """
    with casework.db.read() as session:
        row = threads.file(session, key)
        if row is None:
            raise NoSuchReport(key)
        report, _ = threads.head(session, row.report_code)
        newsroom = bool(parts_of(actor, report) & _NEWSROOM)
        post = threads.post(session, row.post_id) if row.post_id else None
        readable = may_read(actor, report) and (newsroom or not row.is_hidden)
        if not readable or (post is not None and not _readable(actor, report, post, newsroom)):
            raise NoSuchReport(key)
        return _file(row)


def _refuse(actor: Actor, report: Report, parts: frozenset[Part], as_one_of: frozenset[Part]) -> None:
    if as_one_of and not parts & as_one_of:
        raise NoSuchReport(report.code)
    if may_read(actor, report):
        return
    if may_know_of(actor, report):
        raise Gone(report)
    raise NoSuchReport(report.code)


def _readable(actor: Actor, report: Report, row: PostRow, newsroom: bool) -> bool:
    """Whether this actor may read the post; what waits or is hidden is for its author and the newsroom."""
    if not may_read_post(actor, report, row.kind, by_agency=row.agency):
        return False
    own = actor.user is not None and row.author == actor.user
    return row.state is PostState.SHOWN or newsroom or own or is_own_paper(actor, report, row.agency)


def _post(row: PostRow, files: Sequence[AttachmentRow]) -> Post:
    return Post(
        id=row.id,
        kind=row.kind,
        state=row.state,
        part=row.part,
        author_name=row.author_name,
        agency=row.agency,
        outlet=row.outlet,
        source=row.source,
        html=row.html,
        at=row.at,
        files=_files(files, row.id),
        name_erased=row.name_erased,
        by_mail=row.by_mail,
    )


def _files(rows: Sequence[AttachmentRow], post: PostId | None) -> tuple[File, ...]:
    return tuple(_file(row) for row in rows if row.post_id == post and not row.is_hidden)


def _file(row: AttachmentRow) -> File:
    return File(key=row.id, name=row.name, media_type=row.media_type, size=row.size)


def _revisions(session: Session, code: ReportCode) -> tuple[Revision, ...]:
    return tuple(
        Revision(id=row.id, at=row.at, title=row.title, body=row.body)
        for row in threads.revisions(session, code)
    )


def _contact(session: Session, casework: Casework, actor: Actor, report: Report) -> Contact | None:
    """How to reach the reporter, for handlers who may know; readers get none and cost no query."""
    if not parts_of(actor, report) & {Part.MODERATOR, Part.OFFICER, Part.SIGNER}:
        return None
    if not may_know_reporter(actor, report):
        return None
    if report.reporter is not None:
        return people.contact(session, report.reporter)
    return contacts.load(session, casework.vault, report.code)
