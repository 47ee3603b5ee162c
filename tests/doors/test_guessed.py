"""Addresses with what belongs to somebody else, or to nobody, in their places: guessed, copied, or overheard.

security.md: "Loading is authorising: a view gets an object through a function that also checks it. Where
existence is secret a refusal is 404, else 403; a refusal changes nothing."
"""

from __future__ import annotations

import re
from collections.abc import Callable, Mapping
from dataclasses import replace
from itertools import product
from pathlib import Path
from types import MappingProxyType

import pytest
from flask import Flask
from werkzeug.test import TestResponse

from casework.actions import sessions
from casework.domain import commands as do
from casework.domain.report import Report
from casework.domain.values import RemoveReason, Status
from casework.readings.directory import directory
from casework.store import threads
from casework.store.casework import new_post_id
from moderation.forms_bulk import FORMS
from tests.doors.addresses import (
    LET_IN,
    NOBODY,
    NOTHING_THERE,
    PEOPLE,
    REFUSED,
    Row,
    Stage,
    mark_of,
    noted,
    rows,
    user,
)
from tests.doors.stage import PTTH, STNMT, Reports
from tests.doors.test_files import picture
from tests.doors.test_who_may import ROWS
from web import qr
from web.session import PERSON

NOBODYS = "PA-2222-2222"
NO_KEY = "0" * 32
SAME = {"version": "1", "items": ""}  # of forms that are given back, so that two can be compared
OTHERS = [column for column in PEOPLE if column != "C"]
sqlite_only = pytest.mark.parametrize("database_url", ["sqlite"], indirect=True)


@pytest.fixture
def stage(app: Flask, a_report: Reports) -> Stage:
    return Stage(app, a_report)


# ---- reports

# security.md, "report · read". The columns are those of `test_who_may`.
# ∅ may not know that it exists; × is told that it was taken down.
READERS = """
# a report that                                           A  C  c  C′ M  m  p  G  S  G′ J  O  X  K
is public                                                 =
is submitted                                              ∅  ✓  ✓  ∅  ✓  ∅  ∅  ∅  ∅  ∅  ∅  ✓  ∅  ∅
lacks something                                           ∅  ✓  ✓  ∅  ✓  ∅  ∅  ∅  ∅  ∅  ∅  ✓  ∅  ∅
was declined                                              ∅  ✓  ✓  ∅  ✓  ∅  ∅  ∅  ∅  ∅  ∅  ✓  ∅  ∅
was withdrawn                                             ∅  ✓  ✓  ∅  ✓  ∅  ∅  ∅  ∅  ∅  ∅  ✓  ∅  ∅
is restricted                                             ∅  ✓  ✓  ∅  ✓  ∅  ∅  ✓  ✓  ∅  ∅  ✓  ∅  ∅
is unconfirmed                                            ∅  ∅  ✓  ∅  ∅  ∅  ∅  ∅  ∅  ∅  ∅  ∅  ∅  ∅
was removed                                               ×  ✓  ✓  ×  ✓  ×  ×  ×  ×  ×  ×  ✓  ×  ×
"""
Answer = tuple[int, str, str]  # status, where it leads, what it says
Make = Callable[[Reports], Report]
STATES: Mapping[str, Make] = MappingProxyType(
    {
        "public": lambda reports: reports(Status.ROUTED),
        "submitted": lambda reports: reports(Status.SUBMITTED),
        "something": lambda reports: reports(Status.NEEDS_INFO),
        "declined": lambda reports: reports(Status.DECLINED),
        "withdrawn": lambda reports: _after(reports, Status.SUBMITTED, do.Withdraw, "citizen"),
        "restricted": lambda reports: reports(Status.ACCEPTED, publish=False),
        "unconfirmed": lambda reports: reports(Status.UNCONFIRMED, by="guest"),
        "removed": lambda reports: _after(
            reports, Status.ROUTED, do.Remove, "moderator.bnd", reason=RemoveReason.OTHER
        ),
    }
)


def _after(reports: Reports, status: Status, deed: type[do.Worded], by: str, **more: RemoveReason) -> Report:
    command = deed(post=new_post_id(), words="Theo đề nghị của người gửi.", **more)
    return reports.deed(reports(status).code, command, by=by)


def test_a_report_is_read_by_whom_its_state_lets(stage: Stage, a_report: Reports) -> None:
    wrong = []
    for state in rows(READERS):
        stage.put(STATES[state.address](a_report))
        address = f"/reports/{stage.report.code}"
        got = {column: mark_of(stage.ask(column, "GET", address), "GET") for column in PEOPLE}
        wrong += [
            f"{state}: {column} gets {got[column]}" for column in PEOPLE if got[column] != state.marks[column]
        ]
    assert not wrong, "\n".join(wrong)


