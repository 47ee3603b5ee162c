"""What the documents name is there."""

from __future__ import annotations

import re

import pytest
from click import Command, Group

import cli
from tests.structure.tree import ROOT

NAMED = re.compile(r"`((?:[\w.-]+/)*[\w.-]+\.(?:py|md|html|txt))`")
FLASK = re.compile(r"(?:^|`)flask (?:--app app )?([a-z][a-z -]*[a-z])", re.MULTILINE)
MAKE = re.compile(r"`make ([a-z]+)`")
DOCUMENTS = (
    "README.md",
    "SECURITY.md",
    "CONTRIBUTING.md",
    "docs/architecture.md",
    "docs/threat-model.md",
    "docs/retention.md",
)


@pytest.mark.parametrize("document", DOCUMENTS)
def test_every_file_that_a_document_names_is_there(document: str) -> None:
    named = set(NAMED.findall((ROOT / document).read_text(encoding="utf-8")))
    assert sorted(name for name in named if not _is_there(name)) == []


@pytest.mark.parametrize("document", DOCUMENTS)
def test_every_command_that_a_document_names_is_there(document: str) -> None:
    text = (ROOT / document).read_text(encoding="utf-8")
    assert sorted(words for words in FLASK.findall(text) if not _is_command(words.split())) == []
    targets = set(re.findall(r"^([a-z]+):", (ROOT / "Makefile").read_text(), re.MULTILINE))
    assert set(MAKE.findall(text)) <= targets


def _is_there(name: str) -> bool:
    # A name after the folder that a sentence speaks of.
    folder = ROOT / "casework"
    return any(path.is_file() for path in (ROOT / name, folder / name, *folder.glob(f"*/{name}")))


def _is_command(words: list[str]) -> bool:
    found: Command | None = next((each for each in cli.GROUPS if each.name == words[0]), None)
    if words[0] == "demo":
        return True
    return found is not None and (
        not isinstance(found, Group) or len(words) == 1 or words[1] in found.commands
    )


def test_every_setting_that_is_read_stands_in_the_readme() -> None:
    read = set(re.findall(r'env\.(?:text|key|is_on|count)\(\s*"([A-Z_]+)"', (ROOT / "config.py").read_text()))
    read |= {"ENV", "DATA_DIR"}
    table = (ROOT / "README.md").read_text(encoding="utf-8")
    assert len(read) > 12
    assert sorted(name for name in read if f"`{name}`" not in table) == []
