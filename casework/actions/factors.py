"""What somebody proves themselves with beside the password: an app that shows codes, and codes on paper.

Passkeys are in `passkeys`. Whoever has a factor adds or removes one only after showing one; the doors see to
it that it was lately. Every change is told to its owner by mail (OWASP ASVS 5.0, 6.3.7).
"""

from __future__ import annotations

import hmac
import logging
import re
import secrets
import unicodedata
from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Final

import pyotp

from casework.actions.passwords import fits
from casework.actions.roles import CONSOLE
from casework.actions.sessions import end_everywhere
from casework.domain.codes import ALPHABET
from casework.domain.policy import Actor, Permission, can
from casework.domain.refusals import Refused, Why
from casework.domain.values import UserId
from casework.store import factors, people
from casework.store.casework import Casework
from casework.store.db import Session
from casework.store.mailbox import put_account
from casework.store.sealed import context_of_app
from casework.store.vault import CannotOpen, packed, unpacked

CODES: Final = 10  # on one sheet of paper
OFFER_LASTS: Final = timedelta(minutes=30)
STEP_SECONDS: Final = 30
DIGITS: Final = 6
_DRIFT: Final = 1  # steps that a device's clock may be ahead or behind (RFC 6238, section 5.2)
_CODE_SIGNS: Final = 12  # 12 · log2(30) = 59 bits, under a key that is not in the database
_GROUP: Final = 4
_LONGEST_TYPED: Final = 60
_BETWEEN: Final = re.compile(r"[\s\-\u2010-\u2015\u2212_.]+")
log = logging.getLogger(__name__)


class NotProven(Exception):
    """What was shown proves nothing: wrong, too old, or used before."""


class HasFactor(Exception):
    """They have a factor: it has to be shown before another one is added."""


class LastFactor(Exception):
    """Who works here must keep one; another one has to be added first."""


@dataclass(frozen=True, kw_only=True)
class Offer:
    """A secret that an app may take. `token` brings it back sealed, so that nothing is kept until it is."""

    secret: str  # base32, for typing
    uri: str  # the same for a camera
    token: str


# ---- an app that shows codes


def offer_app(casework: Casework, user: UserId, issuer: str, token: str = "") -> Offer:
    """A secret for an app; the same one again while its `token` is good, so that a reload changes nothing."""
    secret = _offered(casework, user, token)
    if secret is None:
        secret = pyotp.random_base32()
        stamped = {"secret": secret, "at": casework.now().isoformat()}
        token = packed(casework.vault.seal(stamped, _offer_context(user)))
    with casework.db.read() as session:
        person = people.find(session, user)
    uri = pyotp.TOTP(secret).provisioning_uri(name=person.email if person else "", issuer_name=issuer)
    return Offer(secret=secret, uri=uri, token=token)


def add_app(casework: Casework, user: UserId, token: str, code: str, *, is_first: bool) -> None:
    """Take an app whose code shows that it has the secret, in place of an older one.

    `is_first`: the person has shown the password alone, which is enough for the first factor only.
    Raises NotProven for a wrong code or an offer that is too old, HasFactor.
    """
    secret, now = _offered(casework, user, token), casework.now()
    step = None if secret is None else _step_of(secret, code, now, after=0)
    if secret is None or step is None:
        raise NotProven
    sealed = casework.vault.seal({"secret": secret}, context_of_app(user))
    with casework.db.write() as session:
        begin_adding(session, user, is_first=is_first)
        factors.put_app(session, user, sealed, step=step, at=now)
        put_account(session, "factor_added", user, now)


def check_app(casework: Casework, user: UserId, code: str) -> None:
    """Use up a code of somebody's app. Raises NotProven: for a wrong one, and for one seen before."""
    with casework.db.read() as session:
        found = factors.app_secret(session, user)
    if found is None:
        raise NotProven
    sealed, last_step = found
    try:
        secret = casework.vault.open(sealed, context_of_app(user))["secret"]
    except CannotOpen as error:
        log.error("the secret of the app of user:%s cannot be opened: is a master key missing?", user)
        raise NotProven from error
    step = _step_of(secret, code, casework.now(), after=last_step)
    if step is None:
        raise NotProven
    with casework.db.write() as session:
        if not factors.use_step(session, user, step):
            raise NotProven


def remove_app(casework: Casework, user: UserId) -> bool:
    """False when they had none. Raises LastFactor."""
    with casework.db.write() as session:
        factors.hold(session, user)
        return factors.remove_app(session, user) and after_removing(session, user, casework.now())


