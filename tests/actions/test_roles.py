"""Who works here, and who may say so."""

from __future__ import annotations

from pathlib import Path

import pytest

from casework.actions import accounts, roles, sessions
from casework.actions.accounts import BadAccount, Fault
from casework.actions.directory import import_directory
from casework.actions.passwords import PasswordFault
from casework.actions.roles import CONSOLE, BadRole, RoleFault
from casework.domain.policy import ANYBODY, Actor, Membership
from casework.domain.refusals import Refused
from casework.domain.values import AgencyCode, OutletCode, Role, UserId
from casework.readings import people as readings
from casework.store import people
from casework.store.casework import Casework
from casework.store.tables import DeliveryRow

NAM_DINH = Path(__file__).resolve().parents[2] / "data" / "nam-dinh"
PASSWORD = "cái cày theo sau con trâu"


@pytest.fixture
def house(casework: Casework) -> Casework:
    import_directory(casework, NAM_DINH)
    return casework


def add(house: Casework, email: str, name: str = "Đỗ Thị Nhài") -> UserId:
    return roles.add_person(house, email=email, name=name, password=PASSWORD, by=CONSOLE)


def actor(house: Casework, user: UserId) -> Actor:
    open_ = sessions.begin(house, user, device="", factor=True)
    found = sessions.load(house, open_ or "")
    assert found is not None
    return found.actor


@pytest.fixture
def admin(house: Casework) -> Actor:
    user = add(house, "admin@demo.test", "Quản trị")
    roles.grant(house, user, Role.ADMIN, by=CONSOLE)
    return actor(house, user)


def test_a_role_is_given_once_and_taken_back(house: Casework, admin: Actor) -> None:
    user = add(house, "nhai@demo.test")
    assert roles.grant(house, user, "officer", "STNMT", by=admin)
    assert not roles.grant(house, user, "officer", "STNMT", by=admin)
    assert roles.grant(house, user, Role.MODERATOR, "BND", by=admin)
    assert roles.grant(house, user, Role.OVERSEER, by=admin)
    assert not roles.grant(house, user, Role.OVERSEER, by=admin)
    assert actor(house, user).memberships == (
        Membership(role=Role.OFFICER, agency=AgencyCode("STNMT")),
        Membership(role=Role.MODERATOR, outlet=OutletCode("BND")),
        Membership(role=Role.OVERSEER),
    )
    assert roles.revoke(house, user, Role.OVERSEER, by=admin)
    assert not roles.revoke(house, user, Role.OVERSEER, by=admin)
    assert Role.OVERSEER not in actor(house, user).roles


@pytest.mark.parametrize("database_url", ["sqlite"], indirect=True)
@pytest.mark.parametrize(
    ("role", "place", "fault"),
    [
        ("officer", "", RoleFault.NEEDS_AGENCY),
        ("signer", "", RoleFault.NEEDS_AGENCY),
        ("moderator", "", RoleFault.NEEDS_OUTLET),
        ("journalist", "", RoleFault.NEEDS_OUTLET),
        ("overseer", "BND", RoleFault.NEEDS_NEITHER),
        ("admin", "STNMT", RoleFault.NEEDS_NEITHER),
        ("officer", "BND", RoleFault.UNKNOWN_PLACE),
        ("moderator", "STNMT", RoleFault.UNKNOWN_PLACE),
    ],
)
def test_a_role_is_for_the_right_kind_of_place(
    house: Casework, role: str, place: str, fault: RoleFault
) -> None:
    user = add(house, "nhai@demo.test")
    with pytest.raises(BadRole) as bad:
        roles.grant(house, user, role, place, by=CONSOLE)
    assert bad.value.fault is fault


def test_an_administrator_does_nothing_to_themselves_and_others_do_nothing_at_all(
    house: Casework, admin: Actor
) -> None:
    user = add(house, "nhai@demo.test")
    assert admin.user is not None
    for by, whom in (
        (admin, admin.user),
        (ANYBODY, user),
        (actor(house, user), user),
        (Actor(name="console"), user),
    ):
        with pytest.raises(Refused):
            roles.grant(house, whom, Role.OVERSEER, by=by)
        with pytest.raises(Refused):
            roles.revoke(house, whom, Role.ADMIN, by=by)
        with pytest.raises(Refused):
            roles.disable(house, whom, by=by)
    assert actor(house, admin.user).roles == {Role.ADMIN}


