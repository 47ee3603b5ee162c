"""Uploads: taken only when clean, kept whole or not at all."""

from __future__ import annotations

import os
import struct
import subprocess
import zlib
from datetime import UTC, datetime, timedelta
from io import BytesIO
from pathlib import Path
from typing import Any

import pikepdf
import pytest
from PIL import Image, PngImagePlugin

from casework.store.files import Files, Refused

PLACE = b"GPS-20.4388-106.1621"


def _picture(kind: str, size: tuple[int, int] = (60, 40), **options: Any) -> bytes:
    picture = Image.new("RGB", size, (200, 30, 30))
    picture.paste((30, 30, 200), (0, 0, size[0] // 2, size[1] // 2))
    out = BytesIO()
    picture.save(out, kind, **options)
    return out.getvalue()


def _exif(orientation: int = 1) -> bytes:
    exif = Image.Exif()
    exif[0x0112] = orientation
    exif[0x010E] = PLACE.decode()
    exif.get_ifd(0x8825)[1] = "N"
    exif.get_ifd(0x8825)[2] = (20.0, 26.0, 19.0)
    return exif.tobytes()


def _giant_png(width: int, height: int) -> bytes:
    """A small file that says it has so many pixels, and has them."""

    def chunk(kind: bytes, body: bytes) -> bytes:
        return struct.pack(">I", len(body)) + kind + body + struct.pack(">I", zlib.crc32(kind + body))

    head = struct.pack(">IIBBBBB", width, height, 1, 0, 0, 0, 0)
    rows = zlib.compress(bytes((width // 8 + 1) * height), 9)
    return b"\x89PNG\r\n\x1a\n" + chunk(b"IHDR", head) + chunk(b"IDAT", rows) + chunk(b"IEND", b"")


def _paper(*, armed: bool = False, encrypted: bool = False) -> bytes:
    paper = pikepdf.new()
    page = paper.add_blank_page()
    if armed:
        script = pikepdf.Dictionary(S=pikepdf.Name.JavaScript, JS="app.alert('evil')")
        paper.Root.OpenAction = paper.make_indirect(script)
        paper.Root.AA = pikepdf.Dictionary(WC=script)
        paper.Root.AcroForm = pikepdf.Dictionary(Fields=[], XFA="<xdp>evil</xdp>")
        paper.attachments["evil.exe"] = b"MZ evil"
        paper.Root.Names.JavaScript = pikepdf.Dictionary(Names=["a", script])
        launch = pikepdf.Dictionary(S=pikepdf.Name.Launch, F="evil.exe")
        uri = pikepdf.Dictionary(S=pikepdf.Name.URI, URI="https://evil.test/")
        inner = pikepdf.Dictionary(S=pikepdf.Name.GoTo, D=[page.obj, pikepdf.Name.Fit], Next=script)
        rect = [0, 0, 9, 9]
        page.obj.Annots = [
            pikepdf.Dictionary(Type=pikepdf.Name.Annot, Subtype=pikepdf.Name.Link, Rect=rect, A=action)
            for action in (launch, uri, inner)
        ] + [pikepdf.Dictionary(Type=pikepdf.Name.Annot, Subtype=pikepdf.Name.FileAttachment, Rect=rect)]
        photo = pikepdf.Stream(paper, _picture("JPEG", exif=_exif(), comment=b"evil comment") + PLACE)
        photo.update(
            {
                "/Type": pikepdf.Name.XObject,
                "/Subtype": pikepdf.Name.Image,
                "/Width": 60,
                "/Height": 40,
                "/ColorSpace": pikepdf.Name.DeviceRGB,
                "/BitsPerComponent": 8,
                "/Filter": pikepdf.Name.DCTDecode,
            }
        )  # fmt: skip because a line a key would fill the page
        page.obj.Resources = pikepdf.Dictionary(XObject=pikepdf.Dictionary(Im0=photo))
        paper.docinfo["/Author"] = "Trần Thị Mơ"
        with paper.open_metadata() as metadata:
            metadata["dc:creator"] = ["Tran Thi Mo"]
    out = BytesIO()
    paper.save(out, encryption=pikepdf.Encryption(owner="o", user="") if encrypted else False)
    return out.getvalue()


@pytest.fixture
def files(tmp_path: Path) -> Files:
    return Files(tmp_path)


def _kept(root: Path) -> list[Path]:
    return [path for path in root.rglob("*") if path.is_file()]


@pytest.mark.parametrize(
    ("kind", "media_type", "ending"),
    [("JPEG", "image/jpeg", "jpg"), ("PNG", "image/png", "png"), ("WEBP", "image/webp", "webp")],
)
def test_a_picture_is_kept_with_a_thumbnail(files: Files, kind: str, media_type: str, ending: str) -> None:
    clean = files.take(BytesIO(_picture(kind, (3000, 1500))), f"Ảnh chụp.{kind}")
    assert (clean.name, clean.media_type) == (f"Ảnh chụp.{ending}", media_type)
    assert (clean.width, clean.height) == (2400, 1200)
    with files.open(clean.key) as full, files.open(clean.key, "thumb") as thumb:
        assert Image.open(full).size == (2400, 1200)
        assert Image.open(thumb).size == (480, 240)
        assert full.seek(0, os.SEEK_END) == clean.size


@pytest.mark.parametrize("kind", ["JPEG", "PNG", "WEBP"])
def test_no_picture_says_where_it_was_taken(files: Files, kind: str) -> None:
    options: dict[str, Any] = {"exif": _exif(), "xmp": b"<x:xmpmeta>" + PLACE + b"</x:xmpmeta>"}
    if kind == "PNG":
        info = PngImagePlugin.PngInfo()
        info.add_text("Comment", PLACE.decode())
        options = {"exif": _exif(), "pnginfo": info}
    source = _picture(kind, **options) + PLACE
    assert source.count(PLACE) > 1
    clean = files.take(source, "a.jpg")
    for size in ("full", "thumb"):
        with files.open(clean.key, size) as stored:
            content = stored.read()
        assert PLACE not in content
        assert b"Exif" not in content
        assert not Image.open(BytesIO(content)).getexif()


@pytest.mark.parametrize("orientation", range(1, 9))
def test_a_picture_taken_sideways_stands_upright(files: Files, orientation: int) -> None:
    clean = files.take(_picture("JPEG", exif=_exif(orientation)), "a.jpg")
    assert (clean.width, clean.height) == ((60, 40) if orientation < 5 else (40, 60))
    blue_at = {1: (0, 0), 2: (1, 0), 3: (1, 1), 4: (0, 1), 5: (0, 0), 6: (1, 0), 7: (1, 1), 8: (0, 1)}
    with files.open(clean.key) as stored, Image.open(stored) as picture:
        x, y = (part * (side - 11) + 5 for part, side in zip(blue_at[orientation], picture.size, strict=True))
        pixel = picture.getpixel((x, y))
    assert isinstance(pixel, tuple)
    assert pixel[2] > pixel[0]


@pytest.mark.parametrize("mode", ["1", "L", "LA", "P", "RGBA", "I;16"])
def test_pictures_of_every_mode_are_taken(files: Files, mode: str) -> None:
    out = BytesIO()
    Image.new(mode, (20, 10)).save(out, "PNG")
    assert files.take(out.getvalue(), "a.png").width == 20


def test_a_cmyk_jpeg_is_taken(files: Files) -> None:
    out = BytesIO()
    Image.new("CMYK", (20, 10)).save(out, "JPEG")
    assert files.take(out.getvalue(), "a.jpg").width == 20


@pytest.mark.parametrize(
    ("content", "reason"),
    [
        (b"", "type"),
        (b"MZ\x90\0 not a picture", "type"),
        (b"<html><script>alert(1)</script>", "type"),
        (b"<svg xmlns='http://www.w3.org/2000/svg' onload='alert(1)'/>", "type"),
        (b"GIF89a" + b"\0" * 50, "type"),
        (_picture("JPEG", (800, 800))[:2000], "damaged"),
        (_picture("PNG", (800, 800))[:200], "damaged"),
        (_picture("WEBP", (800, 800))[:100], "damaged"),
        (b"\xff\xd8\xff" + b"\0" * 500, "damaged"),
        (b"\x89PNG\r\n\x1a\n", "damaged"),
        (b"RIFF\xff\xff\xff\xffWEBP", "damaged"),
        (b"RIFF\x40\0\0\0WEBPVP8X\x0a\0\0\0\0\0\0\0" + b"\xff\x3f\0" * 2 + b"\0" * 40, "pixels"),
        (_giant_png(12_000, 12_000), "pixels"),
        (b"%PDF-1.7\n" + b"\0" * 500, "damaged"),
        (b"\xff\xd8\xff" + b"\0" * 10 * 1024 * 1024, "size"),
        (_paper(encrypted=True), "encrypted"),
    ],
    ids=lambda value: value if isinstance(value, str) else str(len(value)),
)
def test_what_is_unfit_is_refused_with_its_reason_and_nothing_stays(
    files: Files, tmp_path: Path, content: bytes, reason: str
) -> None:
    with pytest.raises(Refused) as caught:
        files.take(content, "ảnh.jpg")
    assert (caught.value.reason_code, caught.value.name) == (reason, "ảnh.jpg")
    assert _kept(tmp_path) == []


def test_a_file_is_what_its_content_says_and_not_its_name(files: Files) -> None:
    clean = files.take(_picture("PNG"), "C:\\tai lieu\\..\\hoa don.pdf\u202e")
    assert (clean.name, clean.media_type) == ("hoa don.png", "image/png")
    assert files.take(_picture("PNG"), "../../\x00").name == "tep.png"


def test_a_paper_loses_all_that_acts_and_tells(files: Files) -> None:
    source = _paper(armed=True)
    clean = files.take(source, "đơn.pdf")
    assert (clean.name, clean.media_type, clean.width) == ("đơn.pdf", "application/pdf", None)
    with files.open(clean.key) as stored, pikepdf.open(stored) as paper:
        out = BytesIO()
        paper.save(out, qdf=True, object_stream_mode=pikepdf.ObjectStreamMode.disable)
        assert len(paper.pages) == 1
        jpeg = paper.pages[0].obj.Resources.XObject.Im0.read_raw_bytes()
        assert len(paper.pages[0].obj.Annots) == 3
    for trace in (
        b"evil",
        b"JavaScript",
        b"Launch",
        b"EmbeddedFile",
        b"XFA",
        b"Author",
        b"Tran Thi Mo",
        PLACE,
    ):
        assert trace not in out.getvalue(), trace
    with Image.open(BytesIO(jpeg)) as photo:
        photo.load()
        assert photo.size == (60, 40)
    with pytest.raises(FileNotFoundError):
        files.open(clean.key, "thumb")


def test_several_files_are_taken_together_in_their_order(files: Files) -> None:
    taken = files.take_all([(_picture("PNG"), "1.png"), (_paper(), "2.pdf"), (_picture("JPEG"), "3.jpg")])
    assert [clean.name for clean in taken] == ["1.png", "2.pdf", "3.jpg"]
    assert files.take_all([]) == []


def test_one_bad_file_among_several_keeps_all_out_and_is_named(files: Files, tmp_path: Path) -> None:
    with pytest.raises(Refused) as caught:
        files.take_all(
            [(_picture("PNG"), "1.png"), (_picture("PNG")[:90], "2.png"), (_picture("PNG"), "3.png")]
        )
    assert (caught.value.reason_code, caught.value.name, caught.value.number) == ("damaged", "2.png", 1)
    assert _kept(tmp_path) == []


def test_ten_photographs_are_cleaned_by_one_child(files: Files, monkeypatch: pytest.MonkeyPatch) -> None:
    started: list[object] = []
    run = subprocess.Popen
    monkeypatch.setattr(
        subprocess, "Popen", lambda *args, **more: (started.append(args), run(*args, **more))[1]
    )
    photo = _picture("JPEG", (1200, 900))
    assert len(files.take_all([(photo, f"{n}.jpg") for n in range(10)])) == 10
    assert len(started) == 1


def test_files_lie_under_random_keys_that_others_cannot_read(files: Files, tmp_path: Path) -> None:
    clean = files.take(_picture("PNG"), "a.png")
    folder = tmp_path / clean.key[:2]
    assert sorted(path.name for path in folder.iterdir()) == [clean.key, f"{clean.key}.thumb"]
    assert folder.stat().st_mode & 0o077 == 0


@pytest.mark.parametrize("key", ["../../etc/passwd", "", "A" * 32, "0" * 31, "0" * 32 + "\n", "0" * 32])
def test_no_other_key_opens_anything(files: Files, key: str) -> None:
    with pytest.raises(FileNotFoundError):
        files.open(key)


def test_a_deleted_file_is_gone_at_every_size(files: Files, tmp_path: Path) -> None:
    clean = files.take(_picture("PNG"), "a.png")
    files.delete(clean.key)
    files.delete(clean.key)
    assert _kept(tmp_path) == []


def test_the_sweeper_takes_what_nobody_knows_and_spares_what_is_new(files: Files, tmp_path: Path) -> None:
    known, unknown = (files.take(_picture("PNG"), "a.png") for _ in range(2))
    (tmp_path / ".aside" / "left").mkdir()
    (tmp_path / ".aside" / "left" / "0.in").write_bytes(b"half")
    now = datetime.now(UTC)
    assert files.sweep({known.key}, now - timedelta(hours=1)) == 0
    assert files.sweep({known.key}, now + timedelta(seconds=5)) == 2
    assert sorted(path.name for path in _kept(tmp_path)) == [known.key, f"{known.key}.thumb"]
    with pytest.raises(FileNotFoundError):
        files.open(unknown.key)
