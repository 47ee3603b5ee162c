"""A case on an agency's desk: the thread, the clock that runs on it, and what is asked of the agency."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass, replace
from datetime import date, datetime, timedelta

from flask_babel import gettext

from casework.domain import commands as do
from casework.domain.calendar import local_day
from casework.domain.checks_shares import offices
from casework.domain.clocks import Terms
from casework.domain.evolve import Recorded
from casework.domain.policy import Actor
from casework.domain.report import Report
from casework.domain.shares import Share
from casework.domain.timeline import seen_by
from casework.domain.values import AgencyCode, PostId, PostKind, PostState, ReportCode, Status
from casework.readings import inbox
from casework.readings.directory import Directory, directory
from casework.readings.thread import Post, Thread
from web import present
from web.dossier import Dossier, dossier
from web.i18n import language, written_date
from web.kitchen import casework
from web.messages import Correspondence, correspondence
from web.shares import share_due

DRAFTS_SHOWN = 3
_: Callable[..., str] = gettext


@dataclass(frozen=True, kw_only=True)
class Case:
    """One report as its agency works on it; `now` is UTC."""

    thread: Thread
    actor: Actor
    directory: Directory
    now: datetime
    terms: Terms

    @property
    def report(self) -> Report:
        return self.thread.report

    @property
    def code(self) -> ReportCode:
        return self.report.code

    @property
    def today(self) -> date:
        return local_day(self.now)

    @property
    def is_late(self) -> bool:
        return self.report.is_late(self.now)

    @property
    def agency(self) -> AgencyCode | None:
        """For which of their agencies the actor works on it; the lead goes before one beside it."""
        if self.report.agency in self.actor.agencies:
            return self.report.agency
        return next((code for code in self.report.co_agencies if code in self.actor.agencies), None)

    @property
    def own_share(self) -> Share | None:
        """What one's agency, beside the lead, has to give or has given: what waits goes first."""
        own = [share for share in self.report.shares if share.agency in offices(self.actor)]
        beside = [share for share in self.report.shares if share.agency in self.actor.agencies]
        return next((share for share in own if not share.is_given), next(iter(own or beside), None))

    @property
    def lead_name(self) -> str:
        return self.directory.agency_name(self.report.agency, language())

    @property
    def is_lead(self) -> bool:
        return self.agency is not None and self.agency == self.report.agency

    @property
    def drafts(self) -> Sequence[Post]:
        """The last drafts of one's own agency, newest first."""
        return self.thread.of_kind(PostKind.DRAFT)[::-1][:DRAFTS_SHOWN]

    @property
    def draft(self) -> Post | None:
        """The draft that waits for a signature; None when another agency wrote it."""
        return self.thread.post(self.report.draft)

    @property
    def held(self) -> Post | None:
        """The reply that waits with the newsroom."""
        return self.thread.post(self.report.held)

    def contribution(self, post: str) -> str:
        """The words of a contribution; empty for any other post."""
        given = self.thread.post(PostId(post))
        return given.source if given is not None and given.kind is PostKind.CONTRIBUTION else ""

    @property
    def sent_back(self) -> Post | None:
        """Why the newsroom sent the last reply back, until the agency has written another."""
        written = self.thread.of_kind(PostKind.OFFICIAL_REPLY, PostKind.INTERIM_REPLY, PostKind.REPLY_REFUSAL)
        last = written[-1] if written else None
        is_open = self.report.status in (Status.ACCEPTED, Status.REOPENED)
        return last if last is not None and last.kind is PostKind.REPLY_REFUSAL and is_open else None

    @property
    def returned(self) -> Post | None:
        """The reply that was sent back."""
        hidden = [
            post
            for post in self.thread.of_kind(PostKind.OFFICIAL_REPLY, PostKind.INTERIM_REPLY)
            if post.state is PostState.HIDDEN
        ]
        return hidden[-1] if hidden and self.sent_back is not None else None

    @property
    def to_sign(self) -> str:
        """The words that wait for a signature: the draft, or the official reply sent back after it."""
        back = self.returned
        waiting = {
            post.id
            for post in (self.draft, back)
            if post is not None and post.kind is not PostKind.INTERIM_REPLY
        }
        return next((post.source for post in reversed(self.thread.posts) if post.id in waiting), "")

    @property
    def interim_again(self) -> str:
        """The words of the interim reply that was sent back."""
        back = self.returned
        return back.source if back is not None and back.kind is PostKind.INTERIM_REPLY else ""

    @property
    def signs(self) -> bool:
        return do.SignReply in self.thread.allowed

    @property
    def due(self) -> present.Due | None:
        return present.due_view(self.report, now=self.now, terms=self.terms)

    @property
    def first_extension_day(self) -> date | None:
        """The first day that an extension may reach; None without a deadline."""
        if self.report.due is None:
            return None
        return self.terms.calendar.next_working_day(local_day(self.report.due) + timedelta(days=1))

    @property
    def last_extension_day(self) -> date | None:
        return None if self.report.due is None else self.terms.latest_extension(self.report.due)

    @property
    def correspondence(self) -> Correspondence:
        """What the reporter and the agency write each other."""
        return correspondence(self.thread, self.directory, own=PostKind.AGENCY_MESSAGE)

    def events(self, since: Sequence[Recorded]) -> list[str]:
        """What happened meanwhile, as far as this actor sees it."""
        return [
            present.event_label(entry.event, self.directory) for entry in seen_by(self.thread.parts, since)
        ]


