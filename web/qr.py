"""Square codes that a phone's camera reads, drawn by us: nobody else learns what is in them."""

from __future__ import annotations

import io
from typing import Final

import segno

_DOTS: Final = 5  # pixels a side of each square that a camera reads


def _made(text: str) -> segno.QRCode:
    return segno.make(text, micro=False, error="l", boost_error=False)


def data_uri(text: str) -> str:
    """For the one page that says it; an address of its own would be asked for once more."""
    return _made(text).svg_data_uri(scale=_DOTS, light="#fff")


def svg(text: str) -> str:
    """As a file, as large as the page wants it."""
    out = io.BytesIO()
    _made(text).save(out, kind="svg", light="#fff", omitsize=True, xmldecl=False)
    return out.getvalue().decode()
