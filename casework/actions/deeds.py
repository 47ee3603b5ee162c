"""Whatever is done to a report after it arrived: one way for every command, every door and the clock."""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from contextlib import suppress
from dataclasses import dataclass
from datetime import datetime
from types import MappingProxyType
from typing import BinaryIO

from casework.actions import consequences, lessons
from casework.domain import commands as do
from casework.domain.bystanding import BYSTANDING
from casework.domain.evolve import Recorded
from casework.domain.lifecycle import RULES, decide, why_not
from casework.domain.policy import Actor, may_know_of, parts_of
from casework.domain.refusals import Refused, Why
from casework.domain.report import Report
from casework.domain.text import normalise
from casework.domain.timeline import seen_by
from casework.domain.values import AgencyCode, Display, Part, PostId, PostKind, PostState, ReportCode, UserId
from casework.store import journal, people, posts, reports
from casework.store.casework import Casework
from casework.store.db import Session, Unavailable
from casework.store.files import CleanFile
from casework.store.markup import citizen_html, staff_html
from casework.store.room import is_disk_full

Upload = tuple[BinaryIO | bytes, str]

# The post that a worded command leaves behind.
POST_OF: Mapping[type[do.Worded], PostKind] = MappingProxyType(
    {
        do.SupplyInfo: PostKind.INFO,
        do.Withdraw: PostKind.WITHDRAWAL,
        do.Appeal: PostKind.APPEAL,
        do.Rate: PostKind.VERDICT,
        do.Reopen: PostKind.REOPEN,
        do.AskInfo: PostKind.QUESTION,
        do.Decline: PostKind.DECLINE,
        do.ApproveAndRoute: PostKind.ROUTING_NOTE,
        do.Reroute: PostKind.ROUTING_NOTE,
        do.Remove: PostKind.REMOVAL,
        do.Unmerge: PostKind.UNMERGING,
        do.Correct: PostKind.CORRECTION,
        do.DecideAppeal: PostKind.APPEAL_DECISION,
        do.GrantExtension: PostKind.EXTENSION_DECISION,
        do.AddNewsroomNote: PostKind.NEWSROOM_NOTE,
        do.Return: PostKind.RETURN,
        do.RequestExtension: PostKind.EXTENSION,
        do.InterimReply: PostKind.INTERIM_REPLY,
        do.DraftReply: PostKind.DRAFT,
        do.SignReply: PostKind.OFFICIAL_REPLY,
        do.AddAgencyNote: PostKind.AGENCY_NOTE,
        do.Comment: PostKind.COMMENT,
        do.SendBackReply: PostKind.REPLY_REFUSAL,
        do.MakePromise: PostKind.PROMISE,
        do.MovePromise: PostKind.PROMISE_MOVED,
        do.AnswerPromise: PostKind.PROMISE_VERDICT,
        do.Contribute: PostKind.CONTRIBUTION,
        do.MessageNewsroom: PostKind.NEWSROOM_MESSAGE,
        do.MessageAgency: PostKind.AGENCY_MESSAGE,
        do.AskIdentity: PostKind.IDENTITY_REASON,
    }
)
# What waits for a decision before readers see it.
_WAITING = frozenset({PostKind.EXTENSION})
_CITIZENS = frozenset({Part.OWNER, Part.CITIZEN})
# Who may do something as one of several does it as the first of these: a reporter always as the reporter.
_FIRST = (Part.OWNER, Part.SIGNER, Part.OFFICER, Part.MODERATOR, Part.OVERSEER, Part.CITIZEN, Part.CLOCK)


def post_kind(command: do.Worded) -> PostKind:
    """What the words of this command are kept as."""
    if isinstance(command, do.HoldReply):
        return PostKind.OFFICIAL_REPLY if command.official else PostKind.INTERIM_REPLY
    return POST_OF[type(command)]


class Stale(Refused):
    """Somebody has already acted; `since` is what of it the actor sees, after the version that they saw."""

    def __init__(self, since: Sequence[Recorded]) -> None:
        super().__init__(Why.STALE)
        self.since = tuple(since)


@dataclass(frozen=True, kw_only=True)
class _Deed:
    """One command on its way, with all that the steps below need."""

    report: Report
    command: do.Command
    actor: Actor
    part: Part
    now: datetime

    @property
    def author(self) -> UserId | None:
        """Whose deed it is on record: nobody's, when the reporter's identity is sealed."""
        return None if self.is_sealed else self.actor.user

    @property
    def is_sealed(self) -> bool:
        """Whether nobody may learn who does it: the reporter, of a confidential report."""
        return self.part is Part.OWNER and self.report.display is Display.CONFIDENTIAL


