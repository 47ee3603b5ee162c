"""What journalists ask of reporters: for who asks, for the newsroom between, and for the reporter."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Final

from casework.domain.contact_requests import ContactRequest, ContactState, Seen
from casework.domain.policy import Actor, owns
from casework.domain.values import PostId, ReportCode
from casework.store import contact_requests, people, published, reports
from casework.store.casework import Casework
from casework.store.vault import CannotOpen

MOST: Final = 100

__all__ = [
    *("Asked", "ContactRequest", "ContactState", "Own"),
    *("at_report", "find", "for_reporter", "of_newsroom", "own"),
]


@dataclass(frozen=True, kw_only=True)
class Own:
    """A journalist's own request: nothing tells who did not answer, or why."""

    report: ReportCode
    title: str  # empty for what is public no more
    purpose: str
    questions: str
    asked_at: datetime
    closes_at: datetime
    seen: Seen
    words: str  # what the reporter gave


@dataclass(frozen=True, kw_only=True)
class Asked:
    """A request for who decides or answers it: with who asks."""

    request: ContactRequest
    name: str
    is_open: bool
    words: str = ""  # what they gave themselves; for the reporter


def own(casework: Casework, actor: Actor) -> Sequence[Own]:
    """What the actor asks, the newest first."""
    if actor.user is None:
        return ()
    now = casework.now()
    with casework.db.read() as session:
        found = contact_requests.of_user(session, actor.user)
        lines = published.lines_of(session, [one.report for one in found])
        words = {
            one.id: contact_requests.words_of(session, casework.vault, one.id)
            for one in found
            if one.state is ContactState.AGREED
        }
    return [
        Own(
            report=one.report,
            title=lines[one.report].title if one.report in lines else "",
            purpose=one.purpose,
            questions=one.questions,
            asked_at=one.asked_at,
            closes_at=one.closes_at,
            seen=one.seen(now),
            words=words.get(one.id, ""),
        )
        for one in found
    ]


def of_newsroom(casework: Casework, actor: Actor) -> Sequence[Asked]:
    """What the actor's newsrooms were asked, the newest first."""
    with casework.db.read() as session:
        found = contact_requests.of_outlets(session, sorted(actor.outlets), limit=MOST)
        return [
            Asked(request=one, name=people.name(session, one.user), is_open=one.is_open(casework.now()))
            for one in found
        ]


def find(casework: Casework, actor: Actor, request: PostId) -> Asked | None:
    """One that the actor's newsroom decides; None for any other."""
    with casework.db.read() as session:
        one = contact_requests.find(session, request)
        if one is None or one.outlet not in actor.outlets:
            return None
        return Asked(request=one, name=people.name(session, one.user), is_open=one.is_open(casework.now()))


def at_report(casework: Casework, code: ReportCode) -> Sequence[ContactRequest]:
    """What was passed on to the reporter, for the reporter alone; one query."""
    with casework.db.read() as session:
        return contact_requests.of_report(session, code)


def for_reporter(casework: Casework, actor: Actor, code: ReportCode, request: PostId) -> Asked | None:
    """One that was passed on to the actor, who reported it; None for any other, and for anybody else."""
    with casework.db.read() as session:
        if not owns(actor, reports.load(session, code)):
            return None
        one = contact_requests.find(session, request)
        if one is None or one.report != code or not one.is_with_reporter:
            return None
        try:
            words = contact_requests.words_of(session, casework.vault, request)
        except CannotOpen:
            words = ""
        name = people.name(session, one.user)
        return Asked(request=one, name=name, is_open=one.is_open(casework.now()), words=words)
