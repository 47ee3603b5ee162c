"""What people type stays text: a corpus of attacks through every field, file name, search box and letter."""

from __future__ import annotations

from collections.abc import Collection, Mapping, Sequence
from itertools import groupby
from operator import itemgetter
from typing import Final
from urllib.parse import quote_plus

import pytest
from flask import Flask
from lxml import html
from sqlalchemy import update
from werkzeug.test import TestResponse

from casework.delivery.post_office import FilesPostOffice
from casework.delivery.worker import run
from casework.domain import commands as do
from casework.domain.report import Report
from casework.domain.values import Display, PostId, Status
from casework.store import support
from casework.store.casework import Casework, new_post_id
from casework.store.contacts import Contact
from casework.store.tables import AgencyRow, AreaRow, FieldRow, OutletRow, UserRow
from tests.doors.addresses import PEOPLE, Row
from tests.doors.client import DATA, Page, Visit, check
from tests.doors.crawl import crawl
from tests.doors.every_field import EveryField, column_of
from tests.doors.stage import Reports, actor
from tests.doors.test_files import picture

# Each would leave an element `xss-7` or an attribute `xss7` behind where it is not text.
SHORT: Final = (
    "<xss-7>",
    '"><xss-7 onload=alert(1)>',
    "' xss7='1' onfocus='alert(1)' autofocus='",
    '" xss7="1" onmouseover="alert(1)',
    "</title></textarea></script><xss-7>",
    "<img src=x xss7=1 onerror=alert(1)>",
    "--><xss-7><!--",
    "&lt;xss-7&gt;<xss-7/>",
    "{{7*7}}{% raw %}${7*7}<xss-7>",
    "javascript:alert(1)//<xss-7>",
    "\u003cxss-7\u003e%3Cxss-7%3E",
    "<scr<script>ipt><xss-7>",
)
LONG: Final = "\n\n".join(
    (
        *SHORT,
        "[bấm](javascript:alert(1)) [bấm](  JaVaScRiPt&#58;alert(1)) [x](data:text/html,<xss-7>)",
        "[y](//evil.test) [z](/\\\\evil.test)",
        "https://nhan-dan.test/\"onmouseover='alert(1)'xss7=1 http://a.test/<xss-7>",
        "<a href='vbscript:alert(1)' xss7>x</a> <svg><xss-7 onload=alert(1)></svg> <math><xss-7>",
        "<iframe srcdoc='<xss-7>'></iframe><object data=x><embed src=x><base href=//evil.test>",
        "<style>*{background:url(//evil.test)}</style><meta http-equiv=refresh content='0;url=//evil.test'>",
        "> <xss-7>\n> - <xss-7>\n\n1. **<xss-7>** _<xss-7>_ `<xss-7>`\n\n![x](x \"xss7='1'\")",
    )
)
_NEVER: Final = (
    "//xss-7 | //@xss7 | //iframe | //object | //embed | //base | //math | //style | //meta[@http-equiv]"
)
_SCHEMES: Final = (
    "http:",
    "https:",
    "mailto:",
    "tel:",
    "otpauth:",
    "data:image/",
    "data:text/plain;charset=utf-8,",
    "/",
    "#",
    "?",
)
READERS: Final = {
    "guest": ("/", "/en/", "/reports", "/agencies"),
    "citizen": ("/track", "/account"),
    "moderator.bnd": ("/moderation/",),
    "signer.stnmt": ("/agency/",),
    "overseer": ("/oversight/",),
    "admin": ("/admin/",),
}


def hold_harmless(source: str, where: str) -> None:
    """Fail when something in this page or letter is more than text."""
    tree = html.document_fromstring(source)
    assert not tree.xpath(_NEVER), f"{where}: {[html.tostring(node) for node in tree.xpath('//xss-7')][:3]}"
    assert not tree.xpath(f"//@*[starts-with(name(), 'on')] | //script[not(@src) and not({DATA})]"), where
    for link in tree.xpath("//@href | //@src | //@action | //@formaction"):
        assert not link or ":" not in link.split("/")[0] or link.startswith(_SCHEMES), f"{where}: {link}"
        assert not link.startswith(("//", "/\\")) and "evil.test" not in link.partition("?")[0], (
            f"{where}: {link}"
        )


