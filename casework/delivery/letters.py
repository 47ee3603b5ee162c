"""A letter is made when it is sent, from what its reader may see at that moment."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from email.headerregistry import Address
from email.message import EmailMessage
from email.utils import format_datetime, parseaddr
from types import MappingProxyType
from typing import Any
from urllib.parse import urlsplit

from markupsafe import Markup

from casework.actions.addresses import normal_address
from casework.delivery import answering, hooks, paper, press, readers, replies
from casework.delivery.envelope import LETTER
from casework.delivery.notices import (
    CONCERNS,
    LINKS,
    OF_PRESS,
    OF_REQUESTS,
    OF_WEBHOOKS,
    RULES,
    Capacity,
    Notice,
    how_often,
    may_turn_off,
)
from casework.delivery.readers import Reader
from casework.domain.answering import Way, address_of
from casework.domain.answering import token_of as token_of_answer
from casework.domain.events import Contributed, ShareMarkedOverdue, ShareReminded
from casework.domain.evolve import Recorded
from casework.domain.policy import may_read, may_read_post
from casework.domain.report import Report
from casework.domain.unsubscribe import Link, token_of
from casework.domain.values import Display, PostId, PostState, ReportCode
from casework.domain.watching import mark
from casework.domain.wishes import Concern, Often
from casework.readings import slips
from casework.store import directory, outbox, reports, threads, tokens, watching
from casework.store.casework import Casework
from casework.store.db import Session
from casework.store.outbox import Delivery

_PAGES: Mapping[Capacity, str] = MappingProxyType(
    {
        Capacity.OWNER: "/reports/{code}",
        Capacity.FOLLOWER: "/reports/{code}",
        Capacity.WATCHER: "/reports/{code}",
        Capacity.SEARCHER: "/reports/{code}",
        Capacity.COMMENTER: "/reports/{code}",
        Capacity.NEWSROOM: "/moderation/reports/{code}",
        Capacity.QUEUE: "/moderation/reports/{code}",
        Capacity.OFFICE: "/agency/reports/{code}",
        Capacity.HELPER: "/agency/reports/{code}",
        Capacity.SIGNER: "/agency/reports/{code}",
        Capacity.ABOVE: "/reports/{code}",
        Capacity.OVERSIGHT: "/oversight/reports/{code}",
        Capacity.SUCCESSOR: "/agency/",
        Capacity.ACCOUNT: "/login",
        Capacity.FORMER: "/",
    }
)
_GUESTS_PAGE = "/track?code={code}"  # who has no account opens it with code and secret
_OF_SHARES = (Contributed, ShareReminded, ShareMarkedOverdue)
_EVENT_NOTICES = "an event is what a notice about a report is made from"


@dataclass(frozen=True, kw_only=True)
class Desk:
    """Where letters are written: `public_url` begins every link; `sender` is the From of every letter;
    `unsubscribe_mail` is the address that takes who wants no more letters, empty for none; `reply_mail` the
    mailbox that takes answers, empty where they are given on the site alone."""

    casework: Casework
    public_url: str
    sender: str
    unsubscribe_mail: str = ""
    reply_mail: str = ""

    @property
    def own_addresses(self) -> frozenset[str]:
        """Addresses of ours: what comes from them has gone round in a circle."""
        return frozenset({parseaddr(self.sender)[1].lower(), self.reply_mail.lower()}) - {""}

    @property
    def host(self) -> str:
        return urlsplit(self.public_url).hostname or "localhost"

    def url(self, path: str, language: str) -> str:
        prefix = "/en" if language == "en" else ""
        return f"{self.public_url.rstrip('/')}{prefix}{path}"

    def unsubscribe_token(
        self, delivery: Delivery, reader: Reader, concern: Concern | None, searches: tuple[str, ...] = ()
    ) -> str:
        """For the link that ends letters of this concern, or of searches by their marks (neither: digests);
        empty for who cannot choose."""
        if reader.actor.user is not None:
            link = Link(user=reader.actor.user, concern=concern, searches=searches)
        elif delivery.recipient == "reporter":
            link = Link(report=delivery.report_code, concern=concern)
        else:
            return ""
        return token_of(link, self.casework.secret_key)


def compose(desk: Desk, delivery: Delivery) -> EmailMessage | None:
    """The letter, or None when its reader may not know of it any more or it is no longer so."""
    notice = Notice(delivery.notice)
    db = desk.casework.db
    # A link to be used once is written down with the letter.
    with db.write() if notice in LINKS else db.read() as session:
        reader = readers.find(session, desk.casework, notice, delivery.recipient, delivery.report_code)
        if reader is None:
            return None
        facts = facts_for(session, desk, delivery, reader, reader.language)
    if facts is None:
        return None
    concern = CONCERNS.get(facts["capacity"])
    ends = may_turn_off(notice, facts["capacity"])
    token = desk.unsubscribe_token(delivery, reader, concern) if ends else ""
    return finish(desk, delivery, reader, facts, token)


def facts_for(
    session: Session, desk: Desk, delivery: Delivery, reader: Reader, language: str
) -> dict[str, Any] | None:
    """What the templates of a notice are filled with; None when its reader may not know of it any more, does
    not want to, or it is no longer so."""
    notice = Notice(delivery.notice)
    facts: dict[str, Any] = {"lang": language, "name": reader.name, "code": None, "title": "", "words": ""}
    facts["answers"] = None
    rule = RULES[notice]
    if notice in OF_REQUESTS:
        told = _of_request(session, desk, delivery, reader, language)
        return told and facts | told
    if notice in OF_PRESS:
        told = press.facts(session, desk.casework, notice, delivery.about, reader)
        return told and facts | told | {"link": desk.url(told["path"], language)}
    if notice in OF_WEBHOOKS:
        told = hooks.letter_facts(session, notice, delivery.about, reader.actor)
        return told and facts | told | {"link": desk.url(told["path"], language)}
    if delivery.report_code is None:
        (capacity,) = rule.to
        path = _PAGES[capacity]
    else:
        report, words = threads.head(session, delivery.report_code)
        wanted = tuple(one for one in rule.to if how_often(notice, one, reader.wishes) is not Often.OFF)
        held = readers.capacity(session, desk.casework, reader, report, wanted)
        if held is None or not rule.while_(report):
            return None
        capacity = held
        path = page_of(capacity, reader, report.code)
        facts |= _of_report(desk, report, words, capacity, language)
        is_office = capacity in (Capacity.OFFICE, Capacity.HELPER)
        facts["share"] = readers.share_of(reader, report) if is_office else None
        found = _of_search if capacity is Capacity.SEARCHER else _of_event
        told = found(session, desk, delivery, reader, report, language)
        if told is None:
            return None
        facts |= told | {"answers": _answers(session, desk, delivery, reader, report, capacity)}
        if notice is Notice.MERGED_NEWS:
            if facts["into"] is None:
                return None
            path = _PAGES[Capacity.FOLLOWER].format(code=facts["into"])
    facts["capacity"] = capacity
    if notice in LINKS:
        path = _one_use(session, desk, delivery, notice, reader)
    return facts | {"path": path, "link": desk.url(path, language)}


def _of_request(
    session: Session, desk: Desk, delivery: Delivery, reader: Reader, language: str
) -> dict[str, Any] | None:
    """What who asked for the right to reply is told, whatever became of the report, or the newsroom that lets
    them wait; None once it is not so."""
    notice, asked = Notice(delivery.notice), replies.asked_in(session, delivery.about)
    if asked is None or delivery.report_code is None or asked.state is not replies.TOLD_IN[notice]:
        return None
    report, words = threads.head(session, delivery.report_code)
    (capacity,) = RULES[notice].to
    if capacity is Capacity.NEWSROOM:
        wished = how_often(notice, capacity, reader.wishes)
        if wished is Often.OFF or not readers.capacity(session, desk.casework, reader, report, (capacity,)):
            return None
    path = replies.PAGES[capacity].format(code=report.code)
    if notice in LINKS:
        purpose, link = LINKS[notice]
        token = tokens.issue(
            session, purpose, report_code=report.code, request=asked.id, now=desk.casework.now()
        )
        path = link.format(code=report.code, token=token)
    facts = _of_report(desk, report, words, capacity, language) | replies.facts(session, asked)
    is_told = capacity is Capacity.NEWSROOM or report.is_published
    facts |= {"path": path, "link": desk.url(path, language), "capacity": capacity}
    return facts if is_told else facts | {"title": ""}


def page_of(capacity: Capacity, reader: Reader, code: ReportCode) -> str:
    """Where somebody reads of the report."""
    is_guest = capacity is Capacity.OWNER and reader.actor.user is None
    return (_GUESTS_PAGE if is_guest else _PAGES[capacity]).format(code=code)


def _answers(
    session: Session, desk: Desk, delivery: Delivery, reader: Reader, report: Report, capacity: Capacity
) -> Way | None:
    """What an answer to the letter becomes, where it may be given by mail."""
    if not desk.reply_mail or delivery.event_seq is None:
        return None
    told, _ = outbox.event(session, delivery.event_seq)
    return answering.offered(Notice(delivery.notice), told, report, capacity, reader.actor)


def _one_use(session: Session, desk: Desk, delivery: Delivery, notice: Notice, reader: Reader) -> str:
    purpose, path = LINKS[notice]
    token = tokens.issue(
        session,
        purpose,
        user_id=reader.actor.user,
        report_code=delivery.report_code,
        now=desk.casework.now(),
    )
    return path.format(code=delivery.report_code, token=token)


def _of_report(
    desk: Desk, report: Report, words: threads.Words, capacity: Capacity, language: str
) -> dict[str, Any]:
    names = directory.kept(desk.casework.db)
    # A letter lies open in a shared mailbox: to who asked for secrecy it does not say what about.
    is_sealed = report.display is Display.CONFIDENTIAL or report.passed_on
    secret = capacity is Capacity.OWNER and is_sealed
    return {
        "code": report.code,
        "title": "" if secret else words.title,
        "report": report,
        "outlet": names.outlet_name(report.outlet, language),
        "agency": names.agency_name(report.agency, language),
    }


def _of_event(
    session: Session, desk: Desk, delivery: Delivery, reader: Reader, report: Report, language: str
) -> dict[str, Any] | None:
    """What the event tells; None when the post that it is about stands no longer as it did."""
    if delivery.event_seq is None:
        raise ValueError(_EVENT_NOTICES)
    recorded, _ = outbox.event(session, delivery.event_seq)
    if not _stands(session, Notice(delivery.notice), recorded, reader):
        return None
    if not RULES[Notice(delivery.notice)].still(recorded.event, report):
        return None
    facts: dict[str, Any] = {"event": recorded.event, "at": recorded.at}
    about = getattr(recorded.event, "agency", None)
    if about is not None:
        named = directory.kept(desk.casework.db).agency_name(about, language)
        facts["helper" if isinstance(recorded.event, _OF_SHARES) else "agency"] = named
    facts["slip"] = slips.for_declined(desk.casework, report, lang=language)
    facts["into"] = _readable_target(session, reader, report, recorded)
    if Notice(delivery.notice) is Notice.SHARE_ASSIGNED:
        facts |= _asked(session, reader, report)
    if RULES[Notice(delivery.notice)].words:
        facts |= _words(session, reader, report, recorded)
    return facts


def _stands(session: Session, notice: Notice, recorded: Recorded, reader: Reader) -> bool:
    """Whether the event's post is still as the notice says, and theirs where it says so."""
    rule = RULES[notice]
    if rule.post is None:
        return True
    post = threads.post(session, getattr(recorded.event, "post", PostId("")))
    if post is None or not rule.post(recorded.event, post.state):
        return False
    return Capacity.COMMENTER not in rule.to or post.author == reader.actor.user


