"""Break-glass: a written reason, another house's approval, the journal first, one look, the owner told.

security.md: identity of a confidential reporter (bg for M and O, never for G), of an ordinary one (bg for O).
"""

from __future__ import annotations

from concurrent.futures import ThreadPoolExecutor

import pytest

from casework.actions.identity import Unreadable, open_identity
from casework.domain import commands as do
from casework.domain import events as ev
from casework.domain.refusals import Refused, Why
from casework.domain.report import Report
from casework.domain.values import Display, Status
from casework.store import journal
from casework.store.casework import Casework, new_post_id
from casework.store.tables import ReporterContactRow
from tests.doors.client import Page, Visit
from tests.doors.stage import Reports, actor
from tests.house import Clock

REASON = "Người gửi báo đang bị đe dọa, công an huyện đề nghị bảo vệ ngay."
WHO = ("Đinh Văn Tư", "0912 345 678", "tu@nha.test")
MODERATOR, OVERSEER = "moderator.bnd", "overseer"
DOORS = {MODERATOR: "moderation", "moderator2.bnd": "moderation", OVERSEER: "oversight"}
one_engine = pytest.mark.parametrize("database_url", ["sqlite"], indirect=True)


@pytest.fixture
def sealed(a_report: Reports) -> Report:
    return a_report(Status.ACCEPTED, by="guest", display=Display.CONFIDENTIAL)


def page_of(visit: Visit, report: Report, who: str) -> Page:
    return visit.get(f"/{DOORS[who]}/reports/{report.code}/identity", as_=who)


def ask(visit: Visit, report: Report, who: str, words: str = REASON, status: int = 200) -> Page:
    return visit.send(page_of(visit, report, who), "/ask", {"words": words}, as_=who, status=status)


def decide(visit: Visit, report: Report, who: str, granted: str) -> Page:
    page = page_of(visit, report, who)
    values = page.values("/decide") | {"granted": granted}
    return visit.post(f"/{DOORS[who]}/reports/{report.code}/identity/decide", values, as_=who)


def look(visit: Visit, report: Report, who: str, status: int = 200) -> Page:
    return visit.post(f"/{DOORS[who]}/reports/{report.code}/identity/open", as_=who, status=status)


def happened(casework: Casework, report: Report) -> list[type[ev.Event]]:
    with casework.db.read() as session:
        return [type(recorded.event) for recorded in journal.of_report(session, report.code)]


def names_nobody(page: Page) -> bool:
    return not any(mark in page.source for mark in WHO)


@pytest.mark.parametrize(("asker", "decider"), [(MODERATOR, OVERSEER), (OVERSEER, MODERATOR)])
def test_one_house_asks_the_other_grants_and_who_asked_looks_once(
    visit: Visit, casework: Casework, sealed: Report, asker: str, decider: str
) -> None:
    assert "chờ" in ask(visit, sealed, asker).main
    assert "yêu cầu biết người gửi" in visit.get(f"/{DOORS[decider]}/", as_=decider).main
    assert sealed.code in visit.get(f"/{DOORS[decider]}/identity", as_=decider).main
    assert REASON in page_of(visit, sealed, decider).main
    decide(visit, sealed, decider, "yes")
    assert sealed.code in visit.get(f"/{DOORS[asker]}/identity", as_=asker).main

    before = page_of(visit, sealed, asker)
    assert names_nobody(before)
    opened = visit.send(before, "/open", as_=asker)

    assert all(mark in opened.main for mark in WHO)
    assert "no-store" in opened.headers["Cache-Control"]
    assert happened(casework, sealed)[-3:] == [ev.IdentityAsked, ev.IdentityDecided, ev.IdentityOpened]
    again = look(visit, sealed, asker, status=409)
    assert names_nobody(again) and names_nobody(page_of(visit, sealed, asker))
    for who in DOORS:
        assert sealed.code not in visit.get(f"/{DOORS[who]}/identity", as_=who).main


def test_the_owner_reads_in_the_history_that_somebody_looked(
    visit: Visit, a_report: Reports, sealed: Report
) -> None:
    ask(visit, sealed, MODERATOR)
    decide(visit, sealed, OVERSEER, "yes")
    look(visit, sealed, MODERATOR)

    secret = a_report.receipts[sealed.code].secret
    page = visit.post("/track", {"code": sealed.code, "secret": secret}, as_="owner")
    assert "được mở xem một lần" in page.main
    assert REASON not in page.source  # who asked and why is between the two houses
    for who in ("guest", "officer.stnmt", "citizen"):
        assert "được mở xem" not in visit.get(f"/reports/{sealed.code}", as_=who).source


