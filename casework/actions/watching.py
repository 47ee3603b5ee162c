"""Following an agency, a field, an area, an outlet or a search, and stopping."""

from __future__ import annotations

from casework.domain.policy import Actor, Permission, can
from casework.domain.refusals import Refused, Why
from casework.domain.values import UserId
from casework.domain.watching import MOST_PLACES, MOST_SEARCHES, Watch, Watched
from casework.domain.wishes import Often
from casework.store import people, watching
from casework.store.casework import Casework
from casework.store.db import Session

__all__ = ["choose", "start", "stop", "stop_one"]


def start(casework: Casework, watch: Watch, *, by: Actor, often: Often | None = None) -> None:
    """Be told of what comes up there; doing it twice changes nothing but how often, where that is said of a
    search. Raises Refused."""
    user = _user(by)
    with casework.db.write() as session:
        if not people.hold(session, user):  # so that two at once don't both find room
            raise Refused(Why.NOT_ALLOWED)
        if not watching.is_watched(session, user, watch.what, watch.key):
            _check_room(session, user, watch)
            watching.start(session, user, watch, casework.now(), often)
        elif often is not None:
            _choose(casework, session, user, watch, often)


def stop(casework: Casework, what: Watched, key: str, *, by: Actor) -> None:
    """Be told no more of it; doing it twice changes nothing. Raises Refused."""
    user = _user(by)
    with casework.db.write() as session:
        watching.stop(session, user, what, key)


def stop_one(casework: Casework, watch: int, *, by: Actor) -> None:
    """The same by the number of what somebody follows; one of somebody else is none. Raises Refused."""
    user = _user(by)
    with casework.db.write() as session:
        found = watching.find(session, watch)
        if found is not None and found.user == user:
            watching.stop(session, user, found.watch.what, found.watch.key)


def choose(casework: Casework, watch: int, often: Often, *, by: Actor) -> bool:
    """How often to be told what one's own search finds, by its number; False for what is no search of theirs
    (any more). Raises Refused."""
    user = _user(by)
    with casework.db.write() as session:
        if not people.hold(session, user):
            raise Refused(Why.NOT_ALLOWED)
        found = watching.find(session, watch)
        if found is None or found.user != user:
            return False
        return _choose(casework, session, user, found.watch, often)


def _choose(casework: Casework, session: Session, user: UserId, watch: Watch, often: Often) -> bool:
    """The rows are held, so that nobody looks at the search in between."""
    for kept in watching.searches(session, user):
        if watch.what is Watched.SEARCH and kept.watch.key == watch.key:
            watching.choose(session, kept, often, casework.now())
            return True
    return False


def _check_room(session: Session, user: UserId, watch: Watch) -> None:
    if watching.count(session, user) >= MOST_PLACES:
        raise Refused(Why.TOO_MANY_FOLLOWED)
    if watch.what is Watched.SEARCH and watching.count(session, user, Watched.SEARCH) >= MOST_SEARCHES:
        raise Refused(Why.TOO_MANY_SEARCHES)


def _user(by: Actor) -> UserId:
    if by.user is None or not can(by, Permission.FOLLOW):
        raise Refused(Why.NOT_ALLOWED)
    return by.user
