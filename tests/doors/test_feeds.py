"""What can be followed without an account: feeds, calendars, what machines read of a page, and frames."""

from __future__ import annotations

import json
from datetime import datetime
from typing import Any
from urllib.robotparser import RobotFileParser

import pytest
from icalendar import Calendar
from lxml import etree

from casework.domain import commands as do
from casework.domain.calendar import local_day
from casework.domain.values import Display, PostId, RemoveReason, Status
from casework.readings import feeds, sitemap
from casework.store.casework import Casework, new_post_id
from tests.doors.client import Page, Visit
from tests.doors.stage import STNMT, Reports
from tests.house import Clock

ATOM = {"a": "http://www.w3.org/2005/Atom"}
SITE = {"s": "http://www.sitemaps.org/schemas/sitemap/0.9", "x": "http://www.w3.org/1999/xhtml"}
AGENCY = "/agencies/so-tai-nguyen-va-moi-truong"
HOSTILE = "</title><script>alert(1)</script> & ]]> \u201ctrích\u201d"


def fetched(visit: Visit, url: str) -> Any:
    page = visit.get(url)
    assert page.response.mimetype == "application/atom+xml"
    assert page.headers["Cache-Control"].startswith("public") and "Set-Cookie" not in page.headers
    return etree.fromstring(page.response.get_data())


def titles(feed: Any) -> list[str]:
    return [str(one) for one in feed.xpath("a:entry/a:title/text()", namespaces=ATOM)]


def linked(page: Page) -> Any:
    return json.loads("".join(page.one("//script[@type='application/ld+json']").itertext()))


def test_a_list_is_followed_with_its_filters(visit: Visit, a_report: Reports) -> None:
    a_report(Status.ROUTED, title="Sổ đỏ hẹn mãi chưa trả", field="dat-dai")
    a_report(Status.ROUTED, title="Phí chứng thực thu thêm", field="chung-thuc")
    a_report(Status.SUBMITTED, title="Chưa đăng nên không ai đọc", field="dat-dai")
    assert titles(fetched(visit, "/feeds/reports.atom?field=dat-dai")) == ["Sổ đỏ hẹn mãi chưa trả"]
    page = visit.get("/reports?field=dat-dai&sort=oldest&la=1")
    there = page.one("//link[@type='application/atom+xml']").get("href")
    assert there == "/feeds/reports.atom?field=dat-dai&sort=oldest"
    assert titles(fetched(visit, there)) == ["Sổ đỏ hẹn mãi chưa trả"]
    whole = fetched(visit, "/feeds/reports.atom")
    assert sorted(titles(whole)) == ["Phí chứng thực thu thêm", "Sổ đỏ hẹn mãi chưa trả"]


def test_a_feed_says_what_readers_of_feeds_need(visit: Visit, a_report: Reports) -> None:
    report = a_report(Status.ANSWERED, title=HOSTILE)
    feed = fetched(visit, "/en/feeds/reports.atom")
    assert feed.xpath("a:title/text()", namespaces=ATOM) == ["Reports"]
    assert feed.get("{http://www.w3.org/XML/1998/namespace}lang") == "en"
    entry = feed.xpath("a:entry", namespaces=ATOM)[0]
    assert entry.xpath("a:title/text()", namespaces=ATOM) == [HOSTILE]
    # One identity in both languages, and the page of the language that was asked for.
    assert entry.xpath("a:id/text()", namespaces=ATOM)[0].endswith(f"/reports/{report.code}")
    assert entry.xpath("a:link/@href", namespaces=ATOM)[0].endswith(f"/en/reports/{report.code}")
    for name in ("published", "updated"):
        datetime.fromisoformat(entry.xpath(f"a:{name}/text()", namespaces=ATOM)[0])
    assert feed.xpath("a:link[@rel='self']/@href", namespaces=ATOM)[0].endswith("/en/feeds/reports.atom")


def test_an_empty_feed_is_a_feed_and_the_same_one_asked_again_costs_nothing(visit: Visit) -> None:
    page = visit.get("/feeds/reports.atom?field=dat-dai")
    assert titles(etree.fromstring(page.response.get_data())) == []
    again = visit.get(
        "/feeds/reports.atom?field=dat-dai", status=304, headers={"If-None-Match": page.headers["ETag"]}
    )
    assert again.response.get_data() == b""


