"""Forms that decide what becomes of a report: ask, decline, merge, appeal, extension, take down."""

from __future__ import annotations

from typing import Any

from flask_babel import lazy_gettext as _l
from wtforms import BooleanField, RadioField
from wtforms.validators import InputRequired, ValidationError

from casework.domain import commands as do
from casework.domain.values import DeclineReason, RemoveReason
from casework.readings.ready_texts import Use
from moderation.desk import Desk
from moderation.forms_desk import ChoiceField, DeskForm, _, words_field
from web import choices
from web.choices import SelectChoice
from web.i18n import written_date
from web.words import word

_YES, _NO = "yes", "no"


def _either(label: Any, yes: Any, no: Any) -> RadioField:
    """A decision, with neither answer chosen beforehand."""
    return RadioField(
        label,
        [InputRequired(_l("Xin chọn một trong hai."))],
        choices=[SelectChoice(_YES, yes), SelectChoice(_NO, no)],
    )


class AskForm(DeskForm):
    use = Use.ASK
    key = "n"
    deed, does, tone, picture = "ask", do.AskInfo, "outline-primary", "question"
    title = _l("Hỏi thêm người gửi")
    about = _l("Người gửi nhận được câu hỏi này; phản ánh chờ ở mục Cần bổ sung cho đến khi họ trả lời.")
    button = _l("Gửi câu hỏi")
    done = _l("Đã gửi câu hỏi cho người gửi phản ánh %(code)s.")
    words = words_field(_l("Câu hỏi gửi người gửi"))

    def command(self, desk: Desk) -> do.AskInfo:
        return do.AskInfo(post=self.post_id, words=self.words.data or "")


class DeclineForm(DeskForm):
    use = Use.DECLINE
    key = "d"
    deed, does, tone, picture = "decline", do.Decline, "danger", "x-circle"
    title = _l("Từ chối tiếp nhận")
    about = _l(
        "Người gửi được biết lý do và lời giải thích dưới đây, và được đề nghị xem lại một lần; "
        "người xem lại là một biên tập viên khác."
    )
    button = _l("Không tiếp nhận phản ánh này")
    done = _l("Đã báo người gửi: không tiếp nhận %(code)s.")
    reason = ChoiceField(_l("Lý do"))
    words = words_field(
        _l("Lời giải thích cho người gửi"),
        description=_l(
            "Nếu việc này có nơi khác giải quyết, hãy chỉ đúng nơi đó. Với khiếu nại và tố cáo, phiếu hướng "
            "dẫn có nơi nhận, giấy tờ và thời hạn được gửi kèm."
        ),
    )

    def offer(self, desk: Desk) -> None:
        self.reason.of(choices.of_words(DeclineReason))

    def command(self, desk: Desk) -> do.Decline:
        return do.Decline(
            post=self.post_id, words=self.words.data or "", reason=DeclineReason(self.reason.data)
        )


class SettleFlagsForm(DeskForm):
    deed, does, tone, picture = "settle-flags", do.SettleFlags, "primary", "flag"
    title = _l("Bạn đọc báo có vấn đề")
    about = _l(
        "Nếu họ đúng, hãy che, sửa hoặc gỡ trước. Người hay báo đúng được tính nhiều hơn, "
        "người hay báo sai ít đi."
    )
    button = _l("Đã xem xong")
    done = _l("Đã xem xong điều bạn đọc báo ở %(code)s.")
    stands_open, stays = True, True
    upheld = _either(_l("Họ báo có đúng không?"), _l("Đúng"), _l("Không đúng"))

    @classmethod
    def is_offered(cls, desk: Desk) -> bool:
        return super().is_offered(desk) and None in desk.flags

    def offer(self, desk: Desk) -> None:
        self.remarks = [
            f"{word(flag.reason)}: “{flag.words}”" if flag.words else word(flag.reason)
            for flag in desk.flags.get(None, ())
        ]

    def command(self, desk: Desk) -> do.SettleFlags:
        return do.SettleFlags(upheld=self.upheld.data == _YES)


