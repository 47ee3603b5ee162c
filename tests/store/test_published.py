"""What everybody may read, on both engines: the one query against the one predicate."""

from __future__ import annotations

import itertools
import secrets
from collections.abc import Callable
from dataclasses import replace
from datetime import date, timedelta
from pathlib import Path
from typing import Any

import pytest
from sqlalchemy import select

from casework.actions.directory import import_directory
from casework.domain.codes import new_code
from casework.domain.measures import Mark, Measure
from casework.domain.ratings import Rating
from casework.domain.report import Report
from casework.domain.values import (
    AgencyCode,
    AreaCode,
    FieldCode,
    Kind,
    OutletCode,
    ReportCode,
    Status,
    TaskCode,
    Visibility,
)
from casework.readings.directory import directory
from casework.readings.lists import (
    CARDS_A_PAGE,
    Filters,
    Sort,
    front,
    published_reports,
)
from casework.readings.maps import Map, agency_on, figures_by_agency
from casework.store import case_counts, finding, published, search
from casework.store.casework import Casework
from casework.store.projection import Words, open_report
from casework.store.published import Work, Works
from casework.store.published_words import WHEN
from casework.store.tables import ReportRow
from tests.domain.cast import a_report, at

NAM_DINH = Path(__file__).resolve().parents[2] / "data" / "nam-dinh"
Put = Callable[..., Report]


@pytest.fixture
def put(casework: Casework) -> Put:
    """Keep a report as it stands in a status, with other values where given; the directory is there."""
    import_directory(casework, NAM_DINH)

    def put_(
        status: Status = Status.ROUTED,
        *,
        title: str = "Chậm cấp sổ đỏ",
        body: str = "Hẹn rồi lại hẹn.",
        supports: int = 0,
        **changes: Any,
    ) -> Report:
        nobody = {"reporter": None, "declined_by": None, "merged_into": None, "reply": None}
        code = ReportCode(new_code(secrets.token_bytes))
        report = replace(a_report(status), **{"code": code, **nobody, **changes})
        with casework.db.write() as session:
            open_report(session, report, Words(title=title, body=body))
            session.get_one(ReportRow, code).supports = supports
            session.flush()
            search.index(session, code)
        return report

    return put_


def codes(casework: Casework, **filters: Any) -> list[str]:
    return [row.code for row in published_reports(casework, Filters(**filters)).rows]


def test_the_query_and_the_predicate_agree_on_every_status_and_visibility(
    casework: Casework, put: Put
) -> None:
    kept = [
        put(status, visibility=visibility, published_at=published_at)
        for status, visibility, published_at in itertools.product(Status, Visibility, (None, at(3)))
    ]
    with casework.db.read() as session:
        found = set(session.scalars(select(ReportRow.code).where(published.published())))
        for report in kept:
            assert published.is_published(session, report.code) is report.is_published
    assert found == {report.code for report in kept if report.is_published}
    assert len(found) == 6  # one for each public status
    with casework.db.read() as session:
        assert case_counts.of_all(session)[Mark(Measure.REPORTS)] == 6
        assert case_counts.adds_up(session)


def test_each_filter_narrows_the_list(casework: Casework, put: Put) -> None:
    plain = put()
    other = put(
        Status.ACCEPTED,
        kind=Kind.QUESTION,
        agency=AgencyCode("SYT"),
        field=FieldCode("y-te"),
        task=TaskCode("4.1"),
        area=AreaCode("366"),
        outlet=OutletCode("PTTH"),
        overdue=True,
        title="Bệnh viện hẹn khám quá lâu",
    )
    for narrowed in (
        {"kind": Kind.QUESTION},
        {"status": Status.ACCEPTED},
        {"overdue": True},
        {"agency": AgencyCode("SYT")},
        {"field": FieldCode("y-te")},
        {"task": TaskCode("4.1")},
        {"area": AreaCode("366")},
        {"outlet": OutletCode("PTTH")},
        {"q": "benh vien"},
        {"q": other.code.lower()},
    ):
        assert codes(casework, **narrowed) == [other.code], narrowed
    assert codes(casework, status=Status.ROUTED) == [plain.code]
    assert codes(casework, kind=Kind.QUESTION, status=Status.ROUTED) == []