# ---- codes on paper


def new_codes(casework: Casework, user: UserId) -> tuple[str, ...]:
    """Ten codes that stand in for a lost device, once each; those before them are void.

    They are nowhere but in what this returns.
    """
    made = tuple(_new_code() for _ in range(CODES))
    now = casework.now()
    with casework.db.write() as session:
        factors.hold(session, user)
        factors.put_codes(session, user, [_hash(casework, user, code) for code in made])
        put_account(session, "recovery_codes_made", user, now)
    return made


def check_code(casework: Casework, user: UserId, typed: str) -> None:
    """Use one up; its owner is told by mail. Raises NotProven: unknown, or used before."""
    now = casework.now()
    with casework.db.write() as session:
        if not factors.use_code(session, user, _hash(casework, user, typed), now):
            raise NotProven
        put_account(session, "recovery_code_used", user, now)


# ---- for all kinds


def check_password(casework: Casework, user: UserId, password: str) -> None:
    """For who has nothing else to show. Raises NotProven."""
    with casework.db.read() as session:
        known = people.credentials_of(session, user)
    if not fits(password, known.password_hash if known else None):
        raise NotProven


def reset_factors(casework: Casework, user: UserId, *, by: Actor) -> None:
    """Take every factor from somebody who has lost them all; their sessions end, and they are told by mail.

    Raises Refused for who is no administrator, or is that person, and LookupError for nobody.
    """
    if by is not CONSOLE and (not can(by, Permission.ADMINISTER) or by.user == user):
        raise Refused(Why.NOT_ALLOWED)
    now = casework.now()
    with casework.db.write() as session:
        if people.find(session, user) is None:
            raise LookupError(user)
        factors.hold(session, user)
        factors.remove_all(session, user)
        end_everywhere(session, user)
        put_account(session, "factors_reset", user, now)


def begin_adding(session: Session, user: UserId, *, is_first: bool) -> None:
    """Hold the person's factors. Raises HasFactor when only the first may be added and there is one."""
    factors.hold(session, user)
    if is_first and factors.count(session, user):
        raise HasFactor


def after_removing(session: Session, user: UserId, now: datetime) -> bool:
    """True, when one could be removed; its owner is told. Raises LastFactor, which undoes the removal."""
    if not factors.count(session, user):
        person = people.find(session, user)
        if person is None or person.is_staff:
            raise LastFactor
        factors.remove_all(session, user)  # codes that stand in for nothing
    put_account(session, "factor_removed", user, now)
    return True


def _step_of(secret: str, code: str, now: datetime, *, after: int) -> int | None:
    """The step after another whose code this is, near the present one; None for a wrong or an old code."""
    typed = _signs(code).encode()
    current, app = int(now.timestamp()) // STEP_SECONDS, pyotp.TOTP(secret, digits=DIGITS)
    found = None
    for step in range(current - _DRIFT, current + _DRIFT + 1):
        # Every step is compared, and in constant time: how long it takes tells nothing of the digits.
        if hmac.compare_digest(app.generate_otp(step).encode(), typed) and step > after:
            found = step
    return found


def _new_code() -> str:
    signs = "".join(secrets.choice(ALPHABET) for _ in range(_CODE_SIGNS))
    return "-".join(signs[start : start + _GROUP] for start in range(0, _CODE_SIGNS, _GROUP))


def _hash(casework: Casework, user: UserId, code: str) -> str:
    """What is kept of a code, whatever its case, dashes and spaces: a keyed hash, bound to the person."""
    return casework.vault.lookup(f"recovery code\0{user}\0{_signs(code).upper()}")


def _signs(typed: str) -> str:
    """What was typed without what people put between; surrogates, which no engine takes, as "?"."""
    plain = typed[:_LONGEST_TYPED].encode("utf-8", "replace").decode()
    return _BETWEEN.sub("", unicodedata.normalize("NFKC", plain))


def _offered(casework: Casework, user: UserId, token: str) -> str | None:
    """The secret that an offer brings back; None when it is another person's, too old, or none."""
    try:
        plain = casework.vault.open(unpacked(token), _offer_context(user))
        made_at = datetime.fromisoformat(plain["at"])
    except (CannotOpen, ValueError):
        return None
    return plain["secret"] if casework.now() - made_at <= OFFER_LASTS else None


def _offer_context(user: UserId) -> str:
    return f"totp-offer:{user}"
