"""People: their accounts and what they may do."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date, datetime

from sqlalchemy import ColumnElement, Select, or_, select

from casework.domain.policy import Membership
from casework.domain.values import AgencyCode, OutletCode, Role, UserId
from casework.store.contacts import Contact
from casework.store.db import Session
from casework.store.tables import AgencyRow, MembershipRow, OutletRow, UserRow


@dataclass(frozen=True, kw_only=True)
class Person:
    """An account, as an administrator and its owner see it."""

    id: UserId
    email: str
    name: str
    kind: str  # citizen, business, staff
    organisation: str
    phone: str
    locale: str
    created_at: datetime
    confirmed_at: datetime | None
    disabled_at: datetime | None
    memberships: tuple[Membership, ...]

    @property
    def is_confirmed(self) -> bool:
        return self.confirmed_at is not None

    @property
    def is_disabled(self) -> bool:
        return self.disabled_at is not None

    @property
    def is_staff(self) -> bool:
        """Whether the stricter rules for passwords hold."""
        return self.kind == "staff" or bool(self.memberships)


@dataclass(frozen=True, kw_only=True)
class Credentials:
    user: UserId
    password_hash: str | None
    is_confirmed: bool
    is_disabled: bool


def find(session: Session, user: UserId) -> Person | None:
    """None for nobody, and for who was erased."""
    return next(iter(_people(session, [session.get(UserRow, user)])), None)


def find_by_email(session: Session, email: str) -> Person | None:
    """`email` in its normal spelling."""
    return next(iter(_people(session, [_row_of(session, email)])), None)


def credentials(session: Session, email: str) -> Credentials | None:
    """What signing in is decided by; `email` in its normal spelling."""
    row = _row_of(session, email)
    return None if row is None else _credentials(row)


def credentials_of(session: Session, user: UserId) -> Credentials | None:
    row = session.get(UserRow, user)
    return None if row is None else _credentials(row)


def name(session: Session, user: UserId) -> str:
    """The name to show; empty for nobody."""
    return session.scalar(select(UserRow.name).where(UserRow.id == user)) or ""


def contact(session: Session, user: UserId) -> Contact:
    """How to reach somebody who reported with an account; empty for who was erased."""
    row = session.get(UserRow, user)
    if row is None or row.erased_at is not None:
        return Contact()
    return Contact(name=row.name, email=row.email, phone=row.phone, organisation=row.organisation)


def add(
    session: Session,
    *,
    email: str,
    name: str,
    kind: str,
    organisation: str = "",
    password_hash: str | None,
    locale: str,
    at: datetime,
    confirmed: bool = False,
) -> UserId:
    """A new account. Raises Conflict when the address has one."""
    row = UserRow(
        email=email,
        name=name,
        kind=kind,
        organisation=organisation,
        password_hash=password_hash,
        locale=locale,
        created_at=at,
        confirmed_at=at if confirmed else None,
    )
    session.add(row)
    session.flush()
    return row.id


def replace_unconfirmed(
    session: Session,
    user: UserId,
    *,
    name: str,
    kind: str,
    organisation: str,
    password_hash: str,
    locale: str,
) -> None:
    """Whoever signs up last before the address is proven decides what the account says."""
    row = _held(session, user)
    row.name, row.kind, row.organisation, row.locale = name, kind, organisation, locale
    row.password_hash = password_hash


def confirm(session: Session, user: UserId, at: datetime) -> None:
    row = _held(session, user)
    row.confirmed_at = row.confirmed_at or at


def set_password(session: Session, user: UserId, password_hash: str) -> None:
    _held(session, user).password_hash = password_hash


def rehash(session: Session, user: UserId, old: str, new: str) -> None:
    """The same password under newer parameters; sessions go on."""
    row = _held(session, user)
    if row.password_hash == old:
        row.password_hash = new


def describe(
    session: Session, user: UserId, *, name: str, organisation: str, phone: str, locale: str
) -> None:
    row = _held(session, user)
    row.name, row.organisation, row.phone, row.locale = name, organisation, phone, locale


def set_locale(session: Session, user: UserId, locale: str) -> None:
    _held(session, user).locale = locale


def disable(session: Session, user: UserId, at: datetime) -> None:
    row = _held(session, user)
    row.disabled_at = row.disabled_at or at


def enable(session: Session, user: UserId) -> None:
    _held(session, user).disabled_at = None


def is_open(session: Session, user: UserId) -> bool:
    """Whether this account may still act; nobody closes or erases it until this transaction ends.

    Asked where what was read of a person earlier, their name above all, is about to be written down.
    """
    held = select(UserRow.id).where(UserRow.id == user, UserRow.disabled_at.is_(None))
    return session.scalar(held.with_for_update(read=True)) is not None


def hold(session: Session, user: UserId) -> bool:
    """The same for what is counted: nobody else who holds this person goes on until this transaction ends."""
    held = select(UserRow.id).where(UserRow.id == user, UserRow.disabled_at.is_(None))
    return session.scalar(held.with_for_update(key_share=True)) is not None


def grant(session: Session, user: UserId, membership: Membership, *, until: date | None = None) -> bool:
    """Up to and with a day, or for good; False when they have it already, for another time perhaps.

    Raises LookupError for an agency or outlet that is not there.
    """
    # Two at once would both find nothing: NULLs never collide in a unique key, so the person's row is held.
    _held(session, user)
    for table, code in ((OutletRow, membership.outlet), (AgencyRow, membership.agency)):
        if code is not None and session.get(table, code) is None:
            raise LookupError(code)
    held = session.scalar(_memberships(user, membership))
    if held is not None:
        held.until = until
        return False
    session.add(
        MembershipRow(
            user_id=user,
            role=membership.role,
            outlet=membership.outlet,
            agency=membership.agency,
            until=until,
        )
    )
    session.flush()
    return True


def revoke(session: Session, user: UserId, membership: Membership) -> bool:
    """False when they had it not."""
    rows = session.scalars(_memberships(user, membership)).all()
    for row in rows:
        session.delete(row)
    session.flush()
    return bool(rows)


def page(
    session: Session, *, search: str, role: Role | None, after: str, limit: int
) -> tuple[tuple[Person, ...], str | None]:
    """People by address, those after an address; with the address to go on after, if there are more."""
    there = UserRow.erased_at.is_(None), UserRow.email > after
    query = select(UserRow).where(*there).order_by(UserRow.email).limit(limit + 1)
    if search:
        query = query.where(_matches(search))
    if role is not None:
        query = query.where(UserRow.id.in_(select(MembershipRow.user_id).where(MembershipRow.role == role)))
    rows = session.scalars(query).all()
    more = len(rows) > limit
    return tuple(_people(session, rows[:limit])), rows[limit - 1].email if more else None


def members(
    session: Session,
    roles: Iterable[Role],
    *,
    outlet: OutletCode | None = None,
    agency: AgencyCode | None = None,
) -> list[UserId]:
    """Who plays one of these roles for an outlet or agency and can sign in; for notices and assignments."""
    query = (
        select(UserRow.id)
        .join(MembershipRow, MembershipRow.user_id == UserRow.id)
        .where(MembershipRow.role.in_(list(roles)), UserRow.disabled_at.is_(None))
        .distinct()
        .order_by(UserRow.id)
    )
    if outlet is not None:
        query = query.where(MembershipRow.outlet == outlet)
    if agency is not None:
        query = query.where(MembershipRow.agency == agency)
    return list(session.scalars(query))


def _held(session: Session, user: UserId) -> UserRow:
    """The row to change, as it is now, and nobody else's until this transaction ends.

    Raises NoResultFound for who was erased meanwhile: nothing may come back into the row.
    """
    query = select(UserRow).where(UserRow.id == user, UserRow.erased_at.is_(None))
    held = query.with_for_update(key_share=True).execution_options(populate_existing=True)
    return session.scalars(held).one()


def _matches(search: str) -> ColumnElement[bool]:
    """SQLite lowers ASCII only, so that Đ and đ are tried as people write them."""
    spellings = {search, search.lower(), search.upper(), search.title()}
    return or_(
        UserRow.email.contains(search.lower(), autoescape=True),
        *(UserRow.name.contains(spelling, autoescape=True) for spelling in sorted(spellings)),
        UserRow.name.icontains(search, autoescape=True),
    )


def _memberships(user: UserId, membership: Membership) -> Select[MembershipRow]:
    return select(MembershipRow).where(
        MembershipRow.user_id == user,
        MembershipRow.role == membership.role,
        MembershipRow.outlet.is_not_distinct_from(membership.outlet),
        MembershipRow.agency.is_not_distinct_from(membership.agency),
    )


def _people(session: Session, rows: Iterable[UserRow | None]) -> list[Person]:
    """With their memberships, in one query more for all of them."""
    found = [row for row in rows if row is not None and row.erased_at is None]
    held: dict[UserId, list[Membership]] = {row.id: [] for row in found}
    wanted = select(MembershipRow).where(MembershipRow.user_id.in_(list(held))).order_by(MembershipRow.id)
    for row in session.scalars(wanted) if held else ():
        held[row.user_id].append(Membership(role=row.role, outlet=row.outlet, agency=row.agency))
    return [_person(row, tuple(held[row.id])) for row in found]


def _person(row: UserRow, memberships: tuple[Membership, ...]) -> Person:
    return Person(
        id=row.id,
        email=row.email,
        name=row.name,
        kind=row.kind,
        organisation=row.organisation,
        phone=row.phone,
        locale=row.locale,
        created_at=row.created_at,
        confirmed_at=row.confirmed_at,
        disabled_at=row.disabled_at,
        memberships=memberships,
    )


def _credentials(row: UserRow) -> Credentials:
    return Credentials(
        user=row.id,
        password_hash=row.password_hash,
        is_confirmed=row.confirmed_at is not None,
        is_disabled=row.disabled_at is not None,
    )


def _row_of(session: Session, email: str) -> UserRow | None:
    return session.scalar(select(UserRow).where(UserRow.email == email))
