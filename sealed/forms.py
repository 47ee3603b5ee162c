"""What a keeper may do with a denunciation."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any, ClassVar

from flask_babel import gettext
from flask_babel import lazy_gettext as _l
from wtforms import HiddenField, SelectField

from casework.actions.denunciations import Case
from casework.domain.calendar import local_day
from casework.domain.denunciations import Deed
from casework.domain.text import whole_number
from casework.domain.values import AgencyCode
from casework.readings.directory import directory
from web import choices
from web.fields import LONGEST_TEXT, AtMost, Form, Required, TextField, kept_key
from web.kitchen import casework

_: Callable[..., str] = gettext  # Flask-Babel's own is untyped


class KeeperForm(Form):
    """A deed on one denunciation. Several stand on one page: the ids of its fields begin with its name."""

    deed: ClassVar[Deed]
    name: ClassVar[str]  # the end of its address
    title: ClassVar[Any]
    about: ClassVar[Any]
    button: ClassVar[Any]
    done: ClassVar[Any]
    version = HiddenField()
    message = HiddenField()
    words = TextField(_l("Lời nhắn cho người gửi"), [AtMost(LONGEST_TEXT)])

    def __init__(self, case: Case | None = None) -> None:
        super().__init__(formdata=None) if case else super().__init__()
        if case is not None:
            self.version.data = str(case.denunciation.version)
        self.message.data = kept_key(self.message.data)
        for field in self:
            field.id = f"{self.name}-{field.short_name}"
            field.label.field_id = field.id

    @property
    def seen(self) -> int:
        """The version that was looked at; 0, which is before everything, if the form lost it."""
        return whole_number(self.version.data or "") or 0

    @property
    def shown(self) -> list[Any]:
        return [field for field in self if field.short_name not in ("version", "message", "csrf_token")]

    @property
    def to(self) -> AgencyCode | None:
        """Whom it is forwarded to."""
        return None


class AnswerForm(KeeperForm):
    deed, name = Deed.ANSWERED, "messages"
    title = _l("Viết cho người gửi")
    about = _l("Người gửi đọc khi mở bằng mã và mật mã; không có thư nào được gửi đi.")
    button = _l("Gửi tin nhắn")
    done = _l("Đã gửi tin cho người gửi %(code)s.")
    words = TextField(_l("Tin nhắn"), [Required(), AtMost(LONGEST_TEXT)])


class AcceptForm(KeeperForm):
    deed, name = Deed.ACCEPTED, "accept"
    title = _l("Thụ lý")
    about = _l("Ghi nhận cơ quan thanh tra thụ lý từ hôm nay; hạn giải quyết chạy từ ngày này.")
    button = _l("Thụ lý")
    done = _l("Đã ghi nhận thụ lý %(code)s.")


class ForwardForm(KeeperForm):
    deed, name = Deed.FORWARDED, "forward"
    title = _l("Chuyển cơ quan có thẩm quyền")
    about = _l(
        "Ghi nhận đã chuyển hồ sơ, theo đường công văn mật, tới cơ quan có thẩm quyền. "
        "Diễn đàn không gửi gì đi."
    )
    button = _l("Ghi nhận đã chuyển")
    done = _l("Đã ghi nhận chuyển %(code)s.")
    agency = SelectField(_l("Cơ quan"), [Required(_l("Xin chọn cơ quan."))])

    def __init__(self, case: Case | None = None) -> None:
        super().__init__(case)
        house = casework()
        offered = choices.agencies(directory(house), local_day(house.now()))
        self.agency.choices = [choices.nothing(_("Chọn cơ quan")), *offered]

    @property
    def to(self) -> AgencyCode | None:
        return AgencyCode(self.agency.data or "")


class CloseForm(KeeperForm):
    deed, name = Deed.CLOSED, "close"
    title = _l("Khép lại")
    about = _l("Sau đó không ai viết thêm được vào hồ sơ này. Xin cho người gửi biết kết quả.")
    button = _l("Khép lại")
    done = _l("Đã khép lại %(code)s.")
    words = TextField(_l("Kết quả, cho người gửi đọc"), [Required(), AtMost(LONGEST_TEXT)])


FORMS: tuple[type[KeeperForm], ...] = (AnswerForm, AcceptForm, ForwardForm, CloseForm)
BY_NAME = {form.name: form for form in FORMS}
