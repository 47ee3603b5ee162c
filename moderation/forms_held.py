"""Forms about a reply that an agency handed to the newsroom before it is published."""

from __future__ import annotations

from flask_babel import lazy_gettext as _l
from wtforms import SelectMultipleField

from casework.domain import commands as do
from moderation.desk import Desk
from moderation.forms_desk import DeskForm, words_field
from web import leaks


class ReleaseReplyForm(DeskForm):
    deed, does, picture = "release-reply", do.ReleaseReply, "send"
    title = _l("Đăng câu trả lời")
    about = _l("Những chỗ bạn đánh dấu được che; phần còn lại đăng đúng như cơ quan viết.")
    button = _l("Che các chỗ đã chọn rồi đăng")
    done = _l("Đã đăng câu trả lời của %(code)s.")
    # Whatever is named must stand in the reply: the deed itself is refused otherwise.
    passages = SelectMultipleField(choices=[], validate_choice=False)

    def command(self, desk: Desk) -> do.ReleaseReply:
        return do.ReleaseReply(passages=leaks.longest_first(leaks.passages("passages")))


class SendBackForm(DeskForm):
    deed, does, tone, picture = "send-back", do.SendBackReply, "outline-primary", "return"
    title = _l("Gửi lại cơ quan để sửa")
    about = _l("Cơ quan đọc được lời này; hạn trả lời của cơ quan chạy tiếp như lúc gửi.")
    button = _l("Gửi lại cơ quan")
    done = _l("Đã gửi lại câu trả lời của %(code)s cho cơ quan.")
    words = words_field(_l("Cần sửa gì, vì sao"))

    def command(self, desk: Desk) -> do.SendBackReply:
        return do.SendBackReply(post=self.post_id, words=self.words.data or "")


FORMS: tuple[type[DeskForm], ...] = (ReleaseReplyForm, SendBackForm)
BY_DEED = {form.deed: form for form in FORMS}
