"""Logs hold ids only: whatever anybody types, wherever, and whatever breaks, no log repeats it.

A marker goes into every field of every form that each of the cast is shown, and into every field of every
form that there is at each address that takes one; then things are broken that have it in hand. Every logger
writes, the root included, at DEBUG; SQLAlchemy's echo is off, as in production.
"""

from __future__ import annotations

import io
import logging
import re
import socketserver
import threading
import traceback
from collections import Counter, defaultdict
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from itertools import islice
from typing import Any, Final
from urllib.parse import urlsplit

import pytest
from flask import Flask
from lxml import html
from sqlalchemy import select, text
from werkzeug.routing import AnyConverter, IntegerConverter

from app import create_app
from casework.delivery import letters, worker
from casework.delivery.post_office import SmtpPostOffice
from casework.domain import commands as do
from casework.domain.values import Display, Status
from casework.store import people
from casework.store.casework import Casework, new_post_id
from casework.store.contacts import Contact
from casework.store.tables import AttachmentRow, PostRow, ReportRow, UserRow
from config import Settings
from tests.doors.client import Visit
from tests.doors.crawl import crawl
from tests.doors.stage import CAST, Reports
from tests.doors.test_files import picture
from tests.house import Clock

MARK: Final = "zqxjk7"
PHONE: Final = "0977135791"
ADDRESS: Final = f"{MARK}@nha.test"
PASSWORD: Final = f"{MARK[::-1]} con trâu đi trước"  # one with the address's name in it is not taken
_SECRETS: Final = re.compile(f"{MARK}|{MARK[::-1]}|{PHONE}", re.IGNORECASE)
STARTS: Final = {
    "guest": ("/", "/track", "/signup", "/login", "/reset", "/reports/new", "/en/reports/new"),
    "citizen": ("/reports/new", "/account", "/account/factors", "/track"),
    "moderator.bnd": ("/moderation/", "/account/factors"),
    "officer.stnmt": ("/agency/",),
    "signer.stnmt": ("/agency/",),
    "overseer": ("/oversight/",),
    "admin": ("/admin/", "/admin/people"),
}
HEADERS: Final = {
    "User-Agent": f"Mozilla/5.0 ({MARK}) Chrome/99.0",
    "Referer": f"http://localhost/reports?q={MARK}",
    "Accept-Language": f"vi, {MARK}",
}
_MOST_TRIES: Final = 4  # what is done on the way may stand in the way of what comes after
_MOST_PAGES: Final = 70  # of one person; the first are the most unlike
on_sqlite = pytest.mark.parametrize("database_url", ["sqlite"], indirect=True)


class Everything(logging.Handler):
    """What a log file would hold, with tracebacks."""

    def __init__(self) -> None:
        super().__init__(logging.DEBUG)
        self.setFormatter(logging.Formatter("%(name)s %(levelname)s %(message)s"))
        self.written = io.StringIO()

    def emit(self, record: logging.LogRecord) -> None:
        self.written.write(self.format(record) + "\n")

    def hold_clean(self) -> str:
        """Fail when a marker was logged; returns what was."""
        said = self.written.getvalue()
        leaks = [line for line in said.splitlines() if _SECRETS.search(line)]
        assert not leaks, leaks[:5]
        return said


@pytest.fixture
def logged() -> Iterator[Everything]:
    handler, root = Everything(), logging.getLogger()
    deaf = [
        logger
        for logger in logging.root.manager.loggerDict.values()
        if isinstance(logger, logging.Logger) and not logger.propagate
    ]
    before = root.level
    for logger in (root, *deaf):
        logger.addHandler(handler)
    root.setLevel(logging.DEBUG)
    yield handler
    root.setLevel(before)
    for logger in (root, *deaf):
        logger.removeHandler(handler)


@pytest.fixture
def app(settings: Settings, clock: Clock, casework_of: Callable[[Flask, Clock], None]) -> Iterator[Flask]:
    """The forum as it is served: an error gets its page, and is not handed on to the tests."""
    made = create_app(settings)
    made.config["TESTING"] = False
    casework_of(made, clock)
    yield made
    made.extensions["casework"].db.dispose()


@pytest.fixture
def casework_of() -> Callable[[Flask, Clock], None]:
    def tick(app: Flask, clock: Clock) -> None:
        object.__setattr__(app.extensions["casework"], "clock", clock)

    return tick


# ---- the forms