class PassOnForm(DeskForm):
    deed, does, tone, picture = "pass-on", do.PassToInspectorate, "danger", "lock"
    title = _l("Chuyển kín tới cơ quan thanh tra")
    button = _l("Chuyển kín, xóa ở đây")
    done = _l("Đã chuyển kín %(code)s tới cơ quan thanh tra. Ở đây không còn gì của nó.")
    sure = BooleanField(
        _l("Bài tố một người cụ thể, và có việc kiểm tra được"),
        [InputRequired(_l("Xin đánh dấu nếu đúng vậy; nếu không, hãy từ chối hoặc hỏi thêm."))],
    )


class AppealForm(DeskForm):
    use = Use.APPEAL
    key = "r"
    deed, does, picture = "appeal", do.DecideAppeal, "check"
    title = _l("Xem lại việc không tiếp nhận")
    about = _l("Người gửi đề nghị xem lại. Lời của họ và lý do từ chối lần trước ở bên cạnh.")
    button = _l("Gửi quyết định")
    done = _l("Đã quyết định đề nghị xem lại của %(code)s.")
    upheld = _either(
        _l("Quyết định"),
        _l("Đồng ý: đưa phản ánh trở lại hàng chờ"),
        _l("Giữ nguyên: không tiếp nhận"),
    )
    words = words_field(_l("Lời giải thích cho người gửi"))

    def command(self, desk: Desk) -> do.DecideAppeal:
        return do.DecideAppeal(
            post=self.post_id, words=self.words.data or "", upheld=self.upheld.data == _YES
        )


class ExtensionForm(DeskForm):
    key = "r"
    deed, does, picture = "extension", do.GrantExtension, "calendar"
    title = _l("Cơ quan xin gia hạn")
    about = _l("Nếu đồng ý, lý do và lời xin lỗi của cơ quan được đăng cùng hạn mới.")
    button = _l("Gửi quyết định")
    done = _l("Đã quyết định việc gia hạn của %(code)s.")
    granted = _either(_l("Quyết định"), _l("Đồng ý gia hạn"), _l("Không đồng ý: giữ hạn cũ"))
    words = words_field(
        _l("Lời nhắn cho cơ quan"), needed=False, description=_l("Nếu không đồng ý, xin nêu lý do.")
    )

    def offer(self, desk: Desk) -> None:
        report = desk.thread.report
        if report.extension_asked and report.due:
            self.remarks = [
                _(
                    "Hạn hiện nay %(due)s; cơ quan xin lùi tới %(until)s.",
                    due=written_date(report.due),
                    until=written_date(report.extension_asked),
                )
            ]

    def validate_words(self, field: Any) -> None:
        """A refusal says why."""
        if self.granted.data == _NO and not (field.data or "").strip():
            raise ValidationError(_("Xin nêu lý do không đồng ý."))

    def command(self, desk: Desk) -> do.GrantExtension:
        return do.GrantExtension(
            post=self.post_id, words=self.words.data or "", granted=self.granted.data == _YES
        )


class RemoveForm(DeskForm):
    use = Use.REMOVE
    deed, does, tone, picture = "remove", do.Remove, "danger", "eye-off"
    title = _l("Gỡ khỏi trang công khai")
    button = _l("Gỡ xuống")
    done = _l("Đã gỡ %(code)s khỏi trang công khai.")
    reason = ChoiceField(_l("Lý do gỡ"), description=_l("Bạn đọc mở địa chỉ cũ sẽ thấy lý do này."))
    words = words_field(_l("Lời giải thích cho người gửi"))

    def offer(self, desk: Desk) -> None:
        self.reason.of(choices.of_words(RemoveReason))

    def command(self, desk: Desk) -> do.Remove:
        return do.Remove(
            post=self.post_id, words=self.words.data or "", reason=RemoveReason(self.reason.data)
        )


class RestoreForm(DeskForm):
    key = "r"
    deed, does, picture = "restore", do.Restore, "refresh"
    title = _l("Đăng lại")
    about = _l(
        "Phản ánh đang bị gỡ. Đăng lại thì mọi người đọc được như trước, và đồng hồ của cơ quan chạy tiếp."
    )
    button = _l("Đăng lại")
    done = _l("Đã đăng lại %(code)s.")