def perform(
    casework: Casework,
    code: ReportCode,
    command: do.Command,
    *,
    by: Actor,
    seen: int | None = None,
    uploads: Sequence[Upload] = (),
    beside: Callable[[Session, Report], None] = lambda session, report: None,
) -> Report:
    """Carry out a command on a report and return the report after it.

    `seen` is the version that the actor looked at; None skips the comparison. The same post sent twice is
    done once. `beside` writes in the same transaction what the rows of the report don't hold; it gets the
    report as it was before the command.

    Raises NoSuchReport, Refused, Stale, and files.Refused for an upload that is not taken.
    """
    cleaned = casework.files.take_all(list(uploads)) if uploads else []
    try:
        with casework.db.write() as session:
            report = _lock(session, code, command)
            written_on = posts.report_of(session, command.post) if isinstance(command, do.Worded) else None
            if written_on == code:
                return report  # the form came twice; what it uploaded again is swept later
            _refuse_strangers(report, command, by)
            if written_on is not None:  # no form of ours has the key of a post of another report
                raise Refused(Why.BAD_TARGET)
            refuse_if_stale(session, report, seen, by)
            text = reports.text(session, code)
            events = decide(report, command, actor=by, now=(now := casework.now()), terms=casework.terms())
            deed = _Deed(
                report=report, command=command, actor=by, part=_acting_part(report, command, by), now=now
            )
            _write_words(session, deed, cleaned)
            consequences.before(session, report, command, by=deed.author, now=now)
            beside(session, report)
            after = journal.append(session, report, code, events, at=now, actor=deed.author, part=deed.part)
            orphans = consequences.after(
                session,
                after,
                command,
                before=report,
                by=deed.author,
                part=deed.part,
                vault=casework.vault,
                now=now,
            )
            lessons.take_in(session, after, command, was=text)
    except BaseException as error:
        # Without the database nobody can tell whether it was committed: what no row knows is swept later.
        if not isinstance(error, Unavailable) or is_disk_full(error):
            for file in cleaned:
                casework.files.delete(file.key)
        raise
    for key in orphans:
        casework.files.delete(key)
    return after


def _lock(session: Session, code: ReportCode, command: do.Command) -> Report:
    """The report, held, and with it the other one that the command is about, if any: in the order of their
    codes, so that no two wait for each other. Raises NoSuchReport."""
    other = command.into if isinstance(command, do.Merge) else None
    if isinstance(command, do.Unmerge):
        other = reports.target_of(session, code)
    if other is None or other == code:
        return reports.lock(session, code)
    found: dict[ReportCode, Report] = {}
    for each in sorted((code, other)):
        with suppress(reports.NoSuchReport):
            found[each] = reports.lock(session, each)
    if code not in found:
        raise reports.NoSuchReport(code)
    return found[code]


def _refuse_strangers(report: Report, command: do.Command, by: Actor) -> None:
    """Before anybody is told what happened meanwhile: raise NoSuchReport for who may not know of the report,
    Refused for who may never do this to it."""
    if not may_know_of(by, report):
        raise reports.NoSuchReport(report.code)
    if why_not(report, type(command), actor=by) is Why.NOT_ALLOWED:
        raise Refused(Why.NOT_ALLOWED)


def refuse_if_stale(session: Session, report: Report, seen: int | None, by: Actor) -> None:
    """Raise Stale when something happened since that could have changed the actor's mind."""
    if seen is None or seen == report.version:
        return
    since = seen_since(session, report, seen, by)
    if any(type(recorded.event) not in BYSTANDING for recorded in since):
        raise Stale(since)


def seen_since(session: Session, report: Report, version: int, by: Actor) -> tuple[Recorded, ...]:
    """What happened after a version, as far as the actor sees it."""
    return seen_by(parts_of(by, report), journal.since(session, report.code, version))


def _acting_part(report: Report, command: do.Command, actor: Actor) -> Part:
    return min(parts_of(actor, report) & RULES[report.status, type(command)].by, key=_FIRST.index)


def _write_words(session: Session, deed: _Deed, cleaned: list[CleanFile]) -> None:
    command = deed.command
    if not isinstance(command, do.Worded):
        return
    if isinstance(command, do.ApproveAndRoute | do.Reroute):
        for asking in command.asked:
            _write_post(session, deed, asking.post, PostKind.SHARE_ASKED, normalise(asking.words))
    source = normalise(command.words)
    if not source and not cleaned:
        return
    _write_post(session, deed, command.post, post_kind(command), source)
    posts.attach(session, deed.report.code, command.post, cleaned, deed.now, sealed=deed.is_sealed)


def _write_post(session: Session, deed: _Deed, post: PostId, kind: PostKind, source: str) -> None:
    posts.add(
        session,
        posts.NewPost(
            id=post,
            report=deed.report.code,
            kind=kind,
            state=PostState.WAITING if _waits(deed.command, kind) else PostState.SHOWN,
            author=deed.author,
            author_name=_author_name(session, deed),
            part=deed.part,
            agency=_writing_agency(deed),
            outlet=deed.report.outlet if deed.part is Part.MODERATOR else None,
            source=source,
            html=citizen_html(source) if deed.part in _CITIZENS else staff_html(source),
            at=deed.now,
        ),
    )


def _writing_agency(deed: _Deed) -> AgencyCode | None:
    """For which agency something is written; of whoever works for several, any that has the report."""
    if isinstance(deed.command, do.Contribute):
        return deed.command.agency
    if deed.part not in (Part.OFFICER, Part.SIGNER):
        return None
    return next(iter(deed.actor.agencies & deed.report.agencies), None)


def _waits(command: do.Command, kind: PostKind) -> bool:
    """Whether somebody decides on it before readers see it."""
    if isinstance(command, do.Comment):
        return not command.at_once
    return isinstance(command, do.HoldReply) or kind in _WAITING


def _author_name(session: Session, deed: _Deed) -> str:
    """The name beside the post. A reporter appears under no other name than the report does."""
    if deed.part is Part.OWNER or (deed.part is Part.CITIZEN and deed.actor.user == deed.report.reporter):
        return reports.shown_name(session, deed.report.code)
    if deed.actor.user is not None and not people.is_open(session, deed.actor.user):
        raise Refused(Why.NOT_ALLOWED)  # closed or erased a moment ago: the name must not come back
    return deed.actor.name
