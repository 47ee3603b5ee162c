"""What the page of one report shows, made from its thread."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass, replace
from datetime import date
from typing import Any

from flask import request, url_for
from flask_babel import gettext

from casework.domain import events as ev
from casework.domain.calendar import local_day
from casework.domain.codes import parse_code
from casework.domain.merging import taken_in
from casework.domain.policy import ANYBODY, Actor, Permission, can, may_read
from casework.domain.values import Display, Part, PostKind, ReportCode
from casework.readings import slips
from casework.readings.contact_requests import at_report as contacts_at
from casework.readings.directory import Directory, directory
from casework.readings.identity import to_the_day
from casework.readings.lists import merged_target
from casework.readings.pages import Page
from casework.readings.stories import at_report
from casework.readings.thread import Post, Thread
from forum import linked_data
from forum.citing import citation
from forum.forms_deeds import ThreadForm
from forum.panels import NONE, Panels, panels
from forum.press_notice import press_notice
from web import messages, names, paging, present
from web.corrections import corrected_by, corrections
from web.custody import way_of
from web.i18n import language, written_date
from web.kitchen import casework
from web.meta import short_base
from web.promises import promise_views
from web.session import current_actor
from web.shares import share_views
from web.stories import story_views
from web.words import word

_: Callable[..., str] = gettext  # Flask-Babel's own is untyped

# What everybody reads in the order of time, and what passes between the reporter and the newsroom.
ANSWERS = (
    *(PostKind.INTERIM_REPLY, PostKind.EXTENSION, PostKind.OFFICIAL_REPLY),
    *(PostKind.CORRECTION, PostKind.RIGHT_OF_REPLY),
)
_BETWEEN_US = (
    PostKind.QUESTION,
    PostKind.INFO,
    PostKind.DECLINE,
    PostKind.APPEAL,
    PostKind.APPEAL_DECISION,
    PostKind.REOPEN,
    PostKind.VERDICT,
    PostKind.PROMISE_VERDICT,
    PostKind.WITHDRAWAL,
    PostKind.REMOVAL,
    PostKind.UNMERGING,
)
# Each message stands under its channel with its date; the steps of the report would drown in them.
_READ_IN_PLACE = (ev.NewsroomMessaged, ev.AgencyMessaged)


@dataclass(frozen=True, kw_only=True)
class Link:
    url: str
    label: str


@dataclass(frozen=True, kw_only=True)
class Answer:
    """One word of an agency, a newsroom or who is named, in the order of time. `form` is reply, earlier,
    extension, correction or named; `about` is what a correction puts right."""

    form: str
    view: Any
    about: Link | None = None


@dataclass(frozen=True, kw_only=True)
class Facts:
    """What is known of the report; links lead to the list of its like."""

    field: Link | None
    area: Link | None
    task: Link | None
    agency: Link | None
    beside: Mapping[str, Link]  # by code
    outlet: Link | None
    channel: str
    reporter: str


def shown(thread: Thread, forms: Mapping[str, ThreadForm] = NONE) -> dict[str, Any]:
    """Everything that forum/report.html names; `forms` are to be shown as they were sent, by name."""
    house, actor = casework(), current_actor()
    named = directory(house)
    # Where a sealed report's papers name the hour, they could name the person.
    thread = to_the_day(thread)
    report, now = thread.report, house.now()
    noted = corrections(thread)
    offered = panels(thread, forms) if forms or actor.is_signed_in or actor.holds else None
    return {
        "thread": thread,
        "report": report,
        "is_late": report.is_late(now),
        "goes_on_at": merged_target(house, report.code) if report.merged_into else None,
        "came_from": _came_from(report.code),
        "taken_in": len(taken_in(thread.history)),
        "exact": thread.exact,
        "is_public": may_read(ANYBODY, report),
        "due": present.due_view(report, now=now, terms=house.terms()) if report.agency else None,
        "standing": standing(thread, named),
        "shares": share_views(thread, named, now=now, terms=house.terms()),
        "promises": promise_views(thread, named, now=now, terms=house.terms()),
        "press_notice": press_notice(report, named, house.terms()),
        "steps": present.steps(report),
        "way": way_of(thread, named),
        "files": present.file_views(thread.files),
        "answers": _answers(thread, named),
        "between_us": _between_us(thread, actor, named),
        "slip": slips.for_declined(house, report, lang=language()) if Part.OWNER in thread.parts else None,
        "facts": _facts(thread, named, local_day(now)),
        "citation": citation(thread, named),
        "short_base": short_base(),
        "stories": story_views(at_report(house, report.code, actor)) if report.published_at else [],
        "may_link": can(actor, Permission.LINK_STORIES) and may_read(ANYBODY, report),
        "may_ask_contact": can(actor, Permission.PRESS) and may_read(ANYBODY, report),
        "contacts": contacts_at(house, report.code) if Part.OWNER in thread.parts else (),
        "may_clip": can(actor, Permission.PRESS) and may_read(ANYBODY, report),
        "history": present.history(thread, named, but=_READ_IN_PLACE),
        "comments": [present.post_view(post, named, noted.get(post.id, ())) for post in thread.comments],
        "corrected_here": noted.get(None, ()),
        "pager": _pager(thread),
        "desk": _desk(thread),
        "panels": offered,
        "channels": _channels(thread, offered, named),
        "is_sealed": report.display is Display.CONFIDENTIAL,
        "is_owner": Part.OWNER in thread.parts,
        "has_account": report.reporter is not None,
        **(_told_to_machines(thread, named) if may_read(ANYBODY, report) else {}),
    }


def _told_to_machines(thread: Thread, named: Directory) -> dict[str, Any]:
    return {
        "linked_data": linked_data.thread(thread, thread.of_kind(*ANSWERS), named),
        "feed_url": url_for("forum.report_feed", code=thread.report.code),
    }


def _came_from(code: ReportCode) -> ReportCode | None:
    """The merged report whose address led here, as the address says."""
    named = ReportCode(parse_code(request.args.get("merged", "")) or "")
    return named if named and merged_target(casework(), named) == code else None


def standing(thread: Thread, named: Directory) -> str:
    """Where the report stands, in one sentence for somebody who knows no procedure."""
    report = thread.report
    agency = named.agency_name(report.agency, language())
    if not report.asks_for_an_answer and report.agency:
        return _("Lời khen đã được chuyển tới %(agency)s.", agency=agency)
    if report.passed_on:
        return _("Tòa soạn đã chuyển kín việc này tới cơ quan thanh tra.")
    sentence = _SENTENCES[report.status.value]
    return sentence(agency)


_SENTENCES: dict[str, Callable[[str], str]] = {
    "unconfirmed": lambda _a: _("Chúng tôi chờ người gửi xác nhận địa chỉ thư điện tử."),
    "submitted": lambda _a: _("Biên tập viên sẽ đọc và chuyển đến đúng cơ quan có trách nhiệm."),
    "needs_info": lambda _a: _("Tòa soạn đã hỏi thêm người gửi và đang chờ bổ sung."),
    "declined": lambda _a: _("Tòa soạn không tiếp nhận phản ánh này; lý do ở bên dưới."),
    "merged": lambda _a: _("Việc này đã có trong một phản ánh khác; hai phản ánh được theo dõi chung."),
    "routed": lambda agency: _("Đã chuyển tới %(agency)s, đang chờ cơ quan nhận việc.", agency=agency),
    "accepted": lambda agency: _("%(agency)s đã nhận và đang giải quyết.", agency=agency),
    "returned": lambda _a: _("Cơ quan báo không thuộc thẩm quyền; tòa soạn đang chuyển lại cho đúng nơi."),
    "answered": lambda agency: _(
        "%(agency)s đã trả lời. Người gửi đang được hỏi việc đã xong chưa.", agency=agency
    ),
    "reopened": lambda agency: _(
        "Người gửi cho biết việc chưa được giải quyết; %(agency)s phải trả lời lại.", agency=agency
    ),
    "closed": lambda agency: _("%(agency)s đã trả lời, việc đã kết thúc.", agency=agency),
    "withdrawn": lambda _a: _("Người gửi đã rút phản ánh này."),
}


def _answers(thread: Thread, named: Directory) -> list[Answer]:
    noted, made, named_in = corrections(thread), [], present.contributors(thread, named)
    for post in thread.of_kind(*ANSWERS):
        view = present.post_view(post, named, noted.get(post.id, ()))
        view = replace(view, contributors=named_in.get(post.id, ""))
        if post.kind is PostKind.CORRECTION:
            made.append(Answer(form="correction", view=view, about=_put_right(thread, post, named)))
        elif post.kind is PostKind.RIGHT_OF_REPLY:
            made.append(Answer(form="named", view=view))
        elif post.kind is PostKind.EXTENSION:
            made.append(Answer(form="extension", view=view))
        else:
            is_earlier = post.kind is PostKind.OFFICIAL_REPLY and post.id != thread.report.reply
            made.append(Answer(form="earlier" if is_earlier else "reply", view=view))
    return made


def _put_right(thread: Thread, correction: Post, named: Directory) -> Link | None:
    """What a correction is about, where it stands on this page; the report itself stands above it."""
    about = corrected_by(thread, correction.id)
    found = next((post for post in (*thread.posts, *thread.comments) if post.id == about), None)
    if found is None:
        return None
    view = present.post_view(found, named)
    return Link(url=f"#{view.anchor}", label=f"{view.label}, {written_date(found.at)}")


def _between_us(thread: Thread, actor: Actor, named: Directory) -> list[Any]:
    """What readers don't see: for the reporter, who must find here every word that concerns them."""
    if Part.OWNER not in thread.parts:
        return []
    return [present.post_view(post, named) for post in thread.of_kind(*_BETWEEN_US)]


