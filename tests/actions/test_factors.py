"""Second factors (security.md, "Staff must have a passkey or a one-use TOTP"): what proves a person, once."""

from __future__ import annotations

import json
import logging
from collections.abc import Callable
from concurrent.futures import ThreadPoolExecutor
from datetime import timedelta
from threading import Barrier
from typing import Any
from urllib.parse import parse_qs, urlsplit

import pyotp
import pytest

from casework.actions import factors, passkeys, sessions
from casework.actions.factors import HasFactor, LastFactor, NotProven
from casework.actions.passkeys import AlreadyThere, BadName, Question, Site, TooMany
from casework.domain.policy import Actor, Membership
from casework.domain.refusals import Refused
from casework.domain.values import Role, UserId
from casework.readings import factors as readings
from casework.store import factors as store
from casework.store import people
from casework.store.casework import Casework
from casework.store.tables import DeliveryRow, OneTimePasswordRow, RecoveryCodeRow
from tests.authenticator import Device
from tests.house import Clock

ORIGIN = "https://dien-dan.test"
SITE = Site(host="dien-dan.test", origin=ORIGIN, name="Diễn đàn")
ADMIN = Actor(user=UserId(999), memberships=(Membership(role=Role.ADMIN),))
sqlite_only = pytest.mark.parametrize("database_url", ["sqlite"], indirect=True)


def person(casework: Casework, email: str, kind: str) -> UserId:
    with casework.db.write() as session:
        return people.add(
            session,
            email=email,
            name="Lê Thị Mai",
            kind=kind,
            password_hash=None,
            locale="vi",
            at=casework.now(),
            confirmed=True,
        )


@pytest.fixture
def mai(casework: Casework) -> UserId:
    """Works here."""
    return person(casework, "mai@demo.test", "staff")


@pytest.fixture
def hoa(casework: Casework) -> UserId:
    """A citizen."""
    return person(casework, "hoa@demo.test", "citizen")


def mails(casework: Casework) -> list[str]:
    with casework.db.read() as session:
        return [row.notice for row in session.query(DeliveryRow).order_by("created_at", "notice")]


def now_code(casework: Casework, secret: str, steps: int = 0) -> str:
    return pyotp.TOTP(secret).at(casework.now(), counter_offset=steps)


def with_app(casework: Casework, user: UserId) -> str:
    """Give somebody an app, two steps ago; returns its secret."""
    offer = factors.offer_app(casework, user, "Diễn đàn")
    factors.add_app(casework, user, offer.token, now_code(casework, offer.secret), is_first=False)
    casework.clock.advance(minutes=1)  # type: ignore[attr-defined]  # because the tests' clock can
    return offer.secret


def with_passkey(casework: Casework, user: UserId, name: str = "Máy ở cơ quan", **how: bool) -> Device:
    device = Device(ORIGIN, **how)
    asked = passkeys.ask_for_new(casework, user, SITE)
    enrol(casework, user, asked, device.create(asked.options), name=name)
    return device


def enrol(
    casework: Casework, user: UserId, asked: Question, answer: str, *, name: str = "Máy", first: bool = False
) -> None:
    passkeys.add(casework, user, answer, name=name, challenge=asked.challenge, site=SITE, is_first=first)


def refused(deed: Callable[[], object]) -> bool:
    try:
        deed()
    except NotProven:
        return True
    return False


# ---- an app that shows codes


def test_an_app_is_taken_once_a_code_of_it_was_typed(casework: Casework, mai: UserId) -> None:
    offer = factors.offer_app(casework, mai, "Diễn đàn")
    assert not readings.of(casework, mai).has_any
    assert parse_qs(urlsplit(offer.uri).query)["secret"] == [offer.secret]
    assert factors.offer_app(casework, mai, "Diễn đàn", offer.token) == offer

    with pytest.raises(NotProven):
        factors.add_app(casework, mai, offer.token, "000000", is_first=True)
    assert not readings.of(casework, mai).has_any
    factors.add_app(
        casework,
        mai,
        offer.token,
        f" {now_code(casework, offer.secret)[:3]} {now_code(casework, offer.secret)[3:]}",
        is_first=True,
    )

    assert readings.of(casework, mai).app_since == casework.now()
    assert mails(casework) == ["factor_added"]


