"""What a journalist's desk shows: news of what they follow, and their saved searches with what is new."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date, timedelta
from typing import Final

from casework.domain.calendar import local_day
from casework.domain.contact_requests import Seen
from casework.domain.policy import Actor
from casework.domain.stories import Story
from casework.domain.values import UserId
from casework.domain.watching import USUAL, Watch, Watched
from casework.domain.wishes import Often
from casework.readings.lists import Summary, summary_of
from casework.store import (
    accreditations,
    contact_requests,
    directory,
    press_desk,
    published,
    stories,
    watching,
)
from casework.store.casework import Casework
from casework.store.db import Session
from casework.store.directory import Directory
from casework.store.watching import Kept

NEWS_OF: Final = timedelta(hours=24)
FOUND_OF: Final = timedelta(days=7)
DECIDED_OF: Final = timedelta(days=7)
ENDS_SOON: Final = timedelta(days=30)
MOST_NEWS: Final = 10
MOST_STORIES: Final = 50  # of one's own, the newest
MOST_FOUND: Final = 100  # of one search; more is said as "100 or more"


@dataclass(frozen=True, kw_only=True)
class SavedSearch:
    """A search that somebody follows, how often it is told, and how much of the last week and of the last day
    it finds; None for one that can find nothing any more."""

    id: int
    watch: Watch
    often: Often
    found: int | None
    today: int


@dataclass(frozen=True, kw_only=True)
class Desk:
    """`follows` is False for who follows nothing: then the news are everybody's. `decided`: their own stories
    that a newsroom decided about of late; `given`: requests that a reporter agreed to, and that are not over;
    `ends`: the last day of their accreditation when it is near, in `days_left` days, 0 on that day."""

    answered: Sequence[Summary] = ()
    late: Sequence[Summary] = ()
    searches: Sequence[SavedSearch] = ()
    follows: bool = False
    decided: Sequence[Story] = ()
    given: int = 0
    ends: date | None = None
    days_left: int = 0


def desk(casework: Casework, actor: Actor) -> Desk:
    """At most nine queries, however much they follow."""
    if actor.user is None:
        return Desk()
    now, names = casework.now(), directory.kept(casework.db)
    with casework.db.read() as session:
        kept = watching.of_user(session, actor.user)
        places = [one.watch for one in kept if one.watch.what is not Watched.SEARCH]
        follows = bool(places) or press_desk.follows_any(session, actor.user)
        if follows:
            answered, late = press_desk.news(
                session, names, actor.user, places, now - NEWS_OF, now, limit=MOST_NEWS
            )
        else:
            answered, late = press_desk.news_of_all(session, now - NEWS_OF, now, limit=MOST_NEWS)
        searches = _searches(session, names, kept, casework)
        own = stories.of_author(session, actor.user, limit=MOST_STORIES)
        asked = contact_requests.of_user(session, actor.user)
        ends = _ends(session, actor.user, local_day(now))
    return Desk(
        answered=[summary_of(line) for line in answered],
        late=[summary_of(line) for line in late],
        searches=searches,
        follows=follows,
        decided=[one for one in own if one.is_news_since(now - DECIDED_OF)],
        given=sum(one.seen(now) is Seen.GIVEN and one.is_open(now) for one in asked),
        ends=ends,
        days_left=(ends - local_day(now)).days if ends else 0,
    )


def _ends(session: Session, user: UserId, today: date) -> date | None:
    """The last day on which any newsroom lets them in, when that is near, or today."""
    days = [one.until for one in accreditations.of_user(session, user) if one.is_granted and one.until]
    last = max(days, default=None)
    return last if last is not None and today <= last <= today + ENDS_SOON else None


def _searches(
    session: Session, names: Directory, kept: Sequence[Kept], casework: Casework
) -> list[SavedSearch]:
    mine = [one for one in kept if one.watch.what is Watched.SEARCH]
    asked: dict[int, published.Filters] = {}
    for one in mine:
        try:
            asked[one.id] = published.filters_of(one.watch.filters)
        except ValueError:  # of a word that there is no longer
            continue
    found, today = (
        dict(
            zip(
                asked,
                published.counted(session, names, list(asked.values()), since, most=MOST_FOUND),
                strict=True,
            )
        )
        for since in (casework.now() - FOUND_OF, casework.now() - NEWS_OF)
    )
    return [
        SavedSearch(
            id=one.id,
            watch=one.watch,
            often=one.often or USUAL,
            found=found.get(one.id),
            today=today.get(one.id, 0),
        )
        for one in mine
    ]
