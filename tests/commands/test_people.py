"""A forum without a demo gets its first administrator by command."""

from __future__ import annotations

from collections.abc import Callable

from click.testing import Result
from sqlalchemy import select

from casework.domain.values import Role
from casework.readings import people
from casework.store.casework import Casework
from casework.store.tables import DeliveryRow, OneTimePasswordRow
from tests.commands.conftest import give_factors


def letters(casework: Casework) -> list[str]:
    with casework.db.read() as session:
        return list(session.scalars(select(DeliveryRow.notice)))


def test_the_first_administrator_gets_an_account_and_a_letter(
    flask: Callable[..., Result], casework: Casework
) -> None:
    said = flask("people", "administrator", "Moi@Bao.test", "Đỗ Thị Nhài")
    assert said.exit_code == 0, said.output
    found = people.find_by_email(casework, "moi@bao.test")
    assert found is not None
    assert [membership.role for membership in found.memberships] == [Role.ADMIN]
    assert letters(casework) == ["password_reset"]
    again = flask("people", "administrator", "moi@bao.test", "Đỗ Thị Nhài")
    assert "is already an administrator" in again.output
    assert letters(casework) == ["password_reset"]


def test_no_administrator_without_an_address(flask: Callable[..., Result]) -> None:
    said = flask("people", "administrator", "nobody", "Đỗ Thị Nhài")
    assert said.exit_code == 1
    assert "not an account" in said.output


def test_who_has_lost_every_device_enrols_anew(flask: Callable[..., Result], casework: Casework) -> None:
    give_factors(casework)
    said = flask("people", "forget-factors", "admin@demo.test")
    assert said.exit_code == 0, said.output
    with casework.db.read() as session:
        assert len(session.scalars(select(OneTimePasswordRow)).all()) == 1  # the overseer's
    assert letters(casework) == ["factors_reset"]
    assert "nobody has this address" in flask("people", "forget-factors", "x@demo.test").output
