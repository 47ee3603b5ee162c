"""Accounts: signing up and in, and what nobody learns from it."""

from __future__ import annotations

import dataclasses
import threading

import pytest
from argon2 import PasswordHasher

from casework.actions import accounts, passwords, sessions
from casework.actions.accounts import BadAccount, BadLink, Fault, SignUp
from casework.actions.addresses import BadAddress, normal_address
from casework.actions.passwords import PasswordFault
from casework.domain.values import UserId
from casework.readings import people as readings
from casework.store import people, tokens
from casework.store.casework import Casework
from casework.store.tables import DeliveryRow
from casework.store.tokens import Purpose
from tests.house import REAL_HASHER, Clock

MEN = SignUp(email="Men.Nguyen@Demo.test", name="Nguyễn Thị Mến", password="con trâu đi trước")
NEW = "cái cày theo sau"


def mails(casework: Casework) -> list[tuple[str, str]]:
    with casework.db.read() as session:
        return [(row.notice, row.recipient) for row in session.query(DeliveryRow).order_by("created_at")]


def link(casework: Casework, user: UserId, purpose: Purpose) -> str:
    with casework.db.write() as session:
        return tokens.issue(session, purpose, user_id=user, now=casework.now())


def signed_up(casework: Casework, form: SignUp = MEN) -> UserId:
    accounts.sign_up(casework, form)
    person = readings.find_by_email(casework, form.email)
    assert person is not None
    return person.id


@pytest.fixture
def men(casework: Casework) -> UserId:
    user = signed_up(casework)
    accounts.confirm(casework, link(casework, user, Purpose.CONFIRM_ACCOUNT))
    return user


def faults(form: SignUp, casework: Casework) -> dict[str, object]:
    with pytest.raises(BadAccount) as bad:
        accounts.sign_up(casework, form)
    return dict(bad.value.faults)


def test_who_signs_up_can_sign_in_once_the_address_is_proven(casework: Casework) -> None:
    user = signed_up(casework)
    assert mails(casework) == [("account_confirm", f"user:{user}")]
    assert accounts.authenticate(casework, MEN.email, MEN.password) is None
    raw = link(casework, user, Purpose.CONFIRM_ACCOUNT)
    assert accounts.link_holds(casework, Purpose.CONFIRM_ACCOUNT, raw)
    assert accounts.confirm(casework, raw) == user
    assert accounts.authenticate(casework, " MEN.nguyen@demo.TEST ", MEN.password) == user
    with pytest.raises(BadLink):
        accounts.confirm(casework, raw)


def test_who_signs_in_before_proving_the_address_gets_the_link_again(casework: Casework) -> None:
    user = signed_up(casework)
    assert accounts.authenticate(casework, MEN.email, "wrong password") is None
    assert len(mails(casework)) == 1
    assert accounts.authenticate(casework, MEN.email, MEN.password) is None
    assert mails(casework) == [("account_confirm", f"user:{user}")] * 2


def test_an_address_with_an_account_is_told_by_mail_alone(casework: Casework, men: UserId) -> None:
    accounts.sign_up(casework, dataclasses.replace(MEN, name="Kẻ khác", password=NEW))
    assert ("account_exists", f"user:{men}") in mails(casework)
    assert accounts.authenticate(casework, MEN.email, NEW) is None
    assert accounts.authenticate(casework, MEN.email, MEN.password) == men


def test_a_stranger_who_signed_up_first_owns_nothing_of_who_proves_the_address(casework: Casework) -> None:
    user = signed_up(casework, dataclasses.replace(MEN, password="mật khẩu của kẻ lạ"))
    old = link(casework, user, Purpose.CONFIRM_ACCOUNT)
    assert signed_up(casework) == user
    with pytest.raises(BadLink):
        accounts.confirm(casework, old)
    accounts.confirm(casework, link(casework, user, Purpose.CONFIRM_ACCOUNT))
    assert accounts.authenticate(casework, MEN.email, "mật khẩu của kẻ lạ") is None
    assert accounts.authenticate(casework, MEN.email, MEN.password) == user


