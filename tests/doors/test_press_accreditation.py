"""/press/apply and /press/accreditations: who is let in as a journalist, by whom, and for how long."""

from __future__ import annotations

from concurrent.futures import ThreadPoolExecutor
from datetime import date, datetime, timedelta

import pytest

from casework.actions import accreditation
from casework.actions.accreditation import Asking
from casework.delivery.worker import run
from casework.domain.accreditation import AccreditationState, sites_of
from casework.domain.calendar import LOCAL, local_day
from casework.domain.refusals import Refused, Why
from casework.domain.values import OutletCode, Status
from casework.readings import accreditations
from casework.store import clippings, contact_requests, people
from casework.store.casework import Casework
from tests.delivery.conftest import URL, Box, everything
from tests.doors.client import Visit
from tests.doors.stage import BND, PTTH, Reports, actor
from tests.house import Clock

EDITOR, WHO = "moderator.bnd", "business"
FILLED = {
    "outlet": "BND",
    "name": "Trần Quốc Bảo",
    "medium": "Báo Lao Động",
    "card": "IBT 01234",
    "email": "bao@laodong.test",
}


def ask(casework: Casework, who: str = WHO, outlet: OutletCode = BND) -> int:
    asking = Asking(
        outlet=outlet, name="Trần Quốc Bảo", medium="Báo Lao Động", card="", email="bao@laodong.test"
    )
    return accreditation.ask(casework, asking, by=actor(who))


def in_days(casework: Casework, days: int) -> date:
    return local_day(casework.now()) + timedelta(days=days)


def accept(casework: Casework, number: int, *, days: int = 30, by: str = EDITOR) -> None:
    accreditation.accept(
        casework, number, until=in_days(casework, days), sites=("laodong.test",), by=actor(by)
    )


def letters(casework: Casework) -> dict[str, str]:
    box = Box()
    run(casework, box, URL, once=True)
    return {str(letter["To"]): everything(letter) for letter in box.letters}


def why(deed: object, *args: object, **more: object) -> Why:
    with pytest.raises(Refused) as refused:
        deed(*args, **more)  # type: ignore[operator]  # because any deed is called so
    return refused.value.why


def test_a_journalist_asks_an_editor_lets_them_in_and_the_desk_opens(
    visit: Visit, casework: Casework
) -> None:
    visit.get("/press/", as_=WHO, status=403)
    page = visit.send(visit.get("/press/apply", as_=WHO), "/press/apply", FILLED, as_=WHO)
    assert "Báo Nam Định" in page.main and "Đang chờ" in page.main
    (to_editor,) = [text for to, text in letters(casework).items() if to.startswith("moderator.bnd")]
    assert "xin Báo Nam Định công nhận" in to_editor and "/press/accreditations/1" in to_editor

    listed = visit.get("/press/accreditations", as_=EDITOR)
    opened = visit.get(listed.one("//main//section//li//a").get("href"), as_=EDITOR)
    assert "Báo Lao Động" in opened.main and "IBT 01234" in opened.main
    until = in_days(casework, 90).isoformat()
    visit.send(opened, "/accept", {"until": until, "sites": "https://www.laodong.vn/x"}, as_=EDITOR)
    (found,) = accreditations.own(casework, actor(WHO))
    assert (found.state, found.sites) == (AccreditationState.GRANTED, ("laodong.vn",))
    assert "đã công nhận bạn là phóng viên" in letters(casework)[f"{WHO}@demo.test"]

    visit.browser(WHO)
    visit.sign_in(WHO)
    assert visit.get("/press/", as_=WHO).h1 == "Bàn báo chí"


def test_what_is_missing_is_said_beside_the_field_and_the_rest_is_kept(visit: Visit) -> None:
    page = visit.send(
        visit.get("/press/apply", as_=WHO),
        "/press/apply",
        FILLED | {"name": " ", "email": "không phải"},
        as_=WHO,
        status=422,
    )
    assert page.error_of("name") and page.error_of("email")
    assert page.values("/press/apply")["medium"] == "Báo Lao Động"


