"""A receiver of webhooks on this machine: in the clear or with TLS, and as badly behaved as a test wants."""

from __future__ import annotations

import contextlib
import datetime
import json
import socket
import ssl
import threading
from collections.abc import Callable, Iterator, Mapping
from contextlib import contextmanager
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

from cryptography import x509
from cryptography.hazmat.primitives import hashes, serialization
from cryptography.hazmat.primitives.asymmetric import ec
from cryptography.x509.oid import NameOID

from casework.delivery.caller import Answer, NotCalled

OK = b"HTTP/1.1 200 OK\r\nContent-Length: 2\r\n\r\nok"
Behave = Callable[[socket.socket], None]


@dataclass
class Request:
    line: str
    headers: dict[str, str]
    body: bytes


@dataclass
class Receiver:
    """What came in, and how it answers: bytes, or a function of the connection."""

    port: int = 0
    answer: bytes | Behave = OK
    requests: list[Request] = field(default_factory=list)

    @property
    def url(self) -> str:
        return f"http://localhost:{self.port}/hook"


@dataclass
class Heard:
    """Hears every call instead of making it."""

    calls: list[tuple[str, Mapping[str, str], bytes]] = field(default_factory=list)
    status: int = 200
    error: str = ""

    def post(self, url: str, headers: Mapping[str, str], body: bytes) -> Answer:
        self.calls.append((url, headers, body))
        if self.error:
            raise NotCalled(self.error)
        return Answer(status=self.status, text="")

    @property
    def said(self) -> list[dict[str, Any]]:
        return [json.loads(body) for _, _, body in self.calls]

    @property
    def types(self) -> list[str]:
        return [one["type"] for one in self.said]


@contextmanager
def receiving(tls: ssl.SSLContext | None = None) -> Iterator[Receiver]:
    with socket.create_server(("127.0.0.1", 0)) as server:
        receiver, stop = Receiver(port=server.getsockname()[1]), threading.Event()
        server.settimeout(0.1)
        thread = threading.Thread(target=_serve, args=(server, receiver, tls, stop), daemon=True)
        thread.start()
        try:
            yield receiver
        finally:
            stop.set()
            thread.join(5)


def _serve(
    server: socket.socket, receiver: Receiver, tls: ssl.SSLContext | None, stop: threading.Event
) -> None:
    while not stop.is_set():
        try:
            plain, _ = server.accept()
        except TimeoutError:
            continue
        with contextlib.suppress(OSError), plain:
            plain.settimeout(5)
            sock = tls.wrap_socket(plain, server_side=True) if tls else plain
            with sock:
                receiver.requests.append(_read(sock))
                if callable(receiver.answer):
                    receiver.answer(sock)
                else:
                    sock.sendall(receiver.answer)


def _read(sock: socket.socket) -> Request:
    got = b""
    while b"\r\n\r\n" not in got:
        got += sock.recv(4096)
    head, _, body = got.partition(b"\r\n\r\n")
    line, *rest = head.decode("ascii").split("\r\n")
    headers = {name.lower(): value for name, _, value in (one.partition(": ") for one in rest)}
    while len(body) < int(headers.get("content-length", "0")):
        body += sock.recv(4096)
    return Request(line=line, headers=headers, body=body)


def certified(folder: Path, name: str) -> tuple[ssl.SSLContext, ssl.SSLContext]:
    """For a server with a certificate of this name, and for a client that believes it."""
    key = ec.generate_private_key(ec.SECP256R1())
    subject = x509.Name([x509.NameAttribute(NameOID.COMMON_NAME, name)])
    now = datetime.datetime.now(datetime.UTC)
    made = (
        x509.CertificateBuilder()
        .subject_name(subject)
        .issuer_name(subject)
        .public_key(key.public_key())
        .serial_number(x509.random_serial_number())
        .not_valid_before(now - datetime.timedelta(days=1))
        .not_valid_after(now + datetime.timedelta(days=1))
        .add_extension(x509.SubjectAlternativeName([x509.DNSName(name)]), critical=False)
        .sign(key, hashes.SHA256())
    )
    file = folder / "receiver.pem"
    file.write_bytes(
        key.private_bytes(
            serialization.Encoding.PEM,
            serialization.PrivateFormat.PKCS8,
            serialization.NoEncryption(),
        )
        + made.public_bytes(serialization.Encoding.PEM)
    )
    server = ssl.SSLContext(ssl.PROTOCOL_TLS_SERVER)
    server.load_cert_chain(file)
    return server, ssl.create_default_context(cafile=str(file))
