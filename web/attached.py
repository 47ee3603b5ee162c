"""Files that go out: to be kept, never to be run or looked into by a browser."""

from __future__ import annotations

from typing import BinaryIO

from flask import Response, send_file

SANDBOX = "default-src 'none'; sandbox"


def attached(
    content: BinaryIO, *, name: str, media_type: str, length: int, etag: str | None = None
) -> Response:
    """An answer that is saved under this name; `etag` tells an unchanged file from a changed one."""
    response = send_file(
        content, mimetype=media_type, as_attachment=True, download_name=name, etag=etag or False, max_age=0
    )
    response.content_length = length
    response.headers["Content-Security-Policy"] = SANDBOX
    return response
