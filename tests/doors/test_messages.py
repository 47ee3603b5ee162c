"""The channels between a reporter and handlers: who reads which, and what is said only once.

security.md: a confidential reporter follows their case with code and secret; an identity is never shown.
"""

from __future__ import annotations

from concurrent.futures import ThreadPoolExecutor

import pytest

from casework.actions import deeds
from casework.domain import commands as do
from casework.domain.refusals import Refused
from casework.domain.report import Report
from casework.domain.values import AgencyCode, Display, PostKind, ReturnReason, Status
from casework.store.casework import Casework, new_post_id
from casework.store.tables import AttachmentRow, PostRow
from tests.doors.client import Page, Visit
from tests.doors.stage import SYT, Reports, actor
from tests.doors.test_new_report import picture
from tests.house import Clock

TO_NEWSROOM, TO_AGENCY = "Tôi xin gửi thêm giấy hẹn lần ba.", "Tôi đến quầy số 4, không ai tiếp."
OFFICER, MODERATOR = "officer.stnmt", "moderator.bnd"
STAFF = {
    MODERATOR: "moderation",
    "moderator2.bnd": "moderation",
    OFFICER: "agency",
    "signer.stnmt": "agency",
    "overseer": "oversight",
}
one_engine = pytest.mark.parametrize("database_url", ["sqlite"], indirect=True)


def written(casework: Casework, report: Report, kind: PostKind) -> int:
    with casework.db.read() as session:
        return session.query(PostRow).filter_by(report_code=report.code, kind=kind).count()


def owner_page(visit: Visit, report: Report, as_: str = "citizen") -> Page:
    return visit.get(f"/reports/{report.code}", as_=as_)


def write(visit: Visit, report: Report, channel: str, words: str, as_: str = "citizen") -> Page:
    return visit.send(owner_page(visit, report, as_), f"/message-{channel}", {"words": words}, as_=as_)


def desk(visit: Visit, report: Report, who: str) -> Page:
    return visit.get(f"/{STAFF[who]}/reports/{report.code}", as_=who)


def test_who_reads_which_channel(visit: Visit, a_report: Reports) -> None:
    """security.md: newsroom notes are not for agencies; nor is what a reporter writes to the newsroom."""
    report = a_report(Status.ACCEPTED)
    write(visit, report, "newsroom", TO_NEWSROOM)
    page = write(visit, report, "agency", TO_AGENCY)

    assert TO_NEWSROOM in page.main and TO_AGENCY in page.main
    assert "Người gửi nhắn" not in page.one("//ol[@class='timeline']").text_content()  # read in their place
    for who in (MODERATOR, "moderator2.bnd", "overseer"):
        assert TO_NEWSROOM in desk(visit, report, who).main, who
        assert TO_AGENCY in desk(visit, report, who).main, who
    for who in (OFFICER, "signer.stnmt"):
        assert TO_AGENCY in desk(visit, report, who).main, who
        assert TO_NEWSROOM not in desk(visit, report, who).source, who
    for who in ("guest", "business", "journalist", "admin", "officer.syt", "moderator.ptth", *STAFF):
        public = visit.get(f"/reports/{report.code}", as_=who)
        assert TO_NEWSROOM not in public.source and TO_AGENCY not in public.source, who
        assert not any("message-" in action for action in public.actions), who


def test_both_sides_answer_and_are_named_by_their_house(visit: Visit, a_report: Reports) -> None:
    report = a_report(Status.ACCEPTED)
    write(visit, report, "agency", TO_AGENCY)
    visit.send(desk(visit, report, OFFICER), "/messages", {"words": "Mời ông bà tới quầy 2."}, as_=OFFICER)
    visit.send(desk(visit, report, MODERATOR), "/messages", {"words": "Tòa soạn đã nhận."}, as_=MODERATOR)

    page = owner_page(visit, report)
    talk = page.one("//section[@id='messages']").text_content()
    assert "Mời ông bà tới quầy 2." in talk and "Tòa soạn đã nhận." in talk
    assert "Sở Tài nguyên và Môi trường" in talk and "Báo Nam Định" in talk and "Bạn" in talk
    assert not any(name in talk for name in ("Nguyễn Văn Sơn", "Vũ Minh Đức"))


