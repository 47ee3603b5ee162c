"""What a newsroom watches for, found in what readers write."""

from __future__ import annotations

import pytest

from casework.domain.watched import Entry, Kind, WatchList, links, site

LIST = WatchList(
    [
        Entry(kind=Kind.WORD, text="cho vay nóng"),
        Entry(kind=Kind.WORD, text="vay"),
        Entry(kind=Kind.SITE, text="example.com"),
    ]
)


@pytest.mark.parametrize(
    ("text", "found"),
    [
        ("Cho Vay Nóng, liên hệ ngay", ("cho vay nóng", "vay")),
        ("cho vay nong lien he ngay", ("cho vay nóng", "vay")),
        ("Quần áo bị váy bẩn", ()),  # another word, and part of none
        ("Tôi vayy tiền", ()),
        ("xem https://www.example.com/a?b=1", ("example.com",)),
        ("xem shop.EXAMPLE.com", ("example.com",)),
        ("xem https://notexample.com", ()),
        ("xem example.com.evil.net/x", ()),
        ("", ()),
    ],
)
def test_words_and_sites_of_the_list_are_found(text: str, found: tuple[str, ...]) -> None:
    assert LIST.found_in(text) == found


@pytest.mark.parametrize(
    ("text", "stopped"),
    [
        ("Tôi đã nộp hồ sơ ngày 12.3.2026 tại UBND.TP Nam Định.", False),
        ("Xem https://dichvucong.gov.vn/tra-cuu và chinhphu.vn", False),
        ("Xem https://namdinh.gov.vn.evil.com/", True),
        ("Xem bit.ly/x và abc.xyz", True),
        ("Thư cho toi@nha.vn", False),
        ("Cho vay nóng", True),
    ],
)
def test_links_stop_a_comment_unless_they_lead_to_an_authority(text: str, stopped: bool) -> None:
    assert LIST.stops(text) is stopped


@pytest.mark.parametrize(
    ("typed", "host"),
    [
        ("example.com", "example.com"),
        (" https://WWW.Example.com/path?x=1 ", "example.com"),
        ("sub.example.com.vn", "sub.example.com.vn"),
        ("cho vay", None),
        ("http://", None),
        ("example", None),
        ("-a.com", None),
        ("a..com", None),
    ],
)
def test_a_site_is_the_host_of_what_was_pasted(typed: str, host: str | None) -> None:
    assert site(typed) == host


def test_a_site_stands_once_among_the_links() -> None:
    assert links("a.com a.com/x https://b.net. (c.org)") == ("a.com", "b.net", "c.org")
