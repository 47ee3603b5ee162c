"""/press/clippings: what a journalist keeps of reports, with notes that nobody else reads."""

from __future__ import annotations

from concurrent.futures import ThreadPoolExecutor

import pytest

from casework.actions import clippings, erasure
from casework.domain import commands as do
from casework.domain.clippings import MOST, Clipping
from casework.domain.policy import Actor, Membership
from casework.domain.refusals import Refused, Why
from casework.domain.values import RemoveReason, Role, Status
from casework.readings import clippings as readings
from casework.readings import own_data
from casework.store import clippings as rows
from casework.store.casework import Casework, new_post_id
from casework.store.reports import NoSuchReport
from tests.actions.traces import rows_with
from tests.doors.client import Visit
from tests.doors.stage import BND, Reports, actor

WHO = "journalist"
NOTE = "Hẹn chị Hoa <script>alert(1)</script> thứ Ba"


def keep(visit: Visit, code: str, note: str = NOTE) -> None:
    page = visit.send(visit.get(f"/reports/{code}", as_=WHO), f"/press/clippings/{code}", as_=WHO)
    visit.send(page, "/note", {"note": note}, as_=WHO)


def test_a_report_is_kept_with_a_note_and_stands_on_the_desk(visit: Visit, a_report: Reports) -> None:
    code = a_report(Status.ANSWERED).code
    keep(visit, code)
    for page in (visit.get("/press/clippings", as_=WHO), visit.get("/press/", as_=WHO)):
        assert "Hẹn chị Hoa <script>" in page.main and code in page.main
    again = visit.send(visit.get(f"/reports/{code}", as_=WHO), f"/press/clippings/{code}", as_=WHO)
    assert str(again.values("/note")["note"]).strip() == NOTE
    visit.send(again, "/remove", as_=WHO)
    assert code not in visit.get("/press/clippings", as_=WHO).main


def test_the_link_of_a_clipping_tells_what_happened_since(visit: Visit, a_report: Reports) -> None:
    report = a_report(Status.ROUTED)
    keep(visit, report.code)
    a_report.deed(report.code, do.Accept(), by="officer.stnmt")
    link = visit.get("/press/clippings", as_=WHO).one(
        "//main//section//a | //main//li[@class='queue-row']/p/a[contains(@href,'?v=')]"
    )
    assert "Từ đó có 1 thay đổi" in visit.get(link.get("href"), as_=WHO).main


def test_nobody_else_reads_what_a_journalist_keeps(
    visit: Visit, casework: Casework, a_report: Reports
) -> None:
    code = a_report(Status.ROUTED).code
    keep(visit, code, "Nguồn tin riêng")
    user = actor(WHO).user
    for who, path in (
        ("admin", f"/admin/people/{user}"),
        ("moderator.bnd", f"/moderation/reports/{code}"),
        ("overseer", f"/oversight/reports/{code}"),
        ("citizen", f"/reports/{code}"),
    ):
        assert "Nguồn tin riêng" not in visit.get(path, as_=who).text
    colleague = Actor(
        user=actor("business").user, memberships=(Membership(role=Role.JOURNALIST, outlet=BND),)
    )
    assert readings.page(casework, colleague, None).rows == ()
    assert readings.find(casework, colleague, code) is None
    with pytest.raises(NoSuchReport):
        clippings.write(casework, code, "Sửa", by=colleague)


def test_a_clipping_keeps_no_word_of_what_was_taken_down(
    visit: Visit, casework: Casework, a_report: Reports
) -> None:
    title = "Một chuyện chỉ có ở đây"
    code = a_report(Status.ROUTED, title=title).code
    keep(visit, code, "Đã gọi.")
    assert not [one for one in rows_with(casework, (title,)) if one.startswith("clipping")]
    remove = do.Remove(post=new_post_id(), words="Gỡ.", reason=RemoveReason.OTHER)
    a_report.deed(code, remove, by="moderator.bnd")
    page = visit.get("/press/clippings", as_=WHO)
    assert title not in page.text and "không còn công khai" in page.main and "Đã gọi." in page.main