def _typed(node: Any) -> Any:
    """What somebody would fill into this field, with the marker in it; None for what has its value."""
    kind, name = node.get("type", "text"), node.get("name") or ""
    if node.tag == "select":
        options = [option.get("value") or "" for option in node.iter("option")]
        return next((option for option in reversed(options) if option), "")
    if node.tag == "textarea":
        return f"{MARK}: tôi nộp hồ sơ ngày 12/3, đến nay chưa có kết quả."
    if kind == "file":
        return (picture(), f"{MARK}.jpg")
    if kind in ("checkbox", "radio"):
        return node.get("value")
    if kind in ("hidden", "submit"):
        return node.get("value") or ""
    typed = {"email": ADDRESS, "tel": PHONE, "password": PASSWORD, "date": node.get("max") or "2026-11-25"}
    if kind == "number":
        return node.get("value") or node.get("min") or "1"
    return ADDRESS if "email" in name else typed.get(kind, f"{MARK} Nguyễn Thị Mến")


def _filled(form: Any) -> dict[str, Any]:
    """A form as somebody sends it who fills in everything."""
    sent: dict[str, Any] = {}
    for node in form.xpath(
        ".//input[not(ancestor::*[@aria-hidden] or ancestor::noscript)] | .//textarea | .//select"
    ):
        name = node.get("name")
        if not name or (node.get("type") == "radio" and name in sent):
            continue
        sent[name] = _typed(node)
    for button in form.xpath(".//button[@name]"):
        sent.setdefault(button.get("name"), button.get("value") or "")
    return sent


def _hostile(form: Any) -> dict[str, Any]:
    """The same form with the marker where nothing but a choice or a key is expected."""
    names = {node.get("name") for node in form.xpath(".//input | .//textarea | .//select | .//button[@name]")}
    return dict.fromkeys(names - {None, "csrf_token"}, f"{MARK}'\"")


class Typist:
    """Sends forms, with the marker in headers and address too, and remembers what became of them."""

    def __init__(self, visit: Visit) -> None:
        self.visit = visit
        self.answers: defaultdict[str, set[int]] = defaultdict(set)
        self.fields: set[str] = set()

    def fill_in_all(self, who: str, starts: tuple[str, ...]) -> None:
        tries: Counter[tuple[str, frozenset[str]]] = Counter()
        pages = crawl(self.visit, who, *starts, avoided=("/en/",))
        for address, response in list(islice(pages, _MOST_PAGES)):
            assert response.status_code < 500, address
            if response.mimetype != "text/html" or not response.get_data():
                continue
            for form in html.document_fromstring(response.get_data()).xpath("//form"):
                filled, action = _filled(form), form.get("action") or address
                self.fields |= set(filled)
                if form.get("method", "get").lower() == "get":
                    self.get(action, who, filled)
                    continue
                shape = (self._endpoint(action), frozenset(filled))
                if tries[shape] < _MOST_TRIES:
                    tries[shape] += 1
                    self.post(action, who, _hostile(form))
                    if self.post(action, who, filled) in (302, 303):
                        tries[shape] = _MOST_TRIES

    def get(self, address: str, who: str, asked: dict[str, Any]) -> None:
        words = {name: f"{MARK} sổ đỏ" if name in ("q", "code") else value for name, value in asked.items()}
        response = self.visit.browser(who).get(address, query_string=words, headers=HEADERS)
        assert response.status_code < 500, address

    def post(self, address: str, who: str, fields: dict[str, Any]) -> int:
        if "/logout" in address or address.startswith("/demo"):
            return 0
        sent = {name: (io.BytesIO(v[0]), v[1]) if isinstance(v, tuple) else v for name, v in fields.items()}
        sent["csrf_token"] = self.visit.token(who)
        marked = f"{address.partition('#')[0]}{'&' if '?' in address else '?'}next=/{MARK}&q={MARK}"
        response = self.visit.browser(who).post(marked, data=sent, headers=HEADERS)
        self.answers[self._endpoint(address)].add(response.status_code)
        assert response.status_code < 500, (who, address)
        return response.status_code

    def _endpoint(self, address: str) -> str:
        path = urlsplit(address).path.removeprefix("/en")
        found, _ = self.visit.app.url_map.bind("localhost").match(path or "/", method="POST")
        return str(found)


