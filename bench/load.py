"""The load generator: `python -m bench.load` reads a job from its input and writes what it saw to its output.

A process of its own, with bare sockets, so that it takes as little as possible of the processors that it
shares with the server. It opens new connections for each round: the kernel deals them out to the server's
processes, and one round may be dealt unevenly.
"""

from __future__ import annotations

import itertools
import json
import secrets
import socket
import sys
import time
from collections import Counter
from collections.abc import Mapping, Sequence
from concurrent.futures import ThreadPoolExecutor
from dataclasses import asdict, dataclass

CHUNK = 64 * 1024
TIMEOUT_SECONDS = 30
UNIQUE = "{unique}"  # in a path or a body: 32 hex digits that no other request has


@dataclass(frozen=True, kw_only=True)
class Job:
    """What to ask for, and how often: every round ends after `requests` a connection or after `seconds`."""

    port: int
    paths: Sequence[str]  # in turn
    method: str = "GET"
    headers: Sequence[Mapping[str, str]] = ({},)  # of each who asks, in turn
    bodies: Sequence[str] = ("",)  # in turn; theirs whose headers stand at the same place
    connections: int = 4
    rounds: int = 4
    requests: int = 100
    seconds: float = 2.5


@dataclass(frozen=True, kw_only=True)
class Seen:
    """Latencies in ms, requests a second of each round, and how often each status was answered."""

    latencies: list[float]
    rates: list[float]
    statuses: dict[str, int]


class Closed(Exception):
    """The server closed a connection before it had answered."""


class Connection:
    """One keep-alive connection over the loopback."""

    def __init__(self, port: int) -> None:
        self._socket = socket.create_connection(("127.0.0.1", port), timeout=TIMEOUT_SECONDS)
        self._socket.setsockopt(socket.IPPROTO_TCP, socket.TCP_NODELAY, 1)
        self._rest = b""

    def ask(self, request: bytes) -> int:
        """Send a request, read the whole answer, return its status."""
        self._socket.sendall(request)
        head = self._until(b"\r\n\r\n")
        status = int(head[9:12])
        lines = head.lower().split(b"\r\n")
        if b"transfer-encoding: chunked" in lines:
            while (size := int(self._until(b"\r\n").split(b";")[0], 16)) > 0:
                self._exactly(size + 2)
            self._until(b"\r\n")
            return status
        length = next((line for line in lines if line.startswith(b"content-length:")), b":0")
        self._exactly(int(length.split(b":")[1]))
        return status

    def close(self) -> None:
        self._socket.close()

    def _until(self, end: bytes) -> bytes:
        while end not in self._rest:
            self._more()
        found, _, self._rest = self._rest.partition(end)
        return found

    def _exactly(self, size: int) -> None:
        while len(self._rest) < size:
            self._more()
        self._rest = self._rest[size:]

    def _more(self) -> None:
        received = self._socket.recv(CHUNK)
        if not received:
            raise Closed
        self._rest += received


def run(job: Job) -> Seen:
    """Do the job."""
    latencies: list[float] = []
    rates: list[float] = []
    statuses: Counter[str] = Counter()
    turns = itertools.count()
    for _round in range(job.rounds):
        connections = [Connection(job.port) for _ in range(job.connections)]
        with ThreadPoolExecutor(job.connections) as pool:
            started = time.perf_counter()
            until = started + job.seconds
            asked = [pool.submit(_ask_on, one, job, turns, until) for one in connections]
            found = [future.result() for future in asked]
            took = time.perf_counter() - started
        for connection in connections:
            connection.close()
        for times, answers in found:
            latencies += times
            statuses.update(answers)
        rates.append(sum(len(times) for times, _ in found) / took)
    return Seen(latencies=latencies, rates=rates, statuses=dict(statuses))


def request(job: Job, turn: int) -> bytes:
    """The bytes of the turn-th request."""
    unique = secrets.token_hex(16)
    path = job.paths[turn % len(job.paths)].replace(UNIQUE, unique)
    body = job.bodies[turn % len(job.bodies)].replace(UNIQUE, unique).encode()
    headers = {"Host": f"127.0.0.1:{job.port}", **job.headers[turn % len(job.headers)]}
    if job.method != "GET":
        headers |= {"Content-Type": "application/x-www-form-urlencoded", "Content-Length": str(len(body))}
    lines = [f"{job.method} {path} HTTP/1.1", *(f"{name}: {value}" for name, value in headers.items())]
    return "\r\n".join([*lines, "", ""]).encode() + body


def _ask_on(
    connection: Connection, job: Job, turns: itertools.count[int], until: float
) -> tuple[list[float], Counter[str]]:
    times: list[float] = []
    statuses: Counter[str] = Counter()
    for _ in range(job.requests):
        wanted = request(job, next(turns))
        before = time.perf_counter()
        if before > until:
            break
        statuses[str(connection.ask(wanted))] += 1
        times.append((time.perf_counter() - before) * 1000)
    return times, statuses


def main() -> None:
    seen = run(Job(**json.load(sys.stdin)))
    json.dump(asdict(seen), sys.stdout)


if __name__ == "__main__":
    main()
