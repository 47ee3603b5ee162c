"""Reading what is published: lists, the search, one report, figures."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from enum import StrEnum
from typing import Annotated, Final

from flask import redirect, url_for
from flask.typing import ResponseReturnValue
from flask_babel import gettext
from flask_babel import lazy_gettext as _l
from pydantic import Field, StringConstraints

from api import answers as told
from api import reading_in, telling
from api.answers import PublicStatus
from api.door import door
from api.operations import Operation, operation
from api.problems import Problem
from api.shapes import Asked, Code, Day, Line, Number
from casework.domain.codes import parse_code
from casework.domain.policy import ANYBODY, Permission
from casework.domain.ratings import Rating
from casework.domain.search import parse
from casework.domain.values import Kind, ReportCode, Status
from casework.readings.directory import Directory, directory
from casework.readings.lists import (
    OVERDUE,
    Filters,
    NoSuchReport,
    Sort,
    counts_of_all,
    figures_of,
    filters_of,
    merged_target,
    published_reports,
    tallies_of_all,
)
from casework.readings.maps import figures_by_agency
from casework.readings.search import find
from casework.readings.thread import Gone, open_thread
from web import cursors
from web.guard import requires
from web.i18n import language
from web.kitchen import casework
from web.limits import limit_programs
from web.words import word

_: Callable[..., str] = gettext  # Flask-Babel's own is untyped
READING = "reading"
AN_EXAMPLE = "PA-7K3M-9QXT"
Cursor = Annotated[str, StringConstraints(max_length=cursors.LONGEST)]


class ListStatus(StrEnum):
    """As addresses say it: a status that readers see, or that an answer is owed and late."""

    ROUTED = Status.ROUTED.value
    ACCEPTED = Status.ACCEPTED.value
    RETURNED = Status.RETURNED.value
    ANSWERED = Status.ANSWERED.value
    REOPENED = Status.REOPENED.value
    CLOSED = Status.CLOSED.value
    OVERDUE = OVERDUE


class Narrowed(Asked):
    """What narrows a list, by codes of the directory."""

    kind: Kind | None = None
    status: ListStatus | None = None
    agency: Code | None = None
    field: Code | None = None
    task: Code | None = None
    area: Code | None = None
    outlet: Code | None = None
    rating: Rating | None = None
    since: Day | None = None
    until: Day | None = None
    after: Cursor | None = None


_NARROWS: Final = frozenset(Narrowed.model_fields) - {"after"}


class ReportsAsked(Narrowed):
    sort: Sort = Sort.NEWEST
    limit: Annotated[Number, Field(ge=1, le=50)] = 20


class SearchAsked(Narrowed):
    q: Annotated[Line, StringConstraints(min_length=1, max_length=200)]


class ThreadAsked(Asked):
    after: Cursor | None = None


@door.get("/reports")
@requires(Permission.READ_PUBLIC)
@limit_programs
@operation(
    Operation(
        summary=_l("Danh sách phản ánh đã đăng"),
        about=_l("Mới nhất trước, trừ khi sort nói khác. Trang sau ở next."),
        tag=READING,
        query=ReportsAsked,
        answer=told.Reports,
        example={"kind": "complaint", "limit": "5"},
    )
)
def reports(query: ReportsAsked) -> told.Reports:
    names, of = directory(casework()), f"reports by {query.sort}"
    filters = _filters(query, names, sort=query.sort)
    found = published_reports(casework(), filters, continued(query.after, of), limit=query.limit)
    return told.Reports(
        items=[telling.summary(one, names) for one in found.rows],
        next=telling.next_url(found.next_key, of),
    )


@door.get("/search")
@requires(Permission.READ_PUBLIC)
@limit_programs
@operation(
    Operation(
        summary=_l("Tìm trong phản ánh, trả lời và ý kiến"),
        about=_l("Gõ có dấu thì bài khớp dấu đứng trước; cụm từ đặt trong ngoặc kép."),
        tag=READING,
        query=SearchAsked,
        answer=told.Hits,
        example={"q": "sổ đỏ"},
    )
)
def search(query: SearchAsked) -> told.Hits:
    if parse(query.q).asked:
        raise reading_in.refuse(_("Bộ lọc ghi ở tham số riêng, không ghi trong q."), parameter="q")
    names, of = directory(casework()), f"search {query.q}"
    found = find(casework(), _filters(query, names, q=query.q), continued(query.after, of))
    return told.Hits(
        items=[
            told.Hit(
                report=telling.summary(hit.summary, names),
                passage=[told.Piece(text=one.text, is_hit=one.is_hit) for one in hit.passage],
            )
            for hit in found.page.rows
        ],
        count=found.count,
        has_more=found.has_more,
        facets=[
            told.Facet(name=name, values=[told.FacetValue(value=one, count=count) for one, count in values])
            for name, values in found.facets.items()
        ],
        searched_instead=found.mended or None,
        next=telling.next_url(found.page.next_key, of),
    )


@door.get("/reports/<code>")
@requires(Permission.READ_PUBLIC)
@limit_programs
@operation(
    Operation(
        summary=_l("Một phản ánh, với trả lời, cam kết, lịch sử và ý kiến"),
        about=_l("Phản ánh đã gộp dẫn tới phản ánh kia (302); đã gỡ thì trả lời 410."),
        tag=READING,
        query=ThreadAsked,
        answer=told.Thread,
        problems=frozenset({404, 410}),
        leads_on=True,
        places={"code": AN_EXAMPLE},
    )
)
def report(code: str, query: ThreadAsked) -> told.Thread | ResponseReturnValue:
    known = ReportCode(parse_code(code) or "")
    after = continued(query.after, "comments")
    try:
        found = open_thread(casework(), known, ANYBODY, comments_after=after)
    except Gone as gone:
        why = _("Lý do: %(reason)s.", reason=word(gone.reason)) if gone.reason else ""
        raise Problem(410, why) from None
    except NoSuchReport:
        target = merged_target(casework(), known)
        if target is None:
            raise
        return redirect(url_for("api.report", code=target), 302)
    return telling.thread(found, directory(casework()))


@door.get("/statistics")
@requires(Permission.READ_PUBLIC)
@limit_programs
@operation(
    Operation(
        summary=_l("Số liệu của mọi phản ánh đã đăng"),
        about=_l("Đếm lại mỗi phút một lần. Lời khen được đếm riêng, vì không cần trả lời."),
        tag=READING,
        answer=told.Statistics,
    )
)
def statistics() -> told.Statistics:
    house, names = casework(), directory(casework())
    tallies, by_agency = tallies_of_all(house), figures_by_agency(house)
    kinds = {kind: sum(one.count for one in tallies if one.kind is kind) for kind in Kind}
    statuses = {one: sum(each.count for each in tallies if each.status == one.value) for one in PublicStatus}
    return told.Statistics(
        all=telling.figures(figures_of(counts_of_all(house))),
        by_kind=[told.KindCount(kind=kind, name=word(kind), count=count) for kind, count in kinds.items()],
        by_status=[
            told.StatusCount(status=one, name=word(Status(one.value)), count=count)
            for one, count in statuses.items()
        ],
        by_agency=[
            told.AgencyFigures(
                agency=told.Named(code=one.code, name=one.called(language())),
                figures=telling.figures(by_agency[one.code]),
            )
            for one in names.agencies
            if one.code in by_agency
        ],
    )


def continued(cursor: str | None, of: str) -> cursors.Key | None:
    """The key that a list goes on after. Raises Problem for a cursor that is none of this list's."""
    try:
        return cursors.opened(cursor, of) if cursor is not None else None
    except cursors.NotOurs:
        why = _("Con trỏ này không phải của danh sách này; hãy lấy next của trang trước.")
        raise reading_in.refuse(why, parameter="after") from None


def _filters(asked: Narrowed, names: Directory, **more: str) -> Filters:
    """The filters that a query asks for. Raises Problem for a code that the directory does not have."""
    known: Mapping[str, Callable[[str], object]] = {
        "agency": names.agency,
        "field": names.field,
        "task": names.task,
        "area": names.area,
        "outlet": names.outlet,
    }
    wanted = {name: str(value) for name, value in asked if value is not None and name in _NARROWS}
    for name in known.keys() & wanted.keys():
        if known[name](wanted[name]) is None:
            raise reading_in.refuse(_("Danh bạ không có mã này."), parameter=name)
    return filters_of({**wanted, **more})