@one_engine
@pytest.mark.parametrize("words", ["", "Cần biết gấp.", "x" * 5_001])
def test_a_reason_is_needed_and_what_was_typed_stays(
    visit: Visit, casework: Casework, sealed: Report, words: str
) -> None:
    page = ask(visit, sealed, MODERATOR, words, status=422)
    assert page.error_of("words")
    assert str(page.values("/ask")["words"]).strip() == words
    assert ev.IdentityAsked not in happened(casework, sealed)


def test_nobody_of_the_same_house_decides(visit: Visit, casework: Casework, sealed: Report) -> None:
    ask(visit, sealed, MODERATOR)
    for who in (MODERATOR, "moderator2.bnd"):
        assert not any(action.endswith("/decide") for action in page_of(visit, sealed, who).actions)
        visit.post(
            f"/moderation/reports/{sealed.code}/identity/decide", {"granted": "yes"}, as_=who, status=409
        )
    visit.post(
        f"/moderation/reports/{sealed.code}/identity/decide",
        {"granted": "yes"},
        as_="moderator.ptth",
        status=404,
    )
    assert ev.IdentityDecided not in happened(casework, sealed)
    look(visit, sealed, MODERATOR, status=409)


def test_a_verdict_is_about_the_reason_that_was_read(
    visit: Visit, a_report: Reports, casework: Casework, sealed: Report
) -> None:
    ask(visit, sealed, MODERATOR)
    page = page_of(visit, sealed, OVERSEER)
    a_report.deed(sealed.code, do.DecideIdentity(granted=False), by=OVERSEER)
    a_report.deed(
        sealed.code, do.AskIdentity(post=new_post_id(), words="Một lý do khác hẳn."), by="moderator2.bnd"
    )

    values = page.values("/decide") | {"granted": "yes"}
    answer = visit.post(f"/oversight/reports/{sealed.code}/identity/decide", values, as_=OVERSEER, status=409)

    assert "Một lý do khác hẳn" in answer.main
    assert happened(casework, sealed).count(ev.IdentityDecided) == 1


@one_engine
@pytest.mark.parametrize("granted", ["", "maybe"])
def test_no_verdict_is_neither_yes_nor_no(
    visit: Visit, casework: Casework, sealed: Report, granted: str
) -> None:
    ask(visit, sealed, MODERATOR)
    values = page_of(visit, sealed, OVERSEER).values("/decide") | {"granted": granted}
    visit.post(f"/oversight/reports/{sealed.code}/identity/decide", values, as_=OVERSEER, status=422)
    assert ev.IdentityDecided not in happened(casework, sealed)


def test_a_refusal_opens_nothing_and_a_second_request_may_follow(visit: Visit, sealed: Report) -> None:
    ask(visit, sealed, MODERATOR)
    decide(visit, sealed, OVERSEER, "no")
    assert names_nobody(look(visit, sealed, MODERATOR, status=409))
    assert REASON in page_of(visit, sealed, MODERATOR).main  # among those of before
    ask(visit, sealed, MODERATOR, "Có văn bản số 12 của cơ quan điều tra.")


def test_after_a_day_the_grant_has_lapsed(visit: Visit, clock: Clock, sealed: Report) -> None:
    ask(visit, sealed, MODERATOR)
    decide(visit, sealed, OVERSEER, "yes")
    clock.advance(hours=24, seconds=1)
    page = look(visit, sealed, MODERATOR, status=409)
    assert names_nobody(page) and "24 giờ" in page.one("//*[@role='alert']").text_content()
    assert not any(action.endswith("/open") for action in page.actions)
    assert sealed.code not in visit.get("/moderation/identity", as_=MODERATOR).main
    ask(visit, sealed, MODERATOR)


def test_only_who_asked_looks(visit: Visit, casework: Casework, sealed: Report) -> None:
    ask(visit, sealed, MODERATOR)
    decide(visit, sealed, OVERSEER, "yes")
    for who in ("moderator2.bnd", OVERSEER):
        assert names_nobody(look(visit, sealed, who, status=409))
    assert ev.IdentityOpened not in happened(casework, sealed)


def test_of_two_looks_at_once_one_sees(casework: Casework, a_report: Reports, sealed: Report) -> None:
    a_report.deed(sealed.code, do.AskIdentity(post=new_post_id(), words=REASON), by=MODERATOR)
    a_report.deed(sealed.code, do.DecideIdentity(granted=True), by=OVERSEER)

    def once(_: int) -> str:
        try:
            return open_identity(casework, sealed.code, by=actor(MODERATOR)).name
        except Refused as refused:
            return refused.why.value

    with ThreadPoolExecutor(4) as pool:
        seen = sorted(pool.map(once, range(4)))
    assert seen == sorted([WHO[0], *[Why.NOT_GRANTED.value] * 3])
    assert happened(casework, sealed).count(ev.IdentityOpened) == 1


