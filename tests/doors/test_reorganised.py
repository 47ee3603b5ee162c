"""The pages after a reorganisation: old names stay, new work goes to who lasts, figures on either map."""

from __future__ import annotations

import pytest

from casework.actions import reorganisation_file, reorganise, succession
from casework.actions.roles import CONSOLE
from casework.domain import commands as do
from casework.domain.values import AgencyCode, AreaCode, FieldCode, ReportCode, ReturnReason, Status
from casework.readings import state
from casework.store.casework import Casework, new_post_id
from tests.doors.client import Page, Visit
from tests.doors.stage import NAM_DINH, Reports
from tests.doors.test_agencies import figures
from tests.doors.test_custody import stretches
from tests.doors.test_new_report import fill
from tests.house import Clock

STNMT, SNNMT = "/agencies/so-tai-nguyen-va-moi-truong", "/agencies/so-nong-nghiep-va-moi-truong"


@pytest.fixture(autouse=True)
def nothing_is_kept(monkeypatch: pytest.MonkeyPatch) -> None:
    """What is counted once a minute is counted at once."""
    monkeypatch.setattr("casework.readings.kept.KEPT_SECONDS", -1)


def carry_out(casework: Casework) -> succession.Carried:
    reorganise.reorganise(
        casework, reorganisation_file.read(NAM_DINH / "reorganisation-2025.toml"), by=CONSOLE
    )
    return succession.carry_on(casework)


def facts(page: Page) -> dict[str, str]:
    return {
        row.xpath("string(dt)").strip(): " ".join(row.xpath("string(dd)").split())
        for row in page.all("//dl[@class='facts']/div")
    }


def test_an_answered_thread_keeps_the_old_name_and_says_who_it_is_now(
    visit: Visit, a_report: Reports, casework: Casework
) -> None:
    code = a_report(Status.ANSWERED).code
    carry_out(casework)
    page = visit.get(f"/reports/{code}")
    assert facts(page)["Cơ quan xử lý"] == "Sở Tài nguyên và Môi trường (nay là Sở Nông nghiệp và Môi trường)"
    assert "Sở Tài nguyên và Môi trường đã trả lời." in page.main
    reply = page.one("//section[contains(@class, 'official-reply')]")
    assert "Sở Tài nguyên và Môi trường" in reply.text_content()
    assert facts(page)["Nơi tiếp nhận"] == "Báo Nam Định (nay là Báo và Phát thanh, Truyền hình Ninh Bình)"
    assert "(now Department of Agriculture and Environment)" in visit.get(f"/en/reports/{code}").main


def test_an_open_thread_names_the_successor_and_tells_how_it_came_there(
    visit: Visit, a_report: Reports, casework: Casework
) -> None:
    report = a_report(Status.ACCEPTED)
    carry_out(casework)
    page = visit.get(f"/reports/{report.code}")
    assert facts(page)["Cơ quan xử lý"] == "Sở Nông nghiệp và Môi trường"
    assert stretches(page)[1:] == [
        "Sở Tài nguyên và Môi trường 02/11/2026 Cơ quan được sắp xếp lại, hồ sơ đi theo",
        "Sở Nông nghiệp và Môi trường 02/11/2026 – nay",
    ]
    way = page.one("//section[@id='way']").text_content()
    assert "Đã chuyển cơ quan 1 lần." in way and "Sắp xếp lại cơ quan không tính là chuyển." in way
    assert "hạn trả lời giữ nguyên" in page.one("//ol[@class='timeline']").text_content()
    assert "còn 15 ngày làm việc" in page.main


def test_a_page_that_was_kept_is_made_anew_when_an_agency_is_carried_on(
    visit: Visit, a_report: Reports, casework: Casework
) -> None:
    """The report's own rows do not change when its agency ends."""
    code = a_report(Status.ANSWERED, outlet="BND").code
    assert "nay là" not in visit.get(f"/reports/{code}").main
    reorganise.reorganise(
        casework, reorganisation_file.read(NAM_DINH / "reorganisation-2025.toml"), by=CONSOLE
    )
    assert "nay là" in visit.get(f"/reports/{code}").main


def test_the_ended_agency_says_since_when_and_leads_on(
    visit: Visit, a_report: Reports, casework: Casework
) -> None:
    a_report(Status.ANSWERED)
    carry_out(casework)
    page = visit.get(STNMT)
    assert "Cơ quan này hoạt động đến hết ngày 30/06/2025" in page.main
    assert page.one("//main//a[text()='Sở Nông nghiệp và Môi trường']").get("href") == SNNMT
    assert figures(page)["phản ánh công khai"] == 1 and len(page.all("//article")) == 1
    assert not page.all("//ul[@class='lead-list']")
    district = visit.get("/agencies/ubnd-huyen-nam-truc")
    assert "Việc mới được chuyển tới cơ quan phụ trách từng lĩnh vực." in district.main


