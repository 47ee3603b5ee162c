"""Fill an empty forum with reports: rows in bulk, a valid journal, the same ones for the same seed."""

from __future__ import annotations

import gc
import random
import time
from collections import deque
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass, replace
from datetime import datetime, timedelta
from itertools import islice
from pathlib import Path
from typing import Any, cast

from sqlalchemy import Table, insert, select, text

from bench.people import move_in
from bench.plans import draw
from bench.stories import tell
from bench.story import Row, Setting, Story
from bench.texts import written_texts
from casework.actions.directory import import_directory
from casework.domain.codes import new_code
from casework.domain.evolve import Recorded
from casework.domain.payloads import to_payload
from casework.domain.ratings import stars_missing
from casework.domain.search import words_of
from casework.domain.values import Display, Kind, OutletCode, Part, PostKind, ReportCode, UserId
from casework.readings.directory import Directory, directory
from casework.store import case_counts, facets, journal, queues
from casework.store.casework import Casework
from casework.store.columns import Base
from casework.store.db import Session
from casework.store.published_words import filter_words
from casework.store.tables import (
    AssignmentRow,
    EventRow,
    PostRow,
    PublishedFacetsRow,
    PublishedWordsRow,
    RatingRow,
    ReportRow,
    SearchRow,
    SupportRow,
)

DIRECTORY = Path(__file__).resolve().parent.parent / "data" / "nam-dinh"
SEED = 2014
SPAN = timedelta(days=730)
BATCH = 2_000
COMMENTED = 50
REMEMBERED = 200


@dataclass(frozen=True, kw_only=True)
class Filled:
    """What was made. `thread` has 20 comments and an official reply; `others` may be commented on."""

    thread: ReportCode
    others: tuple[ReportCode, ...]
    reports: int
    events: int
    seconds: float


@dataclass(frozen=True, kw_only=True)
class _Entry:
    """What the chain's hash is made of, under the names of EventRow: a row object costs ten times as much."""

    seq: int
    report_code: ReportCode
    version: int
    name: str
    payload: dict[str, Any]
    at: datetime
    actor: UserId | None
    part: Part
    salt: str


class _Chain:
    """The journal's end, kept here while nobody else writes."""

    def __init__(self) -> None:
        self.seq, self.hash = 0, journal.GENESIS

    def row(self, recorded: Recorded, part: Part) -> Row:
        """The event's row, chained to the one before."""
        self.seq += 1
        entry = _Entry(
            seq=self.seq,
            report_code=recorded.report,
            version=recorded.version,
            name=type(recorded.event).__name__,
            payload=to_payload(recorded.event),
            at=recorded.at,
            actor=recorded.actor,
            part=part,
            salt=f"{self.seq:032x}",  # there is nobody here from whom to hide what a hash stands for
        )
        before, self.hash = self.hash, journal.chained(self.hash, cast(EventRow, entry))
        return {**vars(entry), "prev_hash": before, "hash": self.hash}


def fill(casework: Casework, count: int, *, seed: int = SEED) -> Filled:
    """Import the directory, move people in, and make `count` reports of the two years up to now."""
    started = time.monotonic()
    import_directory(casework, DIRECTORY)
    now, texts = casework.now(), written_texts()
    people = move_in(casework, directory(casework), texts.names, since=now - SPAN - timedelta(days=30))
    setting = Setting(now=now, terms=casework.terms(), people=people, texts=texts)
    chain, thread = _Chain(), ReportCode("")
    others: deque[ReportCode] = deque(maxlen=COMMENTED)
    stories = _stories(setting, directory(casework), count, random.Random(seed))
    gc.disable()  # nothing here goes round in circles, and looking for it takes a third of the time
    try:
        while batch := list(islice(stories, BATCH)):
            with casework.db.write() as session:
                _write(session, batch, chain)
            thread = thread or batch[0].report.code
            others.extend(story.report.code for story in batch if story.report.is_published)
    finally:
        gc.enable()
    with casework.db.write() as session:
        queues.recount(session)
        case_counts.recount(session)
    _take_stock(casework)
    return Filled(
        thread=thread,
        others=tuple(others),
        reports=count,
        events=chain.seq,
        seconds=time.monotonic() - started,
    )


