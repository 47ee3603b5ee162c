"""Look for known vulnerabilities in what requirements-dev.txt pins; `make test` and `make audit` call it.

Nothing is installed or resolved: it asks for names and versions, and waits half a minute for the answer.
Where nobody answers it says so and lets the tests go on; a vulnerability fails them.
"""

from __future__ import annotations

import json
import subprocess
import sys
from pathlib import Path
from typing import Any

ROOT = Path(__file__).resolve().parent.parent
# Everything that runs is pinned there too.
PINNED = ROOT / "requirements-dev.txt"
PIP_AUDIT = Path(sys.executable).with_name("pip-audit")
PATIENCE_SECONDS = 30.0
NOT_CHECKED = "Known vulnerabilities: not checked: the index does not answer"


def main(program: Path = PIP_AUDIT, patience: float = PATIENCE_SECONDS) -> int:
    """Ask, print what was found, and return the exit status: 1 for a vulnerability."""
    answer = ask(program, patience)
    if answer is None:
        print(f"{NOT_CHECKED}.")
        return 0
    found = [(each, flaw) for each in answer for flaw in each.get("vulns", ())]
    checked = sum("vulns" in each for each in answer)
    for each, flaw in found:
        mended = ", ".join(flaw.get("fix_versions") or ()) or "no version yet"
        print(f"{each['name']} {each['version']}: {flaw['id']}, mended in {mended}", file=sys.stderr)
    if found:
        print("Known vulnerabilities: choose the mended versions (`make pin`).", file=sys.stderr)
        return 1
    if not checked:
        print(f"{NOT_CHECKED} (it knows none of {len(answer)} packages).")
    elif checked < len(answer):
        print(f"Known vulnerabilities: none in {checked} packages; {len(answer) - checked} not checked.")
    else:
        print(f"Known vulnerabilities: none in {checked} packages.")
    return 0


def ask(program: Path, patience: float) -> list[dict[str, Any]] | None:
    """What pip-audit says of each package; None when it says nothing in time."""
    command = [program, "-r", PINNED, "--no-deps", "--disable-pip", "--format", "json"]
    command += ["--progress-spinner", "off", "--timeout", "5"]
    try:
        outcome = subprocess.run(command, capture_output=True, text=True, check=False, timeout=patience)
        packages: list[dict[str, Any]] = json.loads(outcome.stdout)["dependencies"]
    except (OSError, subprocess.TimeoutExpired, ValueError, KeyError):
        # It ends with status 1 both for a vulnerability and for trouble of its own: its answer tells which.
        return None
    return packages


if __name__ == "__main__":
    sys.exit(main())
