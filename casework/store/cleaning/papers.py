"""PDF without what acts: scripts, actions, launches, embedded files, forms' XFA; and without metadata."""

from __future__ import annotations

import re
import zlib
from collections.abc import Iterator
from io import BytesIO
from typing import Any, BinaryIO, Final

import pikepdf
from pikepdf import Array, Dictionary, Name, Stream

from casework.store.cleaning import Unfit

# Wherever they stand: actions of documents, pages and fields; attached files; data of other programs.
_REMOVED: Final = (
    *("/AA", "/JavaScript", "/JS", "/OpenAction", "/URI", "/XFA", "/RichMedia"),
    *("/AF", "/Collection", "/EF", "/EmbeddedFiles", "/RF"),
    *("/DSS", "/LastModified", "/Legal", "/Metadata", "/Perms", "/PieceInfo"),
)
_ACTING_NOTES: Final = frozenset(
    {"/FileAttachment", "/RichMedia", "/Screen", "/Movie", "/Sound", "/3D", "/PrinterMark", "/TrapNet"}
)
_KEPT_ACTION: Final = "/GoTo"

_LARGEST_JPEG: Final = 64 * 1024 * 1024
_NEXT_MARKER: Final = re.compile(rb"\xff[^\x00\xd0-\xd7\xff]")
_START_OF_SCAN: Final = 0xDA
_END_OF_IMAGE: Final = b"\xff\xd9"
# JFIF's head and Adobe's colour transform are needed to decode; all other application data is not.
_METADATA: Final = frozenset({*range(0xE1, 0xEE), 0xEF, 0xFE})


def ready() -> None:
    """Lets qpdf open the system's random numbers, without which it cannot tell that a paper is encrypted."""
    pikepdf.new().save(BytesIO(), encryption=pikepdf.Encryption(owner="o", user="u"))


def disarm(source: bytes, out: BinaryIO) -> None:
    """Writes the paper as new, with only what its pages show and links within it.

    Raises `Unfit` with `encrypted` (also when it opens without a password) and with `damaged`.
    """
    try:
        with pikepdf.open(BytesIO(source)) as paper:
            if paper.is_encrypted:
                raise Unfit("encrypted")
            if not len(paper.pages):
                raise Unfit("damaged")
            _strip(paper)
            written = BytesIO()
            paper.save(written, fix_metadata_version=False, deterministic_id=True)
    except pikepdf.PasswordError as error:
        raise Unfit("encrypted") from error
    except Unfit:
        raise
    # qpdf and pikepdf raise many kinds of errors at broken files; each means the same to us.
    except Exception as error:
        raise Unfit("damaged") from error
    out.write(written.getvalue())


def _strip(paper: pikepdf.Pdf) -> None:
    if "/Info" in paper.trailer:
        del paper.trailer["/Info"]
    for thing in list(paper.objects):
        for part in _with_its_parts(thing):
            if isinstance(part, (Dictionary, Stream)):
                _strip_one(part)
            elif isinstance(part, Array):
                _drop_acting_notes(part)
            if isinstance(part, Stream):
                _strip_stream(part)


def _with_its_parts(thing: Any) -> Iterator[Any]:
    """The object and all that is written inside it, but not what it refers to: that has its own turn."""
    waiting = [thing]
    while waiting:
        part = waiting.pop()
        yield part
        if isinstance(part, (Dictionary, Stream)):
            waiting += [value for _, value in part.items() if _is_inside(value)]
        elif isinstance(part, Array):
            waiting += [value for value in part if _is_inside(value)]


def _is_inside(value: Any) -> bool:
    return isinstance(value, (Dictionary, Array)) and not value.is_indirect


def _strip_one(part: Any) -> None:
    for key in _REMOVED:
        if key in part:
            del part[key]
    for key in ("/A", "/PA", "/Next"):
        if key in part and _acts(part[key], key):
            del part[key]
    # An action that stands alone and is referred to from elsewhere.
    if part.get("/Type") == "/Action" and part.get("/S") != _KEPT_ACTION:
        for key in list(part.keys()):
            del part[key]


def _acts(value: Any, key: str) -> bool:
    """Whether it is an action other than going to a page (the keys also stand for other things)."""
    if key == "/Next" and isinstance(value, Array):
        return True
    return isinstance(value, Dictionary) and "/S" in value and (key == "/Next" or value["/S"] != _KEPT_ACTION)


def _drop_acting_notes(parts: Any) -> None:
    for place in reversed(range(len(parts))):
        part = parts[place]
        if isinstance(part, Dictionary) and str(part.get("/Subtype", "")) in _ACTING_NOTES:
            del parts[place]


def _strip_stream(stream: Any) -> None:
    if "/F" in stream:
        # Its content would come from another file.
        del stream["/F"]
    filters = stream.get("/Filter")
    names = [str(name) for name in filters] if isinstance(filters, Array) else [str(filters)]
    if names == ["/DCTDecode"]:
        stream.write(_bare_jpeg(stream.read_raw_bytes()), filter=Name.DCTDecode)
    elif names == ["/FlateDecode", "/DCTDecode"] and "/DecodeParms" not in stream:
        jpeg = zlib.decompressobj().decompress(stream.read_raw_bytes(), _LARGEST_JPEG)
        stream.write(_bare_jpeg(jpeg), filter=Name.DCTDecode)


def _bare_jpeg(jpeg: bytes) -> bytes:
    """A JPEG without EXIF (where a telephone writes the place), XMP, comments and what follows its end."""
    kept, at = [jpeg[:2]], 2
    while (found := _NEXT_MARKER.search(jpeg, at)) is not None:
        start, marker = found.start(), jpeg[found.end() - 1]
        if jpeg[start : start + 2] == _END_OF_IMAGE:
            break
        end = start + 2 + int.from_bytes(jpeg[start + 2 : start + 4], "big")
        if marker == _START_OF_SCAN:
            following = _NEXT_MARKER.search(jpeg, end)
            end = following.start() if following else len(jpeg)
        if marker not in _METADATA:
            kept.append(jpeg[start:end])
        at = max(end, start + 2)
    return b"".join([*kept, _END_OF_IMAGE])
