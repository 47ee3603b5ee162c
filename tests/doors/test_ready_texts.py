"""Ready texts: chosen on the desk, kept at /moderation/texts."""

from __future__ import annotations

import pytest

from casework.domain.ready_texts import filled
from casework.domain.values import Status
from casework.readings.thread import open_thread
from casework.store.casework import Casework
from casework.store.tables import ReadyTextRow, UserRow
from tests.doors.client import Page, Visit
from tests.doors.stage import PTTH, Reports, actor

BND, PTTH_MODERATOR = "moderator.bnd", "moderator.ptth"
TEXTS = "/moderation/texts"
OWN = {
    "outlet": "BND",
    "use": "decline",
    "name": "Hỏi giá đất",
    "vi": "{outlet} không định giá đất, thưa bạn ({code}). {khac}",
    "en": "{outlet} does not value land ({code}).",
}


def choices(page: Page, deed: str) -> dict[str, str]:
    """What a form offers: the words by the name of the choice."""
    options = page.all("//select[@id=$id]/option", id=f"{deed}-ready")
    return {option.text_content(): option.get("data-words") for option in options}


def insert(visit: Visit, page: Page, deed: str, ready: str, **fields: str) -> Page:
    """Press the button beside the choice, as a browser without scripts does."""
    form = page.form(f"/{deed}")
    sent = {**page.values(f"/{deed}"), **fields, "ready": ready, "insert": "yes"}
    return visit.post(form.get("action"), sent, as_=BND, token=False)


def test_places_are_filled_in_and_other_braces_stay() -> None:
    text = "{code}: {title} ({agency}) {x} {{code}}"
    assert filled(text, {"code": "PA-1", "title": "{agency}", "agency": ""}) == (
        "PA-1: {agency} ({agency}) {x} {PA-1}"
    )


def test_the_forms_offer_what_fits_them_with_the_report_filled_in(visit: Visit, a_report: Reports) -> None:
    report = a_report(title="Chậm trả sổ đỏ")
    page = visit.get(f"/moderation/reports/{report.code}", as_=BND)
    asked = choices(page, "ask")
    assert "“Chậm trả sổ đỏ”" in asked["Hỏi nơi nộp và ngày nộp"]
    declined = choices(page, "decline")
    assert "Báo Nam Định đã ghi nhận" in declined["Thuộc thẩm quyền của trung ương"]
    assert not set(asked) & set(declined)
    (to_agency,) = choices(page, "route").values()
    assert report.code in to_agency and "UBND huyện Nam Trực" in to_agency


def test_a_reporter_who_reads_english_is_written_to_in_english(
    visit: Visit, a_report: Reports, casework: Casework
) -> None:
    with casework.db.write() as session:
        session.get_one(UserRow, actor("citizen").user).locale = "en"
    report = a_report()
    page = visit.get(f"/moderation/reports/{report.code}", as_=BND)
    assert all("Please" in words or "Thank you" in words for words in choices(page, "ask").values())
    assert "Báo Nam Định đề nghị" in "".join(choices(page, "route").values())  # agencies read Vietnamese


def test_without_a_script_a_button_puts_it_into_the_words_and_decides_nothing(
    visit: Visit, a_report: Reports, casework: Casework
) -> None:
    report = a_report()
    page = visit.get(f"/moderation/reports/{report.code}", as_=BND)
    again = insert(visit, page, "decline", "khong-nhan-trung", words="Chào bạn.")
    words = str(again.values("/decline")["words"]).strip()
    assert words.startswith("Chào bạn.\n\nViệc này đã có phản ánh trước")
    assert again.all("//details[@id='decline'][@open]")
    assert open_thread(casework, report.code, actor(BND)).report.status is Status.SUBMITTED
    visit.send(again, "/decline", {"reason": "duplicate"}, as_=BND)
    (post,) = open_thread(casework, report.code, actor(BND)).posts
    assert post.source == words


def test_taking_down_offers_them_too(visit: Visit, a_report: Reports) -> None:
    report = a_report(Status.ROUTED)
    page = visit.get(f"/moderation/reports/{report.code}/remove", as_=BND)
    again = insert(visit, page, "remove", "go-thong-tin-ca-nhan")
    assert "thông tin riêng của người khác" in str(again.values("/remove")["words"])


def test_a_newsroom_writes_changes_and_takes_away_its_own(visit: Visit, a_report: Reports) -> None:
    said = visit.send(visit.get(TEXTS, as_=BND), "/texts", OWN, as_=BND)
    assert "Đã lưu “Hỏi giá đất”" in said.text
    report = a_report()
    desk = visit.get(f"/moderation/reports/{report.code}", as_=BND)
    words = choices(desk, "decline")["Hỏi giá đất"]
    assert words == f"Báo Nam Định không định giá đất, thưa bạn ({report.code}). {{khac}}"
    link = visit.get(TEXTS, as_=BND).one("//a[contains(@href,'edit=')]").get("href")
    edit = visit.get(link, as_=BND)
    assert str(edit.values("/texts")["vi"]).strip() == OWN["vi"]
    changed = visit.send(edit, "/texts", {"vi": "Không định giá đất."}, as_=BND)
    assert "Không định giá đất." in changed.main and "{khac}" not in changed.main
    gone = visit.send(changed, "/remove", as_=BND)
    assert "Hỏi giá đất" not in gone.main and "Đã bỏ lời soạn sẵn" in gone.text


def test_what_is_wrong_is_said_beside_its_field_and_kept(visit: Visit) -> None:
    page = visit.get(TEXTS, as_=BND)
    again = visit.send(page, "/texts", {**OWN, "name": " ", "vi": "x" * 4001}, as_=BND, status=422)
    assert again.error_of("name") and again.error_of("vi")
    assert again.values("/texts")["en"] == "\n" + OWN["en"] or again.values("/texts")["en"] == OWN["en"]
    foreign = visit.send(page, "/texts", {**OWN, "outlet": "PTTH"}, as_=BND, status=422)
    assert foreign.error_of("outlet")


@pytest.mark.parametrize("code", ["khong-nhan-trung", "cua-dai"])
def test_nobody_touches_the_common_ones_or_another_newsrooms(
    visit: Visit, casework: Casework, code: str
) -> None:
    with casework.db.write() as session:
        session.add(
            ReadyTextRow(
                code="cua-dai", outlet=PTTH, use="ask", name="Của Đài", vi="Xin chào.", en="", position=1
            )
        )
    page = visit.send(visit.get(TEXTS, as_=BND), "/texts", OWN, as_=BND)
    assert "Của Đài" not in page.main
    assert not page.all("//form[contains(@action,$code)]", code=code)
    token = page.values("/remove")
    answer = visit.browser(BND).post(f"{TEXTS}/{code}/remove", data=token)
    assert answer.status_code == 403
    visit.get(f"{TEXTS}?edit={code}", as_=BND, status=404)
    with casework.db.read() as session:
        assert session.get(ReadyTextRow, code) is not None
    assert "Của Đài" in visit.get(TEXTS, as_=PTTH_MODERATOR).main


def test_taking_away_what_is_gone_is_no_matter(visit: Visit) -> None:
    page = visit.send(visit.get(TEXTS, as_=BND), "/texts", OWN, as_=BND)
    for _ in range(2):
        assert "Đã bỏ lời soạn sẵn" in visit.send(page, "/remove", as_=BND).text
