"""The right of reply: who is named in a report asks the newsroom to publish what they say to it.

The newsroom sees a request once the address of who asks is proven, so that nobody has letters sent to a
stranger: by the link that was mailed to a guest, or by the account. See docs/adr/0018.
"""

from __future__ import annotations

import hashlib
from dataclasses import dataclass
from datetime import datetime
from typing import Final

from casework.actions import deeds
from casework.actions.confirmation import BadLink
from casework.domain import commands as do
from casework.domain.policy import CLOCK, Actor, owns
from casework.domain.refusals import Refused, Why
from casework.domain.report import Report
from casework.domain.text import normalise, normalise_line
from casework.domain.values import (
    AskedState,
    NoReplyReason,
    Part,
    PostId,
    PostKind,
    PostState,
    ReportCode,
    Visibility,
)
from casework.store import people, posts, reply_requests, reports, tokens
from casework.store.casework import Casework
from casework.store.db import Conflict, Session
from casework.store.mailbox import put
from casework.store.markup import citizen_html
from casework.store.reply_requests import ReplyRequest
from casework.store.tokens import Purpose

MOST: Final = 3  # that the newsroom takes from one person on one report
LONGEST_TEXT: Final = 5000
LONGEST_ABOUT: Final = 300
LONGEST_NAME: Final = 120
CONFIRM, PUBLISHED, DECLINED = "reply_confirm", "reply_published", "reply_declined"


@dataclass(frozen=True, kw_only=True)
class Asking:
    """The filled-in form. `form_key` is the random key that it carries; `email` is empty for an account."""

    form_key: str
    name: str
    email: str
    about: str
    text: str
    locale: str


def refuse_who_has_a_voice(report: Report, by: Actor) -> None:
    """Raise NoSuchReport where there is nothing to reply to, as for every reader, and Refused for who says
    what they have to say in another way: its reporter, and its newsroom."""
    if not report.is_published:
        raise reports.NoSuchReport(report.code)
    if owns(by, report):
        raise Refused(Why.OWN_REPORT)
    if report.outlet in by.outlets:
        raise Refused(Why.OWN_NEWSROOM)


def ask(casework: Casework, code: ReportCode, asking: Asking, *, by: Actor) -> AskedState:
    """Take a request in; the same form sent again is the same request. Returns where it stands: a guest has
    to prove their address first.

    Raises NoSuchReport, and Refused for who may not ask, or has asked as often as one may.
    """
    request = PostId(hashlib.sha256(asking.form_key.encode()).hexdigest()[:32])
    with casework.db.read() as session:
        refuse_who_has_a_voice(reports.load(session, code), by)
        earlier = reply_requests.find(session, request)
    if earlier is not None and earlier.report == code:
        is_theirs = earlier.user is not None and earlier.user == by.user
        return _take_in(casework, code, request) if is_theirs and not earlier.due else earlier.state
    try:
        with casework.db.write() as session:
            _write(session, casework, code, request, asking, by)
    except Conflict:  # a double click
        with casework.db.read() as session:
            earlier = reply_requests.find(session, request)
        if earlier is None:
            raise
        return earlier.state
    return AskedState.UNCONFIRMED if by.user is None else _take_in(casework, code, request)


def _write(
    session: Session, casework: Casework, code: ReportCode, request: PostId, asking: Asking, by: Actor
) -> None:
    refuse_who_has_a_voice(reports.load(session, code), by)
    if by.user is not None and not people.is_open(session, by.user):
        raise Refused(Why.NOT_ALLOWED)  # closed or erased a moment ago
    now = casework.now()
    asked = ReplyRequest(
        id=request,
        report=code,
        user=by.user,
        name=normalise_line(asking.name),
        about=normalise_line(asking.about),
        text=normalise(asking.text),
        state=AskedState.UNCONFIRMED,
        locale=asking.locale,
        asked_at=now,
    )
    email = asking.email if by.user is None else ""
    reply_requests.add(session, casework.vault, asked, email=email)
    if by.user is None:
        _let_know(session, asked, CONFIRM, now)
    elif reply_requests.taken_in(session, request) >= MOST:
        raise Refused(Why.ASKED_OFTEN)