def test_the_secret_of_an_app_lies_sealed_for_its_owner(casework: Casework, mai: UserId, hoa: UserId) -> None:
    secret = with_app(casework, mai)
    with casework.db.write() as session:
        row = session.get_one(OneTimePasswordRow, mai)
        assert secret.encode() not in row.ciphertext + row.wrapped_key
        found = store.app_secret(session, mai)
        assert found
        store.put_app(session, hoa, found[0], step=0, at=casework.now())  # copied to another row

    assert refused(lambda: factors.check_app(casework, hoa, now_code(casework, secret)))
    factors.check_app(casework, mai, now_code(casework, secret))


@sqlite_only
def test_an_offer_is_for_one_person_and_half_an_hour(
    casework: Casework, mai: UserId, hoa: UserId, clock: Clock
) -> None:
    offer = factors.offer_app(casework, mai, "Diễn đàn")
    with pytest.raises(NotProven):
        factors.add_app(casework, hoa, offer.token, now_code(casework, offer.secret), is_first=True)
    clock.advance(minutes=31)
    with pytest.raises(NotProven):
        factors.add_app(casework, mai, offer.token, now_code(casework, offer.secret), is_first=True)


@sqlite_only
@pytest.mark.parametrize("token", ["", "a", "....", "a.b.c.d", "é.é.é.é", "AAAA." * 4, "." * 9000, "\0"])
def test_a_broken_offer_is_replaced_and_never_taken(casework: Casework, mai: UserId, token: str) -> None:
    offer = factors.offer_app(casework, mai, "Diễn đàn", token)
    assert len(offer.secret) == 32
    with pytest.raises(NotProven):
        factors.add_app(casework, mai, token, now_code(casework, offer.secret), is_first=True)


def test_a_code_is_good_once_and_those_before_it_are_void(
    casework: Casework, mai: UserId, clock: Clock
) -> None:
    """security.md: a one-use TOTP."""
    secret = with_app(casework, mai)
    earlier, code = now_code(casework, secret, -1), now_code(casework, secret)

    factors.check_app(casework, mai, code)

    assert refused(lambda: factors.check_app(casework, mai, code))
    assert refused(lambda: factors.check_app(casework, mai, earlier))
    clock.advance(seconds=30)
    factors.check_app(casework, mai, now_code(casework, secret))


def test_the_code_that_set_the_app_up_does_not_sign_in_too(casework: Casework, mai: UserId) -> None:
    offer = factors.offer_app(casework, mai, "Diễn đàn")
    code = now_code(casework, offer.secret)
    factors.add_app(casework, mai, offer.token, code, is_first=True)
    assert refused(lambda: factors.check_app(casework, mai, code))


@sqlite_only
@pytest.mark.parametrize(("steps", "good"), [(-2, False), (-1, True), (0, True), (1, True), (2, False)])
def test_a_clock_may_be_wrong_by_one_step(casework: Casework, mai: UserId, steps: int, good: bool) -> None:
    secret = with_app(casework, mai)
    with casework.db.write() as session:
        session.get_one(OneTimePasswordRow, mai).last_step = 0
    code = now_code(casework, secret, steps)
    assert refused(lambda: factors.check_app(casework, mai, code)) is not good


@sqlite_only
@pytest.mark.parametrize("typed", ["", "123", "12345678", "abcdef", "\0", "\ud800", "12345\n", "9" * 9000])
def test_what_is_no_code_proves_nothing(casework: Casework, mai: UserId, typed: str) -> None:
    with_app(casework, mai)
    assert refused(lambda: factors.check_app(casework, mai, typed))
    assert refused(lambda: factors.check_code(casework, mai, typed))


