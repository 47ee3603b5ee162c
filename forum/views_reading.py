"""Reading: the front page, the list, and one report with everything on it."""

from __future__ import annotations

from flask import abort, redirect, url_for
from flask.typing import ResponseReturnValue
from flask_babel import format_decimal
from flask_babel import gettext as _

from casework.domain.calendar import local_day
from casework.domain.codes import parse_code
from casework.domain.policy import Permission
from casework.domain.values import ReportCode
from casework.readings.directory import Directory, directory
from casework.readings.lists import NoSuchReport, front, merged_target, published_reports
from casework.readings.search import COUNTED, facets_of
from casework.readings.thread import Gone, open_thread
from casework.readings.thread import stamp as stamp_of
from forum import linked_data, thread_page
from forum.cards import cards
from forum.door import door
from forum.filters import COMPACT, Chosen, chips, chosen, is_compact, options, periods
from forum.finding import facets
from forum.following import button, of_list
from web import cache, paging, qr
from web.errors import error_page
from web.guard import requires
from web.kitchen import casework
from web.meta import addresses, short_base
from web.page import page
from web.session import current_actor
from web.words import word

_SHELF = cache.Shelf()
SHOWN_OF_A_FACET = 5


@door.get("/")
@requires(Permission.READ_PUBLIC)
def home() -> ResponseReturnValue:
    """What this is, what was answered last, what came in last, and who was thanked."""

    def make() -> str:
        house, named = casework(), directory(casework())
        told = front(house)
        return page(
            "forum/home.html",
            replies=cards(told.replies, named),
            newest=cards(told.newest, named),
            thanks=cards(told.thanks, named),
            figures=told.figures,
            clocks=house.terms().clocks,
            linked_data=linked_data.site(),
            feed_url=url_for("forum.reports_feed"),
        )

    return cache.shared(make)


@door.get("/reports")
@requires(Permission.READ_PUBLIC)
def reports() -> ResponseReturnValue:
    """Every published report, narrowed and ordered as the reader asks."""

    def make() -> str:
        house, named = casework(), directory(casework())
        asked = chosen(named)
        found = published_reports(house, asked.filters, paging.after())
        return page(
            "forum/reports.html",
            cards=cards(found.rows, named),
            asked=asked,
            chips=chips(asked, named),
            options=options(named, asked, day=local_day(house.now())),
            pager=paging.links(found),
            follow=button(of_list(asked, named)),
            **_browsing(asked, named),
            feed_url=paging.asking(url_for("forum.reports_feed"), asked.values),
            export_url=paging.asking(url_for("forum.export"), asked.values),
            **addresses(asked.values),
        )

    return cache.shared(make)


def _browsing(asked: Chosen, named: Directory) -> dict[str, object]:
    """The other ways to look at the list, and to narrow it."""
    house, here = casework(), url_for("forum.reports")
    counted, has_more = facets_of(house, asked.filters)
    return {
        "facets": facets(counted, asked, named, most=SHOWN_OF_A_FACET),
        "facets_of": format_decimal(COUNTED) if has_more else "",
        "periods": periods(local_day(house.now())),
        "is_compact": is_compact(),
        "cards_url": paging.with_query(here, view=None),
        "short_base": short_base(),
        "table_url": paging.with_query(here, view=COMPACT),
    }


@door.get("/reports/<code>")
@requires(Permission.READ_PUBLIC)
def report(code: str) -> ResponseReturnValue:
    """One report. However its code is written, there is one address; merged ones lead on."""
    known = parse_code(code)
    if known is None:
        raise NoSuchReport(code)
    if known != code:
        return redirect(url_for("forum.report", code=known), 301)
    try:
        return _thread(ReportCode(known))
    except Gone as gone:
        why = _("Lý do: %(reason)s.", reason=word(gone.reason)) if gone.reason else ""
        return error_page(410, why=why)
    except NoSuchReport:
        target = merged_target(casework(), ReportCode(known))
        if target is None:
            raise
        return redirect(url_for("forum.report", code=target, merged=known), 302)


def _thread(code: ReportCode) -> ResponseReturnValue:
    house = casework()

    def make() -> str:
        thread = open_thread(house, code, current_actor(), comments_after=paging.after())
        return page("forum/report.html", **thread_page.shown(thread))

    seen = stamp_of(house, code) if cache.for_everybody() else None
    if seen is None:
        return make()
    # The page says how many days are left: it is another one tomorrow, and when an agency is carried on.
    names = directory(house).stamp
    return cache.shared(make, shelf=_SHELF, stamp=f"{seen} {local_day(house.now())} {names}")


@door.get("/r/<code>")
@requires(Permission.READ_PUBLIC)
def short(code: str) -> ResponseReturnValue:
    """The short form, for print and QR codes."""
    return redirect(url_for("forum.report", code=parse_code(code) or code), 301)


@door.get("/r/<code>/qr.svg")
@requires(Permission.READ_PUBLIC)
def short_qr(code: str) -> ResponseReturnValue:
    """The short form as a picture. It is drawn of any code alike and so tells of none whether it is there."""
    known = parse_code(code)
    if known is None:
        abort(404)
    response = cache.shared(lambda: qr.svg(short_base() + known))
    response.mimetype = "image/svg+xml"
    return response
