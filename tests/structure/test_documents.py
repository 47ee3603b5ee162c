"""What the documents name is there."""

from __future__ import annotations

import ast
import re
from pathlib import Path

import pytest
from click import Command, Group

import cli
from tests.structure.tree import ROOT, parsed

NAMED = re.compile(r"`((?:[\w.-]+/)*[\w.-]+\.(?:py|md|html|txt))`")
TEST = re.compile(r"tests/[\w/]+\.py::\w+")
FLASK = re.compile(r"(?:^|`)flask (?:--app app )?([a-z][a-z -]*[a-z])", re.MULTILINE)
MAKE = re.compile(r"`make ([a-z]+)`")
DOCUMENTS = (
    "README.md",
    "SECURITY.md",
    "CONTRIBUTING.md",
    "docs/architecture.md",
    "docs/threat-model.md",
    "docs/protection.md",
    "docs/retention.md",
    "docs/mail.md",
    "docs/api.md",
    "docs/webhooks.md",
)
PROTECTION = ROOT / "docs" / "protection.md"


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


def test_every_test_that_the_rules_of_protection_name_is_there() -> None:
    named = set(TEST.findall(PROTECTION.read_text(encoding="utf-8")))
    assert len(named) > 200
    assert sorted(test for test in named if not _is_test(*test.split("::"))) == []


def test_every_rule_of_protection_has_a_test_and_a_place_or_says_with_what_it_comes() -> None:
    """No rule is only written down."""
    rules, comes_with = [], []
    for line in PROTECTION.read_text(encoding="utf-8").splitlines():
        cells = [cell.strip() for cell in line.strip("|").split("|")] if line.startswith("|") else []
        if len(cells) == 3 and cells[0] not in ("rule", "fault") and set(cells[0]) != {"-"}:
            (comes_with if cells[1].startswith("comes with ") else rules).append(cells)
    assert len(rules) > 80 and 0 < len(comes_with) < 10
    assert [
        rule for rule, tests, place in rules if not TEST.findall(tests) or not NAMED.fullmatch(place)
    ] == []
    unread = [rule for rule, tests, _ in rules if TEST.sub("", tests).strip("`, ")]
    assert not unread, f"what stands beside the tests is read by nobody: {unread}"


def _is_test(file: str, name: str) -> bool:
    path = ROOT / file
    return path.is_file() and name.startswith("test_") and name in _functions(path)


def _functions(path: Path) -> set[str]:
    """The functions of a file, those of its classes too."""
    return {node.name for node in ast.walk(parsed(path)) if isinstance(node, ast.FunctionDef)}


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
