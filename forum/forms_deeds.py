"""The forms under one report: what its owner may do, and what any signed-in reader may."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from typing import Any, BinaryIO, ClassVar

from flask_babel import gettext
from flask_babel import lazy_gettext as _l
from wtforms import BooleanField, HiddenField, RadioField

from casework.actions.submit import FileRefused
from casework.domain import commands as do
from casework.domain.ratings import MOST_STARS
from casework.domain.values import Part, PostId
from web.choices import SelectChoice
from web.fields import LONGEST_TEXT, AtMost, DeedForm, Required, TextField, Ticked
from web.leaks import LeakView
from web.uploads import FilesField

_: Callable[..., str] = gettext  # Flask-Babel's own is untyped
LONGEST_COMMENT = 5_000


class ThreadForm(DeedForm):
    """A form of which several stand in one page: every field's id begins with the form's name."""

    panel: ClassVar[str]
    said: ClassVar[Any]  # what the reader is told when it is done
    command_type: ClassVar[type[do.Command]]
    anchor: ClassVar[str | None] = None  # where the page stands when it is done
    only_for: ClassVar[Part | None] = None  # whose form it is, where others do the same at a desk of theirs
    without_account: ClassVar[bool] = False  # only of a report that is held by code and secret

    def __init__(self, **more: Any) -> None:
        super().__init__(**more)
        for field in self:
            field.id = f"{self.panel}-{field.id}"
            field.label.field_id = field.id

    @property
    def uploads(self) -> Sequence[tuple[BinaryIO, str]]:
        """The files that came with it."""
        return () if self._files is None else self._files.uploads

    def refuse_file(self, error: FileRefused) -> None:
        """Say which file was not taken, and why."""
        if self._files is not None:
            self._files.refuse(error)

    def ask_for_files_again(self) -> None:
        """Say that files have to be chosen once more, if there were any."""
        if self._files is not None:
            self._files.ask_again()

    @property
    def _files(self) -> FilesField | None:
        field = self._fields.get("attachments")
        return field if isinstance(field, FilesField) else None

    def command(self) -> do.Command:
        """The valid form as a command."""
        raise NotImplementedError


class SupplyInfoForm(ThreadForm):
    panel = "supply-info"
    said = _l("Đã gửi phần bổ sung. Tòa soạn xem tiếp phản ánh của bạn.")
    command_type = do.SupplyInfo
    words = TextField(_l("Phần bổ sung"), [Required(), AtMost(LONGEST_TEXT)])
    attachments = FilesField(_l("Ảnh hoặc tài liệu PDF"))

    def command(self) -> do.SupplyInfo:
        return do.SupplyInfo(post=self.post_id, words=self.words.data or "")


class WithdrawForm(ThreadForm):
    panel = "withdraw"
    said = _l("Bạn đã rút phản ánh. Cảm ơn bạn đã cho biết.")
    command_type = do.Withdraw
    words = TextField(_l("Lý do"), [AtMost(LONGEST_TEXT)])

    def command(self) -> do.Withdraw:
        return do.Withdraw(post=self.post_id, words=self.words.data or "")


class AppealForm(ThreadForm):
    panel = "appeal"
    said = _l("Đã gửi đề nghị. Một biên tập viên khác sẽ xem lại.")
    command_type = do.Appeal
    words = TextField(_l("Vì sao cần xem lại?"), [Required(), AtMost(LONGEST_TEXT)])

    def command(self) -> do.Appeal:
        return do.Appeal(post=self.post_id, words=self.words.data or "")


class RateForm(ThreadForm):
    panel = "rate"
    said = _l("Cảm ơn bạn đã đánh giá.")
    command_type = do.Rate
    solved = RadioField(
        _l("Việc của bạn đã xong chưa?"), validators=[Required(_l("Xin chọn đã xong hay chưa."))]
    )
    stars = RadioField(_l("Bạn hài lòng đến mức nào?"), validators=[Required(_l("Xin chọn từ 1 đến 5 sao."))])
    words = TextField(_l("Muốn nói thêm điều gì?"), [AtMost(LONGEST_TEXT)])

    def __init__(self, **more: Any) -> None:
        super().__init__(**more)
        self.solved.choices = [
            SelectChoice("yes", _("Đã xong")),
            SelectChoice("no", _("Chưa xong")),
        ]
        self.stars.choices = [SelectChoice(str(n), str(n)) for n in range(1, MOST_STARS + 1)]

    @property
    def chosen_stars(self) -> int | None:
        """How many were chosen, to show them again."""
        given = self.stars.data or ""
        return int(given) if given in {str(n) for n in range(1, MOST_STARS + 1)} else None

    def command(self) -> do.Rate:
        return do.Rate(
            post=self.post_id,
            words=self.words.data or "",
            solved=self.solved.data == "yes",
            stars=int(self.stars.data),
        )


class AnswerPromiseForm(ThreadForm):
    """About the first promise of which its reporter is asked."""

    panel, anchor = "promise", "promises"
    said = _l("Cảm ơn bạn. Câu trả lời của bạn đã hiện bên cạnh cam kết.")
    command_type = do.AnswerPromise
    promise = HiddenField()
    kept = RadioField(
        _l("Cơ quan đã làm đúng cam kết này chưa?"), validators=[Required(_l("Xin chọn đã làm hay chưa."))]
    )
    words = TextField(_l("Muốn nói thêm điều gì?"), [AtMost(LONGEST_TEXT)])

    def __init__(self, **more: Any) -> None:
        super().__init__(**more)
        self.kept.choices = [SelectChoice("yes", _("Đã làm")), SelectChoice("no", _("Chưa làm"))]

    def command(self) -> do.AnswerPromise:
        return do.AnswerPromise(
            post=self.post_id,
            words=self.words.data or "",
            promise=PostId(self.promise.data or ""),
            kept=self.kept.data == "yes",
        )


class ReopenForm(ThreadForm):
    panel = "reopen"
    said = _l("Đã gửi lại cho cơ quan: cơ quan phải trả lời lần nữa, có hạn mới.")
    command_type = do.Reopen
    words = TextField(_l("Điều gì chưa được giải quyết?"), [Required(), AtMost(LONGEST_TEXT)])

    def command(self) -> do.Reopen:
        return do.Reopen(post=self.post_id, words=self.words.data or "")


class MessageNewsroomForm(ThreadForm):
    panel, anchor, only_for = "message-newsroom", "messages-newsroom", Part.OWNER
    said = _l("Đã gửi tin nhắn cho tòa soạn.")
    command_type = do.MessageNewsroom
    words = TextField(_l("Tin nhắn cho tòa soạn"), [Required(), AtMost(LONGEST_TEXT)])
    attachments = FilesField(_l("Ảnh hoặc tài liệu PDF"))

    def command(self) -> do.MessageNewsroom:
        return do.MessageNewsroom(post=self.post_id, words=self.words.data or "")


class MessageAgencyForm(ThreadForm):
    panel, anchor, only_for = "message-agency", "messages-agency", Part.OWNER
    said = _l("Đã gửi tin nhắn cho cơ quan xử lý.")
    command_type = do.MessageAgency
    words = TextField(_l("Tin nhắn cho cơ quan xử lý"), [Required(), AtMost(LONGEST_TEXT)])
    attachments = FilesField(_l("Ảnh hoặc tài liệu PDF"))

    def command(self) -> do.MessageAgency:
        return do.MessageAgency(post=self.post_id, words=self.words.data or "")


class EraseContactForm(ThreadForm):
    panel, anchor, only_for, without_account = "erase-contact", "own-data", Part.OWNER, True
    said = _l("Đã xóa tên và cách liên lạc của bạn. Hãy giữ mã và mật mã: đó là cách duy nhất để xem tiếp.")
    command_type = do.EraseContact
    understood = BooleanField(
        _l("Tôi hiểu: xóa rồi thì không lấy lại được"),
        [Ticked(_l("Xin đánh dấu vào đây nếu bạn thật sự muốn xóa."))],
    )

    def command(self) -> do.EraseContact:
        return do.EraseContact()


class CommentForm(ThreadForm):
    panel = "comment"
    said = _l("Đã gửi ý kiến. Ý kiến hiện ra khi biên tập viên đã đọc.")
    command_type = do.Comment
    words = TextField(_l("Ý kiến của bạn"), [Required(), AtMost(LONGEST_COMMENT)])
    leaks: LeakView | None = None  # what its writer is shown once before it goes to the newsroom

    def command(self) -> do.Comment:
        return do.Comment(post=self.post_id, words=self.words.data or "")


FORMS: tuple[type[ThreadForm], ...] = (
    SupplyInfoForm,
    AppealForm,
    AnswerPromiseForm,
    RateForm,
    ReopenForm,
    WithdrawForm,
    MessageNewsroomForm,
    MessageAgencyForm,
    EraseContactForm,
    CommentForm,
)
