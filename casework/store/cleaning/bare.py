"""Pictures inside papers without what cameras and programs wrote beside the pixels. They are not decoded."""

from __future__ import annotations

import re
from typing import Final

_NEXT_MARKER: Final = re.compile(rb"\xff[^\x00\xd0-\xd7\xff]")
_START_OF_SCAN: Final = 0xDA
_END_OF_IMAGE: Final = b"\xff\xd9"
# JFIF's head and Adobe's colour transform are needed to decode; all other application data is not.
_METADATA: Final = frozenset({*range(0xE1, 0xEE), 0xEF, 0xFE})

_SIGNATURE: Final = b"\0\0\0\x0cjP  \r\n\x87\n"
_BOXES: Final = frozenset({b"jP  ", b"ftyp", b"rreq", b"jp2h", b"jpch", b"jplh", b"jp2c"})
_CODESTREAM: Final = b"\xff\x4f"
_COMMENT: Final = b"\xff\x64"
_START_OF_TILE: Final = b"\xff\x90"


def jpeg(content: bytes) -> bytes:
    """A JPEG without EXIF (where a telephone writes the place), XMP, comments and what follows its end."""
    kept, at = [content[:2]], 2
    while (found := _NEXT_MARKER.search(content, at)) is not None:
        start, marker = found.start(), content[found.end() - 1]
        if content[start : start + 2] == _END_OF_IMAGE:
            break
        end = start + 2 + int.from_bytes(content[start + 2 : start + 4], "big")
        if marker == _START_OF_SCAN:
            following = _NEXT_MARKER.search(content, end)
            end = following.start() if following else len(content)
        if marker not in _METADATA:
            kept.append(content[start:end])
        at = max(end, start + 2)
    return b"".join([*kept, _END_OF_IMAGE])


def jpeg2000(content: bytes) -> bytes:
    """A JPEG 2000 without the boxes for XML, XMP and other programs' data, and without comments."""
    if not content.startswith(_SIGNATURE):
        return _bare_codestream(content)
    kept, at = [], 0
    while len(content) - at >= 8:
        length, kind = int.from_bytes(content[at : at + 4], "big"), content[at + 4 : at + 8]
        head = 8
        if length == 1:
            length, head = int.from_bytes(content[at + 8 : at + 16], "big"), 16
        if length == 0:
            length = len(content) - at
        if length < head:
            break
        body = content[at + head : at + length]
        if kind in _BOXES:
            body = _bare_codestream(body) if kind == b"jp2c" else body
            kept.append((len(body) + 8).to_bytes(4, "big") + kind + body)
        at += length
    return b"".join(kept)


def _bare_codestream(content: bytes) -> bytes:
    """Its main header without comments; after that come tiles, which hold pixels alone."""
    if not content.startswith(_CODESTREAM):
        return content
    kept, at = [_CODESTREAM], 2
    while len(content) - at >= 4 and (marker := content[at : at + 2]) != _START_OF_TILE:
        end = at + 2 + max(int.from_bytes(content[at + 2 : at + 4], "big"), 2)
        if marker != _COMMENT:
            kept.append(content[at:end])
        at = end
    return b"".join([*kept, content[at:]])