def test_a_main_task_finds_its_sub_topics_and_a_province_its_districts(casework: Casework, put: Put) -> None:
    topic = put(task=TaskCode("2.3"), area=AreaCode("362"))
    put(task=TaskCode("1.1"), area=None)
    assert codes(casework, task=TaskCode("2")) == [topic.code]
    assert codes(casework, task=TaskCode("2.1")) == []
    assert codes(casework, area=AreaCode("36")) == [topic.code]


def test_search_ignores_marks_and_a_query_without_a_word_finds_everything(
    casework: Casework, put: Put
) -> None:
    report = put(title="Đường thôn Thuỷ Nhai ngập nước")
    for query in ("duong thon", "thủy nhai", "ĐƯỜNG", "ngap nu"):
        assert codes(casework, q=query) == [report.code], query
    assert codes(casework, q="khong co") == []
    assert codes(casework, q='"*) OR 1') == []
    assert codes(casework, q="!!") == [report.code]


def test_what_a_reporter_says_of_the_answer_narrows_and_orders(casework: Casework, put: Put) -> None:
    rated = {
        (solved, stars): put(Status.CLOSED, solved=solved, stars=stars, published_at=at(3 + stars)).code
        for solved, stars in ((True, 5), (True, 4), (False, 2), (False, 1))
    }
    newer = put(Status.CLOSED, solved=False, stars=1, published_at=at(9)).code
    put(Status.ANSWERED, solved=None, stars=None)
    for hidden in (Visibility.RESTRICTED, Visibility.REMOVED):
        put(Status.CLOSED, solved=False, stars=1, visibility=hidden)
    assert codes(casework, rating=Rating.SOLVED) == [rated[True, 5], rated[True, 4]]
    assert codes(casework, rating=Rating.UNSOLVED) == [newer, rated[False, 2], rated[False, 1]]
    assert codes(casework, rating=Rating.FOUR) == [rated[True, 4]]
    assert codes(casework, rating=Rating.THREE) == []
    best = [rated[True, 5], rated[True, 4], rated[False, 2], newer, rated[False, 1]]
    assert codes(casework, sort=Sort.BEST) == best
    assert codes(casework, sort=Sort.WORST) == [newer, rated[False, 1], *reversed(best[:3])]


@pytest.mark.parametrize("sort", list(Sort))
def test_what_few_reports_pass_is_the_same_whether_they_are_asked_for_or_walked_to(
    casework: Casework, put: Put, monkeypatch: pytest.MonkeyPatch, sort: Sort
) -> None:
    syt, health = AgencyCode("SYT"), FieldCode("y-te")
    for n in range(CARDS_A_PAGE + 6):
        put(
            Status.ACCEPTED if n % 4 else Status.CLOSED,
            **{"agency": syt, "field": health, "area": AreaCode("366")} if n % 3 else {},
            published_at=at(3 + n % 5),
            supports=n % 7,
            overdue=n % 4 == 1,
            solved=None if n % 4 else True,
            stars=None if n % 4 else n % 5 + 1,
            title="Bệnh viện hẹn khám" if n % 2 else "Trạm y tế đóng cửa",
        )
    works = Works(whole=None, parts=(Work(agency=syt, field=health, area=AreaCode("366")),))
    asked = [
        (Filters(sort=sort, **narrowed), on)
        for narrowed, on in (
            ({"agency": syt, "field": health}, None),
            ({"area": AreaCode("36"), "status": Status.ACCEPTED}, None),
            ({"q": "benh vien -tram", "since": at(4).date(), "until": at(6).date()}, None),
            ({"q": "cua", "kind": Kind.COMPLAINT}, None),
            ({"rating": Rating.SOLVED, "outlet": OutletCode("BND")}, None),
            ({"overdue": True}, None),
            ({"kind": Kind.PRAISE}, None),
            ({}, works),
        )
    ]

    def shown() -> list[list[list[str]]]:
        def pages(filters: Filters, on: Works | None) -> list[list[str]]:
            first = published_reports(casework, filters, works=on)
            rest = first.next_key and published_reports(casework, filters, first.next_key, works=on)
            return [[row.code for row in page.rows] for page in (first, rest) if page]

        return [pages(*one) for one in asked]

    by_numbers = shown()
    monkeypatch.setattr(finding, "FEW", 0)
    assert by_numbers == shown()
    assert sum(len(pages) > 1 for pages in by_numbers) or sort in (Sort.LATE, Sort.BEST, Sort.WORST)