def _of_search(
    session: Session, _desk: Desk, delivery: Delivery, reader: Reader, report: Report, _language: str
) -> dict[str, Any] | None:
    """By which search it was found; None when its reader wants nothing of that any more."""
    found = watching.of_notice(session, delivery.about)
    if found is None or found.user != reader.actor.user or found.often is Often.OFF:
        return None
    return {"search": found.watch.name, "mark": mark(found.watch.key), "at": report.published_at}


def _readable_target(
    session: Session, reader: Reader, report: Report, recorded: Recorded
) -> ReportCode | None:
    """The report that this one was merged into, if its reader may know of that one: the event says so, or has
    happened there."""
    code: ReportCode | None = getattr(recorded.event, "into", None)
    if recorded.report != report.code:
        code = recorded.report
    if code is None or not may_read(reader.actor, reports.load(session, code)):
        return None
    return code


def _asked(session: Session, reader: Reader, report: Report) -> dict[str, Any]:
    """What the reader's agency is asked for, in words; nothing where that is nothing special."""
    share = readers.share_of(reader, report)
    posts = [threads.post(session, post) for post in share.asked] if share else []
    shown = [post for post in posts if post is not None and post.state is PostState.SHOWN]
    html = Markup("").join(Markup(post.html) for post in shown)
    return {"words": "\n\n".join(post.source for post in shown), "words_html": html}


