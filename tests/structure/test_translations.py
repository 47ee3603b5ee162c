"""English is complete: no message lacks it, none is left over, and no placeholder was lost on the way."""

from __future__ import annotations

import re
import unicodedata
from functools import cache
from pathlib import Path

from babel.messages.catalog import Catalog, Message
from babel.messages.extract import extract_from_dir
from babel.messages.frontend import parse_mapping_cfg
from babel.messages.pofile import read_po

ROOT = Path(__file__).resolve().parents[2]
ENGLISH = ROOT / "translations" / "en" / "LC_MESSAGES" / "messages.po"
KEYWORDS = {"_": None, "_l": None, "gettext": None, "lazy_gettext": None, "ngettext": (1, 2)}
PLACEHOLDER = re.compile(r"%\((\w+)\)s")
# Names that are Vietnamese in every language.
PROPER = re.compile(r"Tiếng Việt|Nam Định|Hà Nội|Báo|Đài|Tôi cũng gặp|tôi cũng gặp|Số |Độc lập|UBND|Sở ")


def _id(message: Message | tuple[str, ...] | str) -> str:
    return message if isinstance(message, str) else str(message[0])


@cache
def _used() -> frozenset[str]:
    """Every message in code and templates, by its Vietnamese singular."""
    with (ROOT / "babel.cfg").open(encoding="utf-8") as file:
        methods, options = parse_mapping_cfg(file)
    found = extract_from_dir(str(ROOT), methods, options, keywords=KEYWORDS)
    return frozenset(_id(message) for _file, _line, message, _comments, _context in found)


@cache
def _english() -> Catalog:
    with ENGLISH.open("rb") as file:
        return read_po(file, locale="en")


def _messages() -> list[Message]:
    return [message for message in _english() if message.id]


def test_every_message_has_its_english() -> None:
    translated = {
        _id(message.id)
        for message in _messages()
        if message.string and (isinstance(message.string, str) or all(message.string))
    }
    assert sorted(_used() - translated) == []


def test_no_english_is_left_over() -> None:
    assert sorted({_id(message.id) for message in _messages()} - _used()) == []


def test_no_english_is_a_guess() -> None:
    assert [_id(message.id) for message in _messages() if message.fuzzy] == []


def test_placeholders_are_the_same_on_both_sides() -> None:
    for message in _messages():
        ids = message.id if isinstance(message.id, (tuple, list)) else (message.id,)
        strings = message.string if isinstance(message.string, (tuple, list)) else (message.string,)
        wanted = set(PLACEHOLDER.findall(" ".join(ids)))
        for string in strings:
            assert set(PLACEHOLDER.findall(string)) <= wanted, message.id
        assert wanted == set(PLACEHOLDER.findall(" ".join(strings))), message.id


def test_no_english_is_vietnamese() -> None:
    left = {
        _id(message.id): message.string
        for message in _messages()
        if _has_vietnamese_letters(PROPER.sub("", str(message.string)))
    }
    assert left == {}


def _has_vietnamese_letters(text: str) -> bool:
    return "đ" in text.lower() or any(
        unicodedata.combining(sign) for sign in unicodedata.normalize("NFD", text)
    )
