"""Searching at the public door: what is found and why, what narrows it, and what helps who finds nothing."""

from __future__ import annotations

import json
from urllib.parse import quote

import pytest

from casework.domain import commands as do
from casework.domain.values import PostId, Status
from casework.readings import search
from tests.doors.client import Page, Visit
from tests.doors.stage import Reports

SEARCH = "/search?q="
WITH_MARKS = "Mưa là đường ngập cả tuần không đi được."
WITHOUT = "Mua la duong ngap ca tuan khong di duoc."


def titles(page: Page) -> list[str]:
    return [" ".join("".join(one.itertext()).split()) for one in page.all("//article//h2")]


def marks(page: Page) -> list[str]:
    return ["".join(one.itertext()) for one in page.all("//article//mark")]


@pytest.fixture
def some(a_report: Reports) -> list[str]:
    """Three reports, the oldest first."""
    told = (
        ("Sổ đỏ đất đai hẹn mãi", "Ở một cửa huyện Nam Trực hẹn ba lần rồi vẫn chưa trả kết quả.", "dat-dai"),
        ("Cán bộ đạt chuẩn mà chậm", "Đai lưng phát cho dân quân ở xã ba tháng chưa có.", "khac"),
        ("Phí chứng thực thu thêm", "Thu thêm mười nghìn một bản, không có biên lai.", "chung-thuc"),
    )
    return [a_report(Status.ROUTED, title=title, body=body, field=field).code for title, body, field in told]


def test_what_is_written_as_it_was_typed_stands_first(visit: Visit, some: list[str]) -> None:
    assert titles(visit.get(SEARCH + "dat+dai")) == ["Cán bộ đạt chuẩn mà chậm", "Sổ đỏ đất đai hẹn mãi"]
    page = visit.get(SEARCH + "đất+đai")
    assert titles(page) == ["Sổ đỏ đất đai hẹn mãi", "Cán bộ đạt chuẩn mà chậm"]
    assert "2 bài" in page.main


def test_the_words_are_marked_where_they_stand(visit: Visit, some: list[str]) -> None:
    assert marks(visit.get(SEARCH + "huyen+hen")) == ["hẹn", "huyện", "hẹn"]
    assert marks(visit.get(SEARCH + "ba+lần")) == ["ba lần"]


def test_phrases_exclusions_and_tones_of_old_and_new(
    visit: Visit, a_report: Reports, some: list[str]
) -> None:
    a_report(Status.ROUTED, title="Thủy lợi hỏng ở xã", body="Kênh thủy lợi hỏng đã lâu, chưa ai sửa.")
    assert titles(visit.get(SEARCH + "thuỷ")) == titles(visit.get(SEARCH + "thủy")) == ["Thủy lợi hỏng ở xã"]
    assert titles(visit.get(SEARCH + '"ba+lần"')) == ["Sổ đỏ đất đai hẹn mãi"]
    assert titles(visit.get(SEARCH + '"lần+ba"')) == []
    assert titles(visit.get(SEARCH + "ba+-lần")) == ["Cán bộ đạt chuẩn mà chậm"]


def test_replies_and_comments_are_found_and_it_is_said_where(visit: Visit, a_report: Reports) -> None:
    report = a_report(Status.ANSWERED)
    post = PostId("c" * 32)
    a_report.deed(report.code, do.Comment(post=post, words="Cả <b>xóm</b> đều vướng."), by="business")
    assert titles(visit.get(SEARCH + "xom+vuong")) == []
    a_report.deed(report.code, do.ReviewComment(comment=post, show=True), by="moderator.bnd")
    page = visit.get(SEARCH + "xom")
    assert "Trong ý kiến bạn đọc" in page.main and marks(page) == ["xóm"]
    assert "<b>" not in page.source and "&lt;b&gt;" in page.source