def test_before_an_agency_has_it_there_is_only_the_newsroom(visit: Visit, a_report: Reports) -> None:
    page = owner_page(visit, a_report(Status.SUBMITTED))
    assert [action for action in page.actions if "message-" in action] == [
        action for action in page.actions if action.endswith("/message-newsroom")
    ]
    assert page.actions and "Chưa có tin nhắn nào." in page.main


@pytest.mark.parametrize("status", [Status.RETURNED, Status.CLOSED, Status.DECLINED])
def test_where_no_agency_has_it_none_is_written_to(
    visit: Visit, a_report: Reports, casework: Casework, status: Status
) -> None:
    report = a_report(status)
    write(visit, report, "newsroom", TO_NEWSROOM)
    page = visit.post(
        f"/reports/{report.code}/message-agency", {"words": TO_AGENCY}, as_="citizen", status=409
    )
    assert TO_AGENCY in page.main  # what was typed stays
    assert written(casework, report, PostKind.AGENCY_MESSAGE) == 0


@pytest.mark.parametrize("display", [Display.HIDDEN, Display.CONFIDENTIAL])
def test_a_message_shows_nobody(visit: Visit, a_report: Reports, display: Display) -> None:
    report = a_report(Status.ACCEPTED, by="guest", display=display)
    visit.post("/track", {"code": report.code, "secret": a_report.receipts[report.code].secret}, as_="owner")
    page = write(visit, report, "agency", TO_AGENCY, as_="owner")
    assert ("không thấy tên bạn" in page.main) is (display is Display.CONFIDENTIAL)
    for who in (OFFICER, "signer.stnmt", "overseer"):
        found = desk(visit, report, who)
        assert TO_AGENCY in found.main
        assert not any(mark in found.source for mark in ("Đinh Văn Tư", "0912 345 678", "tu@nha.test"))


def test_a_citizen_signed_in_who_opened_it_by_secret_writes_as_nobody(
    visit: Visit, a_report: Reports, casework: Casework
) -> None:
    report = a_report(Status.ACCEPTED, by="guest", display=Display.CONFIDENTIAL)
    visit.post(
        "/track", {"code": report.code, "secret": a_report.receipts[report.code].secret}, as_="business"
    )
    write(visit, report, "agency", TO_AGENCY, as_="business")
    with casework.db.read() as session:
        post = session.query(PostRow).filter_by(report_code=report.code, kind=PostKind.AGENCY_MESSAGE).one()
        assert post.author is None and post.author_name == ""


def test_the_office_sees_at_once_that_somebody_waits_until_it_answers(
    visit: Visit, a_report: Reports
) -> None:
    report, other = a_report(Status.ACCEPTED), a_report(Status.ACCEPTED)
    write(visit, report, "agency", TO_AGENCY)

    assert "đang chờ trả lời" in desk(visit, report, OFFICER).main
    assert "đang chờ trả lời" not in desk(visit, other, OFFICER).main
    inbox = visit.get("/agency/?tab=messages", as_=OFFICER)
    assert report.code in inbox.main and other.code not in inbox.main
    assert visit.get("/agency/", as_=OFFICER).main.count("Người gửi nhắn tin") == 1

    visit.send(desk(visit, report, OFFICER), "/messages", {"words": "Đã nhận."}, as_=OFFICER)
    assert "đang chờ trả lời" not in desk(visit, report, OFFICER).main
    assert report.code not in visit.get("/agency/?tab=messages", as_=OFFICER).main
    assert "Cơ quan nhắn bạn" in visit.get("/track", as_="citizen").main


def test_the_newsroom_has_a_list_of_who_waits(visit: Visit, a_report: Reports, clock: Clock) -> None:
    first, second = a_report(Status.DECLINED), a_report(Status.CLOSED)
    elsewhere = a_report(Status.SUBMITTED, outlet="PTTH")
    for report in (first, second, elsewhere):
        clock.advance(minutes=1)
        write(visit, report, "newsroom", TO_NEWSROOM)

    assert "2 tin nhắn chờ trả lời" in visit.get("/moderation/", as_=MODERATOR).main
    listed = visit.get("/moderation/messages", as_=MODERATOR)
    codes = [node.text for node in listed.all("//span[@class='code']")]
    assert codes == [first.code, second.code]

    visit.send(desk(visit, first, MODERATOR), "/messages/aside", as_=MODERATOR)
    assert first.code not in visit.get("/moderation/messages", as_=MODERATOR).main
    write(visit, first, "newsroom", "Tôi hỏi lại.")  # the next one counts again
    assert first.code in visit.get("/moderation/messages", as_=MODERATOR).main


