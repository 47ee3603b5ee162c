"""Sealed contacts."""

from __future__ import annotations

from dataclasses import replace

import pytest

from casework.store.vault import CannotOpen, Sealed, Vault

KEYS = {"2025": b"a" * 32, "2026": b"b" * 32}
PLAIN = {"name": "Trần Thị Mơ", "phone": "+84912345678", "email": ""}
VAULT = Vault(KEYS, "2026", b"l" * 32)


def test_what_is_sealed_opens_again() -> None:
    assert VAULT.open(VAULT.seal(PLAIN, "PA-7K3M-9QXT"), "PA-7K3M-9QXT") == PLAIN


def test_what_is_sealed_shows_nothing_and_never_looks_the_same_twice() -> None:
    one, other = VAULT.seal(PLAIN, "PA-7K3M-9QXT"), VAULT.seal(PLAIN, "PA-7K3M-9QXT")
    assert b"912345678" not in one.ciphertext
    assert one.ciphertext != other.ciphertext
    assert one.wrapped_key != other.wrapped_key
    assert "a" * 8 not in repr(VAULT)


def _changed(sealed: Sealed) -> list[Sealed]:
    flip = bytes([sealed.ciphertext[0] ^ 1]) + sealed.ciphertext[1:]
    return [
        replace(sealed, ciphertext=flip),
        replace(sealed, ciphertext=b""),
        replace(sealed, nonce=b"\0" * 12),
        replace(sealed, nonce=b""),
        replace(sealed, wrapped_key=b""),
        replace(sealed, wrapped_key=sealed.wrapped_key[:-1] + b"\0\0"),
        replace(sealed, key_name="2025"),
        replace(sealed, key_name="2013"),
    ]


@pytest.mark.parametrize("number", range(8))
def test_what_was_changed_does_not_open(number: int) -> None:
    with pytest.raises(CannotOpen):
        VAULT.open(_changed(VAULT.seal(PLAIN, "PA-7K3M-9QXT"))[number], "PA-7K3M-9QXT")


def test_one_reports_contact_does_not_open_as_anothers() -> None:
    with pytest.raises(CannotOpen):
        VAULT.open(VAULT.seal(PLAIN, "PA-7K3M-9QXT"), "PA-2222-2222")


def test_rewrapping_moves_the_key_and_leaves_the_ciphertext() -> None:
    old = Vault(KEYS, "2025", b"l" * 32).seal(PLAIN, "PA-7K3M-9QXT")
    new = VAULT.rewrap(old, "PA-7K3M-9QXT")
    assert (new.key_name, new.ciphertext, new.nonce) == ("2026", old.ciphertext, old.nonce)
    assert VAULT.rewrap(new, "PA-7K3M-9QXT") is new
    without_the_old_key = Vault({"2026": KEYS["2026"]}, "2026", b"l" * 32)
    assert without_the_old_key.open(new, "PA-7K3M-9QXT") == PLAIN
    with pytest.raises(CannotOpen, match="missing"):
        without_the_old_key.open(old, "PA-7K3M-9QXT")


def test_look_up_forgives_case_and_spaces_but_not_marks() -> None:
    assert VAULT.lookup(" Mo@Example.VN ") == VAULT.lookup("mo@example.vn")
    assert VAULT.lookup("mơ@example.vn") != VAULT.lookup("mo@example.vn")
    assert VAULT.lookup("mo@example.vn") != Vault(KEYS, "2026", b"m" * 32).lookup("mo@example.vn")


@pytest.mark.parametrize(
    ("keys", "current", "lookup"),
    [(KEYS, "2027", b"l" * 32), ({"2026": b"short"}, "2026", b"l" * 32), (KEYS, "2026", b"short")],
)
def test_a_missing_or_short_key_is_refused_at_the_start(
    keys: dict[str, bytes], current: str, lookup: bytes
) -> None:
    with pytest.raises(ValueError, match="key"):
        Vault(keys, current, lookup)


def test_what_is_sealed_is_as_long_whoever_it_is_of() -> None:
    """security.md: nothing links two confidential reports of one person, not even the length of a name."""
    vault = Vault({"first": bytes(range(32))}, "first", bytes(32))
    lengths = {
        len(vault.seal({"name": "Hoa" * n, "email": "hoa@nha.test"}, "PA-1").ciphertext) for n in range(1, 60)
    }
    assert len(lengths) == 1
