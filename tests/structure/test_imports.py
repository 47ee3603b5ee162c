"""Who may import whom."""

from __future__ import annotations

import ast
import subprocess
import sys
from pathlib import Path

from tests.structure.tree import ROOT, files, imported, parsed, place


def test_the_import_contracts_of_pyproject_are_kept() -> None:
    linter = Path(sys.executable).with_name("lint-imports")
    outcome = subprocess.run(
        [linter, "--no-cache"], cwd=ROOT, capture_output=True, text=True, check=False, timeout=120
    )
    assert outcome.returncode == 0, outcome.stdout + outcome.stderr


def test_the_domain_stands_on_the_standard_library_alone() -> None:
    strangers = [
        f"{place(path, node.lineno)} imports {module}"
        for path in files("casework/domain")
        for node in ast.walk(parsed(path))
        if isinstance(node, ast.Import | ast.ImportFrom)
        for module in imported(node)
        if module.partition(".")[0] not in sys.stdlib_module_names
        and not module.startswith("casework.domain")
    ]
    assert not strangers, "\n".join(strangers)
