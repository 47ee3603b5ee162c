"""Where the browser of the tests is, and how to get one.

`python tests/chromium.py` prints its path; with `--install`, as root where apt-get exists, it installs one
if there is none.
"""

from __future__ import annotations

import os
import shutil
import subprocess
import sys
from pathlib import Path

NAMES = ("chromium", "chromium-browser", "google-chrome", "google-chrome-stable")
APPLICATIONS = (
    "/Applications/Chromium.app/Contents/MacOS/Chromium",
    "/Applications/Google Chrome.app/Contents/MacOS/Google Chrome",
)
# Where `playwright install chromium` puts its own.
CACHES = (Path.home() / ".cache/ms-playwright", Path.home() / "Library/Caches/ms-playwright")
HOW_TO_GET_ONE = (
    "The tests need Chromium or Chrome, and there is none here. Install it (Debian, Ubuntu: apt-get install "
    "chromium; macOS: brew install --cask chromium; anywhere: .venv/bin/playwright install chromium), or "
    "name one: CHROMIUM=/path/to/chromium make test"
)


def find() -> str | None:
    """The path of a Chromium or Chrome on this machine; CHROMIUM in the environment is taken first."""
    named = os.environ.get("CHROMIUM")
    candidates = (
        [named] if named else [*(shutil.which(name) for name in NAMES), *APPLICATIONS, *_downloaded()]
    )
    return next((path for path in candidates if path and os.access(path, os.X_OK)), None)


def install() -> None:
    """Install Debian's, where we may."""
    if os.environ.get("CHROMIUM") or os.geteuid() != 0 or not shutil.which("apt-get"):
        return
    print("Installing Chromium with apt-get …", flush=True)
    env = os.environ | {"DEBIAN_FRONTEND": "noninteractive"}
    for step in (("update",), ("install", "--yes", "--no-install-recommends", "chromium")):
        subprocess.run(("apt-get", "-qq", *step), env=env, stdout=subprocess.DEVNULL, check=False)


def _downloaded() -> list[str]:
    patterns = ("chromium-*/chrome-linux*/chrome", "chromium-*/chrome-mac*/*.app/Contents/MacOS/*")
    return sorted((str(path) for cache in CACHES for p in patterns for path in cache.glob(p)), reverse=True)


def main() -> int:
    """Print the path, or say how to get a browser and fail."""
    path = find()
    if not path and "--install" in sys.argv:
        install()
        path = find()
    print(path or HOW_TO_GET_ONE, file=sys.stdout if path else sys.stderr)
    return 0 if path else 1


if __name__ == "__main__":
    sys.exit(main())
