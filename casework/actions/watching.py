"""Following an agency, a field, an area, an outlet or a search, and stopping."""

from __future__ import annotations

from casework.domain.policy import Actor, Permission, can
from casework.domain.refusals import Refused, Why
from casework.domain.values import UserId
from casework.domain.watching import MOST_PLACES, MOST_SEARCHES, Watch, Watched
from casework.store import people, watching
from casework.store.casework import Casework
from casework.store.db import Session

__all__ = ["start", "stop", "stop_one"]


def start(casework: Casework, watch: Watch, *, by: Actor) -> None:
    """Be told of what comes up there; doing it twice changes nothing. Raises Refused."""
    user = _user(by)
    with casework.db.write() as session:
        if not people.hold(session, user):  # so that two at once don't both find room
            raise Refused(Why.NOT_ALLOWED)
        if not watching.is_watched(session, user, watch.what, watch.key):
            _check_room(session, user, watch)
            watching.start(session, user, watch, casework.now())


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


def _check_room(session: Session, user: UserId, watch: Watch) -> None:
    if watching.count(session, user) >= MOST_PLACES:
        raise Refused(Why.TOO_MANY_FOLLOWED)
    if watch.what is Watched.SEARCH and watching.count(session, user, Watched.SEARCH) >= MOST_SEARCHES:
        raise Refused(Why.TOO_MANY_SEARCHES)


def _user(by: Actor) -> UserId:
    if by.user is None or not can(by, Permission.FOLLOW):
        raise Refused(Why.NOT_ALLOWED)
    return by.user
