"""Calls to addresses that others registered: never inside, never longer than agreed."""

from __future__ import annotations

import socket
import time
from collections.abc import Iterator
from pathlib import Path

import pytest

from casework.delivery.caller import MOST_BODY, Answer, Caller, NotCalled
from casework.domain.hook_targets import Allowed
from tests.delivery.receiver import Receiver, certified, receiving

LOCAL = Caller(allowed=Allowed(local=True), total=1.0)
NAME = "tin.example.vn"


@pytest.fixture
def receiver() -> Iterator[Receiver]:
    with receiving() as made:
        yield made


def why(caller: Caller, url: str) -> str:
    with pytest.raises(NotCalled) as error:
        caller.post(url, {}, b"{}")
    return error.value.code


def test_a_call_brings_headers_and_body_and_gives_the_answer(receiver: Receiver) -> None:
    answer = LOCAL.post(receiver.url, {"webhook-id": "msg_1"}, b'{"a":1}')
    assert answer == Answer(status=200, text="ok")
    (got,) = receiver.requests
    assert got.line == "POST /hook HTTP/1.1"
    assert got.headers["host"] == f"localhost:{receiver.port}"
    assert (got.headers["webhook-id"], got.body) == ("msg_1", b'{"a":1}')


@pytest.mark.parametrize(
    "addresses",
    [["127.0.0.1"], ["10.0.0.1"], ["::1"], ["::ffff:169.254.169.254"], ["8.8.8.8", "127.0.0.1"]],
)
def test_a_name_that_leads_inside_is_not_called_even_if_it_leads_outside_too(addresses: list[str]) -> None:
    assert why(Caller(resolve=lambda host, port: addresses), f"https://{NAME}/") == "not_public"


def test_a_name_is_looked_up_once_and_the_call_goes_to_what_was_looked_at(tmp_path: Path) -> None:
    server, client = certified(tmp_path, NAME)
    said = iter([["127.0.0.1"], ["10.0.0.1"]])  # the second would be the one that rebinds
    looked: list[str] = []

    def is_open(address: str) -> bool:
        looked.append(address)
        return True

    with receiving(server) as receiver:
        caller = Caller(
            allowed=Allowed(ports=(receiver.port,)),
            resolve=lambda host, port: next(said),
            opens=is_open,
            tls=lambda: client,
        )
        assert caller.post(f"https://{NAME}:{receiver.port}/x", {}, b"{}").status == 200
    assert looked == ["127.0.0.1"] and next(said) == ["10.0.0.1"]
    assert receiver.requests[0].headers["host"] == f"{NAME}:{receiver.port}"


def test_a_certificate_of_another_name_or_of_nobody_known_is_not_believed(tmp_path: Path) -> None:
    server, client = certified(tmp_path, "khac.example.vn")
    with receiving(server) as receiver:
        for tls in ({"tls": lambda: client}, {}):
            caller = Caller(
                allowed=Allowed(ports=(receiver.port,)),
                resolve=lambda host, port: ["127.0.0.1"],
                opens=lambda address: True,
                **tls,
            )
            assert why(caller, f"https://{NAME}:{receiver.port}/") == "certificate"
    assert not receiver.requests


def test_a_redirect_is_an_answer_like_any_other_and_is_not_followed(receiver: Receiver) -> None:
    receiver.answer = b"HTTP/1.1 302 Found\r\nLocation: http://localhost:1/\r\nContent-Length: 0\r\n\r\n"
    assert LOCAL.post(receiver.url, {}, b"{}").status == 302
    assert len(receiver.requests) == 1


def test_of_a_long_answer_only_the_beginning_is_read(receiver: Receiver) -> None:
    sent = []

    def flood(sock: socket.socket) -> None:
        sock.sendall(b"HTTP/1.1 200 OK\r\n\r\n")
        for _ in range(20_000):
            sent.append(sock.send(b"x" * 10_000))

    receiver.answer = flood
    answer = LOCAL.post(receiver.url, {}, b"{}")
    assert answer.status == 200 and 0 < len(answer.text) <= MOST_BODY
    assert sum(sent) < 100_000_000


