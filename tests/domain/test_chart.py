"""docs/lifecycle.md says what the table says."""

from __future__ import annotations

from pathlib import Path

from casework.domain.chart import WORDS, page
from casework.domain.lifecycle import RULES
from casework.domain.values import Status

PAGE = Path(__file__).resolve().parents[2] / "docs" / "lifecycle.md"


def test_the_page_is_current() -> None:
    assert PAGE.read_text(encoding="utf-8") == page(), (
        "make it again: python -m casework.domain.chart > docs/lifecycle.md"
    )


def test_every_status_has_its_words() -> None:
    assert list(WORDS) == list(Status)


def test_every_command_and_every_way_is_on_the_page() -> None:
    text = page()
    for (status, command), rule in RULES.items():
        assert f"| `{command.__name__}` |" in text
        arrows = [line for line in text.splitlines() if line.startswith(f"    {status} --> ")]
        for end in rule.to:
            if end is not status:
                (arrow,) = (line for line in arrows if line.startswith(f"    {status} --> {end} : "))
                assert command.__name__ in arrow.split(" : ")[1].split(", ")
