"""Pictures painted anew: upright pixels in a new image, and nothing else of the file."""

from __future__ import annotations

from collections.abc import Sequence
from io import BytesIO
from typing import BinaryIO, Final

# All that Pillow would load on demand, because in the child it can open no file later.
from PIL import Image, ImageDraw
from PIL import JpegImagePlugin as _jpeg  # noqa: F401 because of the above
from PIL import MpoImagePlugin as _mpo  # noqa: F401 because of the above
from PIL import PngImagePlugin as _png  # noqa: F401 because of the above
from PIL import WebPImagePlugin as _webp  # noqa: F401 because of the above

from casework.store.cleaning import JPEG, LONGEST_EDGE, MOST_PIXELS, PNG, THUMB_EDGE, WEBP, Box, Unfit

Image.preinit()

# We look at the size ourselves, before anything is decoded.
Image.MAX_IMAGE_PIXELS = None

_FORMATS: Final = {JPEG: "JPEG", PNG: "PNG", WEBP: "WEBP"}
_ORIENTATION: Final = 0x0112
_TURNS: Final = {
    2: Image.Transpose.FLIP_LEFT_RIGHT,
    3: Image.Transpose.ROTATE_180,
    4: Image.Transpose.FLIP_TOP_BOTTOM,
    5: Image.Transpose.TRANSPOSE,
    6: Image.Transpose.ROTATE_270,
    7: Image.Transpose.TRANSVERSE,
    8: Image.Transpose.ROTATE_90,
}


def repaint(
    source: bytes, media_type: str, full: BinaryIO, thumb: BinaryIO, *, black: Sequence[Box] = ()
) -> tuple[int, int]:
    """Writes the picture (longest edge 2400) and its thumbnail (480); returns the picture's width and height.

    The boxes in `black` are painted over, at the size that is written, before anything is written. Raises
    `Unfit` with `pixels` above 40 megapixels and with `damaged` for whatever cannot be decoded.
    """
    try:
        picture = _painted(source, media_type)
        for box in black:
            _paint_over(picture, box)
        _encode(picture, media_type, full)
        size = picture.size
        picture.thumbnail((THUMB_EDGE, THUMB_EDGE))
        _encode(picture, media_type, thumb)
    except Unfit:
        raise
    # Pillow's decoders raise a dozen kinds of errors at broken files; each means the same to us.
    except Exception as error:
        raise Unfit("damaged") from error
    return size


def _painted(source: bytes, media_type: str) -> Image.Image:
    if media_type == WEBP:
        _refuse_giants(*_webp_size(source))
    with Image.open(BytesIO(source), formats=[_FORMATS[media_type]]) as opened:
        _refuse_giants(*opened.size)
        turn = _TURNS.get(_orientation(opened))
        # A JPEG decodes at a half or a quarter for a fraction of the time and memory.
        opened.draft("RGB", (LONGEST_EDGE, LONGEST_EDGE))
        opened.load()
        picture = _plain(opened)
    picture.thumbnail((LONGEST_EDGE, LONGEST_EDGE), reducing_gap=3.0)
    if turn is not None:
        picture = picture.transpose(turn)
    return picture


def _refuse_giants(width: int, height: int) -> None:
    if width * height > MOST_PIXELS:
        raise Unfit("pixels")
    if width < 1 or height < 1:
        raise Unfit("damaged")


def _webp_size(source: bytes) -> tuple[int, int]:
    """Width and height by the header: Pillow would set aside the whole canvas before it told them."""
    kind, head = source[12:16], source[20:30]
    if len(head) < 10:
        raise Unfit("damaged")
    if kind == b"VP8X":
        return 1 + int.from_bytes(head[4:7], "little"), 1 + int.from_bytes(head[7:10], "little")
    if kind == b"VP8L":
        bits = int.from_bytes(head[1:5], "little")
        return 1 + (bits & 0x3FFF), 1 + (bits >> 14 & 0x3FFF)
    if kind == b"VP8 ":
        return int.from_bytes(head[6:8], "little") & 0x3FFF, int.from_bytes(head[8:10], "little") & 0x3FFF
    raise Unfit("damaged")


def _orientation(opened: Image.Image) -> int:
    try:
        return int(opened.getexif().get(_ORIENTATION, 1))
    except Exception:
        # Cheap telephones write broken EXIF; the pixels are good all the same.
        return 1


def _plain(opened: Image.Image) -> Image.Image:
    """The first frame's pixels alone, as RGB, RGBA or L, in a new image that carries no `info`."""
    source: Image.Image = opened
    if source.mode.startswith("I"):
        # 16 bits a pixel: the upper eight.
        source = source.convert("I").point(lambda value: value * (1 / 256)).convert("L")
    elif source.mode not in ("RGB", "RGBA", "L"):
        source = source.convert("RGBA" if source.has_transparency_data else "RGB")
    elif source.has_transparency_data:
        source = source.convert("RGBA")
    painted = Image.new(source.mode, source.size)
    painted.paste(source)
    return painted


def _paint_over(picture: Image.Image, box: Box) -> None:
    """Opaque black in place of the pixels: whatever was under it is nowhere in the picture any more."""
    left, top, right, bottom = box
    opaque = (0, 0, 0, 255)[: len(picture.getbands())] if picture.mode != "L" else 0
    ImageDraw.Draw(picture).rectangle((left, top, right - 1, bottom - 1), fill=opaque)


def _encode(picture: Image.Image, media_type: str, out: BinaryIO) -> None:
    encoded = BytesIO()
    if media_type == PNG:
        picture.save(encoded, "PNG")
    elif media_type == WEBP:
        picture.save(encoded, "WEBP", quality=85)
    else:
        picture.convert("RGB").save(encoded, "JPEG", quality=85, progressive=True)
    out.write(encoded.getvalue())
