"""In which order deadlines go into a calendar, which holds so many and no more."""

from __future__ import annotations

from datetime import datetime
from typing import Any

from sqlalchemy import ColumnElement, SQLColumnExpression, case

Keys = tuple[ColumnElement[Any], ColumnElement[Any], ColumnElement[Any]]


def soonest_first(due: SQLColumnExpression[Any], now: datetime) -> Keys:
    """To order by: first what is to come, the nearest first, then what is late, the latest deadline first, so
    that nobody who is behind with much is left without what is due next."""
    to_come = case((due >= now, due))  # nothing for all that is late, which its deadline orders
    return due < now, to_come, due.desc()