def _stories(setting: Setting, named: Directory, count: int, chance: random.Random) -> Iterator[Story]:
    """The reports in the order in which they arrived; the first is the thread that the bench reads."""
    codes: set[str] = set()
    recent: dict[OutletCode, deque[ReportCode]] = {
        one.code: deque(maxlen=REMEMBERED) for one in named.outlets
    }
    districts = [area for area in named.areas if area.level == "district"]
    for number in range(count):
        code = _fresh(codes, chance)
        area = chance.choice(districts)
        words = setting.texts.compose(chance, place=area.name, number=number)
        outlet = chance.choice(named.outlets).code
        plan = draw(
            chance,
            named,
            words.opening,
            area=area.code,
            arrives=setting.now - SPAN * (1 - number / count),
            earlier=recent[outlet],
            outlet=outlet,
        )
        if number == 0:
            plan = replace(
                plan,
                kind=Kind.COMPLAINT,
                display=Display.NAMED,
                publish=True,
                ends="answer",
                is_removed=False,
                answer_days=10.0,
                comments=20,
                supports=25,
            )
        story = tell(setting, code, plan, words, chance)
        if story.report.is_published:
            recent[outlet].append(code)
        yield story


def _fresh(codes: set[str], chance: random.Random) -> ReportCode:
    while (code := new_code(chance.randbytes)) in codes:
        pass
    codes.add(code)
    return ReportCode(code)


def _write(session: Session, stories: Sequence[Story], chain: _Chain) -> None:
    # By time, as they happened: the sort is stable, and within a report time never goes back.
    events = sorted((pair for story in stories for pair in story.recorded), key=lambda pair: pair[0].at)
    found = [story for story in stories if story.report.routed_at is not None]
    _insert(session, ReportRow, (_report(story) for story in stories))
    _insert(session, PostRow, (row for story in stories for row in story.posts))
    _insert(session, EventRow, (chain.row(*pair) for pair in events))
    _insert(session, AssignmentRow, (row for story in stories for row in story.assignments))
    _insert(session, RatingRow, (row for story in stories for row in story.ratings))
    _insert(session, SupportRow, (row for story in stories for row in _supports(story)))
    _insert(session, SearchRow, (_searched(story) for story in found))
    public = {story.report.code: story for story in found if story.report.is_published}
    numbers = select(SearchRow.id, SearchRow.report_code).where(SearchRow.report_code.in_(public))
    read = session.execute(numbers).all()
    _insert(session, PublishedWordsRow, (_published(row.id, public[row.report_code]) for row in read))
    _insert(session, PublishedFacetsRow, (_counted(row.id, public[row.report_code]) for row in read))


def _insert(session: Session, table: type[Base], rows: Iterable[Row]) -> None:
    made = list(rows)
    if made:
        session.execute(insert(cast(Table, table.__table__)), made)


def _report(story: Story) -> Row:
    comments = sum(row["kind"] is PostKind.COMMENT for row in story.posts)
    supports = len(story.supporters)
    return {
        **vars(story.report),
        "co_agencies": story.report.co_agencies,
        "stars_missing": stars_missing(story.report.stars),
        "title": story.words.title,
        "body": story.words.body,
        "body_html": story.words.body_html,
        "shown_name": story.shown_name,
        "supports": supports,
        "comments": comments,
        "waiting_comments": 0,
        "urgent": "",
        "stamp": story.report.version + supports,
    }


def _supports(story: Story) -> Iterator[Row]:
    for user in story.supporters:
        yield {"user_id": user, "report_code": story.report.code, "at": story.report.published_at}


def _searched(story: Story) -> Row:
    code = story.report.code
    return {
        "report_code": code,
        "folded": story.words.folded(code, story.replies),
        "marked": story.words.marked(code, story.replies),
    }


def _published(number: int, story: Story) -> Row:
    """As `casework.store.published_words` keeps it, but for the comments."""
    code, told = story.report.code, story.words
    folded = words_of(told.folded(code, story.replies))
    return {
        "number": number,
        "report_code": code,
        "folded": " ".join((*folded, *filter_words(story.report))),
        "marked": " ".join(words_of(told.marked(code, story.replies))),
    }


def _counted(number: int, story: Story) -> Row:
    return {"number": number, "facets": facets.written(story.report)}


def _take_stock(casework: Casework) -> None:
    """PostgreSQL counts by itself after a while; the bench does not wait for it."""
    if not casework.db.is_sqlite:
        with casework.db.write() as session:
            session.execute(text("ANALYZE"))
