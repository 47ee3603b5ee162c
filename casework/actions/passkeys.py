"""Passkeys (WebAuthn level 3): enrolling one, and signing in with one."""

from __future__ import annotations

import json
import logging
import secrets
from collections.abc import Iterable
from dataclasses import dataclass
from typing import Any, Final

import webauthn
from webauthn.helpers.structs import (
    AuthenticatorSelectionCriteria,
    AuthenticatorTransport,
    PublicKeyCredentialDescriptor,
    ResidentKeyRequirement,
    UserVerificationRequirement,
)

from casework.actions.factors import NotProven, after_removing, begin_adding
from casework.domain.text import Unclean, normalise_line
from casework.domain.values import UserId
from casework.store import factors, people
from casework.store.casework import Casework
from casework.store.db import Conflict
from casework.store.factors import NewPasskey, Passkey
from casework.store.mailbox import put_account

MOST: Final = 10  # of one person
LONGEST_NAME: Final = 60
LONGEST_ANSWER: Final = 16_000  # characters that a browser sends; a real answer has some two thousand
_DEEPEST: Final = 32
_CHALLENGE_BYTES: Final = 32
_MILLISECONDS: Final = 300_000  # as long as the challenge is good
log = logging.getLogger(__name__)


class BadName(ValueError):
    """No name, or one that is too long or cannot be read."""


class TooMany(Exception):
    """They have as many passkeys as anybody may."""


class AlreadyThere(Exception):
    """This very passkey is enrolled."""


@dataclass(frozen=True, kw_only=True)
class Site:
    """What a passkey is bound to: `host` and `origin` are those of the public address."""

    host: str
    origin: str
    name: str


@dataclass(frozen=True, kw_only=True)
class Question:
    """What the browser is asked, as JSON, and the challenge in it, good for one answer."""

    options: str
    challenge: bytes


def ask_for_new(casework: Casework, user: UserId, site: Site) -> Question:
    """Let a device make a passkey for somebody; not one that has one of theirs. Raises LookupError."""
    with casework.db.read() as session:
        person, theirs = people.find(session, user), factors.passkeys(session, user)
    if person is None:
        raise LookupError(user)
    challenge = secrets.token_bytes(_CHALLENGE_BYTES)
    options = webauthn.generate_registration_options(
        rp_id=site.host,
        rp_name=site.name,
        user_id=handle(casework, user),
        user_name=person.email,
        user_display_name=person.name,
        challenge=challenge,
        timeout=_MILLISECONDS,
        authenticator_selection=AuthenticatorSelectionCriteria(
            resident_key=ResidentKeyRequirement.PREFERRED,
            user_verification=UserVerificationRequirement.PREFERRED,
        ),
        exclude_credentials=_descriptors(theirs),
    )
    return Question(options=webauthn.options_to_json(options), challenge=challenge)


def add(
    casework: Casework,
    user: UserId,
    answer: str,
    *,
    name: str,
    challenge: bytes | None,
    site: Site,
    is_first: bool,
) -> None:
    """Enrol what a device answered. `is_first` as for `factors.add_app`.

    Raises BadName, NotProven, HasFactor, TooMany, AlreadyThere.
    """
    name = checked_name(name)
    new = _new_passkey(answer, name, challenge, site)
    now = casework.now()
    try:
        with casework.db.write() as session:
            begin_adding(session, user, is_first=is_first)
            if len(factors.passkeys(session, user)) >= MOST:
                raise TooMany
            factors.add_passkey(session, user, new, now)
            put_account(session, "factor_added", user, now)
    except Conflict:
        raise AlreadyThere from None


def ask_for_proof(casework: Casework, site: Site, user: UserId | None = None) -> Question:
    """Ask for a signature: by one of this person's passkeys, or (nobody) by whichever the device offers.

    Without a password before it the device must know its owner, by finger, face or PIN.
    """
    theirs: tuple[Passkey, ...] = ()
    if user is not None:
        with casework.db.read() as session:
            theirs = factors.passkeys(session, user)
    challenge = secrets.token_bytes(_CHALLENGE_BYTES)
    needed = UserVerificationRequirement.REQUIRED if user is None else UserVerificationRequirement.PREFERRED
    options = webauthn.generate_authentication_options(
        rp_id=site.host,
        challenge=challenge,
        timeout=_MILLISECONDS,
        allow_credentials=_descriptors(theirs),
        user_verification=needed,
    )
    return Question(options=webauthn.options_to_json(options), challenge=challenge)


