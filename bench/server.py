"""The servers that are measured: started as they are deployed, and ended with everything they started."""

from __future__ import annotations

import http.client
import os
import signal
import socket
import subprocess
import sys
import tempfile
import time
from collections.abc import Iterator, Mapping
from contextlib import contextmanager, suppress
from dataclasses import dataclass
from pathlib import Path

ROOT = Path(__file__).resolve().parent.parent
WORKERS = 2
THREADS = 4
PATIENCE_SECONDS = 60
GRACE_SECONDS = 10


class NotServing(Exception):
    """The server did not come up; the message has the end of what it said."""


@dataclass(frozen=True, kw_only=True)
class Server:
    """A running one."""

    port: int
    group: int

    def processor_seconds(self) -> float | None:
        """What its processes have used of the processors so far; None where there is no /proc."""
        ticks = [_ticks(entry, self.group) for entry in Path("/proc").glob("[0-9]*/stat")]
        used = [tick for tick in ticks if tick is not None]
        return sum(used) / os.sysconf("SC_CLK_TCK") if used else None


@contextmanager
def serving(target: str, environment: Mapping[str, str], *, ready: str) -> Iterator[Server]:
    """Run a WSGI application (`module:name`) under granian until the block ends.

    `ready` is the path that answers 200 when it may be measured. Raises NotServing.
    """
    port = _free_port()
    env = {**os.environ, **environment, "HOST": "127.0.0.1", "PORT": str(port)}
    with tempfile.TemporaryFile() as said:
        program = subprocess.Popen(
            _command(target, port), cwd=ROOT, env=env, stdout=said, stderr=said, start_new_session=True
        )
        try:
            _wait_for(port, ready, program)
            yield Server(port=port, group=program.pid)
        except NotServing as error:
            said.seek(0)
            tail = said.read().decode(errors="replace")[-2_000:]
            raise NotServing(f"{target}: {error}\n{tail}") from None
        finally:
            _end(program)


def _command(target: str, port: int) -> list[str]:
    return [
        *(sys.executable, "-m", "granian", "--interface", "wsgi", "--log-level", "warning"),
        *("--workers", str(WORKERS), "--blocking-threads", str(THREADS)),
        *("--host", "127.0.0.1", "--port", str(port), target),
    ]


def _wait_for(port: int, path: str, program: subprocess.Popen[bytes]) -> None:
    until = time.monotonic() + PATIENCE_SECONDS
    while time.monotonic() < until:
        if program.poll() is not None:
            raise NotServing(f"ended with status {program.returncode}")
        try:
            connection = http.client.HTTPConnection("127.0.0.1", port, timeout=5)
            connection.request("GET", path)
            status = connection.getresponse().status
            connection.close()
        except OSError:
            status = 0
        if status == 200:
            return
        time.sleep(0.2)
    raise NotServing(f"{path} did not answer 200 within {PATIENCE_SECONDS} s")


def _end(program: subprocess.Popen[bytes]) -> None:
    """Ask it to stop, and kill what is left of its session, which it leads."""
    program.terminate()
    with suppress(subprocess.TimeoutExpired):
        program.wait(GRACE_SECONDS)
    with suppress(ProcessLookupError):
        os.killpg(program.pid, signal.SIGKILL)
    program.wait()


def _free_port() -> int:
    with socket.socket() as found:
        found.bind(("127.0.0.1", 0))
        port: int = found.getsockname()[1]
        return port


def _ticks(stat: Path, group: int) -> int | None:
    """The clock ticks of one process, if it belongs to the group: fields 5, 14 and 15 of proc(5)."""
    try:
        # The second field is the program's name in brackets, which may hold spaces.
        fields = stat.read_text().rpartition(")")[2].split()
    except OSError:
        return None
    return int(fields[11]) + int(fields[12]) if int(fields[2]) == group else None