def test_the_journal_has_it_even_when_what_is_sealed_cannot_be_read(
    visit: Visit, casework: Casework, a_report: Reports, sealed: Report
) -> None:
    a_report.deed(sealed.code, do.AskIdentity(post=new_post_id(), words=REASON), by=MODERATOR)
    a_report.deed(sealed.code, do.DecideIdentity(granted=True), by=OVERSEER)
    with casework.db.write() as session:
        session.get_one(ReporterContactRow, sealed.code).key_name = "lost"

    with pytest.raises(Unreadable):
        open_identity(casework, sealed.code, by=actor(MODERATOR))

    assert happened(casework, sealed)[-1] is ev.IdentityOpened
    look(visit, sealed, MODERATOR, status=409)


@one_engine
def test_what_cannot_be_read_is_said(visit: Visit, casework: Casework, sealed: Report) -> None:
    ask(visit, sealed, MODERATOR)
    decide(visit, sealed, OVERSEER, "yes")
    with casework.db.write() as session:
        session.get_one(ReporterContactRow, sealed.code).key_name = "lost"
    assert "Không đọc được" in look(visit, sealed, MODERATOR, status=500).main


def test_a_citizens_confidential_report_has_nobody_to_show(visit: Visit, a_report: Reports) -> None:
    report = a_report(Status.ROUTED, by="citizen", display=Display.CONFIDENTIAL)
    ask(visit, report, MODERATOR)
    decide(visit, report, OVERSEER, "yes")
    opened = look(visit, report, MODERATOR)
    assert "không để lại tên" in opened.main and "Trần Thị Hoa" not in opened.main


def test_oversight_asks_of_an_ordinary_report_and_the_newsroom_need_not(
    visit: Visit, a_report: Reports
) -> None:
    """security.md: identity of an ordinary reporter: M ✓, O bg."""
    report = a_report(Status.ACCEPTED, by="citizen", display=Display.HIDDEN)
    assert "Không cần xin" in page_of(visit, report, MODERATOR).main
    ask(visit, report, OVERSEER)
    decide(visit, report, MODERATOR, "yes")
    opened = look(visit, report, OVERSEER)
    assert "Trần Thị Hoa" in opened.main and "citizen@demo.test" in opened.main


def test_after_erasing_there_is_nothing_to_ask_for(visit: Visit, a_report: Reports, sealed: Report) -> None:
    a_report.deed(sealed.code, do.EraseContact(), by=a_report.owner(sealed.code))
    assert "xóa vĩnh viễn" in page_of(visit, sealed, MODERATOR).main
    visit.post(
        f"/moderation/reports/{sealed.code}/identity/ask", {"words": REASON}, as_=MODERATOR, status=409
    )


@one_engine
@pytest.mark.parametrize("who", ["guest", "citizen", "officer.stnmt", "signer.stnmt", "journalist", "admin"])
def test_nobody_else_may_even_ask(visit: Visit, casework: Casework, sealed: Report, who: str) -> None:
    """security.md: agencies never."""
    for door in ("moderation", "oversight"):
        base = f"/{door}/reports/{sealed.code}/identity"
        for deed, fields in (("ask", {"words": REASON}), ("decide", {"granted": "yes"}), ("open", {})):
            visit.post(f"{base}/{deed}", fields, as_=who, status=403)
    for command in (
        do.AskIdentity(post=new_post_id(), words=REASON),
        do.DecideIdentity(granted=True),
        do.OpenIdentity(),
    ):
        with pytest.raises(Refused):
            Reports(casework=casework).deed(sealed.code, command, by=who)
    assert not {ev.IdentityAsked, ev.IdentityDecided, ev.IdentityOpened} & set(happened(casework, sealed))


def test_a_moderator_does_not_ask_about_their_own_report(visit: Visit, a_report: Reports) -> None:
    report = a_report(by=MODERATOR, display=Display.NAMED)
    assert not page_of(visit, report, MODERATOR).actions
    ask(visit, report, OVERSEER)
    visit.post(
        f"/moderation/reports/{report.code}/identity/decide", {"granted": "yes"}, as_=MODERATOR, status=409
    )


def test_asked_twice_by_one_click_is_asked_once(visit: Visit, casework: Casework, sealed: Report) -> None:
    page = page_of(visit, sealed, MODERATOR)
    for _ in range(2):
        visit.send(page, "/ask", {"words": REASON}, as_=MODERATOR)
    assert happened(casework, sealed).count(ev.IdentityAsked) == 1
