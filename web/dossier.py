"""A report as those who work on it read it: its facts, its words and what everybody wrote on it."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass, replace
from datetime import date, datetime
from typing import Any

from flask_babel import gettext

from casework.domain.calendar import local_day
from casework.domain.clocks import Terms
from casework.domain.report import Report
from casework.domain.values import Display, Kind, Part, PostKind, Status, Visibility
from casework.readings.directory import Directory
from casework.readings.thread import Post, Thread
from web import names, present, shares
from web.corrections import Note, corrections
from web.i18n import language, written_date, written_datetime
from web.shares import ShareView
from web.words import word

_NEWSROOM = frozenset({Part.MODERATOR, Part.OVERSEER})
_REPLIES = frozenset({PostKind.OFFICIAL_REPLY, PostKind.INTERIM_REPLY})
_NOTES = frozenset({PostKind.NEWSROOM_NOTE, PostKind.AGENCY_NOTE})
_BY_REPORTER = frozenset(
    {PostKind.INFO, PostKind.APPEAL, PostKind.REOPEN, PostKind.WITHDRAWAL, PostKind.VERDICT}
)
# Shown in a place of their own: what the reporter and handlers write each other, and why somebody asks.
_APART = frozenset({PostKind.NEWSROOM_MESSAGE, PostKind.AGENCY_MESSAGE, PostKind.IDENTITY_REASON})

_: Callable[..., str] = gettext  # Flask-Babel's own is untyped

Rows = tuple[tuple[str, str], ...]


@dataclass(frozen=True, kw_only=True)
class Paper:
    """One post on the desk. `tone` is reply, note, reporter or word; `view` is what the components show."""

    label: str
    tone: str
    view: Any
    is_draft: bool


@dataclass(frozen=True, kw_only=True)
class Dossier:
    """Everything that a desk shows of a report, as far as this reader may see it."""

    code: str
    title: str
    body_html: str
    kind: Kind
    status: Status
    is_overdue: bool
    is_removed: bool
    facts: Rows
    contact: Rows  # empty when nothing was told, or nothing may be known
    identity: str  # why there is no contact
    is_sealed: bool  # whether two houses have to agree before anybody learns who reported it
    files: Sequence[Any]
    corrections: Sequence[Note]  # what was put right in the report itself
    shares: Sequence[ShareView]  # of the agencies beside the lead, with what was asked and given
    papers: tuple[Paper, ...]
    history: Sequence[Any]
    exact: bool  # whether the history shows times of day
    transfers: int


def dossier(thread: Thread, directory: Directory, *, now: datetime, terms: Terms) -> Dossier:
    """The report of a thread, ready for the macros of components/dossier.html; `now` is UTC."""
    report, noted, named_in = thread.report, corrections(thread), present.contributors(thread, directory)
    return Dossier(
        code=report.code,
        title=thread.title or _("Nội dung đã được xóa"),
        body_html=thread.body_html,
        kind=report.kind,
        status=report.status,
        is_overdue=report.is_late(now),
        is_removed=report.visibility is Visibility.REMOVED,
        facts=_facts(thread, directory, local_day(now)),
        contact=_contact(thread),
        identity=_identity(thread),
        is_sealed=report.display is Display.CONFIDENTIAL,
        files=present.file_views(thread.files),
        corrections=noted.get(None, ()),
        shares=shares.share_views(thread, directory, now=now, terms=terms),
        papers=tuple(
            _paper(post, directory, noted.get(post.id, ()), named_in.get(post.id, ""))
            for post in _read_here(thread)
        ),
        history=present.history(thread, directory),
        exact=thread.exact,
        transfers=report.transfers,
    )


def _read_here(thread: Thread) -> list[Post]:
    with_shares = shares.apart(thread)
    return [post for post in thread.posts if post.kind not in _APART and post.id not in with_shares]


def who(thread: Thread) -> str:
    """What the report calls its reporter."""
    if thread.report.display is Display.CONFIDENTIAL:
        return word(Display.CONFIDENTIAL)
    if thread.report.display is Display.HIDDEN:
        return word(Display.HIDDEN)
    return present.reporter_name(thread) or _("Không ghi tên")


def _facts(thread: Thread, directory: Directory, today: date) -> Rows:
    report, lang = thread.report, language()
    written = written_datetime if thread.exact else written_date
    others = ", ".join(directory.agency_name(code, lang) for code in report.co_agencies)
    rows = (
        (_("Loại"), word(report.kind)),
        (_("Nhận qua"), word(report.channel)),
        (_("Người gửi"), who(thread)),
        (_("Lĩnh vực"), directory.field_name(report.field, lang) or _("Chưa chọn")),
        (_("Địa bàn"), directory.area_name(report.area, lang) or _("Chưa chọn")),
        (_("Nhiệm vụ CCHC"), directory.task_name(report.task, lang) or _("Chưa chọn")),
        (_("Người gửi muốn hỏi"), names.then_and_now(report.wanted_agency, directory, today)),
        (_("Nơi tiếp nhận"), names.newsroom_then_and_now(thread, directory, today)),
        (_("Nhận lúc"), written(report.submitted_at)),
        (_("Đăng công khai"), _publicity(report)),
        (_("Cơ quan xử lý"), names.then_and_now(report.agency, directory, today)),
        (_("Cơ quan phối hợp"), others),
        (_("Chuyển lúc"), written(report.routed_at) if report.routed_at else ""),
        (_("Hạn trả lời"), written_date(report.due) if report.due else ""),
        (_("Trả lời lúc"), written(report.answered_at) if report.answered_at else ""),
        (_("Số lần chuyển"), str(report.transfers) if report.transfers else ""),
    )
    return tuple((label, value) for label, value in rows if value)


def _publicity(report: Report) -> str:
    if report.visibility is Visibility.REMOVED:
        return word(Visibility.REMOVED)
    if report.published_at is not None:
        return written_date(report.published_at)
    if report.publish:
        return _("Người gửi đồng ý đăng")
    return _("Người gửi không muốn đăng")


def _contact(thread: Thread) -> Rows:
    told = thread.contact
    if told is None:
        return ()
    rows = (
        (_("Họ tên"), told.name),
        (_("Điện thoại"), told.phone),
        (_("Thư điện tử"), told.email),
        (_("Tổ chức"), told.organisation),
    )
    return tuple((label, value) for label, value in rows if value)


def _identity(thread: Thread) -> str:
    if thread.report.contact_erased:
        return _("Người gửi đã xóa tên và cách liên lạc của mình: không ai xem lại được.")
    if thread.report.display is Display.CONFIDENTIAL:
        return _(
            "Danh tính được niêm phong: không ai ở đây xem được, kể cả tòa soạn, trừ khi hai cơ quan cùng "
            "đồng ý và ghi vào nhật ký. Cơ quan xử lý thì không bao giờ."
        )
    if thread.contact is None and not thread.parts & _NEWSROOM:
        return _("Người gửi không đồng ý cho cơ quan xử lý biết mình là ai.")
    if not _contact(thread):
        return _("Không để lại tên hay cách liên lạc: coi như tin báo.")
    return ""


def _paper(post: Post, directory: Directory, noted: Sequence[Note], contributors: str) -> Paper:
    if post.kind in _REPLIES:
        tone = "reply"
    elif post.kind in _NOTES:
        tone = "note"
    else:
        tone = "reporter" if post.kind in _BY_REPORTER else "word"
    return Paper(
        label=word(post.kind),
        tone=tone,
        view=replace(present.post_view(post, directory, noted), contributors=contributors),
        is_draft=post.kind is PostKind.DRAFT,
    )