@sqlite_only
def test_digits_of_other_keyboards_are_digits(casework: Casework, mai: UserId) -> None:
    wide = now_code(casework, with_app(casework, mai)).translate(
        {ord("0") + n: chr(ord("０") + n) for n in range(10)}
    )
    factors.check_app(casework, mai, wide)


def test_one_code_many_times_at_once_is_good_once(
    casework: Casework, mai: UserId, monkeypatch: pytest.MonkeyPatch
) -> None:
    code, together, found = now_code(casework, with_app(casework, mai)), Barrier(4), factors._step_of

    def all_find_it_unused(*said: Any, **more: Any) -> int | None:
        step = found(*said, **more)
        together.wait()
        return step

    monkeypatch.setattr(factors, "_step_of", all_find_it_unused)
    with ThreadPoolExecutor(4) as crowd:
        answers = list(crowd.map(lambda _: refused(lambda: factors.check_app(casework, mai, code)), range(4)))
    assert answers.count(False) == 1


@sqlite_only
def test_a_new_app_takes_the_place_of_the_old_one(casework: Casework, mai: UserId) -> None:
    old = with_app(casework, mai)
    offer = factors.offer_app(casework, mai, "Diễn đàn")
    factors.add_app(casework, mai, offer.token, now_code(casework, offer.secret), is_first=False)
    casework.clock.advance(minutes=1)  # type: ignore[attr-defined]  # because the tests' clock can

    assert refused(lambda: factors.check_app(casework, mai, now_code(casework, old)))
    factors.check_app(casework, mai, now_code(casework, offer.secret))


# ---- codes on paper


def test_a_code_on_paper_is_good_once_and_its_owner_is_told(casework: Casework, mai: UserId) -> None:
    with_app(casework, mai)
    codes = factors.new_codes(casework, mai)
    assert len(set(codes)) == factors.CODES == readings.of(casework, mai).codes_left

    factors.check_code(casework, mai, f" {codes[0].lower().replace('-', ' ')} ")

    assert refused(lambda: factors.check_code(casework, mai, codes[0]))
    assert readings.of(casework, mai).codes_left == factors.CODES - 1
    assert sorted(mails(casework)) == ["factor_added", "recovery_code_used", "recovery_codes_made"]


def test_codes_on_paper_are_kept_hashed_and_for_one_person(
    casework: Casework, mai: UserId, hoa: UserId
) -> None:
    codes = factors.new_codes(casework, mai)
    with casework.db.read() as session:
        kept = " ".join(row.hash for row in session.query(RecoveryCodeRow))
    assert not any(code in kept or code.replace("-", "") in kept for code in codes)
    assert refused(lambda: factors.check_code(casework, hoa, codes[0]))


def test_new_codes_make_the_old_ones_void(casework: Casework, mai: UserId) -> None:
    old, new = factors.new_codes(casework, mai), factors.new_codes(casework, mai)
    assert not set(old) & set(new)
    assert refused(lambda: factors.check_code(casework, mai, old[3]))
    factors.check_code(casework, mai, new[3])


def test_one_code_on_paper_many_times_at_once_is_good_once(casework: Casework, mai: UserId) -> None:
    code = factors.new_codes(casework, mai)[0]
    with ThreadPoolExecutor(6) as crowd:
        answers = list(
            crowd.map(lambda _: refused(lambda: factors.check_code(casework, mai, code)), range(6))
        )
    assert answers.count(False) == 1


# ---- passkeys


def test_a_passkey_signs_its_owner_in_alone_and_after_the_password(casework: Casework, mai: UserId) -> None:
    device = with_passkey(casework, mai)
    (kept,) = readings.of(casework, mai).passkeys
    assert (kept.name, kept.used_at) == ("Máy ở cơ quan", None)

    for user in (None, mai):
        asked = passkeys.ask_for_proof(casework, SITE, user)
        answer = device.answer(asked.options)
        assert passkeys.check(casework, answer, challenge=asked.challenge, site=SITE, user=user) == mai

    (kept,) = readings.of(casework, mai).passkeys
    assert kept.used_at == casework.now()
    assert mails(casework) == ["factor_added"]


