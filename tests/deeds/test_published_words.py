"""What readers find: by words with and without marks, phrases, exclusions, filters; on both engines alike."""

from __future__ import annotations

import pytest
from sqlalchemy import select, text, update

from casework.actions.indexing import index_published
from casework.domain import commands as do
from casework.domain.search import parse
from casework.domain.values import PostId, RemoveReason, Status
from casework.store.casework import Casework, new_post_id
from casework.store.published_words import RATED, Marks, Wanted, counts_of, numbers
from casework.store.tables import PublishedWordsRow, ReportRow
from tests.doors.conftest import database_url, stages
from tests.doors.stage import Reports

__all__ = ["database_url", "stages"]


def found(
    casework: Casework, typed: str, *, marks: Marks = Marks.EITHER, limit: int = 100, **filters: str
) -> list[str]:
    wanted = Wanted(query=parse(typed), filters={name: [code] for name, code in filters.items()}, marks=marks)
    with casework.db.read() as session:
        hit = numbers(session, wanted, limit=limit)
        query = select(PublishedWordsRow.report_code).join(hit, hit.c.number == PublishedWordsRow.number)
        return list(session.scalars(query.order_by(hit.c.number.desc())))


@pytest.fixture
def land(a_report: Reports) -> str:
    return a_report(
        Status.ROUTED, title="Sổ đỏ đất đai hẹn 3 lần", body="Bộ phận một cửa huyện hẹn thủy lợi, ngày 12/3."
    ).code


@pytest.mark.parametrize(
    "typed",
    [
        "dat dai",
        "ĐẤT ĐAI",
        "đất",
        "thuỷ lợi",
        "thủy",
        '"mot cua"',
        '"một cửa huyện"',
        "12/3",
        "so do -phuong",
        "-phuong",
        "hẹn 3",
    ],
)
def test_it_is_found(casework: Casework, land: str, typed: str) -> None:
    assert found(casework, typed) == [land]


@pytest.mark.parametrize(
    "typed",
    ["dat dau", '"cua mot"', "đai -đất", "so -do", "3/12", "đạt -đất", "mot AND", "dat OR bien", "xe*"],
)
def test_it_is_not_found(casework: Casework, land: str, typed: str) -> None:
    assert found(casework, typed) == []


def test_what_is_written_as_it_was_typed_can_be_told_from_what_only_folds_alike(
    casework: Casework, a_report: Reports, land: str
) -> None:
    other = a_report(Status.ROUTED, title="Cán bộ đạt chuẩn", body="Đai lưng của cán bộ xã.").code
    assert found(casework, "đất đai", marks=Marks.ALIKE) == [land]
    assert found(casework, "đất đai", marks=Marks.OTHERWISE) == [other]
    assert found(casework, "đất đai") == [other, land]
    assert found(casework, "-đất dai") == [other]


@pytest.mark.parametrize("database_url", ["postgresql"], indirect=True)
def test_what_many_texts_say_is_walked_to_and_found_the_same(casework: Casework, a_report: Reports) -> None:
    rare = a_report(Status.ROUTED, title="Cấp nước sạch", body="Hẹn sang năm.").code
    titles = [f"Hẹn trả lần thứ {number}" for number in range(18)]
    made = [a_report(Status.ROUTED, title=title, body="Chưa xong.").code for title in titles]
    walked_to = {"hẹn": made[-1:], "hen -nuoc": made[-1:]}
    asked = {**walked_to, "nuoc": [rare], '"hen tra"': made[-1:], '"tra hen"': []}
    before = {typed: found(casework, typed, limit=1) for typed in asked}
    with casework.db.write() as session:  # of a table that nobody looked through the planner knows nothing
        session.execute(text("ANALYZE published_words"))
    said: list[str] = []
    done = casework.db.on_statement(said.append)
    assert {typed: found(casework, typed, limit=1) for typed in asked} == before == asked
    assert sum("ORDER BY published_words.number DESC" in one for one in said) == len(walked_to)
    said.clear()
    assert found(casework, "hẹn", limit=1, when="2026") == made[-1:]
    assert not any("ORDER BY published_words.number DESC" in one for one in said)
    done()


def test_filters_are_part_of_the_index(casework: Casework, land: str) -> None:
    assert found(casework, "dat", agency="STNMT") == [land]
    assert found(casework, "dat", agency="SYT") == []
    assert found(casework, "", kind="complaint") == [land]


