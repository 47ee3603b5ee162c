"""Who may import whom."""

from __future__ import annotations

import ast
import subprocess
import sys
from collections.abc import Callable
from pathlib import Path

from tests.structure.tree import OWN, ROOT, files, imported, parsed, place


def test_the_import_contracts_of_pyproject_are_kept() -> None:
    linter = Path(sys.executable).with_name("lint-imports")
    outcome = subprocess.run(
        [linter, "--no-cache"], cwd=ROOT, capture_output=True, text=True, check=False, timeout=120
    )
    assert outcome.returncode == 0, outcome.stdout + outcome.stderr


def test_the_domain_stands_on_the_standard_library_alone() -> None:
    assert not _imports_beyond(
        "casework/domain", lambda top: top in sys.stdlib_module_names, "casework.domain"
    )


def test_the_settings_know_nothing_of_the_house() -> None:
    assert not _imports_beyond("config.py", lambda top: top not in OWN)


def test_the_composition_root_speaks_no_sql() -> None:
    assert not _imports_beyond("app.py", lambda top: top not in {"sqlalchemy", "alembic", "psycopg"})


def _imports_beyond(where: str, allows: Callable[[str], bool], neighbours: str = "") -> list[str]:
    return [
        f"{place(path, node.lineno)} imports {module}"
        for path in files(where)
        for node in ast.walk(parsed(path))
        if isinstance(node, ast.Import | ast.ImportFrom)
        for module in imported(node)
        if not allows(module.partition(".")[0]) and not (neighbours and module.startswith(neighbours))
    ]