def test_a_long_list_goes_on(visit: Visit, a_report: Reports) -> None:
    a_report.trust("citizen")
    for number in range(23):
        a_report(Status.ROUTED, title=f"Việc thứ {number:02} ở một cửa")
    first = fetched(visit, "/feeds/reports.atom")
    assert len(titles(first)) == 20
    further = first.xpath("a:link[@rel='next']/@href", namespaces=ATOM)[0]
    rest = titles(fetched(visit, further[further.index("/feeds") :]))
    assert len(rest) == 3 and len({*titles(first), *rest}) == 23


@pytest.mark.parametrize("place", [AGENCY, "/outlets/bao-nam-dinh"])
def test_a_place_is_followed(visit: Visit, a_report: Reports, place: str) -> None:
    a_report(Status.ROUTED, title="Sổ đỏ hẹn mãi chưa trả")
    page = visit.get(place)
    there = page.one("//link[@type='application/atom+xml']").get("href")
    assert there == f"{place}/feed.atom"
    assert titles(fetched(visit, there)) == ["Sổ đỏ hẹn mãi chưa trả"]
    visit.get("/agencies/khong-co/feed.atom", status=404)
    visit.get("/outlets/khong-co/feed.atom", status=404)


def test_a_search_is_followed(visit: Visit, a_report: Reports) -> None:
    a_report(Status.ROUTED, title="Sổ đỏ hẹn mãi chưa trả")
    there = visit.get("/search?q=so+do").one("//link[@type='application/atom+xml']").get("href")
    assert titles(fetched(visit, there)) == ["Sổ đỏ hẹn mãi chưa trả"]
    assert titles(fetched(visit, "/feeds/search.atom?q=khong+thay")) == []
    assert titles(fetched(visit, "/feeds/search.atom")) == []


def test_official_replies_are_followed(visit: Visit, a_report: Reports) -> None:
    a_report(Status.ACCEPTED, title="Chưa ai trả lời việc này")
    a_report(Status.ANSWERED, title="Đã có người trả lời rồi")
    feed = fetched(visit, "/feeds/replies.atom")
    assert titles(feed) == ["Đã có người trả lời rồi"]
    assert "Giấy chứng nhận đã ký" in feed.xpath("a:entry/a:summary/text()", namespaces=ATOM)[0]


def test_a_thread_is_followed_with_its_newest_comments(visit: Visit, a_report: Reports) -> None:
    report = a_report(Status.ANSWERED)
    for number in range(22):
        post = PostId(f"{number:012x}" + "0" * 20)
        a_report.deed(report.code, do.Comment(post=post, words=f"Ý kiến {number}."), by="business")
        if number != 5:
            a_report.deed(report.code, do.ReviewComment(comment=post, show=True), by="moderator.bnd")
    feed = fetched(visit, f"/reports/{report.code}/feed.atom")
    texts = feed.xpath("a:entry/a:content/text()", namespaces=ATOM)
    assert "<p>Ý kiến 21.</p>" in texts and "<p>Ý kiến 2.</p>" in texts
    assert not {"<p>Ý kiến 0.</p>", "<p>Ý kiến 5.</p>"} & set(texts)
    assert any("Giấy chứng nhận đã ký" in text for text in texts) and "Tôi nộp hồ sơ" in texts[-1]
    anchors = [one.split("#")[1] for one in feed.xpath("a:entry/a:link/@href", namespaces=ATOM)[:-1]]
    page = visit.get(f"/reports/{report.code}")
    assert page.all(f"//*[@id='{anchors[-1]}']")


def test_a_thread_that_is_gone_has_no_feed(visit: Visit, a_report: Reports) -> None:
    report = a_report(Status.ROUTED)
    words = do.Remove(post=new_post_id(), words="Có số điện thoại.", reason=RemoveReason.PERSONAL_DATA)
    a_report.deed(report.code, words, by="moderator.bnd")
    visit.get(f"/reports/{report.code}/feed.atom", status=410)
    visit.get(f"/reports/{a_report(Status.SUBMITTED).code}/feed.atom", status=404)
    visit.get("/reports/khong-phai-ma/feed.atom", status=404)


