"""What an agency does with a case, each deed with its form and the command that it becomes."""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from typing import Any, BinaryIO, ClassVar

from flask_babel import gettext
from flask_babel import lazy_gettext as _l
from wtforms import SelectField, SelectMultipleField
from wtforms.validators import Optional

from agency.case import Case
from casework.actions.submit import FileRefused
from casework.domain import commands as do
from casework.domain import events as ev
from casework.domain.values import AgencyCode, Kind, ReturnReason, Status
from web import choices
from web.fields import LONGEST_TEXT, AtMost, DayField, DeedForm, LineField, Required, TextField
from web.i18n import written_date

_: Callable[..., str] = gettext
HIDDEN = frozenset({"version", "post", "csrf_token"})
MARKUP = _l("Để trống một dòng để sang đoạn; **chữ đậm**; mỗi gạch đầu dòng bắt đầu bằng dấu -.")


class CaseForm(DeedForm):
    """A deed on one case. Several stand on one page: the ids of its fields begin with its own name."""

    deed: ClassVar[str]  # the end of its address
    does: ClassVar[type[do.Command]]
    leaves: ClassVar[type[ev.Event] | None]  # by which a second click is known; None: by its post alone
    held_as: ClassVar[bool | None] = None  # as what the newsroom may look at it first: official, interim, no
    is_guarded: ClassVar[bool] = False  # whether everybody reads it, so that the leak guard does before
    title: Any
    about: Any = ""
    button: Any
    tone: ClassVar[str] = "primary"
    picture: ClassVar[str] = ""
    done: Any  # said when it was done

    def __init__(self, case: Case, *, formdata: Any = None) -> None:
        start = {"version": str(case.report.version), **self.start(case)}
        super().__init__(formdata=formdata, data=start)
        for field in self:
            field.id = f"{self.deed}-{field.short_name}"
            field.label.field_id = field.id
        self.offer(case)

    @classmethod
    def is_offered(cls, case: Case) -> bool:
        return cls.does in case.thread.allowed

    @classmethod
    def start(cls, case: Case) -> Mapping[str, Any]:
        """What stands in the fields at first."""
        return {}

    def offer(self, case: Case) -> None:
        """Fill the choices and the words that depend on the case."""

    def command(self) -> do.Command:
        """What the filled-in form asks for."""
        return self.does()

    def rewrite(self, words: str) -> None:
        """Put other words into the place of what was typed."""
        if "words" in self:
            self.words.data = words

    def renew(self, case: Case) -> None:
        """Let it be sent again after somebody else has acted."""
        self.version.data = str(case.report.version)

    @property
    def shown(self) -> list[Any]:
        return [field for field in self if field.short_name not in HIDDEN]

    def held(self) -> do.Command:
        """The same, for the newsroom to look at before readers do."""
        raise NotImplementedError

    @property
    def uploads(self) -> Sequence[tuple[BinaryIO, str]]:
        """The files that came with it."""
        return ()

    def refuse_file(self, error: FileRefused) -> None:
        """Say which file was not taken, and why."""

    @property
    def typed(self) -> str:
        """The words that somebody wrote into it, to give back when the deed is no longer possible."""
        return self.words.data or "" if "words" in self else ""


class AcceptForm(CaseForm):
    deed, does, leaves = "accept", do.Accept, ev.Accepted
    picture = "check"

    def offer(self, case: Case) -> None:
        self.title, self.button = _("Tiếp nhận"), _("Tiếp nhận")
        self.about = _("Cơ quan nhận giải quyết; người gửi được báo ngay.")
        self.done = _("Đã tiếp nhận phản ánh %(code)s.", code=case.code)
        if case.report.kind is Kind.PRAISE:
            self.title, self.button = _("Ghi nhận lời khen"), _("Ghi nhận lời khen")
            self.about = _("Chuyển lời cảm ơn đến người được khen rồi bấm ghi nhận; không cần viết trả lời.")
            self.done = _("Đã ghi nhận lời khen %(code)s.", code=case.code)
        elif case.report.status is Status.REOPENED:
            self.title, self.button = _("Tiếp nhận lại"), _("Tiếp nhận lại")


