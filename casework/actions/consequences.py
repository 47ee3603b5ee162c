"""What a command changes beside the report's state: texts, ratings, comments, the index."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from datetime import datetime
from types import MappingProxyType
from typing import Any

from casework.domain import commands as do
from casework.domain import events as ev
from casework.domain.calendar import local_day
from casework.domain.policy import CORRECTABLE
from casework.domain.refusals import Refused, Why
from casework.domain.report import Report
from casework.domain.text import normalise, normalise_line
from casework.domain.values import DeclineReason, Part, PostState, ReportCode, Status, UserId, Visibility
from casework.store import (
    contacts,
    directory,
    erasing,
    flags,
    journal,
    known,
    pictures,
    posts,
    reports,
    search,
    standing,
    support,
)
from casework.store.contacts import NO_CONTACT, Contact
from casework.store.db import Session
from casework.store.vault import CannotOpen, Vault

_MERGE_TARGETS = frozenset(Status) - {Status.UNCONFIRMED, Status.DECLINED, Status.MERGED, Status.WITHDRAWN}


@dataclass(frozen=True, kw_only=True)
class _Work:
    session: Session
    report: Report
    by: UserId | None
    now: datetime


def before(
    session: Session, report: Report, command: do.Command, *, by: UserId | None, now: datetime
) -> None:
    """Do what has to be there before the event is written. Raises Refused where the rows forbid it."""
    step = _BEFORE.get(type(command))
    if step is not None:
        step(_Work(session=session, report=report, by=by, now=now), command)


def after(
    session: Session,
    report: Report,
    command: do.Command,
    *,
    before: Report,
    by: UserId | None,
    part: Part,
    vault: Vault,
    now: datetime,
) -> list[str]:
    """Do what follows from the event; returns the names of files that nothing refers to any more."""
    if isinstance(command, do.EraseContact) and part is Part.OWNER:
        return erasing.forget_reporter(session, report.code, _told(session, vault, report), now)
    if isinstance(command, do.EraseContact):  # kept for long enough: what they chose to show stays
        contacts.erase(session, report.code)
    if isinstance(command, do.PassToInspectorate):
        return reports.empty(session, report.code, title=report.code)
    if isinstance(command, do.Purge):
        return reports.forget(session, report.code)
    if isinstance(command, do.ApproveAndRoute | do.SignReply | do.ReleaseReply):
        search.index(session, report.code)
    if isinstance(command, do.RedactPicture):
        return [command.attachment]
    if isinstance(command, do.Merge):
        support.bring(session, report.code, command.into, at=now)
        _note(session, command.into, ev.TookIn(report=report.code), by=by, part=part, now=now)
    if isinstance(command, do.Unmerge) and before.merged_into is not None:
        support.take_back(session, report.code, before.merged_into, at=now)
        _note(session, before.merged_into, ev.LetGo(report=report.code), by=by, part=part, now=now)
    return []


def _note(
    session: Session, code: ReportCode, event: ev.Event, *, by: UserId | None, part: Part, now: datetime
) -> None:
    """Let another report's history tell of the deed; `deeds.perform` holds that one too."""
    report = reports.load(session, code)
    journal.append(session, report, code, [event], at=now, actor=by, part=part)


def _edit(work: _Work, command: do.Edit) -> None:
    reports.rewrite(
        work.session,
        work.report.code,
        command.revision,
        title=normalise_line(command.title),
        body=normalise(command.body),
        by=work.by,
        at=work.now,
    )


def _redact(work: _Work, command: do.Redact) -> None:
    changed = reports.redacted(work.session, work.report.code, command.passages)
    if changed is None:
        raise Refused(Why.NO_SUCH_PASSAGE)
    title, body = changed
    reports.rewrite(
        work.session, work.report.code, command.revision, title=title, body=body, by=work.by, at=work.now
    )


def _merge(work: _Work, command: do.Merge) -> None:
    try:
        target = reports.load(work.session, command.into)
    except reports.NoSuchReport:
        raise Refused(Why.BAD_TARGET) from None
    if target.outlet != work.report.outlet:  # of what is not public another newsroom does not learn
        raise Refused(Why.OTHER_OUTLET if target.is_published else Why.BAD_TARGET)
    if target.status is Status.MERGED:
        raise Refused(Why.MERGED_ELSEWHERE)
    if target.status not in _MERGE_TARGETS or target.visibility is Visibility.REMOVED:
        raise Refused(Why.BAD_TARGET)


def _route(work: _Work, command: do.ApproveAndRoute | do.Reroute | do.Succeed) -> None:
    wanted = {command.agency, *command.co_agencies}
    if not wanted <= directory.codes_in_force(work.session, local_day(work.now)):
        raise Refused(Why.UNKNOWN_AGENCY)


def _return(work: _Work, command: do.Return) -> None:
    """Whoever is proposed can have it: everybody reads the proposal."""
    if command.proposed is None:
        return
    if command.proposed == work.report.agency:
        raise Refused(Why.BAD_TARGET)
    if command.proposed not in directory.codes_in_force(work.session, local_day(work.now)):
        raise Refused(Why.UNKNOWN_AGENCY)


