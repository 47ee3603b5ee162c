"""Where webhooks may go: what may be registered, and which addresses count as the open internet."""

from __future__ import annotations

import pytest

from casework.domain.hook_targets import Allowed, BadUrl, UrlFault, is_open, target_of

INSIDE = {
    "loopback": "127.0.0.1",
    "loopback, another": "127.8.8.8",
    "private 10": "10.0.0.5",
    "private 172": "172.20.1.1",
    "private 192": "192.168.1.1",
    "link-local, where clouds keep metadata": "169.254.169.254",
    "metadata of another cloud": "168.63.129.16",
    "carrier-grade NAT": "100.100.100.200",
    "unspecified": "0.0.0.0",
    "this network": "0.1.2.3",
    "multicast": "224.0.0.1",
    "reserved": "240.0.0.1",
    "broadcast": "255.255.255.255",
    "documentation": "192.0.2.1",
    "benchmarks": "198.18.0.1",
    "6to4 relay": "192.88.99.1",
    "IPv6 loopback": "::1",
    "IPv6 unspecified": "::",
    "IPv6 unique local": "fd00:ec2::254",
    "IPv6 link-local": "fe80::1",
    "IPv6 link-local with a zone": "fe80::1%eth0",
    "public with a zone": "2606:4700::1111%eth0",
    "IPv6 site-local": "fec0::1",
    "IPv6 multicast": "ff02::1",
    "mapped loopback": "::ffff:127.0.0.1",
    "mapped private": "::ffff:10.0.0.1",
    "compatible loopback": "::127.0.0.1",
    "NAT64 of loopback": "64:ff9b::7f00:1",
    "NAT64 of private": "64:ff9b::a00:1",
    "local NAT64": "64:ff9b:1::808:808",
    "6to4 of private": "2002:a00:1::1",
    "6to4 of public": "2002:808:808::1",
    "Teredo": "2001:0:4136:e378:8000:63bf:3fff:fdd2",
    "IPv6 documentation": "2001:db8::1",
    "no address": "localhost",
}


@pytest.mark.parametrize("address", INSIDE.values(), ids=INSIDE)
def test_what_is_not_of_the_open_internet_is_not_called(address: str) -> None:
    assert not is_open(address)


@pytest.mark.parametrize(
    "address",
    ["8.8.8.8", "203.162.0.181", "2606:4700:4700::1111", "::ffff:8.8.8.8", "64:ff9b::808:808"],
)
def test_public_addresses_are_called_inside_a_mapping_too(address: str) -> None:
    assert is_open(address)


@pytest.mark.parametrize(
    ("url", "fault"),
    [
        ("", UrlFault.UNREADABLE),
        ("tin.example.vn", UrlFault.UNREADABLE),
        ("ftp://tin.example.vn/", UrlFault.UNREADABLE),
        ("http://tin.example.vn/", UrlFault.NOT_HTTPS),
        ("http://localhost/", UrlFault.NOT_HTTPS),
        ("https://an:mk@tin.example.vn/", UrlFault.HAS_CREDENTIALS),
        ("https://tin.example.vn@127.0.0.1/", UrlFault.HAS_CREDENTIALS),
        ("https://tin.example.vn/#x", UrlFault.HAS_FRAGMENT),
        ("https://127.0.0.1/", UrlFault.NOT_PUBLIC),
        ("https://127.1/", UrlFault.NOT_PUBLIC),
        ("https://2130706433/", UrlFault.NOT_PUBLIC),
        ("https://0x7f.0.0.1/", UrlFault.NOT_PUBLIC),
        ("https://0x7f.0x1/", UrlFault.NOT_PUBLIC),
        ("https://１２７.0.0.1/", UrlFault.NOT_PUBLIC),
        ("https://[::1]/", UrlFault.NOT_PUBLIC),
        ("https://[::ffff:127.0.0.1]/", UrlFault.NOT_PUBLIC),
        ("https://localhost/", UrlFault.NOT_PUBLIC),
        ("https://máy/", UrlFault.NOT_PUBLIC),
        ("https://db.internal/", UrlFault.NOT_PUBLIC),
        ("https://ⓛocalhost./", UrlFault.NOT_PUBLIC),
        ("https://tin.example.vn:22/", UrlFault.WRONG_PORT),
        ("https://tin.example.vn:0/", UrlFault.WRONG_PORT),
        ("https://tin.example.vn:99999/", UrlFault.UNREADABLE),
        ("https://tin..vn/", UrlFault.UNREADABLE),
        ("https://tin.example.vn/a b", UrlFault.UNREADABLE),
        ("https://tin.example.vn/\r\nX: y", UrlFault.UNREADABLE),
        ("https://tin.example.vn\\@10.0.0.1/", UrlFault.UNREADABLE),
        ("https://tin.example.vn/" + "a" * 500, UrlFault.TOO_LONG),
        ("https://tin.example.vn/" + "ơ" * 200, UrlFault.TOO_LONG),
    ],
)
def test_an_address_that_is_none_for_a_webhook_says_why(url: str, fault: UrlFault) -> None:
    with pytest.raises(BadUrl) as bad:
        target_of(url, Allowed())
    assert bad.value.fault is fault


def test_an_address_is_kept_in_ascii() -> None:
    assert (
        target_of("https://Tin.Báo.vn/nhận?q=ơ", Allowed()).url
        == "https://tin.xn--bo-mia.vn/nh%E1%BA%ADn?q=%C6%A1"
    )
    assert target_of("https://tin.example.vn", Allowed()).url == "https://tin.example.vn/"
    assert target_of("https://tin.example.vn:8443/x", Allowed(ports=(443, 8443))).port == 8443


def test_this_machine_is_called_only_where_that_was_allowed() -> None:
    assert target_of("http://localhost:8123/x", Allowed(local=True)).is_local
    with pytest.raises(BadUrl):
        target_of("http://10.0.0.1/x", Allowed(local=True))
