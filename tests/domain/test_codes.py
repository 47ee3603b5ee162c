"""Codes for the telephone and secrets shown once."""

from __future__ import annotations

import math
import re
import secrets
from itertools import count

import pytest
from hypothesis import given
from hypothesis import strategies as st

from casework.domain.codes import (
    ALPHABET,
    SEALED_PREFIX,
    new_code,
    new_secret,
    parse_code,
    parse_sealed_code,
    secret_hash,
)

KEY = b"k" * 32


def test_a_code_reads_like_the_example_and_has_no_lookalikes() -> None:
    code = new_code(secrets.token_bytes)
    assert re.fullmatch(r"PA-[2-9A-Z]{4}-[2-9A-Z]{4}", code)
    assert not set("01OILU") & set(ALPHABET)
    assert len(set(ALPHABET)) == 30


def test_bytes_that_would_favour_some_signs_are_drawn_again() -> None:
    draws = iter([b"\xff\xf0" * 8, bytes(range(16))])
    assert new_code(lambda n: next(draws)) == "PA-2345-6789"


def test_codes_differ() -> None:
    assert len({new_code(secrets.token_bytes) for _ in range(500)}) == 500


@pytest.mark.parametrize(
    "typed",
    [
        "PA-7K3M-9QXT",
        "pa-7k3m-9qxt",
        " PA 7K3M 9QXT ",
        "7k3m9qxt",
        "PA7K3M9QXT",
        "PA–7K3M—9QXT.",
        "#pa_7k3m.9qxt",
        "７Ｋ３Ｍ９ＱＸＴ",
    ],
)
def test_a_code_is_understood_however_it_is_typed(typed: str) -> None:
    assert parse_code(typed) == "PA-7K3M-9QXT"


def test_a_code_that_begins_like_the_prefix_keeps_its_beginning() -> None:
    assert parse_code("PA7K-3M9Q") == "PA-PA7K-3M9Q"
    assert parse_code("PA-PA7K-3M9Q") == "PA-PA7K-3M9Q"


@pytest.mark.parametrize(
    "typed", ["", "PA-", "PA-7K3M-9QX", "PA-7K3M-9QX0", "XX-7K3M-9QXT", "đất đai", "7" * 10_000]
)
def test_what_is_no_code_is_none(typed: str) -> None:
    assert parse_code(typed) is None


@pytest.mark.parametrize("typed", ["TC-7K3M-9QXT", "tc 7k3m 9qxt", "TC7K3M9QXT", "#tc_7k3m.9qxt"])
def test_a_code_of_the_sealed_channel_is_no_reports_code(typed: str) -> None:
    assert parse_sealed_code(typed) == "TC-7K3M-9QXT"
    assert parse_code(typed) is None


@pytest.mark.parametrize(
    "typed", ["", "7K3M-9QXT", "PA-7K3M-9QXT", "TC-7K3M-9QX", "TCAB-CDEF", "TC-TC-7K3M-9QXT"]
)
def test_without_its_prefix_a_code_is_none_of_the_sealed_channel(typed: str) -> None:
    assert parse_sealed_code(typed) is None


def test_a_new_code_of_the_sealed_channel_is_understood() -> None:
    code = new_code(secrets.token_bytes, SEALED_PREFIX)
    assert parse_sealed_code(code) == code


@given(st.text())
def test_whatever_is_typed_gives_a_code_or_none(typed: str) -> None:
    parsed = parse_code(typed)
    assert parsed is None or parse_code(parsed) == parsed


def test_the_same_form_shows_the_same_secret_and_another_another() -> None:
    assert new_secret(KEY, "form-1") == new_secret(KEY, "form-1")
    numbers = count()
    assert len({new_secret(KEY, f"form-{next(numbers)}") for _ in range(200)}) == 200
    assert new_secret(b"j" * 32, "form-1") != new_secret(KEY, "form-1")


def test_a_secret_has_at_least_128_bits() -> None:
    groups = new_secret(KEY, "form").split("-")
    assert [len(group) for group in groups] == [4] * 7
    assert sum(map(len, groups)) * math.log2(len(ALPHABET)) >= 128
    with pytest.raises(ValueError, match="16 bytes"):
        new_secret(b"short", "form")


def test_a_secret_is_recognised_without_its_dashes_and_in_lower_case() -> None:
    secret = new_secret(KEY, "form")
    assert secret_hash(secret) == secret_hash(secret.lower().replace("-", " ")) == secret_hash(f" {secret}\n")
    assert re.fullmatch("[0-9a-f]{64}", secret_hash(secret))
    assert secret_hash(secret) != secret_hash(new_secret(KEY, "other"))
