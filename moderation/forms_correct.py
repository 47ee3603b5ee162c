"""The form by which a newsroom puts right in public what was wrong in what it published."""

from __future__ import annotations

from typing import Any

from flask_babel import lazy_gettext as _l

from casework.domain import commands as do
from casework.domain.policy import CORRECTABLE
from casework.domain.values import PostId, PostState
from casework.readings.thread import Post
from moderation.desk import Desk
from moderation.forms_desk import ChoiceField, DeskForm, _, words_field
from moderation.forms_text import looked_field, must_be_looked_at
from moderation.leaks import TextLeaks, guard_of, text_leaks
from web import leaks, present
from web.choices import SelectChoice
from web.fields import is_key
from web.i18n import written_date

_THE_REPORT = "report"


class CorrectForm(DeskForm):
    key = "d"
    deed, does, stays, tone, picture = "correct", do.Correct, True, "outline-primary", "info"
    title = _l("Đính chính")
    about = _l(
        "Bạn đọc thấy bài đính chính ngay trong phản ánh; người gửi, cơ quan và người theo dõi được báo. "
        "Đính chính đã đăng thì không sửa: nếu sai, đăng một đính chính khác."
    )
    button = _l("Đăng đính chính")
    done = _l("Đã đăng đính chính ở %(code)s.")
    wrong = ChoiceField(_l("Chỗ sai nằm ở"))
    words = words_field(
        _l("Sai thế nào, đúng ra là gì"),
        description=_l("Nêu rõ câu sai và câu đúng. Viết được **chữ đậm**, danh sách và liên kết."),
    )
    looked = looked_field()
    leaks: TextLeaks | None = None  # what was found that may lead to a person

    @property
    def shown(self) -> list[Any]:
        return [field for field in super().shown if field.short_name != "looked" or self.leaks]

    def offer(self, desk: Desk) -> None:
        posts = [*desk.thread.posts, *desk.thread.comments]
        sent = self.wrong.data or ""
        # A comment of another page than this one was chosen there; whether it is one the deed looks at.
        elsewhere = is_key(sent) and sent not in {post.id for post in posts}
        self.wrong.of(
            [
                SelectChoice(_THE_REPORT, _("Bài phản ánh")),
                *(SelectChoice(post.id, _called(post, desk)) for post in posts if _may_be_wrong(post)),
                *([SelectChoice(sent, _("Một ý kiến bạn đọc ở trang khác"))] if elsewhere else []),
            ]
        )

    def find_leaks(self, desk: Desk) -> bool:
        if leaks.asked_to_black_out():
            self.words.data = leaks.blacked_out(self.words.data or "", guard_of(desk))
        self.leaks = text_leaks(desk, "", self.words.data or "") or None
        return must_be_looked_at(self)

    def command(self, desk: Desk) -> do.Correct:
        about = None if self.wrong.data == _THE_REPORT else PostId(self.wrong.data)
        return do.Correct(post=self.post_id, words=self.words.data or "", about=about)


def _may_be_wrong(post: Post) -> bool:
    return post.kind in CORRECTABLE and post.state is PostState.SHOWN


def _called(post: Post, desk: Desk) -> str:
    view = present.post_view(post, desk.directory)
    return _(
        "%(what)s của %(who)s, %(day)s",
        what=view.label,
        who=view.agency_name or view.role_label or view.author_label,
        day=written_date(post.at),
    )
