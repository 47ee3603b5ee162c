"""From the domain's values to what the components show."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Mapping
from dataclasses import dataclass
from datetime import datetime

from flask import url_for
from flask_babel import gettext, ngettext

from casework.domain import events as ev
from casework.domain.clocks import Terms
from casework.domain.evolve import Recorded
from casework.domain.report import Report
from casework.domain.values import Part, PostId, PostKind, PostState, Status
from casework.readings.thread import File, Post, Thread
from casework.store.directory import Directory
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


def event_label(event: ev.Event, directory: Directory) -> str:
    """What an event is called in a history."""
    return _LABELS[type(event)](event, directory)


def _agency(directory: Directory, code: str | None) -> str:
    return directory.agency_name(code, language())


def _sent(event: ev.Routed | ev.Rerouted, directory: Directory) -> str:
    lead = _agency(directory, event.agency)
    label = (
        _("Chuyển tới %(agency)s", agency=lead)
        if isinstance(event, ev.Routed)
        else _("Chuyển lại tới %(agency)s", agency=lead)
    )
    if event.co_agencies:
        names = ", ".join(_agency(directory, code) for code in event.co_agencies)
        label = _("%(sent)s; phối hợp: %(names)s", sent=label, names=names)
    if event.due is not None:
        label = _("%(sent)s; hạn trả lời %(day)s", sent=label, day=written_date(event.due))
    return label


def _succeeded(event: ev.Succeeded, directory: Directory) -> str:
    if event.was == event.agency:
        return _("Cơ quan phối hợp được sắp xếp lại")
    return _(
        "%(was)s được sắp xếp lại: %(agency)s giải quyết tiếp, hạn trả lời giữ nguyên",
        was=_agency(directory, event.was),
        agency=_agency(directory, event.agency),
    )


def _extension(event: ev.ExtensionDecided, _directory: Directory) -> str:
    if event.due is None:
        return _("Không đồng ý gia hạn")
    return _("Đồng ý gia hạn tới %(day)s", day=written_date(event.due))


def _closed(event: ev.Closed, _directory: Directory) -> str:
    return _("Kết thúc: %(why)s", why=word(event.because))


def _rated(event: ev.Rated, _directory: Directory) -> str:
    verdict = _("đã giải quyết") if event.solved else _("chưa giải quyết")
    return _("Người gửi đánh giá: %(verdict)s, %(stars)s/5 sao", verdict=verdict, stars=event.stars)


def _escalated(event: ev.Escalated, _directory: Directory) -> str:
    return _("Báo cơ quan cấp trên") if event.level == 1 else _("Báo cơ quan theo dõi, đôn đốc")


def _always(text: Callable[[], str]) -> Callable[[Any, Directory], str]:
    return lambda _event, _directory: text()


_LABELS: Mapping[type[ev.Event], Callable[[Any, Directory], str]] = {
    ev.Submitted: _always(lambda: _("Tiếp nhận phản ánh")),
    ev.Confirmed: _always(lambda: _("Người gửi xác nhận địa chỉ")),
    ev.InfoSupplied: _always(lambda: _("Người gửi bổ sung thông tin")),
    ev.Withdrawn: _always(lambda: _("Người gửi rút phản ánh")),
    ev.Appealed: _always(lambda: _("Người gửi đề nghị xem lại")),
    ev.Rated: _rated,
    ev.Reopened: lambda event, _d: _(
        "Người gửi chưa đồng ý: mở lại; hạn trả lời mới %(day)s", day=written_date(event.due)
    ),
    ev.Claimed: _always(lambda: _("Biên tập viên nhận xử lý")),
    ev.Released: _always(lambda: _("Trả lại hàng chờ")),
    ev.HandedOver: lambda event, directory: _(
        "Chuyển sang tòa soạn %(outlet)s", outlet=directory.outlet_name(event.outlet, language())
    ),
    ev.Edited: _always(lambda: _("Tòa soạn biên tập; bản gốc được lưu")),
    ev.Redacted: _always(lambda: _("Tòa soạn che thông tin cá nhân")),
    ev.InfoAsked: _always(lambda: _("Tòa soạn hỏi thêm người gửi")),
    ev.Declined: lambda event, _d: _("Không tiếp nhận: %(why)s", why=word(event.reason)),
    ev.PassedToInspectorate: _always(lambda: _("Chuyển kín tới cơ quan thanh tra; nội dung ở đây đã xóa")),
    ev.Merged: lambda event, _d: _("Gộp vào phản ánh %(code)s", code=event.into),
    ev.Routed: _sent,
    ev.Rerouted: _sent,
    ev.Removed: lambda event, _d: _("Gỡ khỏi trang: %(why)s", why=word(event.reason)),
    ev.Restored: _always(lambda: _("Đăng lại")),
    ev.AppealDecided: lambda event, _d: (
        _("Xem lại: đồng ý tiếp nhận") if event.upheld else _("Xem lại: giữ nguyên, không tiếp nhận")
    ),
    ev.ExtensionRequested: lambda event, _d: _(
        "Cơ quan xin gia hạn tới %(day)s", day=written_date(event.until)
    ),
    ev.ExtensionDecided: _extension,
    ev.NewsroomNoteAdded: _always(lambda: _("Ghi chú của tòa soạn")),
    ev.CommentPosted: _always(lambda: _("Có bình luận chờ duyệt")),
    ev.CommentPublished: _always(lambda: _("Đăng ngay bình luận của người được tin cậy")),
    ev.CommentSetAside: _always(lambda: _("Tạm ẩn bình luận vì nhiều bạn đọc báo có vấn đề")),
    ev.FlagsSettled: lambda event, _d: (
        _("Xem xong: bạn đọc báo đúng") if event.upheld else _("Xem xong: bạn đọc báo không đúng")
    ),
    ev.CommentReviewed: lambda event, _d: _("Duyệt đăng bình luận") if event.shown else _("Ẩn bình luận"),
    ev.Accepted: _always(lambda: _("Cơ quan tiếp nhận")),
    ev.Returned: lambda event, _d: _("Cơ quan trả lại: %(why)s", why=word(event.reason)),
    ev.InterimReplied: _always(lambda: _("Cơ quan trả lời bước đầu")),
    ev.ReplyDrafted: _always(lambda: _("Có dự thảo trả lời")),
    ev.ReplySigned: lambda event, _d: (
        _("Trả lời chính thức, đúng hạn") if event.in_time else _("Trả lời chính thức, quá hạn")
    ),
    ev.AgencyNoteAdded: _always(lambda: _("Ghi chú nội bộ của cơ quan")),
    ev.Reminded: _always(lambda: _("Nhắc cơ quan sắp đến hạn")),
    ev.MarkedOverdue: _always(lambda: _("Quá hạn trả lời")),
    ev.Escalated: _escalated,
    ev.Closed: _closed,
    ev.Purged: _always(lambda: _("Xóa vì không được xác nhận")),
    ev.ReplyHeld: _always(lambda: _("Câu trả lời chờ tòa soạn xem trước khi đăng")),
    ev.ReplySentBack: _always(lambda: _("Tòa soạn gửi lại câu trả lời để cơ quan sửa")),
    ev.PictureRedacted: _always(lambda: _("Tòa soạn che một phần ảnh")),
    ev.NewsroomMessaged: lambda event, _d: (
        _("Người gửi nhắn tòa soạn") if event.by_reporter else _("Tòa soạn nhắn người gửi")
    ),
    ev.AgencyMessaged: lambda event, _d: (
        _("Người gửi nhắn cơ quan xử lý") if event.by_reporter else _("Cơ quan xử lý nhắn người gửi")
    ),
    ev.IdentityAsked: lambda event, _d: (
        _("Tòa soạn xin biết người gửi")
        if event.part is Part.MODERATOR
        else _("Cơ quan theo dõi xin biết người gửi")
    ),
    ev.IdentityDecided: lambda event, _d: (
        _("Đồng ý cho biết người gửi") if event.granted else _("Không đồng ý cho biết người gửi")
    ),
    ev.IdentityOpened: _always(lambda: _("Thông tin liên hệ của người gửi được mở xem một lần")),
    ev.ContactErased: _always(lambda: _("Thông tin liên hệ của người gửi được xóa vĩnh viễn")),
    ev.Succeeded: _succeeded,
    ev.OutletSucceeded: lambda event, directory: _(
        "Sắp xếp cơ quan báo chí: tòa soạn %(outlet)s xử lý tiếp",
        outlet=directory.outlet_name(event.outlet, language()),
    ),
}
_SILENT_ABOUT_ACTOR = (
    ev.Closed,
    ev.MarkedOverdue,
    ev.Reminded,
    ev.Escalated,
    ev.MarkedPressOverdue,
    ev.PressLetterSent,
    ev.Purged,
    ev.Rated,
    ev.Reopened,
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
    if isinstance(recorded.event, ev.Edited | ev.Redacted | ev.PictureRedacted | ev.Routed | ev.Rerouted):
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


def anchor(post: PostId) -> str:
    """Where a post stands on its page."""
    return f"post-{post[:12]}"


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


def post_view(post: Post, directory: Directory) -> PostView:
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
    )
