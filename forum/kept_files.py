"""Answers with a file of open data, straight from what was made or read."""

from __future__ import annotations

from typing import Final

from flask import Response, abort, request, send_file

from casework.domain.calendar import local_day
from casework.domain.open_data import Format
from casework.readings.open_data import Made
from web.kitchen import casework

_TYPES: Final = {
    Format.CSV: "text/csv",
    Format.JSON: "application/json",
    Format.XLSX: "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet",
    Format.ZIP: "application/zip",
}


def media_type(form: Format) -> str:
    return _TYPES[form]


def kept(found: Made) -> Response:
    """The file as it lies; who has some of it already may ask for the rest."""
    try:
        opened = casework().files.open(found.export.id)
    except FileNotFoundError:
        abort(404)
    response = send_file(opened, mimetype=media_type(found.export.form), etag=False)
    response.set_etag(found.export.digest or "")
    response.content_length = found.export.size or 0
    response.make_conditional(request, accept_ranges=True, complete_length=found.export.size)
    return named(response, found.export.form)


def named(response: Response, form: Format) -> Response:
    """To keep under a name that says what it is and of which day."""
    day = local_day(casework().now()).isoformat()
    response.headers["Content-Disposition"] = f'attachment; filename="phan-anh-{day}.{form.value}"'
    response.headers["Cache-Control"] = "no-store"  # a copy of thousands, some of which may be taken down
    return response
