"""What readers say is wrong: one row a reader and what it is about, with the report's kept count."""

from __future__ import annotations

from collections.abc import Collection, Mapping
from dataclasses import dataclass
from datetime import datetime

from sqlalchemy import ColumnElement, func, select, update

from casework.domain.values import FlagReason, PostId, ReportCode, UserId
from casework.store import standing
from casework.store.db import Session
from casework.store.tables import FlagRow, ReportRow

About = tuple[ReportCode, PostId | None]  # a report, or a comment under it


@dataclass(frozen=True, kw_only=True)
class Flag:
    """One reader's word. Whose it is, the newsroom doesn't learn."""

    reason: FlagReason
    words: str
    at: datetime


@dataclass(frozen=True, kw_only=True)
class OwnFlag(Flag):
    """The same for who said it: about what, and what became of it; None while nobody has looked."""

    report: ReportCode
    is_comment: bool
    upheld: bool | None


def add(session: Session, about: About, user: UserId, flag: Flag, *, weight: int) -> None:
    """Write it down. The caller holds the report's row, and knows that this reader has not flagged it."""
    code, comment = about
    session.add(
        FlagRow(
            report_code=code,
            comment=comment or "",
            user_id=user,
            reason=flag.reason,
            words=flag.words,
            weight=weight,
            at=flag.at,
        )
    )
    session.flush()
    recount(session, code)


def has(session: Session, about: About, user: UserId) -> bool:
    """Whether this reader has flagged it."""
    code, comment = about
    mine = select(FlagRow.id).where(
        FlagRow.user_id == user, FlagRow.report_code == code, FlagRow.comment == (comment or "")
    )
    return session.scalar(mine) is not None


def weights(session: Session, about: About) -> list[int]:
    """What the flags count that nobody has looked at."""
    return list(session.scalars(select(FlagRow.weight).where(*_open(about))))


def settle(session: Session, about: About, *, upheld: bool, at: datetime) -> int:
    """The newsroom has looked: who flagged it was right, or was not. Returns how many there were."""
    settled = update(FlagRow).where(*_open(about)).values(settled_at=at, upheld=upheld)
    users = session.scalars(settled.returning(FlagRow.user_id)).all()
    for user in sorted(users):  # in one order, so that two who settle never wait for each other
        standing.judge_flags(session, user, right=upheld)
    if users:
        recount(session, about[0])
    return len(users)


def waiting(session: Session, codes: Collection[ReportCode]) -> Mapping[About, list[Flag]]:
    """The flags of these reports and their comments that nobody has looked at, oldest first. One query."""
    rows = session.scalars(
        select(FlagRow)
        .where(FlagRow.report_code.in_(codes), FlagRow.settled_at.is_(None))
        .order_by(FlagRow.at, FlagRow.id)
    )
    found: dict[About, list[Flag]] = {}
    for row in rows:
        about = row.report_code, PostId(row.comment) if row.comment else None
        found.setdefault(about, []).append(Flag(reason=row.reason, words=row.words, at=row.at))
    return found


def flagged_by(session: Session, user: UserId) -> list[ReportCode]:
    """The reports on which somebody's flags still wait."""
    rows = select(FlagRow.report_code).where(FlagRow.user_id == user, FlagRow.settled_at.is_(None))
    return list(session.scalars(rows.distinct()))


def of_user(session: Session, user: UserId) -> list[OwnFlag]:
    """All that somebody has flagged, oldest first."""
    rows = session.scalars(select(FlagRow).where(FlagRow.user_id == user).order_by(FlagRow.at, FlagRow.id))
    return [
        OwnFlag(
            reason=row.reason,
            words=row.words,
            at=row.at,
            report=row.report_code,
            is_comment=bool(row.comment),
            upheld=row.upheld,
        )
        for row in rows
    ]


def recount(session: Session, code: ReportCode) -> None:
    """Bring the report's count in step with the rows."""
    count, first = session.execute(
        select(func.count(), func.min(FlagRow.at)).where(
            FlagRow.report_code == code, FlagRow.settled_at.is_(None)
        )
    ).one()
    row = session.get_one(ReportRow, code)
    row.flags, row.flagged_at = count, first
    session.flush()


def _open(about: About) -> tuple[ColumnElement[bool], ...]:
    code, comment = about
    return (
        FlagRow.report_code == code,
        FlagRow.comment == (comment or ""),
        FlagRow.settled_at.is_(None),
    )
