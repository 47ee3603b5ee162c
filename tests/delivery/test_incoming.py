"""Mails as they come in: in every charset of the country, and from who means harm."""

from __future__ import annotations

import base64
import quopri
import time

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from casework.delivery.incoming import MOST_BYTES, read
from casework.delivery.mail_text import text_of
from casework.domain.answering import NotTaken
from casework.domain.text import normalise
from tests.delivery.mails import nested

WORDS = "Tôi nộp hồ sơ ở Nghĩa Hưng, đã trễ hẹn."
HEAD = b"From: Hoa <hoa@nha.test>\r\nTo: x@y.test\r\nMIME-Version: 1.0\r\n"
# As Vietnamese Windows writes it: a vowel with its hat is one sign, the tone another.
IN_1258 = "Tôi nôòp hôÌ sõ õÒ NghiÞa Hýng, ðaÞ trêÞ heòn.".encode("latin-1")


def test_windows_1258_is_what_is_meant() -> None:
    assert normalise(IN_1258.decode("windows-1258")) == WORDS


@pytest.mark.parametrize(
    ("charset", "content"),
    [
        ("utf-8", WORDS.encode()),
        ("windows-1258", IN_1258),
        ("no-such-charset", WORDS.encode()),
        ("us-ascii", WORDS.encode()),
        ("utf-8", IN_1258),
        ("", WORDS.encode()),
    ],
)
@pytest.mark.parametrize("coding", ["8bit", "base64", "quoted-printable"])
def test_vietnamese_is_read_however_it_was_sent(charset: str, content: bytes, coding: str) -> None:
    body = {"base64": base64.encodebytes, "quoted-printable": quopri.encodestring}.get(coding, bytes)(content)
    kind = f"text/plain; charset={charset}" if charset else "text/plain"
    raw = HEAD + f"Content-Type: {kind}\r\nContent-Transfer-Encoding: {coding}\r\n\r\n".encode() + body
    assert normalise(read(raw).words) == WORDS


def _of(kind: str, body: bytes) -> bytes:
    return HEAD + f"Content-Type: {kind}\r\n\r\n".encode() + body


def test_a_mail_of_html_alone_is_read_as_text_without_what_it_hides_or_quotes() -> None:
    page = (
        "<html><head><title>Chủ đề</title><style>p { color: red }</style></head><body>"
        "<p>Tôi nộp ở xã &amp; huyện.</p><p>Hẹn <b>ba</b> lần&nbsp;rồi.<br>Chưa có.</p>"
        "<!-- ẩn --><script>alert('x')</script><img src='http://evil.test/x.png' alt=''>"
        '<div class="gmail_quote"><div class="gmail_attr">Vào Th 2, Diễn đàn đã viết:</div>'
        "<blockquote><p>##- phía trên -##</p><div>Chào bạn</div></blockquote></div></body></html>"
    )
    assert read(_of("text/html; charset=utf-8", page.encode())).words == (
        "Tôi nộp ở xã & huyện.\n\nHẹn ba lần rồi.\nChưa có."
    )


def test_what_outlook_puts_below_an_answer_is_cut_off() -> None:
    below = '<div id="appendonsend"></div><hr><div id="divRplyFwdMsg"><b>From:</b> x</div><p>Cũ</p>'
    page = f"<div>Đã ký.</div>{below}"
    assert read(_of("text/html; charset=utf-8", page.encode())).words == "Đã ký."


def test_the_plain_form_goes_before_the_other_and_parts_around_a_picture_are_one_text() -> None:
    html, plain = (f"--a\r\nContent-Type: text/{kind}\r\n\r\n{kind}\r\n" for kind in ("html", "plain"))
    body = f"{html}{plain}--a--".encode()
    assert read(_of("multipart/alternative; boundary=a", body)).words == "plain"
    mixed = (
        b"--a\r\nContent-Type: text/plain\r\n\r\none\r\n"
        b"--a\r\nContent-Type: image/png; name=x.png\r\n\r\nPNG\r\n"
        b"--a\r\nContent-Type: text/plain\r\n\r\ntwo\r\n--a--"
    )
    mail = read(_of("multipart/mixed; boundary=a", mixed))
    assert (mail.words, [name for _, name in mail.files]) == ("one\ntwo", ["x.png"])


