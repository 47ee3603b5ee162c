"""Who follows a report, and who met the same trouble."""

from __future__ import annotations

from datetime import datetime

from sqlalchemy import and_, delete, func, select

from casework.domain.values import ReportCode, UserId
from casework.store.db import Session
from casework.store.tables import FollowRow, ReportRow, SupportRow

_TABLES = (FollowRow, SupportRow)


def set_follow(session: Session, user: UserId, report: ReportCode, *, on: bool, at: datetime) -> None:
    _set(session, FollowRow, user, report, on=on, at=at)


def set_support(session: Session, user: UserId, report: ReportCode, *, on: bool, at: datetime) -> None:
    """Say or take back "tôi cũng gặp"; the report's kept count follows."""
    changed = _set(session, SupportRow, user, report, on=on, at=at)
    if changed:
        row = session.get_one(ReportRow, report)
        row.supports += changed
        row.stamp += 1


def of_user(session: Session, user: UserId, report: ReportCode) -> tuple[bool, bool]:
    """Whether this person follows the report, and whether they support it."""
    follows = session.get(FollowRow, (user, report)) is not None
    return follows, session.get(SupportRow, (user, report)) is not None


def count_followed(session: Session, user: UserId) -> int:
    """How many reports somebody has chosen to follow."""
    rows = (
        select(func.count()).select_from(FollowRow).where(FollowRow.user_id == user, FollowRow.via.is_(None))
    )
    return session.scalar(rows) or 0


def followers(session: Session, report: ReportCode) -> list[UserId]:
    return list(session.scalars(select(FollowRow.user_id).where(FollowRow.report_code == report)))


def bring(session: Session, source: ReportCode, target: ReportCode, *, at: datetime) -> None:
    """Let those who follow or support a merged report, and its reporter, do so with the one that it was
    merged into; nobody twice. What they chose of the merged one stays, for when it is of its own again."""
    for table in _TABLES:
        for person in _people(session, table, source):
            _set(session, table, person, target, on=True, at=at, via=source)
    _recount(session, target)


def take_back(session: Session, source: ReportCode, target: ReportCode, *, at: datetime) -> None:
    """Undo what merging brought: who came with that report only goes, also from where the other was merged
    into since. Who chose the other themselves, or came with a third one too, stays."""
    for table in _TABLES:
        came = select(table.user_id).where(table.report_code == target, table.via == source)
        _leave(session, table, set(session.scalars(came)), source, target, at=at)


def _leave(
    session: Session,
    table: type[FollowRow] | type[SupportRow],
    people: set[UserId],
    via: ReportCode,
    target: ReportCode,
    *,
    at: datetime,
) -> None:
    gone = and_(table.report_code == target, table.via == via, table.user_id.in_(people))
    session.execute(delete(table).where(gone))
    left = set(people)
    for other in merged_into(session, target):
        if other != via:
            stays = left & _people(session, table, other)
            left -= stays
            for person in stays:
                _set(session, table, person, target, on=True, at=at, via=other)
    _recount(session, target)
    onward = session.get_one(ReportRow, target).merged_into
    if onward is not None and left:
        _leave(session, table, left, target, onward, at=at)


def merged_into(session: Session, target: ReportCode) -> list[ReportCode]:
    """The reports that were merged into this one, by their codes; not those merged into these."""
    rows = select(ReportRow.code).where(ReportRow.merged_into == target).order_by(ReportRow.code)
    return list(session.scalars(rows))


def _people(session: Session, table: type[FollowRow] | type[SupportRow], source: ReportCode) -> set[UserId]:
    """Whom merging brings along: who followed it, with its reporter, or supported it."""
    people = set(session.scalars(select(table.user_id).where(table.report_code == source)))
    merged = session.get_one(ReportRow, source)
    if table is FollowRow and merged.reporter is not None and not merged.contact_erased:
        people.add(merged.reporter)
    return people


def _recount(session: Session, code: ReportCode) -> None:
    count = select(func.count()).select_from(SupportRow).where(SupportRow.report_code == code)
    row = session.get_one(ReportRow, code)
    row.supports = session.scalar(count) or 0
    row.stamp += 1


def _set(
    session: Session,
    table: type[FollowRow] | type[SupportRow],
    user: UserId,
    report: ReportCode,
    *,
    on: bool,
    at: datetime,
    via: ReportCode | None = None,
) -> int:
    """Returns +1, -1, or 0 when it was so already."""
    there = session.get(table, (user, report))
    if on == (there is not None):
        return 0
    if there is None:
        session.add(table(user_id=user, report_code=report, at=at, via=via))
    else:
        session.delete(there)
    session.flush()
    return 1 if on else -1
