"""Rules of the house that no linter knows."""

from __future__ import annotations

import ast
import io
import re
import tokenize
from collections.abc import Iterator
from pathlib import Path

import pytest

from tests.structure.tree import AROUND, DOORS, OURS, OWN, ROOT, files, imported, parsed, place

LONGEST = 400
SUPPRESSION = re.compile(r"#\s*(noqa|type:\s*ignore|mypy:\s*|ruff:\s*|fmt:\s*(off|skip)|pragma:)")


def test_only_the_store_commits() -> None:
    commits = [
        place(path, node.lineno)
        for path in files(*OURS)
        if path != ROOT / "casework/store/db.py"
        for node in ast.walk(parsed(path))
        if isinstance(node, ast.Call) and isinstance(node.func, ast.Attribute) and node.func.attr == "commit"
    ]
    assert not commits, f"one transaction a deed, opened in casework/store/db.py: {commits}"


def test_no_file_is_too_long_to_be_read_at_once() -> None:
    lengths = {
        str(path.relative_to(ROOT)): len(path.read_text(encoding="utf-8").splitlines())
        for path in files("casework", "web", *DOORS, "app.py", "config.py")
    }
    assert not (long := {name: length for name, length in lengths.items() if length > LONGEST}), long


def test_every_suppression_gives_its_reason() -> None:
    silent = [where for path in files(*OURS, *AROUND) for where in _unexplained(path)]
    assert not silent, f"say 'because …' on the line or the one above: {silent}"


def test_nothing_of_ours_is_imported_inside_a_function_without_a_reason() -> None:
    hidden = [
        f"{place(path, node.lineno)} imports {module}"
        for path in files(*OURS, "tests")
        for function in ast.walk(parsed(path))
        if isinstance(function, ast.FunctionDef | ast.AsyncFunctionDef)
        for node in ast.walk(function)
        if isinstance(node, ast.Import | ast.ImportFrom)
        for module in imported(node) or ["a neighbour"]
        if module == "a neighbour" or module.partition(".")[0] in OWN
        if not _has_reason(path.read_text(encoding="utf-8"), node.lineno)
    ]
    assert not hidden, f"a circle is a fault of the plan of the house: {hidden}"


@pytest.mark.parametrize(
    ("text", "unexplained"),
    [
        ("x = 1  # noqa: E501\n", [1]),
        ("x = 1  # noqa: E501 because the address is one word\n", []),
        ("# because the library ships no types\nx = 1  # type: ignore[misc]\n", []),
        ("# because of the first\nx = 1\ny = 1  # type: ignore[misc]\n", [3]),
        ('x = "# noqa"\n', []),
    ],
)
def test_the_reason_stands_on_the_line_or_the_one_above(text: str, unexplained: list[int]) -> None:
    assert list(_silent_lines(text)) == unexplained


def _unexplained(path: Path) -> list[str]:
    return [place(path, line) for line in _silent_lines(path.read_text(encoding="utf-8"))]


def _silent_lines(text: str) -> Iterator[int]:
    for token in tokenize.generate_tokens(io.StringIO(text).readline):
        if token.type != tokenize.COMMENT or not SUPPRESSION.search(token.string):
            continue
        if not _has_reason(text, token.start[0]):
            yield token.start[0]


def _has_reason(text: str, line: int) -> bool:
    lines = ["", *text.splitlines()]
    return any(re.search(r"#.*because", lines[number]) for number in (line - 1, line))