def hostile(casework: Casework, a_report: Reports) -> list[Report]:
    """Everybody has a hostile name, and every kind of words is hostile, on a report in each late status."""
    with casework.db.write() as session:
        for table in (AgencyRow, OutletRow, AreaRow, FieldRow):
            session.execute(update(table).values(name=table.name + SHORT[1]))
        session.execute(update(UserRow).values(name=SHORT[3], organisation=SHORT[2]))
    made = []
    for number, payload in enumerate(SHORT):
        report = a_report(
            Status.ACCEPTED,
            by="guest",
            title=payload,
            body=LONG,
            display=list(Display)[number % len(Display)],
            contact=Contact(name=payload, email="tu@nha.test", phone=payload, organisation=payload),
            uploads=[(picture(), f"{payload}.jpg")],
        )
        made.append(_talked_about(casework, a_report, report, payload))
    return made


def _talked_about(casework: Casework, a_report: Reports, report: Report, payload: str) -> Report:
    owner = a_report.owner(report.code)

    def say(kind: type[do.Worded], by: str | None = None, **more: object) -> Report:
        command = kind(post=new_post_id(), words=f"{payload}\n\n{LONG}", **more)
        return a_report.deed(report.code, command, by=by or owner)

    comment = PostId(new_post_id())
    a_report.deed(report.code, do.Comment(post=comment, words=LONG), by="business")
    a_report.deed(report.code, do.ReviewComment(comment=comment, show=True), by="moderator.bnd")
    say(do.Comment, "business")
    say(do.AddNewsroomNote, "moderator.bnd")
    say(do.AddAgencyNote, "officer.stnmt")
    say(do.MessageNewsroom)
    say(do.MessageNewsroom, "moderator.bnd")
    say(do.MessageAgency)
    say(do.MessageAgency, "officer.stnmt")
    say(do.InterimReply, "officer.stnmt")
    say(do.DraftReply, "officer.stnmt")
    say(do.SignReply, "signer.stnmt")
    with casework.db.write() as session:
        follower = actor("citizen").user
        assert follower is not None
        support.set_follow(session, follower, report.code, on=True, at=casework.now())
    return say(do.Reopen)


@pytest.mark.parametrize("database_url", ["sqlite"], indirect=True)
def test_nothing_that_anybody_typed_is_more_than_text_anywhere(
    app: Flask, casework: Casework, a_report: Reports
) -> None:
    made = hostile(casework, a_report)
    for who, starts in READERS.items():
        visit = Visit(app)
        seen = 0
        for address, response in crawl(visit, who, *starts):
            assert response.status_code < 500, address
            if response.mimetype == "text/html" and response.get_data():
                seen += 1
                check(app, Page(response, address))
                hold_harmless(response.get_data(as_text=True), f"{who} at {address}")
        assert seen > 3, who
    visit = Visit(app)
    for report in made:
        secret = a_report.receipts[report.code].secret
        visit.post("/track", {"code": report.code, "secret": secret}, as_="guest")
        page = visit.get(f"/reports/{report.code}")
        hold_harmless(page.source, f"the owner at {page.url}")


@pytest.mark.parametrize("database_url", ["sqlite"], indirect=True)
def test_no_letter_holds_more_than_text(casework: Casework, a_report: Reports, app: Flask) -> None:
    hostile(casework, a_report)
    office = app.extensions["post-office"]
    assert isinstance(office, FilesPostOffice)
    run(casework, office, "http://localhost", once=True)
    kept = office.letters()
    assert len(kept) > 50
    for letter in kept:
        hold_harmless(letter.html, letter.subject)
        assert "\n" not in letter.subject