@sqlite_only
def test_what_a_device_learns_of_its_owner_says_not_who_it_is(
    casework: Casework, mai: UserId, hoa: UserId
) -> None:
    asked = json.loads(passkeys.ask_for_new(casework, mai, SITE).options)
    assert asked["rp"]["id"] == "dien-dan.test"
    assert passkeys.handle(casework, mai) != passkeys.handle(casework, hoa)
    assert len(passkeys.handle(casework, mai)) == 32
    assert asked["excludeCredentials"] == []
    with_passkey(casework, mai)
    assert len(json.loads(passkeys.ask_for_new(casework, mai, SITE).options)["excludeCredentials"]) == 1


@pytest.mark.parametrize(
    "changes",
    [
        {"origin": "https://evil.test"},
        {"origin": "http://dien-dan.test"},
        {"origin": "https://dien-dan.test.evil.test"},
        {"challenge": "AAAA"},
        {"kind": "webauthn.create"},
        {"verified": False},
        {"owner": b"somebody else"},
        {"owner": b""},
    ],
    ids=str,
)
def test_an_answer_that_is_not_right_in_everything_proves_nothing(
    casework: Casework, mai: UserId, changes: dict[str, object]
) -> None:
    device = with_passkey(casework, mai)
    asked = passkeys.ask_for_proof(casework, SITE)
    answer = device.answer(asked.options, **changes)
    assert refused(lambda: passkeys.check(casework, answer, challenge=asked.challenge, site=SITE))


@sqlite_only
def test_after_the_password_another_persons_passkey_proves_nothing(
    casework: Casework, mai: UserId, hoa: UserId
) -> None:
    with_passkey(casework, mai)
    device = with_passkey(casework, hoa)
    asked = passkeys.ask_for_proof(casework, SITE, mai)
    answer = device.answer(asked.options)
    assert refused(lambda: passkeys.check(casework, answer, challenge=asked.challenge, site=SITE, user=mai))


@sqlite_only
def test_without_a_challenge_nothing_is_proven(casework: Casework, mai: UserId) -> None:
    device = with_passkey(casework, mai)
    asked = passkeys.ask_for_proof(casework, SITE)
    answer = device.answer(asked.options)
    assert refused(lambda: passkeys.check(casework, answer, challenge=None, site=SITE))


def test_a_passkey_that_counts_backwards_is_refused_and_written_down(
    casework: Casework, mai: UserId, caplog: pytest.LogCaptureFixture
) -> None:
    device = with_passkey(casework, mai)
    device.count = 40
    asked = passkeys.ask_for_proof(casework, SITE)
    passkeys.check(casework, device.answer(asked.options), challenge=asked.challenge, site=SITE)
    device.count = 20
    copied = device.answer(asked.options)

    with caplog.at_level(logging.WARNING):
        assert refused(lambda: passkeys.check(casework, copied, challenge=asked.challenge, site=SITE))

    assert "counts backwards" in caplog.text and f"user:{mai}" in caplog.text
    assert "demo.test" not in caplog.text


@sqlite_only
def test_a_passkey_that_does_not_count_goes_on(casework: Casework, mai: UserId) -> None:
    device = with_passkey(casework, mai, counts=False)
    for _ in range(2):
        asked = passkeys.ask_for_proof(casework, SITE)
        passkeys.check(casework, device.answer(asked.options), challenge=asked.challenge, site=SITE)


def test_one_answer_many_times_at_once_is_good_once(casework: Casework, mai: UserId) -> None:
    device = with_passkey(casework, mai)
    asked = passkeys.ask_for_proof(casework, SITE)
    answer = device.answer(asked.options)

    def go(_: int) -> bool:
        return refused(lambda: passkeys.check(casework, answer, challenge=asked.challenge, site=SITE))

    with ThreadPoolExecutor(6) as crowd:
        assert list(crowd.map(go, range(6))).count(False) == 1