@sqlite_only
def test_who_may_not_know_of_a_report_cannot_tell_it_from_none(
    stage: Stage, a_report: Reports, monkeypatch: pytest.MonkeyPatch
) -> None:
    """At every address, by the whole answer. That both engines find the same reports, the others hold."""
    monkeypatch.setattr("web.limits._limiter.enabled", False)  # it counts whatever is asked for
    by_code = [row for row in ROWS if "<code>" in row.address]
    directory(stage.casework)  # whose outlets stand at the head of every page once it was read
    none = {(str(row), column): _answer(stage, row, column, NOBODYS) for row in by_code for column in PEOPLE}
    wrong: list[str] = []
    for state in rows(READERS):
        stage.put(STATES[state.address](a_report))
        unaware = [column for column in PEOPLE if state.marks[column] == NOTHING_THERE]
        with stage.unchanged():
            wrong += [
                f"{state} – {row}: {column}"
                for row in by_code
                for column in unaware
                # Whom the guard turns away before any code is looked at is asked about one state.
                if state.address == "submitted" or not _is_turned_away(none[str(row), column])
                if _answer(stage, row, column, stage.report.code) != none[str(row), column]
            ]
    assert not wrong, "\n".join(wrong)


def _answer(stage: Stage, row: Row, column: str, code: str) -> Answer:
    """What a column gets at a row's address with this code in its place."""
    address = stage.address(replace(row, address=row.address.replace("<code>", code)), column)
    return _told(stage.ask(column, row.method, address, **SAME), code)


def _is_turned_away(answer: Answer) -> bool:
    status, leads_to, _ = answer
    return status == 403 or leads_to.startswith(("/login?", "/second-factor?"))


def _told(response: TestResponse, guess: str) -> Answer:
    """The whole answer but for what differs between any two: what was guessed, keys of forms and links."""
    own = r'value="[^"]{20,}"|/confirm/[\w-]{20,}|/contact/\w{32}|request(=|%3D|%253D)\w{32}'
    text = re.sub(own, "", response.get_data(as_text=True))
    location = re.sub(own, "", response.headers.get("Location", ""))
    text = text.replace(qr.svg(f"http://localhost/r/{guess}"), "…")  # the same as a picture
    return response.status_code, location.replace(guess, "…"), text.replace(guess, "…")


def test_a_file_of_a_hidden_report_is_none(stage: Stage, a_report: Reports) -> None:
    hidden = a_report(uploads=[(picture(), "anh.png")])
    with stage.casework.db.read() as session:
        key = threads.files(session, hidden.code)[0].id
    ends = [row.address.removeprefix("/files/<key>") for row in ROWS if row.address.startswith("/files/")]
    for column in (column for column in PEOPLE if column not in ("C", "M", "O")):
        for end in ends:
            there, none = (
                _told(stage.ask(column, "GET", f"/files/{one}{end}"), one) for one in (key, NO_KEY)
            )
            is_alike = there == none
            assert is_alike and there[0] == 404, f"{column} at …{end}"


@sqlite_only
def test_who_does_the_same_to_many_cannot_tell_a_hidden_report_from_none(
    stage: Stage, a_report: Reports
) -> None:
    """Whatever else is wrong with what the form says: versions and keys too."""
    hidden = a_report().code
    told = {}
    with stage.unchanged():
        for deed, version, post in product(FORMS, ("0", "1", "9"), (NO_KEY, stage.post)):
            for code in (hidden, NOBODYS):
                items = f"{code}:{version}:{post}"
                stage.ask("m", "POST", f"/moderation/bulk/{deed}", items=items, agency="STNMT")
                told[code] = _told(stage.ask("m", "GET", "/moderation/"), code)
            # Said in two steps: a difference of two pages takes pytest minutes to show.
            is_alike = told[hidden] == told[NOBODYS]
            assert is_alike and "…" in told[hidden][2], f"{deed} {version} {post}"


