"""Compression of what everybody gets alike: files, and public pages.

Pages of one person hold their tokens beside text that others may choose; compressed together, the length
would tell about the token (BREACH). They go out as they are.
"""

from __future__ import annotations

from flask import Flask, Response
from flask_compress import Compress


def install(app: Flask) -> None:
    """Call this before `headers.install`: what runs after a request runs in reverse order, and the
    headers must stand before this looks at them."""
    app.config.update(COMPRESS_REGISTER=False, COMPRESS_ALGORITHM=["br", "gzip"])
    compress = Compress(app)

    @app.after_request
    def shrink(response: Response) -> Response:
        is_for_all = "public" in response.headers.get("Cache-Control", "")
        if not is_for_all or response.status_code != 200:
            return response
        shrunk: Response = compress.after_request(response)
        return shrunk
