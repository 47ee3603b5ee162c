"""From the domain's values to what the components show."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime

from flask import url_for
from flask_babel import gettext, ngettext

from casework.domain import events as ev
from casework.domain.clocks import Terms
from casework.domain.denunciations import Denunciation
from casework.domain.evolve import Recorded
from casework.domain.report import Report
from casework.domain.values import Part, PostId, PostKind, PostState, Status
from casework.readings.thread import File, Post, Thread
from casework.store.directory import Directory
from web.anchors import anchor as anchor
from web.corrections import Note
from web.event_labels import event_label as event_label
from web.i18n import language
from web.names import newsroom_of
from web.words import word

SOON_DAYS = 3
_: Callable[..., str] = gettext  # Flask-Babel's own is untyped


@dataclass(frozen=True, kw_only=True)
class Due:
    """A deadline in words; `state` is ok, soon, late or stopped."""

    text: str
    state: str
    at: datetime | None


def due_view(report: Report, *, now: datetime, terms: Terms) -> Due | None:
    """The clock that runs, or has stopped, on a report now; None when nobody owes anything."""
    if report.days_left is not None:
        return Due(text=_("đồng hồ tạm dừng"), state="stopped", at=None)
    if report.handed_in_time:
        return Due(text=_("tòa soạn đang xem câu trả lời"), state="stopped", at=None)
    due = report.due if report.is_with_agency else report.first_look_due
    if due is None:
        return None
    return countdown(due, now=now, terms=terms)


def countdown(due: datetime, *, now: datetime, terms: Terms) -> Due:
    """«còn 3 ngày làm việc», or how late it is."""
    left = terms.days_left(due, now)
    if now > due:
        late = max(-left, 1)
        text = ngettext("quá hạn %(num)s ngày làm việc", "quá hạn %(num)s ngày làm việc", late)
        return Due(text=text, state="late", at=due)
    if left == 0:
        return Due(text=_("hạn hôm nay"), state="soon", at=due)
    text = ngettext("còn %(num)s ngày làm việc", "còn %(num)s ngày làm việc", left)
    return Due(text=text, state="soon" if left <= SOON_DAYS else "ok", at=due)


def denunciation_due(found: Denunciation, *, now: datetime, terms: Terms) -> Due | None:
    """By when the inspectorate has to do the next thing; None when it owes nothing."""
    due = found.due(terms)
    return None if due is None else countdown(due, now=now, terms=terms)


@dataclass(frozen=True, kw_only=True)
class Step:
    """One step on a report's way; `state` is done, now, next or off."""

    label: str
    state: str
    at: datetime | None = None
    note: str = ""


def steps(report: Report) -> list[Step]:
    """The way of a report as its reader sees it: five steps, whatever happened between them."""
    labels = (_("Đã gửi"), _("Tòa soạn duyệt"), _("Chuyển cơ quan"), _("Cơ quan trả lời"), _("Kết thúc"))
    times = (
        report.submitted_at,
        report.routed_at,
        report.accepted_at,
        report.answered_at,
        report.closed_at,
    )
    ended_early = report.status in (Status.DECLINED, Status.MERGED, Status.WITHDRAWN)
    here = _PLACE[report.status]
    made = []
    for place, (label, at) in enumerate(zip(labels, times, strict=True)):
        state = "done" if place < here else "now" if place == here else "next"
        if ended_early and place > here:
            state = "off"
        if report.status is Status.CLOSED:
            state = "done"
        note = word(report.status) if place == here and report.status is not Status.CLOSED else ""
        made.append(Step(label=label, state=state, at=at if state == "done" else None, note=note))
    return made


_PLACE: Mapping[Status, int] = {
    Status.UNCONFIRMED: 0,
    Status.SUBMITTED: 1,
    Status.NEEDS_INFO: 1,
    Status.DECLINED: 1,
    Status.MERGED: 1,
    Status.WITHDRAWN: 1,
    Status.RETURNED: 2,
    Status.ROUTED: 2,
    Status.ACCEPTED: 3,
    Status.REOPENED: 3,
    Status.ANSWERED: 4,
    Status.CLOSED: 4,
}


@dataclass(frozen=True, kw_only=True)
class Entry:
    """One line of a report's history."""

    at: datetime
    label: str
    actor_label: str
    detail_html: str = ""


def history(thread: Thread, directory: Directory, *, but: tuple[type[ev.Event], ...] = ()) -> list[Entry]:
    """What happened when, as far as this reader sees it; `but` is left out."""
    return [
        Entry(
            at=recorded.at,
            label=event_label(recorded.event, directory),
            actor_label=_actor_label(recorded, thread, directory),
        )
        for recorded in thread.history
        if not isinstance(recorded.event, but)
    ]


