"""Names in the order of the Vietnamese alphabet."""

from __future__ import annotations

import unicodedata

import pytest

from casework.domain.alphabet import letter_of, sort_key


@pytest.mark.parametrize(
    "ordered",
    [
        ["An", "Ăn", "Ân", "Ba"],
        ["Dân", "Đất", "Em"],
        ["ma", "mà", "mả", "mã", "má", "mạ", "mai"],
        ["Huyện Xuân Trường", "Huyện Ý Yên"],
        ["Công an", "Cục Thuế"],
        ["Oanh", "Ông", "Ơn", "Phú"],
        ["Sở Y", "Sở Ý", "Sở Y tế"],
        ["Tú", "Tư"],
    ],
)
def test_names_stand_as_in_a_dictionary(ordered: list[str]) -> None:
    assert sorted(sorted(ordered, key=len), key=sort_key) == ordered


@pytest.mark.parametrize(
    ("name", "letter"),
    [
        ("Đất đai", "Đ"),
        ("điện", "Đ"),
        ("Ủy ban", "U"),
        ("Ứng Hòa", "Ư"),
        ("Ấn phẩm", "Â"),
        ("W", "W"),
        ("1. x", "#"),
        ("", "#"),
    ],
)
def test_a_name_stands_under_its_letter_without_the_tone(name: str, letter: str) -> None:
    assert letter_of(name) == letter_of(unicodedata.normalize("NFD", name)) == letter or name == ""
