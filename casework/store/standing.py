"""What became of what somebody wrote and flagged, kept with every decision; and how much they did of late."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import datetime
from types import MappingProxyType
from typing import Any

from sqlalchemy import ColumnElement, func, select

from casework.domain.standing import Act, Standing
from casework.domain.values import PostKind, UserId
from casework.store.db import Session
from casework.store.inserts import insert
from casework.store.tables import FlagRow, PostRow, ReportRow, StandingRow, UserRow


def of(session: Session, user: UserId) -> Standing:
    """What the forum knows of an account."""
    row = session.get(StandingRow, user)
    created = session.get_one(UserRow, user).created_at
    if row is None:
        return Standing(since=created)
    return Standing(
        since=created,
        accepted=row.accepted,
        flags_right=row.flags_right,
        flags_wrong=row.flags_wrong,
    )


def accept(session: Session, user: UserId) -> None:
    """The newsroom let readers see what they wrote."""
    _change(session, user, accepted=StandingRow.accepted + 1)


def refuse(session: Session, user: UserId) -> None:
    """The newsroom kept from readers what they wrote: trust begins anew."""
    _change(session, user, accepted=0)


def judge_flags(session: Session, user: UserId, *, right: bool) -> None:
    """A flag of theirs was looked at."""
    column = StandingRow.flags_right if right else StandingRow.flags_wrong
    _change(session, user, **{column.key: column + 1})


def done_since(session: Session, user: UserId, act: Act, since: datetime) -> int:
    """How often somebody did something since then."""
    return session.scalar(select(func.count()).where(*_DONE[act](user, since))) or 0


def _change(session: Session, user: UserId, **values: Any) -> None:
    first = {"user_id": user, "accepted": 0, "flags_right": 0, "flags_wrong": 0}
    session.execute(insert(session, StandingRow).values(**first).on_conflict_do_nothing())
    row = session.get_one(StandingRow, user, with_for_update=True, populate_existing=True)
    for name, value in values.items():
        setattr(row, name, value)
    session.flush()


def _comments(user: UserId, since: datetime) -> tuple[ColumnElement[bool], ...]:
    return PostRow.author == user, PostRow.kind == PostKind.COMMENT, PostRow.at > since


_DONE: Mapping[Act, Any] = MappingProxyType(
    {
        Act.REPORT: lambda user, since: (ReportRow.reporter == user, ReportRow.submitted_at > since),
        Act.COMMENT: _comments,
        Act.FLAG: lambda user, since: (FlagRow.user_id == user, FlagRow.at > since),
    }
)