def test_what_readers_do_not_have_is_kept_by_nobody(casework: Casework, a_report: Reports) -> None:
    for hidden in (a_report(Status.SUBMITTED), a_report(Status.ROUTED, publish=False)):
        with pytest.raises(NoSuchReport):
            clippings.clip(casework, hidden.code, by=actor(WHO))
    with pytest.raises(Refused):
        clippings.clip(casework, a_report(Status.ROUTED).code, by=actor("citizen"))


def test_there_is_an_end_to_them(
    casework: Casework, a_report: Reports, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("casework.actions.clippings.MOST", 1)
    first, second = a_report(Status.ROUTED).code, a_report(Status.ROUTED).code
    clippings.clip(casework, first, by=actor(WHO))
    clippings.clip(casework, first, by=actor(WHO))
    with pytest.raises(Refused) as refused:
        clippings.clip(casework, second, by=actor(WHO))
    assert refused.value.why is Why.TOO_MANY_CLIPPINGS and MOST == 500


def test_a_note_that_is_too_long_is_given_back(visit: Visit, a_report: Reports) -> None:
    code = a_report(Status.ROUTED).code
    page = visit.send(visit.get(f"/reports/{code}", as_=WHO), f"/press/clippings/{code}", as_=WHO)
    wrong = visit.send(page, "/note", {"note": "x" * 5001}, as_=WHO, status=422)
    assert wrong.error_of("note") and str(wrong.values("/note")["note"]).strip() == "x" * 5001


def test_of_two_windows_the_second_does_not_undo_the_first_and_loses_nothing(
    visit: Visit, casework: Casework, a_report: Reports
) -> None:
    code = a_report(Status.ROUTED).code
    keep(visit, code, "Ghi từ trước")
    first = visit.get(f"/press/clippings/{code}", as_=WHO)
    second = visit.get(f"/press/clippings/{code}", as_=WHO)
    visit.send(first, "/note", {"note": "Cửa sổ một <i>nghiêng</i>"}, as_=WHO)
    late = visit.send(second, "/note", {"note": "Cửa sổ hai"}, as_=WHO, status=409)
    assert "vừa được sửa ở cửa sổ khác" in str(late.error_of("note"))
    assert "Cửa sổ một <i>nghiêng</i>" in late.main, "what is saved stands beside it"
    assert str(late.values("/note")["note"]).strip() == "Cửa sổ hai"
    found = readings.find(casework, actor(WHO), code)
    assert found and found.clipping.note == "Cửa sổ một <i>nghiêng</i>"
    visit.send(late, "/note", as_=WHO)
    found = readings.find(casework, actor(WHO), code)
    assert found and found.clipping.note == "Cửa sổ hai", "who has seen both decides"
    visit.send(second, "/note", {"note": "Cửa sổ hai"}, as_=WHO)  # twice the same is once


def test_to_keep_a_report_again_while_its_note_is_written_loses_no_note(
    casework: Casework, a_report: Reports
) -> None:
    code = a_report(Status.ROUTED).code
    clippings.clip(casework, code, by=actor(WHO))

    def write(number: int) -> None:
        if number % 2:
            clippings.clip(casework, code, by=actor(WHO))
        else:
            clippings.write(casework, code, "Ghi chú", by=actor(WHO))

    with ThreadPoolExecutor(4) as crowd:
        list(crowd.map(write, range(12)))
    found = readings.find(casework, actor(WHO), code)
    assert found and found.clipping.note == "Ghi chú"


def test_they_are_taken_along_and_go_with_the_account(casework: Casework, a_report: Reports) -> None:
    code = a_report(Status.ROUTED).code
    clippings.clip(casework, code, by=actor(WHO))
    clippings.write(casework, code, "Của tôi", by=actor(WHO))
    user = actor(WHO).user
    assert user is not None
    account = own_data.account(casework, user)
    assert account is not None and [one.note for one in account.clippings] == ["Của tôi"]
    with casework.db.write() as session:
        assert erasure.erasing.hold(session, user)
        erasure.erasing.forget_person(session, user, casework.now())
        assert rows.of_user(session, user) == []


def test_a_clipping_is_a_value_without_words() -> None:
    assert set(Clipping.__dataclass_fields__) == {"report", "version", "note", "at"}