class _Worded(CaseForm):
    """A deed that is said in words."""

    does: ClassVar[type[do.Worded]]
    words = TextField(_l("Nội dung"), [Required(), AtMost(LONGEST_TEXT)])

    def command(self) -> do.Command:
        return self.does(post=self.post_id, words=self.words.data or "")

    def held(self) -> do.Command:
        """The same words, for the newsroom to look at before readers do."""
        assert self.held_as is not None, "asked of what may be held"
        return do.HoldReply(post=self.post_id, words=self.words.data or "", official=self.held_as)


class _Reply(_Worded):
    """The words of the official reply, on their way."""

    def insert(self, words: str) -> None:
        """Put more words under those that stand there."""
        self.words.data = "\n\n".join(filter(None, ((self.words.data or "").rstrip(), words)))


class DraftForm(_Reply):
    deed, does, leaves = "draft", do.DraftReply, ev.ReplyDrafted
    title = _l("Dự thảo câu trả lời")
    about = _l("Người ký đọc, sửa nếu cần rồi ký đăng. Bạn đọc chưa thấy dự thảo.")
    button, picture = _l("Gửi người ký"), "send"
    done = _l("Đã lưu dự thảo và chuyển người ký.")
    words = TextField(_l("Dự thảo trả lời"), [Required(), AtMost(LONGEST_TEXT)], description=MARKUP)

    @classmethod
    def start(cls, case: Case) -> Mapping[str, Any]:
        return {"words": case.draft.source} if case.draft else {}

    def offer(self, case: Case) -> None:
        if case.draft is not None:
            self.title = _("Sửa dự thảo")


class SignForm(_Reply):
    """The words are seen once more as readers will see them before they are signed."""

    deed, does, leaves = "sign", do.SignReply, ev.ReplySigned
    held_as, is_guarded = True, True
    title = _l("Ký và đăng câu trả lời")
    about = _l("Bước sau cho xem đúng như bạn đọc sẽ thấy, rồi mới ký.")
    button, picture = _l("Xem trước khi ký"), "seal"
    done = _l("Câu trả lời đã được ký và đăng.")
    words = TextField(_l("Câu trả lời chính thức"), [Required(), AtMost(LONGEST_TEXT)], description=MARKUP)
    # Asked on the page on which it is signed; whatever is none of the days that the words name is left out.
    promised = SelectMultipleField(choices=[], validate_choice=False)
    promise_what = LineField(_l("Cam kết làm gì"), [AtMost(400)])
    promise_by = DayField(_l("Xong trước hết ngày"), [Optional()])

    @classmethod
    def start(cls, case: Case) -> Mapping[str, Any]:
        return {"words": case.to_sign}

    @property
    def shown(self) -> list[Any]:
        return [self.words]


class InterimForm(_Worded):
    deed, does, leaves = "interim", do.InterimReply, ev.InterimReplied
    held_as, is_guarded = False, True
    title = _l("Trả lời bước đầu")
    about = _l("Đăng ngay cho bạn đọc biết việc đang làm tới đâu. Hạn trả lời chính thức không đổi.")
    button, picture = _l("Đăng trả lời bước đầu"), "send"
    done = _l("Đã đăng trả lời bước đầu.")
    words = TextField(_l("Trả lời bước đầu"), [Required(), AtMost(LONGEST_TEXT)], description=MARKUP)

    @classmethod
    def start(cls, case: Case) -> Mapping[str, Any]:
        return {"words": case.interim_again}

    def offer(self, case: Case) -> None:
        if not case.report.is_published:
            self.about = _("Người gửi đọc được ngay; bạn đọc thì không. Hạn trả lời chính thức không đổi.")
            self.button, self.done = _("Gửi trả lời bước đầu"), _("Đã gửi trả lời bước đầu.")


