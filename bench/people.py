"""Who acts in the bench's reports: the demo's cast, officers of every agency, and neighbours."""

from __future__ import annotations

import secrets
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from datetime import datetime

from sqlalchemy import insert, select

from casework.actions.sessions import begin
from casework.domain.policy import Actor, Membership
from casework.domain.values import AgencyCode, OutletCode, Role, UserId
from casework.store.casework import Casework
from casework.store.directory import Directory
from casework.store.tables import MembershipRow, UserRow
from demo.cast import CAST

NEIGHBOURS = 2_000


@dataclass(frozen=True, kw_only=True)
class People:
    """Actors by what they do. Nobody of them has a password: the bench signs in through the demo's door."""

    citizens: tuple[Actor, ...]
    moderators: Mapping[OutletCode, Actor]
    officers: Mapping[AgencyCode, Actor]
    signers: Mapping[AgencyCode, Actor]


@dataclass(frozen=True, kw_only=True)
class _Newcomer:
    email: str
    name: str
    kind: str = "citizen"
    membership: Membership | None = None


def move_in(casework: Casework, directory: Directory, names: tuple[str, ...], *, since: datetime) -> People:
    """Give everybody an account, confirmed on a day before the first report."""
    newcomers = list(_newcomers(directory, names))
    with casework.db.write() as session:
        session.execute(insert(UserRow), [_account(one, since) for one in newcomers])
        numbers = {row.email: row.id for row in session.execute(select(UserRow.email, UserRow.id))}
        memberships = [
            _membership(numbers[one.email], one.membership) for one in newcomers if one.membership is not None
        ]
        session.execute(insert(MembershipRow), memberships)
    return _by_part(newcomers, numbers)


def readers(casework: Casework, number: int, *, since: datetime) -> tuple[str, ...]:
    """So many more citizens, of whom no story tells, signed in; returns the token of each one's session."""
    emails = [f"{secrets.token_hex(8)}@bench.test" for _ in range(number)]
    with casework.db.write() as session:
        session.execute(
            insert(UserRow), [_account(_Newcomer(email=email, name="Bạn đọc"), since) for email in emails]
        )
        users = session.scalars(select(UserRow.id).where(UserRow.email.in_(emails))).all()
    # The sign-in form would have the bench wait: so many do not come from one address.
    tokens = (begin(casework, user, device="") for user in users)
    return tuple(token for token in tokens if token is not None)


def _newcomers(directory: Directory, names: tuple[str, ...]) -> Iterable[_Newcomer]:
    for member in CAST:
        yield _Newcomer(email=member.email, name=member.name, kind=member.kind, membership=member.membership)
    staff = [
        *((Role.MODERATOR, Membership(role=Role.MODERATOR, outlet=one.code)) for one in directory.outlets),
        *((Role.OFFICER, Membership(role=Role.OFFICER, agency=one.code)) for one in directory.agencies),
        *((Role.SIGNER, Membership(role=Role.SIGNER, agency=one.code)) for one in directory.agencies),
    ]
    for number, (role, membership) in enumerate(staff):
        name = names[number % len(names)]
        email = f"{role.value}{number}@bench.test"
        yield _Newcomer(email=email, name=name, kind="staff", membership=membership)
    for number in range(NEIGHBOURS):
        yield _Newcomer(email=f"neighbour{number}@bench.test", name=names[number % len(names)])


def _account(newcomer: _Newcomer, since: datetime) -> dict[str, object]:
    return {
        "email": newcomer.email,
        "name": newcomer.name,
        "kind": newcomer.kind,
        "password_hash": None,
        "stamp": secrets.token_hex(16),
        "created_at": since,
        "confirmed_at": since,
    }


def _membership(user: UserId, membership: Membership) -> dict[str, object]:
    return {
        "user_id": user,
        "role": membership.role,
        "outlet": membership.outlet,
        "agency": membership.agency,
    }


def _by_part(newcomers: Iterable[_Newcomer], numbers: Mapping[str, UserId]) -> People:
    citizens: list[Actor] = []
    moderators: dict[OutletCode, Actor] = {}
    officers: dict[AgencyCode, Actor] = {}
    signers: dict[AgencyCode, Actor] = {}
    for one in newcomers:
        held = one.membership
        actor = Actor(user=numbers[one.email], name=one.name, memberships=(held,) if held else ())
        if held is None:
            citizens.append(actor)
        elif held.role is Role.MODERATOR and held.outlet:
            moderators[held.outlet] = actor
        elif held.role is Role.OFFICER and held.agency:
            officers[held.agency] = actor
        elif held.role is Role.SIGNER and held.agency:
            signers[held.agency] = actor
    return People(citizens=tuple(citizens), moderators=moderators, officers=officers, signers=signers)
