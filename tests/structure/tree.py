"""The project's own Python files, as the structure tests look at them."""

from __future__ import annotations

import ast
from collections.abc import Iterator
from functools import cache
from pathlib import Path

ROOT = Path(__file__).resolve().parents[2]
DOORS = ("forum", "moderation", "agency", "press", "oversight", "sealed", "accounts", "admin", "api", "demo")
OURS = ("casework", "web", *DOORS, "bench", "bin", "app.py", "config.py")
OWN = frozenset(top.removesuffix(".py") for top in OURS)
AROUND = ("tests", "migrations")


def files(*tops: str) -> Iterator[Path]:
    """The Python files under each of `tops` (directories or files of the root), sorted."""
    for top in tops:
        path = ROOT / top
        yield from [path] if path.is_file() else sorted(path.rglob("*.py"))


@cache
def parsed(path: Path) -> ast.Module:
    """The syntax tree of a file."""
    return ast.parse(path.read_text(encoding="utf-8"), filename=str(path))


def place(path: Path, line: int) -> str:
    """Where something stands, as an editor opens it."""
    return f"{path.relative_to(ROOT)}:{line}"


def imported(node: ast.AST) -> list[str]:
    """The modules that an import statement names, absolute ones only; empty for any other node."""
    if isinstance(node, ast.Import):
        return [alias.name for alias in node.names]
    if isinstance(node, ast.ImportFrom) and node.module and not node.level:
        return [node.module]
    return []
