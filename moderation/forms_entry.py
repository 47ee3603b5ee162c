"""The form for what reached the newsroom by phone, in a letter, on air or in person."""

from __future__ import annotations

import secrets
from datetime import date

from flask_babel import lazy_gettext as _l
from wtforms import BooleanField, HiddenField, RadioField
from wtforms.validators import Email, InputRequired, Optional, ValidationError

from casework.actions.submit import Contact, Submission
from casework.domain.policy import Actor
from casework.domain.values import (
    AgencyCode,
    AreaCode,
    Channel,
    Display,
    FieldCode,
    Kind,
    OutletCode,
    TaskCode,
)
from casework.readings.directory import Directory
from moderation.forms_desk import ChoiceField, _
from web import choices
from web.choices import SelectChoice
from web.fields import (
    LONGEST_TEXT,
    LONGEST_TITLE,
    AtMost,
    DayField,
    Form,
    LineField,
    Required,
    TextField,
    kept_key,
)
from web.i18n import language, written_date
from web.uploads import FilesField

SPOKEN = (Channel.PHONE, Channel.LETTER, Channel.ON_AIR, Channel.IN_PERSON)
_CHOOSE = _l("Xin chọn một mục.")


class EntryForm(Form):
    """A report that somebody told the newsroom; a moderator writes it down for them."""

    form_key = HiddenField(default=lambda: secrets.token_hex(16))
    channel = RadioField(_l("Nhận qua"), [InputRequired(_CHOOSE)])
    received = DayField(_l("Ngày nhận"), [InputRequired(_l("Xin điền ngày nhận."))])
    outlet = RadioField(_l("Tòa soạn nhận"), [InputRequired(_CHOOSE)])
    kind = RadioField(_l("Loại"), [InputRequired(_CHOOSE)])
    title = LineField(_l("Tiêu đề"), [Required(), AtMost(LONGEST_TITLE)])
    body = TextField(
        _l("Nội dung, theo lời người gửi"),
        [Required(), AtMost(LONGEST_TEXT)],
        description=_l("Ghi đủ việc gì, ở đâu, khi nào, giấy tờ nào; giữ lời của người gửi."),
    )
    field = ChoiceField(_l("Lĩnh vực"), needed=False, blank=_l("Chưa rõ"))
    area = ChoiceField(_l("Địa bàn"), needed=False, blank=_l("Toàn tỉnh hoặc chưa rõ"))
    agency = ChoiceField(_l("Cơ quan người gửi muốn hỏi"), needed=False, blank=_l("Không nêu"))
    reform_task = ChoiceField(_l("Nhiệm vụ cải cách hành chính"), needed=False, blank=_l("Chưa chọn"))
    name = LineField(_l("Họ tên người gửi"), [Optional(), AtMost(120)])
    phone = LineField(_l("Điện thoại"), [Optional(), AtMost(40)])
    email = LineField(
        _l("Thư điện tử"),
        [Optional(), AtMost(254), Email(_l("Địa chỉ này chưa đúng, ví dụ ten@vidu.vn."))],
    )
    organisation = LineField(_l("Tổ chức, doanh nghiệp"), [Optional(), AtMost(200)])
    display = RadioField(_l("Tên người gửi khi đăng"), [InputRequired(_CHOOSE)], default=Display.HIDDEN.value)
    publish = RadioField(
        _l("Người gửi có đồng ý đăng công khai không?"), [InputRequired(_CHOOSE)], default="yes"
    )
    attachments = FilesField(
        _l("Ảnh chụp thư, giấy tờ"), description=_l("Tối đa 10 tệp ảnh hoặc PDF, mỗi tệp 10 MB.")
    )
    consent = BooleanField(_l("Người gửi đồng ý cho cơ quan xử lý biết tên và cách liên lạc"))

    def __init__(self, actor: Actor, directory: Directory, today: date) -> None:
        outlets = choices.newsrooms(directory, actor.outlets, today)
        super().__init__(data={"received": today, "outlet": outlets[0].value})
        self._today = today
        self.channel.choices = choices.of_words(SPOKEN)
        self.outlet.choices = outlets
        self.kind.choices = choices.of_words(Kind)
        self.field.of(choices.fields(directory))
        self.area.of(choices.areas(directory, today))
        self.agency.of(choices.agencies(directory, today))
        self.reform_task.of(choices.tasks(directory))
        self.display.choices = [
            SelectChoice(Display.NAMED.value, _("Ghi tên người gửi")),
            SelectChoice(Display.HIDDEN.value, _("Ẩn tên: chỉ tòa soạn biết")),
            SelectChoice(
                Display.CONFIDENTIAL.value,
                _("Bảo mật: niêm phong, sau khi lưu tòa soạn cũng không xem lại được"),
            ),
        ]
        self.publish.choices = [
            SelectChoice("yes", _("Đồng ý đăng")),
            SelectChoice("no", _("Không đăng, chỉ chuyển cơ quan")),
        ]

    def validate_received(self, field: DayField) -> None:
        """Nothing arrives tomorrow."""
        if field.data is not None and field.data > self._today:
            raise ValidationError(_("Ngày nhận không thể sau hôm nay."))

    def validate_name(self, field: LineField) -> None:
        """Who wants their name shown has one."""
        if self.display.data == Display.NAMED.value and not field.data:
            raise ValidationError(_("Xin điền họ tên, hoặc chọn ẩn tên."))

    def submission(self) -> Submission:
        """What is taken in."""
        return Submission(
            form_key=kept_key(self.form_key.data),
            kind=Kind(self.kind.data),
            title=self.title.data or "",
            body=self.body.data or "",
            outlet=OutletCode(self.outlet.data),
            field=FieldCode(self.field.data) if self.field.data else None,
            area=AreaCode(self.area.data) if self.area.data else None,
            agency=AgencyCode(self.agency.data) if self.agency.data else None,
            task=TaskCode(self.reform_task.data) if self.reform_task.data else None,
            display=Display(self.display.data),
            publish=self.publish.data == "yes",
            consent=bool(self.consent.data),
            contact=Contact(
                name=self.name.data or "",
                email=(self.email.data or "").lower(),
                phone=self.phone.data or "",
                organisation=self.organisation.data or "",
            ),
            channel=Channel(self.channel.data),
            locale=language(),
            uploads=self.attachments.uploads,
        )

    @property
    def note(self) -> str:
        """What the newsroom remembers of how it arrived, when that was before today."""
        if self.received.data is None or self.received.data == self._today:
            return ""
        return _("Tòa soạn nhận ngày %(day)s.", day=written_date(self.received.data))