def _channels(
    thread: Thread, offered: Panels | None, named: Directory
) -> list[tuple[messages.Channel, ThreadForm | None]]:
    """What the reporter and handlers write each other, with the forms to write more; for nobody else."""
    if Part.OWNER not in thread.parts or offered is None:
        return []
    forms: dict[PostKind, ThreadForm | None] = {
        messages.NEWSROOM: offered.message_newsroom,
        messages.AGENCY: offered.message_agency,
    }
    found = [(messages.channel(thread, kind, named, to_owner=True), form) for kind, form in forms.items()]
    return [(one, form) for one, form in found if one.messages or form]


def _facts(thread: Thread, named: Directory, today: date) -> Facts:
    report, lang = thread.report, language()
    outlet = named.outlet(report.outlet)
    return Facts(
        field=_narrowed("field", report.field, named.field_name(report.field, lang)),
        area=_narrowed("area", report.area, named.area_name(report.area, lang)),
        task=_narrowed("task", report.task, named.task_name(report.task, lang)),
        agency=_agency(report.agency, named, today),
        beside={code: link for code in report.co_agencies if (link := _agency(code, named, today))},
        outlet=Link(
            url=url_for("forum.outlet", slug=outlet.slug),
            label=names.newsroom_then_and_now(thread, named, today),
        )
        if outlet
        else None,
        channel=word(report.channel),
        reporter=present.reporter_name(thread) or word(Display.HIDDEN),
    )


def _narrowed(name: str, code: str | None, label: str) -> Link | None:
    query: dict[str, Any] = {name: code}
    return Link(url=url_for("forum.reports", **query), label=label) if code else None


def _agency(code: str | None, named: Directory, today: date) -> Link | None:
    """The page of the agency under the name that it had then."""
    agency = named.agency(code)
    if agency is None:
        return None
    label = names.then_and_now(agency.code, named, today)
    return Link(url=url_for("forum.agency", slug=agency.slug), label=label)


def _pager(thread: Thread) -> dict[str, str | None]:
    key = thread.next_comments
    written = (key[0].isoformat(), str(key[1])) if key else None
    links = paging.links(Page[Post](rows=thread.comments, next_key=written))
    return {name: f"{url}#comments" if url else None for name, url in links.items()}


def _desk(thread: Thread) -> Link | None:
    """Where who handles this report works on it."""
    code = thread.report.code
    if Part.MODERATOR in thread.parts:
        return Link(url=url_for("moderation.review", code=code), label=_("Mở trên bàn biên tập"))
    if thread.parts & {Part.OFFICER, Part.SIGNER}:
        return Link(url=url_for("agency.case", code=code), label=_("Mở trong hộp việc cơ quan"))
    return None