_SILENT_ABOUT_ACTOR = (
    ev.Closed,
    ev.MarkedOverdue,
    ev.Reminded,
    ev.Escalated,
    ev.MarkedPressOverdue,
    ev.PressLetterSent,
    ev.PromiseAsked,
    ev.PromiseAnswered,
    ev.ShareReminded,
    ev.ShareMarkedOverdue,
    ev.Purged,
    ev.Rated,
    ev.Reopened,
)


_BY_NEWSROOM = (
    ev.Edited,
    ev.Redacted,
    ev.PictureRedacted,
    ev.Corrected,
    ev.RightOfReplyPublished,
    ev.Routed,
    ev.Rerouted,
)


def reporter_name(thread: Thread) -> str:
    """The name that the report shows, or that its owner took it away; empty where none stood."""
    return thread.shown_name or (_("Người gửi đã xóa tên") if thread.name_erased else "")


def author_name(post: Post) -> str:
    """The same beside a post."""
    if post.author_name or not post.name_erased:
        return post.author_name
    return _("Người gửi đã xóa tên") if post.part is Part.OWNER else _("Người viết đã xóa tài khoản")


def _actor_label(recorded: Recorded, thread: Thread, directory: Directory) -> str:
    """On whose side it was done: never a person's name in a history."""
    if isinstance(recorded.event, _SILENT_ABOUT_ACTOR):
        return ""
    if isinstance(recorded.event, ev.Submitted):
        return reporter_name(thread)
    if isinstance(recorded.event, _BY_NEWSROOM):
        return directory.outlet_name(newsroom_of(recorded, thread, directory), language())
    return ""


@dataclass(frozen=True, kw_only=True)
class FileView:
    key: str
    url: str
    thumb_url: str
    name: str
    media_type: str
    size_label: str


def file_views(files: Iterable[File]) -> list[FileView]:
    return [
        FileView(
            key=file.key,
            url=url_for("forum.picture" if file.is_picture else "forum.file", key=file.key),
            thumb_url=url_for("forum.thumbnail", key=file.key) if file.is_picture else "",
            name=file.name,
            media_type=file.media_type,
            size_label=size_label(file.size),
        )
        for file in files
    ]


def size_label(size: int) -> str:
    """A file's size for people: 340 KB, 2,4 MB."""
    if size < 1_000_000:
        return f"{max(size // 1000, 1)} KB"
    written = f"{size / 1_000_000:.1f} MB"
    return written if language() == "en" else written.replace(".", ",")


@dataclass(frozen=True, kw_only=True)
class PostView:
    """A post for the components comment() and official_reply()."""

    id: PostId
    anchor: str
    kind: PostKind
    label: str
    author_label: str
    role_label: str
    agency_name: str
    agency_url: str
    signer_name: str
    signer_post: str
    at: datetime
    exact: bool  # whether the time of day is shown beside the date
    html: str
    source: str
    state_label: str
    is_interim: bool
    by_mail: bool  # a draft that nobody had signed in to write
    attachments: list[FileView]
    corrections: Sequence[Note]  # what was put right in it
    contributors: str = ""  # whose contributions an official reply names

    @property
    def speaker(self) -> str:
        """Whose word it is where one name has room: an agency's, a correcting newsroom's, or a person's."""
        if self.kind is PostKind.CORRECTION:
            return self.role_label
        return self.agency_name or self.author_label


def contributors(thread: Thread, directory: Directory) -> Mapping[PostId, str]:
    """Whose contributions each official reply names: of those who had given any when it was signed, under the
    names of then."""
    signed = (entry.event for entry in thread.history if isinstance(entry.event, ev.ReplySigned))
    return {
        event.post: ", ".join(directory.agency_name(code, language()) for code in event.contributors)
        for event in signed
    }


def post_view(post: Post, directory: Directory, corrections: Sequence[Note] = ()) -> PostView:
    agency = directory.agency(post.agency)
    outlet = directory.outlet_name(post.outlet, language()) if post.outlet else ""
    is_office = post.part in (Part.OFFICER, Part.SIGNER)
    name, is_gone = author_name(post) or word(post.part), post.part is Part.OWNER and post.name_erased
    return PostView(
        id=post.id,
        anchor=anchor(post.id),
        kind=post.kind,
        label=word(post.kind),
        author_label=name,
        role_label=""
        if is_gone or post.part is Part.CITIZEN or name == word(post.part)
        else outlet or word(post.part),
        agency_name=directory.agency_name(post.agency, language()) if agency else "",
        agency_url=url_for("forum.agency", slug=agency.slug) if agency else "",
        signer_name=post.author_name if post.kind is PostKind.OFFICIAL_REPLY and is_office else "",
        signer_post=_("Người ký trả lời") if post.kind is PostKind.OFFICIAL_REPLY else "",
        at=post.at,
        exact=post.exact,
        html=post.html,
        source=post.source,
        state_label="" if post.state is PostState.SHOWN else word(post.state),
        is_interim=post.kind is PostKind.INTERIM_REPLY,
        by_mail=post.by_mail,
        attachments=file_views(post.files),
        corrections=corrections,
    )