class ExtensionForm(_Worded):
    deed, does, leaves = "extension", do.RequestExtension, ev.ExtensionRequested
    is_guarded = True
    title = _l("Xin gia hạn")
    about = _l(
        "Chỉ được xin một lần, trước khi hết hạn. Tòa soạn quyết định; khi đồng ý, ngày mới cùng lý do và "
        "lời xin lỗi được đăng công khai."
    )
    button, picture = _l("Gửi đề nghị gia hạn"), "calendar"
    done = _l("Đã gửi đề nghị gia hạn tới tòa soạn.")
    until = DayField(_l("Xin trả lời chậm nhất vào ngày"), [Required()])
    words = TextField(_l("Lý do và lời xin lỗi"), [Required(), AtMost(LONGEST_TEXT)])

    @classmethod
    def is_offered(cls, case: Case) -> bool:
        return super().is_offered(case) and not case.is_late

    def offer(self, case: Case) -> None:
        first, last = case.first_extension_day, case.last_extension_day
        if first is None or last is None:
            return
        self.until.render_kw = {"min": first.isoformat(), "max": last.isoformat()}
        self.until.description = _(
            "Từ %(first)s đến chậm nhất %(last)s.", first=written_date(first), last=written_date(last)
        )
        self.words.description = _("Viết cho người gửi: vì sao chậm, xin lỗi, và việc gì đang được làm.")

    def command(self) -> do.Command:
        assert self.until.data is not None, "the form was found valid"
        return do.RequestExtension(post=self.post_id, words=self.words.data or "", until=self.until.data)


class ReturnForm(CaseForm):
    deed, does, leaves = "return", do.Return, ev.Returned
    title = _l("Trả lại tòa soạn")
    about = _l(
        "Chỉ khi việc này không thuộc cơ quan bạn. Lý do, cơ quan bạn đề xuất và số lần chuyển được công "
        "khai; lời giải thích chỉ gửi người xử lý. Lần trả lại thứ hai, Sở Nội vụ quyết định."
    )
    button, tone, picture = _l("Trả lại"), "danger", "return"
    done = _l("Đã trả lại tòa soạn.")
    reason = SelectField(_l("Lý do"), [Required(_l("Xin chọn lý do."))])
    words = TextField(_l("Giải thích cho tòa soạn"), [Required(), AtMost(LONGEST_TEXT)])
    agency = SelectField(_l("Theo bạn, cơ quan nào giải quyết?"), [Optional()])

    def offer(self, case: Case) -> None:
        self.reason.choices = [choices.nothing(_("Chọn lý do")), *choices.of_words(ReturnReason)]
        others = choices.agencies(case.directory, case.today, but=case.actor.agencies)
        self.agency.choices = [choices.nothing(_("Chưa rõ")), *others]

    def command(self) -> do.Command:
        proposed = AgencyCode(self.agency.data) if self.agency.data else None
        return do.Return(
            post=self.post_id,
            words=self.words.data or "",
            reason=ReturnReason(self.reason.data),
            proposed=proposed,
        )


class NoteForm(_Worded):
    deed, does, leaves = "note", do.AddAgencyNote, ev.AgencyNoteAdded
    title = _l("Ghi chú nội bộ")
    about = _l("Chỉ cơ quan bạn và bộ phận theo dõi, đôn đốc đọc được.")
    button, tone = _l("Lưu ghi chú"), "outline-primary"
    done = _l("Đã lưu ghi chú.")
    words = TextField(_l("Ghi chú"), [Required(), AtMost(LONGEST_TEXT)])


FORMS: tuple[type[CaseForm], ...] = (
    AcceptForm,
    SignForm,
    DraftForm,
    InterimForm,
    ReturnForm,
    ExtensionForm,
    NoteForm,
)
_STEPS: tuple[type[CaseForm], ...] = (AcceptForm, SignForm, DraftForm)


def next_deed(case: Case) -> str:
    """The deed that the case waits for now; empty when it waits for somebody else, or for nobody."""
    if case.own_share is not None and not case.is_lead:
        gives = do.Contribute in case.thread.allowed and not case.own_share.is_given
        return "contribute" if gives else ""
    offered = [form for form in _STEPS if form.is_offered(case)]
    if DraftForm in offered and case.report.draft is not None:
        offered.remove(DraftForm)  # it waits for a signature
    elif DraftForm in offered and SignForm in offered:
        offered.remove(SignForm)  # who may do both writes before they sign
    return offered[0].deed if offered else ""
