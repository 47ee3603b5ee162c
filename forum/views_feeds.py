"""What can be followed without an account: Atom feeds of every list, search and thread, and a calendar of
deadlines."""

from __future__ import annotations

from collections.abc import Callable

from flask import Response, abort, url_for
from flask.typing import ResponseReturnValue
from flask_babel import gettext

from casework.domain.codes import parse_code
from casework.domain.policy import ANYBODY, Permission
from casework.domain.values import Display, ReportCode
from casework.readings.directory import Directory, directory
from casework.readings.feeds import latest_comments, latest_replies, owed_by
from casework.readings.identity import to_the_day
from casework.readings.lists import Filters, NoSuchReport, published_reports
from casework.readings.search import find
from casework.readings.thread import Gone, Post, Thread, open_thread
from forum import feed
from forum.calendar import of_deadlines
from forum.door import door
from forum.feed import Entry, Feed, entry_of
from forum.filters import Chosen, chips, chosen
from forum.thread_page import ANSWERS
from web import cache, ical, paging, present
from web.guard import requires
from web.i18n import language
from web.kitchen import casework
from web.meta import absolute
from web.words import word

_: Callable[..., str] = gettext  # Flask-Babel's own is untyped


@door.get("/feeds/reports.atom")
@requires(Permission.READ_PUBLIC)
def reports_feed() -> ResponseReturnValue:
    """The list with the same filters, in the order of the list."""

    def make() -> Feed:
        named = directory(casework())
        asked = chosen(named)
        return _of_list(asked.filters, _named(_("Phản ánh"), asked, named), _page("forum.reports", asked))

    return feed.answer(make)


@door.get("/feeds/search.atom")
@requires(Permission.READ_PUBLIC)
def search_feed() -> ResponseReturnValue:
    """What the search of that name finds, as its page orders it."""

    def make() -> Feed:
        house, named = casework(), directory(casework())
        asked = chosen(named)
        found = find(house, asked.filters, paging.after()) if asked.narrows else None
        return Feed(
            title=_named(_("Tìm phản ánh"), asked, named),
            page_url=_page("forum.search", asked),
            entries=[entry_of(hit.summary, named) for hit in found.page.rows] if found else [],
            next_url=paging.links(found.page)["next_url"] if found else None,
        )

    return feed.answer(make)


@door.get("/feeds/replies.atom")
@requires(Permission.READ_PUBLIC)
def replies_feed() -> ResponseReturnValue:
    """The official replies, the latest first."""

    def make() -> Feed:
        named = directory(casework())
        return Feed(
            title=_("Trả lời chính thức mới nhất"),
            page_url=url_for("forum.reports", status="answered"),
            entries=[
                Entry(
                    id=absolute(f"/reports/{reply.code}#answers"),
                    url=absolute(url_for("forum.report", code=reply.code, _anchor="answers")),
                    title=reply.title,
                    published=reply.answered_at or reply.changed_at,
                    updated=reply.answered_at or reply.changed_at,
                    summary=reply.excerpt,
                    author=named.agency_name(reply.agency, language()),
                )
                for reply in latest_replies(casework(), feed.ENTRIES_A_PAGE)
            ],
        )

    return feed.answer(make)


@door.get("/agencies/<slug>/feed.atom")
@requires(Permission.READ_PUBLIC)
def agency_feed(slug: str) -> ResponseReturnValue:
    """The reports that one agency leads on."""
    found = directory(casework()).agency_at(slug) or abort(404)
    here = url_for("forum.agency", slug=slug)
    return feed.answer(lambda: _of_list(Filters(agency=found.code), found.called(language()), here))


@door.get("/outlets/<slug>/feed.atom")
@requires(Permission.READ_PUBLIC)
def outlet_feed(slug: str) -> ResponseReturnValue:
    """The reports that were sent to one outlet."""
    found = directory(casework()).outlet_at(slug) or abort(404)
    here = url_for("forum.outlet", slug=slug)
    return feed.answer(lambda: _of_list(Filters(outlet=found.code), found.called(language()), here))


@door.get("/reports/<code>/feed.atom")
@requires(Permission.READ_PUBLIC)
def report_feed(code: str) -> ResponseReturnValue:
    """One report: what agencies and the newsroom wrote, and the newest comments, the latest first."""
    known = parse_code(code)
    if known is None:
        raise NoSuchReport(code)
    try:
        thread = to_the_day(open_thread(casework(), ReportCode(known), ANYBODY))
    except Gone:
        abort(410)
    return feed.answer(lambda: _of_thread(thread, directory(casework())))


@door.get("/agencies/<slug>/deadlines.ics")
@requires(Permission.READ_PUBLIC)
def deadlines(slug: str) -> ResponseReturnValue:
    """By when one agency has to answer which published reports, for a calendar that asks again by itself."""
    house = casework()
    found = directory(house).agency_at(slug)
    if found is None:
        abort(404)
    response = cache.shared(
        lambda: of_deadlines(owed_by(house, found.code), name=found.called(language()), now=house.now())
    )
    return _calendar(response)


def _calendar(response: Response) -> Response:
    response.mimetype = ical.MEDIA_TYPE
    return response


def _of_list(filters: Filters, title: str, page_url: str) -> Feed:
    house = casework()
    found = published_reports(house, filters, paging.after(), limit=feed.ENTRIES_A_PAGE)
    return Feed(
        title=title,
        page_url=page_url,
        entries=[entry_of(row, directory(house)) for row in found.rows],
        next_url=paging.links(found)["next_url"],
    )


def _named(what: str, asked: Chosen, named: Directory) -> str:
    """The name of a list with what narrows it."""
    return " · ".join([what, *(chip.label for chip in chips(asked, named))])


def _page(endpoint: str, asked: Chosen) -> str:
    return paging.asking(url_for(endpoint), asked.values)


def _of_thread(thread: Thread, named: Directory) -> Feed:
    report = thread.report
    here = url_for("forum.report", code=report.code)
    told = [*thread.of_kind(*ANSWERS), *latest_comments(casework(), thread, feed.ENTRIES_A_PAGE)]
    told.sort(key=lambda post: post.at, reverse=True)
    published = report.published_at or report.submitted_at
    first = Entry(
        id=absolute(f"/reports/{report.code}"),
        url=absolute(here),
        title=thread.title,
        html=thread.body_html,
        author=present.reporter_name(thread) or word(Display.HIDDEN),
        published=published,
        updated=published,
    )
    return Feed(
        title=f"{thread.title} ({report.code})",
        page_url=here,
        entries=[*(_of_post(post, thread, named) for post in told), first],
    )


def _of_post(post: Post, thread: Thread, named: Directory) -> Entry:
    view = present.post_view(post, named)
    place = f"#{view.anchor}"
    return Entry(
        id=absolute(f"/reports/{thread.report.code}{place}"),
        url=absolute(url_for("forum.report", code=thread.report.code)) + place,
        title=f"{view.label}: {thread.title}",
        html=view.html,
        author=view.speaker,
        published=view.at,
        updated=view.at,
    )