@sqlite_only
def test_who_comes_late_is_told_what_happened_as_far_as_they_may_read_it(
    stage: Stage, a_report: Reports
) -> None:
    """Who wrote on an old page learns from the answer nothing of notes and drafts."""
    code = stage.report.code
    a_report.deed(code, do.AddNewsroomNote(post=new_post_id(), words="Đã gọi điện."), by=PEOPLE["M"])
    a_report.deed(code, do.DraftReply(post=new_post_id(), words="Đã ký giấy."), by=PEOPLE["G"])
    readers = {"Ghi chú của tòa soạn": ("M", "O"), "Có dự thảo trả lời": ("G", "S")}
    late = set()
    for row in (row for row in ROWS if row.method == "POST" and "<code>" in row.address):
        at_the_door = PEOPLE if row.address.startswith("/reports/") else _let_in(row)
        for column in at_the_door:
            answer = stage.ask(column, "POST", stage.address(row, column), version="1")
            text = answer.get_data().decode(errors="replace")
            late |= {column} if answer.status_code == 409 else set()
            for label, may in readers.items():
                assert label not in text or column in may, f"{row}: {column} reads “{label}”"
    assert late >= {"C", "C′", "M", "G", "S", "O"}


def _let_in(row: Row) -> list[str]:
    return [column for column in PEOPLE if row.marks[column] == LET_IN]


# ---- what belongs to another report


def test_a_comment_is_reviewed_through_its_own_report_alone(stage: Stage, a_report: Reports) -> None:
    mine, theirs = a_report(Status.ROUTED).code, a_report(outlet=PTTH)
    approval = do.ApproveAndRoute(post=new_post_id(), words="", agency=STNMT)
    a_report.deed(theirs.code, approval, by="moderator.ptth")
    note = do.AddNewsroomNote(post=new_post_id(), words="Đã gọi điện cho người gửi.")
    a_report.deed(stage.report.code, note, by="moderator.bnd")
    foreign = do.Comment(post=new_post_id(), words="Nhà tôi cũng thế.")
    a_report.deed(theirs.code, foreign, by="business")
    with stage.unchanged():
        for code, post, status in (
            (mine, stage.post, 409),  # of a colleague's report
            (mine, foreign.post, 409),  # of another outlet's
            (theirs.code, foreign.post, 404),
            (stage.report.code, note.post, 409),  # no comment
            (mine, NO_KEY, 409),
        ):
            for show in ("yes", "no"):
                address = f"/moderation/reports/{code}/comments/{post}"
                assert stage.ask("M", "POST", address, show=show).status_code == status, address


def test_a_picture_is_painted_over_through_its_own_report_alone(stage: Stage, a_report: Reports) -> None:
    mine = a_report(Status.ROUTED).code
    theirs = a_report(outlet=PTTH, uploads=[(picture(), "anh.png")]).code
    with stage.casework.db.read() as session:
        foreign = threads.files(session, theirs)[0].id
    cover = {"left-0": "10", "top-0": "10", "width-0": "20", "height-0": "20"}
    with stage.unchanged():
        for code, key in ((mine, stage.key), (mine, foreign), (theirs, foreign), (mine, NO_KEY)):
            at = f"/moderation/reports/{code}/pictures/{key}"
            for method, address in (("GET", at), ("POST", f"{at}/preview"), ("POST", at)):
                assert stage.ask("M", method, address, **cover).status_code == 404, f"{method} {address}"


def test_a_form_with_the_key_of_anothers_post_writes_nothing(stage: Stage, a_report: Reports) -> None:
    """A form's key makes its post's id. One that is taken is no form that came twice."""
    other = a_report(Status.ROUTED).code
    with stage.unchanged():
        answer = stage.ask("C′", "POST", f"/reports/{other}/comment", post=stage.post)
        assert answer.status_code == 409 and "Xin cho biết thêm." in answer.get_data(as_text=True)


# ---- what belongs to another person


def test_nobody_ends_anothers_session(stage: Stage, caplog: pytest.LogCaptureFixture) -> None:
    theirs = stage.a_session(PEOPLE["C"])
    with stage.unchanged():
        for column in OTHERS:
            for identity in (theirs, NO_KEY):
                _refused(stage, column, f"/account/sessions/{identity}/end", caplog)


def _refused(
    stage: Stage, column: str, address: str, caplog: pytest.LogCaptureFixture, **fields: str
) -> None:
    """Send a form there, and hold that it is refused, and that it is noted whom."""
    caplog.clear()
    got = mark_of(stage.ask(column, "POST", address, **fields), "POST")
    assert got in (REFUSED, NOTHING_THERE), f"{column} at {address} gets {got}"
    assert column in NOBODY or noted(caplog) == [f"refused: user {user(PEOPLE[column])}"]