def _a_life(a_report: Reports) -> None:
    """A report of somebody in each status, so that every form is shown to somebody."""
    for status in Status:
        a_report(status)
    for status in (Status.SUBMITTED, Status.ACCEPTED, Status.ANSWERED):
        a_report(status, by="guest", display=Display.CONFIDENTIAL, uploads=[(picture(), "giấy.jpg")])
    talked = a_report(Status.ACCEPTED)
    for command, by in (
        (do.Comment(post=new_post_id(), words="Tôi cũng gặp."), "business"),
        (do.MessageNewsroom(post=new_post_id(), words="Có tin gì chưa?"), "citizen"),
        (do.MessageAgency(post=new_post_id(), words="Khi nào xong?"), "citizen"),
        (do.DraftReply(post=new_post_id(), words="Sẽ trả trước ngày 20/11."), "officer.stnmt"),
    ):
        a_report.deed(talked.code, command, by=by)
    # Which form is filled in first depends on codes, that are random: one deed may close the way to another.
    for status in (Status.ANSWERED, Status.CLOSED):
        a_report.deed(a_report(status).code, do.Comment(post=new_post_id(), words="Tôi nữa."), by="business")


# What somebody has to have got through with the marker in it, or the test has not seen the deep parts.
GOT_THROUGH: Final = {
    "accounts.describe",
    "accounts.open_account",
    "accounts.send_link",
    "agency.act",
    "forum.comment",
    "forum.message_newsroom",
    "forum.submit_report",
    "moderation.act",
    "moderation.review_comment",
    "moderation.send_message",
}


@on_sqlite
def test_nothing_that_anybody_types_into_any_form_is_logged(
    logged: Everything, visit: Visit, a_report: Reports, casework: Casework, capfd: pytest.CaptureFixture[str]
) -> None:
    _a_life(a_report)
    typist = Typist(visit)
    for who, starts in STARTS.items():
        typist.fill_in_all(who, starts)
    said = logged.hold_clean()
    assert "refused" in said, "somebody was turned away, which is logged"
    printed = "".join(capfd.readouterr())
    assert not _SECRETS.search(printed)
    got = {endpoint for endpoint, answers in typist.answers.items() if answers & {302, 303}}
    assert got >= GOT_THROUGH, sorted(GOT_THROUGH - got)
    with casework.db.read() as session:
        for column in (ReportRow.title, ReportRow.body, PostRow.source, UserRow.email, AttachmentRow.name):
            assert any(MARK in value for value in session.scalars(select(column))), str(column)


@on_sqlite
def test_nothing_that_is_sent_to_an_address_that_takes_forms_is_logged(
    logged: Everything, visit: Visit, a_report: Reports, app: Flask
) -> None:
    """Every field that any form has, at every such address, by everybody: most of it is refused."""
    report = a_report(Status.ACCEPTED)
    typist = Typist(visit)
    typist.fill_in_all("guest", ("/reports/new", "/signup", "/login", "/track"))
    typist.fill_in_all("moderator.bnd", (f"/moderation/reports/{report.code}",))
    names = (*typist.fields, "secret", "token", "password", "current", "new", "credential", "answer", "next")
    fields = dict.fromkeys(names, f"{MARK} {PHONE} {ADDRESS}")
    tried = 0
    for rule in app.url_map.iter_rules():
        if "POST" not in (rule.methods or ()) or rule.endpoint.startswith(("demo.", "accounts.sign_out")):
            continue
        values = dict.fromkeys(rule.arguments, MARK) | {"code": report.code}
        for name, how in rule._converters.items():
            if isinstance(how, IntegerConverter):
                values[name] = "1"
            elif isinstance(how, AnyConverter):
                values[name] = sorted(how.items)[0]
        for person in ("guest", *CAST):
            with app.test_request_context():
                address = app.url_for(rule.endpoint, **{name: values[name] for name in rule.arguments})
            typist.post(address, person, fields)
            tried += 1
    assert tried > 300
    logged.hold_clean()


# ---- what breaks


def _break(name: str) -> Callable[..., Any]:
    def broken(*_: Any, **__: Any) -> Any:
        try:
            int(f"{MARK}!")
        except ValueError as error:
            raise RuntimeError(f"{MARK} is no number, said {ADDRESS} to {name}") from error

    return broken


def _report_with_marks() -> dict[str, Any]:
    contact = Contact(name=MARK, email=ADDRESS, phone=PHONE, organisation=MARK)
    return {"title": f"{MARK} hẹn ba lần", "body": f"{MARK} " * 20, "contact": contact}