def test_the_successor_shows_its_figures_on_either_map(
    visit: Visit, a_report: Reports, casework: Casework
) -> None:
    a_report(Status.ANSWERED)
    a_report(Status.ANSWERED, field=FieldCode("nong-nghiep"))
    open_one = a_report(Status.ROUTED)
    carry_out(casework)
    then = visit.get(SNNMT)
    assert figures(then) == {
        "phản ánh công khai": 1,
        "đã trả lời": 0,
        "đang chờ": 1,
        "trong đó quá hạn": 0,
    }
    assert [a.get("href") for a in then.all("//article//h3/a")] == [f"/reports/{open_one.code}"]
    assert "Tiếp nhận việc của:" in then.main and "Đất đai" in then.main
    said = then.one("//*[@id='map']")
    assert "Chỉ tính phản ánh đã gửi chính cơ quan này." in said.text_content()
    now = visit.get(said.xpath("a")[0].get("href"))
    assert figures(now)["phản ánh công khai"] == 3 and figures(now)["đã trả lời"] == 2
    assert len(now.all("//article")) == 3
    assert "Tính cả phản ánh trước đây đã gửi: Sở Tài nguyên và Môi trường." in " ".join(
        now.one("//*[@id='map']").text_content().split()
    )
    back = now.one("//*[@id='map']/a").get("href")
    assert figures(visit.get(back)) == figures(then)
    assert figures(visit.get(f"/en{SNNMT}?map=now")) != {}


def test_on_the_map_of_now_the_ended_agency_counts_nothing(
    visit: Visit, a_report: Reports, casework: Casework
) -> None:
    a_report(Status.ANSWERED)
    carry_out(casework)
    page = visit.get(f"{STNMT}?map=now")
    assert not page.all("//dl[@class='figures']") and not page.all("//article")
    assert "được tính cho nơi đang phụ trách việc đó" in page.main


def test_a_district_is_counted_by_the_field_of_each_report(
    visit: Visit, a_report: Reports, casework: Casework
) -> None:
    for field in ("dat-dai", "ho-tich"):
        code = a_report(Status.SUBMITTED, field=FieldCode(field)).code
        route = do.ApproveAndRoute(post=new_post_id(), words="", agency=AgencyCode("UBND-362"))
        a_report.deed(code, route, by="moderator.bnd")
        a_report.deed(code, do.Withdraw(post=new_post_id(), words=""), by="citizen")
    kept = a_report(Status.SUBMITTED, field=FieldCode("ho-tich")).code
    a_report.deed(
        kept,
        do.ApproveAndRoute(post=new_post_id(), words="", agency=AgencyCode("UBND-362")),
        by="moderator.bnd",
    )
    carry_out(casework)
    assert state.report(casework, ReportCode(kept)).agency == "STP"
    assert figures(visit.get("/agencies/so-tu-phap?map=now"))["phản ánh công khai"] == 1


@pytest.mark.parametrize("asked", ["then", "now", "nonsense", "%00"])
def test_the_sums_of_the_list_of_agencies_are_the_same_on_either_map(
    visit: Visit, a_report: Reports, casework: Casework, asked: str
) -> None:
    a_report(Status.ANSWERED)
    a_report(Status.ROUTED, field=FieldCode("nong-nghiep"))
    carry_out(casework)
    page = visit.get(f"/agencies?map={asked}")
    items = [" ".join(item.text_content().split()) for item in page.all("//ul[@class='agency-list']/li")]
    counted = [item for item in items if "phản ánh đã trả lời" in item]
    if asked == "now":
        assert counted == ["Sở Nông nghiệp và Môi trường 1 trong 2 phản ánh đã trả lời"]
        assert "Đã kết thúc hoạt động" not in page.main
    else:
        assert counted == [
            "Sở Nông nghiệp và Môi trường 0 trong 1 phản ánh đã trả lời",
            "Sở Tài nguyên và Môi trường 1 trong 1 phản ánh đã trả lời",
        ]
        assert "Đã kết thúc hoạt động" in page.main


def test_there_is_one_map_while_nobody_has_ended(visit: Visit, a_report: Reports) -> None:
    a_report(Status.ANSWERED)
    assert not visit.get(STNMT).all("//*[@id='map']")
    assert "map=" not in visit.get("/agencies").source


# ---- outlets and areas


def test_an_ended_outlets_address_answers_and_leads_on(
    visit: Visit, a_report: Reports, casework: Casework
) -> None:
    a_report(Status.ROUTED, title="Gửi báo từ trước")
    carry_out(casework)
    page = visit.get("/outlets/bao-nam-dinh")
    assert "Cơ quan báo chí này hoạt động đến hết ngày 30/06/2025" in page.main
    link = page.one("//main//a[text()='Báo và Phát thanh, Truyền hình Ninh Bình']").get("href")
    assert "Gửi báo từ trước" in visit.get(link).main


def test_a_report_is_sent_to_an_outlet_that_lasts_and_old_forms_still_arrive(
    visit: Visit, casework: Casework
) -> None:
    carry_out(casework)
    page = visit.get("/reports/new?outlet=PTTH&area=36&agency=STNMT")
    offered = page.all("//select[@name='outlet']/option/@value")
    assert offered == ["BPTTH"]
    assert "36" not in page.all("//select[@name='area']/option/@value")
    assert page.values("/reports/new")["area"] == "37" and page.values("/reports/new")["agency"] == "SNNMT"
    fill(visit, outlet="BPTTH", area="37", agency="SNNMT")


