"""The queue: what waits in the newsroom, oldest first."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from flask import url_for
from flask.typing import ResponseReturnValue
from flask_babel import gettext
from flask_babel import lazy_gettext as _l

from casework.domain.calendar import local_day
from casework.domain.clocks import Terms
from casework.domain.policy import Permission
from casework.domain.values import Display, Kind, Status
from casework.readings import queue as waiting
from casework.readings.directory import Directory, directory
from casework.readings.messages import news
from casework.readings.queue import Filter, Item, SavedView, Waits
from moderation import way
from moderation.desk import newsroom_names
from moderation.door import door
from moderation.forms_bulk import FORMS
from web import choices, paging, present
from web.guard import requires
from web.i18n import language
from web.kitchen import casework
from web.page import page
from web.session import current_actor

_: Callable[..., str] = gettext

TABS: Mapping[Waits, Any] = {
    Waits.FIRST_LOOK: _l("Chờ xem"),
    Waits.INFO: _l("Cần bổ sung"),
    Waits.NEW_AGENCY: _l("Bị trả lại"),
    Waits.APPEAL: _l("Đề nghị xem lại"),
    Waits.EXTENSION: _l("Xin gia hạn"),
    Waits.COMMENTS: _l("Bình luận chờ duyệt"),
    Waits.HELD: _l("Trả lời chờ xem"),
    Waits.OVERDUE: _l("Quá hạn ở cơ quan"),
    Waits.PRESS: _l("Quá hạn báo chí"),
    Waits.REPLIES: _l("Yêu cầu phản hồi"),
    Waits.FLAGGED: _l("Bạn đọc báo"),
    Waits.REMOVED: _l("Đã gỡ"),
    Waits.OPEN: _l("Tất cả đang mở"),
}
OF_ONE_STATUS = frozenset({Waits.FIRST_LOOK, Waits.INFO, Waits.NEW_AGENCY, Waits.APPEAL})
NOTHING: Mapping[Waits, Any] = {
    Waits.FIRST_LOOK: _l("Không còn phản ánh nào chờ xem. Phản ánh mới gửi sẽ hiện ở đây."),
    Waits.INFO: _l("Không có phản ánh nào đang chờ người gửi bổ sung."),
    Waits.NEW_AGENCY: _l("Không có phản ánh nào bị cơ quan trả lại."),
    Waits.APPEAL: _l("Không có đề nghị xem lại nào."),
    Waits.EXTENSION: _l("Không có cơ quan nào đang xin gia hạn."),
    Waits.COMMENTS: _l("Mọi bình luận đều đã được duyệt."),
    Waits.HELD: _l("Không có câu trả lời nào đang chờ tòa soạn xem."),
    Waits.OVERDUE: _l("Không có phản ánh nào quá hạn trả lời."),
    Waits.PRESS: _l("Không có phản ánh nào quá hạn trả lời báo chí mà tòa soạn chưa kiến nghị cấp trên."),
    Waits.REPLIES: _l("Không có ai đang xin phản hồi một phản ánh."),
    Waits.FLAGGED: _l("Bạn đọc không báo gì có vấn đề."),
    Waits.REMOVED: _l("Không có phản ánh nào đang bị gỡ."),
    Waits.OPEN: _l("Không có phản ánh nào đang mở."),
}


@dataclass(frozen=True, kw_only=True)
class Row:
    """One line of the queue: all that decides which to open."""

    url: str
    code: str
    title: str
    kind: Kind
    status: Status
    place: str  # field and area
    agency: str
    at: datetime
    due: present.Due | None
    is_late: bool
    urgent: str  # the phrases for which it stands before others
    claimed_by: str
    is_mine: bool
    is_own: bool
    is_confidential: bool
    is_nameless: bool
    is_private: bool
    waiting_comments: int
    shows_status: bool  # where the part of the queue does not say it already

    @property
    def is_flagged(self) -> bool:
        """Whether there is something to mind before opening it."""
        return bool(
            self.claimed_by
            or self.urgent
            or self.is_own
            or self.is_confidential
            or self.is_nameless
            or self.is_private
            or self.waiting_comments
        )


@door.get("/")
@requires(Permission.MODERATE)
def queue() -> ResponseReturnValue:
    """What waits for what, and the part that was asked for."""
    return queue_page(way.wanted())


def queue_page(wanted: Filter, *, save: Any = None) -> str:
    """The queue; `save` is the form by which this part should have got a name, when something is wrong."""
    house, actor = casework(), current_actor()
    names = directory(house)
    found = waiting.queue(house, actor, wanted, after=paging.after())
    now, terms = house.now(), house.terms()
    return page(
        "moderation/queue.html",
        tabs=[_tab(waits, found.tallies[waits], wanted) for waits in TABS],
        rows=[_row(item, wanted, names, now=now, terms=terms) for item in found.page.rows],
        pages=paging.links(found.page),
        wanted=wanted,
        is_narrowed=bool(wanted.kind or wanted.field or wanted.area or wanted.q),
        nothing=NOTHING[wanted.waits],
        heading=TABS[wanted.waits],
        kinds=_options(choices.of_words(Kind)),
        fields=_options(choices.fields(names)),
        areas=_options(choices.areas(names, local_day(house.now()))),
        outlets=newsroom_names(actor, names),
        news=news(house, actor),
        shortcuts=[
            *way.list_keys(),
            ("x", _("Đánh dấu dòng đang chọn")),
            ("b", _("Làm với những dòng đã đánh dấu")),
            ("/", _("Lọc và tìm")),
        ],
        saved=[_saved(view, wanted) for view in waiting.saved(house, actor)],
        save=save,
        bulk=[(deed, form.label) for deed, form in FORMS.items()],
        way=way.in_address(wanted),
    )


def _saved(view: SavedView, wanted: Filter) -> dict[str, Any]:
    return {
        "id": view.id,
        "name": view.name,
        "url": url_for("moderation.queue", **way.in_address(view.wanted)),
        "current": view.wanted == wanted,
    }


def _options(found: choices.Choices) -> list[dict[str, str]]:
    return [{"value": choice.value, "label": choice.label} for choice in found]


def _tab(waits: Waits, count: int, wanted: Filter) -> dict[str, Any]:
    return {
        "url": url_for("moderation.queue", waits=waits.value),
        "label": str(TABS[waits]),
        "count": count,
        "current": waits is wanted.waits,
    }


def _row(item: Item, wanted: Filter, names: Directory, *, now: datetime, terms: Terms) -> Row:
    report, lang = item.report, language()
    places = (names.field_name(report.field, lang), names.area_name(report.area, lang))
    actor = current_actor()
    return Row(
        url=way.address_of(report.code, wanted),
        code=report.code,
        title=item.title,
        kind=report.kind,
        status=report.status,
        place=", ".join(filter(None, places)),
        agency=names.agency_name(report.agency, lang) if report.agency else "",
        at=item.place.since if wanted.waits is Waits.HELD else report.submitted_at,
        due=present.countdown(item.place.since, now=now, terms=terms)
        if wanted.waits is Waits.REPLIES
        else present.due_view(report, now=now, terms=terms),
        is_late=report.is_late(now) or (report.first_look_due is not None and report.first_look_due < now),
        urgent=", ".join(f"“{phrase}”" for phrase in item.urgent),
        claimed_by=item.claimed_by,
        is_mine=report.claimed_by is not None and report.claimed_by == actor.user,
        is_own=report.reporter is not None and report.reporter == actor.user,
        is_confidential=report.display is Display.CONFIDENTIAL,
        is_nameless=item.is_nameless,
        is_private=not report.publish,
        waiting_comments=item.waiting_comments,
        shows_status=wanted.waits not in OF_ONE_STATUS,
    )