def test_a_disabled_account_ends_its_sessions_and_cannot_sign_in(house: Casework, admin: Actor) -> None:
    user = add(house, "nhai@demo.test")
    open_ = sessions.begin(house, user, device="") or ""
    assert accounts.authenticate(house, "nhai@demo.test", PASSWORD) == user
    roles.disable(house, user, by=admin)
    assert sessions.load(house, open_) is None
    assert sessions.begin(house, user, device="") is None
    assert accounts.authenticate(house, "nhai@demo.test", PASSWORD) is None
    accounts.request_reset(house, "nhai@demo.test")
    with house.db.read() as session:
        assert not session.query(DeliveryRow).all()
    roles.enable(house, user, by=admin)
    assert accounts.authenticate(house, "nhai@demo.test", PASSWORD) == user
    assert sessions.load(house, open_) is None


def test_an_account_opened_without_a_password_gets_a_link_to_set_one(house: Casework) -> None:
    user = roles.add_person(house, email="nhai@demo.test", name="Nhài", by=CONSOLE)
    with house.db.read() as session:
        assert [(row.notice, row.recipient) for row in session.query(DeliveryRow)] == [
            ("password_reset", f"user:{user}")
        ]
    assert accounts.authenticate(house, "nhai@demo.test", "") is None


def test_staff_need_longer_passwords_and_an_address_of_their_own(house: Casework) -> None:
    with pytest.raises(BadAccount) as bad:
        roles.add_person(house, email="a@demo.test", name="A", password="con trâu đi", by=CONSOLE)
    assert bad.value.faults == {"password": PasswordFault.TOO_SHORT}
    add(house, "nhai@demo.test")
    with pytest.raises(BadAccount) as bad:
        add(house, "NHAI@demo.test")
    assert bad.value.faults == {"email": Fault.TAKEN}


def test_people_are_listed_by_address_page_by_page(
    house: Casework, admin: Actor, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(readings, "A_PAGE", 2)
    for letter in "bcd":
        user = add(house, f"{letter}@demo.test", f"Đỗ {letter}")
    roles.grant(house, user, Role.SIGNER, "STNMT", by=admin)
    first = readings.page(house, by=admin)
    assert [person.email for person in first.people] == ["admin@demo.test", "b@demo.test"]
    second = readings.page(house, by=admin, after=first.after or "")
    assert [person.email for person in second.people] == ["c@demo.test", "d@demo.test"]
    assert second.after is None
    assert second.people[1].memberships == (Membership(role=Role.SIGNER, agency=AgencyCode("STNMT")),)


@pytest.mark.parametrize(
    ("search", "found"),
    [("đỗ", 2), ("ĐỖ", 2), ("Nhài", 1), ("LAN@", 1), ("100%", 0), ("_", 0), ("\0", 0), ("", 3)],
)
def test_people_are_found_by_a_part_of_name_or_address(
    house: Casework, admin: Actor, search: str, found: int
) -> None:
    add(house, "nhai@demo.test", "Đỗ Thị Nhài")
    add(house, "lan@demo.test", "Đỗ Lan")
    assert len(readings.page(house, by=admin, search=search).people) == found


def test_people_are_found_by_role(house: Casework, admin: Actor) -> None:
    add(house, "lan@demo.test")
    assert [person.email for person in readings.page(house, by=admin, role=Role.ADMIN).people] == [
        "admin@demo.test"
    ]


def test_members_of_a_place_are_those_who_can_act_there(house: Casework, admin: Actor) -> None:
    lan, nhai = add(house, "lan@demo.test"), add(house, "nhai@demo.test")
    for user in (lan, nhai):
        roles.grant(house, user, Role.OFFICER, "STNMT", by=admin)
    roles.grant(house, lan, Role.SIGNER, "STNMT", by=admin)
    roles.disable(house, nhai, by=admin)
    with house.db.read() as session:
        assert people.members(session, (Role.OFFICER, Role.SIGNER), agency=AgencyCode("STNMT")) == [lan]


@pytest.mark.parametrize("database_url", ["sqlite"], indirect=True)
def test_the_list_of_people_is_for_administrators(house: Casework) -> None:
    user = add(house, "nhai@demo.test")
    with pytest.raises(Refused):
        readings.page(house, by=actor(house, user))
    with pytest.raises(Refused):
        readings.person(house, user, by=ANYBODY)
