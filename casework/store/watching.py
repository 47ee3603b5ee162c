"""Who follows an agency, a field, an area, an outlet or a search; and when a search was looked at last."""

from __future__ import annotations

from collections.abc import Collection
from dataclasses import dataclass
from datetime import date, datetime

from sqlalchemy import ColumnElement, and_, delete, func, or_, select, update

from casework.domain.report import Report
from casework.domain.values import ReportCode, UserId
from casework.domain.watching import USUAL, Watch, Watched
from casework.domain.wishes import Often
from casework.store.db import Session
from casework.store.directory import Directory
from casework.store.inserts import insert
from casework.store.tables import UserRow, WatchRow

Place = tuple[Watched, str]


@dataclass(frozen=True, kw_only=True)
class Kept:
    """A watch with its number. Of a search: until when what it found has been told, how often it is, and how
    often it was before a link in a letter turned it off."""

    id: int
    user: UserId
    watch: Watch
    looked_at: datetime
    often: Often | None
    before: Often | None


def places_of(report: Report, directory: Directory, day: date) -> frozenset[Place]:
    """Wherever the report would be looked for: its agency, its outlet and those whose work they carry on,
    its field, its area with what lies around it or carries it on."""
    agencies = {report.agency}
    if report.agency is not None:
        agencies |= {agency.code for agency in directory.predecessors(report.agency, day)}
    found: list[tuple[Watched, str | None]] = [
        *((Watched.AGENCY, agency) for agency in agencies),
        (Watched.FIELD, report.field),
        *((Watched.AREA, area) for area in _around(report.area, directory)),
        *((Watched.OUTLET, outlet) for outlet in _newsrooms(report.outlet, directory, day)),
    ]
    return frozenset((what, key) for what, key in found if key is not None)


def _newsrooms(outlet: str, directory: Directory, day: date) -> set[str]:
    heirs = {one.code: directory.outlet_heir(one.code, day) for one in directory.outlets}
    return {outlet, *(code for code, heir in heirs.items() if heir is not None and heir.code == outlet)}


def _around(area: str | None, directory: Directory) -> set[str]:
    """The area and whatever counts it as its own; the other direction of `Directory.within`."""
    found, waiting = set[str](), [area]
    while waiting:
        at = directory.area(waiting.pop())
        if at is not None and at.code not in found:
            found.add(at.code)
            waiting += [at.parent, at.successor]
    return found


def start(session: Session, user: UserId, watch: Watch, at: datetime, often: Often | None = None) -> None:
    """Doing it twice changes nothing. `often` is asked of searches alone."""
    rhythm = (often or USUAL) if watch.what is Watched.SEARCH else None
    session.execute(
        insert(session, WatchRow)
        .values(
            user_id=user,
            what=watch.what,
            key=watch.key,
            name=watch.name,
            filters=dict(watch.filters),
            at=at,
            looked_at=at,
            often=rhythm,
        )
        .on_conflict_do_nothing(index_elements=["user_id", "what", "key"])
    )


def stop(session: Session, user: UserId, what: Watched, key: str) -> None:
    session.execute(delete(WatchRow).where(*_one(user, what, key)))


def is_watched(session: Session, user: UserId, what: Watched, key: str) -> bool:
    return session.scalar(select(WatchRow.id).where(*_one(user, what, key))) is not None


def count(session: Session, user: UserId, what: Watched | None = None) -> int:
    """How many somebody follows, of one kind or of all."""
    rows = select(func.count()).select_from(WatchRow).where(WatchRow.user_id == user)
    if what is not None:
        rows = rows.where(WatchRow.what == what)
    return session.scalar(rows) or 0


def of_user(session: Session, user: UserId) -> list[Kept]:
    """What somebody follows, what was begun last first; there is a limit to how much."""
    rows = select(WatchRow).where(WatchRow.user_id == user).order_by(WatchRow.at.desc(), WatchRow.id.desc())
    return [_kept(row) for row in session.scalars(rows)]


def find(session: Session, watch: int) -> Kept | None:
    row = session.get(WatchRow, watch)
    return None if row is None else _kept(row)


def watchers(session: Session, places: Collection[Place]) -> list[UserId]:
    """Who follows one of these places, each once."""
    if not places:
        return []
    rows = select(WatchRow.user_id).where(_any_of(places)).distinct().order_by(WatchRow.user_id)
    return list(session.scalars(rows))


def watches_any(session: Session, user: UserId, places: Collection[Place]) -> bool:
    rows = select(WatchRow.id).where(WatchRow.user_id == user, _any_of(places)).limit(1)
    return session.scalar(rows) is not None


def searches(session: Session, user: UserId, *, holding: bool = True) -> list[Kept]:
    """The searches that somebody follows; with `holding` nobody else looks at them, or chooses how often they
    are told, until this transaction ends."""
    rows = (
        select(WatchRow)
        .where(WatchRow.user_id == user, WatchRow.what == Watched.SEARCH)
        .order_by(WatchRow.id)
    )
    return [_kept(row) for row in session.scalars(rows.with_for_update() if holding else rows)]


def about(watch: int, report: ReportCode) -> str:
    """What a notice says that it is about when a search found a report."""
    return f"search:{watch}:{report}"


def of_notice(session: Session, about: str) -> Kept | None:
    """The search that found a report; None when nobody follows it any more."""
    kind, _, rest = about.partition(":")
    number = rest.partition(":")[0]
    return find(session, int(number)) if kind == "search" and number.isdecimal() else None


def looked(session: Session, watch: int, until: datetime) -> None:
    session.execute(update(WatchRow).where(WatchRow.id == watch).values(looked_at=until))


def choose(session: Session, search: Kept, often: Often, at: datetime, *, by_link: bool = False) -> None:
    """Tell so often from now on what a search finds. Of one that was off, what was published before is old
    news; `by_link` remembers what a link in a letter turns off, so that it can be taken back."""
    values: dict[str, object] = {"often": often, "before": search.often if by_link else None}
    if search.often is Often.OFF:
        values["looked_at"] = at
    session.execute(update(WatchRow).where(WatchRow.id == search.id).values(**values))


def searchers(session: Session, often: Often, before: datetime, limit: int) -> list[UserId]:
    """Who has a search whose finds are told so often, and that was looked at last before a moment."""
    rows = (
        select(WatchRow.user_id)
        .join(UserRow, UserRow.id == WatchRow.user_id)
        .where(
            WatchRow.what == Watched.SEARCH,
            WatchRow.looked_at < before,
            UserRow.disabled_at.is_(None),
            WatchRow.often == often,
        )
        .distinct()
        .order_by(WatchRow.user_id)
        .limit(limit)
    )
    return list(session.scalars(rows))


def _one(user: UserId, what: Watched, key: str) -> tuple[ColumnElement[bool], ...]:
    return WatchRow.user_id == user, WatchRow.what == what, WatchRow.key == key


def _any_of(places: Collection[Place]) -> ColumnElement[bool]:
    return or_(*(and_(WatchRow.what == what, WatchRow.key == key) for what, key in sorted(places)))


def _kept(row: WatchRow) -> Kept:
    watch = Watch(what=row.what, key=row.key, name=row.name, filters=row.filters)
    return Kept(
        id=row.id,
        user=row.user_id,
        watch=watch,
        looked_at=row.looked_at,
        often=row.often,
        before=row.before,
    )
