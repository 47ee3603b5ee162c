"""The addresses of the house as the table of `test_who_may` writes them, and everybody at each of them."""

from __future__ import annotations

import re
import secrets
from collections.abc import Callable, Iterator, Mapping
from contextlib import contextmanager, suppress
from dataclasses import dataclass
from datetime import timedelta
from email.message import EmailMessage
from functools import cached_property
from typing import Any, Final

import pytest
from flask import Flask
from sqlalchemy import select, update
from werkzeug.test import TestResponse

from api import open311_sending
from casework.actions import (
    access_tokens,
    accreditation,
    clippings,
    contact_requests,
    exports,
    ready_texts,
    right_of_reply,
    saved_views,
    sessions,
    stories,
    watched,
    watching,
    webhooks,
)
from casework.actions.pass_on import pass_on
from casework.actions.right_of_reply import Asking
from casework.delivery.exports import make_next
from casework.domain import commands as do
from casework.domain.access import Scope
from casework.domain.codes import SEALED_PREFIX
from casework.domain.hook_targets import Allowed
from casework.domain.open_data import Format
from casework.domain.policy import Actor
from casework.domain.refusals import Refused
from casework.domain.report import Report
from casework.domain.stories import StoryState
from casework.domain.unsubscribe import Link, token_of
from casework.domain.values import AskedState, DenunciationCode, HeldCode, PostId, ReportCode, Status, UserId
from casework.domain.watched import Entry, Kind
from casework.domain.watching import Watch, Watched
from casework.domain.webhooks import Happening
from casework.domain.wishes import Concern
from casework.readings import reply_requests
from casework.readings import stories as linked
from casework.readings import watching as watches
from casework.readings import webhooks as hook_readings
from casework.store import denunciations, factors, people, reports, threads, tokens
from casework.store import saved_views as views
from casework.store import watched as watched_rows
from casework.store.casework import Casework, new_post_id
from casework.store.factors import NewPasskey
from casework.store.queues import Filter
from casework.store.ready_texts import ReadyText, Use
from casework.store.tables import ContactRequestRow, DeliveryRow, ReplyRequestRow
from casework.store.tokens import Purpose
from tests.actions.test_unlinkable import rows as every_row
from tests.doors.client import Visit
from tests.doors.stage import BND, STNMT, Reports, a_denunciation, actor, let_in
from tests.doors.test_files import picture
from web.session import HOLDER, PERSON

# The columns of the table "Who may do what" in security.md, some of them told apart.
PEOPLE: Final[Mapping[str, str]] = {
    "A": "guest",
    "C": "citizen",
    "c": "who shows code and secret",
    "C′": "business",
    "M": "moderator.bnd",
    "m": "moderator.ptth",
    "p": "moderator2.bnd",
    "G": "officer.stnmt",
    "S": "signer.stnmt",
    "G′": "officer.syt",
    "J": "journalist",
    "O": "overseer",
    "X": "admin",
    "K": "keeper",
}
NOBODY: Final = frozenset({"A", "c", "p"})  # who has signed in with nothing, or not wholly
LET_IN, REFUSED, NOTHING_THERE, SENT_ON, GONE = "✓", "–", "∅", "→", "×"
_MARKS: Final = frozenset({LET_IN, REFUSED, NOTHING_THERE, SENT_ON, GONE})
_OF_STATUS: Final = {
    401: SENT_ON,
    403: REFUSED,
    404: NOTHING_THERE,
    410: GONE,
    409: LET_IN,
    415: LET_IN,
    422: LET_IN,
}

# What forms ask for, filled in once for all of them: a form takes the fields it knows.
_FIELDS: Final[Mapping[str, str]] = {
    "words": "Xin cho biết thêm.",
    "reason": "other",
    "solved": "yes",
    "kept": "yes",
    "stars": "4",
    "until": "2026-11-27",
    "role": "journalist",
    "where": "outlet:BND",
    "place": "BND",
    "on": "yes",
    "door": "complaint",
    "understood": "y",
    "days": "30",
    "what": "outlet",
    "key": "BND",
    "form": "csv",
    "valid_from": "2027-01-01",
    "often": "weekly",
    "note": "Gọi lại chị Hoa.",
    "title": "Ba lần hẹn",
    "medium": "Báo Nam Định",
    "url": "https://baonamdinh.vn/bai",
    "day": "2026-11-27",
    "hour": "08:00",
    "purpose": "Viết bài",
    "questions": "Bao giờ xong?",
    "answer": "no",
    "sites": "laodong.test",
}
# What is about a factor that one has; everywhere else nobody has any.
_OWN_FACTOR: Final = tuple(
    f"/account/factors/{end}" for end in ("passkeys/<passkey>/", "app/remove", "codes")
)
_UNUSED_KEY: Final[Mapping[str, Any]] = {
    "public_key": b"",
    "sign_count": 0,
    "transports": (),
    "name": "Khóa cửa",
}


