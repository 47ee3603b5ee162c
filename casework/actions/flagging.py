"""A reader says that something is wrong with a report, or with a comment under it.

A comment that enough of them flag is set aside until the newsroom has looked. A report is not: the newsroom
has looked at it before, and whoever it is about could silence it. It stands in the queue, before others when
several say so.
"""

from __future__ import annotations

from casework.actions import consequences
from casework.actions.quotas import spend
from casework.domain import commands as do
from casework.domain.lifecycle import decide
from casework.domain.policy import CLOCK, Actor, Permission, can, may_flag, may_read
from casework.domain.refusals import Refused, Why
from casework.domain.report import Report
from casework.domain.standing import Act, sets_aside
from casework.domain.values import FlagReason, Part, PostId, PostState, ReportCode, UserId
from casework.store import flags, journal, people, posts, projection, reports, standing
from casework.store.casework import Casework
from casework.store.db import Session
from casework.store.flags import Flag

LONGEST_WORDS = 300


def flag(
    casework: Casework,
    code: ReportCode,
    comment: PostId | None,
    *,
    reason: FlagReason,
    words: str,
    by: Actor,
) -> None:
    """Flag it; who flags the same twice has said so once.

    Raises NoSuchReport, and Refused: for a report of one's own or one's own comment, for one that readers
    don't see, and for who has flagged as much as one may in a day.
    """
    now = casework.now()
    with casework.db.write() as session:
        report = reports.lock(session, code)
        user = _flagger(session, report, comment, by)
        if flags.has(session, (code, comment), user):
            return
        spend(session, user, Act.FLAG, now)
        said = Flag(reason=reason, words=words, at=now)
        flags.add(session, (code, comment), user, said, weight=standing.of(session, user).weight(now))
        if comment is not None and sets_aside(flags.weights(session, (code, comment))):
            _set_aside(session, casework, report, comment)
        else:
            journal.hold(session)
            projection.requeue(session, report)


def _flagger(session: Session, report: Report, comment: PostId | None, by: Actor) -> UserId:
    if not may_read(by, report):
        raise reports.NoSuchReport(report.code)
    is_reader = can(by, Permission.TAKE_PART) and report.is_published
    if by.user is None or not is_reader or not people.is_open(session, by.user):
        raise Refused(Why.NOT_ALLOWED)
    if comment is None:
        if not may_flag(by, report):
            raise Refused(Why.OWN_REPORT)
        return by.user
    found = posts.comment_under(session, report.code, comment)
    if found is None or found.state is not PostState.SHOWN:
        raise Refused(Why.BAD_TARGET)
    if found.author == by.user:
        raise Refused(Why.OWN_COMMENT)
    return by.user


def _set_aside(session: Session, casework: Casework, report: Report, comment: PostId) -> None:
    command, now = do.SetCommentAside(comment=comment), casework.now()
    events = decide(report, command, actor=CLOCK, now=now, terms=casework.terms())
    consequences.before(session, report, command, by=None, now=now)
    journal.append(session, report, report.code, events, at=now, actor=None, part=Part.CLOCK)
