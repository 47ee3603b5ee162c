"""The leak guard at the doors of agencies and readers: nothing that leads to a person goes out unasked."""

from __future__ import annotations

import pytest

from casework.domain import commands as do
from casework.domain.report import Report
from casework.domain.text import REDACTED
from casework.domain.values import Display, PostKind, PostState, Status
from casework.readings import state
from casework.readings.thread import Post, open_thread
from casework.store.casework import Casework, new_post_id
from tests.doors.client import Page, Visit
from tests.doors.stage import Reports, actor
from tests.house import Clock

OFFICER, SIGNER, MODERATOR = "officer.stnmt", "signer.stnmt", "moderator.bnd"
PHONE, CARD = "0912 345 678", "036085001234"
LEAKING = f"Giấy đã ký.\n\nĐã gọi {PHONE} và xem thẻ {CARD}."
sqlite_only = pytest.mark.parametrize("database_url", ["sqlite"], indirect=True)


def url(report: Report) -> str:
    return f"/agency/reports/{report.code}"


def press(visit: Visit, page: Page, as_: str, *, status: int = 200, **button: str) -> Page:
    """Press one of the buttons in the guard's form: its own name and value, or another address."""
    (form,) = page.all("//form[.//textarea[@name='words']]")
    address = button.pop("formaction", form.get("action"))
    fields = {name: value for name, value in form.fields.items() if value is not None}
    return visit.post(address, {**fields, **button}, as_=as_, status=status)


def marked(page: Page) -> list[str]:
    return [mark.text.strip() for mark in page.all("//mark")]


def replies(casework: Casework, report: Report, who: str = "guest") -> tuple[Post, ...]:
    thread = open_thread(casework, report.code, actor(who))
    return thread.of_kind(PostKind.OFFICIAL_REPLY, PostKind.INTERIM_REPLY)


def look(visit: Visit, report: Report, words: str = LEAKING) -> Page:
    """The signer asks to see the reply before it is signed."""
    page = visit.get(url(report), as_=SIGNER)
    return visit.send(page, "/sign/preview", {"words": words}, as_=SIGNER)


def test_the_signer_sees_what_was_found_in_its_place_and_by_its_word(
    visit: Visit, a_report: Reports, casework: Casework
) -> None:
    """security.md: a reply … is stopped … and shown to its author with what was found."""
    report = a_report(Status.ACCEPTED)

    page = look(visit, report)

    assert marked(page) == [PHONE, CARD]
    assert "số điện thoại" in page.main and "số giấy tờ tùy thân" in page.main
    assert not page.all("//form[substring(@action, string-length(@action) - 4) = '/sign']")
    assert state.report(casework, report.code).status is Status.ACCEPTED


def test_each_finding_is_blacked_out_by_one_click_and_the_rest_stays(
    visit: Visit, a_report: Reports, casework: Casework
) -> None:
    report = a_report(Status.ACCEPTED)
    page = press(visit, look(visit, report), SIGNER, black_out=PHONE)
    assert marked(page) == [CARD]

    page = press(visit, page, SIGNER, black_out=CARD)
    visit.send(page, "/sign", as_=SIGNER)

    (reply,) = replies(casework, report)
    assert reply.source == f"Giấy đã ký.\n\nĐã gọi {REDACTED} và xem thẻ {REDACTED}."


def test_all_of_them_by_one_click(visit: Visit, a_report: Reports, casework: Casework) -> None:
    report = a_report(Status.ACCEPTED)

    page = press(visit, look(visit, report), SIGNER, black_out_all="yes")
    visit.send(page, "/sign", as_=SIGNER)

    assert "0912" not in visit.get(f"/reports/{report.code}").source
    assert replies(casework, report)[0].source.count(REDACTED) == 2


def test_nothing_but_what_was_found_is_blacked_out(visit: Visit, a_report: Reports) -> None:
    page = press(visit, look(visit, a_report(Status.ACCEPTED)), SIGNER, black_out="Giấy đã ký")
    assert marked(page) == [PHONE, CARD] and "Giấy đã ký" in page.main


def test_mended_by_hand_it_goes_on(visit: Visit, a_report: Reports, casework: Casework) -> None:
    report = a_report(Status.ACCEPTED)
    page = press(visit, look(visit, report), SIGNER, words="Giấy đã ký, mời bạn tới nhận.")
    visit.send(page, "/sign", as_=SIGNER)
    assert state.report(casework, report.code).status is Status.ANSWERED


