"""Files from strangers made harmless, in a child process with limits: `python -m casework.store.cleaning`.

The child gets a folder with `0.in`, `1.in`, … and writes `0.full`, `0.thumb`, … beside them. It opens all of
these first and then gives up the right to open anything. For each file it prints one line of JSON.
Only this package and its two libraries are loaded there, and no setting or key of the house is known to it.
"""

from __future__ import annotations

from typing import Final

JPEG: Final = "image/jpeg"
PNG: Final = "image/png"
WEBP: Final = "image/webp"
PDF: Final = "application/pdf"

MOST_FILES: Final = 10
LARGEST_BYTES: Final = 10 * 1024 * 1024
MOST_PIXELS: Final = 40_000_000
MOST_PAGES: Final = 500
LONGEST_PAGE: Final = 14_400  # points: as large as a page may be (ISO 32000-1, annex C)
LONGEST_EDGE: Final = 2400
THUMB_EDGE: Final = 480


# What is painted black, in pixels from the upper left: left, top, right, bottom (the last two outside).
Box = tuple[int, int, int, int]


class Unfit(Exception):
    """The file is not taken: `reason` is `type`, `size`, `pixels`, `pages`, `damaged` or `encrypted`."""

    def __init__(self, reason: str) -> None:
        super().__init__(reason)
        self.reason: Final = reason


def sniff(start: bytes) -> str:
    """The media type by the first bytes of the content. Raises `Unfit("type")` for all but our four."""
    if start.startswith(b"\xff\xd8\xff"):
        return JPEG
    if start.startswith(b"\x89PNG\r\n\x1a\n"):
        return PNG
    if start.startswith(b"RIFF") and start[8:12] == b"WEBP":
        return WEBP
    if start.lstrip(b"\xef\xbb\xbf \r\n\t").startswith(b"%PDF-"):
        return PDF
    raise Unfit("type")
