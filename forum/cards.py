"""From a report in a list to what the card shows."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import datetime

from flask import url_for

from casework.domain.values import Kind, Status
from casework.readings.directory import Directory
from casework.readings.lists import Summary
from web.i18n import language


@dataclass(frozen=True, kw_only=True)
class Card:
    """What components/report_card.html shows."""

    code: str
    url: str
    title: str
    excerpt: str
    kind: Kind
    status: Status
    is_overdue: bool
    agency_name: str
    agency_url: str
    area_name: str
    field_name: str
    published_at: datetime
    answered_at: datetime | None
    supports: int
    comments: int
    has_reply: bool
    solved: bool | None
    stars: int | None


def card(summary: Summary, directory: Directory, *, of_agency: bool = False) -> Card:
    """The card of one report in the reader's language; on an agency's own page it names no agency."""
    lang = language()
    agency = None if of_agency else directory.agency(summary.agency)
    return Card(
        code=summary.code,
        url=url_for("forum.report", code=summary.code),
        title=summary.title,
        excerpt=summary.excerpt,
        kind=summary.kind,
        status=summary.status,
        is_overdue=summary.is_late,
        agency_name=agency.called(lang) if agency else "",
        agency_url=url_for("forum.agency", slug=agency.slug) if agency else "",
        area_name=directory.area_name(summary.area, lang),
        field_name=directory.field_name(summary.field, lang),
        published_at=summary.published_at,
        answered_at=summary.answered_at,
        supports=summary.supports,
        comments=summary.comments,
        has_reply=summary.has_reply,
        solved=summary.solved,
        stars=summary.stars,
    )


def cards(summaries: Iterable[Summary], directory: Directory, *, of_agency: bool = False) -> list[Card]:
    return [card(summary, directory, of_agency=of_agency) for summary in summaries]