def _to_outlet(work: _Work, command: do.HandOver | do.SucceedOutlet) -> None:
    if command.outlet not in directory.outlets_in_force(work.session, local_day(work.now)):
        raise Refused(Why.BAD_TARGET)


def _review_comment(work: _Work, command: do.ReviewComment) -> None:
    session, code = work.session, work.report.code
    comment = posts.comment_under(session, code, command.comment)
    if comment is None:
        raise Refused(Why.BAD_TARGET)
    posts.move_comment(session, code, command.comment, PostState.SHOWN if command.show else PostState.HIDDEN)
    if command.show:
        posts.redact_comment(session, command.comment, command.passages)
    about = code, command.comment
    is_at_fault = not command.show or bool(command.passages)
    was_flagged = flags.settle(session, about, upheld=is_at_fault, at=work.now) > 0
    if comment.author is None:
        return
    if not command.show:
        standing.refuse(session, comment.author)
    elif comment.state is not PostState.SHOWN and not was_flagged:
        standing.accept(session, comment.author)


def _set_comment_aside(work: _Work, command: do.SetCommentAside) -> None:
    comment = posts.comment_under(work.session, work.report.code, command.comment)
    if comment is None or comment.state is not PostState.SHOWN:
        raise Refused(Why.BAD_TARGET)
    posts.move_comment(work.session, work.report.code, command.comment, PostState.WAITING)


def _settle_flags(work: _Work, command: do.SettleFlags) -> None:
    if not flags.settle(work.session, (work.report.code, None), upheld=command.upheld, at=work.now):
        raise Refused(Why.STALE)


def _remove(work: _Work, _: do.Remove) -> None:
    """Taken down: who flagged it was right."""
    flags.settle(work.session, (work.report.code, None), upheld=True, at=work.now)


def _decline(work: _Work, command: do.Decline) -> None:
    if command.reason is DeclineReason.ABUSIVE and work.report.reporter is not None:
        standing.refuse(work.session, work.report.reporter)


def _approve_and_route(work: _Work, command: do.ApproveAndRoute) -> None:
    _route(work, command)
    if work.report.reporter is not None:
        standing.accept(work.session, work.report.reporter)


def _grant_extension(work: _Work, command: do.GrantExtension) -> None:
    posts.decide_extension(work.session, work.report.code, granted=command.granted)


def _replace_held(work: _Work, command: do.HoldReply | do.SignReply | do.SendBackReply) -> None:
    """What waited with the newsroom is not shown any more: another took its place, or it was sent back."""
    if work.report.held is not None:
        posts.hide(work.session, work.report.held)


def _release_reply(work: _Work, command: do.ReleaseReply) -> None:
    assert work.report.held is not None, "decided: a reply is held"
    if not posts.show_redacted(work.session, work.report.held, command.passages, at=work.now):
        raise Refused(Why.NO_SUCH_PASSAGE)


def _correct(work: _Work, command: do.Correct) -> None:
    """What was wrong is what readers have seen on this report, and see still."""
    if command.about is not None and not posts.is_shown(
        work.session, work.report.code, command.about, CORRECTABLE
    ):
        raise Refused(Why.BAD_TARGET)


def _redact_picture(work: _Work, command: do.RedactPicture) -> None:
    if not pictures.replace(work.session, work.report.code, command):
        raise Refused(Why.STALE)


def _told(session: Session, vault: Vault, report: Report) -> Contact:
    """What the reporter told of themselves, to be found in what others wrote."""
    try:
        return known.reporters(session, vault, [report])[report.code]
    except CannotOpen:
        return NO_CONTACT  # what nobody can open is destroyed all the same


def _rate(work: _Work, command: do.Rate) -> None:
    posts.rate(
        work.session,
        work.report.code,
        command.post,
        work.report.agency,
        solved=command.solved,
        stars=command.stars,
        at=work.now,
    )


_BEFORE: Mapping[type[do.Command], Callable[[_Work, Any], None]] = MappingProxyType(
    {
        do.Edit: _edit,
        do.Redact: _redact,
        do.Merge: _merge,
        do.ApproveAndRoute: _approve_and_route,
        do.Decline: _decline,
        do.Remove: _remove,
        do.Reroute: _route,
        do.Succeed: _route,
        do.SucceedOutlet: _to_outlet,
        do.HandOver: _to_outlet,
        do.Return: _return,
        do.ReviewComment: _review_comment,
        do.SetCommentAside: _set_comment_aside,
        do.SettleFlags: _settle_flags,
        do.GrantExtension: _grant_extension,
        do.Rate: _rate,
        do.HoldReply: _replace_held,
        do.SignReply: _replace_held,
        do.SendBackReply: _replace_held,
        do.ReleaseReply: _release_reply,
        do.RedactPicture: _redact_picture,
        do.Correct: _correct,
    }
)
