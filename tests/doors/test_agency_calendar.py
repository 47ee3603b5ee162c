"""/agency/calendar: all deadlines of an officer's agencies in their own calendar, under a secret address."""

from __future__ import annotations

from collections.abc import Callable
from urllib.parse import urlsplit

import pytest
from flask import Flask
from icalendar import Calendar

from casework.actions import access_tokens, roles
from casework.domain import commands as do
from casework.domain.access import Scope
from casework.domain.calendar import local_day
from casework.domain.refusals import Refused
from casework.domain.shares import Asking
from casework.domain.values import AgencyCode, Display, RemoveReason, Role, Status, UserId
from casework.readings import inbox
from casework.store.casework import Casework, new_post_id
from tests.doors.client import Visit
from tests.doors.stage import STNMT, Reports, actor
from tests.house import Clock

OFFICER, HERE = "officer.stnmt", "/agency/calendar"
SYT = AgencyCode("SYT")
sqlite_only = pytest.mark.parametrize("database_url", ["sqlite"], indirect=True)


def made(visit: Visit, who: str = OFFICER) -> str:
    """The secret address that somebody has made."""
    page = visit.send(visit.get(HERE, as_=who), HERE, as_=who, follow=False)
    assert page.headers["Cache-Control"] == "private, no-store"
    return urlsplit(page.one("//code").text).path


def days(app: Flask, address: str) -> dict[str, str]:
    """By summary the days that a calendar programme without any cookie gets."""
    answer = app.test_client().get(address)
    assert (answer.status_code, answer.mimetype) == (200, "text/calendar")
    assert answer.headers["Cache-Control"] == "private, no-store" and "Set-Cookie" not in answer.headers
    events = Calendar.from_ical(answer.get_data(as_text=True)).walk("VEVENT")
    return {str(one["summary"]): one["dtstart"].dt.isoformat() for one in events}


def user(who: str) -> UserId:
    found = actor(who).user
    assert found is not None
    return found


def test_it_has_what_is_public_and_what_is_not_and_nothing_but_codes_and_days(
    visit: Visit, app: Flask, a_report: Reports
) -> None:
    a_report.trust("citizen")
    told = {"title": "Zuqixo chờ sổ đỏ", "body": "Zuqixo chờ mãi không có giấy ở bộ phận một cửa."}
    owed = [
        a_report(Status.ROUTED, **told),
        a_report(Status.ACCEPTED, publish=False, **told),
        a_report(Status.ACCEPTED, display=Display.CONFIDENTIAL, **told),
        a_report(Status.REOPENED, **told),
    ]
    for status in (Status.SUBMITTED, Status.RETURNED, Status.ANSWERED, Status.CLOSED, Status.WITHDRAWN):
        a_report(status, **told)
    removed = a_report(Status.ACCEPTED, **told)
    removal = do.Remove(post=new_post_id(), words="Xem lại.", reason=RemoveReason.PERSONAL_DATA)
    a_report.deed(removed.code, removal, by="moderator.bnd")
    address = made(visit)
    assert days(app, address) == {
        f"Hạn: {one.code}": local_day(one.due).isoformat() for one in owed if one.due is not None
    }
    source = app.test_client().get(address).get_data(as_text=True).lower()
    assert not [word for word in ("zuqixo", "trần thị hoa", "sổ đỏ") if word in source]
    assert f"/agency/reports/{owed[0].code}".lower() in source
    assert app.test_client().get(f"/agency/reports/{owed[0].code}").status_code == 302, "it asks to sign in"


def test_a_share_has_its_own_day_and_another_agencys_work_is_not_there(
    visit: Visit, app: Flask, a_report: Reports, casework: Casework
) -> None:
    code = a_report(Status.SUBMITTED).code
    asked = Asking(agency=STNMT, post=new_post_id(), words="Trích lục thửa đất.")
    route = do.ApproveAndRoute(post=new_post_id(), words="", agency=SYT, co_agencies=(STNMT,), asked=(asked,))
    report = a_report.deed(code, route, by="moderator.bnd")
    (share,) = report.shares
    assert share.due is not None and report.due is not None
    assert days(app, made(visit)) == {f"Hạn: {code}": local_day(share.due).isoformat()}
    assert days(app, made(visit, "officer.syt")) == {f"Hạn: {code}": local_day(report.due).isoformat()}


def test_what_is_late_says_so_and_a_day_is_not_moved(
    visit: Visit, app: Flask, a_report: Reports, clock: Clock
) -> None:
    report = a_report(Status.ACCEPTED)
    address = made(visit)
    clock.advance(days=60)
    assert list(days(app, address)) == [f"Quá hạn: {report.code}"]
    assert list(days(app, f"/en{address}")) == [f"Overdue: {report.code}"]


def test_each_day_bears_the_moment_of_asking_so_that_programmes_take_what_was_moved(
    visit: Visit, app: Flask, a_report: Reports, clock: Clock
) -> None:
    a_report(Status.ACCEPTED)
    address = made(visit)
    for _ in range(2):
        now = clock.advance(hours=5).replace(microsecond=0)
        (event,) = Calendar.from_ical(app.test_client().get(address).get_data(as_text=True)).walk("VEVENT")
        assert event["dtstamp"].dt == now


