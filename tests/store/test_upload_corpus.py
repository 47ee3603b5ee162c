"""A corpus of hostile uploads (security.md, "What comes in: Uploads").

What is kept shows the pixels and the pages, and holds nothing else that somebody sent; what cannot be made so
is refused, and leaves nothing behind.
"""

from __future__ import annotations

import logging
import time
import unicodedata
import zlib
from collections.abc import Iterator
from contextlib import suppress
from io import BytesIO
from pathlib import Path
from typing import Any

import pikepdf
import pytest
from PIL import Image

from casework.store import cleaner
from casework.store.cleaning import bare
from casework.store.files import CleanFile, CleaningFailed, Files, Refused
from tests.store import hostile_files as hostile
from tests.store.hostile_files import MARKER


@pytest.fixture
def files(tmp_path: Path) -> Files:
    return Files(tmp_path)


@pytest.fixture(autouse=True)
def _nothing_is_left_aside(tmp_path: Path) -> Iterator[None]:
    """However a test ends: no folder aside, and no process that outlived its work."""
    yield
    aside = tmp_path / ".aside"
    assert not aside.exists() or not list(aside.iterdir())


def kept(root: Path) -> list[Path]:
    return [path for path in root.rglob("*") if path.is_file()]


def refuse(files: Files, root: Path, content: bytes, name: str = "a.jpg") -> str:
    with pytest.raises(Refused) as caught:
        files.take(content, name)
    assert kept(root) == []
    return caught.value.reason_code


def every_byte(files: Files, clean: CleanFile) -> bytes:
    """What is stored, at every size; of a paper also what is packed in it."""
    with files.open(clean.key) as stored:
        content = stored.read()
    if clean.media_type == "application/pdf":
        return content + _unpacked(content)
    with files.open(clean.key, "thumb") as stored:
        return content + stored.read()


def _unpacked(content: bytes) -> bytes:
    """All that stands in a paper, its streams as they are and with each layer taken off."""
    with pikepdf.open(BytesIO(content)) as paper:
        out = BytesIO()
        paper.save(out, qdf=True, object_stream_mode=pikepdf.ObjectStreamMode.disable)
        streams = [thing for thing in paper.objects if isinstance(thing, pikepdf.Stream)]
        layers = [thing.read_raw_bytes() for thing in streams]
    for layer in layers:
        with suppress(zlib.error):
            layers.append(zlib.decompress(layer))
        with suppress(ValueError):
            layers.append(bytes.fromhex(layer.decode("ascii").rstrip(">")))
    return out.getvalue() + b"".join(layers)


# ---- by content, not by name ---------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("content", "name", "media_type"),
    [
        (hostile.written(hostile.paper()), "a.jpg", "application/pdf"),
        (hostile.picture("PNG"), "a.pdf", "image/png"),
        (hostile.picture("JPEG"), "a.html", "image/jpeg"),
        (hostile.picture("WEBP"), "a.svg", "image/webp"),
        (hostile.picture("JPEG"), "", "image/jpeg"),
    ],
)
def test_a_mislabelled_file_is_what_its_bytes_are(
    files: Files, content: bytes, name: str, media_type: str
) -> None:
    clean = files.take(content, name)
    assert clean.media_type == media_type
    assert clean.name.rpartition(".")[2] == {"jpeg": "jpg"}.get(
        media_type[-4:], media_type.rpartition("/")[2]
    )


@pytest.mark.parametrize(
    "content",
    [
        b"",
        b"\0",
        hostile.HTML,
        b"<?xml version='1.0'?><svg xmlns='http://www.w3.org/2000/svg' onload='alert(1)'/>",
        hostile.picture("GIF"),
        hostile.picture("TIFF"),
        hostile.picture("BMP"),
        hostile.picture("ICO"),
        hostile.zipped(),
        b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1" + bytes(600),
        b"MZ" + bytes(600),
        b"\x7fELF" + bytes(600),
        b"#!/bin/sh\nrm -rf /\n",
        b"\0\0\0\x20ftypheic" + bytes(600),
        b"RIFF\x24\0\0\0WAVEfmt " + bytes(40),
        b"%!PS-Adobe-3.0\n(%PDF-1.4) run\n",
        b"GIF89a/*\xff\xd8\xff" + bytes(90),
    ],
    ids=lambda value: repr(value[:8]),  # no further: a ZIP tells the time there, and workers must agree
)
def test_what_is_none_of_the_four_kinds_is_refused_whatever_it_is_called(
    files: Files, tmp_path: Path, content: bytes
) -> None:
    for name in ("a.jpg", "a.png", "a.webp", "a.pdf"):
        assert refuse(files, tmp_path, content, name) == "type"