def test_no_hour_of_a_confidential_report_is_told(visit: Visit, a_report: Reports) -> None:
    report = a_report(Status.ANSWERED, by="guest", display=Display.CONFIDENTIAL)
    for url in ("/feeds/reports.atom", "/feeds/replies.atom", f"/reports/{report.code}/feed.atom"):
        for moment in fetched(visit, url).xpath(
            "//a:entry/a:published/text() | //a:entry/a:updated/text()", namespaces=ATOM
        ):
            assert "T00:00:00+07:00" in moment, (url, moment)
    assert "T" not in linked(visit.get(f"/reports/{report.code}"))["datePublished"]


def test_deadlines_come_into_a_calendar(visit: Visit, a_report: Reports) -> None:
    owed = a_report(Status.ACCEPTED, title="Sổ đỏ hẹn mãi chưa trả")
    for status in (Status.ANSWERED, Status.RETURNED, Status.SUBMITTED):
        a_report(status)
    page = visit.get(f"{AGENCY}/deadlines.ics")
    assert page.response.mimetype == "text/calendar"
    events = Calendar.from_ical(page.response.get_data()).walk("VEVENT")
    assert [str(one["summary"]) for one in events] == [f"Hạn: Sổ đỏ hẹn mãi chưa trả ({owed.code})"]
    assert owed.due is not None and events[0]["dtstart"].dt == local_day(owed.due)
    assert str(events[0]["url"]).endswith(f"/reports/{owed.code}")
    visit.get("/agencies/khong-co/deadlines.ics", status=404)


def test_a_calendar_has_room_for_what_is_to_come_before_what_is_late(
    a_report: Reports, casework: Casework, clock: Clock, monkeypatch: pytest.MonkeyPatch
) -> None:
    soonest = a_report.two_late_and_two_to_come(clock)
    for most in (4, 3, 1):
        monkeypatch.setattr(feeds, "MOST_OWED", most)
        assert [one.summary.code for one in feeds.owed_by(casework, STNMT)] == soonest[:most]


def test_a_deadline_in_a_calendar_is_newer_in_each_hour_so_that_programmes_take_what_was_moved(
    visit: Visit, a_report: Reports, clock: Clock
) -> None:
    a_report(Status.ACCEPTED)
    for _ in range(2):
        hour = clock.advance(hours=5).replace(minute=0, second=0, microsecond=0)
        page = visit.get(f"{AGENCY}/deadlines.ics")
        (event,) = Calendar.from_ical(page.response.get_data()).walk("VEVENT")
        assert event["dtstamp"].dt == hour


def test_machines_read_what_the_page_shows(visit: Visit, a_report: Reports) -> None:
    report = a_report(Status.ANSWERED, title=HOSTILE)
    page = visit.get(f"/reports/{report.code}")
    told = linked(page)
    assert told["@type"] == "DiscussionForumPosting" and told["headline"] == HOSTILE
    assert told["author"]["name"] == "Trần Thị Hoa"
    assert told["comment"][0]["author"]["@type"] == "GovernmentOrganization"
    assert told["comment"][0]["text"].startswith("Giấy chứng nhận đã ký")
    assert (
        "</script>"
        not in page.source.split("ld+json", 1)[1].split("</head>")[0].removesuffix("</script>\n")[:-20]
    )
    assert linked(visit.get(AGENCY))["@type"] == "GovernmentOrganization"
    assert linked(visit.get("/"))["potentialAction"]["@type"] == "SearchAction"


def test_a_page_has_one_address_whatever_hangs_on_the_one_that_was_used(
    visit: Visit, a_report: Reports
) -> None:
    report = a_report(Status.ROUTED)
    page = visit.get(f"/en/reports/{report.code}?utm_source=x&merged=PA-2222-2222")
    canonical = page.one("//link[@rel='canonical']").get("href")
    assert canonical.endswith(f"/en/reports/{report.code}")
    assert page.one("//meta[@property='og:url']").get("content") == canonical
    alternates = {
        one.get("hreflang"): one.get("href") for one in page.all("//link[@hreflang and @rel='alternate']")
    }
    assert alternates["vi"].endswith(f"/reports/{report.code}") and "/en/" not in alternates["vi"]
    assert alternates["en"] == canonical and alternates["x-default"] == alternates["vi"]
    listed = visit.get("/reports?utm=1&kind=complaint").one("//link[@rel='canonical']").get("href")
    assert listed.endswith("/reports?kind=complaint")