@dataclass(frozen=True, kw_only=True)
class Row:
    """One line of the table: what each column gets there. `address` has places: <code>, <key>, …"""

    method: str
    address: str
    marks: Mapping[str, str]

    def __str__(self) -> str:
        return f"{self.method} {self.address}"


def rows(table: str) -> Iterator[Row]:
    """The lines of a table; those that begin with # are its headings, `=` lets everybody in."""
    for line in filter(None, map(str.strip, table.splitlines())):
        if line.startswith("#"):
            assert line.endswith(" ".join(f"{column:2}" for column in PEOPLE).strip()), line
            continue
        method, address, *marks = line.split()
        marks = [LET_IN] * len(PEOPLE) if marks == ["="] else marks
        assert len(marks) == len(PEOPLE) and set(marks) <= _MARKS, line
        yield Row(method=method, address=address, marks=dict(zip(PEOPLE, marks, strict=True)))


def mark_of(response: TestResponse, method: str) -> str:
    """What an answer amounts to; its status where that is none of the table's marks."""
    status, location = response.status_code, response.headers.get("Location", "").removeprefix("/en")
    if location.startswith(("/login?next=", "/second-factor")):
        return SENT_ON
    if location.startswith("/track?code=") and (method != "POST" or f"={SEALED_PREFIX}-" in location):
        return SENT_ON
    return LET_IN if status < 400 else _OF_STATUS.get(status, str(status))