@pytest.mark.parametrize(
    "words",
    [
        LEAKING,
        "Gọi 09\u200b12\u2060345\u200b678 nhé",
        "Gọi 09**12** 345 678 nhé",
        "Gọi ０９１２３４５６７８ nhé",
        "Gọi 0912\\\n345 678 nhé",
        "[gọi](mailto:hoa@vidu.vn) nhé",
    ],
)
def test_signing_without_looking_first_publishes_nothing(
    visit: Visit, a_report: Reports, casework: Casework, words: str
) -> None:
    """security.md: a second attempt goes through the newsroom. No field of a form is a way around it."""
    report = a_report(Status.ACCEPTED)
    fields = {
        "words": words,
        "version": str(report.version),
        "post": new_post_id(),
        **dict.fromkeys(("known", "looked", "confirm", "checked", "force"), "yes"),
    }

    for _ in range(2):
        page = visit.post(f"{url(report)}/sign", fields, as_=SIGNER, status=422)
        assert page.all("//mark")

    assert replies(casework, report) == ()
    assert state.report(casework, report.code).status is Status.ACCEPTED


def test_what_is_written_as_an_entity_is_read_as_it_is_written(visit: Visit, a_report: Reports) -> None:
    """The small Markdown knows no entities: what hides nothing from a reader needs no guard."""
    report = a_report(Status.ACCEPTED)
    page = look(visit, report, "Gọi &#48;912&nbsp;345&nbsp;678")
    visit.send(page, "/sign", as_=SIGNER)
    assert "&amp;#48;912&amp;nbsp;345" in visit.get(f"/reports/{report.code}").source


@pytest.mark.parametrize("deed", ["interim", "extension"])
def test_other_words_that_everybody_reads_are_stopped_too(
    visit: Visit, a_report: Reports, casework: Casework, deed: str
) -> None:
    report = a_report(Status.ACCEPTED)
    fields = {"words": LEAKING} | ({"until": "2026-11-27"} if deed == "extension" else {})
    page = visit.send(visit.get(url(report), as_=OFFICER), f"/{deed}", fields, as_=OFFICER, status=422)
    assert marked(page) == [PHONE, CARD]
    assert state.report(casework, report.code) == report

    page = press(visit, page, OFFICER, black_out_all="yes")
    visit.send(page, f"/{deed}", as_=OFFICER)

    after = state.report(casework, report.code)
    assert after.extended if deed == "extension" else replies(casework, report)[0].source.count(REDACTED) == 2


def test_nothing_typed_is_lost_while_a_request_is_mended(visit: Visit, a_report: Reports) -> None:
    report = a_report(Status.ACCEPTED)
    fields = {"words": LEAKING, "until": "2026-11-27"}
    page = visit.send(visit.get(url(report), as_=OFFICER), "/extension", fields, as_=OFFICER, status=422)
    page = press(visit, page, OFFICER, black_out=PHONE)
    assert page.one("//input[@name='until']").get("value") == "2026-11-27"
    assert "formaction" not in page.source  # its apology waits for the newsroom's decision anyway


@pytest.mark.parametrize(("deed", "who"), [("sign", SIGNER), ("interim", OFFICER)])
def test_the_newsroom_may_look_at_it_first_and_the_case_says_so(
    visit: Visit, a_report: Reports, casework: Casework, deed: str, who: str
) -> None:
    report = a_report(Status.ACCEPTED)
    address = f"/{deed}/preview" if deed == "sign" else f"/{deed}"
    page = visit.get(url(report), as_=who)
    page = visit.send(page, address, {"words": LEAKING}, as_=who, status=200 if deed == "sign" else 422)

    hold = page.one("//button[@formaction]").get("formaction")
    page = press(visit, page, who, formaction=hold)

    after = state.report(casework, report.code)
    assert after.held is not None and after.held_official is (deed == "sign")
    assert "đang ở tòa soạn" in page.main and "02/11/2026" in page.main
    assert replies(casework, report) == ()
    assert "0912" not in visit.get(f"/reports/{report.code}").source


def test_handing_it_in_twice_is_one_reply(visit: Visit, a_report: Reports, casework: Casework) -> None:
    report = a_report(Status.ACCEPTED)
    page = look(visit, report)
    hold = page.one("//button[@formaction]").get("formaction")
    for _ in range(2):
        press(visit, page, SIGNER, formaction=hold)
    assert len(replies(casework, report, MODERATOR)) == 1


def test_an_officer_hands_in_no_official_reply(visit: Visit, a_report: Reports, casework: Casework) -> None:
    report = a_report(Status.ACCEPTED)
    fields = {"words": LEAKING, "version": str(report.version)}
    visit.post(f"{url(report)}/sign/hold", fields, as_=OFFICER, status=403)
    visit.post(f"{url(report)}/sign", fields, as_=OFFICER, status=403)
    visit.post(f"{url(report)}/sign/hold", fields, as_="officer.syt", status=404)
    assert state.report(casework, report.code) == report


def test_a_reply_that_was_sent_back_says_why_and_stands_in_the_form(
    visit: Visit, a_report: Reports, clock: Clock
) -> None:
    report = a_report(Status.ACCEPTED)
    a_report.deed(report.code, do.HoldReply(post=new_post_id(), words=LEAKING, official=True), by=SIGNER)
    clock.advance(minutes=1)
    a_report.deed(report.code, do.SendBackReply(post=new_post_id(), words="Xin bỏ số thẻ."), by=MODERATOR)

    page = visit.get(url(report), as_=SIGNER)

    assert "Tòa soạn gửi lại câu trả lời" in page.main and "Xin bỏ số thẻ." in page.main
    assert PHONE in str(page.values("/sign/preview")["words"])

    clock.advance(minutes=1)
    a_report.deed(report.code, do.SignReply(post=new_post_id(), words="Giấy đã ký."), by=SIGNER)
    assert "Bản đã gửi còn trong biểu mẫu" not in visit.get(url(report), as_=SIGNER).main