# ---- cut off -------------------------------------------------------------------------------------------


@pytest.mark.parametrize("kind", ["JPEG", "PNG", "WEBP"])
def test_a_picture_cut_off_anywhere_is_refused(files: Files, tmp_path: Path, kind: str) -> None:
    whole = hostile.photograph(kind)
    cuts = [0, 1, 3, 8, 11, 12, 20, 33, 60, 200, *(len(whole) * part // 10 for part in range(1, 10))]
    for cut in cuts:
        assert refuse(files, tmp_path, whole[:cut]) in ("type", "damaged"), cut


def test_a_paper_cut_off_anywhere_is_refused_or_made_whole(files: Files, tmp_path: Path) -> None:
    whole = hostile.armed_papers()["metadata everywhere"]
    for cut in [0, 4, 9, *(len(whole) * part // 12 for part in range(1, 12))]:
        try:
            clean = files.take(whole[:cut], "a.pdf")
        except Refused as refused:
            assert refused.reason_code in ("type", "damaged"), cut
            assert kept(tmp_path) == []
        else:
            assert MARKER not in every_byte(files, clean)
            files.delete(clean.key)


# ---- too much ------------------------------------------------------------------------------------------


def test_a_png_of_144_megapixels_in_17_kb_is_refused_before_it_is_decoded(
    files: Files, tmp_path: Path
) -> None:
    """security.md: 40 megapixels checked before decoding."""
    small = hostile.png(12_000, 12_000, bits=1)
    assert len(small) < 20_000
    assert refuse(files, tmp_path, small) == "pixels"


@pytest.mark.parametrize(("side", "fits"), [((8_000, 5_000), True), ((8_000, 5_001), False)])
def test_forty_megapixels_are_the_most(
    files: Files, tmp_path: Path, side: tuple[int, int], fits: bool
) -> None:
    content = hostile.png(*side, bits=1)
    if fits:
        assert files.take(content, "a.png").width == 2400
    else:
        assert refuse(files, tmp_path, content) == "pixels"


@pytest.mark.parametrize("kind", [b"zTXt", b"iTXt", b"iCCP"])
def test_text_packed_into_a_png_does_not_unfold(files: Files, tmp_path: Path, kind: bytes) -> None:
    bomb = hostile.png_text_bomb(kind)
    assert len(bomb) < 1_000_000
    try:
        clean = files.take(bomb, "a.png")
    except Refused as refused:
        assert refused.reason_code == "damaged"
        assert kept(tmp_path) == []
    else:
        assert clean.size < 1_000


def test_ten_megabytes_are_the_most(files: Files, tmp_path: Path) -> None:
    """security.md: 10 MB each. One byte more is refused; the last that fits is looked at for what it is."""
    most = 10 * 1024 * 1024
    picture = hostile.picture("JPEG")
    assert files.take(picture + bytes(most - len(picture)), "a.jpg").size < 5_000
    files.delete(kept(tmp_path)[0].name.partition(".")[0])
    assert refuse(files, tmp_path, picture + bytes(most - len(picture) + 1)) == "size"
    assert refuse(files, tmp_path, bytes(most + 1)) == "size"


def test_an_upload_is_read_no_further_than_it_may_be_long(files: Files, tmp_path: Path) -> None:
    class Endless(BytesIO):
        read_so_far = 0

        def read(self, size: int | None = -1, /) -> bytes:
            self.read_so_far += size or 0
            return b"\xff\xd8\xff" + bytes((size or 3) - 3)

    endless = Endless()
    with pytest.raises(Refused) as caught:
        files.take(endless, "a.jpg")
    assert caught.value.reason_code == "size"
    assert endless.read_so_far < 11 * 1024 * 1024
    assert kept(tmp_path) == []


def test_ten_files_are_the_most_whoever_calls(files: Files, tmp_path: Path) -> None:
    with pytest.raises(Refused) as caught:
        files.take_all([(hostile.picture("PNG"), f"{n}.png") for n in range(11)])
    assert caught.value.reason_code == "count"
    assert kept(tmp_path) == []


@pytest.mark.parametrize("layers", [1, 2])
def test_a_paper_that_unfolds_to_gigabytes_is_refused(files: Files, tmp_path: Path, layers: int) -> None:
    assert refuse(files, tmp_path, hostile.paper_bomb(layers)) == "damaged"


def test_object_streams_in_each_other_end_nowhere(files: Files, tmp_path: Path) -> None:
    assert refuse(files, tmp_path, hostile.nested_object_streams()) == "damaged"


def test_a_page_as_large_as_a_town_is_refused(files: Files, tmp_path: Path) -> None:
    for box, unit in ([0, 0, 200_000, 10], 1), ([-20_000, 0, 10, 10], 1), ([0, 0, 1_000, 1_000], 75):
        made = hostile.paper()
        made.pages[0].obj.MediaBox = pikepdf.Array(box)
        made.pages[0].obj.UserUnit = unit
        assert refuse(files, tmp_path, hostile.written(made)) == "pages"


def test_five_hundred_pages_are_the_most(files: Files, tmp_path: Path) -> None:
    made = pikepdf.new()
    for _ in range(500):
        made.add_blank_page()
    assert files.take(hostile.written(made), "a.pdf").media_type == "application/pdf"
    files.delete(kept(tmp_path)[0].name)
    made.add_blank_page()
    assert refuse(files, tmp_path, hostile.written(made)) == "pages"


@pytest.mark.parametrize("user", ["", "secret"])
def test_an_encrypted_paper_is_refused_even_if_it_opens(files: Files, tmp_path: Path, user: str) -> None:
    locked = hostile.written(hostile.paper(), encryption=pikepdf.Encryption(owner="owner", user=user))
    assert refuse(files, tmp_path, locked) == "encrypted"


def test_a_page_tree_that_goes_in_circles_is_refused(files: Files, tmp_path: Path) -> None:
    circle = (
        b"%PDF-1.4\n1 0 obj<</Type/Catalog/Pages 2 0 R>>endobj\n"
        b"2 0 obj<</Type/Pages/Kids[2 0 R 2 0 R]/Count 2>>endobj\ntrailer<</Root 1 0 R>>\n"
    )
    assert refuse(files, tmp_path, circle) == "damaged"
    assert (
        refuse(files, tmp_path, b"%PDF-1.4\n1 0 obj" + b"[" * 100_000 + b"endobj trailer<</Root 1 0 R>>")
        == "damaged"
    )


# ---- what pictures say beside their pixels -------------------------------------------------------------


@pytest.mark.parametrize(
    "content",
    [
        hostile.jpeg_with_everything(),
        hostile.jpeg_with_a_thumbnail(),
        hostile.png_with_everything(),
        hostile.webp_with_everything(),
        hostile.picture("JPEG") + hostile.HTML,
        hostile.picture("JPEG", comment=hostile.HTML),
        hostile.png(8, 8, trailer=b"<script>" + MARKER),
        hostile.png(8, 8) + hostile.zipped(),
        hostile.picture("JPEG") + hostile.picture("JPEG", comment=MARKER),
    ],
    ids=[
        "JPEG: EXIF, GPS, XMP, ICC, IPTC, comment, trailer",
        "JPEG: thumbnail",
        "PNG: tEXt, zTXt, iTXt, iCCP, eXIf, own chunk, trailer",
        "WebP: EXIF, XMP, ICC, own chunk, trailer",
        "JPEG and HTML",
        "HTML in a JPEG's comment",
        "PNG and a script",
        "PNG and ZIP",
        "two JPEGs",
    ],
)
def test_nothing_beside_the_pixels_is_kept(files: Files, content: bytes) -> None:
    """security.md: EXIF, GPS, XMP, comments, thumbnails and trailers are gone."""
    assert MARKER in content
    clean = files.take(content, "a.jpg")
    stored = every_byte(files, clean)
    for trace in (MARKER, b"Exif", b"eXIf", b"<script", b"xmpmeta", b"PK\x03\x04", b"ICC_PROFILE", b"iCCP"):
        assert trace not in stored, trace
    for size in ("full", "thumb"):
        with files.open(clean.key, size) as opened, Image.open(opened) as shown:
            shown.load()
            assert not shown.getexif() and not {"icc_profile", "comment", "xmp", "exif"} & set(shown.info)


@pytest.mark.parametrize("kind", ["PNG", "WEBP"])
def test_of_a_moving_picture_the_first_frame_stays(files: Files, kind: str) -> None:
    clean = files.take(hostile.moving(kind), "a")
    with files.open(clean.key) as opened, Image.open(opened) as shown:
        assert getattr(shown, "n_frames", 1) == 1
        first = shown.convert("RGB").getpixel((20, 15))
    assert isinstance(first, tuple) and first[0] > 150 and first[1] < 60


# ---- what papers do ------------------------------------------------------------------------------------

_ARMED = hostile.armed_papers()


@pytest.mark.parametrize("armed", _ARMED)
def test_a_paper_keeps_its_pages_and_nothing_that_acts_or_tells(files: Files, armed: str) -> None:
    """security.md: scripts, actions, launches, embedded files and XFA removed, metadata dropped."""
    assert MARKER in _unpacked(_ARMED[armed]), "the test would prove nothing"
    clean = files.take(_ARMED[armed], "a.pdf")
    stored = every_byte(files, clean)
    assert MARKER not in stored
    assert MARKER.hex().encode() not in stored.lower()
    for trace in (
        *(
            b"/JavaScript",
            b"/JS",
            b"/Launch",
            b"/EmbeddedFile",
            b"/XFA",
            b"/OpenAction",
            b"/AA",
            b"/SubmitForm",
        ),
        *(
            b"/GoToR",
            b"/GoToE",
            b"/URI",
            b"/ImportData",
            b"/RichMedia",
            b"/Metadata",
            b"/Info",
            b"/PieceInfo",
        ),
        *(b"/Thumb", b"/ByteRange", b"/Author", b"/FileAttachment", b"evil"),
    ):
        assert trace not in stored, trace
    with files.open(clean.key) as opened, pikepdf.open(opened) as paper:
        assert len(paper.pages) == 1
        assert b"re f" in paper.pages[0].obj.Contents.read_bytes()


@pytest.mark.parametrize(
    "content",
    [
        hostile.written(hostile.paper()) + hostile.zipped(),
        b"\r\n" + hostile.written(hostile.paper()),
        hostile.written(hostile.paper()) + b"%%EOF\n" + hostile.HTML,
        hostile.written(hostile.paper()).replace(b"%PDF", b"%PDF", 1)
        + hostile.picture("JPEG", comment=MARKER),
    ],
    ids=["PDF and ZIP", "blanks first", "PDF and HTML", "PDF and JPEG"],
)
def test_a_paper_that_is_something_else_as_well_is_a_paper_alone(files: Files, content: bytes) -> None:
    stored = every_byte(files, files.take(content, "a.pdf"))
    assert stored.startswith(b"%PDF-")
    for trace in (MARKER, b"PK\x03\x04", b"PK\x05\x06", b"<script", b"\xff\xd8\xff"):
        assert trace not in stored, trace


def test_earlier_versions_of_a_paper_are_not_kept(files: Files) -> None:
    """What was blacked out and saved over still stands in the file that a program has added to."""
    before = hostile.paper()
    before.pages[0].obj.Contents = pikepdf.Stream(before, MARKER)
    first = hostile.written(
        before, object_stream_mode=pikepdf.ObjectStreamMode.disable, compress_streams=False
    )
    with pikepdf.open(BytesIO(first)) as opened:
        number = opened.pages[0].obj.Contents.objgen[0]
    at = len(first)
    update = b"%d 0 obj<</Length 8>>stream\n0 0 re f\nendstream endobj\n" % number
    old = first.rpartition(b"startxref")[2].split()[0]
    table = b"xref\n%d 1\n%010d 00000 n \ntrailer<</Root 1 0 R/Size 9/Prev %s>>\nstartxref\n%d\n%%%%EOF" % (
        number,
        at,
        old,
        at + len(update),
    )
    assert MARKER not in every_byte(files, files.take(first + update + table, "a.pdf"))


def test_a_photo_in_a_paper_still_shows(files: Files) -> None:
    clean = files.take(_ARMED["photo with GPS, packed twice"], "a.pdf")
    with files.open(clean.key) as opened, pikepdf.open(opened) as paper:
        jpeg = paper.pages[0].obj.Resources.XObject.Im0.read_raw_bytes()
    with Image.open(BytesIO(jpeg)) as shown:
        shown.load()
        assert shown.size == (64, 48)


def test_a_jpeg_2000_keeps_its_pixels(files: Files) -> None:
    told = bare.jpeg2000(hostile.jpeg2000())
    assert MARKER not in told and b"uuid" not in told
    assert told.endswith(b"\xff\x90pixels\xff\xd9") and told.startswith(b"\0\0\0\x0cjP  ")


# ---- names ---------------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("declared", "shown"),
    [
        ("../../etc/passwd", "passwd.png"),
        ("..\\..\\windows\\system32\\a.dll", "a.png"),
        ("/", "tep.png"),
        ("..", "tep.png"),
        (".htaccess", "htaccess.png"),
        ("a\0.php.png", "a.php.png"),
        ("a\r\nSet-Cookie: x=y.png", "a Set-Cookie_ x=y.png"),
        ("ho\u202egnp.exe", "hognp.png"),
        ("\u2066\u200b\ufeffan.png", "an.png"),
        ("\ud800a.png", "a.png"),
        ('a"; filename="evil.html', "a_ filename=_evil.png"),
        ("giấy hẹn '1'.jpg", "giấy hẹn '1'.png"),
        (unicodedata.normalize("NFD", "Đơn khiếu nại.pdf"), "Đơn khiếu nại.png"),
        ("CON|<>?*:.png", "CON_.png"),
        ("ảnh.tar.gz", "ảnh.tar.png"),
    ],
)
def test_a_name_is_words_to_show_and_never_a_place(
    files: Files, tmp_path: Path, declared: str, shown: str
) -> None:
    clean = files.take(hostile.picture("PNG"), declared)
    assert clean.name == shown
    assert {path.name.partition(".")[0] for path in kept(tmp_path)} == {clean.key}


def test_a_name_of_300_letters_is_cut(files: Files) -> None:
    assert len(files.take(hostile.picture("PNG"), "ả" * 300 + ".jpg").name) <= 104
    assert len(files.take(hostile.picture("PNG"), "a" * 1_000_000).name) <= 104


@pytest.mark.parametrize("declared", ["\u202egnp.exe", "a\0b", "../x", "x" * 5_000, "dòng\nhai"])
def test_a_name_in_an_error_is_as_harmless(files: Files, declared: str) -> None:
    with pytest.raises(Refused) as caught:
        files.take(b"nothing", declared)
    assert caught.value.name.isprintable() and len(caught.value.name) <= 100
    assert declared not in str(caught.value)


# ---- the child -----------------------------------------------------------------------------------------


def test_the_child_knows_nothing_of_the_house(
    files: Files, monkeypatch: pytest.MonkeyPatch, tmp_path: Path
) -> None:
    monkeypatch.setenv("SECRET_KEY", "it must not go along")
    given: list[dict[str, Any]] = []
    popen = cleaner.subprocess.Popen
    monkeypatch.setattr(
        cleaner.subprocess, "Popen", lambda *args, **more: (given.append(more), popen(*args, **more))[1]
    )
    files.take(hostile.picture("PNG"), "a.png")
    (options,) = given
    assert set(options["env"]) == {"PATH", "PYTHONPATH", "LANG"}
    assert options["start_new_session"] is True


@pytest.fixture
def child(monkeypatch: pytest.MonkeyPatch, tmp_path_factory: pytest.TempPathFactory) -> Any:
    """Puts another program in the child's place: one that somebody's file has taken over."""

    def take_over(program: str) -> Path:
        place = tmp_path_factory.mktemp("taken") / "child.py"
        place.write_text(f"import os, sys, time, json\nfolder = sys.argv[1]\n{program}\n")
        popen = cleaner.subprocess.Popen
        monkeypatch.setattr(
            cleaner.subprocess,
            "Popen",
            lambda command, **more: popen([command[0], str(place), *command[5:]], **more),
        )
        return place

    return take_over


def test_a_child_that_does_not_end_is_ended_with_all_that_it_started(
    files: Files,
    tmp_path: Path,
    child: Any,
    monkeypatch: pytest.MonkeyPatch,
    caplog: pytest.LogCaptureFixture,
) -> None:
    alive = tmp_path.parent / f"{tmp_path.name}.alive"
    child(
        "if os.fork() == 0:\n"
        "    while True:\n"
        f"        open({str(alive)!r}, 'a').write('.')\n"
        "        time.sleep(0.01)\n"
        "time.sleep(600)"
    )
    popen = cleaner.subprocess.Popen

    def start(*args: Any, **more: Any) -> Any:
        started = popen(*args, **more)
        wait = started.wait

        def late(patience: float | None = None) -> int:
            if patience is None:
                return int(wait())
            while not alive.exists():
                time.sleep(0.01)
            raise cleaner.subprocess.TimeoutExpired("child", patience)

        started.wait = late
        return started

    monkeypatch.setattr(cleaner.subprocess, "Popen", start)
    with caplog.at_level(logging.WARNING):
        assert refuse(files, tmp_path, hostile.picture("PNG")) == "damaged"
    assert "was given up" in caplog.text
    said = alive.read_text()
    time.sleep(0.3)
    assert alive.read_text() == said


@pytest.mark.parametrize(
    "program",
    [
        "print(json.dumps({'number': 0, 'media_type': 'image/png', 'width': 1, 'height': 1}))",
        "open(folder + '/0.full', 'wb').write(b'<html>')\nopen(folder + '/0.thumb', 'wb').write(b'<html>')\n"
        "print(json.dumps({'number': 0, 'media_type': 'text/html', 'width': 1, 'height': 1}))",
        "open(folder + '/0.full', 'wb').write(b'<html>')\nopen(folder + '/0.thumb', 'wb').write(b'<html>')\n"
        "print(json.dumps({'number': 0, 'media_type': 'image/png', 'width': 1, 'height': 1}))",
        "print('x' * 10_000_000)",
        "os.kill(os.getpid(), 9)",
        "",
    ],
    ids=["says and made nothing", "says HTML", "HTML for PNG", "floods", "killed", "says nothing"],
)
def test_what_a_child_says_is_not_believed(files: Files, tmp_path: Path, child: Any, program: str) -> None:
    child(f"open(folder + '/0.full', 'ab'), open(folder + '/0.thumb', 'ab')\n{program}")
    assert refuse(files, tmp_path, hostile.picture("PNG")) == "damaged"


def test_a_child_that_does_not_work_is_our_fault_and_not_the_files(
    files: Files, tmp_path: Path, child: Any
) -> None:
    child("raise ImportError('no such library')")
    with pytest.raises(CleaningFailed, match="no such library"):
        files.take(hostile.picture("PNG"), "a.png")
    assert kept(tmp_path) == []


@pytest.mark.parametrize(
    ("greed", "how"),
    [
        ("bytearray(3_000_000_000)", "memory"),
        ("\nwhile True: pass", "time"),
        ("open('/etc/hostname')", "files"),
        ("__import__('socket').socket()", "sockets"),
        ("[os.write(files[0][1].fileno(), b'x' * 30_000_000) for _ in range(3)]", "output"),
    ],
)
def test_the_childs_limits_hold(tmp_path: Path, greed: str, how: str) -> None:
    """security.md: in a child process with limits. Inside them, none of these things can be done."""
    program = (
        "import os, socket, sys, json\nfrom pathlib import Path\n"
        "from casework.store.cleaning import __main__ as child\n"
        "child._SECONDS_A_FILE = 1\nfolder = Path(sys.argv[1])\n(folder / '0.in').write_bytes(b'x')\n"
        "child._limit()\nfiles = [child._open(folder, 0)]\nchild._open_no_more(files)\nchild._give_time()\n"
        f"{greed}\nprint('did it')"
    )
    ended = cleaner.subprocess.run(
        [cleaner.sys.executable, "-c", program, str(tmp_path)],
        cwd=cleaner._PROJECT,
        capture_output=True,
        timeout=60,
        check=False,
    )
    assert ended.returncode != 0 and b"did it" not in ended.stdout, how
    expected = {"memory": b"MemoryError", "files": b"Too many open files", "sockets": b"Too many open files"}
    assert expected.get(how, b"") in ended.stderr


def test_papers_of_one_origin_have_nothing_permanent_in_common(tmp_path: Path) -> None:
    """security.md: nothing links two confidential reports. A PDF's /ID is the same in all its versions."""
    made = pikepdf.new()
    made.add_blank_page(page_size=(99, 99))
    first, second = BytesIO(), BytesIO()
    made.save(first, static_id=True)
    later = pikepdf.open(BytesIO(first.getvalue()))
    later.add_blank_page(page_size=(99, 99))
    later.save(second)
    marks_of_origin = [pikepdf.open(BytesIO(made.getvalue())).trailer["/ID"][0] for made in (first, second)]
    assert marks_of_origin[0] == marks_of_origin[1]
    files = Files(tmp_path)
    taken = files.take_all([(first.getvalue(), "a.pdf"), (second.getvalue(), "b.pdf")])
    marks = []
    for file in taken:
        with files.open(file.key, "full") as opened, pikepdf.open(opened) as paper:
            marks.append({bytes(mark) for mark in paper.trailer.get("/ID", [])})
    assert not marks[0] & marks[1]