@pytest.mark.parametrize("database_url", ["sqlite"], indirect=True)
@pytest.mark.parametrize(
    ("filters", "index"),
    [
        (Filters(sort=Sort.BEST), "by_stars"),
        (Filters(sort=Sort.WORST), "by_stars_missing"),
        (Filters(rating=Rating.ONE), "by_stars"),
        (Filters(rating=Rating.UNSOLVED), "by_solved"),
        (Filters(agency=AgencyCode("SYT")), "of_agency"),
        (Filters(field=FieldCode("y-te"), since=at(3).date()), "of_field"),
        (Filters(sort=Sort.LATE), "late"),
    ],
)
def test_an_index_gives_a_list_in_its_order(casework: Casework, filters: Filters, index: str) -> None:
    plan = plan_of(casework, filters)
    assert f"USING INDEX ix_report_{index} " in plan and "TEMP B-TREE" not in plan, plan


@pytest.mark.parametrize("database_url", ["sqlite"], indirect=True)
@pytest.mark.parametrize(
    "filters",
    [
        Filters(agency=AgencyCode("SYT"), kind=Kind.COMPLAINT),
        Filters(outlet=OutletCode("BND"), kind=Kind.COMPLAINT),
        Filters(status=Status.ROUTED, field=FieldCode("y-te")),
        Filters(q="sổ đỏ", sort=Sort.SUPPORTED),
        Filters(area=AreaCode("36"), sort=Sort.OLDEST),
    ],
)
def test_of_what_few_reports_pass_only_they_are_read(casework: Casework, put: Put, filters: Filters) -> None:
    put(agency=AgencyCode("SYT"), field=FieldCode("y-te"), area=AreaCode("366"), title="Sổ đỏ")
    plan = plan_of(casework, filters)
    assert "SEARCH report USING INDEX sqlite_autoindex_report_1 (code=?)" in plan, plan


@pytest.mark.parametrize(
    ("since", "until", "words"),
    [
        (None, date(2026, 11, 20), ["2026"]),
        (date(2025, 3, 5), None, ["2026"]),
        (None, date(2027, 1, 9), ["2026"]),
        (None, date(2026, 1, 2), ["2026-01-01", "2026-01-02"]),
        (date(2026, 11, 29), None, ["2026-11-29", "2026-11-30", "2026-12"]),
        (date(2026, 11, 5), date(2026, 11, 6), ["2026-11-05", "2026-11-06"]),
        (None, date(2025, 12, 31), ["never"]),
        (date(2027, 1, 1), None, ["never"]),
    ],
)
def test_a_period_is_looked_for_by_few_words(
    casework: Casework, put: Put, since: date | None, until: date | None, words: list[str]
) -> None:
    """The only report is of 3 November 2026, today is the 20th: nothing is older or newer."""
    put(published_at=at(3))
    asked = Filters(since=since, until=until)
    with casework.db.read() as session:
        codes = finding.codes_of(session, directory(casework), asked, date(2026, 11, 20))
    assert codes == {WHEN: words}


def plan_of(casework: Casework, filters: Filters) -> str:
    """SQLite's plan of the query that reads the rows of a list."""
    heard: list[str] = []
    directory(casework)
    stop = casework.db.on_statement(heard.append)
    published_reports(casework, filters)
    stop()
    *_, asked = (one for one in heard if one.lstrip().startswith("SELECT"))
    with casework.db.read() as session:
        raw = session.connection().connection.cursor()
        return str(raw.execute(f"EXPLAIN QUERY PLAN {asked}", [None] * asked.count("?")).fetchall())


