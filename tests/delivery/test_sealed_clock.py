"""The dates of the sealed channel, kept by the worker: told to its keepers once, and to nobody else."""

from __future__ import annotations

from concurrent.futures import ThreadPoolExecutor
from datetime import datetime
from threading import Barrier

from sqlalchemy import select

from casework.actions import roles, sealed_clock
from casework.actions.denunciations import open_case, perform
from casework.actions.roles import CONSOLE
from casework.delivery import clockwork
from casework.delivery.worker import run
from casework.domain.calendar import LOCAL
from casework.domain.denunciations import Deed
from casework.domain.values import DenunciationCode, Role
from casework.readings import denunciations
from casework.store.casework import Casework
from casework.store.tables import DeliveryRow
from tests.delivery.conftest import URL, Box, everything
from tests.doors.stage import TTT, a_denunciation, actor
from tests.house import Clock

KEEPER = actor("keeper")


def at(day: int, hour: int = 9, month: int = 11) -> datetime:
    return datetime(2026, month, day, hour, tzinfo=LOCAL)


def letters_of(casework: Casework, clock: Clock, when: datetime) -> list[tuple[str, str]]:
    """To whom the worker sends what at a moment, once it has struck the clocks."""
    clock.set(when)
    clockwork.strike(casework)
    box = Box()
    run(casework, box, URL, once=True)
    return [(letter["To"], letter["Subject"]) for letter in box.letters]


def read_on_the_second(casework: Casework, clock: Clock) -> DenunciationCode:
    """One that came on Monday the 2nd, whose first letter is out; to be taken up by Wednesday the 11th."""
    code = a_denunciation(casework).code
    letters_of(casework, clock, at(3))
    open_case(casework, code, by=KEEPER)
    return code


DUE = ("keeper@demo.test", "Kênh kín: có việc đến hạn")


def test_its_keeper_is_told_when_a_date_is_near_and_when_it_has_passed(
    casework: Casework, clock: Clock
) -> None:
    read_on_the_second(casework, clock)
    assert letters_of(casework, clock, at(5)) == []
    assert letters_of(casework, clock, at(6, 0)) == []  # marked at midnight, told in the morning
    assert letters_of(casework, clock, at(6, 8)) == [DUE]
    assert letters_of(casework, clock, at(9)) == []
    assert letters_of(casework, clock, at(12)) == [DUE]
    assert letters_of(casework, clock, at(13)) == letters_of(casework, clock, at(30)) == []


def test_after_a_week_without_a_worker_one_letter_tells_of_all(casework: Casework, clock: Clock) -> None:
    for _ in range(3):
        a_denunciation(casework)
    letters_of(casework, clock, at(3))
    assert letters_of(casework, clock, at(16)) == [DUE]
    assert letters_of(casework, clock, at(17)) == []


def test_the_letter_names_nothing_and_no_administrator_sees_it(casework: Casework, clock: Clock) -> None:
    code = read_on_the_second(casework, clock)
    clock.set(at(12))
    clockwork.strike(casework)
    box = Box()
    run(casework, box, URL, once=True)
    (letter,) = box.letters
    told = everything(letter)
    assert code not in told and "TC-" not in told and "địa chính" not in told
    with casework.db.read() as session:
        rows = session.scalars(select(DeliveryRow)).all()
        assert {row.recipient for row in rows} == {f"user:{KEEPER.user}"}
        assert all(row.report_code is None and code not in row.about for row in rows)


def test_the_log_says_what_the_clock_did_and_the_keepers_form_is_not_out_of_date(
    casework: Casework, clock: Clock
) -> None:
    code = read_on_the_second(casework, clock)
    seen = open_case(casework, code, by=KEEPER).denunciation.version
    letters_of(casework, clock, at(12))
    perform(casework, code, Deed.ACCEPTED, by=KEEPER, seen=seen)
    log = open_case(casework, code, by=KEEPER).log
    assert [entry.deed for entry in log if entry.user is None] == [Deed.RECEIVED, Deed.OVERDUE]
    assert letters_of(casework, clock, at(10, month=12)) == [DUE]  # thirty days from the 12th


def test_two_workers_at_once_mark_it_once(casework: Casework, clock: Clock) -> None:
    read_on_the_second(casework, clock)
    clock.set(at(12))
    together = Barrier(2)

    def strike() -> int:
        together.wait()
        return sealed_clock.strike(casework)

    with ThreadPoolExecutor(2) as pool:
        assert sum(future.result() for future in [pool.submit(strike) for _ in range(2)]) == 1
    assert letters_of(casework, clock, at(12)) == [DUE]


def test_while_nobody_keeps_it_nothing_is_marked_and_the_next_keeper_is_told(
    casework: Casework, clock: Clock
) -> None:
    read_on_the_second(casework, clock)
    keeper, citizen = KEEPER.user, actor("citizen").user
    assert keeper is not None and citizen is not None
    roles.revoke(casework, keeper, Role.KEEPER, TTT, by=CONSOLE)
    assert letters_of(casework, clock, at(12)) == []
    roles.grant(casework, citizen, Role.KEEPER, TTT, by=CONSOLE)
    assert ("citizen@demo.test", DUE[1]) in letters_of(casework, clock, at(13))


def test_what_is_due_first_stands_first(casework: Casework, clock: Clock) -> None:
    first = read_on_the_second(casework, clock)
    second = a_denunciation(casework).code
    perform(
        casework,
        first,
        Deed.ACCEPTED,
        by=KEEPER,
        seen=open_case(casework, first, by=KEEPER).denunciation.version,
    )
    assert [one.code for one in denunciations.waiting(casework, KEEPER)] == [second, first]
