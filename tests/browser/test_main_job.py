"""The main job: a report from the first click to a solved matter, by five people at their own browsers."""

from __future__ import annotations

from collections.abc import Callable

import pytest

from casework.domain.values import Status
from tests.browser.live import LiveForum
from tests.browser.people import PHONE, Person, a_photograph

Meet = Callable[..., Person]
TITLE = "Ba lần hẹn trả sổ đỏ ở một cửa Nam Trực vẫn chưa có"
BODY = "Tôi nộp hồ sơ ngày 12/3, đã ba lần được hẹn lại.\n\nTôi mong được biết ngày trả chắc chắn."
QUESTION = "Bạn cho biết mã hồ sơ trên giấy hẹn?"
INFO = "Mã hồ sơ là 0312, nộp tại bộ phận một cửa huyện."
NOT_OURS = "Việc cấp giấy chứng nhận thuộc Sở Tài nguyên và Môi trường."
INTERIM = "Sở đang kiểm tra hồ sơ cùng huyện Nam Trực."
DRAFT = "Giấy chứng nhận **đã ký**, bạn nhận tại một cửa từ ngày 18/11/2026."
STILL_NOT = "Tôi đến nhận ngày 18 nhưng một cửa nói chưa có giấy."
SECOND = "Giấy đã được chuyển về một cửa sáng nay; Sở xin lỗi vì sự chậm trễ."


@pytest.mark.parametrize(
    ("engine", "scripts"), [("sqlite", True), ("postgresql", False)], ids=["with scripts", "without scripts"]
)
def test_a_report_is_sent_routed_answered_reopened_and_solved(
    engine: str, scripts: bool, serve: Callable[[str], LiveForum], meet: Meet
) -> None:
    forum = serve(engine)
    guest = meet(forum, width=PHONE, scripts=scripts)
    reader = meet(forum, width=PHONE, scripts=scripts)

    def at_work(key: str) -> Person:
        """Come in anew: a session of staff ends when it lies idle."""
        return meet(forum, key, scripts=scripts)

    code, secret = reports(forum, guest)
    confirms(forum, guest, code)
    is_asked(forum, at_work("moderator.bnd"), code)
    guest.leave()
    guest = meet(forum, width=PHONE, scripts=scripts)  # another day, another telephone
    supplies(forum, guest, code, secret)
    is_routed_returned_and_rerouted(forum, at_work("moderator.bnd"), at_work("officer.syt"), code)
    is_worked_on(forum, at_work("officer.stnmt"), code)
    is_signed(forum, at_work("signer.stnmt"), code, DRAFT)
    reads(reader, code)
    says_no(forum, guest, code)
    is_signed(forum, at_work("signer.stnmt"), code, SECOND, drafted=False)
    says_yes(forum, guest, code)

    reader.go(f"/reports/{code}").sees_status(Status.CLOSED).sees("Giấy đã được chuyển về một cửa sáng nay")
    assert reader.context.cookies() == []
    at_work("moderator.bnd").go(f"/moderation/reports/{code}").sees_status(Status.CLOSED)
    at_work("officer.stnmt").go(f"/agency/reports/{code}").sees_status(Status.CLOSED)


def reports(forum: LiveForum, guest: Person) -> tuple[str, str]:
    guest.go("/").follow("Gửi phản ánh").send(
        "/reports/new",
        kind="complaint",
        title=TITLE,
        body=BODY,
        attachments=a_photograph(),
        field="dat-dai",
        area="362",
        display="hidden",
        name="Đinh Văn Tư",
        phone="0912 345 678",
        email="tu@nha.test",
        publish="yes",
    )
    code, secret = guest.text(".big-code"), guest.text(".secret")
    guest.sees("Còn một bước: xác nhận địa chỉ thư")
    guest.follow("Xem trang theo dõi").sees_status(Status.UNCONFIRMED).sees(TITLE, "so-do.jpg")
    forum.work()
    return code, secret


def confirms(forum: LiveForum, guest: Person, code: str) -> None:
    guest.go("/demo/mail").follow(code).sees("tu@nha.test")
    guest.follow(f"{forum.url}/reports/{code}/confirm").send("/confirm/" + guest.page.url.rpartition("/")[2])
    guest.sees("Đã xác nhận").go(f"/reports/{code}").sees_status(Status.SUBMITTED)
    forum.work()


def is_asked(forum: LiveForum, moderator: Person, code: str) -> None:
    moderator.go("/moderation/").follow(TITLE).sees_status(Status.SUBMITTED).send("/ask", words=QUESTION)
    moderator.go(f"/moderation/reports/{code}").sees_status(Status.NEEDS_INFO)
    forum.work()


def supplies(forum: LiveForum, guest: Person, code: str, secret: str) -> None:
    guest.go("/track").send("/track", code=code.lower().replace("-", " "), secret=secret)
    guest.sees_status(Status.NEEDS_INFO).sees(QUESTION)
    guest.send("/supply-info", words=INFO).sees_status(Status.SUBMITTED).sees(INFO)
    forum.work()


def is_routed_returned_and_rerouted(forum: LiveForum, moderator: Person, other: Person, code: str) -> None:
    review = f"/moderation/reports/{code}"
    moderator.go(review).sees(INFO).send("/route", agency="SYT").go(review).sees_status(Status.ROUTED)
    forum.work()
    other.go("/agency/").follow(TITLE).sees_status(Status.ROUTED)
    other.send("/return", reason="not_our_field", words=NOT_OURS, agency="STNMT")
    forum.work()
    moderator.go(review).sees_status(Status.RETURNED).sees(NOT_OURS)
    moderator.send("/reroute", agency="STNMT").go(review).sees_status(Status.ROUTED)
    forum.work()


def is_worked_on(forum: LiveForum, officer: Person, code: str) -> None:
    case = f"/agency/reports/{code}"
    officer.go("/agency/").follow(TITLE).sees_status(Status.ROUTED).send("/accept")
    officer.go(case).sees_status(Status.ACCEPTED).send("/interim", words=INTERIM)
    officer.go(case).sees(INTERIM).send("/draft", words=DRAFT)
    forum.work()


def is_signed(forum: LiveForum, signer: Person, code: str, words: str, *, drafted: bool = True) -> None:
    case = f"/agency/reports/{code}"
    signer.go(case).sees_status(Status.ACCEPTED if drafted else Status.REOPENED)
    signer.send("/preview", **({} if drafted else {"words": words})).sees("Ký là đăng ngay")
    signer.send("/sign").go(case).sees_status(Status.ANSWERED)
    forum.work()


def reads(reader: Person, code: str) -> None:
    reader.go("/reports").follow(TITLE).sees_status(Status.ANSWERED)
    reader.sees("Trả lời chính thức", "đã ký", "Lê Thị Mai", "Trả lời bước đầu")
    reader.sees_not(QUESTION, INFO, "Đinh Văn Tư", "0912 345 678")


def says_no(forum: LiveForum, guest: Person, code: str) -> None:
    guest.go(f"/reports/{code}").sees_status(Status.ANSWERED)
    guest.send("/reopen", words=STILL_NOT).sees_status(Status.REOPENED)
    forum.work()


def says_yes(forum: LiveForum, guest: Person, code: str) -> None:
    guest.go(f"/reports/{code}").send("/rate", solved="yes", stars="5", words="Tôi đã nhận được giấy.")
    guest.sees_status(Status.CLOSED)
    forum.work()
