"""Write a reorganisation into the directory, all of it or nothing; or only say what it would move."""

from __future__ import annotations

from collections import Counter
from collections.abc import Sequence
from dataclasses import dataclass, replace
from datetime import date, datetime
from typing import Any

from casework.actions import succession
from casework.actions.reorganisation import Changes, Reorganisation, Trouble, changes, reorganised, troubles
from casework.actions.roles import CONSOLE
from casework.domain.calendar import local_day
from casework.domain.policy import Actor, Membership, Permission, can
from casework.domain.refusals import Refused, Why
from casework.domain.values import AgencyCode, AreaCode, FieldCode
from casework.store import directory, directory_rows, reorganisations
from casework.store import succession as rows
from casework.store.casework import Casework
from casework.store.db import Session
from casework.store.directory import Agency, Directory, Outlet
from casework.store.reorganisations import Record
from casework.store.succession import Held

_SHEETS = ("areas", "outlets", "agencies", "heads", "takeovers")  # each refers to those before it


class CannotReorganise(Exception):
    """It cannot be carried out as it is written; nothing was changed."""

    def __init__(self, found: Sequence[Trouble]) -> None:
        self.troubles = tuple(found)
        super().__init__("\n".join(map(str, found)))


class StaleDirectory(Exception):
    """Somebody has changed the directory since the preview; nothing was changed."""


@dataclass(frozen=True, kw_only=True)
class RuleChange:
    """A field whose lead is another: everywhere (no areas), or in some."""

    field: FieldCode
    areas: tuple[AreaCode, ...]
    was: tuple[AgencyCode, ...]
    now: AgencyCode | None


@dataclass(frozen=True, kw_only=True)
class RoleMove:
    """Somebody's role; `now` is None where nobody carries on: then an administrator has to say."""

    held: Held
    now: Membership | None


@dataclass(frozen=True, kw_only=True)
class Flow:
    """So many things go from one house to another; `now` is None where nobody takes them."""

    was: str
    now: str | None
    count: int
    claimed: int = 0  # of reports in a newsroom: somebody is on them, and stays


@dataclass(frozen=True, kw_only=True)
class Preview:
    """What would change and what would move, as of the later of the day and today. `stamp` is that of the
    directory it was made from."""

    plan: Reorganisation
    before: Directory
    after: Directory
    stamp: str
    troubles: tuple[Trouble, ...]
    is_done: bool  # the directory says all of it already
    rules: tuple[RuleChange, ...] = ()
    roles: tuple[RoleMove, ...] = ()
    reports: tuple[Flow, ...] = ()  # open ones, by agency
    beside: int = 0  # open ones on which only who helps changes
    newsrooms: tuple[Flow, ...] = ()  # all of an outlet
    letters: tuple[Flow, ...] = ()  # that wait for an agency's mailbox


def preview(casework: Casework, plan: Reorganisation) -> Preview:
    """What the reorganisation would do. Changes nothing."""
    with casework.db.read() as session:
        before = directory.load(session)
    after = reorganised(before, plan)
    found = troubles(before, after, plan)
    done = changes(before, after, plan).nothing
    seen = Preview(plan=plan, before=before, after=after, stamp=before.stamp, troubles=found, is_done=done)
    return seen if found else _with_moves(casework, seen)


def reorganise(casework: Casework, plan: Reorganisation, *, by: Actor, seen: str | None = None) -> bool:
    """Write it into the directory; False when all of it stands there already. On its day, or soon when that
    has passed, the worker hands on what it moves (`succession.carry_on`).

    `seen` is the stamp of the preview that was looked at; None skips the comparison. Raises Refused,
    StaleDirectory and CannotReorganise, having changed nothing.
    """
    if by is not CONSOLE and not can(by, Permission.ADMINISTER):
        raise Refused(Why.NOT_ALLOWED)
    with casework.db.write() as session:
        directory_rows.hold(session)
        before = directory.load(session)
        after = reorganised(before, plan)
        found, differing = troubles(before, after, plan), changes(before, after, plan)
        if not found and differing.nothing:
            return False
        if seen is not None and seen != before.stamp:
            raise StaleDirectory
        if found:
            raise CannotReorganise(found)
        _write(session, plan, differing, by, casework.now())
    directory.forget(casework.db)
    return True