@sqlite_only
@pytest.mark.parametrize(
    "answer",
    [
        "",
        "null",
        "[]",
        "{}",
        '"x"',
        "[" * 9000,
        '{"a":' * 5000,
        "9" * 20_000,
        '{"rawId": 3, "id": "x"}',
        '{"rawId": "é", "response": []}',
        '{"id":"AAAA","rawId":"AAAA","type":"public-key","response":{"clientDataJSON":"e30","attestationObject":"AAAA","authenticatorData":"AAAA","signature":"AAAA","userHandle":"AAAA"}}',
    ],
    ids=lambda answer: answer[:20],
)
def test_broken_answers_are_refused_whatever_is_wrong(casework: Casework, mai: UserId, answer: str) -> None:
    """security.md: JSON at most 32 deep."""
    asked = passkeys.ask_for_new(casework, mai, SITE)
    with pytest.raises(NotProven):
        enrol(casework, mai, asked, answer)
    with pytest.raises(NotProven):
        passkeys.check(casework, answer, challenge=asked.challenge, site=SITE)


@sqlite_only
@pytest.mark.parametrize(
    "changes", [{"origin": "https://evil.test"}, {"challenge": "AAAA"}, {"kind": "webauthn.get"}], ids=str
)
def test_a_new_passkey_is_taken_from_our_own_page_alone(
    casework: Casework, mai: UserId, changes: dict[str, object]
) -> None:
    asked = passkeys.ask_for_new(casework, mai, SITE)
    with pytest.raises(NotProven):
        enrol(casework, mai, asked, Device(ORIGIN).create(asked.options, **changes))


def test_a_passkey_is_enrolled_once(casework: Casework, mai: UserId, hoa: UserId) -> None:
    device = with_passkey(casework, mai)
    asked = passkeys.ask_for_new(casework, hoa, SITE)
    with pytest.raises(AlreadyThere):
        enrol(casework, hoa, asked, device.create(asked.options))
    assert not readings.of(casework, hoa).has_any


@sqlite_only
@pytest.mark.parametrize("name", ["", "  ", "x" * 61, "a\0b"])
def test_a_passkey_has_a_name(casework: Casework, mai: UserId, name: str) -> None:
    asked = passkeys.ask_for_new(casework, mai, SITE)
    with pytest.raises(BadName):
        enrol(casework, mai, asked, Device(ORIGIN).create(asked.options), name=name)


@sqlite_only
def test_nobody_collects_passkeys(casework: Casework, mai: UserId) -> None:
    for number in range(passkeys.MOST):
        with_passkey(casework, mai, f"Máy {number}")
    with pytest.raises(TooMany):
        with_passkey(casework, mai)


@sqlite_only
def test_only_ones_own_passkeys_are_renamed_and_removed(casework: Casework, mai: UserId, hoa: UserId) -> None:
    with_passkey(casework, mai)
    (mine,) = readings.of(casework, mai).passkeys
    assert not passkeys.rename(casework, hoa, mine.id, "Của tôi")
    assert not passkeys.remove(casework, hoa, mine.id)
    assert passkeys.rename(casework, mai, mine.id, " Điện thoại  ")
    assert readings.of(casework, mai).passkeys[0].name == "Điện thoại"


# ---- the first and the last


def test_with_the_password_alone_only_the_first_factor_is_added(casework: Casework, mai: UserId) -> None:
    """security.md: without a factor they reach only enrolment; nobody enrols their way around one."""
    with_passkey(casework, mai)
    offer = factors.offer_app(casework, mai, "Diễn đàn")
    with pytest.raises(HasFactor):
        factors.add_app(casework, mai, offer.token, now_code(casework, offer.secret), is_first=True)
    asked = passkeys.ask_for_new(casework, mai, SITE)
    with pytest.raises(HasFactor):
        enrol(casework, mai, asked, Device(ORIGIN).create(asked.options), first=True)