def test_asking_twice_is_one_request_also_at_once(casework: Casework) -> None:
    with ThreadPoolExecutor(4) as pool:
        numbers = set(pool.map(lambda _: ask(casework), range(4)))
    assert len(numbers) == 1 and len(accreditations.own(casework, actor(WHO))) == 1


@pytest.mark.parametrize("who", ["guest", "officer.stnmt", "signer.stnmt", "overseer", "admin", "keeper"])
def test_who_answers_for_the_administration_is_no_journalist(casework: Casework, who: str) -> None:
    assert why(ask, casework, who) is Why.NOT_ALLOWED


def test_who_became_an_officer_meanwhile_is_not_let_in(casework: Casework) -> None:
    number = ask(casework)
    user = actor(WHO).user
    assert user is not None
    with casework.db.write() as session:
        people.grant(session, user, actor("officer.syt").memberships[0])
    assert why(accept, casework, number) is Why.BAD_TARGET


def test_nobody_lets_themselves_in_and_no_other_newsroom_decides(visit: Visit, casework: Casework) -> None:
    own, others = ask(casework, EDITOR), ask(casework, WHO, PTTH)
    assert why(accept, casework, own) is Why.OWN_REQUEST
    assert why(accept, casework, others) is Why.NOT_ALLOWED
    visit.get(f"/press/accreditations/{others}", as_=EDITOR, status=404)
    assert "Trần Quốc Bảo" not in visit.get("/press/accreditations", as_="moderator.ptth").main.replace(
        visit.get(f"/press/accreditations/{others}", as_="moderator.ptth").h1, "", 1
    )
    accept(casework, own, by="moderator2.bnd")


def test_a_last_day_is_needed_after_today_and_within_two_years(visit: Visit, casework: Casework) -> None:
    number = ask(casework)
    page = visit.get(f"/press/accreditations/{number}", as_=EDITOR)
    for days in (0, 732):
        sent = {"until": in_days(casework, days).isoformat(), "sites": "không phải trang"}
        wrong = visit.send(page, "/accept", sent, as_=EDITOR, status=422)
        assert wrong.error_of("until") and wrong.error_of("sites")
        assert why(accept, casework, number, days=days) is Why.TOO_FAR


def test_withdrawing_shuts_the_door_at_once_and_says_why(visit: Visit, casework: Casework) -> None:
    number = ask(casework)
    accept(casework, number)
    letters(casework)
    visit.browser(WHO)
    visit.sign_in(WHO)
    visit.get("/press/", as_=WHO)
    page = visit.get(f"/press/accreditations/{number}", as_=EDITOR)
    wrong = visit.send(page, "/withdraw", {"words": ""}, as_=EDITOR, status=422)
    assert wrong.error_of("words")
    visit.send(page, "/withdraw", {"words": "Thẻ đã bị <b>thu hồi</b>."}, as_=EDITOR)
    assert visit.browser(WHO).get("/press/").headers["Location"].startswith("/login")
    visit.browser(WHO)
    visit.sign_in(WHO)
    visit.get("/press/", as_=WHO, status=403)
    said = letters(casework)[f"{WHO}@demo.test"]
    assert "Thẻ đã bị" in said and "<b>thu hồi" not in said.split("<!doctype")[1]
    assert "thu hồi" in visit.get(f"/press/accreditations/{number}", as_=EDITOR).main