def test_the_session_one_is_in_is_not_ended_as_another(stage: Stage) -> None:
    cookie = stage.visit.browser(PEOPLE["C"]).get_cookie(PERSON)
    here = sessions.load(stage.casework, cookie.value if cookie else "")
    assert here is not None
    with stage.unchanged():
        got = mark_of(stage.ask("C", "POST", f"/account/sessions/{here.id}/end"), "POST")
        assert got == NOTHING_THERE


@pytest.mark.parametrize("name", ["Máy của tôi", " "])
def test_nobody_touches_anothers_passkey_whatever_the_form_says(
    stage: Stage, name: str, caplog: pytest.LogCaptureFixture
) -> None:
    theirs = stage.give_factors(PEOPLE["C"])
    stage.give_factors(PEOPLE["G"])
    with stage.unchanged():
        for column in OTHERS:
            for passkey in (theirs, NO_KEY):
                at = f"/account/factors/passkeys/{passkey}"
                _refused(stage, column, f"{at}/name", caplog, **{f"{passkey}-name": name})
                _refused(stage, column, f"{at}/remove", caplog)


def test_nobody_takes_away_what_somebody_else_follows_or_keeps(stage: Stage) -> None:
    watch, view, text = stage.a_watch(PEOPLE["M"]), stage.a_view(PEOPLE["M"]), stage.a_text(PEOPLE["M"])
    with stage.unchanged():
        for column in (column for column in PEOPLE if column != "M"):
            stage.ask(column, "POST", f"/follow/stop/{watch}")
        stage.ask("m", "POST", f"/moderation/views/{view}/remove")
        assert mark_of(stage.ask("m", "POST", f"/moderation/texts/{text}/remove"), "POST") == REFUSED
        answer = stage.ask("m", "POST", f"/moderation/texts?edit={text}", name="Tên", vi="Lời", use="ask")
        assert mark_of(answer, "POST") == NOTHING_THERE


def test_only_an_administrator_learns_which_numbers_are_people(stage: Stage) -> None:
    about_people = [row for row in ROWS if "<person>" in row.address]
    nobodys = ("0", "4711", "2147483647", "2147483648", "-1", "1e1", "٣")
    for row in about_people:
        for column in PEOPLE:
            answers = {
                number: _told(
                    stage.ask(column, row.method, row.address.replace("<person>", number), **SAME),
                    f"/{number}",
                )
                for number in (str(user(PEOPLE["C"])), *nobodys[:3])
            }
            if column != "X":
                kinds = len(set(answers.values()))
                assert kinds == 1, f"{row}: {column}"
        for number in nobodys:
            got = stage.ask("X", row.method, row.address.replace("<person>", number)).status_code
            assert got == 404, f"{row} {number}"


def test_an_administrator_decides_nothing_about_themself(stage: Stage) -> None:
    """security.md: "people, roles, keys, directory: not self"."""
    own = str(user(PEOPLE["X"]))
    deeds = [row for row in ROWS if "<person>/" in row.address and not row.address.endswith("/letter")]
    with stage.unchanged():
        for row in deeds:
            answer = stage.ask("X", row.method, row.address.replace("<person>", own))
            assert mark_of(answer, "POST") == REFUSED, str(row)


# ---- links and letters


def test_a_link_of_one_kind_opens_nothing_of_another(stage: Stage) -> None:
    """Those of letters are signed, and held in test_notices."""
    kinds = ("<report-link>", "<account-link>", "<reset-link>")
    links = {row.address: stage.address(row, "A") for row in ROWS if row.address.endswith(kinds)}
    assert len(links) == len(kinds)
    for written, address in links.items():
        token = address.rpartition("/")[2]
        for other in links.values():
            swapped = f"{other.rpartition('/')[0]}/{token}"
            for method in ("GET", "POST") if swapped != address else ():
                status = stage.ask("A", method, swapped).status_code
                assert status in (404, 410, 422), f"{written} at {method} {swapped}: {status}"


@pytest.mark.parametrize("letter", [NO_KEY, "thu", "..", "%2e%2e%2fthu", "a" * 31, "0" * 31 + "%0a"])
def test_no_letter_is_read_by_a_guess(stage: Stage, letter: str, tmp_path: Path) -> None:
    for folder in (tmp_path, tmp_path / "mail"):
        folder.mkdir(exist_ok=True)
        (folder / "thu.eml").write_text(
            "Date: Mon, 2 Nov 2026 09:00:00 +0700\nFrom: a\nTo: b\nSubject: c\n\nd"
        )
    assert mark_of(stage.ask("A", "GET", f"/demo/mail/{letter}"), "GET") == NOTHING_THERE
