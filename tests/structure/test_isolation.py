"""The tests' own walls: no network, no mail; and the databases that they are given."""

from __future__ import annotations

import smtplib
import socket
import urllib.request

import pytest

from tests.isolation import NetworkIsShut


def test_a_test_reaches_no_address_beyond_this_machine() -> None:
    with socket.socket() as out, pytest.raises(NetworkIsShut):
        out.connect(("192.0.2.1", 80))
    with socket.socket(type=socket.SOCK_DGRAM) as out, pytest.raises(NetworkIsShut):
        out.sendto(b"?", ("192.0.2.1", 53))


def test_a_test_looks_up_no_name() -> None:
    with pytest.raises(NetworkIsShut):
        urllib.request.urlopen("http://example.test/")


def test_a_test_sends_no_mail_even_through_this_machine() -> None:
    with pytest.raises(NetworkIsShut):
        smtplib.SMTP("127.0.0.1", 25)


def test_a_test_may_talk_to_its_own_server() -> None:
    with socket.create_server(("127.0.0.1", 0)) as server, socket.create_connection(server.getsockname()):
        pass
