"""What every change of who does what says, and an agency that begins by one."""

from __future__ import annotations

import re
from abc import abstractmethod
from collections.abc import Callable, Iterable, Mapping
from datetime import date
from types import MappingProxyType
from typing import Any, ClassVar, Final

from flask_babel import gettext
from flask_babel import lazy_gettext as _l
from wtforms import HiddenField
from wtforms.validators import ValidationError
from wtforms.widgets import EmailInput

from casework.actions.addresses import BadAddress, normal_address
from casework.actions.directory_sheets import BadCell, Column, Is, cell
from casework.actions.reorganisation import Hitch, Reorganisation, Trouble
from casework.domain.text import fold
from casework.domain.values import AgencyCode
from casework.readings.directory import Agency, Directory
from web import choices
from web.fields import AtMost, DayField, Form, LineField, Required, kept_key
from web.i18n import language

_: Callable[..., str] = gettext  # Flask-Babel's own is untyped
LONGEST_TITLE: Final = 200
_CODE: Final = Column("code", Is.CODE, 40)
_SLUGS: Final = re.compile(r"[^a-z0-9]+")
_HITCHES: Mapping[Hitch, Any] = MappingProxyType(
    {
        Hitch.UNKNOWN: _l("Không còn trong danh bạ: %(about)s."),
        Hitch.CODE_TAKEN: _l("Mã %(about)s đã là của cơ quan khác."),
        Hitch.SLUG_TAKEN: _l("Đã có cơ quan tên như vậy (%(about)s)."),
        Hitch.ENDED_OTHERWISE: _l("%(about)s đã có ngày kết thúc khác."),
        Hitch.NOT_BEGUN: _l("Ngày này sớm hơn ngày %(about)s bắt đầu hoạt động."),
        Hitch.ITSELF: _l("%(about)s không thể kế thừa chính mình."),
        Hitch.NO_HEIR: _l("Không ai tiếp tục việc của %(about)s từ ngày đó: xin chọn cơ quan kế thừa."),
        Hitch.TAKEN_OTHERWISE: _l("Phần việc này của %(about)s đã giao cho cơ quan khác từ cùng ngày."),
        Hitch.NOBODY_LEADS: _l("Lĩnh vực %(about)s sẽ không còn cơ quan nào chủ trì."),
        Hitch.NO_OUTLET: _l("Sẽ không còn cơ quan báo chí nào nhận phản ánh."),
    }
)


class ChangeForm(Form):
    """What every change says; `stamp` is that of the directory that its preview was made from."""

    kind: ClassVar[str]
    title: ClassVar[Any]
    about: ClassVar[Any]
    asks: ClassVar[tuple[str, ...]]
    key = HiddenField(render_kw={"autocomplete": "off"})
    stamp = HiddenField(render_kw={"autocomplete": "off"})
    day = DayField(
        _l("Có hiệu lực từ ngày"),
        [Required()],
        description=_l("Ngày chưa tới thì được thực hiện khi ngày đó đến; ngày đã qua thì thực hiện ngay."),
    )
    source = LineField(
        _l("Căn cứ"), [Required(), AtMost(300)], description=_l("Số, ngày và nơi ban hành của văn bản.")
    )

    def __init__(self, names: Directory, today: date, *, formdata: Any, **start: Any) -> None:
        super().__init__(formdata=formdata, data={"day": today, **start})
        self.names, self.today = names, today
        self.key.data = kept_key(self.key.data)
        self.offer(choices.agencies(names, today))

    @property
    def code(self) -> str:
        """Under which it is on record: one filled-in form, one change."""
        return f"web-{self.key.data}"

    @abstractmethod
    def offer(self, agencies: choices.Choices) -> None:
        """Fill the lists with the agencies that work today."""

    @abstractmethod
    def change(self) -> dict[str, Any]:
        """What begins, ends and passes on."""

    @abstractmethod
    def called(self) -> str:
        """What the change is, in a few words."""

    def plan(self) -> Reorganisation:
        """The valid form as a reorganisation."""
        assert self.day.data is not None, "the form was found valid"
        return Reorganisation(
            code=self.code,
            day=self.day.data,
            title=self.called()[:LONGEST_TITLE],
            source=self.source.data or "",
            **self.change(),
        )

    def blame(self, found: Iterable[Trouble]) -> None:
        """Say what stands in the way, in words."""
        for one in found:
            said = str(_HITCHES[one.hitch]) % {"about": self._named(one.about)}
            self.form_errors.append(said)

    def _named(self, code: str) -> str:
        lang = language()
        known = self.names.agency(code) or self.names.field(code)
        return known.called(lang) if known is not None else code

    @property
    def first(self) -> list[Any]:
        """The fields that say whom it is about."""
        return [self[name] for name in self.asks]

    @property
    def last(self) -> list[Any]:
        """The field that says what becomes of the rest."""
        return []

    @property
    def tucked(self) -> list[Any]:
        """Fields that are seldom needed."""
        return []

    @property
    def new(self) -> list[Any]:
        """The fields of an agency that begins by it."""
        return []


