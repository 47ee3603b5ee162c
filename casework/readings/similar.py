"""Reports that are like a text: for who is about to write one, and for who reviews it."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

from casework.domain.lessons import EVERY, Learned, words_of
from casework.domain.policy import ANYBODY, Actor, Permission, can, owns, parts_of
from casework.domain.report import Report
from casework.domain.similar import (
    MOST_SHOWN,
    PUBLIC,
    SMALL,
    Near,
    Shelf,
    nearest,
    phrases,
    shelf_of,
    telling,
)
from casework.domain.values import AgencyCode, Part, ReportCode, Status
from casework.store import learned, published, similar
from casework.store.casework import Casework
from casework.store.db import Session

_LOOKED_AT = 12  # the nearest, of which some may not be shown


@dataclass(frozen=True, kw_only=True)
class Similar:
    """A report that everybody may read, and that is like a text."""

    code: ReportCode
    title: str
    status: Status
    is_late: bool
    agency: AgencyCode | None
    supports: int
    is_strong: bool
    may_support: bool  # whether "tôi cũng gặp" is the actor's to say; a guest signs in first


@dataclass(frozen=True, kw_only=True)
class SimilarCase:
    """A report on which a moderator may look, beside one that they review. `phrases` are what both have in
    common, as the reviewed one writes it."""

    report: Report
    title: str
    supports: int
    phrases: tuple[str, ...]


def public_like(casework: Casework, title: str, body: str, *, actor: Actor = ANYBODY) -> list[Similar]:
    """At most five that everybody may read, the nearest first; in six queries at most, whatever the number of
    reports."""
    with casework.db.read() as session:
        near = _nearest(session, title, body, (PUBLIC,))
        lines = published.lines_of(session, list(near)) if near else {}
        shown = [code for code in near if code in lines][:MOST_SHOWN]
        asks = shown and can(actor, Permission.TAKE_PART) and actor.is_signed_in
        cases = similar.cases_of(session, shown) if asks else {}
    others = {code for code, case in cases.items() if not owns(actor, case.report)}
    return [
        Similar(
            code=code,
            title=lines[code].title,
            status=lines[code].status,
            is_late=lines[code].overdue,
            agency=lines[code].agency,
            supports=lines[code].supports,
            is_strong=near[code].is_strong,
            may_support=code in others,
        )
        for code in shown
    ]


def like_report(
    casework: Casework, report: Report, title: str, body: str, *, actor: Actor
) -> list[SimilarCase]:
    """At most five beside the report itself: public ones, and what waits in the actor's newsroom with it."""
    shelves = (PUBLIC, Shelf(report.outlet)) if report.outlet in actor.outlets else (PUBLIC,)
    with casework.db.read() as session:
        near = _nearest(session, title, body, shelves)
        near.pop(report.code, None)
        found = similar.cases_of(session, list(near)) if near else {}
    shown = [code for code in near if code in found and _may_see(actor, found[code].report)][:MOST_SHOWN]
    common = phrases(f"{title}\n{body}", [near[code].words for code in shown])
    return [
        SimilarCase(
            report=found[code].report, title=found[code].title, supports=found[code].supports, phrases=said
        )
        for code, said in zip(shown, common, strict=True)
    ]


def _may_see(actor: Actor, report: Report) -> bool:
    """Whether it is found here: where it stands now counts, not where it stood when it was indexed."""
    if report.is_published:
        return True
    return shelf_of(report) is not None and Part.MODERATOR in parts_of(actor, report)


def _nearest(session: Session, title: str, body: str, shelves: Sequence[Shelf]) -> dict[ReportCode, Near]:
    """The nearest by code, the nearest first."""
    words: Sequence[str] = words_of(title, body)
    if not words:
        return {}
    total = similar.how_many(session)
    known: Learned = {}
    if total > SMALL:
        known = learned.of_words(session, (EVERY, *words))
        words = telling(words, known)
    near = nearest(similar.by_words(session, words, shelves), known, total)
    codes = similar.codes_of(session, [one.number for one in near[:_LOOKED_AT]])
    return {codes[one.number]: one for one in near[:_LOOKED_AT] if one.number in codes}
