"""How often people want to be told: one row for each group of notices where they chose."""

from __future__ import annotations

from collections.abc import Collection, Iterable, Mapping

from sqlalchemy import select

from casework.domain.values import ReportCode, UserId
from casework.domain.wishes import DEFAULTS, Concern, Often, Wishes
from casework.store.db import Session
from casework.store.inserts import insert
from casework.store.tables import ReporterContactRow, WishRow

_USER = "user:"
_AT_A_TIME = 500
# Nobody can choose for the mailbox of a whole agency.
_ALWAYS: Wishes = dict.fromkeys(Concern, Often.AT_ONCE)
_SILENT: Wishes = dict.fromkeys(Concern, Often.OFF)


def of_user(session: Session, user: UserId) -> Wishes:
    """What this person wants of every group."""
    return _of_users(session, [user])[user]


def of_recipient(session: Session, recipient: str, report: ReportCode | None) -> Wishes:
    """What whoever a letter is for wants: `user:12`, `agency:STNMT`, or `reporter` of a report."""
    return of_recipients(session, [recipient], report)[recipient]


def of_recipients(
    session: Session, recipients: Collection[str], report: ReportCode | None
) -> Mapping[str, Wishes]:
    """The same for many, in one query for every few hundred."""
    users = [UserId(int(one.removeprefix(_USER))) for one in recipients if one.startswith(_USER)]
    found = {f"{_USER}{user}": wishes for user, wishes in _of_users(session, users).items()}
    if "reporter" in recipients and report is not None:
        found["reporter"] = _SILENT if is_silent(session, report) else _ALWAYS
    return {one: found.get(one, _ALWAYS) for one in recipients}


def choose(session: Session, user: UserId, concern: Concern, often: Often) -> None:
    """From now on, until they choose otherwise."""
    _put(session, user, concern, often, None)


def turn_off(session: Session, user: UserId, concern: Concern) -> None:
    """Nothing of this group any more; what was is remembered, so that it can be taken back."""
    was = of_user(session, user)[concern]
    if was is not Often.OFF:
        _put(session, user, concern, Often.OFF, was)


def turned_off(session: Session, user: UserId) -> Wishes:
    """The groups that a link in a letter turned off, each with how often it was told before."""
    rows = select(WishRow.concern, WishRow.before).where(
        WishRow.user_id == user, WishRow.often == Often.OFF, WishRow.before.is_not(None)
    )
    return {row.concern: row.before for row in session.execute(rows) if row.before is not None}


def is_silent(session: Session, report: ReportCode) -> bool:
    """Whether a reporter without an account wants no letters about their report."""
    row = session.get(ReporterContactRow, report)
    return row is not None and row.is_silent


def be_silent(session: Session, report: ReportCode, *, on: bool) -> None:
    row = session.get(ReporterContactRow, report)
    if row is not None:
        row.is_silent = on


def _of_users(session: Session, users: Iterable[UserId]) -> dict[UserId, Wishes]:
    wanted = list(dict.fromkeys(users))
    chosen: dict[UserId, dict[Concern, Often]] = {user: {} for user in wanted}
    for start in range(0, len(wanted), _AT_A_TIME):
        some = wanted[start : start + _AT_A_TIME]
        rows = select(WishRow.user_id, WishRow.concern, WishRow.often).where(WishRow.user_id.in_(some))
        for row in session.execute(rows):
            chosen[row.user_id][row.concern] = row.often
    return {user: {**DEFAULTS, **own} for user, own in chosen.items()}


def _put(session: Session, user: UserId, concern: Concern, often: Often, before: Often | None) -> None:
    values = {"often": often, "before": before}
    session.execute(
        insert(session, WishRow)
        .values(user_id=user, concern=concern, **values)
        .on_conflict_do_update(index_elements=["user_id", "concern"], set_=values)
    )