def test_a_form_that_names_what_has_ended_meanwhile_goes_to_who_carries_on(
    visit: Visit, casework: Casework
) -> None:
    page = visit.get("/reports/new")
    values = {
        **page.values("/reports/new"),
        "kind": "complaint",
        "title": "Chờ ba tháng chưa có sổ đỏ",
        "body": "Tôi nộp hồ sơ từ tháng tám, đến nay chưa có kết quả.",
        "field": "dat-dai",
        "area": "36",
        "agency": "STNMT",
        "outlet": "PTTH",
        "name": "Đinh Văn Tư",
    }
    carry_out(casework)
    received = visit.post("/reports/new", values, token=False)
    code = ReportCode(received.url.split("/")[2])
    report = state.report(casework, code)
    assert (report.outlet, report.area, report.wanted_agency) == ("BPTTH", "37", "SNNMT")


def test_lists_filter_by_old_and_new_areas_and_outlets(
    visit: Visit, a_report: Reports, casework: Casework
) -> None:
    a_report(Status.ROUTED, area=AreaCode("362"))
    carry_out(casework)
    for query, count in (("area=37", 1), ("area=36", 1), ("area=366", 0), ("outlet=BPTTH", 1)):
        assert len(visit.get(f"/reports?{query}").all("//article")) == count, query
    options = visit.get("/reports").all("//select[@name='outlet']/option/@value")
    assert options == ["", "BPTTH", "BND", "PTTH"], "what has ended stands beneath"


# ---- the desks


def test_both_newsrooms_have_all_of_it(visit: Visit, a_report: Reports, casework: Casework) -> None:
    code = a_report(Status.SUBMITTED, outlet="BND").code
    carry_out(casework)
    for who in ("moderator.bnd", "moderator.ptth"):
        queue = visit.get("/moderation/", as_=who)
        assert code in queue.source and "Báo và Phát thanh, Truyền hình Ninh Bình" in queue.main
        page = visit.get(f"/moderation/reports/{code}", as_=who)
        assert page.values("/route")["agency-proposed"] == "SNNMT"
        assert "STNMT" not in page.all("//select[@name='agency']/option/@value")
        assert not page.all("//form[contains(@action, 'hand-over')]"), "there is one newsroom"


def test_what_was_given_back_proposes_who_carries_on(
    visit: Visit, a_report: Reports, casework: Casework
) -> None:
    code = a_report(Status.ROUTED, field=FieldCode("lao-dong")).code
    back = do.Return(
        post=new_post_id(),
        words="Việc của Sở Lao động.",
        reason=ReturnReason.NOT_OUR_FIELD,
        proposed=AgencyCode("SLĐTBXH"),
    )
    a_report.deed(code, back, by="officer.stnmt")
    carry_out(casework)
    page = visit.get(f"/moderation/reports/{code}", as_="moderator.bnd")
    assert page.values("/reroute")["agency-proposed"] == "SNV"
    assert "Sở Lao động - Thương binh và Xã hội (nay là Sở Nội vụ)" in page.main


def test_a_licence_given_back_is_proposed_to_the_police(
    visit: Visit, a_report: Reports, casework: Casework
) -> None:
    code = a_report(
        Status.RETURNED,
        field=FieldCode("giay-phep-lai-xe"),
        title="Đổi giấy phép lái xe chờ hai tháng",
        body="Tôi nộp hồ sơ đổi bằng từ tháng chín.",
    ).code
    carry_out(casework)
    page = visit.get(f"/moderation/reports/{code}", as_="moderator.bnd")
    assert page.values("/reroute")["agency-proposed"] == "CATINH"


def test_the_officer_goes_on_in_the_new_house(visit: Visit, a_report: Reports, casework: Casework) -> None:
    code = a_report(Status.ACCEPTED).code
    carry_out(casework)
    inbox = visit.get("/agency/", as_="officer.stnmt")
    assert code in inbox.source and "Sở Nông nghiệp và Môi trường" in inbox.main
    case = visit.get(f"/agency/reports/{code}", as_="officer.stnmt")
    visit.send(case, "/draft", {"words": "Giấy đã ký."}, as_="officer.stnmt")
    assert state.report(casework, code).draft is not None
    visit.get(f"/agency/reports/{code}", as_="officer.syt", status=404)


def test_roles_are_offered_where_somebody_works(visit: Visit, casework: Casework, clock: Clock) -> None:
    carry_out(casework)
    page = visit.get("/admin/people/1", as_="admin")
    offered = page.all("//select[@name='where']//option/@value")
    assert "outlet:BPTTH" in offered and "agency:SNNMT" in offered
    assert not {"outlet:BND", "outlet:PTTH", "agency:STNMT", "agency:UBND-362"} & set(offered)


def test_a_call_is_entered_for_the_newsroom_that_there_is(visit: Visit, casework: Casework) -> None:
    carry_out(casework)
    page = visit.get("/moderation/reports/new", as_="moderator.bnd")
    assert page.all("//input[@name='outlet']/@value") == ["BPTTH"]
