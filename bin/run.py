"""Start the forum for development: database, directory, demo, then the web server and the worker together.

`make run` calls it. HOST, PORT, DATABASE_URL, DATA_DIR and DEMO come from the environment. Ctrl-C, or the end
of either of the two, ends both.
"""

from __future__ import annotations

import os
import signal
import subprocess
import sys
import time
from pathlib import Path
from types import FrameType

ROOT = Path(__file__).resolve().parent.parent
FLASK = (sys.executable, "-m", "flask", "--app", "app")
GRACE_SECONDS = 10


def main() -> int:
    """Prepare, serve until told to stop, and return the exit status."""
    os.chdir(ROOT)
    signal.signal(signal.SIGTERM, _stop)
    env = environment()
    Path(env["DATA_DIR"]).mkdir(parents=True, exist_ok=True)
    for command in preparations(env):
        outcome = subprocess.run([*FLASK, *command], env=env, check=False)
        if outcome.returncode:
            print(f"`flask {' '.join(command)}` failed; the forum was not started.", file=sys.stderr)
            return outcome.returncode
    return serve(env)


def environment() -> dict[str, str]:
    """The environment of the forum's programs: this one's, with what it leaves open filled in."""
    defaults = {"ENV": "development", "HOST": "127.0.0.1", "PORT": "8000", "DEMO": "1", "DATA_DIR": "var"}
    env = defaults | {name: value for name, value in os.environ.items() if value or name not in defaults}
    env["DATA_DIR"] = str(Path(env["DATA_DIR"]).resolve())
    return env


def preparations(env: dict[str, str]) -> list[tuple[str, ...]]:
    """The flask commands that run before serving; each does nothing where its work is done already."""
    commands: list[tuple[str, ...]] = [("db", "upgrade"), ("directory", "import")]
    if env["DEMO"] != "0":
        commands.append(("demo", "--if-empty"))
    return commands


def serve(env: dict[str, str]) -> int:
    """Run worker and web server side by side until one of them ends or somebody stops us."""
    web = (
        *(
            sys.executable,
            "-m",
            "granian",
            "--interface",
            "wsgi",
            "--workers",
            "1",
            "--blocking-threads",
            "4",
        ),
        *("--host", env["HOST"], "--port", env["PORT"], "--log-level", "warning", "app:app"),
    )
    print(f"Diễn đàn: http://{env['HOST']}:{env['PORT']}/   (Ctrl-C ends it)", flush=True)
    running = [subprocess.Popen(command, env=env) for command in ((*FLASK, "worker"), web)]
    try:
        while all(program.poll() is None for program in running):
            time.sleep(0.5)
    except KeyboardInterrupt:
        return 0
    finally:
        end(running)
    return next((program.returncode for program in running if program.returncode), 0)


def end(running: list[subprocess.Popen[bytes]]) -> None:
    """Ask every program to stop, and kill the one that doesn't within the grace."""
    # A second Ctrl-C must not leave one of them behind.
    signal.signal(signal.SIGINT, signal.SIG_IGN)
    for program in running:
        program.terminate()
    for program in running:
        try:
            program.wait(GRACE_SECONDS)
        except subprocess.TimeoutExpired:
            program.kill()


def _stop(_signal: int, _frame: FrameType | None) -> None:
    raise KeyboardInterrupt


if __name__ == "__main__":
    sys.exit(main())
