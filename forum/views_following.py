"""Following a place or a search, from wherever it is shown."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from typing import Any

from flask import abort, request, url_for
from flask.typing import ResponseReturnValue
from flask_babel import gettext
from flask_babel import lazy_gettext as _l

from casework.actions import watching
from casework.domain.policy import Permission
from casework.domain.refusals import Refused
from casework.domain.watching import USUAL, Watched
from casework.domain.wishes import Concern, Often
from casework.readings import wishes
from casework.readings.directory import directory
from forum.door import door
from forum.following import asked_for, often_asked
from web.guard import requires
from web.kitchen import casework
from web.page import go_on
from web.session import current_actor
from web.words import word

_: Callable[..., str] = gettext  # Flask-Babel's own is untyped
_SAID: Mapping[Often, Any] = {
    Often.AT_ONCE: _l("Đã theo dõi. Có tin mới là chúng tôi gửi thư cho bạn ngay."),
    Often.DAILY: _l("Đã theo dõi. Tin mới được gom vào một thư lúc 7 giờ sáng."),
    Often.WEEKLY: _l("Đã theo dõi. Tin mới được gom vào một thư 7 giờ sáng thứ Hai."),
    Often.OFF: _l("Đã theo dõi, nhưng bạn đang tắt loại thư này: xin bật lại ở mục Thư báo tin."),
}
_OF_SEARCH: Mapping[Often, Any] = {
    Often.AT_ONCE: _l("Đã lưu. Có phản ánh mới là chúng tôi gửi thư cho bạn trong vài phút."),
    Often.DAILY: _l("Đã lưu. Phản ánh mới được gom vào một thư lúc 7 giờ sáng."),
    Often.WEEKLY: _l("Đã lưu. Phản ánh mới được gom vào một thư 7 giờ sáng thứ Hai."),
    Often.OFF: _l("Đã lưu. Tìm kiếm này không gửi thư cho bạn."),
}


@door.post("/follow")
@requires(Permission.FOLLOW)
def follow_place() -> ResponseReturnValue:
    """Be told of what comes up at a place or in a search, or no more."""
    watch = asked_for(directory(casework()))
    if watch is None:
        abort(400)
    if request.form.get("on") == "no":
        watching.stop(casework(), watch.what, watch.key, by=current_actor())
        return go_on(_own_list(), said=_("Đã thôi theo dõi."))
    asked = often_asked()
    try:
        watching.start(casework(), watch, by=current_actor(), often=asked)
    except Refused as refused:
        return go_on(_own_list(), said=word(refused.why), tone="warning")
    if watch.what is Watched.SEARCH:
        return go_on(_own_list(), said=str(_OF_SEARCH[asked or USUAL]))
    often = wishes.of(casework(), current_actor())[Concern.PLACES]
    tone = "success" if often is not Often.OFF else "warning"
    return go_on(_own_list(), said=str(_SAID[often]), tone=tone)


@door.post("/follow/often/<int(max=2147483647):watch>")
@requires(Permission.FOLLOW)
def choose_often(watch: int) -> ResponseReturnValue:
    """How often to be told what one of one's own searches finds."""
    often = often_asked() or abort(400)
    if not watching.choose(casework(), watch, often, by=current_actor()):
        gone = _("Tìm kiếm này không còn trong danh sách của bạn.")
        return go_on(_own_list(), said=gone, tone="warning")
    return go_on(_own_list(), said=str(_OF_SEARCH[often]))


@door.post("/follow/stop/<int(max=2147483647):watch>")
@requires(Permission.FOLLOW)
def stop_following(watch: int) -> ResponseReturnValue:
    """Stop following what stands in one's own list, also what is no choice of ours any more."""
    watching.stop_one(casework(), watch, by=current_actor())
    return go_on(_own_list(), said=_("Đã thôi theo dõi."))


def _own_list() -> str:
    return url_for("accounts.follows")