def test_the_same_form_many_times_at_once_opens_one_account(casework: Casework) -> None:
    together, failed = threading.Barrier(4), []

    def go() -> None:
        together.wait()
        try:
            accounts.sign_up(casework, MEN)
        except Exception as error:  # shown below
            failed.append(error)

    threads = [threading.Thread(target=go) for _ in range(4)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    assert not failed
    assert {mail[0] for mail in mails(casework)} == {"account_confirm"}


@pytest.mark.parametrize("database_url", ["sqlite"], indirect=True)
def test_a_form_is_told_every_field_that_is_wrong(casework: Casework) -> None:
    form = SignUp(email="men", name=" ", password="ngắn", kind="business")
    assert faults(form, casework) == {
        "email": Fault.BAD_EMAIL,
        "name": Fault.MISSING,
        "organisation": Fault.MISSING,
        "password": PasswordFault.TOO_SHORT,
    }
    long = dataclasses.replace(MEN, name="ộ" * 121, kind="staff", organisation="\0")
    assert faults(long, casework) == {
        "name": Fault.TOO_LONG,
        "organisation": Fault.UNCLEAN,
        "kind": Fault.BAD_KIND,
    }
    assert not mails(casework)


def test_a_known_and_an_unknown_address_cost_one_hashing_each(
    casework: Casework, men: UserId, monkeypatch: pytest.MonkeyPatch
) -> None:
    hashed: list[str] = []

    class Counting(PasswordHasher):
        def verify(self, kept: str, password: bytes) -> bool:
            hashed.append(f"verify {kept[:9]}")
            return super().verify(kept, password)

        def hash(self, *arguments: object) -> str:
            hashed.append("hash")
            return super().hash(*arguments)

    passwords.fits("warm", None)
    monkeypatch.setattr(passwords, "_HASHER", Counting(time_cost=1, memory_cost=64, parallelism=1))
    for email in (MEN.email, "nobody@demo.test", "no address"):
        hashed.clear()
        assert accounts.authenticate(casework, email, "not the password") is None
        assert hashed == ["verify $argon2id"]
    for email in (MEN.email, "nobody@demo.test"):
        hashed.clear()
        accounts.sign_up(casework, dataclasses.replace(MEN, email=email))
        assert hashed == ["hash"]


def test_a_password_far_too_long_is_never_hashed(
    casework: Casework, men: UserId, monkeypatch: pytest.MonkeyPatch
) -> None:
    """security.md: length capped before hashing. Who sends a megabyte costs no hashing of it."""

    class Never(PasswordHasher):
        def verify(self, kept: str, password: bytes) -> bool:
            raise AssertionError(len(password))

        def hash(self, *arguments: object) -> str:
            raise AssertionError("hashed")

    monkeypatch.setattr(passwords, "_HASHER", Never())
    for long in ("x" * 129, "x" * 1_000_000, "ộ" * 500_000):
        assert accounts.authenticate(casework, MEN.email, long) is None
        with pytest.raises(BadAccount):
            accounts.sign_up(casework, dataclasses.replace(MEN, email="moi@demo.test", password=long))
        with pytest.raises(BadAccount):
            accounts.change_password(casework, men, current=long, new=NEW)


def test_passwords_are_kept_with_argon2id_and_hashed_anew_when_its_parameters_change(
    casework: Casework, men: UserId, monkeypatch: pytest.MonkeyPatch
) -> None:
    open_ = sessions.begin(casework, men, device="") or ""
    monkeypatch.setattr(passwords, "_HASHER", REAL_HASHER)
    assert accounts.authenticate(casework, MEN.email, MEN.password) == men
    with casework.db.read() as session:
        known = people.credentials_of(session, men)
    assert known is not None and known.password_hash is not None
    assert known.password_hash.startswith("$argon2id$v=19$m=65536,t=3,p=4$")
    assert accounts.authenticate(casework, MEN.email, MEN.password) == men
    assert sessions.load(casework, open_) is not None


def test_a_password_is_the_same_however_its_marks_were_typed(casework: Casework, men: UserId) -> None:
    typed = "con tra\u0302u \u0111i tru\u031bo\u031b\u0301c"
    assert typed != MEN.password
    assert accounts.authenticate(casework, MEN.email, typed) == men


def test_a_reset_by_link_ends_every_session_and_every_other_link(casework: Casework, men: UserId) -> None:
    accounts.request_reset(casework, MEN.email)
    accounts.request_reset(casework, "nobody@demo.test")
    assert mails(casework).count(("password_reset", f"user:{men}")) == 1
    open_ = sessions.begin(casework, men, device="") or ""
    assert sessions.load(casework, open_) is not None
    raw, other = (link(casework, men, Purpose.RESET_PASSWORD) for _ in range(2))
    with pytest.raises(BadAccount):
        accounts.reset_password(casework, raw, "12345678")
    assert accounts.reset_password(casework, raw, NEW) == men
    for used in (raw, other):
        with pytest.raises(BadLink):
            accounts.reset_password(casework, used, NEW)
    assert sessions.load(casework, open_) is None
    assert accounts.authenticate(casework, MEN.email, MEN.password) is None
    assert accounts.authenticate(casework, MEN.email, NEW) == men
    assert ("password_changed", f"user:{men}") in mails(casework)


def test_a_new_password_needs_the_old_one_and_ends_every_session(casework: Casework, men: UserId) -> None:
    open_ = sessions.begin(casework, men, device="") or ""
    with pytest.raises(BadAccount) as bad:
        accounts.change_password(casework, men, current="wrong password", new=NEW)
    assert bad.value.faults == {"current": Fault.WRONG_PASSWORD}
    assert sessions.load(casework, open_) is not None
    accounts.change_password(casework, men, current=MEN.password, new=NEW)
    assert sessions.load(casework, open_) is None


def test_name_and_language_are_changed_and_cleaned(casework: Casework, men: UserId) -> None:
    accounts.describe(casework, men, name="  Mến\u200b Nguyễn ", phone="0912 345 678", locale="en")
    accounts.set_locale(casework, men, "fr")
    person = readings.find_by_email(casework, MEN.email)
    assert person is not None
    assert (person.name, person.phone, person.locale) == ("Mến Nguyễn", "0912 345 678", "vi")
    with pytest.raises(BadAccount):
        accounts.describe(casework, men, name="", locale="vi")


def test_a_link_too_old_proves_nothing(casework: Casework, clock: Clock) -> None:
    raw = link(casework, signed_up(casework), Purpose.CONFIRM_ACCOUNT)
    clock.advance(minutes=31)
    assert not accounts.link_holds(casework, Purpose.CONFIRM_ACCOUNT, raw)
    with pytest.raises(BadLink):
        accounts.confirm(casework, raw)


@pytest.mark.parametrize(
    ("password", "staff", "fault"),
    [
        ("bảy ký.", False, PasswordFault.TOO_SHORT),
        ("con trâu đi", True, PasswordFault.TOO_SHORT),
        ("x" * 129, False, PasswordFault.TOO_LONG),
        ("x" * 10_000_000, False, PasswordFault.TOO_LONG),
        ("matkhau123", False, PasswordFault.COMMON),
        ("Mật Khẩu 2026!", False, PasswordFault.COMMON),
        ("namdinh1986", False, PasswordFault.COMMON),
        ("P@ssw0rd", False, PasswordFault.COMMON),
        ("namdinhnamdinhnamdinh", True, PasswordFault.COMMON),
        ("aaaaaaaaaaaaaaaaaaaa", True, PasswordFault.COMMON),
        ("\u0301" * 12, False, PasswordFault.COMMON),
        ("xx-Men.Nguyen-yy", False, PasswordFault.CONTAINS_EMAIL),
        ("con trâu đi trước", False, None),
        ("cái cày theo sau!", True, None),
        ("ộ" * 3 + "xyz" * 40, False, None),
    ],
)
def test_passwords_that_are_guessed_are_not_taken(
    password: str, staff: bool, fault: PasswordFault | None
) -> None:
    assert passwords.fault_of(password, email="men.nguyen@demo.test", staff=staff) is fault


def test_the_list_of_common_passwords_is_there_and_long() -> None:
    """OWASP ASVS 5.0, 6.2.4: at least the 3,000 that are tried first."""
    assert len([one for one in passwords._common() if len(one) >= passwords.SHORTEST]) > 3000
    for tried in ("football1", "Iloveyou2", "1Q2W3E4R5T6Y", "trustno1", "michael1", "liverpool"):
        assert passwords.fault_of(tried, email="men@demo.test", staff=False) is PasswordFault.COMMON, tried


@pytest.mark.parametrize(
    ("typed", "kept"),
    [
        (" Men@Demo.TEST ", "men@demo.test"),
        ("men@báo.vn", "men@xn--bo-mia.vn"),
        ("mến@demo.vn", None),
        ("men@", None),
        ("men@demo.vn\0", None),
        ("men@demo.vn\nBcc: x@y.vn", None),
        (f"{'m' * 65}@demo.vn", None),
        ("", None),
    ],
)
def test_an_address_has_one_spelling(typed: str, kept: str | None) -> None:
    if kept is None:
        with pytest.raises(BadAddress):
            normal_address(typed)
    else:
        assert normal_address(typed) == kept
