"""What somebody fills in whom a report names, and who asks the newsroom to publish what they say to it."""

from __future__ import annotations

from flask_babel import lazy_gettext as _l
from wtforms import HiddenField

from casework.actions.right_of_reply import LONGEST_ABOUT, LONGEST_NAME, LONGEST_TEXT, Asking
from web.fields import AtLeast, AtMost, DecoyField, Form, LineField, Required, TextField, kept_key
from web.i18n import language
from web.reach import LastingAddress
from web.session import current_actor


class RightOfReplyForm(Form):
    """Who they are in the matter, how to reach them, and the words to be published."""

    form_key = HiddenField(render_kw={"autocomplete": "off"})  # a reloaded page is another form
    homepage = DecoyField()
    name = LineField(
        _l("Tên người hoặc cơ quan được nhắc tới"),
        [Required(), AtLeast(2), AtMost(LONGEST_NAME)],
        description=_l("Tên này được đăng cùng lời phản hồi."),
    )
    email = LineField(
        _l("Thư điện tử"),
        [
            Required(_l("Xin cho biết địa chỉ thư điện tử để nhận trả lời.")),
            AtMost(254),
            LastingAddress(),
        ],
        description=_l("Chỉ để xác nhận và báo kết quả; không đăng, không đưa cho ai."),
        render_kw={"autocomplete": "email", "inputmode": "email"},
    )
    about = LineField(
        _l("Bạn phản hồi điều gì trong phản ánh?"),
        [Required(), AtLeast(5), AtMost(LONGEST_ABOUT)],
        description=_l("Một câu ngắn, cho tòa soạn; không đăng."),
    )
    words = TextField(_l("Lời phản hồi muốn đăng"), [Required(), AtLeast(20), AtMost(LONGEST_TEXT)])

    def __init__(self, **more: object) -> None:
        super().__init__(**more)
        self.form_key.data = kept_key(self.form_key.data)
        if current_actor().is_signed_in:  # their account has an address that is proven
            del self.email

    def asking(self) -> Asking:
        """The valid form as a wish to reply."""
        return Asking(
            form_key=self.form_key.data or "",
            name=self.name.data or "",
            email=(self.email.data or "") if "email" in self else "",
            about=self.about.data or "",
            text=self.words.data or "",
            locale=language(),
        )
