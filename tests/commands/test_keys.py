"""`flask keys`: what it says, and when it refuses."""

from __future__ import annotations

import dataclasses
from collections.abc import Callable

from click.testing import Result
from flask import Flask

from casework.store.casework import Casework
from casework.store.vault import Vault
from tests.commands.conftest import give_factors

LOOKUP = bytes(range(32, 64))


def counts(*, passwords: int) -> str:
    """What `list` says of a key under which nothing else is sealed."""
    return (
        f"0 contacts, {passwords} one-time passwords, 0 original pictures, 0 last letters, "
        "0 requests to reply, 0 words for journalists, 0 webhook secrets, 0 denunciations, "
        "0 denunciation messages, "
        "0 denunciation files"
    )


def with_keys(app: Flask, casework: Casework, current: str, **keys: bytes) -> None:
    vault = Vault(keys, current, LOOKUP)
    app.extensions["casework"] = dataclasses.replace(casework, vault=vault)


def test_a_rotation_from_beginning_to_end(
    app: Flask, casework: Casework, flask: Callable[..., Result]
) -> None:
    give_factors(casework)
    old, new = bytes(range(32)), b"n" * 32
    with_keys(app, casework, "2026", **{"2026": new, "test": old})
    listed = flask("keys", "list")
    assert listed.exit_code == 0
    assert listed.output.splitlines() == [
        f"2026: {counts(passwords=0)} (current)",
        f"test: {counts(passwords=2)} (still needed)",
    ]
    rehearsed = flask("keys", "rotate", "--dry-run")
    assert "one-time passwords: 2 would be under '2026'" in rehearsed.output
    assert flask("keys", "list").output == listed.output
    rotated = flask("keys", "rotate")
    assert rotated.exit_code == 0
    assert "one-time passwords: 2 are now under '2026'" in rotated.output
    assert f"test: {counts(passwords=0)} (not in use" in rotated.output
    with_keys(app, casework, "2026", **{"2026": new})
    assert flask("keys", "list").output.splitlines() == [f"2026: {counts(passwords=2)} (current)"]


def test_a_missing_key_is_named_and_nothing_is_rotated(
    app: Flask, casework: Casework, flask: Callable[..., Result]
) -> None:
    give_factors(casework)
    with_keys(app, casework, "2026", **{"2026": b"n" * 32})
    listed = flask("keys", "list")
    assert listed.exit_code == 1
    assert f"test: {counts(passwords=2)} (MISSING)" in listed.output
    for options in ((), ("--dry-run",)):
        refused = flask("keys", "rotate", *options)
        assert refused.exit_code == 1
        assert "master keys are missing: test" in refused.output


def test_another_key_under_an_old_name_is_found_out(
    app: Flask, casework: Casework, flask: Callable[..., Result]
) -> None:
    give_factors(casework)
    with_keys(app, casework, "2026", **{"2026": b"n" * 32, "test": b"x" * 32})
    refused = flask("keys", "rotate")
    assert refused.exit_code == 1
    assert "does not open: one-time passwords 11" in refused.output
    assert "keep the old keys" in refused.output