@pytest.mark.parametrize("sort", list(Sort))
def test_every_order_pages_through_each_report_once(casework: Casework, put: Put, sort: Sort) -> None:
    kept = [
        # Many with one moment and one count: the code alone tells them apart.
        put(
            published_at=at(3) + timedelta(minutes=n // 4),
            submitted_at=at(2),
            supports=n % 3,
            overdue=True,
            solved=n % 2 == 0,
            stars=n % 5 + 1,
        )
        for n in range(CARDS_A_PAGE + 5)
    ]
    first = published_reports(casework, Filters(sort=sort))
    assert len(first.rows) == CARDS_A_PAGE and first.next_key is not None
    second = published_reports(casework, Filters(sort=sort), first.next_key)
    assert second.next_key is None
    shown = [row.code for row in (*first.rows, *second.rows)]
    assert len(shown) == len(kept) and set(shown) == {report.code for report in kept}


def test_the_orders_are_what_they_are_called(casework: Casework, put: Put) -> None:
    old = put(published_at=at(3), submitted_at=at(2), supports=1)
    new = put(published_at=at(5), submitted_at=at(4), supports=9)
    answered = put(Status.ANSWERED, published_at=at(4), submitted_at=at(1), supports=5)
    thanks = put(kind=Kind.PRAISE, published_at=at(6), submitted_at=at(1), supports=0)
    assert codes(casework) == [thanks.code, new.code, answered.code, old.code]
    assert codes(casework, sort=Sort.OLDEST) == [old.code, answered.code, new.code, thanks.code]
    assert codes(casework, sort=Sort.SUPPORTED) == [new.code, answered.code, old.code, thanks.code]
    assert codes(casework, sort=Sort.WAITING) == [old.code, new.code]


@pytest.mark.parametrize(
    "after", [("x",), ("x", "y"), ("2026-11-03T02:00:00", "PA"), ("9" * 30, "x", "y"), ()]
)
def test_a_key_that_is_not_ours_begins_at_the_first_page(
    casework: Casework, put: Put, after: tuple[str, ...]
) -> None:
    report = put()
    assert [row.code for row in published_reports(casework, Filters(), after).rows] == [report.code]


def test_a_page_costs_two_queries_whatever_its_length(casework: Casework, put: Put) -> None:
    directory(casework)
    for counted in (1, CARDS_A_PAGE):
        for _ in range(counted):
            put()
        heard: list[str] = []
        silence = casework.db.on_statement(heard.append)
        published_reports(casework, Filters(q="sổ đỏ", area=AreaCode("362")))
        silence()
        assert len([one for one in heard if one.lstrip().startswith("SELECT")]) == 2


def test_figures_count_what_asks_for_an_answer_and_name_thanks_apart(casework: Casework, put: Put) -> None:
    put(Status.ROUTED)
    put(Status.ACCEPTED, overdue=True)
    put(Status.ANSWERED, overdue=True)  # late, but not waiting any more
    put(Status.CLOSED)
    put(Status.ROUTED, kind=Kind.PRAISE)
    put(Status.ROUTED, visibility=Visibility.RESTRICTED)
    mine = agency_on(casework, AgencyCode("STNMT"), Map.THEN).figures
    assert (mine.reports, mine.answered, mine.waiting, mine.overdue, mine.thanks) == (4, 2, 2, 1, 1)
    assert figures_by_agency(casework)[AgencyCode("STNMT")] == mine
    assert front(casework).figures == mine


def test_the_front_page_tells_no_report_twice(casework: Casework, put: Put) -> None:
    thanks = put(kind=Kind.PRAISE)
    newest = put()
    page = front(casework)
    assert [row.code for row in page.thanks] == [thanks.code]
    assert [row.code for row in page.newest] == [newest.code]
    assert page.replies == []