def test_what_the_reporter_says_of_the_answer_is_part_of_the_index_until_they_open_it_again(
    casework: Casework, a_report: Reports
) -> None:
    report = a_report(Status.ANSWERED)
    owner = a_report.owner(report.code)
    assert found(casework, "", rating=RATED) == []
    a_report.deed(report.code, do.Rate(post=PostId("a" * 32), words="", solved=False, stars=2), by=owner)
    for said in (RATED, "unsolved", "2"):
        assert found(casework, "", rating=said) == [report.code], said
    for other in ("solved", "5", "1"):
        assert found(casework, "", rating=other) == [], other
    a_report.deed(report.code, do.Reopen(post=PostId("b" * 32), words="Chưa xong."), by=owner)
    assert found(casework, "", rating=RATED) == []


def test_a_rating_of_which_a_process_of_before_noted_no_order_gets_it_when_the_index_is_written_anew(
    casework: Casework, a_report: Reports
) -> None:
    two, five, none = (a_report(Status.ANSWERED) for _ in range(3))
    for report, stars in ((two, 2), (five, 5)):
        rating = do.Rate(post=new_post_id(), words="", solved=True, stars=stars)
        a_report.deed(report.code, rating, by=a_report.owner(report.code))
    with casework.db.write() as session:
        session.execute(update(ReportRow).values(stars_missing=None))
    assert index_published(casework) == index_published(casework) == 3
    with casework.db.read() as session:
        rows = session.execute(select(ReportRow.code, ReportRow.stars_missing))
        kept = {row.code: row.stars_missing for row in rows}
    assert kept == {two.code: 3, five.code: 0, none.code: None}


def test_replies_and_comments_are_found_as_soon_as_they_are_shown_and_no_longer(
    casework: Casework, a_report: Reports
) -> None:
    report = a_report(Status.ANSWERED)
    assert found(casework, "hết") == found(casework, "mau don moi") == []
    post = PostId("c" * 32)
    a_report.deed(report.code, do.Comment(post=post, words="Mẫu đơn mới đã hết."), by="business")
    assert found(casework, "mau don moi") == []
    a_report.deed(report.code, do.ReviewComment(comment=post, show=True), by="moderator.bnd")
    assert found(casework, "mau don moi") == [report.code]
    a_report.deed(report.code, do.ReviewComment(comment=post, show=False), by="moderator.bnd")
    assert found(casework, "mau don moi") == []


@pytest.mark.parametrize("database_url", ["sqlite"], indirect=True)
def test_a_deed_reads_the_posts_of_its_own_report_alone(casework: Casework, a_report: Reports) -> None:
    said: list[str] = []
    done = casework.db.on_statement(said.append)
    report = a_report(Status.ANSWERED)
    a_report.deed(report.code, do.Comment(post=PostId("c" * 32), words="Xong thật."), by="business")
    done()
    with casework.db.read() as session:
        raw = session.connection().connection.cursor()
        asked = {one for one in said if one.startswith("SELECT") and "FROM post " in one.replace("\n", " ")}
        plans = [
            str(raw.execute(f"EXPLAIN QUERY PLAN {one}", [None] * one.count("?")).fetchall()) for one in asked
        ]
    assert any("ix_post_report_code" in plan for plan in plans), asked
    assert not any("ix_post_state" in plan for plan in plans), plans


@pytest.mark.parametrize(
    "status",
    [s for s in Status if s not in ("routed", "accepted", "returned", "answered", "reopened", "closed")],
)
def test_what_is_not_public_has_no_row(casework: Casework, a_report: Reports, status: Status) -> None:
    a_report(status, title="Chuyện kín của tôi ở xã")
    with casework.db.read() as session:
        rows = session.scalars(select(PublishedWordsRow.folded)).all()
        assert not any("kin cua toi" in row for row in rows)
        assert counts_of(session, ["kin"]) == {}


def test_what_was_taken_down_is_gone_and_comes_back_with_it(
    casework: Casework, a_report: Reports, land: str
) -> None:
    remove = do.Remove(post=PostId("d" * 32), words="Xem lại.", reason=RemoveReason.PERSONAL_DATA)
    a_report.deed(land, remove, by="moderator.bnd")
    assert found(casework, "dat dai") == []
    with casework.db.read() as session:
        assert counts_of(session, ["dat"]) == {}
    a_report.deed(land, do.Restore(), by="moderator.bnd")
    assert found(casework, "dat dai") == [land]


def test_known_words_are_counted(casework: Casework, a_report: Reports, land: str) -> None:
    with casework.db.read() as session:
        assert counts_of(session, ["dat", "dau", "hen"]) == {"dat": 1, "hen": 1}
        assert counts_of(session, []) == {}
