"""Addresses that name one letter to one person: nobody else can make or change one."""

from __future__ import annotations

import string

from casework.domain.answering import address_of, is_signed, letter_of, token_of, tokens_in

KEY, OLD = b"k" * 32, b"o" * 32
LETTER, WHO = "0123456789abcdef0123456789abcdef", "hoa@nha.test"


def test_an_address_names_the_letter_and_fits_into_what_mail_servers_take() -> None:
    token = token_of(LETTER, WHO, KEY)
    address = address_of(token, "tra-loi-forum-xx@dien-dan.test")
    assert len(address.partition("@")[0]) == 64
    assert set(token) <= set(string.ascii_lowercase + string.digits)
    assert list(tokens_in(f"Diễn đàn <{address.upper()}>, x+short@y.test")) == [token]
    assert letter_of(token) == LETTER
    assert WHO.partition("@")[0] not in token


def test_it_counts_for_the_address_to_which_the_letter_went_and_for_no_other() -> None:
    token = token_of(LETTER, WHO, KEY)
    assert is_signed(token, WHO, [OLD, KEY]) and is_signed(token.upper(), WHO, [KEY])
    assert not is_signed(token, "hoa@other.test", [KEY])
    assert not is_signed(token, WHO, [OLD])
    other = token_of("f" * 32, WHO, KEY)
    assert not is_signed(other[:26] + token[26:], WHO, [KEY])


def test_nobody_guesses_or_changes_one() -> None:
    token = token_of(LETTER, WHO, KEY)
    for at in range(len(token)):
        changed = token[:at] + ("a" if token[at] != "a" else "b") + token[at + 1 :]
        assert not is_signed(changed, WHO, [KEY]), at
    for text in ("", "a" * 47, "1" * 47, "é" * 47, token[:-1], token * 2):
        assert not is_signed(text, WHO, [KEY])