def test_of_two_first_factors_at_once_one_is_the_first(casework: Casework, mai: UserId) -> None:
    asked = [passkeys.ask_for_new(casework, mai, SITE) for _ in range(4)]
    answers = [(each, Device(ORIGIN).create(each.options)) for each in asked]

    def go(given: tuple[Question, str]) -> bool:
        try:
            enrol(casework, mai, *given, first=True)
        except HasFactor:
            return False
        return True

    with ThreadPoolExecutor(4) as crowd:
        assert list(crowd.map(go, answers)).count(True) == 1
    assert len(readings.of(casework, mai).passkeys) == 1


def test_who_works_here_keeps_the_last_factor(casework: Casework, mai: UserId) -> None:
    with_passkey(casework, mai)
    with_app(casework, mai)
    factors.new_codes(casework, mai)
    (kept,) = readings.of(casework, mai).passkeys

    assert factors.remove_app(casework, mai)
    assert not factors.remove_app(casework, mai)
    with pytest.raises(LastFactor):
        passkeys.remove(casework, mai, kept.id)

    found = readings.of(casework, mai)
    assert found.passkeys == (kept,) and found.codes_left == factors.CODES
    assert mails(casework).count("factor_removed") == 1


def test_of_the_last_two_factors_removed_at_once_one_stays(casework: Casework, mai: UserId) -> None:
    with_passkey(casework, mai)
    with_app(casework, mai)
    (kept,) = readings.of(casework, mai).passkeys
    deeds = [lambda: factors.remove_app(casework, mai), lambda: passkeys.remove(casework, mai, kept.id)]

    def go(deed: Callable[[], bool]) -> bool:
        try:
            return deed()
        except LastFactor:
            return False

    with ThreadPoolExecutor(2) as crowd:
        assert sorted(crowd.map(go, deeds)) == [False, True]
    assert readings.of(casework, mai).is_single


def test_a_citizen_may_do_without_again(casework: Casework, hoa: UserId) -> None:
    with_app(casework, hoa)
    factors.new_codes(casework, hoa)
    assert factors.remove_app(casework, hoa)
    found = readings.of(casework, hoa)
    assert not found.has_any and not found.codes_left


def test_an_administrator_takes_the_factors_of_who_lost_them(casework: Casework, mai: UserId) -> None:
    secret = with_app(casework, mai)
    with_passkey(casework, mai)
    codes = factors.new_codes(casework, mai)
    open_ = sessions.begin(casework, mai, device="", factor=True) or ""

    factors.reset_factors(casework, mai, by=ADMIN)

    assert not readings.of(casework, mai).has_any
    assert refused(lambda: factors.check_app(casework, mai, now_code(casework, secret)))
    assert refused(lambda: factors.check_code(casework, mai, codes[0]))
    assert "factors_reset" in mails(casework)
    assert sessions.load(casework, open_) is None


@sqlite_only
def test_nobody_else_does_and_nobody_their_own(casework: Casework, mai: UserId) -> None:
    """security.md, people, roles, keys: the administrator, not self."""
    with_passkey(casework, mai)
    self_ = Actor(user=mai, memberships=(Membership(role=Role.ADMIN),))
    others = [Actor(), *(Actor(user=UserId(5), memberships=(Membership(role=role),)) for role in Role)]
    for by in [self_, *(other for other in others if Role.ADMIN not in other.roles)]:
        with pytest.raises(Refused):
            factors.reset_factors(casework, mai, by=by)
    with pytest.raises(LookupError):
        factors.reset_factors(casework, UserId(12345), by=ADMIN)
    assert readings.of(casework, mai).has_any


@sqlite_only
def test_the_clock_of_codes_is_the_houses(casework: Casework, mai: UserId, clock: Clock) -> None:
    secret = with_app(casework, mai)
    code = now_code(casework, secret)
    clock.advance(minutes=5)
    assert refused(lambda: factors.check_app(casework, mai, code))
    clock.set(clock.at - timedelta(minutes=5))
    factors.check_app(casework, mai, code)