def _write(session: Session, plan: Reorganisation, differing: Changes, by: Actor, now: datetime) -> None:
    record = Record(
        code=plan.code,
        day=plan.day,
        title=plan.title,
        source=plan.source,
        changes=_as_codes(plan),
        at=now,
        by=by.user,
    )
    reorganisations.put(session, record)
    for sheet in _SHEETS:
        directory_rows.upsert(session, sheet, differing.rows[sheet])


def _as_codes(plan: Reorganisation) -> dict[str, Any]:
    """What is kept of it: who begins, who ends, who carries on."""
    return {
        "begin": [code for code, _name in plan.beginning],
        "agencies": dict(plan.agencies_end),
        "outlets": dict(plan.outlets_end),
        "areas": dict(plan.areas_end),
        "takeovers": [[one.agency, one.field, one.area, one.taken_by] for one in plan.takeovers],
    }


def _with_moves(casework: Casework, seen: Preview) -> Preview:
    plan, after = seen.plan, seen.after
    on = max(plan.day, local_day(casework.now()))
    agencies, outlets = list(plan.agencies_end), list(plan.outlets_end)
    with casework.db.read() as session:
        held = rows.roles_held(session, agencies, outlets)
        letters = rows.letters_waiting(session, agencies)
        newsrooms = rows.counts_by_outlet(session, outlets)
    reports, beside = _open_work(casework, seen, on)
    return replace(
        seen,
        rules=_rules(seen, on),
        roles=tuple(RoleMove(held=one, now=succession.heir_of(one, after, on)) for one in held),
        reports=reports,
        beside=beside,
        newsrooms=tuple(
            Flow(was=code, now=_code(after.outlet_heir(code, on)), count=count, claimed=claimed)
            for code, (count, claimed) in sorted(newsrooms.items())
        ),
        letters=tuple(
            Flow(was=code, now=_code(after.heir_of(code, on)), count=count)
            for code, count in sorted(letters.items())
        ),
    )


def _open_work(casework: Casework, seen: Preview, on: date) -> tuple[tuple[Flow, ...], int]:
    """Open reports by who leads on them now and who will, and how many only change who helps."""
    concerned = {*seen.plan.agencies_end, *(one.agency for one in seen.plan.takeovers)}
    leads: Counter[tuple[str, str]] = Counter()
    beside = 0
    for hands, command in succession.moving(casework, seen.after, on):
        if command.agency == hands.agency:
            beside += bool(concerned & {*hands.co_agencies})
        elif hands.agency in concerned:
            leads[hands.agency, command.agency] += 1
    return tuple(Flow(was=was, now=now, count=count) for (was, now), count in sorted(leads.items())), beside


def _rules(seen: Preview, on: date) -> tuple[RuleChange, ...]:
    """The fields with another lead, each with where: the areas that go the same way stand together."""
    before, after = seen.before, seen.after
    taken = {(one.field, one.area) for one in seen.plan.takeovers if one.field is not None}
    places = {(rule.field, rule.area) for rule in before.rules} | taken
    together: dict[tuple[FieldCode, str | None, bool], list[tuple[AreaCode | None, str | None]]] = {}
    for named, area in sorted(places, key=lambda place: (place[0] or "", place[1] or "")):
        was = _code(before.agency_for(named or "", area, on))
        now = _code(after.agency_for(named or "", area, on))
        if was != now and named is not None:
            together.setdefault((named, now, area is None), []).append((area, was))
    return tuple(
        RuleChange(
            field=named,
            areas=tuple(area for area, _ in changed if area is not None),
            was=tuple(dict.fromkeys(AgencyCode(was) for _, was in changed if was is not None)),
            now=AgencyCode(now) if now is not None else None,
        )
        for (named, now, _), changed in together.items()
    )


def _code(found: Agency | Outlet | None) -> str | None:
    return None if found is None else found.code