def test_the_door_is_shut_at_midnight_after_the_last_day_worker_or_not(
    visit: Visit, casework: Casework, clock: Clock
) -> None:
    accept(casework, ask(casework), days=1)
    letters(casework)
    clock.advance(days=1)
    visit.browser(WHO)
    visit.sign_in(WHO)
    visit.get("/press/", as_=WHO)
    clock.advance(days=1)
    visit.browser(WHO)
    visit.sign_in(WHO)
    visit.get("/press/", as_=WHO, status=403)
    (ended,) = [text for to, text in letters(casework).items() if to == f"{WHO}@demo.test"]
    assert "đã hết" in ended
    (found,) = accreditations.own(casework, actor(WHO))
    assert found.state is AccreditationState.ENDED and not found.is_withdrawn
    with casework.db.read() as session:
        person = people.find(session, found.user)
    assert person is not None and person.memberships == ()


@pytest.mark.parametrize("is_swept", [True, False])
def test_who_writes_while_their_accreditation_ends_gets_their_words_back_and_nothing_is_saved(
    visit: Visit, casework: Casework, clock: Clock, a_report: Reports, is_swept: bool
) -> None:
    accept(casework, ask(casework), days=1)
    code = a_report(Status.ROUTED).code
    visit.browser(WHO)
    visit.sign_in(WHO)
    kept = visit.send(visit.get(f"/reports/{code}", as_=WHO), f"/press/clippings/{code}", as_=WHO)
    asking = visit.get(f"/press/contacts/new?report={code}", as_=WHO)
    clock.set(datetime(2026, 11, 4, 0, 0, 1, tzinfo=LOCAL))
    if is_swept:
        letters(casework)
    note = "Hẹn chị Hoa <b>thứ Ba</b> ở quán nước"
    answer = visit.send(kept, "/note", {"note": note}, as_=WHO, status=403)
    assert note in [field.text.strip() for field in answer.all("//textarea")]
    asked = {"purpose": "Viết bài dài kỳ", "questions": "Bà chờ bao lâu rồi?"}
    answer = visit.send(asking, "/press/contacts/new", asked, as_=WHO, status=403)
    assert set(asked.values()) <= {field.text.strip() for field in answer.all("//textarea")}
    user = actor(WHO).user
    assert user
    with casework.db.read() as session:
        found = clippings.find(session, user, code)
        assert found and found.note == ""
        assert contact_requests.of_user(session, user) == []
    if not is_swept:  # still signed in: the page says what is to be done, and offers no button that fails
        assert "/press/apply" in str([link.get("href") for link in answer.all("//main//a")])
        assert not any(action.endswith("/contacts/new") for action in answer.actions)
        shut = visit.get("/press/", as_=WHO, status=403)
        assert "/press/apply" in str([link.get("href") for link in shut.all("//main//a")])


def test_two_editors_at_once_decide_once(casework: Casework) -> None:
    number = ask(casework)

    def decide(by: str) -> bool:
        try:
            accept(casework, number, by=by)
        except Refused as refused:
            assert refused.why is Why.ALREADY_DECIDED
            return False
        return True

    with ThreadPoolExecutor(2) as pool:
        assert sorted(pool.map(decide, (EDITOR, "moderator2.bnd"))) == [False, True]


def test_a_refusal_tells_why_and_one_may_ask_again(visit: Visit, casework: Casework) -> None:
    number = ask(casework)
    page = visit.get(f"/press/accreditations/{number}", as_=EDITOR)
    visit.send(page, "/refuse", {"words": "Xin gửi kèm giấy giới thiệu."}, as_=EDITOR)
    assert "giấy giới thiệu" in letters(casework)[f"{WHO}@demo.test"]
    assert "giấy giới thiệu" in visit.get("/press/apply", as_=WHO).main
    assert ask(casework) != number


def test_sites_are_hosts_and_nothing_else() -> None:
    assert sites_of("https://www.baonamdinh.vn/tin/1, laodong.vn laodong.vn") == (
        "baonamdinh.vn",
        "laodong.vn",
    )
    for wrong in ("javascript:alert(1)", "một hai", "a.vn b.vn c.vn d.vn e.vn f.vn", "localhost"):
        with pytest.raises(ValueError):
            sites_of(wrong)