def _words(session: Session, reader: Reader, report: Report, recorded: Recorded) -> dict[str, Any]:
    post = threads.post(session, getattr(recorded.event, "post", PostId("")))
    if post is None or post.state is not PostState.SHOWN:
        return {}
    if not may_read_post(reader.actor, report, post.kind, by_agency=post.agency):
        return {}
    return {"words": post.source, "words_html": Markup(post.html)}


def finish(desk: Desk, delivery: Delivery, reader: Reader, facts: dict[str, Any], token: str) -> EmailMessage:
    """The letter from the templates of its notice; `token` is for the link that ends such letters, if any."""
    language = facts["lang"]
    ends = desk.url(f"/unsubscribe/{token}", language) if token else ""
    may_choose = reader.actor.user is not None and (delivery.report_code is not None or bool(token))
    chooses = desk.url("/account/notices", language) if may_choose else ""
    text = paper.write(delivery.notice, language, facts | {"ends": ends, "chooses": chooses})
    letter = EmailMessage(policy=LETTER)
    letter["Message-ID"] = f"<{delivery.id}@{desk.host}>"
    letter["Date"] = format_datetime(desk.casework.now())
    letter["From"] = desk.sender
    letter["To"] = Address(addr_spec=reader.address)
    if facts["answers"]:
        token = token_of_answer(delivery.id, normal_address(reader.address), desk.casework.secret_key)
        letter["Reply-To"] = Address(addr_spec=address_of(token, desk.reply_mail))
    letter["Subject"] = text.subject
    letter["List-Id"] = f"<notices.{desk.host}>"
    letter["Auto-Submitted"] = "auto-generated"
    if ends:
        _let_end(letter, desk, ends, token)
    if delivery.report_code is not None:
        # The letters about one report lie together, whatever their subjects.
        letter["References"] = f"<{delivery.report_code.lower()}@{desk.host}>"
    letter.set_content(text.plain)
    letter.add_alternative(text.html, subtype="html")
    letter["Content-Language"] = language  # at last: the two lines above take such headers for their own
    return letter


def _let_end(letter: EmailMessage, desk: Desk, url: str, token: str) -> None:
    """The headers from which mail programs make their own button (RFC 2369, and RFC 8058 for one click)."""
    ways = [f"<{url}>"]
    if desk.unsubscribe_mail:
        ways.append(f"<mailto:{desk.unsubscribe_mail}?subject={token}>")
    letter["List-Unsubscribe"] = ", ".join(ways)
    if url.startswith("https://"):
        letter["List-Unsubscribe-Post"] = "List-Unsubscribe=One-Click"
