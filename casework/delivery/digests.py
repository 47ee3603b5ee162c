"""Digests: what somebody did not want to be told at once, in one letter, from what they may see when it is
sent. It is short; a page lists all."""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator
from dataclasses import dataclass, field
from datetime import date, datetime
from email.message import EmailMessage
from typing import Any, Final

from casework.delivery import letters, paper, readers, searches
from casework.delivery.letters import Desk
from casework.delivery.notices import CONCERNS, Capacity, Notice, may_turn_off
from casework.delivery.readers import Reader
from casework.domain.calendar import local_day
from casework.domain.policy import Actor
from casework.domain.values import ReportCode
from casework.domain.wishes import Concern
from casework.readings.pages import PAGE_SIZE, Page
from casework.store import outbox
from casework.store.casework import Casework
from casework.store.db import Session
from casework.store.outbox import Delivery

LINES: Final = 20
MOST_READ: Final = 500  # notices that are looked at one by one; of more it is only said that there are more


@dataclass(frozen=True, kw_only=True)
class Search:
    """The search that found what a line tells."""

    mark: str
    name: str


@dataclass(frozen=True, kw_only=True)
class Line:
    """One piece of news: `text` is one line, `path` where it is to be read, `ends`: may be turned off."""

    id: str
    concern: Concern
    code: ReportCode
    title: str
    path: str
    text: str
    at: datetime  # only its day may be shown
    ends: bool
    search: Search | None = None


@dataclass(kw_only=True)
class Entry:
    """What is new about one report."""

    code: ReportCode
    title: str
    url: str
    lines: list[Line] = field(default_factory=list)


@dataclass(kw_only=True)
class Section:
    """One concern, or one search, with the link that ends its letters."""

    concern: Concern
    search: Search | None = None
    ends: str = ""
    entries: list[Entry] = field(default_factory=list)


@dataclass(frozen=True, kw_only=True)
class Told:
    """A page of what a digest told; `due` is its day."""

    due: datetime
    news: Page[Line]


def compose(desk: Desk, delivery: Delivery) -> EmailMessage | None:
    """The digest, or None when nothing is left that its reader may know and wants to."""
    db = desk.casework.db
    with db.read() as session:
        reader = readers.find(session, desk.casework, Notice.DIGEST, delivery.recipient, None)
    if reader is None:
        return None
    searches.gather(desk.casework, delivery, reader)
    with db.read() as session:
        waiting = outbox.gathered(session, delivery.id, limit=MOST_READ + 1)
        looked_at = waiting[:MOST_READ]
        news = list(lines(session, desk, looked_at, reader, reader.language))
    told = {line.id for line in news}
    news = _once_each(news)
    with db.write() as session:
        outbox.leave_out(session, (one.id for one in looked_at if one.id not in told))
    if not news:
        return None
    facts = _facts(desk, delivery, reader, news, is_more=len(waiting) > MOST_READ)
    ends = any(line.ends for line in news)
    token = desk.unsubscribe_token(delivery, reader, None, _alone(news)) if ends else ""
    return letters.finish(desk, delivery, reader, facts, token)


def _alone(news: Iterable[Line]) -> tuple[str, ...]:
    """The marks of the searches if nothing else has news: then the letter ends these."""
    searches = dict.fromkeys(line.search for line in news)
    return () if None in searches else tuple(one.mark for one in searches if one is not None)


def page(
    casework: Casework, digest: str, actor: Actor, language: str, *, after: tuple[str, ...] | None
) -> Told | None:
    """All of a digest by key, newest first, as far as its reader may see it now; None when not theirs."""
    desk = Desk(casework=casework, public_url="", sender="")
    reader = Reader(address="", name=actor.name, locale=language, actor=actor)
    with casework.db.read() as session:
        due = outbox.digest_due(session, digest, f"user:{actor.user}")
        if due is None:
            return None
        found = outbox.told_in(session, digest, after=_key(after), limit=PAGE_SIZE + 1)
        news = list(lines(session, desk, found[:PAGE_SIZE], reader, language))
    more = len(found) > PAGE_SIZE
    last = found[PAGE_SIZE - 1] if more else None
    key = (str(last.event_seq or 0), last.id) if last else None
    return Told(due=due, news=Page(rows=news, next_key=key))


def _key(after: tuple[str, ...] | None) -> tuple[int, str] | None:
    """Where a page goes on; None for a key that is not ours."""
    if after is None or len(after) != 2 or not re.fullmatch(r"[0-9]{1,15}", after[0]):
        return None
    return int(after[0]), after[1]


def lines(
    session: Session, desk: Desk, notices: Iterable[Delivery], reader: Reader, language: str
) -> Iterator[Line]:
    """What these notices tell their reader, in their order, without those that tell nothing (any more)."""
    for one in notices:
        facts = letters.facts_for(session, desk, one, reader, language)
        if facts is None or facts["code"] is None:
            continue
        notice, capacity = Notice(one.notice), facts["capacity"]
        search = Search(mark=facts["mark"], name=facts["search"]) if notice is Notice.FOUND else None
        yield Line(
            id=one.id,
            concern=CONCERNS[capacity],
            code=facts["code"],
            title=facts["title"],
            path=facts["path"],
            text=paper.subject(one.notice, language, facts),
            at=facts["at"],
            ends=may_turn_off(notice, capacity),
            search=search,
        )


def _facts(
    desk: Desk, delivery: Delivery, reader: Reader, news: list[Line], *, is_more: bool
) -> dict[str, Any]:
    language = reader.language
    sections = _sections(desk, news, language)
    for section in sections:
        if section.search is not None:
            token = desk.unsubscribe_token(delivery, reader, None, (section.search.mark,))
            section.ends = desk.url(f"/unsubscribe/{token}", language)
    searches = list(dict.fromkeys(line.search for line in news))
    shown = sum(len(entry.lines) for section in sections for entry in section.entries)
    return {
        "lang": language,
        "name": reader.name,
        "capacity": Capacity.ACCOUNT,
        "code": None,
        "words": "",
        "answers": None,
        "day": delivery.waits_since,
        "sections": sections,
        "count": len(news),
        # What the letter is called: how many reports were found, if it tells of nothing else.
        "found": 0 if None in searches else len({line.code for line in news}),
        "searches": [one.name for one in searches if one is not None],
        "changes": desk.url("/account/follows", language),
        "more": len(news) - shown,
        "is_more": is_more,
        "link": desk.url(f"/account/digests/{delivery.id}", language),
    }


def _once_each(news: list[Line]) -> list[Line]:
    """Three messages on one day are one line."""
    kept: dict[tuple[ReportCode, str, date], Line] = {}
    for line in news:
        kept.setdefault((line.code, line.text, local_day(line.at)), line)
    return list(kept.values())


def _sections(desk: Desk, news: list[Line], language: str) -> list[Section]:
    """The first lines, by concern and then by report: what matters most first, then what is newest."""
    found: dict[tuple[Concern, Search | None], dict[ReportCode, Entry]] = {}
    newest = sorted(news, key=lambda one: one.at, reverse=True)
    for line in sorted(newest, key=lambda one: list(Concern).index(one.concern)):
        entry = Entry(code=line.code, title=line.title, url=desk.url(line.path, language))
        found.setdefault((line.concern, line.search), {}).setdefault(line.code, entry).lines.append(line)
    left, sections = LINES, []
    for (concern, search), entries in found.items():
        section = Section(concern=concern, search=search)
        for entry in entries.values():
            del entry.lines[left:]
            left -= len(entry.lines)
            if entry.lines:
                section.entries.append(entry)
        if section.entries:
            sections.append(section)
    return sections
