"""Accounts: signing up and in, passwords, and who may do what.

Whether an address has an account is never told: the answer and the work are the same, and the difference
lies in the mail that its owner gets.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from enum import StrEnum
from types import MappingProxyType
from typing import Final

from casework.actions.addresses import BadAddress, DisposableAddress, lasting_address, normal_address
from casework.actions.passwords import fault_of, fits, hashed, is_outdated, is_short_for_staff
from casework.actions.sessions import end_everywhere
from casework.domain.text import Unclean, normalise_line
from casework.domain.values import UserId
from casework.store import people, tokens
from casework.store.casework import Casework
from casework.store.db import Conflict, Session
from casework.store.mailbox import put_account
from casework.store.people import Person
from casework.store.tokens import Purpose

KINDS: Final = ("citizen", "business")
LOCALES: Final = ("vi", "en")
LONGEST: Mapping[str, int] = MappingProxyType({"name": 120, "organisation": 200, "phone": 40})


class Fault(StrEnum):
    """What is wrong with a field; the door says it in words. Passwords have faults of their own."""

    MISSING = "missing"
    TOO_LONG = "too_long"
    UNCLEAN = "unclean"
    BAD_EMAIL = "bad_email"
    DISPOSABLE_EMAIL = "disposable_email"
    BAD_KIND = "bad_kind"
    WRONG_PASSWORD = "wrong_password"
    TAKEN = "taken"  # told to an administrator only


class BadAccount(ValueError):
    """What was typed is not taken, and nothing was changed: the first fault of each field, by its name."""

    def __init__(self, faults: Mapping[str, StrEnum]) -> None:
        super().__init__(", ".join(f"{name}: {fault.value}" for name, fault in faults.items()))
        self.faults = MappingProxyType(dict(faults))


class PasswordTooShort(Exception):
    """It is the right one, but too short for who has come to work here: they need a new one."""


class BadLink(LookupError):
    """The link is unknown, too old, or was used before."""


@dataclass(frozen=True, kw_only=True)
class SignUp:
    """A filled-in form; `kind` is citizen or business, which says its organisation's name."""

    email: str
    name: str
    password: str
    kind: str = "citizen"
    organisation: str = ""
    locale: str = "vi"


def sign_up(casework: Casework, form: SignUp) -> None:
    """Open an account that waits for its address to be proven; its owner gets a link.

    Says the same for an address that has an account, whose owner is told so by mail. Raises BadAccount.
    """
    faults: dict[str, StrEnum] = {}
    email = _email(form.email, faults)
    name = _line("name", form.name, faults, needed=True)
    organisation = _line("organisation", form.organisation, faults, needed=form.kind == "business")
    if form.kind not in KINDS:
        faults["kind"] = Fault.BAD_KIND
    _check_password(form.password, email, faults, staff=False)
    if faults:
        raise BadAccount(faults)
    kept = hashed(form.password)  # whether the address is known or not, so that both take as long
    told = SignUp(
        email=email,
        name=name,
        password="",
        kind=form.kind,
        organisation=organisation if form.kind == "business" else "",
        locale=_locale(form.locale),
    )
    try:
        _open(casework, told, kept)
    except Conflict:  # the same form twice at once: the other one was first
        _open(casework, told, kept)


def _open(casework: Casework, form: SignUp, kept: str) -> None:
    now = casework.now()
    with casework.db.write() as session:
        known = people.find_by_email(session, form.email)
        if known is None:
            user = people.add(
                session,
                email=form.email,
                name=form.name,
                kind=form.kind,
                organisation=form.organisation,
                password_hash=kept,
                locale=form.locale,
                at=now,
            )
        elif known.is_confirmed or known.is_disabled:
            put_account(session, "account_exists", known.id, now)
            return
        else:
            # Else a stranger who signed up first would own the password of whoever proves the address.
            user = known.id
            tokens.revoke(session, Purpose.CONFIRM_ACCOUNT, user)
            people.replace_unconfirmed(
                session,
                user,
                name=form.name,
                kind=form.kind,
                organisation=form.organisation,
                password_hash=kept,
                locale=form.locale,
            )
        put_account(session, "account_confirm", user, now)


def link_holds(casework: Casework, purpose: Purpose | str, raw: str) -> bool:
    """Whether a link can be used, without using it: mail scanners open links too."""
    with casework.db.read() as session:
        return tokens.peek(session, purpose, raw, casework.now()) is not None


def confirm(casework: Casework, raw: str) -> UserId:
    """Prove the address that the link was sent to. Raises BadLink."""
    now = casework.now()
    with casework.db.write() as session:
        user = _use(casework, session, Purpose.CONFIRM_ACCOUNT, raw)
        people.confirm(session, user, now)
        return user


def authenticate(casework: Casework, email: str, password: str) -> UserId | None:
    """Who signs in, or None: unknown, wrong, disabled and unproven look alike and take as long.

    Who knows the password of an account whose address is not proven yet gets the link once more.
    Raises PasswordTooShort.
    """
    try:
        address = normal_address(email)
    except BadAddress:
        address = ""
    with casework.db.read() as session:
        known = people.credentials(session, address)
    if not fits(password, known.password_hash if known else None):
        return None
    if known is None or known.password_hash is None or known.is_disabled:
        return None
    if not known.is_confirmed:
        with casework.db.write() as session:
            put_account(session, "account_confirm", known.user, casework.now())
        return None
    if is_short_for_staff(password) and _works_here(casework, known.user):
        raise PasswordTooShort
    if is_outdated(known.password_hash):
        newer = hashed(password)
        with casework.db.write() as session:
            people.rehash(session, known.user, known.password_hash, newer)
    return known.user


