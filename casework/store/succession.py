"""What a reorganisation has to take along: open work, newsrooms' reports, people's roles, waiting letters."""

from __future__ import annotations

from collections import Counter
from collections.abc import Collection, Iterator, Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime

from sqlalchemy import ColumnElement, and_, exists, func, or_, select

from casework.domain.policy import Membership
from casework.domain.report import WITH_AGENCY
from casework.domain.shares import Share
from casework.domain.values import AgencyCode, AreaCode, FieldCode, OutletCode, ReportCode, Role, UserId
from casework.store.db import Database, Session
from casework.store.tables import (
    AssignmentRow,
    DeliveryRow,
    InheritedRoleRow,
    MembershipRow,
    ReportRow,
    UserRow,
)

BATCH = 200


@dataclass(frozen=True, kw_only=True)
class Hands:
    """Who has an open report, and what tells who goes on with it."""

    code: ReportCode
    agency: AgencyCode
    shares: tuple[Share, ...]
    field: FieldCode | None
    area: AreaCode | None
    routed_at: datetime

    @property
    def co_agencies(self) -> tuple[AgencyCode, ...]:
        return tuple(share.agency for share in self.shares)


@dataclass(frozen=True, kw_only=True)
class Part:
    """A part of what an agency does that others do since a moment (UTC); of no area: everywhere."""

    agency: AgencyCode
    field: FieldCode | None
    areas: frozenset[str]
    since: datetime


@dataclass(frozen=True, kw_only=True)
class Held:
    """A role that somebody plays in a house that has ended."""

    user: UserId
    name: str
    membership: Membership

    @property
    def key(self) -> tuple[UserId, Role, str]:
        """How it is written down."""
        return self.user, self.membership.role, place(self.membership)


def open_work(db: Database, ended: Collection[AgencyCode], parts: Sequence[Part]) -> Iterator[Hands]:
    """Open reports with agencies that have ended, and those of a part that has passed to another since they
    were sent; in batches, so that they can be handed on in between."""
    after = ReportCode("")
    while ended or parts:
        with db.read() as session:
            rows = _open_work(session, ended, parts, after)
        yield from rows
        if len(rows) < BATCH:
            return
        after = rows[-1].code


def _open_work(
    session: Session, ended: Collection[AgencyCode], parts: Sequence[Part], after: ReportCode
) -> list[Hands]:
    columns = (
        ReportRow.code,
        ReportRow.agency,
        ReportRow.shares,
        ReportRow.field,
        ReportRow.area,
        ReportRow.routed_at,
    )
    query = (
        select(*columns)
        .where(
            ReportRow.status.in_(WITH_AGENCY),
            ReportRow.agency.is_not(None),
            ReportRow.code > after,
            exists().where(
                AssignmentRow.report_code == ReportRow.code,
                AssignmentRow.ended_at.is_(None),
                or_(AssignmentRow.agency.in_(ended), *(_of_part(part) for part in parts)),
            ),
        )
        .order_by(ReportRow.code)
        .limit(BATCH)
    )
    return [Hands(**row._mapping) for row in session.execute(query)]


def _of_part(part: Part) -> ColumnElement[bool]:
    conditions = [
        AssignmentRow.agency == part.agency,
        AssignmentRow.is_lead,
        ReportRow.routed_at < part.since,
    ]
    if part.field is not None:
        conditions.append(ReportRow.field == part.field)
    if part.areas:
        conditions.append(ReportRow.area.in_(sorted(part.areas)))
    return and_(*conditions)


def reports_of(db: Database, outlets: Collection[OutletCode]) -> Iterator[tuple[ReportCode, OutletCode]]:
    """Every report that lies with these outlets, in batches."""
    after = ReportCode("")
    while outlets:
        with db.read() as session:
            rows = session.execute(
                select(ReportRow.code, ReportRow.outlet)
                .where(ReportRow.outlet.in_(outlets), ReportRow.code > after)
                .order_by(ReportRow.code)
                .limit(BATCH)
            ).all()
        yield from ((row.code, row.outlet) for row in rows)
        if len(rows) < BATCH:
            return
        after = rows[-1].code


def counts_by_outlet(
    session: Session, outlets: Collection[OutletCode]
) -> Mapping[OutletCode, tuple[int, int]]:
    """How many reports lie with these outlets, and on how many of them somebody is."""
    rows = session.execute(
        select(ReportRow.outlet, func.count(), func.count(ReportRow.claimed_by))
        .where(ReportRow.outlet.in_(outlets))
        .group_by(ReportRow.outlet)
    )
    return {outlet: (reports, claimed) for outlet, reports, claimed in rows}


def open_reports(session: Session, agencies: Collection[AgencyCode]) -> int:
    """How many open reports lie with these agencies as lead."""
    query = (
        select(func.count())
        .select_from(ReportRow)
        .where(ReportRow.agency.in_(agencies), ReportRow.status.in_(WITH_AGENCY))
    )
    return session.scalar(query) or 0


def letters_waiting(session: Session, agencies: Collection[AgencyCode]) -> Mapping[str, int]:
    """How many letters wait for the mailboxes of these agencies, by code."""
    boxes = {f"agency:{code}": code for code in agencies}
    waiting = session.execute(
        select(DeliveryRow.recipient, func.count())
        .where(DeliveryRow.state == "waiting", DeliveryRow.recipient.in_(boxes))
        .group_by(DeliveryRow.recipient)
    )
    return Counter({boxes[recipient]: count for recipient, count in waiting})


def roles_held(
    session: Session, agencies: Collection[AgencyCode], outlets: Collection[OutletCode]
) -> Sequence[Held]:
    """The roles at these places that nobody has inherited yet, by person."""
    rows = session.execute(
        select(
            MembershipRow.user_id,
            UserRow.name,
            MembershipRow.role,
            MembershipRow.agency,
            MembershipRow.outlet,
        )
        .join(UserRow, UserRow.id == MembershipRow.user_id)
        .where(or_(MembershipRow.agency.in_(agencies), MembershipRow.outlet.in_(outlets)))
        .order_by(MembershipRow.user_id, MembershipRow.id)
    )
    held = [
        Held(
            user=row.user_id,
            name=row.name,
            membership=Membership(role=row.role, agency=row.agency, outlet=row.outlet),
        )
        for row in rows
    ]
    done = _inherited(session, {one.user for one in held})
    return [one for one in held if one.key not in done]


def place(membership: Membership) -> str:
    """The house of a role, written down: agency:<code> or outlet:<code>."""
    if membership.agency is not None:
        return f"agency:{membership.agency}"
    return f"outlet:{membership.outlet}"


def note_inherited(session: Session, held: Held, now: Membership, at: datetime) -> None:
    """Write down that the role was handed on: it is not given again to who has it taken back."""
    user, role, was_at = held.key
    session.add(InheritedRoleRow(user_id=user, role=role, was_at=was_at, now_at=place(now), at=at))
    session.flush()


def _inherited(session: Session, users: Collection[UserId]) -> frozenset[tuple[UserId, Role, str]]:
    rows = session.execute(
        select(InheritedRoleRow.user_id, InheritedRoleRow.role, InheritedRoleRow.was_at).where(
            InheritedRoleRow.user_id.in_(users)
        )
    )
    return frozenset((row.user_id, row.role, row.was_at) for row in rows)