def test_filters_can_be_typed_and_stand_in_the_address(visit: Visit, some: list[str]) -> None:
    page = visit.get(SEARCH + "ba+field:dat-dai+from:2026-01-01")
    assert page.url == "/search?field=dat-dai&since=2026-01-01&q=ba"
    assert titles(page) == ["Sổ đỏ đất đai hẹn mãi"]
    assert visit.get(SEARCH + 'ba+linhvuc:"đất đai"').url.startswith("/search?field=dat-dai&")
    assert visit.get(SEARCH + 'ba+lĩnh+vực:"đất+đai"').url.startswith("/search?field=dat-dai&")
    for rated in ("đánh+giá:5", "danhgia:5", "rating:5", 'Đánh+giá:"5+sao"'):
        assert visit.get(SEARCH + f"ba+{rated}").url == "/search?rating=5&q=ba"
    for unsolved in ('đánh+giá:"chưa+giải+quyết"', "rating:unsolved"):
        assert visit.get(SEARCH + unsolved).url == "/search?rating=unsolved&q="
    assert titles(visit.get(SEARCH + "ba+to:2020-01-01")) == []
    assert "ngoai-hanh-tinh" in visit.get(SEARCH + "ba+agency:ngoai-hanh-tinh").url


@pytest.mark.parametrize(
    ("period", "found"),
    [
        ("from:2026-11-02 to:2026-11-02", 1),
        ("from:2026-11-03", 0),
        ("to:2026-11-01", 0),
        ("from:2026-10-15 to:2026-12-15", 1),
        ("from:2026-11-01 to:2026-11-30", 1),
        ("from:2026-12-01 to:2026-01-01", 0),
        ("from:0001-01-01 to:9999-12-31", 1),
        ("from:2026-01-01 to:2026-12-31", 1),
        ("from:2025-12-15 to:2027-01-15", 1),
        ("to:2025-12-31", 0),
        ("from:2027-01-01 to:2029-03-01", 0),
    ],
)
def test_a_period_is_of_whole_days(visit: Visit, some: list[str], period: str, found: int) -> None:
    answer = visit.browser("guest").get("/search", query_string={"q": f"sổ đỏ {period}"})
    assert len(titles(visit.get(answer.headers["Location"]))) == found


def test_what_was_found_is_narrowed_by_what_it_has(visit: Visit, some: list[str]) -> None:
    page = visit.get(SEARCH + "ba")
    link = page.one("//details[@class='facets']//a[contains(., 'Đất đai')]")
    assert "field=dat-dai" in str(link.get("href"))
    narrowed = visit.get(str(link.get("href")))
    assert titles(narrowed) == ["Sổ đỏ đất đai hẹn mãi"]
    assert "Bỏ lọc" in narrowed.main


def test_a_code_leads_to_its_report_however_it_is_written(visit: Visit, some: list[str]) -> None:
    assert visit.get(SEARCH + some[0].lower().replace("-", "+")).url == f"/reports/{some[0]}"


def test_a_code_of_what_is_not_public_finds_no_more_than_one_that_nobody_has(
    visit: Visit, a_report: Reports
) -> None:
    hidden = a_report(Status.SUBMITTED).code
    page, none = visit.get(SEARCH + hidden), visit.get(SEARCH + "PA-2222-2222")
    assert page.main.replace(hidden, "") == none.main.replace("PA-2222-2222", "")
    assert page.one("//main//a[@href='/track']") is not None


@pytest.mark.parametrize("typed", ["chungs+thực", "chuwng+thuc", "hcung+thuc", "chung+thucc"])
def test_one_slip_is_forgiven_and_said(visit: Visit, some: list[str], typed: str) -> None:
    page = visit.get(SEARCH + typed)
    assert titles(page) == ["Phí chứng thực thu thêm"]
    assert "Không thấy bài nào có" in page.main


def test_a_word_that_is_only_begun_finds_without_a_word_about_it(visit: Visit, some: list[str]) -> None:
    page = visit.get(SEARCH + "phi+chung+thu")
    assert titles(page) == ["Phí chứng thực thu thêm"]
    assert "Không thấy bài nào có" not in page.main


def test_what_was_mended_goes_on_to_its_second_page(visit: Visit, a_report: Reports) -> None:
    for number in range(12):
        a_report(Status.ROUTED, title=f"Đường ngập số {number}", body=WITH_MARKS)
    first = visit.get(SEARCH + "dduong")
    second = visit.get(str(first.one("//a[@rel='next']").get("href")))
    assert [len(titles(page)) for page in (first, second)] == [10, 2]


