"""What each event is called in a history."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from typing import Any

from flask_babel import gettext

from casework.domain import events as ev
from casework.domain.values import Part
from casework.store.directory import Directory
from web.i18n import language, written_date
from web.words import word

_: Callable[..., str] = gettext  # Flask-Babel's own is untyped


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


def _press_letter(event: ev.PressLetterSent, directory: Directory) -> str:
    said = {"number": event.number, "day": written_date(event.sent_on)}
    if event.to is None:
        return _("Tòa soạn kiến nghị cấp trên: công văn số %(number)s ngày %(day)s", **said)
    return _(
        "Tòa soạn kiến nghị %(agency)s: công văn số %(number)s ngày %(day)s",
        agency=_agency(directory, event.to),
        **said,
    )


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
    ev.Corrected: lambda event, _d: (
        _("Tòa soạn đính chính một bài trong phản ánh") if event.about else _("Tòa soạn đính chính phản ánh")
    ),
    ev.ReplyRequested: _always(lambda: _("Có yêu cầu phản hồi")),
    ev.RightOfReplyPublished: _always(lambda: _("Đăng phản hồi của người, cơ quan được nhắc tới")),
    ev.ReplyRequestDeclined: lambda event, _d: _(
        "Không đăng phản hồi được yêu cầu: %(why)s", why=word(event.reason)
    ),
    ev.InfoAsked: _always(lambda: _("Tòa soạn hỏi thêm người gửi")),
    ev.Declined: lambda event, _d: _("Không tiếp nhận: %(why)s", why=word(event.reason)),
    ev.PassedToInspectorate: _always(lambda: _("Chuyển kín tới cơ quan thanh tra; nội dung ở đây đã xóa")),
    ev.Merged: lambda event, _d: _("Gộp vào phản ánh %(code)s", code=event.into),
    ev.Unmerged: lambda event, _d: _("Tách khỏi phản ánh %(code)s", code=event.was),
    # Who may not know of the other one learns no code here.
    ev.TookIn: _always(lambda: _("Gộp thêm một phản ánh về cùng việc")),
    ev.LetGo: _always(lambda: _("Tách ra một phản ánh đã gộp")),
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
    ev.MarkedPressOverdue: _always(lambda: _("Quá hạn trả lời báo chí")),
    ev.PressLetterSent: _press_letter,
    ev.PromiseMade: lambda event, directory: _(
        "%(agency)s cam kết xong trước hết ngày %(day)s",
        agency=_agency(directory, event.agency),
        day=written_date(event.by),
    ),
    ev.PromiseMoved: lambda event, _d: _("Cam kết lùi tới ngày %(day)s", day=written_date(event.by)),
    ev.PromiseAsked: lambda event, _d: (
        _("Cơ quan báo đã làm theo cam kết; người gửi được hỏi")
        if event.reported
        else _("Đến ngày cam kết: người gửi được hỏi đã làm chưa")
    ),
    ev.PromiseAnswered: lambda event, _d: (
        _("Người gửi: cam kết đã làm") if event.kept else _("Người gửi: cam kết chưa làm")
    ),
    ev.Contributed: lambda event, directory: _(
        "%(agency)s đã góp ý cho câu trả lời", agency=_agency(directory, event.agency)
    ),
    ev.ShareReminded: lambda event, directory: _(
        "Nhắc %(agency)s sắp đến hạn góp ý", agency=_agency(directory, event.agency)
    ),
    ev.ShareMarkedOverdue: lambda event, directory: _(
        "%(agency)s quá hạn góp ý", agency=_agency(directory, event.agency)
    ),
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