@pytest.mark.parametrize("payload", [*SHORT, LONG])
@pytest.mark.parametrize("database_url", ["sqlite"], indirect=True)
def test_nothing_in_an_address_or_a_rejected_form_is_more_than_text(visit: Visit, payload: str) -> None:
    asked = {
        "q": payload,
        "agency": payload,
        "field": payload,
        "status": payload,
        "after": payload,
        "next": payload,
    }
    for address in ("/", "/reports", "/en/reports", "/agencies", "/track", "/login", "/signup", "/reset"):
        response = visit.browser("guest").get(address, query_string={**asked, "code": payload})
        assert response.status_code in (200, 302, 400, 404), address
        hold_harmless(response.get_data(as_text=True), f"{address}?q={payload}")
    for address in ("/reports/new", "/login", "/signup", "/track", "/reset"):
        fields = dict.fromkeys(
            (
                "title",
                "body",
                "name",
                "email",
                "phone",
                "organisation",
                "code",
                "secret",
                "next",
                "kind",
                "outlet",
            ),
            payload,
        )
        response = visit.browser("guest").post(address, data={**fields, "csrf_token": visit.token("guest")})
        assert response.status_code < 500, address
        hold_harmless(response.get_data(as_text=True), f"{address} with {payload}")


# Short enough for most fields, and at home everywhere: in an address, between tags, in an attribute.
IN_A_FIELD: Final = "javascript:x//\"><xss-7 onload='x'>' xss7='1' onfocus='x"
_TAKEN: Final = (302, 303)
# Who sends the same key again is shown what they did before.
_KEYS: Final = frozenset({"form_key", "items", "key", "post"})
_WHERE_A_REPORT_IS_SEEN: Final = {
    "C": "/reports/{}",
    "M": "/moderation/reports/{}",
    "G": "/agency/reports/{}",
    "S": "/agency/reports/{}",
    "O": "/oversight/reports/{}",
}


@pytest.mark.parametrize("database_url", ["sqlite"], indirect=True)
def test_nothing_typed_into_any_field_of_any_form_is_more_than_text(
    app: Flask, casework: Casework, a_report: Reports, monkeypatch: pytest.MonkeyPatch
) -> None:
    every_field = EveryField(app, a_report, monkeypatch)
    looked_at = 0
    for row, fields in groupby(every_field, key=itemgetter(0)):
        taken = []
        for _, names in fields:
            changes = dict.fromkeys(names, quote_plus(IN_A_FIELD))
            answer = every_field.send(row, changes)
            looked_at += _looked_at(answer, f"{row}: {names}")
            if _KEYS.isdisjoint(names):
                taken += [changes] if answer.status_code in _TAKEN else []
            else:
                looked_at += _seen(every_field, row, answer, names)
        looked_at += _shown(every_field, row, taken)
    assert looked_at > 500
    office = app.extensions["post-office"]
    run(casework, office, "http://localhost", once=True)
    for letter in office.letters():
        hold_harmless(letter.html, letter.subject)


def _shown(every_field: EveryField, row: Row, taken: Sequence[Mapping[str, str]]) -> int:
    """The number of pages, all found harmless, of those that show what a form has taken: all of it together,
    or one after the other where it takes each but not all."""
    together = {name: value for changes in taken for name, value in changes.items()}
    if not taken:
        return 0
    seen = _seen(every_field, row, every_field.send(row, together), together)
    return seen or sum(_seen(every_field, row, every_field.send(row, one), one) for one in taken)


def _seen(every_field: EveryField, row: Row, answer: TestResponse, names: Collection[str]) -> int:
    """The same after this answer to what was sent; 0 if the form did not take it."""
    if answer.status_code not in _TAKEN:
        return 0
    pages = {column_of(row): answer.headers["Location"]}
    if "<code>" in row.address:
        code = every_field.stage.report.code
        pages |= {who: page.format(code) for who, page in _WHERE_A_REPORT_IS_SEEN.items()}
    shown = {at: every_field.stage.visit.browser(PEOPLE[who]).get(at) for who, at in pages.items()}
    return sum(_looked_at(page, f"{row}: {[*names]}, at {at}") for at, page in shown.items())


def _looked_at(answer: TestResponse, where: str) -> int:
    """1 for a page that was found harmless, 0 for what is no page."""
    if answer.mimetype != "text/html" or not answer.get_data():
        return 0
    hold_harmless(answer.get_data(as_text=True), where)
    return 1
