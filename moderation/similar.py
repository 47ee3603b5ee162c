"""Reports like the one on the desk, what they have in common, and the way to merge it into one of them."""

from __future__ import annotations

from dataclasses import dataclass

from flask import request, url_for

from casework.domain import commands as do
from casework.domain.codes import parse_code
from casework.domain.values import ReportCode, Status
from casework.readings.similar import SimilarCase, like_report
from moderation import way
from moderation.desk import Desk
from web.i18n import language
from web.kitchen import casework
from web.session import current_actor


@dataclass(frozen=True, kw_only=True)
class SimilarView:
    """What moderation/_similar.html shows of one. `merge_url` is empty where it cannot be merged into it,
    because another newsroom has it."""

    code: ReportCode
    url: str
    title: str
    status: Status
    is_public: bool
    agency_name: str
    outlet_name: str
    supports: int
    phrases: tuple[str, ...]
    merge_url: str


def similar_views(desk: Desk) -> list[SimilarView]:
    """The reports like this one that the moderator may see; none where there is nothing to merge."""
    thread = desk.thread
    if desk.is_own or do.Merge not in thread.allowed:
        return []
    found = like_report(casework(), thread.report, thread.title, thread.body, actor=current_actor())
    return [_view(one, desk) for one in found]


def named_target() -> ReportCode | None:
    """The report that the address proposes to merge into."""
    code = parse_code(request.args.get("into", ""))
    return ReportCode(code) if code else None


def _view(one: SimilarCase, desk: Desk) -> SimilarView:
    report, lang = one.report, language()
    is_ours = report.outlet == desk.thread.report.outlet
    door = "moderation.review" if is_ours else "forum.report"
    return SimilarView(
        code=report.code,
        url=url_for(door, code=report.code),
        title=one.title,
        status=report.status,
        is_public=report.is_published,
        agency_name=desk.directory.agency_name(report.agency, lang),
        outlet_name="" if is_ours else desk.directory.outlet_name(report.outlet, lang),
        supports=one.supports,
        phrases=one.phrases,
        merge_url=url_for(
            "moderation.review",
            code=desk.thread.report.code,
            into=report.code,
            **way.arguments(),
            _anchor="merge",
        )
        if is_ours
        else "",
    )