class Stage:
    """A public report that an agency works on, what else addresses lead to, and everybody with a browser.

    The report has a comment and a picture; `renew` puts another one, without a picture, in its place.
    """

    def __init__(self, app: Flask, a_report: Reports) -> None:
        self.app = app
        self.casework: Casework = app.extensions["casework"]
        self._make = a_report
        self._held: str | None = None  # by which c's browser holds what it has shown the secret of
        self._armed: dict[str, str] = {}  # who has factors, with the id of their passkey
        let_in(self.casework, PEOPLE["J"], medium="Báo Lao Động")  # which ends what sessions there are
        self.visit = self.everybody()
        self._begin(a_report(Status.ACCEPTED, uploads=[(picture(), "anh.png")]))
        self.photographed = self.report.code
        with self.casework.db.read() as session:
            self.key = threads.files(session, self.report.code)[0].id

    def everybody(self) -> Visit:
        """The columns, each signed in at an address of their own: nobody uses up what another may try."""
        visit = Visit(self.app)
        for number, who in enumerate(PEOPLE.values(), 1):
            visit.browser(who).environ_base["REMOTE_ADDR"] = f"10.0.0.{number}"
        half = sessions.begin(self.casework, user(PEOPLE["p"]), device="", factor=False)
        visit.browser(PEOPLE["p"]).set_cookie(PERSON, half or "")
        return visit

    def renew(self) -> None:
        """Put another report in the place of one to which something was done."""
        with self.casework.db.read() as session:
            untouched = reports.load(session, self.report.code) == self.report
        if not untouched:
            self._begin(self._make(Status.ACCEPTED))

    def _begin(self, report: Report) -> None:
        self.post = new_post_id()
        comment = do.Comment(post=self.post, words="Tôi cũng vậy.")
        self.put(self._make.deed(report.code, comment, by="business"))

    def put(self, report: Report) -> None:
        """Let addresses lead to this report, whose secret c has shown."""
        self.report = report
        self._hold(report.code)

    def _hold(self, code: HeldCode) -> None:
        self._held = sessions.hold(self.casework, self._held, code)
        self.visit.browser(PEOPLE["c"]).set_cookie(HOLDER, self._held)

    @contextmanager
    def unchanged(self) -> Iterator[None]:
        """Fail if a row of any table is another one afterwards."""
        before = every_row(self.casework)
        yield
        assert every_row(self.casework) == before

    # ---- asking

    def ask(
        self, column: str, method: str, address: str, *, visit: Visit | None = None, **fields: str
    ) -> TestResponse:
        """What somebody gets at an address, every form filled in as far as one can for all forms at once."""
        visit, who = visit or self.visit, PEOPLE[column]
        if method != "POST":
            return visit.browser(who).open(address, method=method, buffered=True)
        sent = {
            **_FIELDS,
            "version": str(self.report.version),
            "items": f"{self.report.code}:{self.report.version}:{new_post_id()}",
            "post": new_post_id(),
            "csrf_token": visit.token(who),
        }
        passkey = re.search(r"/passkeys/(\w+)/", address)
        if passkey:
            sent[f"{passkey[1]}-name"] = "Máy của tôi"
        return visit.browser(who).open(address, method="POST", data=sent | fields, buffered=True)

    # ---- places in addresses

    def address(self, row: Row, column: str) -> str:
        """The address of a row with its places filled in. One's own session or passkey is the column's own,
        and Mrs Hoa's where the column has none."""
        if "/pictures/" in row.address:
            return row.address.replace("<code>", self.photographed).replace("<key>", self.key)
        if row.address.endswith("<code>/erase-contact"):
            return row.address.replace("<code>", self._of_a_guest())
        return re.sub(r"<([\w-]+)>", lambda place: self._place(place[1], column), row.address)

    def _of_a_guest(self) -> ReportCode:
        """One whose reporter has no account, so that c alone is its owner."""
        code = self._make(Status.ROUTED, by="guest").code
        self._hold(code)
        return code

    def _place(self, name: str, column: str) -> str:
        owner = PEOPLE["C"] if column in NOBODY else PEOPLE[column]
        places: Mapping[str, Callable[[], str]] = {
            "code": lambda: self.report.code,
            "key": lambda: self.key,
            "post": lambda: self.post,
            "person": lambda: self._person,
            "letter": lambda: self._letter,
            "digest": lambda: self._digest,
            "view": lambda: self.a_view(owner),
            "webhook": lambda: self.a_webhook("X"),
            "told": lambda: self._told(self.a_webhook("X"), "X"),
            "hers": lambda: self.a_webhook("S"),
            "hers-told": lambda: self._told(self.a_webhook("S"), "S"),
            "text": lambda: self.a_text(owner),
            "watched": lambda: self.watched_for(owner),
            "watch": lambda: self.a_watch(owner),
            "session": lambda: self.a_session(owner),
            "token": lambda: self.a_token(owner),
            "sent": self._sent,
            "passkey": lambda: self._armed.get(owner) or self.give_factors(owner),
            "case": lambda: self._case,
            "sealed-file": lambda: self._sealed_file,
            "passed-on": lambda: self._passed_on,
            "unconfirmed": self._unconfirmed,
            "reply-link": self._reply_link,
            "accreditation": self._accreditation,
            "clipped": self._clipped,
            "story": self._story,
            "contact": self._contact,
            "forwarded": self._forwarded,
            "asks": self._asked,
            "export": self._export,
            "report-link": lambda: self._link(Purpose.CONFIRM_REPORT),
            "account-link": lambda: self._link(Purpose.CONFIRM_ACCOUNT),
            "reset-link": lambda: self._link(Purpose.RESET_PASSWORD),
            "letters-link": lambda: token_of(
                Link(user=UserId(int(self._person)), concern=Concern.OWN), self.casework.secret_key
            ),
        }
        return places[name]()

    def _export(self) -> str:
        """A file of open data that is whole, and made since anything was taken down."""
        key = new_post_id()
        exports.ask(self.casework, key, Format.CSV, {})
        while make_next(self.casework, "http://localhost"):
            pass
        return key

    @cached_property
    def _person(self) -> str:
        """Somebody to whom an administrator may do everything: none of the columns."""
        with self.casework.db.write() as session:
            spare = people.add(
                session,
                email="du@demo.test",
                name="Đặng Văn Dư",
                kind="staff",
                organisation="",
                password_hash=None,
                locale="vi",
                at=self.casework.now(),
            )
        return str(spare)

    @cached_property
    def _letter(self) -> str:
        letter = EmailMessage()
        letter["Message-ID"] = f"<{self.post}@forum.test>"
        letter["Date"] = self.casework.now()
        letter["From"] = letter["To"] = letter["Subject"] = "du@demo.test"
        letter.set_content("Kính gửi ông Dư.")
        self.app.extensions["post-office"].send(letter)
        return str(self.post)

    @cached_property
    def _digest(self) -> str:
        """Mrs Hoa's."""
        now = self.casework.now()
        row = DeliveryRow(
            id=new_post_id(),
            notice="digest",
            about="digest:2026-11-02",
            recipient=f"user:{user(PEOPLE['C'])}",
            state="sent",
            created_at=now,
            next_at=now,
        )
        with self.casework.db.write() as session:
            session.add(row)
        return row.id

    @cached_property
    def _case(self) -> DenunciationCode:
        """What c has denounced, with a picture."""
        code = a_denunciation(self.casework, uploads=[(picture(), "anh.png")]).code
        self._hold(code)
        return code

    @cached_property
    def _sealed_file(self) -> str:
        with self.casework.db.read() as session:
            return denunciations.files(session, self._case)[0].id

    @cached_property
    def _passed_on(self) -> ReportCode:
        """A report of Mrs Hoa's that the newsroom has handed over to the inspectorate."""
        code = self._make(Status.SUBMITTED).code
        pass_on(self.casework, code, by=actor(PEOPLE["M"]))
        self._hold(code)
        return code

    def a_view(self, who: str) -> str:
        """The number of a part of the queue that somebody has named."""
        saved_views.save(self.casework, user(who), "Đất đai", Filter())
        with self.casework.db.read() as session:
            return str(views.of_user(session, user(who))[0].id)

    def a_watch(self, who: str) -> str:
        """The number of a place that somebody follows."""
        watching.start(self.casework, Watch(what=Watched.OUTLET, key="PTTH"), by=actor(who))
        return str(watches.of(self.casework, actor(who))[0].id)

    def watched_for(self, who: str) -> str:
        """The number of what a moderator's newsroom watches for; of the report's, for who is none."""
        who = who if actor(who).outlets else PEOPLE["M"]
        (outlet,) = actor(who).outlets
        watched.add(self.casework, outlet, Entry(kind=Kind.WORD, text="cho vay nóng"), by=actor(who))
        with self.casework.db.read() as session:
            return str(watched_rows.of_outlets(session, [outlet])[0].id)

    def a_text(self, who: str) -> str:
        """The code of a ready text of a moderator's newsroom; of the report's, for who is none."""
        who = who if actor(who).outlets else PEOPLE["M"]
        (outlet,) = actor(who).outlets
        text = ReadyText(
            code=secrets.token_hex(8), outlet=outlet, use=Use.ASK, name="Hỏi lại", vi="Ở đâu?", en=""
        )
        ready_texts.save(self.casework, text, by=actor(who))
        return text.code

    def _story(self) -> str:
        """What the journalist has linked to the report, of a medium that its newsroom does not know."""
        who = actor(PEOPLE["J"])
        own = linked.workroom(self.casework, who).own
        there = next((story.id for story in own if story.state is not StoryState.REMOVED), None)
        if there is not None:
            return str(there)
        linking = stories.Linking(
            title="Ba lần hẹn",
            medium="Báo Lao Động",
            url=f"https://laodong.test/{new_post_id()}",
            published_at=self.casework.now() + timedelta(days=1),
        )
        return str(stories.link(self.casework, self._linked, linking, by=who).id)

    def _contact(self) -> PostId:
        """What the journalist asks of the reporter of the report."""
        asking = contact_requests.Asking(
            form_key=new_post_id(), purpose="Viết bài", questions="Bao giờ xong?"
        )
        earlier = self.casework.now() - timedelta(days=8)
        with self.casework.db.write() as session:  # no quota: every row of the table asks again
            session.execute(update(ContactRequestRow).values(asked_at=earlier))
        try:
            return contact_requests.ask(self.casework, self.report.code, asking, by=actor(PEOPLE["J"])).id
        except reports.NoSuchReport:
            return new_post_id()

    def _forwarded(self) -> PostId:
        """The same, passed on to Mrs Hoa."""
        asked = self._contact()
        with suppress(Refused):
            contact_requests.forward(self.casework, asked, by=actor(PEOPLE["M"]))
        return asked

    @cached_property
    def _linked(self) -> ReportCode:
        return self._make(Status.ROUTED).code

    def _clipped(self) -> ReportCode:
        """What the journalist keeps."""
        clippings.clip(self.casework, self._linked, by=actor(PEOPLE["J"]))
        return self._linked

    def _accreditation(self) -> str:
        """What the spare person asks of the report's newsroom."""
        asking = accreditation.Asking(
            outlet=BND, name="Đặng Văn Dư", medium="Báo Lao Động", card="", email="du@bao.test"
        )
        by = Actor(user=UserId(int(self._person)))
        return str(accreditation.ask(self.casework, asking, by=by))

    def a_webhook(self, column: str) -> str:
        """The id of an endpoint of a portal (X) or of an agency (S), made anew when it was removed."""
        by, agency = actor(PEOPLE[column]), {"X": None, "S": STNMT}[column]
        found = hook_readings.endpoints(self.casework, [agency], by=by)
        if found:
            return found[0].endpoint.id
        wanted = webhooks.Wanted(
            name="Trang tin", url="https://tin.example.vn/", happenings=frozenset(Happening)
        )
        key = new_post_id()
        webhooks.register(self.casework, key, agency, wanted, Allowed(), by=by)
        return key

    def _told(self, endpoint: str, column: str) -> str:
        """The id of something that it was told."""
        by = actor(PEOPLE[column])
        if not hook_readings.log(self.casework, endpoint, None, by=by).rows:
            webhooks.ping(self.casework, endpoint, by=by)
        return hook_readings.log(self.casework, endpoint, None, by=by).rows[0].id

    def _unconfirmed(self) -> str:
        self._waits = self._make(Status.UNCONFIRMED, by="guest").code
        return self._waits

    def _ask_to_reply(self, by: Actor) -> None:
        asking = Asking(
            form_key=new_post_id(),
            name="Chị Thơ",
            email=f"{new_post_id()}@nha.test",
            about="Câu cuối",
            text="Tôi chỉ hẹn một lần, không phải ba.",
            locale="vi",
        )
        right_of_reply.ask(self.casework, self.report.code, asking, by=by)

    def _asked(self) -> str:
        """A request to reply that its newsroom has to decide; of what readers don't have there is none."""
        if not self.report.is_published:
            return new_post_id()
        if not reply_requests.waiting(self.casework, self.report.code):
            self._ask_to_reply(actor("overseer"))
            self.put(self.current())
        return reply_requests.waiting(self.casework, self.report.code)[0].id

    def _reply_link(self) -> str:
        """The link of a guest's request, which nobody has used."""
        if not self.report.is_published:
            return secrets.token_urlsafe(32)
        self._ask_to_reply(actor("guest"))
        with self.casework.db.write() as session:
            newest = select(ReplyRequestRow.id).where(
                ReplyRequestRow.state == AskedState.UNCONFIRMED,
                ReplyRequestRow.report_code == self.report.code,
            )
            return tokens.issue(
                session,
                Purpose.CONFIRM_REPLY,
                report_code=self.report.code,
                request=session.scalars(newest).first(),
                now=self.casework.now(),
            )

    def current(self) -> Report:
        """The report as it is now."""
        with self.casework.db.read() as session:
            return reports.load(session, self.report.code)

    def _link(self, purpose: Purpose) -> str:
        """A new link, since using one uses it up: for the guest's report, or for the spare person."""
        about = purpose is Purpose.CONFIRM_REPORT
        with self.casework.db.write() as session:
            return tokens.issue(
                session,
                purpose,
                user_id=None if about else UserId(int(self._person)),
                report_code=self._waits if about else None,
                now=self.casework.now(),
            )

    def a_session(self, who: str) -> str:
        """The identity of one more session of somebody."""
        token = sessions.begin(self.casework, user(who), device="Điện thoại", factor=True)
        found = sessions.load(self.casework, token or "")
        assert found is not None, who
        return found.id

    def a_token(self, who: str) -> str:
        """The identity of a token that somebody has given to a program."""
        identity = secrets.token_hex(16)
        scopes = {Scope.READ}
        access_tokens.make(self.casework, identity, name="Máy xã", scopes=scopes, days=30, by=actor(who))
        return identity

    def _sent(self) -> str:
        """What Open311 gives in the place of the code of a report that was sent by it."""
        with self.app.app_context():
            return open311_sending.token_of(self.report.code)

    # ---- factors

    def arm(self, row: Row, column: str) -> None:
        """Give the column factors where the row is about those that one has, and take them away elsewhere."""
        who = PEOPLE[column]
        if row.address.startswith(_OWN_FACTOR) and column not in NOBODY:
            self.give_factors(who)
        elif self._armed.pop(who, None):
            with self.casework.db.write() as session:
                factors.remove_all(session, user(who))

    def give_factors(self, who: str) -> str:
        """A passkey and an app in place of all that this person had; returns the passkey's id."""
        now, passkey = self.casework.now(), NewPasskey(credential=who.encode(), **_UNUSED_KEY)
        with self.casework.db.write() as session:
            factors.remove_all(session, user(who))
            factors.add_passkey(session, user(who), passkey, now)
            factors.put_app(session, user(who), self.casework.vault.seal({}, "an app"), step=0, at=now)
            self._armed[who] = factors.passkeys(session, user(who))[0].id
        return self._armed[who]


def noted(caplog: pytest.LogCaptureFixture) -> list[str]:
    """What the log says since it was cleared, without where."""
    return [record.getMessage().partition(" at ")[0] for record in caplog.records]


def user(who: str) -> UserId:
    """The number of one of the cast."""
    found = actor(who).user
    assert found is not None, who
    return found