def check(
    casework: Casework, answer: str, *, challenge: bytes | None, site: Site, user: UserId | None = None
) -> UserId:
    """Who has signed the challenge; `user` says who it must be, after a password. Raises NotProven."""
    sent = _parsed(answer)
    credential = _bytes_of(sent, "rawId")
    with casework.db.read() as session:
        found = factors.passkey(session, credential)
    if found is None or challenge is None or user not in (None, found.user):
        raise NotProven
    if user is None and _bytes_of(sent.get("response"), "userHandle") != handle(casework, found.user):
        raise NotProven
    sign_count = _verified_count(sent, found, challenge, site, is_alone=user is None)
    with casework.db.write() as session:
        if not factors.use_passkey(session, found.id, sign_count, casework.now()):
            # Two devices with one key: somebody may have copied it. Ids only: a log lies open.
            log.warning("passkey %s of user:%s counts backwards (%s)", found.id, found.user, sign_count)
            raise NotProven
    return found.user


def rename(casework: Casework, user: UserId, passkey_id: str, name: str) -> bool:
    """False when they have none of this id. Raises BadName."""
    name = checked_name(name)
    with casework.db.write() as session:
        return factors.rename_passkey(session, user, passkey_id, name)


def remove(casework: Casework, user: UserId, passkey_id: str) -> bool:
    """False when they have none of this id. Raises LastFactor."""
    with casework.db.write() as session:
        factors.hold(session, user)
        gone = factors.remove_passkey(session, user, passkey_id)
        return gone and after_removing(session, user, casework.now())


def handle(casework: Casework, user: UserId) -> bytes:
    """How devices know a person: nothing that says who it is (WebAuthn level 3, section 14.6.1)."""
    return bytes.fromhex(casework.vault.lookup(f"passkey owner\0{user}"))


def checked_name(typed: str) -> str:
    """A passkey's name in its normal spelling. Raises BadName."""
    try:
        name = normalise_line(typed)
    except Unclean as error:
        raise BadName from error
    if not name or len(name) > LONGEST_NAME:
        raise BadName
    return name


def _new_passkey(answer: str, name: str, challenge: bytes | None, site: Site) -> NewPasskey:
    sent = _parsed(answer)
    if challenge is None:
        raise NotProven
    try:
        verified = webauthn.verify_registration_response(
            credential=sent,
            expected_challenge=challenge,
            expected_rp_id=site.host,
            expected_origin=site.origin,
        )
    except Exception as error:  # because the library lets the errors of its parsers through, of every kind
        log.info("a new passkey is not taken: %s", type(error).__name__)
        raise NotProven from error
    response = sent.get("response")
    transports = response.get("transports") if isinstance(response, dict) else None
    return NewPasskey(
        credential=verified.credential_id,
        public_key=verified.credential_public_key,
        sign_count=verified.sign_count,
        transports=_known(transports if isinstance(transports, list) else ()),
        name=name,
    )


def _verified_count(
    sent: dict[str, Any], found: Passkey, challenge: bytes, site: Site, *, is_alone: bool
) -> int:
    """The device's counter, if its answer is right. Whether it went on, the store says in one statement."""
    try:
        return webauthn.verify_authentication_response(
            credential=sent,
            expected_challenge=challenge,
            expected_rp_id=site.host,
            expected_origin=site.origin,
            credential_public_key=found.public_key,
            credential_current_sign_count=0,
            require_user_verification=is_alone,
        ).new_sign_count
    except Exception as error:  # because the library lets the errors of its parsers through, of every kind
        log.info("passkey %s of user:%s proves nothing: %s", found.id, found.user, type(error).__name__)
        raise NotProven from error


def _parsed(answer: str) -> dict[str, Any]:
    """JSON of a browser, neither long nor deep. Raises NotProven."""
    if len(answer) > LONGEST_ANSWER or answer.count("{") + answer.count("[") > _DEEPEST:
        raise NotProven
    try:
        sent = json.loads(answer)
    except ValueError as error:
        raise NotProven from error
    if not isinstance(sent, dict):
        raise NotProven
    return sent


def _bytes_of(sent: object, name: str) -> bytes:
    """What stands under a name in base64url; empty when nothing does."""
    text = sent.get(name) if isinstance(sent, dict) else None
    if not isinstance(text, str):
        return b""
    try:
        return webauthn.base64url_to_bytes(text)
    except ValueError:
        return b""


def _known(transports: Iterable[object]) -> tuple[str, ...]:
    every = {each.value for each in AuthenticatorTransport}
    return tuple(sorted({each for each in transports if isinstance(each, str) and each in every}))


def _descriptors(theirs: Iterable[Passkey]) -> list[PublicKeyCredentialDescriptor]:
    return [
        PublicKeyCredentialDescriptor(
            id=each.credential, transports=[AuthenticatorTransport(way) for way in each.transports]
        )
        for each in theirs
    ]
