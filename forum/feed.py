"""Atom feeds (RFC 4287, paged by RFC 5005): the same bytes for everybody, as the pages that they follow."""

from __future__ import annotations

import re
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from datetime import datetime, time
from typing import Final

from feedgen.feed import FeedGenerator
from flask import Response, request, url_for
from flask_babel import gettext

from casework.domain.calendar import LOCAL, local_day
from casework.readings.directory import Directory
from casework.readings.lists import Summary
from web import cache
from web.i18n import language
from web.kitchen import casework
from web.meta import absolute, addresses
from web.words import word

ENTRIES_A_PAGE: Final = 20
MEDIA_TYPE: Final = "application/atom+xml"
_: Callable[..., str] = gettext  # Flask-Babel's own is untyped
_NOT_XML: Final = re.compile("[^\t\n\r\x20-\ud7ff\ue000-\ufffd\U00010000-\U0010ffff]")


@dataclass(frozen=True, kw_only=True)
class Entry:
    """One thing that a feed tells. `id` is an address of the house that stays the same in both languages."""

    id: str
    url: str
    title: str
    published: datetime
    updated: datetime
    summary: str = ""
    html: str = ""  # in the place of a summary
    author: str = ""
    labels: Sequence[tuple[str, str]] = ()  # code and name of what it belongs to


@dataclass(frozen=True, kw_only=True)
class Feed:
    """A feed: of which page it is, and its newest entries. `next_url` goes on with older ones."""

    title: str
    page_url: str
    entries: Sequence[Entry]
    next_url: str | None = None


def answer(make: Callable[[], Feed]) -> Response:
    """The feed as an answer; readers that ask again with its validator get no bytes."""
    response = cache.shared(lambda: _written(make()))
    response.mimetype = MEDIA_TYPE
    return response


def entry_of(summary: Summary, named: Directory) -> Entry:
    """One published report in a list of them."""
    lang = language()
    field, area = named.field_name(summary.field, lang), named.area_name(summary.area, lang)
    agency = named.agency_name(summary.agency, lang)
    state = _("Quá hạn trả lời") if summary.is_late else word(summary.status)
    labels = [
        (summary.kind.value, word(summary.kind)),
        (summary.status.value, word(summary.status)),
        *((code, name) for code, name in ((summary.field, field), (summary.area, area)) if code and name),
    ]
    return Entry(
        id=absolute(f"/reports/{summary.code}"),
        url=absolute(url_for("forum.report", code=summary.code)),
        title=summary.title,
        published=summary.published_at,
        updated=max(summary.published_at, summary.changed_at),
        summary=" · ".join(filter(None, (summary.excerpt, state, agency))),
        labels=labels,
    )


def _written(feed: Feed) -> str:
    out = FeedGenerator()
    here = addresses(dict(request.args))["canonical_url"]
    out.id(here)
    out.title(_xml(feed.title))
    out.updated(max((entry.updated for entry in feed.entries), default=_this_morning()))
    out.author({"name": _("Diễn đàn Cải cách hành chính")})
    out.language(language())
    out.generator(_("Diễn đàn Cải cách hành chính"))
    out.link(href=here, rel="self", type=MEDIA_TYPE)
    out.link(href=absolute(feed.page_url), rel="alternate", type="text/html")
    if feed.next_url:
        out.link(href=absolute(feed.next_url), rel="next", type=MEDIA_TYPE)
    for entry in feed.entries:
        _add(out, entry)
    return str(out.atom_str(pretty=True).decode())


def _add(out: FeedGenerator, entry: Entry) -> None:
    into = out.add_entry(order="append")
    into.id(entry.id)
    into.title(_xml(entry.title))
    into.link(href=entry.url, rel="alternate", type="text/html")
    into.published(entry.published)
    into.updated(entry.updated)
    if entry.author:
        into.author({"name": _xml(entry.author)})
    if entry.html:
        into.content(_xml(entry.html), type="html")
    elif entry.summary:
        into.summary(_xml(entry.summary))
    for term, label in entry.labels:
        into.category({"term": term, "label": label})


def _xml(text: str) -> str:
    """Without the few characters that XML cannot spell."""
    return _NOT_XML.sub("", text)


def _this_morning() -> datetime:
    """When an empty feed says that it was made: it is the same all day."""
    return datetime.combine(local_day(casework().now()), time(), LOCAL)
