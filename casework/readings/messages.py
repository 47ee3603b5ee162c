"""What reporters have written to a newsroom, and what else calls it."""

from __future__ import annotations

from casework.domain.policy import Actor
from casework.domain.values import Part, ReportCode
from casework.readings.identity_requests import house_of
from casework.readings.keys import moment_and_id, page_of
from casework.readings.pages import PAGE_SIZE, Page
from casework.store import desk_news, messages
from casework.store.casework import Casework
from casework.store.desk_news import News
from casework.store.messages import MOST_COUNTED, Waiting

__all__ = ["MOST_COUNTED", "News", "Waiting", "news", "waiting_for_newsroom"]


def waiting_for_newsroom(
    casework: Casework, actor: Actor, after: tuple[str, ...] | None = None
) -> Page[Waiting]:
    """Reports of the actor's outlets whose reporters wait for an answer, the longest first; one query."""
    key = moment_and_id(after)
    with casework.db.read() as session:
        found = messages.for_newsroom(
            session,
            sorted(actor.outlets),
            after=(key[0], ReportCode(key[1])) if key else None,
            limit=PAGE_SIZE + 1,
        )
    return page_of(found, PAGE_SIZE, lambda waiting: (waiting.at, str(waiting.code)))


def news(casework: Casework, actor: Actor) -> News:
    """What calls the actor's newsrooms beside the queue; one query."""
    with casework.db.read() as session:
        return desk_news.of_newsroom(session, house_of(casework, actor, Part.MODERATOR))