def test_an_answer_that_never_begins_ends_with_the_time(receiver: Receiver) -> None:
    receiver.answer = lambda sock: time.sleep(2)
    began = time.monotonic()
    assert why(LOCAL, receiver.url) == "timeout"
    assert time.monotonic() - began < 1.8


def test_headers_that_drip_or_never_end_are_given_up(receiver: Receiver) -> None:
    def drip(sock: socket.socket) -> None:
        sock.sendall(b"HTTP/1.1 200 OK\r\n")
        for number in range(15):
            sock.sendall(b"X-%d: y\r\n" % number)
            time.sleep(0.2)

    receiver.answer = drip
    began = time.monotonic()
    assert why(LOCAL, receiver.url) == "timeout"
    assert time.monotonic() - began < 1.8

    def endless(sock: socket.socket) -> None:
        sock.sendall(b"HTTP/1.1 100 Continue\r\n\r\n" * 100_000)

    receiver.answer = endless
    assert why(LOCAL, receiver.url) in ("not_http", "connection")


def test_a_body_that_never_ends_does_not_unmake_the_status(receiver: Receiver) -> None:
    def drip(sock: socket.socket) -> None:
        sock.sendall(b"HTTP/1.1 200 OK\r\nContent-Length: 1000\r\n\r\nnhan roi")
        time.sleep(2)

    receiver.answer = drip
    assert LOCAL.post(receiver.url, {}, b"{}") == Answer(status=200, text="nhan roi")


@pytest.mark.parametrize("answer", [b"", b"SSH-2.0-OpenSSH\r\n", b"HTTP/1.1 abc\r\n\r\n"])
def test_what_is_no_http_is_said_to_be_none(receiver: Receiver, answer: bytes) -> None:
    receiver.answer = answer
    assert why(LOCAL, receiver.url) in ("not_http", "connection")


def test_what_an_answer_says_is_shown_without_controls(receiver: Receiver) -> None:
    receiver.answer = b"HTTP/1.1 500 no\r\n\r\na\x00b\x1b[31m\xff\r\nc"
    answer = LOCAL.post(receiver.url, {}, b"{}")
    assert answer.status == 500 and answer.text.isprintable()


@pytest.mark.parametrize("value", ["a\r\nX-Evil: 1", "a\nb", "a\x00b", "đ"])
def test_no_header_can_bring_another(receiver: Receiver, value: str) -> None:
    with pytest.raises(NotCalled):
        LOCAL.post(receiver.url, {"webhook-id": value}, b"{}")
    assert all("x-evil" not in one.headers for one in receiver.requests)


def test_proxies_of_the_environment_are_not_asked(
    receiver: Receiver, monkeypatch: pytest.MonkeyPatch
) -> None:
    for name in ("HTTP_PROXY", "HTTPS_PROXY", "ALL_PROXY", "http_proxy", "https_proxy", "all_proxy"):
        monkeypatch.setenv(name, "http://127.0.0.1:1")
    assert LOCAL.post(receiver.url, {}, b"{}").status == 200


def test_a_name_that_nobody_knows_and_a_door_that_is_shut_are_told_apart(receiver: Receiver) -> None:
    def unknown(host: str, port: int) -> list[str]:
        raise socket.gaierror

    assert why(Caller(resolve=unknown), f"https://{NAME}/") == "no_such_name"
    with socket.create_server(("127.0.0.1", 0)) as shut:
        port = shut.getsockname()[1]
    assert why(LOCAL, f"http://localhost:{port}/") == "refused"
    assert why(Caller(), "https://127.0.0.1/") == "url_not_public"


def test_what_breaks_while_a_name_is_looked_up_is_told_at_once_to_whoever_waits() -> None:
    def broken(host: str, port: int) -> list[str]:
        raise ZeroDivisionError

    with pytest.raises(ZeroDivisionError):
        Caller(resolve=broken).post(f"https://{NAME}/", {}, b"{}")
