"""What readers flagged: for the newsroom to look at, and for who is about to flag it."""

from __future__ import annotations

from collections.abc import Collection, Mapping
from dataclasses import dataclass

from casework.domain.policy import Actor, may_flag, may_read
from casework.domain.values import PostId, PostState, ReportCode
from casework.store import flags, posts, reports
from casework.store.casework import Casework
from casework.store.flags import About, Flag

__all__ = ["Flag", "Target", "target", "waiting"]


@dataclass(frozen=True, kw_only=True)
class Target:
    """What somebody is about to flag. Without `comment_html` it is the report itself."""

    code: ReportCode
    title: str
    comment: PostId | None
    comment_html: str
    author_name: str
    is_theirs_to_flag: bool


def waiting(casework: Casework, codes: Collection[ReportCode]) -> Mapping[About, list[Flag]]:
    """The flags of these reports that nobody has looked at, without whose they are. One query."""
    with casework.db.read() as session:
        return flags.waiting(session, codes)


def target(casework: Casework, code: ReportCode, comment: PostId | None, actor: Actor) -> Target | None:
    """What the actor would flag; None for a comment that readers don't see (any more).

    Raises NoSuchReport for a report that the actor may not read.
    """
    with casework.db.read() as session:
        report = reports.load(session, code)
        if not may_read(actor, report):
            raise reports.NoSuchReport(code)
        title, _body = reports.text(session, code)
        if comment is None:
            return Target(
                code=code,
                title=title,
                comment=None,
                comment_html="",
                author_name="",
                is_theirs_to_flag=may_flag(actor, report),
            )
        found = posts.comment_under(session, code, comment)
        if found is None or found.state is not PostState.SHOWN:
            return None
        return Target(
            code=code,
            title=title,
            comment=comment,
            comment_html=found.html,
            author_name=found.author_name,
            is_theirs_to_flag=report.is_published and found.author != actor.user,
        )