def test_a_shared_link_shows_what_the_page_is(visit: Visit, a_report: Reports) -> None:
    report = a_report(Status.ROUTED, title="Sổ đỏ “hẹn” mãi & chưa trả")
    page = visit.get(f"/reports/{report.code}")
    told = {one.get("property"): one.get("content") for one in page.all("//meta[@property]")}
    assert told["og:title"].startswith("Sổ đỏ “hẹn” mãi & chưa trả – ")
    assert told["og:type"] == "article" and told["og:locale"] == "vi_VN"
    picture = told["og:image"]
    assert visit.get(picture[picture.index("/static") :]).response.mimetype == "image/png"
    assert not visit.get(f"/reports/{report.code}", as_="citizen").all("//meta[@property='og:title']")


def test_search_engines_are_told_of_every_public_page(
    visit: Visit, a_report: Reports, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(sitemap, "PART", 2)
    public = [a_report(Status.ROUTED).code for _ in range(3)]
    hidden = a_report(Status.SUBMITTED).code
    index = etree.fromstring(visit.get("/sitemap.xml").response.get_data())
    parts = [one[one.index("/sitemaps") :] for one in index.xpath("//s:loc/text()", namespaces=SITE)]
    assert len(parts) == 3
    found: list[str] = []
    for part in parts:
        page = visit.get(part)
        assert page.response.mimetype == "application/xml"
        tree = etree.fromstring(page.response.get_data())
        found += [one for one in tree.xpath("//s:loc/text()", namespaces=SITE) if "/reports/" in one]
        assert tree.xpath("//x:link[@hreflang='en']/@href", namespaces=SITE)[0].count("/en") == 1
    assert sorted(one.rsplit("/", 1)[1] for one in found) == sorted(public)
    visit.get(f"/sitemaps/{hidden}.xml", status=404)
    visit.get("/sitemaps/khong.xml", status=404)


def test_robots_are_told_where_they_need_not_look(visit: Visit) -> None:
    page = visit.get("/robots.txt")
    assert page.response.mimetype == "text/plain"
    lines = page.source.splitlines()
    assert "Disallow: /moderation/" in lines and "Disallow: /en/track" in lines
    assert lines[-1].startswith("Sitemap: http") and lines[-1].endswith("/sitemap.xml")
    rules = RobotFileParser()
    rules.parse(lines)
    for open_to_all in ("/", "/reports", "/agencies/so-y-te", "/search?q=x", "/en/reports/PA-2222-2222"):
        assert rules.can_fetch("*", open_to_all), open_to_all


def test_an_agency_stands_in_a_frame_of_another_site(visit: Visit, a_report: Reports) -> None:
    for number in range(6):
        a_report(Status.ROUTED, title=f"Việc thứ {number} ở một cửa, hẹn mãi chưa trả kết quả cho dân")
    line = visit.get(AGENCY).one("//textarea[@id='embed-line']").text
    assert line.startswith("<iframe ") and line.endswith("></iframe>") and "\n" not in line
    address = line.split('src="')[1].split('"')[0]
    page = visit.get(address[address.index("/embed") :])
    assert "frame-ancestors *" in page.headers["Content-Security-Policy"]
    assert "X-Frame-Options" not in page.headers and "Set-Cookie" not in page.headers
    assert page.headers["Cross-Origin-Resource-Policy"] == "cross-origin"
    assert not page.all("//script | //form | //@style")
    assert {one.get("target") for one in page.all("//a")} == {"_blank"}
    assert len(page.all("//li")) == 5
    style = visit.get(page.one("//link[@rel='stylesheet']").get("href"))
    assert len(page.response.get_data()) + len(style.response.get_data()) <= 15_000
    visit.get("/embed/agencies/khong-co", status=404)


def test_everything_else_stands_in_no_frame(visit: Visit) -> None:
    headers = visit.get(AGENCY).headers
    assert (
        headers["X-Frame-Options"] == "DENY"
        and "frame-ancestors 'none'" in headers["Content-Security-Policy"]
    )
