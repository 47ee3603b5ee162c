"""Every status of a report, seen by name in the browser of whoever brings it about and of its reporter."""

from __future__ import annotations

from collections.abc import Callable
from datetime import timedelta

import pytest

from casework.domain.calendar import local_day
from casework.domain.values import Status
from tests.browser.live import LiveForum
from tests.browser.people import Person, code_of

Meet = Callable[..., Person]
_SEEN: set[Status] = set()
_letters = iter("ABCDEGHK")


@pytest.fixture
def citizen(forum: LiveForum, meet: Meet) -> Person:
    return meet(forum, "citizen")


@pytest.fixture
def moderator(forum: LiveForum, meet: Meet) -> Person:
    return meet(forum, "moderator.bnd")


def reported(citizen: Person) -> str:
    """Send a report by the form; returns its code."""
    citizen.go("/reports/new").send(
        "/reports/new",
        kind="complaint",
        title=f"Một cửa hẹn lại nhiều lần, lần thứ {next(_letters)}",
        body="Tôi đến bốn lần đều được hẹn lại, không ai nói rõ vì sao.",
        field="dat-dai",
        area="362",
        display="named",
    )
    code = code_of(citizen)
    stands(Status.SUBMITTED, code, citizen)
    return code


def stands(status: Status, code: str, *people: Person) -> None:
    """Everybody finds it in this status on the page where they follow or work on it."""
    for person in people:
        door = "/reports/" if "/moderation" not in person.page.url else "/moderation/reports/"
        person.go(door + code).sees_status(status)
    _SEEN.add(status)


def routed(moderator: Person, code: str) -> None:
    moderator.go(f"/moderation/reports/{code}").send("/route", agency="STNMT")


def test_asked_routed_returned_extended_answered_reopened_and_closed(
    forum: LiveForum, meet: Meet, citizen: Person, moderator: Person
) -> None:
    officer, signer = meet(forum, "officer.stnmt"), meet(forum, "signer.stnmt")
    code = reported(citizen)
    review, case = f"/moderation/reports/{code}", f"/agency/reports/{code}"
    moderator.go(review).send("/claim").sees("Bạn đang xử lý").send("/ask", words="Một cửa nào, thưa bạn?")
    stands(Status.NEEDS_INFO, code, citizen, moderator)
    citizen.send("/supply-info", words="Một cửa huyện Nam Trực.")
    routed(moderator, code)
    stands(Status.ROUTED, code, citizen, moderator)
    officer.go(case).send("/return", reason="lacks_facts", words="Thiếu mã hồ sơ nên chưa xác minh được.")
    stands(Status.RETURNED, code, citizen, moderator)
    moderator.send("/reroute", agency="STNMT", words="Đây là đúng cơ quan của bạn.")
    officer.go(case).send("/accept")
    stands(Status.ACCEPTED, code, citizen, moderator)
    extended(forum, officer, moderator, citizen, code)
    signer.go(case).send("/preview", words="Hồ sơ đã xong, bạn nhận trong tuần này.").send("/sign")
    stands(Status.ANSWERED, code, citizen, moderator)
    citizen.send("/reopen", words="Tôi đến mà chưa có.")
    stands(Status.REOPENED, code, citizen, moderator)
    signer.go(case).send("/preview", words="Hôm nay đã có, xin lỗi bạn.").send("/sign")
    citizen.go(f"/reports/{code}").send("/rate", solved="yes", stars="4")
    stands(Status.CLOSED, code, citizen, moderator)