def look(casework: Casework, code: ReportCode, token: str) -> ReplyRequest:
    """What a link would confirm, without using it: mail scanners open links. Raises BadLink."""
    with casework.db.read() as session:
        found = tokens.peek(session, Purpose.CONFIRM_REPLY, token, casework.now())
        asked = found and found.request and reply_requests.find(session, found.request)
    if not asked or asked.report != code:
        raise BadLink(code)
    return asked


def confirm(casework: Casework, code: ReportCode, token: str) -> None:
    """The address is proven: the newsroom has the request from now on, and the link is used up.

    The request first: whoever is interrupted between the two still has a link that works. Raises BadLink,
    NoSuchReport where readers have the report no longer, and Refused for who has asked too often.
    """
    _take_in(casework, code, look(casework, code, token).id)
    with casework.db.write() as session:
        tokens.use(session, Purpose.CONFIRM_REPLY, token, casework.now())


def _take_in(casework: Casework, code: ReportCode, request: PostId) -> AskedState:
    now = casework.now()

    def beside(session: Session, report: Report) -> None:
        asked = reply_requests.lock(session, request)
        if asked is None or asked.state is not AskedState.UNCONFIRMED:
            raise Refused(Why.ALREADY_DECIDED)  # taken in a moment ago
        if reply_requests.taken_in(session, request) >= MOST:
            raise Refused(Why.ASKED_OFTEN)
        reply_requests.take_in(session, request, casework.terms().reply_request_due(now))

    try:
        deeds.perform(casework, code, do.TakeReplyRequest(request=request), by=CLOCK, beside=beside)
    except Refused as refused:
        if refused.why is Why.ASKED_OFTEN:
            raise
        if refused.why is not Why.ALREADY_DECIDED:
            raise reports.NoSuchReport(code) from refused
    return AskedState.WAITING


def publish(
    casework: Casework,
    code: ReportCode,
    command: do.PublishReply,
    *,
    name: str,
    text: str,
    by: Actor,
    seen: int | None,
) -> Report:
    """Publish it under this name in these words: the newsroom may have shortened what was asked; who asked is
    told of both. Raises what `deeds.perform` raises, and Refused for what somebody has decided."""
    now = casework.now()

    def beside(session: Session, report: Report) -> None:
        asked = _to_decide(session, report, command.request, by)
        source = normalise(text)
        posts.add(
            session,
            posts.NewPost(
                id=command.post,
                report=code,
                kind=PostKind.RIGHT_OF_REPLY,
                state=PostState.SHOWN,
                author=asked.user,
                author_name=normalise_line(name),
                part=Part.CITIZEN,
                agency=None,
                outlet=None,
                source=source,
                html=citizen_html(source),
                at=now,
            ),
        )
        reply_requests.publish(session, asked.id, command.post, now)
        _let_know(session, asked, PUBLISHED, now)

    return deeds.perform(casework, code, command, by=by, seen=seen, beside=beside)


def decline(
    casework: Casework, code: ReportCode, command: do.DeclineReply, *, said: str, by: Actor, seen: int | None
) -> Report:
    """Tell who asked why not. Raises as `publish` does."""
    now = casework.now()

    def beside(session: Session, report: Report) -> None:
        asked = _to_decide(session, report, command.request, by)
        reply_requests.decline(session, asked.id, command.reason, normalise(said), now)
        _let_know(session, asked, DECLINED, now)

    return deeds.perform(casework, code, command, by=by, seen=seen, beside=beside)


def suggested(report: Report) -> NoReplyReason | None:
    """The reason that is plain without reading: readers have the report no longer."""
    gone = report.visibility is Visibility.REMOVED or not report.is_published
    return NoReplyReason.NOT_PUBLIC if gone else None


def _to_decide(session: Session, report: Report, request: PostId, by: Actor) -> ReplyRequest:
    asked = reply_requests.lock(session, request)
    if asked is None or asked.report != report.code or asked.state is AskedState.UNCONFIRMED:
        raise Refused(Why.BAD_TARGET)
    if not asked.is_waiting:
        raise Refused(Why.ALREADY_DECIDED)
    if asked.user is not None and asked.user == by.user:
        raise Refused(Why.OWN_REQUEST)
    return asked


def _let_know(session: Session, asked: ReplyRequest, notice: str, at: datetime) -> None:
    put(
        session,
        notice=notice,
        about=f"reply:{asked.id}",
        recipient=asked.recipient,
        report_code=asked.report,
        at=at,
    )
