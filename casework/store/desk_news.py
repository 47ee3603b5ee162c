"""What calls a newsroom beside its queue, counted in one query."""

from __future__ import annotations

from dataclasses import dataclass

from sqlalchemy import select

from casework.store import identity, messages
from casework.store.db import Session


@dataclass(frozen=True, kw_only=True)
class News:
    """Reporters who wait for an answer, up to messages.MOST_COUNTED + 1; requests to decide or open."""

    messages: int
    requests: int


def of_newsroom(session: Session, house: identity.House) -> News:
    row = session.execute(
        select(
            messages.how_many_for_newsroom(house.outlets).scalar_subquery(),
            identity.how_many(house).scalar_subquery(),
        )
    ).one()
    return News(messages=row[0], requests=row[1])
