"""Forms by which a newsroom publishes what somebody it named asks to reply, or says why it does not."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import replace
from typing import Any

from flask_babel import lazy_gettext as _l

from casework.actions.right_of_reply import LONGEST_NAME, LONGEST_TEXT, suggested
from casework.domain import commands as do
from casework.domain.values import NoReplyReason, PostId
from casework.readings.ready_texts import Use
from casework.readings.reply_requests import ReplyRequest
from moderation.desk import Desk
from moderation.forms_desk import ChoiceField, DeskForm, words_field
from moderation.forms_text import looked_field, must_be_looked_at
from moderation.leaks import TextLeaks, guard_of
from web import choices, leaks
from web.fields import AtMost, LineField, Required, TextField
from web.leaks import leak_view


class ReplyForm(DeskForm):
    """A decision on one request, which `asked` is."""

    def __init__(self, desk: Desk, asked: ReplyRequest, *, formdata: Any = None) -> None:
        self.asked = asked
        super().__init__(desk, formdata=formdata)
        if not formdata:
            for name, value in self.begin().items():
                self[name].data = value

    def begin(self) -> Mapping[str, Any]:
        """What stands in the fields at first, of this request."""
        return {}


class PublishReplyForm(ReplyForm):
    deed, does, picture = "publish", do.PublishReply, "send"
    title = _l("Đăng lời phản hồi")
    about = _l("Có thể rút ngắn hoặc sửa; người xin phản hồi thấy chỗ nào được sửa. Bản họ gửi được giữ.")
    button = _l("Đăng phản hồi")
    done = _l("Đã đăng phản hồi ở %(code)s.")
    headline = LineField(_l("Tên đăng cùng"), [Required(), AtMost(LONGEST_NAME)])
    body = TextField(_l("Lời phản hồi"), [Required(), AtMost(LONGEST_TEXT)])
    looked = looked_field()
    leaks: TextLeaks | None = None  # what was found that may lead to a person

    @property
    def shown(self) -> list[Any]:
        return [field for field in super().shown if field.short_name != "looked" or self.leaks]

    def begin(self) -> Mapping[str, Any]:
        return {"headline": self.asked.name, "body": self.asked.text}

    def find_leaks(self, desk: Desk) -> bool:
        """The name that they ask to be shown leaks nothing; anything else in it, or any other name, may."""
        guard = guard_of(desk)
        name = replace(guard, persons=False)
        text = replace(guard, allowed=(*guard.allowed, self.headline.data or ""))
        if leaks.asked_to_black_out():
            self.headline.data = leaks.blacked_out(self.headline.data or "", name)
            self.body.data = leaks.blacked_out(self.body.data or "", text)
        found = TextLeaks(
            title=leak_view(name.check(self.headline.data or "")),
            body=leak_view(text.check(self.body.data or "")),
        )
        self.leaks = found or None
        return must_be_looked_at(self)

    def command(self, desk: Desk) -> do.PublishReply:
        return do.PublishReply(request=self.asked.id, post=PostId(self.post_id))


class DeclineReplyForm(ReplyForm):
    use = Use.REPLY
    deed, does, tone, picture = "decline", do.DeclineReply, "outline-danger", "minus-circle"
    title = _l("Không đăng")
    about = _l("Người xin phản hồi nhận được lý do và lời của bạn qua thư.")
    button = _l("Không đăng, báo cho họ")
    done = _l("Đã báo cho người xin phản hồi ở %(code)s.")
    reason = ChoiceField(_l("Lý do"))
    words = words_field(_l("Lời giải thích"))

    def begin(self) -> Mapping[str, Any]:
        return {"reason": self._plain or ""}

    def offer(self, desk: Desk) -> None:
        self._plain = suggested(desk.thread.report)
        self.reason.of(choices.of_words(NoReplyReason))

    def command(self, desk: Desk) -> do.DeclineReply:
        return do.DeclineReply(request=self.asked.id, reason=NoReplyReason(self.reason.data))


FORMS: tuple[type[ReplyForm], ...] = (PublishReplyForm, DeclineReplyForm)
BY_DEED = {form.deed: form for form in FORMS}
