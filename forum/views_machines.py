"""What search engines read first: which addresses there are, and where they need not look."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from typing import Final
from xml.sax.saxutils import escape, quoteattr

from flask import Response, url_for
from flask.typing import ResponseReturnValue

from casework.domain.calendar import local_day
from casework.domain.codes import parse_code
from casework.domain.policy import Permission
from casework.domain.values import ReportCode
from casework.readings import sitemap
from casework.readings.directory import directory
from casework.readings.lists import NoSuchReport
from forum.door import door
from web import cache
from web.guard import requires
from web.i18n import ENGLISH, PREFIX, VIETNAMESE
from web.kitchen import casework
from web.meta import absolute

# Rooms for work, and pages that are somebody's own: nothing there is for a search engine.
NOT_FOR_ROBOTS: Final = (
    *("/account", "/admin/", "/agency/", "/moderation/", "/oversight/", "/press/", "/sealed/", "/demo/"),
    *("/login", "/signup", "/track", "/reports/new", "/search/suggest", "/denunciations/", "/files/"),
)
_HEAD: Final = '<?xml version="1.0" encoding="UTF-8"?>\n'
_SITEMAPS: Final = 'xmlns="http://www.sitemaps.org/schemas/sitemap/0.9"'
_XHTML: Final = 'xmlns:xhtml="http://www.w3.org/1999/xhtml"'


@door.get("/robots.txt")
@requires(Permission.READ_PUBLIC)
def robots() -> ResponseReturnValue:
    """Everything that is public may be read by everybody, machines too."""

    def make() -> str:
        lines = ["User-agent: *"]
        lines += [f"Disallow: {prefix}{path}" for prefix in ("", PREFIX) for path in NOT_FOR_ROBOTS]
        lines += ["", f"Sitemap: {absolute('/sitemap.xml')}", ""]
        return "\n".join(lines)

    return _as(cache.shared(make), "text/plain")


@door.get("/sitemap.xml")
@requires(Permission.READ_PUBLIC)
def sitemap_index() -> ResponseReturnValue:
    """The parts of the map."""

    def make() -> str:
        addresses = ["/sitemaps/places.xml", *(f"/sitemaps/{code}.xml" for code in sitemap.parts(casework()))]
        rows = "".join(f"<sitemap><loc>{escape(absolute(one))}</loc></sitemap>\n" for one in addresses)
        return f"{_HEAD}<sitemapindex {_SITEMAPS}>\n{rows}</sitemapindex>\n"

    return _as(cache.shared(make), "application/xml")


@door.get("/sitemaps/places.xml")
@requires(Permission.READ_PUBLIC)
def sitemap_of_places() -> ResponseReturnValue:
    """The front page, the lists, every agency at work and every outlet."""

    def make() -> str:
        house = casework()
        named, today = directory(house), local_day(house.now())
        places = [url_for(name) for name in ("forum.home", "forum.reports", "forum.agencies", "forum.ledger")]
        places += [url_for("forum.agency", slug=one.slug) for one in named.agencies_in_force(today)]
        places += [url_for("forum.outlet", slug=one.slug) for one in named.outlets_in_force(today)]
        return _map((place.removeprefix(PREFIX) or "/", "") for place in places)

    return _as(cache.shared(make), "application/xml")


@door.get("/sitemaps/<code>.xml")
@requires(Permission.READ_PUBLIC)
def sitemap_of_reports(code: str) -> ResponseReturnValue:
    """The published reports from one on, each with the day on which it came to stand as it does."""
    known = parse_code(code)
    if known is None or known != code:
        raise NoSuchReport(code)
    begin = ReportCode(known)

    def make() -> str:
        return _map((f"/reports/{one}", day.isoformat()) for one, day in sitemap.part(casework(), begin))

    return _as(cache.shared(make), "application/xml")


def _map(places: Iterable[tuple[str, str]]) -> str:
    rows = "".join(_place(path, day) for path, day in places)
    return f"{_HEAD}<urlset {_SITEMAPS} {_XHTML}>\n{rows}</urlset>\n"


def _place(path: str, day: str) -> str:
    """One page in both its languages."""
    addresses: Mapping[str, str] = {VIETNAMESE: absolute(path), ENGLISH: absolute(PREFIX + path)}
    alternates = "".join(
        f'<xhtml:link rel="alternate" hreflang="{lang}" href={quoteattr(url)}/>'
        for lang, url in addresses.items()
    )
    last = f"<lastmod>{day}</lastmod>" if day else ""
    return f"<url><loc>{escape(addresses[VIETNAMESE])}</loc>{last}{alternates}</url>\n"


def _as(response: Response, media_type: str) -> Response:
    response.mimetype = media_type
    return response