@one_engine
def test_only_a_house_sets_aside_what_was_written_to_it(visit: Visit, a_report: Reports) -> None:
    report = a_report(Status.ACCEPTED)
    write(visit, report, "agency", TO_AGENCY)
    visit.post(f"/agency/reports/{report.code}/messages/aside", as_="officer.syt", status=404)
    visit.post(f"/moderation/reports/{report.code}/messages/aside", as_=MODERATOR)
    assert "đang chờ trả lời" in desk(visit, report, OFFICER).main
    visit.post(f"/agency/reports/{report.code}/messages/aside", as_=OFFICER)
    assert "đang chờ trả lời" not in desk(visit, report, OFFICER).main


def test_sent_twice_it_is_one_message(visit: Visit, a_report: Reports, casework: Casework) -> None:
    """security.md: double click, back button, retry."""
    report = a_report(Status.ACCEPTED)
    page = owner_page(visit, report)
    for _ in range(2):
        visit.send(page, "/message-newsroom", {"words": TO_NEWSROOM}, as_="citizen")
    at_desk = desk(visit, report, OFFICER)
    for _ in range(2):
        visit.send(at_desk, "/messages", {"words": "Đã nhận."}, as_=OFFICER)
    assert written(casework, report, PostKind.NEWSROOM_MESSAGE) == 1
    assert written(casework, report, PostKind.AGENCY_MESSAGE) == 1


def test_sent_in_parallel_the_same_is_one_and_different_ones_are_all_there(
    a_report: Reports, casework: Casework
) -> None:
    report = a_report(Status.ACCEPTED)
    same = do.MessageAgency(post=new_post_id(), words=TO_AGENCY)
    others = [do.MessageAgency(post=new_post_id(), words=f"Tin {n}") for n in range(3)]

    def send(command: do.Command) -> None:
        by = actor("citizen") if command is same else actor(OFFICER)
        deeds.perform(casework, report.code, command, by=by, seen=report.version)

    with ThreadPoolExecutor(6) as pool:
        list(pool.map(send, [same, same, same, *others]))
    assert written(casework, report, PostKind.AGENCY_MESSAGE) == 4


@one_engine
@pytest.mark.parametrize("words", ["", "  \n ", "x" * 20_001])
def test_nothing_and_too_much_are_refused_with_the_words_kept(
    visit: Visit, a_report: Reports, casework: Casework, words: str
) -> None:
    report = a_report(Status.ACCEPTED)
    page = visit.send(
        owner_page(visit, report), "/message-newsroom", {"words": words}, as_="citizen", status=422
    )
    assert page.error_of("message-newsroom-words")
    assert page.form("/message-newsroom").xpath("ancestor::details")[0].get("open") is not None
    page = visit.send(desk(visit, report, OFFICER), "/messages", {"words": words}, as_=OFFICER, status=422)
    assert page.error_of("message-words")
    assert written(casework, report, PostKind.NEWSROOM_MESSAGE) == 0
    assert written(casework, report, PostKind.AGENCY_MESSAGE) == 0


def test_a_message_for_an_agency_that_lost_it_meanwhile_is_not_sent_to_the_next(
    visit: Visit, a_report: Reports, casework: Casework
) -> None:
    report = a_report(Status.ROUTED)
    page = owner_page(visit, report)
    at_desk = desk(visit, report, OFFICER)
    returned = do.Return(
        post=new_post_id(), words="Không thuộc Sở.", reason=ReturnReason.OTHER, proposed=None
    )
    a_report.deed(report.code, returned, by=OFFICER)
    again = do.Reroute(post=new_post_id(), words="", agency=SYT, co_agencies=())
    a_report.deed(report.code, again, by=MODERATOR)

    page = visit.send(page, "/message-agency", {"words": TO_AGENCY}, as_="citizen", status=409)
    assert TO_AGENCY in page.main and "thay đổi" in page.main
    page = visit.send(at_desk, "/messages", {"words": "Chờ chúng tôi."}, as_=OFFICER, status=404)
    assert "Chờ chúng tôi." in page.main
    assert written(casework, report, PostKind.AGENCY_MESSAGE) == 0


