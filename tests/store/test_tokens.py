"""Links that prove an address, and notices that wait."""

from __future__ import annotations

import threading

import pytest

from casework.domain.values import UserId
from casework.store import mailbox, people, tokens
from casework.store.casework import Casework
from casework.store.tables import DeliveryRow, TokenRow
from casework.store.tokens import Purpose
from tests.house import Clock


@pytest.fixture
def user(casework: Casework) -> UserId:
    with casework.db.write() as session:
        return people.add(
            session,
            email="men@demo.test",
            name="Mến",
            kind="citizen",
            password_hash=None,
            locale="vi",
            at=casework.now(),
        )


def issue(casework: Casework, user: UserId, purpose: Purpose = Purpose.CONFIRM_ACCOUNT) -> str:
    with casework.db.write() as session:
        return tokens.issue(session, purpose, user_id=user, now=casework.now())


def use(casework: Casework, raw: str, purpose: Purpose = Purpose.CONFIRM_ACCOUNT) -> tokens.Token | None:
    with casework.db.write() as session:
        return tokens.use(session, purpose, raw, casework.now())


def peek(casework: Casework, raw: str, purpose: Purpose = Purpose.CONFIRM_ACCOUNT) -> tokens.Token | None:
    with casework.db.read() as session:
        return tokens.peek(session, purpose, raw, casework.now())


def test_a_link_can_be_looked_at_often_and_used_once(casework: Casework, user: UserId) -> None:
    raw = issue(casework, user)
    assert peek(casework, raw) == peek(casework, raw) is not None
    used = use(casework, raw)
    assert used is not None and used.user_id == user
    assert use(casework, raw) is None and peek(casework, raw) is None


def test_only_the_hash_of_a_link_is_kept(casework: Casework, user: UserId) -> None:
    raw = issue(casework, user)
    with casework.db.read() as session:
        row = session.query(TokenRow).one()
        assert raw not in (row.hash, row.purpose) and len(row.hash) == 64


def test_a_link_lasts_half_an_hour(casework: Casework, user: UserId, clock: Clock) -> None:
    raw = issue(casework, user)
    clock.advance(minutes=29, seconds=59)
    assert peek(casework, raw) is not None
    clock.advance(seconds=1)
    assert peek(casework, raw) is None and use(casework, raw) is None


def test_a_link_serves_its_own_purpose_only(casework: Casework, user: UserId) -> None:
    raw = issue(casework, user)
    assert use(casework, raw, Purpose.RESET_PASSWORD) is None
    assert use(casework, raw) is not None


@pytest.mark.parametrize("raw", ["", "x", "\0", "\ud800", "ộ" * 10_000])
def test_what_is_no_link_is_none(casework: Casework, raw: str) -> None:
    assert peek(casework, raw) is None and use(casework, raw) is None


def test_of_two_who_use_a_link_at_once_one_gets_it(casework: Casework, user: UserId) -> None:
    raw = issue(casework, user)
    together, won = threading.Barrier(4), []

    def go() -> None:
        together.wait()
        won.append(use(casework, raw) is not None)

    threads = [threading.Thread(target=go) for _ in range(4)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    assert sorted(won) == [False, False, False, True]


def test_old_links_are_swept_away(casework: Casework, user: UserId, clock: Clock) -> None:
    issue(casework, user)
    clock.advance(hours=1)
    fresh = issue(casework, user)
    with casework.db.write() as session:
        assert tokens.sweep(session, casework.now()) == 1
    assert peek(casework, fresh) is not None


def test_the_same_notice_waits_once(casework: Casework, user: UserId) -> None:
    put = {"notice": "published", "about": "event:1", "recipient": f"user:{user}", "at": casework.now()}
    with casework.db.write() as session:
        assert mailbox.put(session, **put)
        assert not mailbox.put(session, **put)
        assert mailbox.put(session, **put | {"about": "event:2"})
    with casework.db.read() as session:
        assert {row.state for row in session.query(DeliveryRow)} == {"waiting"}
        assert session.query(DeliveryRow).count() == 2
