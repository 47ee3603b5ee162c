"""A device that makes and uses passkeys, in software: what a telephone or a security key does."""

from __future__ import annotations

import hashlib
import json
import secrets
from typing import Any

import cbor2
from cryptography.hazmat.primitives import hashes
from cryptography.hazmat.primitives.asymmetric import ec
from webauthn import base64url_to_bytes
from webauthn.helpers import bytes_to_base64url

_PRESENT, _VERIFIED, _WITH_KEY = 0x01, 0x04, 0x40


class Device:
    """Holds one passkey. `origin` is what its browser says; `count` the next answer's counter, less one."""

    def __init__(self, origin: str, *, counts: bool = True) -> None:
        self.origin = origin
        self.counts = counts
        self.count = 0
        self.credential = secrets.token_bytes(16)
        self.owner = b""
        self._key = ec.generate_private_key(ec.SECP256R1())

    def create(self, options: str, **changes: Any) -> str:
        """The answer to the question for a new passkey; `changes` as for `answer`."""
        asked = json.loads(options)
        self.owner = base64url_to_bytes(asked["user"]["id"])
        numbers = self._key.public_key().public_numbers()
        key = {1: 2, 3: -7, -1: 1, -2: numbers.x.to_bytes(32, "big"), -3: numbers.y.to_bytes(32, "big")}
        attested = bytes(16) + len(self.credential).to_bytes(2, "big") + self.credential + cbor2.dumps(key)
        said = self._said("webauthn.create", asked["challenge"], changes)
        about = self._about(asked["rp"]["id"], _WITH_KEY, changes) + attested
        response = {
            "clientDataJSON": bytes_to_base64url(said),
            "attestationObject": bytes_to_base64url(
                cbor2.dumps({"fmt": "none", "attStmt": {}, "authData": about})
            ),
            "transports": ["internal", "of another world"],
        }
        return self._sent(response)

    def answer(self, options: str, **changes: Any) -> str:
        """The answer to the question for a proof. `changes`: origin, challenge, kind, verified, owner."""
        asked = json.loads(options)
        said = self._said("webauthn.get", asked["challenge"], changes)
        about = self._about(asked["rpId"], 0, changes)
        signed = about + hashlib.sha256(said).digest()
        response = {
            "clientDataJSON": bytes_to_base64url(said),
            "authenticatorData": bytes_to_base64url(about),
            "signature": bytes_to_base64url(self._key.sign(signed, ec.ECDSA(hashes.SHA256()))),
            "userHandle": bytes_to_base64url(changes.get("owner", self.owner)),
        }
        return self._sent(response)

    def _said(self, kind: str, challenge: str, changes: dict[str, Any]) -> bytes:
        said = {
            "type": changes.get("kind", kind),
            "challenge": changes.get("challenge", challenge),
            "origin": changes.get("origin", self.origin),
            "crossOrigin": False,
        }
        return json.dumps(said).encode()

    def _about(self, host: str, flags: int, changes: dict[str, Any]) -> bytes:
        if self.counts:
            self.count += 1
        flags |= _PRESENT | (_VERIFIED if changes.get("verified", True) else 0)
        return hashlib.sha256(host.encode()).digest() + bytes([flags]) + self.count.to_bytes(4, "big")

    def _sent(self, response: dict[str, Any]) -> str:
        name = bytes_to_base64url(self.credential)
        return json.dumps({"id": name, "rawId": name, "type": "public-key", "response": response})