def test_logos_in_a_text_are_no_files_but_photographs_in_it_are() -> None:
    def part(size: int, name: str) -> bytes:
        head = f"--a\r\nContent-Type: image/png; name={name}\r\nContent-ID: <{name}@x>\r\n"
        return f"{head}Content-Disposition: inline\r\n\r\n".encode() + b"x" * size + b"\r\n"

    body = b"--a\r\nContent-Type: text/plain\r\n\r\nHi\r\n" + part(900, "logo.png") + part(30_000, "to.png")
    assert [name for _, name in read(_of("multipart/related; boundary=a", body + b"--a--")).files] == [
        "to.png"
    ]


def test_a_letter_in_the_letter_is_one_file_and_none_of_its_words_are_ours() -> None:
    body = (
        b"--a\r\nContent-Type: text/plain\r\n\r\nHi\r\n--a\r\nContent-Type: message/rfc822\r\n\r\n"
        b"From: a@b.test\r\nSubject: s\r\n\r\nHidden words\r\n--a--"
    )
    mail = read(_of("multipart/mixed; boundary=a", body))
    assert (mail.words, len(mail.files)) == ("Hi", 1)


def test_nul_and_control_signs_in_a_text_are_left_out() -> None:
    assert read(_of("text/plain; charset=utf-8", "Đã\x00 k\x07ý\x1b[31m.".encode())).words == "Đã ký[31m."


@pytest.mark.parametrize(
    ("raw", "fault"),
    [
        (nested(40), NotTaken.UNREADABLE),
        (nested(5_000), NotTaken.UNREADABLE),
        (_of("multipart/mixed; boundary=b", b"--b\r\n\r\nx\r\n" * 50_000), NotTaken.UNREADABLE),
        (HEAD + b"Content-Type: message/rfc822\r\n\r\n" * 5_000, NotTaken.UNREADABLE),
        (b"X: y\r\n" * 100_000 + HEAD + b"\r\nhi", NotTaken.UNREADABLE),
        (HEAD + b"\r\n" + b"x" * (MOST_BYTES + 1), NotTaken.TOO_LARGE),
        (HEAD + b"Cc: " + b"a@b.test," * 5_000 + b"\r\n\r\nhi", None),
        (b"From: " + b"(" * 1_900 + b"hoa@nha.test\r\n\r\nhi", NotTaken.UNREADABLE),
        (HEAD + b"Subject: " + b"=?utf-8?q?a?= " * 3_000 + b"\r\n\r\nhi", None),
        (HEAD + b"Content-Type: text/plain; " + b"a*0*=x;" * 280 + b"\r\n\r\nhi", None),
        (b"", None),
        (b"\0" * 1_000, None),
        (b"\n\n\n", None),
    ],
)
def test_whatever_is_sent_is_read_or_refused_soon(raw: bytes, fault: NotTaken | None) -> None:
    begun = time.monotonic()
    assert read(raw).fault is fault
    assert time.monotonic() - begun < 5


@pytest.mark.parametrize(
    "piece",
    [
        "<!--a",
        "<a ",
        "<",
        "<![CDATA[",
        "</",
        "<?",
        "&",
        "<a b='",
        "<blockquote>",
        "<script>",
        "<p>",
        "&#x41;",
    ],
)
def test_no_html_takes_long(piece: str) -> None:
    begun = time.monotonic()
    text_of(piece * (300_000 // len(piece)))
    assert time.monotonic() - begun < 5


@settings(max_examples=150, deadline=None)
@given(st.binary(max_size=300) | st.text(max_size=300).map(str.encode))
def test_nothing_that_comes_in_makes_reading_fail(noise: bytes) -> None:
    read(noise)
    read(HEAD + noise)
    read(_of("multipart/mixed; boundary=a", b"--a\r\n" + noise + b"\r\n--a--"))
    text_of(noise.decode("latin-1"))