def extended(forum: LiveForum, officer: Person, moderator: Person, citizen: Person, code: str) -> None:
    """The agency asks for more time, with an apology; the newsroom grants it, and readers see both."""
    last = officer.go(f"/agency/reports/{code}").form("/extension").locator('[name="until"]')
    until, sorry = last.get_attribute("max") or "", "Chúng tôi xin lỗi: hồ sơ phải đo lại thửa đất."
    assert until > (local_day(forum.clock()) + timedelta(days=20)).isoformat()
    officer.send("/extension", until=until, words=sorry)
    officer.go(f"/agency/reports/{code}").sees("Đang xin gia hạn")
    moderator.go(f"/moderation/reports/{code}").send("/extension", granted="yes")
    shown = "/".join(reversed(until.split("-")))
    citizen.go(f"/reports/{code}").sees("Xin lỗi và xin thêm thời gian", sorry, shown)


def test_declined_appealed_and_taken_up_again_by_another_moderator(
    forum: LiveForum, meet: Meet, citizen: Person, moderator: Person
) -> None:
    code = reported(citizen)
    review = f"/moderation/reports/{code}"
    moderator.go(review).send("/decline", reason="out_of_scope", words="Việc này không thuộc diễn đàn.")
    stands(Status.DECLINED, code, citizen, moderator)
    citizen.sees("Việc này không thuộc diễn đàn.").send("/appeal", words="Đây chính là thủ tục hành chính.")
    moderator.go(review).sees("Người đã từ chối không được quyết định việc xem lại.")
    assert moderator.form("/appeal").count() == 0
    colleague = meet(forum, "moderator2.bnd")
    colleague.go(review).sees("Đây chính là thủ tục hành chính.")
    colleague.send("/appeal", upheld="yes", words="Bạn nói đúng, tòa soạn nhận xem.")
    stands(Status.SUBMITTED, code, citizen, colleague)
    citizen.sees("Bạn nói đúng, tòa soạn nhận xem.")


def test_merged_into_an_earlier_one(citizen: Person, moderator: Person) -> None:
    first, second = reported(citizen), reported(citizen)
    routed(moderator, first)
    moderator.go(f"/moderation/reports/{second}").send("/merge", into=first)
    stands(Status.MERGED, second, citizen, moderator)
    citizen.follow(f"Theo dõi tiếp tại {first}").sees_status(Status.ROUTED)


def test_withdrawn_by_its_reporter(forum: LiveForum, citizen: Person, moderator: Person) -> None:
    code = reported(citizen)
    citizen.send("/withdraw", words="Sáng nay một cửa đã trả rồi.")
    moderator.go("/moderation/")
    stands(Status.WITHDRAWN, code, citizen, moderator)


def test_taken_down_is_gone_for_readers_until_it_is_restored(
    forum: LiveForum, meet: Meet, citizen: Person, moderator: Person
) -> None:
    reader = meet(forum)
    code = reported(citizen)
    routed(moderator, code)
    reader.go(f"/reports/{code}").sees_status(Status.ROUTED)
    moderator.go(f"/moderation/reports/{code}").follow("Gỡ khỏi trang công khai")
    moderator.send("/remove", reason="personal_data", words="Trong bài có số điện thoại của người khác.")
    reader.go_where_it_ends(f"/reports/{code}", 410).sees("Lộ thông tin cá nhân")
    citizen.go(f"/reports/{code}").sees("Trong bài có số điện thoại của người khác.")
    moderator.go(f"/moderation/reports/{code}").sees("Đã gỡ").send("/restore")
    reader.go(f"/reports/{code}").sees_status(Status.ROUTED)


def test_a_guest_waits_until_the_address_is_confirmed(forum: LiveForum, meet: Meet) -> None:
    guest = meet(forum)
    guest.go("/reports/new").send(
        "/reports/new",
        kind="question",
        title="Lệ phí cấp lại sổ đỏ là bao nhiêu?",
        body="Tôi muốn hỏi lệ phí và giấy tờ cần mang theo.",
        field="dat-dai",
        area="362",
        display="hidden",
        name="Đinh Văn Tư",
        email="tu2@nha.test",
    )
    stands(Status.UNCONFIRMED, code_of(guest), guest)


def test_no_status_was_left_out() -> None:
    """By the tests above, which this one comes after."""
    assert set(Status) == _SEEN