def test_nothing_found_helps_on(visit: Visit, some: list[str]) -> None:
    page = visit.get(SEARCH + "chung+thuc+khongcochu")
    assert "Không tìm thấy bài nào" in page.main
    link = page.one("//main//ul//a[contains(., 'chung thuc')]")
    assert titles(visit.get(str(link.get("href")))) == ["Phí chứng thực thu thêm"]
    assert page.one("//main//a[@href='/reports/new']") is not None
    assert "Sở Y tế" in visit.get(SEARCH + "so+y+te").main


@pytest.mark.parametrize("counted", [1_000, 12, 5])
def test_the_second_page_goes_on_where_the_first_ended(
    visit: Visit, a_report: Reports, monkeypatch: pytest.MonkeyPatch, counted: int
) -> None:
    """Whether it lies among the hits that are counted, begins there or comes after them."""
    monkeypatch.setattr(search, "COUNTED", counted)
    a_report.trust("citizen")
    for number in range(8):
        a_report(Status.ROUTED, title=f"Đường ngập số {number}", body=WITH_MARKS)
        a_report(Status.ROUTED, title=f"Duong ngap so {number}", body=WITHOUT)
    first = visit.get(SEARCH + "đường+ngập")
    second = visit.get(str(first.one("//a[@rel='next']").get("href")))
    assert [title[:4] for title in titles(first)] == ["Đườn"] * 8 + ["Duon"] * 2
    told = "Từ đây là bài viết không dấu, hoặc có dấu khác với chữ bạn gõ:"
    above = first.one("//p[@class='tier']/preceding-sibling::ol")
    assert told in first.main and len(above.findall("li")) == 8 and told in second.main
    assert told not in visit.get(SEARCH + "duong+ngap").main
    assert titles(second) == [f"Duong ngap so {number}" for number in range(5, -1, -1)]
    assert titles(visit.get(SEARCH + "đường+ngập&after=xyz")) == titles(first)


def test_suggestions_are_places_and_public_titles(visit: Visit, a_report: Reports, some: list[str]) -> None:
    a_report(Status.SUBMITTED, title="Phí chứng thực kín đáo", body="Không ai được thấy bài này của tôi.")
    answer = visit.browser("guest").get("/search/suggest?q=chung+th")
    assert answer.mimetype == "application/json" and "public" in answer.headers["Cache-Control"]
    found = json.loads(answer.get_data(as_text=True))
    assert [one["label"] for one in found if one["kind"] == "report"] == ["Phí chứng thực thu thêm"]
    assert any(one["kind"] == "field" and "Chứng thực" in one["label"] for one in found)
    assert json.loads(visit.browser("guest").get("/search/suggest?q=%00").get_data(as_text=True)) == []


def test_signs_without_a_word_find_nothing_and_narrow_nothing(visit: Visit, some: list[str]) -> None:
    for typed in ("-", '""', "!!!"):
        page = visit.get("/search?q=" + quote(typed))
        assert "Không tìm thấy bài nào" in page.main and titles(page) == []
    assert len(titles(visit.get("/search?kind=complaint&q=-"))) == len(
        titles(visit.get("/search?kind=complaint"))
    )


def test_links_do_not_repeat_what_no_page_reads(visit: Visit, some: list[str]) -> None:
    long = visit.get("/search?kind=complaint&x=" + "y" * 5000 + "".join(f"&z{n}=1" for n in range(200)))
    plain = visit.get("/search?kind=complaint")
    links = [str(link.get("href")) for link in long.all("//details[@class='facets']//a")]
    assert len(links) == len(plain.all("//details[@class='facets']//a")) > 0
    assert all(len(link) < 1_000 and "kind=complaint" in link for link in links)


@pytest.mark.parametrize(
    "typed", ["", "-", '"', "%00", "a:b:c", "((", "NEAR(a b)", "folded:x", "*", "'; DROP", "x" * 500, "!!!"]
)
def test_whatever_is_typed_is_no_error(visit: Visit, some: list[str], typed: str) -> None:
    answer = visit.browser("guest").get("/search", query_string={"q": typed}, follow_redirects=True)
    assert answer.status_code == 200


def test_a_search_is_shared_among_readers(visit: Visit, some: list[str]) -> None:
    answer = visit.browser("guest").get(SEARCH + "ba")
    assert "public" in answer.headers["Cache-Control"] and "Set-Cookie" not in answer.headers
