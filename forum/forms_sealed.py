"""What somebody fills in for the sealed channel: the denunciation, and what they write later."""

from __future__ import annotations

from collections.abc import Callable, Sequence

from flask_babel import gettext
from flask_babel import lazy_gettext as _l
from wtforms import HiddenField

from casework.actions.denunciations import Contact, Denouncing
from casework.actions.submit import FileRefused, Upload
from casework.domain.refusals import Refused
from forum.laid_aside import check_laid_aside
from web.fields import (
    LONGEST_TEXT,
    LONGEST_TITLE,
    AtLeast,
    AtMost,
    Form,
    LineField,
    Required,
    TextField,
    kept_key,
)
from web.reach import LastingAddress
from web.uploads import FilesField
from web.words import word

_: Callable[..., str] = gettext  # Flask-Babel's own is untyped
LONGEST_ACCUSED = 500


class _WithFiles(Form):
    """A form that may bring files."""

    attachments: FilesField

    def say(self, refused: FileRefused | Refused) -> None:
        """Say why it was not taken; files have to be chosen once more."""
        if isinstance(refused, FileRefused):
            self.attachments.refuse(refused)
        else:
            self.form_errors.append(word(refused.why))
        self.attachments.ask_again()


class DenounceForm(_WithFiles):
    """What goes to the inspectorate: the report as it was written, whom it accuses, and how to reach its
    author, all of which may be empty."""

    form_key = HiddenField()
    laid_aside = HiddenField()
    accused = TextField(
        _l("Bạn tố ai?"),
        [Required(_l("Xin ghi rõ người nào, làm gì, ở đâu.")), AtLeast(4), AtMost(LONGEST_ACCUSED)],
    )
    title = LineField(_l("Tiêu đề"), [Required(), AtLeast(10), AtMost(LONGEST_TITLE)])
    body = TextField(_l("Việc đã xảy ra thế nào?"), [Required(), AtLeast(30), AtMost(LONGEST_TEXT)])
    attachments = FilesField(_l("Thêm ảnh hoặc tài liệu PDF"))
    name = LineField(_l("Họ và tên"), [AtMost(120)], render_kw={"autocomplete": "name"})
    phone = LineField(_l("Điện thoại"), [AtMost(40)], render_kw={"autocomplete": "tel", "inputmode": "tel"})
    email = LineField(
        _l("Thư điện tử"),
        [AtMost(254), LastingAddress()],
        render_kw={"autocomplete": "email", "inputmode": "email"},
    )

    uploads: Sequence[Upload] = ()  # of the valid form

    @classmethod
    def begun(cls) -> DenounceForm:
        """An empty one, with the key of its own that makes sending it twice one denunciation."""
        form = cls(formdata=None)
        form.form_key.data = kept_key(None)
        return form

    validate_laid_aside = check_laid_aside

    def denouncing(self) -> Denouncing:
        """The valid form as a wish to denounce."""
        return Denouncing(
            form_key=kept_key(self.form_key.data),
            title=self.title.data or "",
            body=self.body.data or "",
            accused=self.accused.data or "",
            contact=Contact(
                name=self.name.data or "", email=self.email.data or "", phone=self.phone.data or ""
            ),
            uploads=self.uploads,
        )


class SealedMessageForm(_WithFiles):
    """Something more for the inspectorate."""

    message = HiddenField()
    words = TextField(_l("Viết thêm cho cơ quan thanh tra"), [Required(), AtMost(LONGEST_TEXT)])
    attachments = FilesField(_l("Ảnh hoặc tài liệu PDF"))

    def __init__(self, **more: object) -> None:
        super().__init__(**more)
        self.message.data = kept_key(self.message.data)