def test_a_draft_written_after_it_was_sent_back_is_what_waits_for_the_signature(
    visit: Visit, a_report: Reports, clock: Clock
) -> None:
    report = a_report(Status.ACCEPTED)
    a_report.deed(report.code, do.DraftReply(post=new_post_id(), words="Dự thảo một."), by=OFFICER)
    clock.advance(minutes=1)
    a_report.deed(report.code, do.HoldReply(post=new_post_id(), words=LEAKING, official=True), by=SIGNER)
    clock.advance(minutes=1)
    a_report.deed(report.code, do.SendBackReply(post=new_post_id(), words="Xin bỏ số thẻ."), by=MODERATOR)
    assert PHONE in str(visit.get(url(report), as_=SIGNER).values("/sign/preview")["words"])

    clock.advance(minutes=1)
    a_report.deed(report.code, do.DraftReply(post=new_post_id(), words="Dự thảo hai."), by=OFFICER)
    assert "Dự thảo hai." in str(visit.get(url(report), as_=SIGNER).values("/sign/preview")["words"])


def test_of_a_confidential_report_every_name_is_marked_alike(visit: Visit, a_report: Reports) -> None:
    """security.md: identity of a confidential reporter, G never: nobody can try names until one is found."""
    report = a_report(Status.ACCEPTED, by="guest", display=Display.CONFIDENTIAL)
    page = look(visit, report, "Gửi ông Đinh Văn Tư và bà Trần Thị Hoa.")
    assert marked(page) == ["Đinh Văn Tư", "Trần Thị Hoa"]
    assert "tên người gửi" not in page.source


class TestComments:
    """Whoever comments is shown once what was found; the newsroom reads every comment anyway."""

    def write(self, visit: Visit, report: Report, words: str, status: int = 422) -> Page:
        page = visit.get(f"/reports/{report.code}", as_="business")
        return visit.send(page, "/comment", {"words": words}, as_="business", status=status)

    def comments(self, casework: Casework, report: Report) -> tuple[Post, ...]:
        return open_thread(casework, report.code, actor(MODERATOR)).comments

    def test_the_writer_sees_it_first_and_may_send_it_to_the_newsroom(
        self, visit: Visit, a_report: Reports, casework: Casework
    ) -> None:
        report = a_report(Status.ROUTED)
        page = self.write(visit, report, f"Gọi tôi {PHONE}.")
        assert marked(page) == [PHONE] and self.comments(casework, report) == ()

        visit.send(page, "/comment", as_="business")

        (comment,) = self.comments(casework, report)
        assert comment.state is PostState.WAITING and PHONE in comment.source
        assert "0912" not in visit.get(f"/reports/{report.code}").source

    def test_it_is_blacked_out_by_one_click(
        self, visit: Visit, a_report: Reports, casework: Casework
    ) -> None:
        report = a_report(Status.ROUTED)
        page = self.write(visit, report, f"Gọi tôi {PHONE}.")
        form = page.form("/comment")
        fields = {name: value for name, value in form.fields.items() if value is not None}
        page = visit.post(form.get("action"), {**fields, "black_out": PHONE}, as_="business")
        visit.send(page, "/comment", as_="business")
        assert [comment.source for comment in self.comments(casework, report)] == [f"Gọi tôi {REDACTED}."]

    def test_what_was_not_shown_yet_is_shown(
        self, visit: Visit, a_report: Reports, casework: Casework
    ) -> None:
        report = a_report(Status.ROUTED)
        page = self.write(visit, report, f"Gọi tôi {PHONE}.")
        page = visit.send(page, "/comment", {"words": f"{PHONE} {CARD}."}, as_="business", status=422)
        assert CARD in marked(page) and self.comments(casework, report) == ()

    def test_a_clean_comment_goes_straight_to_the_newsroom(
        self, visit: Visit, a_report: Reports, casework: Casework
    ) -> None:
        report = a_report(Status.ROUTED)
        self.write(visit, report, "Nhà tôi cũng vậy.", status=200)
        assert len(self.comments(casework, report)) == 1

    @sqlite_only
    def test_a_report_that_nobody_may_read_is_not_there(self, visit: Visit, a_report: Reports) -> None:
        report = a_report(Status.SUBMITTED)
        visit.post(f"/reports/{report.code}/comment", {"words": f"Gọi {PHONE}"}, as_="business", status=404)


@sqlite_only
def test_the_style_guide_shows_what_is_found(visit: Visit) -> None:
    assert "0912 345 678" in visit.browser("guest").get("/styleguide").get_data(as_text=True)