def _works_here(casework: Casework, user: UserId) -> bool:
    with casework.db.read() as session:
        person = people.find(session, user)
    return person is not None and person.is_staff


def request_reset(casework: Casework, email: str) -> None:
    """Let a link for a new password be sent, if the address has an account. Raises BadAccount."""
    faults: dict[str, StrEnum] = {}
    address = _email(email, faults)
    if faults:
        raise BadAccount(faults)
    now = casework.now()
    with casework.db.write() as session:
        known = people.find_by_email(session, address)
        if known is not None and not known.is_disabled:
            put_account(session, "password_reset", known.id, now)


def reset_password(casework: Casework, raw: str, password: str) -> UserId:
    """Set a new password by a link; ends every session and every other link, and proves the address.

    Raises BadLink, and BadAccount for a password that is not taken (then the link can still be used).
    """
    now = casework.now()
    with casework.db.read() as session:
        token = tokens.peek(session, Purpose.RESET_PASSWORD, raw, now)
        person = people.find(session, token.user_id) if token and token.user_id else None
    if person is None or person.is_disabled:
        raise BadLink
    kept = _new_password(person, password)
    with casework.db.write() as session:
        user = _use(casework, session, Purpose.RESET_PASSWORD, raw)
        for purpose in (Purpose.RESET_PASSWORD, Purpose.CONFIRM_ACCOUNT):
            tokens.revoke(session, purpose, user)
        people.confirm(session, user, now)
        people.set_password(session, user, kept)
        end_everywhere(session, user)
        put_account(session, "password_changed", user, now)
    return user


def change_password(casework: Casework, user: UserId, *, current: str, new: str) -> None:
    """Set a new password; ends every session, this one too. Raises BadAccount."""
    with casework.db.read() as session:
        person, known = people.find(session, user), people.credentials_of(session, user)
    if person is None or known is None or not fits(current, known.password_hash):
        raise BadAccount({"current": Fault.WRONG_PASSWORD})
    kept = _new_password(person, new)
    with casework.db.write() as session:
        people.set_password(session, user, kept)
        end_everywhere(session, user)
        tokens.revoke(session, Purpose.RESET_PASSWORD, user)
        put_account(session, "password_changed", user, casework.now())


def describe(
    casework: Casework, user: UserId, *, name: str, organisation: str = "", phone: str = "", locale: str
) -> None:
    """Change what somebody says about themselves. Raises BadAccount."""
    faults: dict[str, StrEnum] = {}
    lines = {
        "name": _line("name", name, faults, needed=True),
        "organisation": _line("organisation", organisation, faults),
        "phone": _line("phone", phone, faults),
    }
    if faults:
        raise BadAccount(faults)
    with casework.db.write() as session:
        people.describe(session, user, **lines, locale=_locale(locale))


def set_locale(casework: Casework, user: UserId, locale: str) -> None:
    """The language of pages and mails."""
    with casework.db.write() as session:
        people.set_locale(session, user, _locale(locale))


def checked(
    *, email: str, name: str, password: str | None, organisation: str = "", staff: bool
) -> tuple[str, str, str]:
    """Address, name and organisation in their normal spelling. Raises BadAccount."""
    faults: dict[str, StrEnum] = {}
    lines = (
        _email(email, faults),
        _line("name", name, faults, needed=True),
        _line("organisation", organisation, faults),
    )
    if password is not None:
        _check_password(password, lines[0], faults, staff=staff)
    if faults:
        raise BadAccount(faults)
    return lines


def _use(casework: Casework, session: Session, purpose: Purpose, raw: str) -> UserId:
    token = tokens.use(session, purpose, raw, casework.now())
    if token is None or token.user_id is None:
        raise BadLink
    return token.user_id


def _new_password(person: Person, password: str) -> str:
    faults: dict[str, StrEnum] = {}
    _check_password(password, person.email, faults, staff=person.is_staff)
    if faults:
        raise BadAccount(faults)
    return hashed(password)


def _check_password(password: str, email: str, faults: dict[str, StrEnum], *, staff: bool) -> None:
    fault = fault_of(password, email=email, staff=staff)
    if fault is not None:
        faults["password"] = fault


def _email(typed: str, faults: dict[str, StrEnum]) -> str:
    try:
        return lasting_address(typed)
    except DisposableAddress:
        faults["email"] = Fault.DISPOSABLE_EMAIL
        return ""
    except BadAddress:
        faults["email"] = Fault.BAD_EMAIL
        return ""


def _line(field: str, typed: str, faults: dict[str, StrEnum], *, needed: bool = False) -> str:
    try:
        line = normalise_line(typed)
    except Unclean:
        faults[field] = Fault.UNCLEAN
        return ""
    if needed and not line:
        faults[field] = Fault.MISSING
    if len(line) > LONGEST[field]:
        faults[field] = Fault.TOO_LONG
    return line


def _locale(wanted: str) -> str:
    return wanted if wanted in LOCALES else LOCALES[0]
