"""The report form. Its field names are a promise to other programs that post it."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from datetime import date
from functools import cached_property
from typing import Any

import phonenumbers
from flask import request
from flask_babel import gettext
from flask_babel import lazy_gettext as _l
from wtforms import BooleanField, HiddenField, RadioField, SelectField, StringField
from wtforms.validators import ValidationError

from casework.actions.submit import Contact, Submission, Upload
from casework.domain import legal_gate
from casework.domain.calendar import local_day
from casework.domain.legal_gate import Finding
from casework.domain.policy import Actor
from casework.domain.values import AgencyCode, AreaCode, Display, FieldCode, Kind, OutletCode, TaskCode
from casework.readings.directory import Agency, Area, Outlet, directory
from forum.laid_aside import check_laid_aside
from web import choices
from web.choices import SelectChoice
from web.fields import (
    LONGEST_TEXT,
    LONGEST_TITLE,
    AtLeast,
    AtMost,
    DecoyField,
    Form,
    LineField,
    Required,
    TextField,
    kept_key,
)
from web.i18n import language
from web.kitchen import casework
from web.reach import LastingAddress
from web.session import current_actor
from web.uploads import FilesField

_: Callable[..., str] = gettext  # Flask-Babel's own is untyped
GOES_ON = "report"  # the answer at the gate: it is neither, take it as a report
_PREFILLED = ("kind", "outlet", "field", "area", "agency", "reform_task")


_LASTING = ("outlet", "area", "agency")


def _today(name: str, given: str) -> str:
    """What a value means today: who names what has ended, in an old form, a link or a program, means who
    carries on."""
    named, day = directory(casework()), local_day(casework().now())
    heirs: dict[str, Callable[[str, date], Outlet | Area | Agency | None]] = {
        "outlet": named.outlet_heir,
        "area": named.area_heir,
        "agency": named.heir_of,
    }
    heir = heirs[name](given, day) if name in heirs else None
    return heir.code if heir is not None else given


class BegunForm(Form):
    """What stands in the report form while somebody writes."""

    title = LineField(validators=[AtMost(LONGEST_TITLE)])
    body = TextField(validators=[AtMost(LONGEST_TEXT)])


class ReportForm(Form):
    """What a citizen or a business tells. `outlet`, `consent` and `form_key` may be missing, and so may what
    the steps before it is sent add: `gate`, the answer there, `similar`, whether similar reports are to be
    shown first, and `laid_aside`, the files that were kept meanwhile."""

    form_key = HiddenField(render_kw={"autocomplete": "off"})  # a reloaded page is another form
    gate = HiddenField()
    laid_aside = HiddenField()
    similar = StringField()  # asked for in the page by who has no scripts, which show them while one writes
    homepage = DecoyField()
    kind = RadioField(_l("Bạn muốn gửi gì?"), validators=[Required(_l("Xin chọn một loại."))])
    title = LineField(_l("Tiêu đề"), [Required(), AtLeast(10), AtMost(LONGEST_TITLE)])
    body = TextField(_l("Việc đã xảy ra thế nào?"), [Required(), AtLeast(30), AtMost(LONGEST_TEXT)])
    attachments = FilesField(_l("Ảnh chụp hoặc tài liệu PDF"))
    field = SelectField(
        _l("Lĩnh vực"), validators=[Required(_l("Xin chọn lĩnh vực gần nhất; chưa rõ thì chọn “Khác”."))]
    )
    area = SelectField(_l("Địa bàn"), validators=[Required(_l("Xin chọn nơi việc xảy ra."))])
    agency = SelectField(_l("Cơ quan"), default="")
    reform_task = SelectField(_l("Nhiệm vụ cải cách hành chính"), default="")
    outlet = SelectField(_l("Tòa soạn tiếp nhận"))
    display = RadioField(_l("Tên của bạn"), default=Display.HIDDEN.value)
    publish = RadioField(_l("Đăng phản ánh cho mọi người cùng đọc?"), default="yes")
    consent = BooleanField(_l("Cho cơ quan giải quyết biết tên và cách liên hệ với tôi"))
    name = LineField(_l("Họ và tên"), [AtMost(120)], render_kw={"autocomplete": "name"})
    email = LineField(
        _l("Thư điện tử"),
        [AtMost(254), LastingAddress()],
        render_kw={"autocomplete": "email", "inputmode": "email"},
    )
    phone = LineField(_l("Điện thoại"), [AtMost(40)], render_kw={"autocomplete": "tel", "inputmode": "tel"})
    organisation = LineField(
        _l("Tên doanh nghiệp, tổ chức"), [AtMost(200)], render_kw={"autocomplete": "organization"}
    )

    uploads: Sequence[Upload] = ()  # of the valid form: what was laid aside, and what came with it

    def __init__(self, **more: Any) -> None:
        super().__init__(**more)
        named, day = directory(casework()), local_day(casework().now())
        self.kind.choices = choices.of_words(Kind)
        self.field.choices = [choices.nothing(_("Chọn lĩnh vực")), *choices.fields(named)]
        self.area.choices = [choices.nothing(_("Chọn huyện, thành phố")), *choices.areas(named, day)]
        self.agency.choices = [choices.nothing(_("Tôi không biết")), *choices.agencies(named, day)]
        self.reform_task.choices = [choices.nothing(_("Để tòa soạn chọn")), *choices.tasks(named)]
        self.outlet.choices = choices.outlets(named, day)
        self.display.choices = choices.of_words(Display)
        self.publish.choices = [
            SelectChoice("yes", _("Có, đăng lên diễn đàn")),
            SelectChoice("no", _("Không, chỉ gửi tòa soạn và cơ quan")),
        ]
        if not self.outlet.raw_data:
            self.outlet.data = named.outlets_in_force(day)[0].code
        self.form_key.data = kept_key(self.form_key.data)
        for name in _LASTING:
            self[name].data = _today(name, self[name].data or "")

    @classmethod
    def begun(cls) -> ReportForm:
        """An empty form, with what the link to it already says."""
        form = cls(formdata=None)
        for name in _PREFILLED:
            given = _today(name, request.args.get(name, ""))
            if given in {choice.value for choice in form[name].iter_choices()}:
                form[name].data = given
        return form

    def validate_name(self, field: LineField) -> None:
        if field.data or current_actor().is_signed_in or self.display.data == Display.CONFIDENTIAL:
            return
        raise ValidationError(_("Xin cho biết tên; nếu không muốn ai biết, hãy chọn “Bảo mật danh tính”."))

    def validate_phone(self, field: LineField) -> None:
        if field.data and not _is_phone(field.data):
            raise ValidationError(_("Số chưa đúng; mẫu đúng: 0912 345 678"))

    validate_laid_aside = check_laid_aside

    @cached_property
    def finding(self) -> Finding | None:
        """What else the text reads like; of the valid form."""
        return legal_gate.recognise(self.title.data or "", self.body.data or "", Kind(self.kind.data))

    @property
    def must_be_asked(self) -> bool:
        """Whether it reads like what belongs elsewhere, and its writer has not said that it does not."""
        return self.finding is not None and self.gate.data != GOES_ON

    def submission(self, actor: Actor) -> Submission:
        """The valid form as a wish to report."""
        return Submission(
            form_key=self.form_key.data or "",
            kind=Kind(self.kind.data),
            title=self.title.data or "",
            body=self.body.data or "",
            outlet=OutletCode(self.outlet.data),
            field=FieldCode(self.field.data),
            area=AreaCode(self.area.data),
            agency=AgencyCode(self.agency.data) if self.agency.data else None,
            task=TaskCode(self.reform_task.data) if self.reform_task.data else None,
            display=Display(self.display.data),
            publish=self.publish.data == "yes",
            consent=bool(self.consent.data),
            contact=Contact() if actor.is_signed_in else self._contact(),
            locale=language(),
            uploads=self.uploads,
            denied=self.finding.door if self.finding else None,
        )

    def _contact(self) -> Contact:
        return Contact(
            name=self.name.data or "",
            email=self.email.data or "",
            phone=self.phone.data or "",
            organisation=self.organisation.data or "",
        )


def _is_phone(text: str) -> bool:
    """A number that could be one, Vietnamese unless it begins with +; people write it as they like."""
    try:
        return phonenumbers.is_possible_number(phonenumbers.parse(text, "VN"))
    except phonenumbers.NumberParseException:
        return False
