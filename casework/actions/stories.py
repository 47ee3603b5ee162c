"""Linking what the press has written to a report: by journalists, of their sites, and by newsrooms."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime
from typing import Final

from casework.domain.policy import Actor, Permission, can
from casework.domain.refusals import Refused, Why
from casework.domain.report import Report
from casework.domain.stories import (
    MOST,
    Story,
    StoryState,
    about,
    handles,
    is_author,
    is_of,
    link_of,
    may_see,
)
from casework.domain.text import normalise, normalise_line
from casework.domain.values import ReportCode, Role, UserId
from casework.domain.wishes import Concern, Often
from casework.store import accreditations, people, reports, stories, wishes
from casework.store.casework import Casework
from casework.store.db import Session
from casework.store.mailbox import Letter, put_all

WAITING: Final = "story_waiting"
SHOWN: Final = "story_shown"
DECLINED: Final = "story_declined"


@dataclass(frozen=True, kw_only=True)
class Linking:
    """The filled-in form; `published_at` may be to come: till then it is under embargo."""

    title: str
    medium: str
    url: str
    published_at: datetime


def link(casework: Casework, code: ReportCode, linking: Linking, *, by: Actor) -> Story:
    """Link a story to a public report; the same link again is the same story. Shown without being looked at
    by the newsroom of the report itself, and by who writes for that outlet; what others link waits for it.

    Raises NoSuchReport, Refused, and ValueError for what is no https address.
    """
    user, url, now = _user(by), link_of(linking.url), casework.now()
    with casework.db.write() as session:
        if not people.hold(session, user):
            raise Refused(Why.NOT_ALLOWED)
        stories.hold_report(session, code)
        report = reports.load(session, code)
        if not report.is_published:
            raise reports.NoSuchReport(code)
        earlier = stories.same(session, code, user, url)
        if earlier is not None and (found := stories.find(session, earlier)):
            return found
        if stories.count(session, code, user) >= MOST:
            raise Refused(Why.TOO_MANY_STORIES)
        story = _story(session, report, linking, url, by=by, user=user, at=now)
        number = stories.add(session, story)
        if story.is_public(now):
            stories.touch(session, code)
        if story.state is StoryState.WAITING:
            _tell_newsroom(session, story, number, now)
        return stories.find(session, number) or story


def _story(
    session: Session, report: Report, linking: Linking, url: str, *, by: Actor, user: UserId, at: datetime
) -> Story:
    """What is to be linked, shown at once or not. Raises Refused for a site that is not the actor's."""
    by_newsroom = report.outlet in by.outlets
    theirs = [
        one for one in accreditations.of_user(session, user) if one.is_granted and is_of(url, one.sites)
    ]
    if not by_newsroom and not theirs:
        raise Refused(Why.NOT_YOUR_SITE)
    is_own = by_newsroom or any(one.outlet == report.outlet and not one.medium for one in theirs)
    return Story(
        id=0,
        report=report.code,
        outlet=report.outlet,
        author=user,
        medium=normalise_line(linking.medium),
        title=normalise_line(linking.title),
        url=url,
        published_at=linking.published_at,
        state=StoryState.SHOWN if is_own else StoryState.WAITING,
        by_newsroom=by_newsroom,
        added_at=at,
    )


def show(casework: Casework, number: int, *, seen: StoryState = StoryState.WAITING, by: Actor) -> None:
    """The newsroom of the report has looked: it is shown from when it appears on, and its author told. `seen`
    is how it stood on the page, so that nobody undoes what a colleague decided meanwhile. Raises Refused."""
    with casework.db.write() as session:
        story = _to_decide(session, number, by, casework.now())
        if story.state is not seen or seen is StoryState.SHOWN:
            raise Refused(Why.ALREADY_DECIDED)
        _decide(session, casework, story, StoryState.SHOWN, "", by=by)
        if not story.is_embargoed(casework.now()):
            stories.touch(session, story.report)


def decline(
    casework: Casework, number: int, *, reason: str, seen: StoryState = StoryState.WAITING, by: Actor
) -> None:
    """The newsroom of the report does not link it, or no more, and its author is told why; the same is not
    linked again. `seen` as for `show`. Raises Refused."""
    now = casework.now()
    with casework.db.write() as session:
        story = _to_decide(session, number, by, now)
        if story.state is not seen or seen is StoryState.REMOVED:
            raise Refused(Why.ALREADY_DECIDED)
        _decide(session, casework, story, StoryState.REMOVED, normalise(reason), by=by)
        if story.is_public(now):
            stories.touch(session, story.report)


def remove(casework: Casework, number: int, *, by: Actor) -> None:
    """Its author takes the link away for good. What the newsroom declined stays, so that it is not linked
    again. Raises Refused."""
    now = casework.now()
    with casework.db.write() as session:
        story = _held(session, number, by, now)
        if not is_author(by, story) or story.state is StoryState.REMOVED:
            raise Refused(Why.NOT_ALLOWED)
        stories.remove(session, number)
        if story.is_public(now):
            stories.touch(session, story.report)


def _to_decide(session: Session, number: int, by: Actor, now: datetime) -> Story:
    """Nobody decides about what they linked themselves, but where they answer for the newsroom."""
    story = _held(session, number, by, now)
    if not handles(by, story):
        raise Refused(Why.NOT_ALLOWED)
    if is_author(by, story) and not story.by_newsroom:
        raise Refused(Why.OWN_REQUEST)
    return story


def _decide(
    session: Session, casework: Casework, story: Story, state: StoryState, reason: str, *, by: Actor
) -> None:
    """Write it down, and let the letter to its author wait as they wish, instead of an earlier one."""
    now, by_author = casework.now(), is_author(by, story)
    stories.decide(session, story.id, state, reason, now, by_author=by_author)
    often = wishes.of_user(session, story.author)[Concern.OWN]
    if by_author or often is Often.OFF:
        return
    letter = Letter(
        notice=SHOWN if state is StoryState.SHOWN else DECLINED,
        about=about(story.id, now),
        recipient=f"user:{story.author}",
        at=now,
        often=often,
    )
    put_all(session, [letter])


def _held(session: Session, number: int, by: Actor, now: datetime) -> Story:
    story = stories.lock(session, number)
    if story is None or not may_see(by, story, now) or not can(by, Permission.LINK_STORIES):
        raise Refused(Why.NOT_ALLOWED)
    return story


def _tell_newsroom(session: Session, story: Story, number: int, at: datetime) -> None:
    editors = people.members(session, [Role.MODERATOR], outlet=story.outlet)
    put_all(
        session,
        [
            Letter(notice=WAITING, about=about(number), recipient=f"user:{user}", at=at, often=Often.AT_ONCE)
            for user in editors
            if user != story.author
        ],
    )


def _user(by: Actor) -> UserId:
    if by.user is None or not can(by, Permission.LINK_STORIES):
        raise Refused(Why.NOT_ALLOWED)
    return by.user
