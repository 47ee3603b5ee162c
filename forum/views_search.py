"""Searching what is published: one page of hits, and what somebody may mean who is still typing."""

from __future__ import annotations

import json
from urllib.parse import urlencode

from flask import request, url_for
from flask.typing import ResponseReturnValue
from flask_babel import format_decimal

from casework.domain.calendar import local_day
from casework.domain.codes import parse_code
from casework.domain.policy import Permission
from casework.domain.search import parse
from casework.domain.text import Unclean, normalise_line
from casework.domain.values import ReportCode
from casework.readings.directory import directory
from casework.readings.lists import public_address
from casework.readings.search import COUNTED, Suggestion, find, suggest
from forum import finding
from forum.door import door
from forum.filters import LONGEST_QUERY, chips, chosen, options
from forum.following import button, of_list
from web import cache, paging
from web.guard import requires
from web.i18n import language
from web.kitchen import casework
from web.meta import addresses
from web.page import page, redirect_to


@door.get("/search")
@requires(Permission.READ_PUBLIC)
def search() -> ResponseReturnValue:
    """What is found. A code leads to its report; filters that were typed become filters of the address."""
    typed = parse(request.args.get("q", ""))
    if typed.asked:
        return redirect_to("forum.search", **finding.with_typed_filters(typed, directory(casework())))
    known = parse_code(request.args.get("q", ""))
    if known is not None and (there := public_address(casework(), ReportCode(known))) is not None:
        return redirect_to("forum.report", code=there)
    return cache.shared(lambda: _page(is_code=known is not None))


def _page(*, is_code: bool) -> str:
    house, named = casework(), directory(casework())
    asked = chosen(named)
    found = find(house, asked.filters, paging.after()) if asked.narrows else None
    return page(
        "forum/search.html",
        asked=asked,
        chips=[chip for chip in chips(asked, named) if not chip.is_words],
        options=options(named, asked, day=local_day(house.now())),
        found=found,
        counted=format_decimal(COUNTED),
        hits=[finding.hit_card(hit, named) for hit in found.page.rows] if found else [],
        facets=finding.facets(found.facets, asked, named) if found else [],
        shorter=[(words, _with_words(words)) for words in found.shorter] if found else [],
        places=_suggestions(suggest(house, asked.filters.q, language())[:6])
        if found and not found.count
        else [],
        pager=paging.links(found.page) if found else None,
        follow=button(of_list(asked, named)),
        feed_url=paging.asking(url_for("forum.search_feed"), asked.values) if found else None,
        export_url=paging.asking(url_for("forum.export"), asked.values) if found else None,
        **addresses(asked.values),
        is_code=is_code,
    )


@door.get("/search/suggest")
@requires(Permission.READ_PUBLIC)
def suggestions() -> ResponseReturnValue:
    """For the search box: `[{label, url, kind}]`, places before reports."""

    def make() -> str:
        return json.dumps(_suggestions(suggest(casework(), _typed(), language())), ensure_ascii=False)

    response = cache.shared(make)
    response.mimetype = "application/json"
    return response


def _typed() -> str:
    try:
        return normalise_line(request.args.get("q", "")[:LONGEST_QUERY])
    except Unclean:
        return ""


def _places(typed: str) -> list[dict[str, str]]:
    return _suggestions([one for one in suggest(casework(), typed, language()) if one.code is None])


def _with_words(words: str) -> str:
    return paging.with_query(url_for("forum.search"), q=words, after=None)


def _suggestions(found: list[Suggestion]) -> list[dict[str, str]]:
    return [
        {
            "label": one.label,
            "url": url_for("forum.report", code=one.code)
            if one.code
            else f"{url_for('forum.reports')}?{urlencode({one.name: one.value})}",
            "kind": one.name or "report",
        }
        for one in found
    ]