def test_an_agency_beside_the_lead_reads_and_writes_too(visit: Visit, a_report: Reports) -> None:
    report = a_report()
    route = do.ApproveAndRoute(post=new_post_id(), words="", agency=AgencyCode("SXD"), co_agencies=(SYT,))
    a_report.deed(report.code, route, by=MODERATOR)
    write(visit, report, "agency", TO_AGENCY)
    page = visit.get(f"/agency/reports/{report.code}", as_="officer.syt")
    visit.send(page, "/messages", {"words": "Sở Y tế đã nhận."}, as_="officer.syt")
    assert "Sở Y tế đã nhận." in owner_page(visit, report).main


def test_what_hangs_on_a_message_is_for_its_readers(
    visit: Visit, a_report: Reports, casework: Casework
) -> None:
    """security.md: attachment · read: the rule of what it hangs on."""
    report = a_report(Status.ACCEPTED)
    values = owner_page(visit, report).values("/message-newsroom")
    fields = {**values, "words": TO_NEWSROOM, "attachments": (picture(), "giay hen.jpg")}
    page = visit.post(f"/reports/{report.code}/message-newsroom", fields, as_="citizen", token=False)
    assert page.all("//section[@id='messages']//ul[@class='attachments']//a")
    with casework.db.read() as session:
        (key,) = session.query(AttachmentRow.id).filter_by(report_code=report.code).one()
    for who in ("citizen", MODERATOR, "overseer"):
        assert visit.browser(who).get(f"/files/{key}").status_code == 200, who
    for who in ("guest", "business", "journalist", OFFICER, "signer.stnmt", "officer.syt", "moderator.ptth"):
        visit.get(f"/files/{key}", as_=who, status=404)


@one_engine
@pytest.mark.parametrize(
    "who", ["business", "journalist", "overseer", "admin", "officer.syt", "moderator.ptth"]
)
def test_nobody_else_writes(visit: Visit, a_report: Reports, casework: Casework, who: str) -> None:
    report = a_report(Status.ACCEPTED)
    for channel in ("newsroom", "agency"):
        visit.post(f"/reports/{report.code}/message-{channel}", {"words": "x"}, as_=who, status=403)
    for command in (do.MessageNewsroom, do.MessageAgency):
        with pytest.raises(Refused):
            a_report.deed(report.code, command(post=new_post_id(), words="x"), by=who)
    for door in ("moderation", "agency"):
        own = (door == "agency" and who == "officer.syt") or (
            door == "moderation" and who == "moderator.ptth"
        )
        visit.post(
            f"/{door}/reports/{report.code}/messages", {"words": "x"}, as_=who, status=404 if own else 403
        )
    assert written(casework, report, PostKind.NEWSROOM_MESSAGE) == 0
    assert written(casework, report, PostKind.AGENCY_MESSAGE) == 0


@one_engine
def test_a_moderator_who_reported_it_writes_on_its_own_page(visit: Visit, a_report: Reports) -> None:
    report = a_report(by=MODERATOR, display=Display.HIDDEN)
    assert not any(action.endswith("/messages") for action in desk(visit, report, MODERATOR).actions)
    page = write(visit, report, "newsroom", TO_NEWSROOM, as_=MODERATOR)
    assert TO_NEWSROOM in page.main
    assert (
        "Vũ Minh Đức"
        not in desk(visit, report, "moderator2.bnd").one("//section[@id='messages']").text_content()
    )


@one_engine
def test_what_somebody_writes_is_text(visit: Visit, a_report: Reports) -> None:
    report = a_report(Status.ACCEPTED)
    write(visit, report, "agency", "<script>alert(1)</script> & \"'")
    for page in (owner_page(visit, report), desk(visit, report, OFFICER), desk(visit, report, MODERATOR)):
        assert "<script>alert" not in page.source and "<script>alert(1)</script>" in page.main
