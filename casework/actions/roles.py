"""Who works here: accounts that an administrator opens, closes, and gives roles to."""

from __future__ import annotations

from enum import StrEnum
from typing import Final

from casework.actions.accounts import BadAccount, Fault, checked
from casework.actions.passwords import hashed
from casework.actions.sessions import end_everywhere
from casework.domain.policy import Actor, Membership, Permission, can
from casework.domain.refusals import Refused, Why
from casework.domain.values import AgencyCode, OutletCode, Role, UserId
from casework.store import denunciations, people
from casework.store.casework import Casework
from casework.store.db import Conflict
from casework.store.mailbox import put_account

CONSOLE: Final = Actor(name="console")  # who has the machine needs no account: the commands
KINDS: Final = ("citizen", "business", "staff")

_FOR_AGENCY: Final = frozenset({Role.OFFICER, Role.SIGNER, Role.KEEPER})
_FOR_OUTLET: Final = frozenset({Role.MODERATOR, Role.JOURNALIST})


class RoleFault(StrEnum):
    NEEDS_AGENCY = "needs_agency"
    NEEDS_OUTLET = "needs_outlet"
    NEEDS_NEITHER = "needs_neither"
    UNKNOWN_PLACE = "unknown_place"  # no such agency or outlet
    UNKNOWN_PERSON = "unknown_person"
    NEEDS_INSPECTORATE = "needs_inspectorate"  # the sealed channel is kept there and nowhere else
    KEEPS_ALONE = "keeps_alone"  # who keeps it does nothing else here


class BadRole(ValueError):
    """The role cannot be given like this; nothing was changed."""

    def __init__(self, fault: RoleFault) -> None:
        super().__init__(fault.value)
        self.fault = fault


def membership(role: Role | str, place: str = "") -> Membership:
    """A role at a place: an agency's or outlet's code, or nothing. Raises BadRole, ValueError for no role."""
    role = Role(role)
    if role in _FOR_AGENCY:
        if not place:
            raise BadRole(RoleFault.NEEDS_AGENCY)
        return Membership(role=role, agency=AgencyCode(place))
    if role in _FOR_OUTLET:
        if not place:
            raise BadRole(RoleFault.NEEDS_OUTLET)
        return Membership(role=role, outlet=OutletCode(place))
    if place:
        raise BadRole(RoleFault.NEEDS_NEITHER)
    return Membership(role=role)


def grant(casework: Casework, user: UserId, role: Role | str, place: str = "", *, by: Actor) -> bool:
    """Give a role; False when they have it already.

    Raises Refused (who is no administrator, or is that person), BadRole, ValueError for no role.
    """
    wanted = membership(role, place)
    _check(by, user)
    if wanted.role is Role.KEEPER and wanted.agency not in denunciations.inspectorates(casework):
        raise BadRole(RoleFault.NEEDS_INSPECTORATE)
    with casework.db.write() as session:
        person = people.find(session, user)
        if person is None:
            raise BadRole(RoleFault.UNKNOWN_PERSON)
        if any((one.role is Role.KEEPER) != (wanted.role is Role.KEEPER) for one in person.memberships):
            raise BadRole(RoleFault.KEEPS_ALONE)
        try:
            given = people.grant(session, user, wanted)
        except LookupError:
            raise BadRole(RoleFault.UNKNOWN_PLACE) from None
        if given:
            end_everywhere(session, user)  # other rights, other limits: they sign in anew
        return given


def revoke(casework: Casework, user: UserId, role: Role | str, place: str = "", *, by: Actor) -> bool:
    """Take a role back; False when they had it not. Raises as `grant` does."""
    wanted = membership(role, place)
    _check(by, user)
    with casework.db.write() as session:
        taken = people.revoke(session, user, wanted)
        if taken:
            end_everywhere(session, user)
        return taken


def add_person(
    casework: Casework,
    *,
    email: str,
    name: str,
    kind: str = "staff",
    organisation: str = "",
    password: str | None = None,
    password_hash: str | None = None,
    locale: str = "vi",
    by: Actor,
) -> UserId:
    """Open an account whose address counts as proven. Without a password its owner gets a link to set one.

    `password_hash` is for many accounts at once, whose password `passwords.hashed` has seen before.

    Raises BadAccount, and Refused for who is no administrator.
    """
    _check(by, None)
    if kind not in KINDS:
        raise BadAccount({"kind": Fault.BAD_KIND})
    address, line, place = checked(
        email=email, name=name, password=password, organisation=organisation, staff=kind == "staff"
    )
    kept = password_hash if password is None else hashed(password)
    now = casework.now()
    try:
        with casework.db.write() as session:
            user = people.add(
                session,
                email=address,
                name=line,
                kind=kind,
                organisation=place,
                password_hash=kept,
                locale=locale,
                at=now,
                confirmed=True,
            )
            if kept is None:
                put_account(session, "password_reset", user, now)
            return user
    except Conflict:
        raise BadAccount({"email": Fault.TAKEN}) from None


def disable(casework: Casework, user: UserId, *, by: Actor) -> None:
    """Close an account: its sessions end, and it cannot sign in. Raises Refused, BadRole for nobody."""
    _check(by, user)
    with casework.db.write() as session:
        if people.find(session, user) is None:
            raise BadRole(RoleFault.UNKNOWN_PERSON)
        people.disable(session, user, casework.now())
        end_everywhere(session, user)


def enable(casework: Casework, user: UserId, *, by: Actor) -> None:
    """Open a closed account again. Raises as `disable` does."""
    _check(by, user)
    with casework.db.write() as session:
        if people.find(session, user) is None:
            raise BadRole(RoleFault.UNKNOWN_PERSON)
        people.enable(session, user)


def _check(by: Actor, user: UserId | None) -> None:
    """Only an administrator, and never for themselves: so one is always left."""
    if by is CONSOLE:
        return
    if not can(by, Permission.ADMINISTER) or (user is not None and by.user == user):
        raise Refused(Why.NOT_ALLOWED)