class NewAgencyForm(ChangeForm):
    """A change by which an agency begins. It stands where the one that it follows stood."""

    new_title: ClassVar[Any]
    new_name = LineField(_l("Tên cơ quan mới"), [AtMost(200)])
    new_name_en = LineField(_l("Tên tiếng Anh"), [AtMost(200)])
    new_short_name = LineField(_l("Tên gọi tắt"), [AtMost(80)])
    new_code = LineField(
        _l("Mã"), [AtMost(40)], description=_l("Chữ và số, chưa dùng cho cơ quan nào; ví dụ SNNMT.")
    )
    new_email = LineField(_l("Thư điện tử của cơ quan mới"), [AtMost(254)], widget=EmailInput())

    @property
    def new(self) -> list[Any]:
        return [field for field in self if field.short_name.startswith("new_")]

    @property
    def begins(self) -> bool:
        """Whether an agency begins by it."""
        return True

    def validate_new_name(self, field: LineField) -> None:
        self._needs(field)

    def validate_new_name_en(self, field: LineField) -> None:
        self._needs(field)

    def validate_new_short_name(self, field: LineField) -> None:
        self._needs(field)

    def validate_new_code(self, field: LineField) -> None:
        self._needs(field)
        try:
            cell(_CODE, field.data or "") if self.begins else None
        except BadCell:
            raise ValidationError(_("Mã chỉ gồm chữ, số, dấu chấm và gạch nối.")) from None

    def validate_new_email(self, field: LineField) -> None:
        self._needs(field)
        if not self.begins:
            return
        try:
            field.data = normal_address(field.data or "")
        except BadAddress:
            raise ValidationError(_("Địa chỉ thư chưa đúng. Ví dụ đúng: ten@vidu.vn")) from None

    def _needs(self, field: LineField) -> None:
        if self.begins and not (field.data or "").strip():
            raise ValidationError(_("Xin điền mục này."))

    def new_agency(self, like: str) -> Agency:
        """The one that begins; level, parent and area are those of the one that it follows."""
        before = self.names.agency(like)
        assert before is not None and self.day.data is not None, "offered and found valid"
        slug = _SLUGS.sub("-", fold(self.new_name.data or "")).strip("-")
        known = self.names.agency_at(slug)
        code = AgencyCode(self.new_code.data or "")
        if known is not None and known.code != code:
            slug = f"{slug}-{_SLUGS.sub('-', fold(code)).strip('-')}"
        return Agency(
            code=code,
            slug=slug,
            name=self.new_name.data or "",
            name_en=self.new_name_en.data or "",
            short_name=self.new_short_name.data or "",
            level=before.level,
            parent=before.parent,
            area=before.area,
            email=self.new_email.data or "",
            phone="",
            address="",
            valid_from=self.day.data,
            valid_to=None,
            successor=None,
        )
