"""Paint over parts of a picture: choose them, see what readers will see, and only then do it."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, replace

from flask import request, url_for
from flask.typing import ResponseReturnValue

from casework.actions import pictures
from casework.actions.pictures import Rectangle
from casework.actions.submit import FileRefused
from casework.domain import commands as do
from casework.domain.policy import Permission
from casework.domain.refusals import Refused, Why
from casework.readings.lists import NoSuchReport
from casework.readings.pictures import Picture, picture_for
from moderation.desk import Desk, desk_for
from moderation.door import door
from moderation.forms_desk import _
from moderation.forms_picture import PictureForm
from moderation.review import Trouble, review_page, trouble_of
from web.errors import refusal_status
from web.guard import requires
from web.kitchen import casework
from web.page import page, redirect_to
from web.session import current_actor


@dataclass(frozen=True, kw_only=True)
class Board:
    """The picture as it is drawn on, in pixels; `covers` are left, top, width and height of each part."""

    key: str
    name: str
    url: str
    width: int
    height: int
    covers: tuple[tuple[str, str, str, str], ...]


@door.get("/reports/<code>/pictures/<key>")
@requires(Permission.MODERATE)
def choose_covers(code: str, key: str) -> ResponseReturnValue:
    """The picture, and fields for what to paint over."""
    desk, picture = _desk(code, key)
    return _choose(desk, picture, PictureForm(desk))


@door.post("/reports/<code>/pictures/<key>/preview")
@requires(Permission.MODERATE)
def preview_covers(code: str, key: str) -> ResponseReturnValue:
    """What readers will see; nothing is done yet. "Again" leads back to the fields as they were filled in."""
    desk, picture = _desk(code, key)
    form = PictureForm(desk, formdata=request.form)
    if "again" in request.form:
        return _choose(desk, picture, form)
    if not form.validate():
        return _choose(desk, picture, form), 422
    board = _board(picture, form.rectangles())
    return page("moderation/picture_preview.html", form=form, board=board, code=desk.thread.report.code)


@door.post("/reports/<code>/pictures/<key>")
@requires(Permission.MODERATE)
def cover(code: str, key: str) -> ResponseReturnValue:
    """Paint over them."""
    desk = desk_for(code, current_actor())
    form = PictureForm(desk, formdata=request.form)
    if not form.validate():
        return _choose(desk, _picture(desk, key), form), 422
    try:
        report = pictures.redact(
            casework(), desk.thread.report.code, form.redaction(key), by=current_actor(), seen=form.seen
        )
    except FileRefused:
        form.form_errors.append(_("Không đọc được ảnh này: có thể tệp bị hỏng."))
        return _choose(desk, _picture(desk, key), form), 422
    except Refused as refused:
        return _refused(code, key, refused, form), refusal_status(refused)
    return redirect_to("moderation.review", said=str(form.done) % {"code": report.code}, code=report.code)


def _desk(code: str, key: str) -> tuple[Desk, Picture]:
    """Raises NoSuchReport, and Refused where nothing may be painted over."""
    desk = desk_for(code, current_actor())
    picture = _picture(desk, key)
    if desk.is_own or do.RedactPicture not in desk.thread.allowed:
        raise Refused(Why.OWN_REPORT if desk.is_own else Why.WRONG_STATUS)
    return desk, picture


def _picture(desk: Desk, key: str) -> Picture:
    return picture_for(casework(), desk.thread.report.code, key, current_actor())


def _refused(code: str, key: str, refused: Refused, form: PictureForm) -> str:
    """Why not, with what was chosen: beside the picture, or on the desk when another is in its place."""
    desk = desk_for(code, current_actor())
    trouble = trouble_of(refused, form, desk)
    try:
        picture = _picture(desk, key)
    except NoSuchReport:
        return review_page(desk, trouble=replace(trouble, kept=form.typed))
    if trouble.kept:
        return review_page(desk, trouble=trouble)
    return _choose(desk, picture, form, trouble)


def _choose(desk: Desk, picture: Picture, form: PictureForm, trouble: Trouble | None = None) -> str:
    return page(
        "moderation/picture.html",
        form=form,
        trouble=trouble,
        board=_board(picture, ()),
        code=desk.thread.report.code,
    )


def _board(picture: Picture, rectangles: Sequence[Rectangle]) -> Board:
    boxes = (rectangle.box(picture) for rectangle in rectangles)
    return Board(
        key=picture.key,
        name=picture.name,
        url=url_for("forum.file", key=picture.key),
        width=picture.width,
        height=picture.height,
        covers=tuple((str(x), str(y), str(right - x), str(below - y)) for x, y, right, below in boxes),
    )
