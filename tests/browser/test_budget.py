"""What the first look at a report costs a reader who has never been here: little, and no cookie."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass, field
from typing import Any

from casework.domain import commands as do
from casework.domain.values import Status
from casework.store.casework import new_post_id
from tests.browser.live import LiveForum
from tests.browser.people import PHONE, Person, a_photograph, code_of
from tests.doors.stage import STNMT

MOST_BYTES = 100 * 1024
MOST_REQUESTS = 8


@dataclass(kw_only=True)
class Wire:
    """What came over the wire, as the browser counts it: compressed, with the headers."""

    urls: dict[str, str] = field(default_factory=dict)
    sizes: dict[str, int] = field(default_factory=dict)

    def asked(self, event: dict[str, Any]) -> None:
        self.urls[event["requestId"]] = event["request"]["url"]

    def got(self, event: dict[str, Any]) -> None:
        self.sizes[self.urls[event["requestId"]]] = event["encodedDataLength"]


def test_a_first_look_at_a_report_costs_little_and_leaves_no_cookie(
    forum: LiveForum, meet: Callable[..., Person]
) -> None:
    code = a_long_report(forum, meet)
    reader = meet(forum, width=PHONE)
    wire = Wire()
    session = reader.context.new_cdp_session(reader.page)
    session.send("Network.enable")
    session.on("Network.requestWillBeSent", wire.asked)
    session.on("Network.loadingFinished", wire.got)

    reader.go(f"/reports/{code}").sees_status(Status.ANSWERED)
    reader.page.wait_for_load_state("networkidle")
    reader.page.mouse.wheel(0, 20_000)  # pictures further down are fetched when they come near
    reader.page.wait_for_load_state("networkidle")
    reader.page.wait_for_timeout(300)

    assert set(wire.urls.values()) == set(wire.sizes), "something was asked for and did not come"
    assert any("/thumb" in url for url in wire.sizes), "the picture counts too"
    assert not any("qr.svg" in url for url in wire.sizes), "what only paper shows is not fetched"
    assert len(wire.urls) <= MOST_REQUESTS, wire.sizes
    assert sum(wire.sizes.values()) <= MOST_BYTES, wire.sizes
    assert reader.context.cookies() == []


def test_paper_shows_the_short_address_in_letters_and_for_a_camera(
    forum: LiveForum, meet: Callable[..., Person]
) -> None:
    code = a_long_report(forum, meet)
    reader = meet(forum, width=PHONE)
    for there in (f"/reports/{code}", "/reports?view=compact"):
        reader.go(there)
        short = reader.page.locator(".short-address", has_text=code)
        assert not short.is_visible()
        reader.page.emulate_media(media="print")
        assert short.is_visible()
        drawn = short.locator("img").element_handle()
        assert drawn is not None
        reader.page.wait_for_function("one => one.complete && one.naturalWidth > 0", arg=drawn)
        reader.page.emulate_media(media="screen")


def a_long_report(forum: LiveForum, meet: Callable[..., Person]) -> str:
    """A report with a picture, an interim and an official reply, and a page of comments."""
    sender, reports = meet(forum, "citizen"), forum.reports()
    sender.go("/reports/new").send(
        "/reports/new",
        kind="complaint",
        title="Ba lần hẹn trả sổ đỏ vẫn chưa có kết quả",
        body="Tôi nộp hồ sơ tại bộ phận một cửa ngày 12/3, đến nay đã ba lần được hẹn lại.\n\n" * 8,
        attachments=a_photograph(),
        field="dat-dai",
        area="362",
        display="named",
    )
    code = code_of(sender)
    route = do.ApproveAndRoute(post=new_post_id(), words="", agency=STNMT)
    reports.deed(code, route, by="moderator.bnd")
    reports.deed(code, do.Accept(), by="officer.stnmt")
    long = "Sở đã kiểm tra cùng huyện và xin trả lời như sau, theo từng điểm bạn nêu. " * 12
    reports.deed(code, do.InterimReply(post=new_post_id(), words=long), by="officer.stnmt")
    for number in range(20):
        post = new_post_id()
        words = f"Tôi cũng gặp việc này ở xã bên, lần thứ {number}. " * 6
        reports.deed(code, do.Comment(post=post, words=words), by="business")
        reports.deed(code, do.ReviewComment(comment=post, show=True), by="moderator.bnd")
    reports.deed(code, do.SignReply(post=new_post_id(), words=long), by="signer.stnmt")
    return code
