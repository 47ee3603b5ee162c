"""What a migration may do to a forum that people are using (security.md, "migration on a live database")."""

from __future__ import annotations

import ast
from pathlib import Path

import pytest

from tests.structure.tree import ROOT, parsed, place

# The first makes an empty database; those after it meet rows, readers, and servers with the code of before.
LIVE = sorted((ROOT / "migrations" / "versions").glob("*.py"))[1:]
EXPANDS = {"create_table", "add_column"}
CONTRACTS = {"drop_table", "drop_column", "rename_table", "alter_column"}


def _calls(path: Path) -> list[ast.Call]:
    upgrade = next(
        node for node in parsed(path).body if isinstance(node, ast.FunctionDef) and node.name == "upgrade"
    )
    return [
        node
        for node in ast.walk(upgrade)
        if isinstance(node, ast.Call) and isinstance(node.func, ast.Attribute)
    ]


def _named(calls: list[ast.Call], *names: str) -> list[ast.Call]:
    return [call for call in calls if isinstance(call.func, ast.Attribute) and call.func.attr in names]


def _word(call: ast.Call, number: int) -> str:
    given = call.args[number] if len(call.args) > number else None
    return str(given.value) if isinstance(given, ast.Constant) else ""


def _said(call: ast.Call, name: str) -> object:
    """What a keyword says; None when it is not there."""
    values = [keyword.value for keyword in call.keywords if keyword.arg == name]
    return (values[0].value if isinstance(values[0], ast.Constant) else True) if values else None


@pytest.mark.parametrize("path", LIVE, ids=lambda path: path.stem)
def test_what_expands_a_table_contracts_none(path: Path) -> None:
    """A server of before goes on until it is replaced: what it needs is dropped by a later release."""
    calls = _calls(path)
    expands, contracts = _named(calls, *EXPANDS), _named(calls, *CONTRACTS)
    assert not (expands and contracts), [place(path, call.lineno) for call in contracts]


@pytest.mark.parametrize("path", LIVE, ids=lambda path: path.stem)
def test_a_new_column_leaves_rows_and_servers_of_before_as_they_are(path: Path) -> None:
    for added in _named(_calls(path), "add_column"):
        column = next(node for node in added.args if isinstance(node, ast.Call))
        may_be_missing = _said(column, "nullable") is not False or _said(column, "server_default") is not None
        assert may_be_missing, place(path, added.lineno)


@pytest.mark.parametrize("path", LIVE, ids=lambda path: path.stem)
def test_an_index_on_a_table_in_use_is_made_while_it_is_used(path: Path) -> None:
    calls = _calls(path)
    new = {_word(made, 0) for made in _named(calls, "create_table")}
    for made in _named(calls, "create_index"):
        in_use = _word(made, 1) not in new
        assert not in_use or _said(made, "postgresql_concurrently") is True, place(path, made.lineno)