def test_a_view_that_breaks_is_logged_by_its_places(
    logged: Everything, visit: Visit, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("forum.views_reading.page", _break("page"))
    shown = visit.browser("guest").get("/reports", query_string={"q": MARK}, headers=HEADERS)
    assert shown.status_code == 500 and "Lỗi 500" in shown.get_data(as_text=True)
    said = logged.hold_clean()
    assert "unexpected error at forum.reports" in said
    assert "builtins.ValueError, its message left out" in said
    assert "builtins.RuntimeError, its message left out" in said
    assert "test_logs.py" in said and "in broken" in said


def test_a_page_that_cannot_be_made_and_an_error_page_that_cannot_either_are_logged_by_their_places(
    logged: Everything, visit: Visit, app: Flask, monkeypatch: pytest.MonkeyPatch
) -> None:
    app.jinja_env.globals["csrf_token"] = _break("csrf_token")
    monkeypatch.setattr("accounts.views_reset.page", _break("page"))
    monkeypatch.setattr("web.errors.render_template", _break("render_template"))
    shown = visit.browser("guest").get(f"/reset/{MARK}-{'x' * 40}", headers=HEADERS)
    assert shown.status_code == 500
    assert "The forum has a fault" in shown.get_data(as_text=True)
    assert MARK not in shown.get_data(as_text=True)
    assert "no page could be made" in logged.hold_clean()


def test_a_row_that_collides_is_logged_without_what_stands_in_it(
    logged: Everything, visit: Visit, monkeypatch: pytest.MonkeyPatch, casework: Casework
) -> None:
    """The drivers quote the row: "Key (email)=(…) already exists", "Failing row contains (…)"."""
    fields = {"email": ADDRESS, "name": f"{MARK} Mến", "password": PASSWORD, "kind": "citizen", "accept": "y"}
    form = visit.get("/signup").values("/signup")
    assert visit.post("/signup", {**form, **fields}, follow=False, status=303)
    monkeypatch.setattr(people, "find_by_email", lambda *_: None)
    shown = visit.browser("guest").post("/signup", data={**form, **fields}, headers=HEADERS)
    assert shown.status_code == 500
    said = logged.hold_clean()
    assert "sqlalchemy.exc.IntegrityError, its message left out" in said


@pytest.mark.parametrize(
    "statement",
    [
        'INSERT INTO "user" (email, name, kind, organisation, phone, locale, created_at) '
        "VALUES (:mark, :mark, 'citizen', '', '', 'vi', NULL)",
        'INSERT INTO "user" (id, email, name, kind, organisation, phone, locale, created_at) '
        "VALUES (1, :mark, :mark, 'citizen', '', '', 'vi', '2026-11-02 02:00:00+00:00')",
        "INSERT INTO token (hash, purpose, expires_at) VALUES (:mark, :mark, :mark)",
        "SELECT CAST(:mark AS INTEGER) + to_tsquery(:mark)",
        "SELECT 1 FROM search_fts WHERE search_fts MATCH :mark",
        "UPDATE event SET payload = :mark",
    ],
)
def test_no_error_of_the_database_quotes_a_value_wherever_it_is_printed(
    casework: Casework, statement: str, a_report: Reports
) -> None:
    a_report()
    quoted = f'{MARK}: "{MARK}'
    try:
        with casework.db.write() as session:
            session.execute(text(statement), {"mark": quoted})
    except Exception:
        printed = traceback.format_exc()
        assert MARK not in printed
        assert "Traceback" in printed
    else:
        assert casework.db.is_sqlite and "token" in statement, "SQLite takes any word for a date"


def test_every_letter_that_fails_is_logged_without_a_word_of_it(
    logged: Everything, casework: Casework, a_report: Reports, monkeypatch: pytest.MonkeyPatch, clock: Clock
) -> None:
    a_report(Status.ROUTED, by="guest", **_report_with_marks())
    with _post_office() as office:
        worker.run(casework, office, f"https://{MARK}.test", sender=f"{MARK} <{ADDRESS}>", once=True)
        monkeypatch.setattr(letters.paper, "write", _break("paper"))
        a_report(Status.SUBMITTED)
        worker.run(casework, office, "https://dien-dan.test", once=True)
    monkeypatch.setattr(worker.fanout, "_tell", _break("tell"))
    monkeypatch.setattr(worker.clockwork.deeds, "perform", _break("perform"))
    monkeypatch.setattr(worker.retention, "retain", _break("retain"))
    a_report(Status.SUBMITTED, **{**_report_with_marks(), "contact": Contact()})
    clock.advance(days=90)
    worker.run(casework, office, "https://dien-dan.test", once=True)
    said = logged.hold_clean()
    for words in ("Refused 550", "not sent: RuntimeError at", "could not be told: RuntimeError", "broke off"):
        assert words in said, words


class _Refusing(socketserver.StreamRequestHandler):
    """A mail server that refuses every letter, and says of whom it was and for whom."""

    def handle(self) -> None:
        self.wfile.write(b"220 mail.test\r\n")
        for line in self.rfile:
            verb = line[:4].upper()
            if verb == b"QUIT":
                self.wfile.write(b"221 bye\r\n")
                return
            said = b"550 " + line.strip() + MARK.encode() + b" is unknown here\r\n"
            self.wfile.write(said if verb == b"RCPT" else b"250 mail.test\r\n")


@contextmanager
def _post_office() -> Iterator[SmtpPostOffice]:
    with socketserver.ThreadingTCPServer(("127.0.0.1", 0), _Refusing) as server:
        server.daemon_threads = True
        threading.Thread(target=server.serve_forever, args=(0.05,), daemon=True).start()
        yield SmtpPostOffice(f"smtp://127.0.0.1:{server.server_address[1]}")
        server.shutdown()


def test_a_worker_whose_round_breaks_says_where_and_nothing_else(
    logged: Everything, casework: Casework, monkeypatch: pytest.MonkeyPatch
) -> None:
    stop = threading.Event()

    def broken(*_: Any, **__: Any) -> None:
        stop.set()
        _break("strike")()

    monkeypatch.setattr(worker.clockwork, "strike", broken)
    monkeypatch.setattr(worker, "FIRST_PAUSE_SECONDS", 0.01)
    worker.run(casework, None, "", stop=stop)  # type: ignore[arg-type]  # because it comes to no letter
    assert "worker waits" in logged.hold_clean()


def test_no_command_prints_what_an_operator_typed_about_a_person(
    logged: Everything, app: Flask, casework: Casework, a_report: Reports, monkeypatch: pytest.MonkeyPatch
) -> None:
    a_report(by="guest", **_report_with_marks())
    runner = app.test_cli_runner()
    commands: list[tuple[str, ...]] = [
        ("people", "administrator", ADDRESS, f"{MARK} Anh"),
        ("people", "administrator", ADDRESS, f"{MARK} Anh"),
        ("people", "administrator", MARK, MARK),
        ("people", "forget-factors", ADDRESS),
        ("people", "forget-factors", f"{MARK}2@nha.test"),
        ("doctor", "--full"),
        ("journal", "verify"),
        ("keys", "list"),
        ("keys", "rotate"),
        ("files", "sweep"),
        ("files", "originals"),
        ("files", "open-original", MARK, "/dev/null"),
        ("data", "retain", "--dry-run"),
        ("data", "retain"),
        ("worker", "--once"),
    ]
    for words in commands:
        printed = runner.invoke(args=list(words)).output
        quoted = [word for word in words if MARK in word]
        # What was just typed may be named in a refusal; what stands in the database may not.
        for word in quoted:
            printed = printed.replace(repr(word), "")
        assert MARK not in printed.lower() and PHONE not in printed, (words, printed)
    monkeypatch.setattr(people, "find_by_email", lambda *_: None)
    broken = runner.invoke(args=["people", "administrator", ADDRESS, f"{MARK} Anh"])
    assert broken.exit_code == 1
    told = "".join(traceback.format_exception(broken.exception)) if broken.exception else ""
    assert MARK not in broken.output.lower() and MARK not in told.lower()
    logged.hold_clean()


def test_who_has_to_wait_is_logged_by_no_address(logged: Everything, visit: Visit) -> None:
    form = visit.get("/login").values("/login")
    answers = {
        visit.browser("guest")
        .post("/login", data={**form, "email": ADDRESS, "password": PASSWORD})
        .status_code
        for _ in range(9)
    }
    assert 429 in answers
    logged.hold_clean()


def test_a_marker_in_a_log_would_be_found(logged: Everything) -> None:
    logging.getLogger("some.library").debug("sent to %s", ADDRESS.upper())
    with pytest.raises(AssertionError):
        logged.hold_clean()


def test_the_message_of_an_error_is_left_out_whoever_logs_it(logged: Everything, app: Flask) -> None:
    try:
        _break("log")()
    except RuntimeError:
        logging.getLogger("some.library").exception("it broke")
    assert "its message left out" in logged.hold_clean()