def open_case(code: ReportCode, actor: Actor) -> Case:
    """Raises NoSuchReport for what is not with one of the actor's agencies."""
    kitchen = casework()
    return Case(
        thread=inbox.open_case(kitchen, code, actor),
        actor=actor,
        directory=directory(kitchen),
        now=kitchen.now(),
        terms=kitchen.terms(),
    )


def papers(case: Case) -> Dossier:
    """The dossier without the drafts, which lie on the desk."""
    whole = dossier(case.thread, case.directory, now=case.now, terms=case.terms)
    return replace(whole, papers=tuple(paper for paper in whole.papers if not paper.is_draft))


@dataclass(frozen=True, kw_only=True)
class Ask:
    """What is asked of the agency, and by when: the first thing on the page. `tone` is a notice's."""

    by_when: str
    what: str
    tone: str


_TONES = {"late": "danger", "soon": "warning", "ok": "info", "stopped": "info"}


def ask(case: Case) -> Ask:
    due = case.due if case.report.is_with_agency else None
    share = None if case.is_lead else case.own_share
    if share is not None and case.report.is_with_agency:
        return _ask_helper(case, share)
    if due is None or due.at is None:
        return Ask(by_when="", what=_what(case), tone="info" if case.report.is_with_agency else "success")
    counted = due.text[:1].upper() + due.text[1:]
    by_when = _("%(left)s · hạn %(day)s", left=counted, day=written_date(due.at))
    return Ask(by_when=by_when, what=_what(case), tone=_TONES[due.state])


def _ask_helper(case: Case, share: Share) -> Ask:
    """What is asked of an agency beside the lead, and by its own date."""
    what = _("Phối hợp với %(agency)s: góp ý để cơ quan này trả lời người gửi.", agency=case.lead_name)
    if share.is_given:
        thanks = _("Cơ quan bạn đã góp ý. Có thể góp ý thêm cho đến khi có trả lời chính thức.")
        return Ask(by_when="", what=thanks, tone="success")
    state = case.report.state_of(share, case.now)
    due = share_due(share, state, now=case.now, terms=case.terms)
    if not case.report.asks_for_an_answer:
        what = _("Lời khen: mời đọc cho biết, không cần góp ý.")
    if due is None:
        return Ask(by_when="", what=what, tone="info")
    counted = due.text[:1].upper() + due.text[1:]
    if due.at is not None:
        counted = _("%(left)s · hạn góp ý %(day)s", left=counted, day=written_date(due.at))
    return Ask(by_when=counted, what=what, tone=_TONES[due.state])


def _what(case: Case) -> str:
    report = case.report
    if not case.is_lead and report.is_with_agency:
        return _("Phối hợp với %(agency)s để trả lời người gửi.", agency=case.lead_name)
    match report.status:
        case Status.ROUTED if not report.asks_for_an_answer:
            return _("Lời khen: mời đọc và ghi nhận, không cần trả lời.")
        case Status.ROUTED:
            return _(
                "Cần làm ngay: tiếp nhận hoặc trả lại, chậm nhất %(day)s. Sau đó soạn câu trả lời.",
                day=written_date(report.accept_due or report.due or case.now),
            )
        case Status.ACCEPTED if report.draft is not None:
            return _("Dự thảo đang chờ người có thẩm quyền ký.")
        case Status.ACCEPTED:
            return _("Cần có câu trả lời chính thức, do người có thẩm quyền ký.")
        case Status.REOPENED:
            return _("Người gửi chưa đồng ý với câu trả lời trước và đã nêu lý do: cần trả lời lại.")
        case Status.ANSWERED:
            until = written_date(report.close_due) if report.close_due else ""
            return _("Đã trả lời. Người gửi đánh giá đến hết ngày %(day)s.", day=until)
        case _:
            return _("Vụ việc đã kết thúc, cơ quan không phải làm gì thêm.")
