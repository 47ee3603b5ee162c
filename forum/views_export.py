"""Taking away what a list or a search shows, as a file: CSV, a workbook or JSON, however long it is."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from contextlib import closing
from typing import BinaryIO, Final

from flask import Response, abort, stream_with_context, url_for
from flask.typing import ResponseReturnValue
from flask_babel import format_decimal, gettext
from wtforms import HiddenField, StringField
from wtforms.validators import AnyOf

from casework.actions import exports
from casework.documents import tables
from casework.domain.open_data import LICENCE_ADDRESS, NAMES, STRAIGHT_AWAY, TABLES, Format
from casework.domain.policy import Permission
from casework.readings.directory import directory
from casework.readings.open_data import Made, Record, count, made, records
from forum.door import door
from forum.filters import Chosen, chips, chosen
from forum.kept_files import kept, media_type, named
from web import cache, paging, present
from web.fields import Form, is_key, kept_key
from web.guard import requires
from web.kitchen import casework, settings
from web.limits import limit
from web.meta import addresses
from web.page import go, page, redirect_to

CHUNK: Final = 64 * 1024
_: Callable[..., str] = gettext  # Flask-Babel's own is untyped


class ExportForm(Form):
    """Which form of file; the key makes a form that was sent twice one question."""

    key = HiddenField(render_kw={"autocomplete": "off"})
    form = StringField(validators=[AnyOf([one.value for one in TABLES])])

    def __init__(self) -> None:
        super().__init__()
        self.key.data = kept_key(self.key.data)


@door.get("/reports/export")
@requires(Permission.READ_PUBLIC)
def export() -> ResponseReturnValue:
    """How much there is to take away, in which forms, and what may be done with it."""

    def make() -> str:
        house, named = casework(), directory(casework())
        asked = chosen(named)
        number = count(house, asked.filters)
        return page(
            "forum/export.html",
            asked=asked,
            chips=[chip for chip in chips(asked, named) if not chip.is_order],
            count=number,
            counted=format_decimal(number),
            files=[(one, _address(one, asked)) for one in TABLES],
            form=ExportForm() if number > STRAIGHT_AWAY else None,
            here=paging.asking(url_for("forum.export"), asked.values),
            licence=LICENCE_ADDRESS,
            **addresses(asked.values),
        )

    return cache.shared(make)


@door.post("/reports/export")
@requires(Permission.READ_PUBLIC)
@limit("10 per hour")
def ask_for_export() -> ResponseReturnValue:
    """Let a long list be made into a file; its page tells how far that is."""
    form = ExportForm()
    if not form.validate():
        abort(400)
    asked = chosen(directory(casework()))
    try:
        exports.ask(casework(), form.key.data or "", Format(form.form.data or ""), asked.values)
    except exports.TooMany:
        return redirect_to(
            "forum.export",
            said=_("Đang có nhiều tệp chờ làm. Xin thử lại sau ít phút."),
            tone="warning",
            **asked.values,
        )
    return redirect_to("forum.made_export", key=form.key.data)


@door.get("/exports/<key>")
@requires(Permission.READ_PUBLIC)
def made_export(key: str) -> ResponseReturnValue:
    """How far a file is, and the way to it once it is whole."""
    found = _made(key)
    again = paging.asking(url_for("forum.export"), found.export.filters)
    size = present.size_label(found.export.size or 0)
    return page("forum/export_made.html", found=found, key=key, again=again, size=size)


@door.get("/exports/<key>/file")
@requires(Permission.READ_PUBLIC)
def exported_file(key: str) -> ResponseReturnValue:
    """The file, as long as everything in it is public."""
    found = _made(key)
    if not found.can_be_had:
        abort(404)
    return kept(found)


@door.get("/reports/export.csv")
@requires(Permission.READ_PUBLIC)
@limit("60 per hour")
def export_csv() -> ResponseReturnValue:
    """The list as CSV."""
    return _file(lambda found: _streamed(tables.csv_lines, Format.CSV, found))


@door.get("/reports/export.json")
@requires(Permission.READ_PUBLIC)
@limit("60 per hour")
def export_json() -> ResponseReturnValue:
    """The list as JSON."""
    return _file(lambda found: _streamed(tables.json_lines, Format.JSON, found))


@door.get("/reports/export.xlsx")
@requires(Permission.READ_PUBLIC)
@limit("20 per hour")
def export_xlsx() -> ResponseReturnValue:
    """The list as a workbook."""
    return _file(_workbook)


def _workbook(found: Iterator[Record]) -> Response:
    """It is whole before its first byte goes out, so that its size is known."""
    opened = casework().files.temporary()
    try:
        tables.xlsx(opened, NAMES, found, name="reports")
    except BaseException:
        opened.close()
        raise
    size = opened.tell()
    opened.seek(0)
    response = named(Response(_read(opened), mimetype=media_type(Format.XLSX)), Format.XLSX)
    response.content_length = size
    return response


def _made(key: str) -> Made:
    found = made(casework(), key) if is_key(key) else None
    if found is None or found.export.form is Format.ZIP:
        abort(404)
    return found


def _file(make: Callable[[Iterator[Record]], Response]) -> ResponseReturnValue:
    """What this request's address narrows a list to, in a file. Who asks for something that means nothing to
    us is led to the page that says so: no file may hold more than was asked for without a word."""
    house = casework()
    asked = chosen(directory(house))
    if asked.ignored:
        return go(paging.with_query(url_for("forum.export")))
    return make(records(house, asked.filters, public_url=settings().public_url))


def _streamed(lines: Callable[..., Iterator[str]], form: Format, found: Iterator[Record]) -> Response:
    body = stream_with_context(_in_chunks(lines(NAMES, found)))
    return named(Response(body, mimetype=media_type(form)), form)


def _address(form: Format, asked: Chosen) -> str:
    return paging.asking(url_for(f"forum.export_{form.value}"), asked.values)


def _in_chunks(lines: Iterator[str]) -> Iterator[str]:
    """The same in fewer pieces: a piece each is a write to the network."""
    waiting, size = [], 0
    for line in lines:
        waiting.append(line)
        size += len(line)
        if size >= CHUNK:
            yield "".join(waiting)
            waiting, size = [], 0
    yield "".join(waiting)


def _read(opened: BinaryIO) -> Iterator[bytes]:
    with closing(opened):
        while piece := opened.read(CHUNK):
            yield piece
