"""What a journalist's desk shows: news of what they follow, and their saved searches with what is new."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import timedelta
from typing import Final

from casework.domain.policy import Actor
from casework.domain.watching import USUAL, Watch, Watched
from casework.domain.wishes import Often
from casework.readings.lists import Summary, summary_of
from casework.store import directory, press_desk, published, watching
from casework.store.casework import Casework
from casework.store.db import Session
from casework.store.directory import Directory
from casework.store.watching import Kept

NEWS_OF: Final = timedelta(hours=24)
FOUND_OF: Final = timedelta(days=7)
MOST_NEWS: Final = 10
MOST_FOUND: Final = 100  # of one search; more is said as "100 or more"


@dataclass(frozen=True, kw_only=True)
class SavedSearch:
    """A search that somebody follows, how often it is told, and how much of the last week it finds; None for
    one that can find nothing any more."""

    id: int
    watch: Watch
    often: Often
    found: int | None


@dataclass(frozen=True, kw_only=True)
class Desk:
    """`follows` is False for who follows nothing: then the news are everybody's."""

    answered: Sequence[Summary]
    late: Sequence[Summary]
    searches: Sequence[SavedSearch]
    follows: bool


def desk(casework: Casework, actor: Actor) -> Desk:
    """At most five queries, however much they follow."""
    if actor.user is None:
        return Desk(answered=(), late=(), searches=(), follows=False)
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
    return Desk(
        answered=[summary_of(line) for line in answered],
        late=[summary_of(line) for line in late],
        searches=searches,
        follows=follows,
    )


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
    since = casework.now() - FOUND_OF
    counts = published.counted(session, names, list(asked.values()), since, most=MOST_FOUND)
    found = dict(zip(asked, counts, strict=True))
    return [
        SavedSearch(id=one.id, watch=one.watch, often=one.often or USUAL, found=found.get(one.id))
        for one in mine
    ]
