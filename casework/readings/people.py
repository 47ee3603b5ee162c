"""People for pages: who makes this request, and the administrator's list."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Final

from casework.domain.policy import Actor, Permission, can
from casework.domain.refusals import Refused, Why
from casework.domain.text import Unclean, normalise_line
from casework.domain.values import Role, UserId
from casework.store import people
from casework.store.casework import Casework
from casework.store.people import Person

__all__ = [
    "Page",
    "Person",
    "account",
    "find_by_email",
    "page",
    "person",
]

A_PAGE: Final = 50
_LONGEST_SEARCH: Final = 100


@dataclass(frozen=True, kw_only=True)
class Page:
    """Some people by address; `after` asks for those that follow, None at the end."""

    people: tuple[Person, ...]
    after: str | None


def account(casework: Casework, actor: Actor) -> Person | None:
    """One's own account."""
    if actor.user is None:
        return None
    with casework.db.read() as session:
        return people.find(session, actor.user)


def person(casework: Casework, user: UserId, *, by: Actor) -> Person | None:
    """Anybody's account. Raises Refused for who is no administrator."""
    _check(by)
    with casework.db.read() as session:
        return people.find(session, user)


def find_by_email(casework: Casework, email: str) -> Person | None:
    """For commands and the demo; pages ask `person`."""
    with casework.db.read() as session:
        return people.find_by_email(session, email.strip().lower())


def page(
    casework: Casework, *, by: Actor, search: str = "", role: Role | None = None, after: str = ""
) -> Page:
    """People by address, those after one; `search` is a part of an address or a name. Raises Refused."""
    _check(by)
    try:
        wanted, after = normalise_line(search)[:_LONGEST_SEARCH], normalise_line(after)
    except Unclean:
        return Page(people=(), after=None)
    with casework.db.read() as session:
        found, following = people.page(session, search=wanted, role=role, after=after, limit=A_PAGE)
    return Page(people=found, after=following)


def _check(by: Actor) -> None:
    if not can(by, Permission.ADMINISTER):
        raise Refused(Why.NOT_ALLOWED)