def test_what_is_to_come_has_room_before_what_is_late_and_of_that_the_newest(
    a_report: Reports, casework: Casework, clock: Clock, monkeypatch: pytest.MonkeyPatch
) -> None:
    soonest = a_report.two_late_and_two_to_come(clock)
    for most in (4, 3, 1):
        monkeypatch.setattr(inbox, "MOST_DEADLINES", most)
        owed = inbox.deadlines(casework, actor(OFFICER))
        assert [one.code for one in owed] == soonest[:most]
        assert [one.is_late for one in owed] == [False, False, True, True][:most]


def test_the_address_is_shown_once_kept_hashed_and_revoked_at_the_desk(
    visit: Visit, app: Flask, a_report: Reports
) -> None:
    form = visit.get(HERE, as_=OFFICER)
    address = urlsplit(visit.send(form, HERE, as_=OFFICER).one("//code").text).path
    assert "chỉ hiện một lần" in visit.send(form, HERE, as_=OFFICER).main, "the same form makes one"
    desk = visit.get(HERE, as_=OFFICER)
    secret = address.rpartition("/")[2].removesuffix(".ics")
    assert secret not in desk.source and "chưa dùng lần nào" in desk.main
    assert days(app, address) == {}
    assert "dùng lần cuối" in visit.get(HERE, as_=OFFICER).main
    assert "xem lịch hạn trả lời của cơ quan" in visit.get("/account/tokens", as_=OFFICER).main
    (button,) = desk.all("//form[contains(@action, '/revoke')]")
    visit.post(str(button.get("action")), as_="signer.stnmt", status=404)
    assert "Đã thu hồi" in visit.send(desk, "/revoke", as_=OFFICER).main
    assert app.test_client().get(address).status_code == 404


def test_addresses_that_were_made_on_one_day_are_told_apart(visit: Visit, clock: Clock) -> None:
    made(visit)
    clock.advance(minutes=7)
    made(visit)
    told = visit.get(HERE, as_=OFFICER).main.split("Tạo ngày ")[1:]
    assert [one.partition(";")[0].strip() for one in told] == ["02/11/2026, 09:07", "02/11/2026, 09:00"]


def _leaves(casework: Casework, clock: Clock) -> None:
    roles.revoke(casework, user(OFFICER), Role.OFFICER, STNMT, by=actor("admin"))


def _is_locked(casework: Casework, clock: Clock) -> None:
    roles.disable(casework, user(OFFICER), by=actor("admin"))


def _a_year_goes_by(casework: Casework, clock: Clock) -> None:
    clock.advance(days=365, seconds=1)


@pytest.mark.parametrize("ends", [_leaves, _is_locked, _a_year_goes_by])
def test_it_ends_when_the_officer_leaves_the_agency_or_is_locked(
    visit: Visit,
    app: Flask,
    a_report: Reports,
    casework: Casework,
    clock: Clock,
    ends: Callable[[Casework, Clock], None],
) -> None:
    a_report(Status.ACCEPTED)
    address = made(visit)
    assert days(app, address)
    ends(casework, clock)
    assert app.test_client().get(address).status_code == 404
    if ends is _leaves:
        roles.grant(casework, user(OFFICER), Role.OFFICER, STNMT, by=actor("admin"))
        assert app.test_client().get(address).status_code == 404, "coming back opens nothing"


@sqlite_only
def test_who_works_for_no_agency_has_no_calendar_and_no_other_token_opens_one(
    app: Flask, casework: Casework
) -> None:
    with pytest.raises(Refused):
        access_tokens.make(
            casework, "a" * 32, name="Lịch", scopes=[Scope.DEADLINES], days=30, by=actor("citizen")
        )
    other = access_tokens.make(
        casework, "b" * 32, name="Máy", scopes=[Scope.READ, Scope.TRACK], days=30, by=actor(OFFICER)
    )
    for secret in (other, "ddcc_" + "A" * 43, "nobodys", "%00"):
        assert app.test_client().get(f"{HERE}/{secret}.ics").status_code == 404, secret


@sqlite_only
def test_the_address_lets_a_program_do_nothing_else(visit: Visit, app: Flask) -> None:
    secret = made(visit).rpartition("/")[2].removesuffix(".ics")
    header = {"Authorization": f"Bearer {secret}"}
    assert app.test_client().get("/api/v1/my/reports", headers=header).status_code in (403, 404)
    assert app.test_client().get("/agency/", headers=header).status_code == 302


@sqlite_only
def test_a_session_left_open_makes_no_address(visit: Visit, clock: Clock) -> None:
    form = visit.get(HERE, as_=OFFICER)
    clock.advance(minutes=16)
    asked = visit.send(form, HERE, as_=OFFICER)
    assert "/second-factor" in asked.url and not asked.all("//code[@class='secret-key']")


@sqlite_only
def test_whoever_guesses_addresses_waits(app: Flask) -> None:
    answers = [app.test_client().get(f"{HERE}/ddcc_{n:043d}.ics").status_code for n in range(601)]
    assert set(answers[:600]) == {404} and answers[600] == 429


@sqlite_only
def test_one_address_is_fetched_so_often_and_keeps_no_neighbours_from_fetching_theirs(
    visit: Visit, app: Flask
) -> None:
    mine, neighbours = made(visit), made(visit, "officer.syt")
    answers = [app.test_client().get(mine).status_code for _ in range(31)]
    assert set(answers[:30]) == {200} and answers[30] == 429
    elsewhere = {"REMOTE_ADDR": "198.51.100.99"}
    assert app.test_client().get(mine, environ_base=elsewhere).status_code == 429, "from wherever"
    assert app.test_client().get(f"/en{mine}").status_code == 429, "in whatever language"
    assert app.test_client().get(neighbours).status_code == 200
